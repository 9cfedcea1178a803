// Package views draws Stoa's pages and fragments.
//
// Every page and fragment is a templ component that takes one struct of prepared values: a view formats nothing from
// Redis, asks nobody and decides no right. The same fragment serves the page, the poll and the stream, so a line of chat
// looks alike however it arrived.
//
//	page.go      Page, which every page's props embed; the small values that pages share
//	layout.templ the frame around a page
//	assets.go    addresses of style, scripts and fonts
//	swap.templ   a fragment on its way through the stream
//	ids.go       DOM ids and live events, paths.go URLs, format.go words for dates and counts
//	form.go      Form: what was typed, and why it was refused; nav.go the navigation as data
//	*.templ      one file a page, its fragments beside it
//	ui/          the parts: button, field, badge, empty state
package views

import "stoa/store/campus"

// Page is what the layout needs to know; every page's props embed it.
type Page struct {
	Title   string  // of this page alone; the layout adds the campus
	Me      *Me     // nil when signed out
	Nav     string  // the current entry of the navigation: one of the Nav constants, or ""
	Entries []Entry // of the navigation, for who looks
	Notice  string  // what the last change did, in a sentence; "" for none
	Refused string  // why something was not done that has no form on this page, in a sentence; "" for nothing
	Live    string  // URL of the page's stream; "" when nothing on it is live
	After   string  // the stream's cursor at the moment the page was read
	Demo    bool    // a campus with demo data, which says so
	Now     int64   // when the page was drawn, in milliseconds: a browser's own clock may be wrong

	Assets  Assets // addresses of style, scripts, fonts
	Refresh int    // seconds after which a browser without the script asks again; 0 for never
	Again   bool   // the script loads the page again as soon as Stoa is ready; Refresh does it without the script
}

// NewPage returns a page for somebody, nil for nobody, with what every page has. The pages and their samples begin with it.
func NewPage(assets Assets, me *Me, title string) Page {
	p := Page{Title: title, Me: me, Assets: assets}
	if me != nil {
		p.Entries, p.Live = Navigation(me.Role), LivePath()
	}
	return p
}

// The entries of the navigation.
const (
	NavHome     = "home"
	NavCourses  = "courses"
	NavMeetings = "meetings"
	NavRooms    = "rooms"
	NavAdmin    = "admin"
	NavPeople   = "people"
	NavAudit    = "audit"
	NavSystem   = "system"
	NavReports  = "reports"
	NavInbox    = "inbox"
	NavProfile  = "profile" // not an entry: the pages that one's own name leads to
	NavSignIn   = "sign-in" // not an entry: the page that the link of the signed-out leads to
)

// Me is the person who looks.
type Me struct {
	ID       int64
	Name     string
	Username string
	Role     string // student, teacher or admin
	Zone     string // IANA name, in which times are shown
	Zones    string // what that zone is called, by its minutes east of UTC: "120=EET 180=EEST"
}

// Span is a piece of text; Hit says that the search found it.
type Span struct {
	Text string
	Hit  bool
}

// Moment is one time, for eyes and for machines.
type Moment struct {
	Text  string // in the reader's zone, such as "13:05" or "Fri 6 May, 13:00"
	ISO   string // for <time datetime>
	Title string // with the day, where the text has none; "" where it needs none
}

// How a time is written that is more than a time of day: what a stream brings is written so by the page's script, see
// static/js/clock.js.
const (
	FormFull  = "full"  // "Today, 13:00"
	FormMid   = "mid"   // the same within a sentence: "today, 13:00"
	FormBrief = "brief" // the time of day, and the day too unless it is near
	FormZoned = "zoned" // as FormMid, with the zone: "today, 13:00 EEST"
)

// When is the time of an instance in the reader's zone.
type When struct {
	Text    string // such as "Today, 13:00 to 17:00"
	Date    string // of the beginning, such as "Fri 6 May, 13:00"; never "Today": titles are kept longer than a day
	From    Moment
	To      Moment
	Zone    string // the reader's zone in short, such as "EEST"
	Planned string // the same in the planner's zone, where that differs; else ""
	In      string // the planner's zone, where the page's script is to see whether it differs
}

// Times are when an instance begins and ends: times of day that the page's script writes in its reader's zone, or with a
// day where that is in doubt.
type Times struct{ From, To Moment }

