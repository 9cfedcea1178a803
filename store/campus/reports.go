package campus

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxReportText is how much one may say to a report, in characters.
const MaxReportText = 500

// Reason is why something was reported.
type Reason string

// The reasons.
const (
	ReasonAbuse Reason = "abuse" // insults, threats
	ReasonSpam  Reason = "spam"
	ReasonHarm  Reason = "harm" // somebody may come to harm
	ReasonOther Reason = "other"
)

// Reasons returns all reasons, the most frequent first.
func Reasons() []Reason { return []Reason{ReasonAbuse, ReasonSpam, ReasonHarm, ReasonOther} }

// The refusals of reports.
var (
	ErrNoReport   = Refuse(NotFound, "This report does not exist.")
	ErrReportSelf = Refuse(Conflict, "This is yourself. You can delete a message of your own instead.")
	ErrNotThere   = Refuse(NotFound, "This person has not been in this room.")
)

// NewReport is what somebody says to a report.
type NewReport struct {
	Reason Reason
	Text   string // to 500 characters, or ""
}

// Validate returns an Invalid naming each wrong field, or nil.
func (r NewReport) Validate() error {
	wrong := map[string]string{}
	switch r.Reason {
	case ReasonAbuse, ReasonSpam, ReasonHarm, ReasonOther:
	default:
		wrong["reason"] = "abuse, spam, harm or other"
	}
	if !utf8.ValidString(r.Text) || strings.ContainsRune(r.Text, 0) {
		wrong["text"] = "This is not text."
	} else if utf8.RuneCountInString(r.Text) > MaxReportText {
		wrong["text"] = "at most 500 characters"
	}
	return InvalidFields(wrong)
}

// ReportID says what was reported by whom: the same again is the same report.
type ReportID struct {
	Room     string // its topic
	Line     int64  // 0 for the person alone
	Whom     int64  // who wrote the line, or is reported
	Reporter int64
}

// String returns the id as it stands in addresses.
func (id ReportID) String() string {
	n := func(i int64) string { return ":" + strconv.FormatInt(i, 10) }
	return id.Room + n(id.Line) + n(id.Whom) + n(id.Reporter)
}

// ParseReportID reads what String wrote.
func ParseReportID(text string) (id ReportID, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 4 {
		return id, false
	}
	last := parts[len(parts)-3:]
	id.Room = strings.Join(parts[:len(parts)-3], ":")
	var ok1, ok2, ok3 bool
	id.Line, ok1 = ParseID(last[0])
	id.Whom, ok2 = ParseID(last[1])
	id.Reporter, ok3 = ParseID(last[2])
	return id, (ok1 || last[0] == "0") && ok2 && ok3 && id.String() == text
}

// Report is a line or a person that somebody reported, for the staff of the room. The line's text is as it was then.
type Report struct {
	ID       ReportID
	Title    string // of the room
	Whom     Named
	Reporter Named
	Reason   Reason
	Text     string
	Body     string // of the line; "" when a person was reported, and when who wrote it was erased
	At       time.Time
	Closed   time.Time // zero while it is open
	ClosedBy Named
}

// SeesReport reports whether p may see a report of a room: its staff as it is now, that of the meeting, or of the course alone
// where it is a course's room; and admins; never whom it is about. Facts of neither stand for a room that has no staff of its
// own: it is for admins alone.
func SeesReport(p Person, id ReportID, f MeetingFacts) bool {
	if p.ID == id.Whom || p.Role == Admin {
		return p.ID != id.Whom
	}
	if f.Meeting.ID == 0 {
		return f.Course != nil && CourseRights(p, *f.Course, Enrolment{}).Staff
	}
	return MeetingRights(p, f).Staff
}
