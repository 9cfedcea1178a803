package views

import (
	"cmp"
	"slices"
	"strconv"
)

// LandingPage is the front door for who is signed out.
type LandingPage struct {
	Page
	Closed bool // nobody signs up by themselves
}

// SignInPage is the form to sign in with.
type SignInPage struct {
	Page
	Form   Form         // login, and next: where to go then, a path of this campus
	Closed bool         // nobody signs up by themselves
	People []DemoPerson // only in a demo campus
}

// DemoPerson is somebody to sign in as in a demo campus.
type DemoPerson struct{ Username, Name, Role, Password string }

// CoursesPage is the catalogue and the search in it.
type CoursesPage struct {
	Page
	Asked  CoursesAsked
	Taught string   // name of the teacher whose courses these are alone; "" when they are anybody's
	Meant  []string // what a typo in the query was taken for
	Staff  bool     // the reader may open a course
	Rows   []CourseRow
	Seats  string // URL of the stream that keeps the rows' seats up to date; it changes with the rows, so it is theirs
	Since  string // when the page was drawn: what was opened later is news
	First  string // URL of the first page; "" when this is it
	Next   string // URL of the next page; "" at the end
}

// MyCoursesPage is the reader's own courses.
type MyCoursesPage struct {
	Page
	Open, Past []CourseRow
}

// CoursePage is one course.
type CoursePage struct {
	Page
	ID        string
	Title     string
	Summary   string
	Level     string
	Teacher   string
	TeacherID int64
	Seats     Seats
	Closes    Closing
	Mine      string
	Position  int           // in the waiting list, from 1
	CanEnrol  bool          // the reader is a student and the course is open
	Staff     bool          // the reader teaches it, or is an admin
	Own       bool          // the reader may delete it too
	With      []NamedPerson // co-teachers
	Online    map[int64]bool
	Write     map[int64]bool // whom of its teachers the reader may write to privately
	Form      Form           // takes a place, or gives it back
	NewsLevel NewsLevel      // how much the reader is told of it
	Meetings  []MeetingRow
}

// NamedPerson is somebody's id and name.
type NamedPerson struct {
	ID   int64
	Name string
}

// Pupil is somebody in a course, as its staff see them.
type Pupil struct {
	ID       int64
	Name     string
	Online   bool
	Email    string
	Position int    // in the waiting list, from 1; 0 for who is enrolled
	Since    Moment // of who is enrolled
	Write    bool   // the reader may write to them privately
}

// StudentsPage is who is in a course, for its staff.
type StudentsPage struct {
	Page
	ID, Course  string
	Taken       int
	Waiting     int
	Enrolled    []Pupil
	Queue       []Pupil
	First, Next string // URLs of pages; "" where there is none
}

// MeetingsPage lists the instances that the reader may enter.
type MeetingsPage struct {
	Page
	Active []MeetingRow
	Coming []MeetingRow
	Past   []MeetingRow

	MoreComing, MorePast string // URLs of what the lists have no room for; "" when they show all
}

// MeetingsOfPage is a page of the meetings that come, are past or cancelled, or are one's own.
type MeetingsOfPage struct {
	Page
	Fresh string // where it is asked for again when something has changed; "" on all but the first
	Rows  []MeetingRow
	First string // URL of the first page; "" on it
	Next  string // URL of the next page; "" at the end
}

// DoorPage is an instance seen from outside: before it opens, and while one may join.
type DoorPage struct {
	Page
	Meeting MeetingRow
	People  int  // how many are inside
	Staff   bool // the reader is of its staff
	SentOut bool // staff have sent its reader out, who has not come back yet
	Absent  int  // how many are missed, for the staff
	Locked  bool // nobody new comes in but staff
	Back    bool // its reader was inside, and comes back though the room be locked
	Op      string
	Line    int64  // to which one goes on; 0 for none
	Left    string // in how long it begins; "" when that is far
}

// The kinds of rooms, as Place has them.
const (
	placeMeeting = "meeting"
	placeCourse  = "course"
	placePrivate = "private"
)

// Place is a room, as pages about what is in it name it.
type Place struct {
	Kind string // meeting, general, course or private
	Name string
	Path string // of its page
}

// RoomPage is a room from inside, and what was said in it.
type RoomPage struct {
	Page
	Room     Place
	Meeting  *MeetingRow // of a meeting's room; nil elsewhere
	Why      string      // why its reader cannot write, in a sentence; "" where they can
	Staff    bool        // the reader is of its staff
	Lines    []Line
	Days     bool   // it says between them which day they were said on
	Blocked  string // ids of whom the reader has blocked, with spaces between them
	Earlier  string // URL of the lines before these; "" at the beginning
	Later    string // URL of the lines after these; "" at the end
	Reply    *Quote // the line that the composer answers; nil for none
	Latest   string // URL of the room as it is now; "" when this is that
	People   []Participant
	Inside   int    // how many they are, though not all are named
	Roll     string // of a course's room: while it is the same, so are its people
	Composer *Form  // nil when the reader may not write (any more)
	Rules    RoomRules
	Muted    bool        // the reader may not write until staff say so
	Absent   int         // how many are missed, for the staff
	Course   string      // id, of a course's room
	Other    NamedPerson // of a private room
	Beyond   string      // why no line is on the page though the room has some; "" where there is nothing to say
	NoLines  string      // what stands where the lines would, when there are none that can be read; "" else
	Kept     string      // for how long they are kept, when that is not for always
	NoPeople string      // why nobody is named, when that is not because nobody came
	Read     *ReadMark   // how far its reader has read; nil in a meeting's room, where nobody counts, and with Missed
	Missed   *Missed     // unread lines before these; nil for none

	LeaveOp string
	ReactOp string // "" where nobody reacts
	Unblock string // operation of the form that unblocks who a private room is with; "" where it is no block that shuts it
	Left    string // how long it is still open, near its end; else ""
}

