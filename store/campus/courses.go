package campus

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Level is how much a course expects.
type Level string

// The levels.
const (
	Beginner     Level = "beginner"
	Intermediate Level = "intermediate"
	Advanced     Level = "advanced"
)

// Valid reports whether l is one of the levels.
func (l Level) Valid() bool { return l == Beginner || l == Intermediate || l == Advanced }

// Limits of a course's fields.
const (
	MaxTitle   = 200
	MaxSummary = 2000
	MaxPlaces  = 1_000_000 // more is unlimited, and should be said so
	MaxWith    = 20
)

// Closing is how a course's closing time came about.
type Closing string

// The kinds of closing time. Only ClosesAuto moves.
const (
	ClosesAuto  Closing = "auto"
	ClosesDate  Closing = "date"
	ClosesNever Closing = "never"
)

// Course is a course as it stands.
type Course struct {
	ID        string
	Title     string
	Summary   string
	Level     Level
	Places    int // meaningless when Unlimited
	Unlimited bool
	Teacher   Named
	With      []Named // co-teachers: they may do all but delete it and hand it over
	Created   time.Time
	Closing   Closing
	Closes    time.Time // zero when it never closes
	Taken     int
	Waiting   int
	Version   int64 // grows with every edit
	Moves     int64 // grows with every change of who has a place
	Over      bool  // its closing has been told: it stays closed, though a clock may be behind
}

// Named is a person's id and name.
type Named struct {
	ID   int64
	Name string
}

// Roll names who is in a course at a moment: while it is the same so are they.
func (c Course) Roll() string { return fmt.Sprintf("%d.%d", c.Version, c.Moves) }

// Staff returns who teaches a course: its teacher, then the co-teachers.
func (c Course) Staff() []Named { return append([]Named{c.Teacher}, c.With...) }

// Open reports whether people may enrol at now.
func (c Course) Open(now time.Time) bool {
	return !c.Over && (c.Closes.IsZero() || now.Before(c.Closes))
}

// Full reports whether who enrols now would have to wait.
func (c Course) Full() bool { return !c.Unlimited && c.Taken >= c.Places }

// NewCourse is what is needed to make a course.
type NewCourse struct {
	Title, Summary string
	Level          Level
	Places         int
	Unlimited      bool
	Closing        Closing   // "" means ClosesAuto
	Closes         time.Time // for ClosesDate
	Teacher        int64     // 0 for who makes it, and in an edit for who teaches it already
	With           []int64   // co-teachers; nil leaves them as they are
	Seen           int64     // the version that an edit was made from; 0 for whichever it is
}

// Validate returns an Invalid naming each wrong field, or nil.
func (c NewCourse) Validate(now time.Time) error {
	wrong := map[string]string{}
	checkTitle(wrong, c.Title)
	if utf8.RuneCountInString(c.Summary) > MaxSummary || !utf8.ValidString(c.Summary) {
		wrong["summary"] = "at most 2,000 characters"
	}
	if !c.Level.Valid() {
		wrong["level"] = "beginner, intermediate or advanced"
	}
	if !c.Unlimited && (c.Places < 1 || c.Places > MaxPlaces) {
		wrong["places"] = "a number from 1 to 1,000,000, or unlimited"
	}
	switch c.Closing {
	case "", ClosesAuto, ClosesNever:
	case ClosesDate:
		if !c.Closes.After(now) {
			wrong["closes"] = "a time in the future"
		} else if !inYears(c.Closes) {
			wrong["closes"] = "in the years " + years
		}
	default:
		wrong["closes"] = "auto, a date or never"
	}
	if len(c.With) > MaxWith {
		wrong["co_teachers"] = "at most 20"
	}
	return InvalidFields(wrong)
}

func checkTitle(wrong map[string]string, title string) {
	switch {
	case !strings.ContainsFunc(title, isSeen):
		wrong["title"] = "title required"
	case utf8.RuneCountInString(title) > MaxTitle || !utf8.ValidString(title):
		wrong["title"] = "at most 200 characters"
	case strings.ContainsFunc(title, unicode.IsControl) || strings.ContainsFunc(title, turns):
		wrong["title"] = "without control characters"
	}
}

// Enrolment is how somebody stands in a course.
type Enrolment struct {
	Status   string // enrolled, waiting or none
	Position int    // in the waiting list, from 1; 0 otherwise
}

// The states of an enrolment.
const (
	Enrolled    = "enrolled"
	Waiting     = "waiting"
	NotEnrolled = "none"
)
