package views

import (
	"stoa/store/campus"
	"stoa/views/ui"
)

// ReportPage asks why a line or a person is reported.
type ReportPage struct {
	Page
	Line      *Line // nil for the person alone
	WhomID    int64
	WhomName  string
	WhomStaff bool // whose lines nobody folds
	Blocked   bool // by who reads this
	Room      Place
	Form      Form // reason, text
	BlockOp   string
}

// readers says who learns of a report, and what. Admins find in the audit who reported whom, so one who is reported may learn it
// too.
func (p ReportPage) readers() string {
	words := ReportReaders(p.Room.Kind) + " read it, with your name"
	if p.Line != nil {
		words += " and a copy of this message"
	}
	if words += "."; p.Room.Kind == placePrivate {
		words += " They see nothing else of what the two of you said."
	}
	name := campus.Isolated(p.WhomName)
	if p.WhomStaff {
		return words + " " + name + " does not read it; but an admin can see in the audit who reported whom."
	}
	return words + " " + name + " does not learn of it."
}

// ReportReaders is who reads what is reported in a room of a kind, whoever it is about; see campus.SeesReport.
func ReportReaders(kind string) string {
	switch kind {
	case placeMeeting:
		return "The staff of this meeting and the admins"
	case placeCourse:
		return "The teachers of this course and the admins"
	}
	return "The admins of this campus"
}

// controls returns the form's fields.
func (p ReportPage) controls() (reason, text ui.Control) {
	reason, text = p.Form.control("reason", "What is wrong?"), p.Form.control("text", "What should they know about it?")
	reason.Required, text.Hint = true, "You may leave this empty. At most 500 characters."
	if reason.Error != "" {
		reason.Error = "choose one of these" // the store names them as the API calls them
	}
	return reason, text
}

// ReportsPage is what was reported, newest first.
type ReportsPage struct {
	Page
	Rows  []ReportRow
	First string // URL of the first page; "" on it
	Next  string // URL of the next page; "" at the end
}

// words says what the list is of. Who is no admin looks after no private room.
func (p ReportsPage) words() string {
	if p.Me.Role != string(campus.Admin) {
		return "What people reported in the rooms that you look after."
	}
	return "What people reported, in all rooms. Of private messages you see the message that was reported, and nothing around it."
}

// ReportRow is one report.
type ReportRow struct {
	ID       string
	Title    string // of the room
	Link     string // to the line, or the room; "" for a private one, which its reader may not open
	Person   bool   // the person was reported, and no line
	WhomID   int64
	Whom     string
	Reporter string
	Reason   string
	Text     string
	Body     string // of the line; "" when who wrote it was erased
	At       Moment
	ClosedBy string // "" while it is open
	Closed   Moment
	Op       string
}

// BlockedPage is whom one has blocked.
type BlockedPage struct {
	Page
	People []BlockedPerson
}

// BlockedPerson is somebody whom one has blocked.
type BlockedPerson struct {
	ID   int64
	Name string
	Op   string
}

func reasons() []ui.Option {
	var all []ui.Option
	for _, reason := range []string{"abuse", "spam", "harm", "other"} {
		all = append(all, ui.Option{Value: reason, Label: ReasonWords(reason)})
	}
	return all
}

// ReasonWords says why something was reported.
func ReasonWords(reason string) string {
	switch reason {
	case "abuse":
		return "It insults or threatens somebody"
	case "spam":
		return "It is advertising, or noise"
	case "harm":
		return "Somebody may come to harm"
	}
	return "Something else"
}

// BlockWords says what blocking does; of staff it does less.
func BlockWords(staff bool) string {
	if staff {
		return "Teachers and admins can be blocked too, but what they write in rooms is not folded."
	}
	return "What people you block write is folded until you open it, and they cannot write to you privately."
}

// FoldedWords stand for a line of somebody whom the reader has blocked; they open it.
const FoldedWords = "A message from somebody you blocked. Show"

// FoldedQuoteWords stand for such a line above one that answers it.
const FoldedQuoteWords = "A message from somebody you blocked."