// Seats is how full a course is.
type Seats struct {
	Course    string // the course's id
	Taken     int
	Places    int // meaningless when Unlimited
	Unlimited bool
	Waiting   int
	Closed    bool
	Gone      bool // it was deleted
}

// Closing is until when a course takes people.
type Closing struct {
	Course string // the course's id
	At     Moment // Text "" when it never closes
	Soon   bool   // within a day
	Closed bool   // it was then
	Gone   bool   // it was deleted
}

// NewCourse is a course that came into the catalogue lately.
type NewCourse struct{ ID, Opened string }

// Left returns how many places are free, never less than none.
func (s Seats) Left() int { return max(0, s.Places-s.Taken) }

// Full reports whether nobody more fits in.
func (s Seats) Full() bool { return !s.Unlimited && s.Left() == 0 }

// How a course and the reader stand.
const (
	MineEnrolled = "enrolled"
	MineWaiting  = "waiting"
)

// CourseRow is a course in a list.
type CourseRow struct {
	ID        string
	Title     []Span
	Summary   []Span // a piece of it, around the first match
	Teacher   []Span
	TeacherID int64
	Level     string
	Seats     Seats
	Closes    Closing
	Mine      string // MineEnrolled, MineWaiting or ""
	Position  int    // in the waiting list, from 1; 0 where it is not known
	Reopen    string // operation of the form that opens it again; "" where the reader may not
}

// States of an instance.
const (
	StateScheduled = "scheduled"
	StateActive    = "active"
	StateEnded     = "ended"
	StateCancelled = "cancelled"
)

// MeetingRow is an instance of a meeting in a list, and the head of its room.
type MeetingRow struct {
	ID          int64
	Order       int
	Title       string
	Description string
	Host        string
	HostID      int64
	Course      string // the course's title; "" for none
	CourseID    string
	Public      bool
	When        When
	State       string
	CutShort    Moment // when it was cancelled, if that was while it was on; zero for other dates
	In          bool   // the reader takes part now
	Op          string // of the form that lets the reader in; "" where there is none
	Link        string
	Deleted     bool // its meeting is: only its staff see it still
}

// Left reports whether the date has been, to its end or not: there is a transcript, and an attendance.
func (m MeetingRow) Left() bool { return m.State == StateEnded || m.CutShort.Text != "" }

// Line is one line of a conversation. It says nothing of who reads it.
type Line struct {
	ID       int64
	AuthorID int64
	Author   string
	Person   string // who said it, and their menu: what one may do about them; "" where there is none
	At       Moment
	Body     string // as it was typed
	Quote    *Quote // the line that it answers; nil for none
	Link     string // where it stands in its conversation
	Words    string // as it is shown: HTML that markdown.HTML has drawn, and nothing else
	About    string // its own page, and its menu: what one may do with it; "" where it has none
	Staff    bool   // a teacher or an admin wrote it: nobody folds it
	Folded   bool   // the reader has blocked who wrote it. The stream never says so: what it brings the page's script folds
	Follows  bool   // same speaker as the line before, shortly after: no need to repeat the name
	Edited   Moment // when it was last changed; zero for never
	Deleted  bool
	ByStaff  bool // one of the staff deleted it, not its author
	Marked   bool // the page is about this line

	Day   Moment // which day it was said on, where that is another than that of the line before; the stream never says so
	DayID string // of the mark that says so

	FirstUnread bool // of those on the page that its reader has not read; the stream never says so

	Chips  []Chip         // its reactions
	React  string         // where one is given to it; "" where nobody can
	Notice []campus.Words // what staff did, in a sentence: nobody wrote it, and nothing else of the line counts
}

// Quote is a line above one that answers it, as it is now.
type Quote struct {
	ID       int64
	AuthorID int64
	Author   string
	Staff    bool
	Words    string // the first of it, or that it was deleted
	Link     string
	Folded   bool // the reader has blocked who wrote it
}

// Participant is somebody in the room.
type Participant struct {
	ID    int64
	Name  string
	Host  bool
	About string // where they can be reported and blocked; "" where not
	Since Moment
	Until Moment // when it is over: when they left for the last time

	Online bool // of a room that nobody comes into at a time
}
