package views

import (
	"net/url"
	"strings"

	"stoa/store/campus"
)

// TranscriptPath is what is left of a date that is over. With the ways that lead to lines of a room (LineLink) it is a room's path too.
func TranscriptPath(id int64, order int) string { return InstancePath(id, order) + "/transcript" }

// TranscriptFile is the same as a file of a kind: md or csv.
func TranscriptFile(id int64, order int, kind string) string {
	return TranscriptPath(id, order) + "." + kind
}

// TranscriptAfter is the page of a transcript that begins after a line.
func TranscriptAfter(transcript string, line int64) string {
	if line == 0 {
		return transcript
	}
	return transcript + "?after=" + itoa(line)
}

// TranscriptSearchPath looks for words in a transcript, in the lines after one.
func TranscriptSearchPath(transcript, query string, after int64) string {
	values := url.Values{"q": {query}}
	if after > 0 {
		values.Set("after", itoa(after))
	}
	return transcript + "?" + values.Encode()
}

// TranscriptPage shows what was said and what happened at a date that is over, or what a search has found of that.
type TranscriptPage struct {
	Page
	Meeting   MeetingRow
	Planned   string // when it was to be held, where that is another time
	Held      string // when it was
	Zone      string // of the times on the page
	Cancelled bool   // while it was open
	Staff     bool

	Parts      []TranscriptPart
	From, To   int64 // the first and the last line here; 0 for none
	Lines      int64 // the last line that there is
	Earlier    string
	Later      string
	People     []TranscriptPerson
	Count      int // how many they are, shown or not
	Absent     int
	Attendance string // the page about it
	Markdown   string // the file
	CSV        string

	Expired   bool     // what was said is kept no more
	Forgotten bool     // nor who came
	Gone      string   // says the first
	NoPeople  string   // says the second
	Kept      []string // how long things are kept, when that is not for always

	Search *TranscriptSearch // nil for the transcript itself
}

// Path is the page's own.
func (p TranscriptPage) Path() string { return TranscriptPath(p.Meeting.ID, p.Meeting.Order) }

// TranscriptPart is an hour of a transcript. Its heading has no text where there is but one.
type TranscriptPart struct {
	ID      string
	Head    Moment
	Entries []TranscriptEntry
}

// TranscriptEntry is a line, or what happened.
type TranscriptEntry struct {
	Line *Line // nil for what happened
	At   Moment
	// Until is the last of several things in one; zero for one thing
	Until Moment
	Icon  string
	Says  []campus.Words
}

// lasts reports whether what happened was not all in one minute.
func (e TranscriptEntry) lasts() bool { return e.Until.Text != "" && e.Until.Text != e.At.Text }

// TranscriptPerson is somebody who was there. What only staff may know of others is empty.
type TranscriptPerson struct {
	ID    int64
	Name  string
	Host  bool
	Known bool // more of how they attended is shown than from when to when
	AttendingRow
}

// TranscriptSearch is what was looked for in a transcript.
type TranscriptSearch struct {
	Query  string
	Rows   []FoundLine
	From   int64 // the first line that was looked at, and the last
	To     int64
	First  string // URL of the beginning, on a later page; "" here
	Next   string // URL of what is further on; "" at the end
	Nobody bool   // nothing was asked for
}

// found says how much was found, and where.
func (p TranscriptPage) found() string {
	s := p.Search
	if s.Nobody {
		return "Nothing is looked for yet"
	}
	words := "Nothing"
	if len(s.Rows) > 0 {
		words = Count(len(s.Rows), "message", "messages")
	}
	words += " for “" + Shorten(strings.TrimSpace(s.Query), queryShown) + "”"
	if s.First != "" || s.Next != "" {
		words += " in messages " + Number(int(s.From)) + " to " + Number(int(s.To)) + " of " + Number(int(p.Lines))
	}
	return words
}

// query is what stands in the search box.
func (p TranscriptPage) query() string {
	if p.Search == nil {
		return ""
	}
	return p.Search.Query
}

// piece says which of the messages are on the page, where they are not all.
func (p TranscriptPage) piece() string {
	if p.Earlier == "" && p.Later == "" || p.From == 0 {
		return ""
	}
	return "Messages " + Number(int(p.From)) + " to " + Number(int(p.To)) + " of " + Number(int(p.Lines))
}

// said reports whether anything was, on this page.
func (p TranscriptPage) said() bool { return p.Lines > 0 }

// who says how many were there.
func (p TranscriptPage) who() string { return Count(p.Count, "person", "people") }

// more says how many are not named.
func (p TranscriptPage) more() string {
	return "and " + Count(p.Count-len(p.People), "more", "more")
}

// attendanceWord is what the way to the page of attendance is called.
func attendanceWord(staff bool) string {
	if staff {
		return "Attendance"
	}
	return "My attendance"
}

// back is what the way to the date's page is called: what was cancelled has no room any more.
func (p TranscriptPage) back() string {
	if p.Cancelled {
		return "Back to the date"
	}
	return "Back to the room"
}

// notable reports whether there is more to say of how somebody attended than that they did.
func (p TranscriptPerson) notable() bool {
	return p.Known && p.State != string(campus.AttendPresent) && p.State != ""
}
