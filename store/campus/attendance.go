package campus

import (
	"strings"
	"time"
	"unicode/utf8"
)

// LateAfter is how long after an instance's beginning somebody may come and is not late.
const LateAfter = 5 * time.Minute

// Stay is how long somebody was in a room, in however many pieces.
type Stay struct {
	Joined time.Time // for the first time
	Left   time.Time // for the last time; zero for who is in still
	Spent  time.Duration
}

// Minutes returns the whole minutes that somebody was there.
func (s Stay) Minutes() int { return int(s.Spent / time.Minute) }

// Stays returns from the visits of a room, those of each person in the order in which they happened, how long each was
// there: the union of the times between coming and leaving, until now for who is in still. What was there twice at a time
// counts once, and a leave of who was not there not at all.
func Stays(visits []Visit, now time.Time) map[int64]Stay {
	stays, in := map[int64]Stay{}, map[int64]time.Time{}
	for _, v := range visits {
		stay, known := stays[v.Person]
		since, inside := in[v.Person]
		switch {
		case v.Kind == KindJoin && !inside:
			if !known {
				stay.Joined = v.At
			}
			stay.Left = time.Time{}
			in[v.Person] = v.At
		case v.Kind != KindJoin && inside:
			stay.Left = v.At
			stay.Spent += max(0, v.At.Sub(since))
			delete(in, v.Person)
		default:
			continue
		}
		stays[v.Person] = stay
	}
	for person, since := range in {
		stay := stays[person]
		stay.Spent += max(0, now.Sub(since))
		stays[person] = stay
	}
	return stays
}

// RemindRest is how long the absent of an instance are left alone after they have been reminded.
const RemindRest = 10 * time.Minute

// The refusals about the roster.
var (
	ErrNotExpected = Refuse(NotFound, "This person is not on the roster of this meeting.")
	ErrReminded    = Slower("The absent were reminded less than ten minutes ago.", RemindRest)
)

// Attendance is how somebody who was expected at an instance, or came, stands to it.
type Attendance string

// The states of attendance.
const (
	AttendPresent Attendance = "present"    // came, whether they are there still or not
	AttendLate    Attendance = "late"       // came, more than LateAfter after the beginning
	AttendLeft    Attendance = "left_early" // came in time, and went more than EarlyBefore before the end
	AttendAbsent  Attendance = "absent"
	AttendExcused Attendance = "excused"
	// AttendExpected is who will be on the roster of what has not begun, unless something changes until then.
	AttendExpected Attendance = "expected"
)

// Attended says of somebody who came first at a time whether that was late, for an instance that began at from; see
// Instance.Began.
func Attended(from, first time.Time) Attendance {
	if first.Sub(from) > LateAfter {
		return AttendLate
	}
	return AttendPresent
}

// Excuse is why somebody need not come.
type Excuse struct {
	Reason string // as the staff wrote it; may be ""
	By     int64
	At     time.Time
}

// MaxExcuse bounds the reason of an excuse, in characters.
const MaxExcuse = 200

// CleanReason returns the reason of an excuse on one line, or an Invalid.
func CleanReason(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxExcuse {
		return "", InvalidField("reason", "at most 200 characters")
	}
	return text, nil
}
