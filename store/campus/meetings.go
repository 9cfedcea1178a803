package campus

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a meeting.
const (
	MaxDescription = 10_000
	MaxAudience    = 1000 // listed addresses
	MaxInstances   = 500  // of a meeting: a daily series over two school years
)

// Meeting is a meeting without its dates.
type Meeting struct {
	ID          int64
	Title       string
	Description string
	Public      bool
	Host        Named
	Course      string // id, or ""
	Link        string // to a call elsewhere, or ""
	Orders      int    // instances planned so far; they are numbered from 1
	Version     int64  // grows with every change of what is planned
	Deleted     bool   // it is hidden from all but its staff, who may read what was
	Revision           // of what it is, not of its dates
}

// Revision is how often something that calendars elsewhere hold has changed, and when it last did: since it was made, if
// never; zero where that is not known.
type Revision struct {
	Sequence int64
	Changed  time.Time
}

// State is where an instance is in its life.
type State string

// The states of an instance.
const (
	Scheduled State = "scheduled"
	Active    State = "active"
	Ended     State = "ended"
	Cancelled State = "cancelled"
)

// Instance is one date of a meeting.
type Instance struct {
	Meeting   int64
	Order     int
	From, To  time.Time
	Planned   time.Time // when it was to begin, if it was started early; else zero
	Zone      string    // in which it was planned
	Cancelled bool
	// CancelledAt is when; zero for what is not cancelled
	CancelledAt time.Time
	Over        bool // its end has been told: it stays over, though a clock may be behind
	Forgotten   bool // how it was attended is kept no more
	Revision
}

// CutShort reports whether the instance was cancelled while it was open: it has left something.
func (i Instance) CutShort() bool {
	return i.Cancelled && i.CancelledAt.After(i.From) && !i.CancelledAt.After(i.To)
}

// State returns the instance's state at now. It follows from the times, and does not wait for the scheduler: from counts
// as active, to as ended.
func (i Instance) State(now time.Time) State {
	switch {
	case i.Cancelled:
		return Cancelled
	case i.Over:
		return Ended
	case now.Before(i.From):
		return Scheduled
	case now.Before(i.To):
		return Active
	default:
		return Ended
	}
}

// Room returns the topic of the instance's room.
func (i Instance) Room() string { return MeetingTopic(i.Meeting, i.Order) }

// Seat is how one person stands to one instance.
type Seat struct {
	Meeting  Meeting
	Instance Instance
	Course   string // the course's title; "" for none
	Rights          // Enter, Staff, Own
	Present  bool   // takes part now
	SentOut  bool   // staff have sent them out of it, and they have not come back yet
	Lost     bool   // they were let out unseen, and have not come back yet: a locked room is open to them
	Muted    bool   // may read, but not write
	Rules    Rules  // of the room
	People   int    // how many take part
	// Cursor is the log's newest event before the rest was read: whatever changes these answers later comes after it.
	Cursor string
}

// Participant is somebody in a room, with the time of joining.
type Participant struct {
	Person Person
	Joined time.Time
	Left   time.Time // of who was in a room that is over: for the last time; else zero
	Online bool      // of a room that nobody comes into at a time: they have a page open somewhere
}

// Slot is a planned date.
type Slot struct {
	From, To time.Time
	Zone     string
}

// NewMeeting is what is needed to plan a meeting.
type NewMeeting struct {
	Title, Description string
	Public             bool
	Host               int64
	Course             string
	Link               string
	Audience           []string // e-mail addresses
	Slots              []Slot
	Seen               int64 // the version that an edit was made from; 0 for whichever it is
}

// Validate returns an Invalid naming each wrong field, or nil.
func (m NewMeeting) Validate() error {
	wrong := m.wrongText()
	checkSlots(wrong, m.Slots)
	return InvalidFields(wrong)
}

// wrongText returns what is wrong with everything but the dates.
func (m NewMeeting) wrongText() map[string]string {
	wrong := map[string]string{}
	checkTitle(wrong, m.Title)
	if utf8.RuneCountInString(m.Description) > MaxDescription || !utf8.ValidString(m.Description) {
		wrong["description"] = "at most 10,000 characters"
	}
	if m.Course != "" && !IsCourseID(m.Course) {
		wrong["course"] = "this course does not exist"
	}
	if m.Link != "" && !httpsLink(m.Link) {
		wrong["link"] = "an https address"
	}
	if len(m.Audience) > MaxAudience {
		wrong["audience"] = "at most 1,000 addresses"
	}
	if flaws, _ := CheckAddresses(m.Audience); flaws != "" {
		wrong["audience"] = flaws
	}
	return wrong
}

func checkSlots(wrong map[string]string, slots []Slot) {
	if len(slots) == 0 || len(slots) > MaxInstances {
		wrong["instances"] = "1 to 500 dates"
	}
	for _, s := range slots {
		if reason := s.wrong(); reason != "" {
			wrong["instances"] = reason
		}
	}
	if a, b, ok := Overlap(instancesOf(slots), everyOrder); ok && wrong["instances"] == "" {
		wrong["instances"] = sameTime(a, b)
	}
}

// Validate returns an Invalid that says what is wrong, or nil.
func (s Slot) Validate() error {
	if reason := s.wrong(); reason != "" {
		return InvalidField("instances", reason)
	}
	return nil
}

func (s Slot) wrong() string {
	switch {
	case s.From.IsZero() || s.To.IsZero():
		return "each has from and to, times such as 2026-12-31T12:00:00Z"
	case !validZone(s.Zone):
		return "a time zone such as Europe/Athens"
	case !inYears(s.From) || !inYears(s.To):
		return "each in the years " + years
	case !s.To.After(s.From):
		return "each ends after it begins"
	}
	return ""
}

// years are those that times which people choose lie in: whatever the zone and however they are extended, they can be
// written with four digits.
const (
	firstYear, lastYear = 2000, 9998
	years               = "2000 to 9998"
)

func inYears(t time.Time) bool { return t.UTC().Year() >= firstYear && t.UTC().Year() <= lastYear }

func httpsLink(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.Host != "" && len(link) <= 2000 && !strings.ContainsAny(link, " \t\n")
}