// Missed are unread lines that are not on the page of a room: what is on it was not read by who passes them over.
type Missed struct {
	Lines  int
	From   string // URL of the first of them
	To     string // takes that all is read
	Last   int64  // up to this line, the last of the room
	Marked int64
}

// ReadMark is how far somebody has read in a room, for the page's script.
type ReadMark struct {
	Room   string // its id; "" for a meeting's, of which only lines count that mention the reader
	To     string // takes which line came into sight
	Line   int64
	Marked int64  // how often they have set it back
	Whole  string // URL of an image that a browser without script asks for when it shows the page; "" where all of it was read
}

// whyNot says why its reader cannot write.
func (p RoomPage) whyNot() string { return cmp.Or(p.Why, "You can read here, but not write.") }

// otherOnline reports whether who a private room is with is online.
func (p RoomPage) otherOnline() bool {
	return slices.ContainsFunc(p.People, func(one Participant) bool { return one.ID == p.Other.ID && one.Online })
}

// open reports whether this is the room of a meeting that is open.
// titleName is the data-name of what the room is called after: the course, or the other of the two; "" for what nobody renames.
func (p RoomPage) titleName() string {
	switch {
	case p.Course != "":
		return TitleName(p.Course)
	case p.Other.ID > 0:
		return strconv.FormatInt(p.Other.ID, 10)
	}
	return ""
}

func (p RoomPage) open() bool { return p.Meeting != nil && p.Meeting.State == StateActive }

// over reports whether this is the room of a meeting that is over.
func (p RoomPage) over() bool { return p.Meeting != nil && p.Meeting.State == StateEnded }

// opening is what to begin with in a room in which nobody has said anything.
func (p RoomPage) opening() string {
	if p.Room.Kind == placePrivate {
		return "A good first message says hello, and what it is about."
	}
	return "A good first message says hello, or asks what everyone is wondering."
}

// ActivePage shows an admin what is going on.
type ActivePage struct {
	Page
	Meetings []ActiveMeeting
	Stoas    []StoaRow
	At       Moment // when this was read
}

// ActiveMeeting is an open instance and who is in it since when.
type ActiveMeeting struct {
	Meeting MeetingRow
	Times   Times
	People  []Participant // at most as many as a page names
	Count   int           // how many there are
}

// SystemPage shows an admin how Stoa is doing.
type SystemPage struct {
	Page
	At     Moment // when this was read
	Stoas  []StoaRow
	Undone []Undone
	Op     string
}

// StoaRow is a process of Stoa.
type StoaRow struct {
	Name, Version string
	Since         Moment
	Streams       int // that are open to it
}

// Undone is what a change has left to be done elsewhere, and could not be.
type Undone struct {
	Tag, Entry string // which it is, for the form
	Kind       string
	About      string
	Error      string // of the last try
	Since      Moment
}

// ErrorPage says what went wrong and what to do next.
type ErrorPage struct {
	Page
	Status   int
	Heading  string
	Sentence string
	Request  string            // the request's id, to find it in the log; "" for none
	Retry    bool              // the page tries again by itself
	Later    string            // where its reader can try again, in a while; "" for nowhere
	Unsent   Unsent            // the form that was not carried out, to send again; none without an action
	Reasons  map[string]string // what is wrong, by the name of the field or parameter, where no form stands that is marked
	Typed    string            // the line that its reader wanted to say where nothing can be said (any more), if it was that
}

// Unsent is a form that could not be carried out, as it was posted: nothing that was typed is lost.
type Unsent struct {
	Action string
	SignIn string // where to sign in first; "" for who is
	As     string // who would send it, where somebody else may have written it; "" where that is known
	Fields []UnsentField
}

// UnsentField is a field of a form that could not be carried out.
type UnsentField struct {
	Name, Value string
	Secret      *Secret // it is typed anew; nil for what is given back
}

// Secret is how a field that is never given back is asked for once more.
type Secret struct {
	Label, Autocomplete string
	Required            bool // something stood in it
}

// AskPage asks before something is done that cannot be undone.
type AskPage struct {
	Page
	Text string // what will happen; the question is the page's title
	Form Form   // does it
	Yes  string // what its button says, such as "Delete the course"
	Back string // URL of where one came from
	Sure string // what the button says to the form as sure; "" for nothing

	Theirs []Fact // what somebody else has changed meanwhile of what is asked about
}

// RefusedLinePage gives a line back that could not be said in the room it was for.
type RefusedLinePage struct {
	Page
	Room Place
	Form Form // with the line
}

func (p RefusedLinePage) back() string {
	if p.Room.Kind == placeMeeting {
		return "Back to the meeting"
	}
	return "Back to the room"
}
