package campus

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// Notification is what somebody is told about something of theirs that has changed.
type Notification struct {
	ID      string
	Kind    NotificationKind
	Course  Course       // its id and title as it was; zero when it is about none
	Meeting AboutMeeting // zero when it is about none
	Room    AboutRoom    // zero when it is about none that outlives meetings
	Why     Why
	Role    Role // that was decided on
	Dates   AboutDates
	By      int64 // who it comes from; 0 where that is not said
	Changes []Change
	Names   map[int64]string // of the people whom it names, as they are called now
	Gone    bool             // what it is about is not there any more
	At      time.Time
	Read    bool
}

// NotificationKind says what a notification tells.
type NotificationKind string

// The kinds of notifications.
const (
	CourseChanged  NotificationKind = "course-changed"
	CourseClosing  NotificationKind = "course-closing" // soon: who would take part should enrol
	CourseClosed   NotificationKind = "course-closed"
	CourseReopened NotificationKind = "course-reopened"
	CourseDeleted  NotificationKind = "course-deleted"
	Promoted       NotificationKind = "promoted"     // from the waiting list
	RoleDecided    NotificationKind = "role-decided" // a wish to teach, or whatever an admin has made of somebody
	PrivateMessage NotificationKind = "private-message"
	Reported       NotificationKind = "report" // a line or a person, in a room that one keeps in order
)

// Change is a field that an edit has changed: its name, its old and its new value, as they are kept. Of people they are ids.
type Change struct{ Field, Old, New string }

// ErrNotTold is what a notification that somebody does not have is to them: of somebody else's nothing is said.
var ErrNotTold = Refuse(NotFound, "This notification is not in your inbox.")

// MaxNotifications is how many are kept of one person's: the newest.
const MaxNotifications = 500

// People returns the ids in a value of a change: of a teacher one, of co-teachers any number.
func (Change) People(value string) []int64 {
	ids := []int64{}
	for _, text := range strings.Fields(value) {
		if id, ok := ParseID(text); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// About returns the ids of the people whom a change names.
func (c Change) About() []int64 {
	if c.Field != "teacher" && c.Field != "co_teachers" && c.Field != "host" {
		return nil
	}
	return append(c.People(c.Old), c.People(c.New)...)
}

// Leads reports whether there is something still that it leads to.
func (n Notification) Leads() bool {
	if n.Kind == RoleDecided || n.Kind == Reported { // one's own page, and the list of reports, are always there
		return true
	}
	return !n.Gone && (n.Room.ID != "" || n.Meeting.ID != 0 || n.Course.ID != "")
}

// Head says what has happened, in a sentence without its end: the title of what it is about is in it.
func (n Notification) Head() string {
	switch n.Kind {
	case RoleDecided:
		return n.roleHead()
	case Reported:
		return n.reportHead()
	case PrivateMessage:
		return n.by() + " has written to you"
	}
	if n.Room.ID != "" {
		return n.by() + " has mentioned you in " + n.roomWords()
	}
	if n.Meeting.ID != 0 {
		return n.meetingHead()
	}
	course := Isolated(n.Course.Title)
	switch n.Kind {
	case CourseChanged:
		return course + " has changed"
	case CourseClosing:
		return "Enrolment in " + course + " closes soon"
	case CourseClosed:
		return course + " has closed: nobody can enrol any more"
	case CourseReopened:
		return course + " is open again"
	case CourseDeleted:
		return course + " was deleted"
	case Promoted:
		return "You have a place in " + course + " now: you have moved up from the waiting list"
	}
	return course + ": something new" // a newer Stoa's
}

// roleHead says what came of a wish to teach, or what somebody is by now.
func (n Notification) roleHead() string {
	switch {
	case n.Why == WhyRefused:
		return "Your wish to teach was not granted: you stay a student"
	case n.Role == Admin:
		return "You are an admin of this campus now"
	case n.Role == Teacher:
		return "You are a teacher now"
	}
	return "You are a student now"
}

// reportHead says where something was reported; what it was is for who looks at it.
func (n Notification) reportHead() string {
	what := "Somebody was reported"
	if n.Meeting.Line != 0 {
		what = "A message was reported"
	}
	title := cmp.Or(n.Meeting.Title, n.Course.Title)
	if title == "" {
		return what
	}
	return what + " in " + Isolated(title)
}

// Afterwards says of what is not there any more that it is not; "" where that was what the notification told.
func (n Notification) Afterwards() string {
	switch {
	case !n.Gone || n.Leads() || n.Kind == CourseDeleted || n.Why == WhyDeleted || n.Why == WhyOut:
		return ""
	case n.Meeting.ID != 0:
		return "This meeting is not there any more"
	}
	return "This course is not there any more"
}

// Differences says what has changed, one change each, with times in a zone: "places 10 → 12".
func (n Notification) Differences(zone *time.Location) []string {
	said := n.Dates.said(n.At, zone)
	for _, c := range n.Changes {
		said = append(said, n.difference(c, zone))
	}
	return said
}

// Text says all of it in a sentence.
func (n Notification) Text(zone *time.Location) string {
	text := n.Head() + "."
	if said := n.Differences(zone); len(said) > 0 {
		text = n.Head() + ": " + strings.Join(said, "; ") + "."
	}
	if after := n.Afterwards(); after != "" {
		text += " " + after + "."
	}
	return text
}

func (n Notification) difference(c Change, zone *time.Location) string {
	value, name := func(text string) string { return text }, strings.ReplaceAll(c.Field, "_", "-")
	switch c.Field {
	case "summary", "description":
		return "a new " + c.Field
	case "link":
		return linkWords(c)
	case "public":
		name, value = "open to", openWords
	case "course":
		value = func(text string) string { return cmp.Or(Isolated(text), "none") }
	case "title":
		value = func(text string) string { return "“" + Isolated(text) + "”" }
	case "places":
		value = func(text string) string { return cmp.Or(grouped(text), "unlimited") }
	case "chosen":
		name, value = "enrolment closes", func(text string) string { return closingWords(text, zone) }
	case "teacher", "co_teachers", "host":
		value = n.named
	}
	return name + " " + value(c.Old) + " → " + value(c.New)
}

// named returns the names of people; "nobody" for none.
func (n Notification) named(ids string) string {
	var names []string
	for _, id := range (Change{}).People(ids) {
		names = append(names, Isolated(cmp.Or(n.Names[id], NameErased)))
	}
	return cmp.Or(strings.Join(names, ", "), "nobody")
}

// closingWords says when a course closes, as somebody chose it.
func closingWords(chosen string, zone *time.Location) string {
	ms, err := strconv.ParseInt(chosen, 10, 64)
	switch {
	case err == nil:
		return time.UnixMilli(ms).In(zone).Format("Mon 2 Jan 2006, 15:04 MST")
	case chosen == string(ClosesNever):
		return "never"
	}
	return "by itself"
}

// grouped writes a whole number with its thousands apart.
func grouped(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
