package campus

import (
	"cmp"
	"time"
)

// The refusals of who plans.
var (
	ErrNotMeetingStaff = Refuse(Forbidden, "Only the staff of this meeting may do this.")
	ErrNotHost         = Refuse(Forbidden, "Only the host of this meeting, or an admin, may do this.")
	ErrOver            = Refuse(Conflict, "This date is over or cancelled.")
	ErrUnreadable      = Refuse(Unavailable, "What was said here lies in the archive, and cannot be read from there just now. "+
		"This has been noted. Please try again in a while.")
	// ErrExpired is that a date is older than what was said at dates is kept.
	ErrExpired   = Refuse(NotFound, "What was said here is so old that it is kept no more.")
	ErrNoMessage = Refuse(NotFound, "This message does not exist.")
	ErrNotYours  = Refuse(Forbidden, "This message is not yours.")
	ErrNoReply   = &Error{Code: Invalid, Sentence: "The message that you answer does not exist.",
		Fields: map[string]string{"reply_to": "this message does not exist"}}
	ErrReplyGone = &Error{Code: Conflict, Sentence: "The message that you answer was deleted. You can still send this by itself.",
		Fields: map[string]string{"reply_to": "this message was deleted"}}
	ErrLineMeanwhile = Refuse(Conflict, "This message was changed meanwhile. Here is what you wrote; save it again to replace the other.")
)

// ValidateEdit returns an Invalid naming each wrong field of a change, which has no dates, or nil.
func (m NewMeeting) ValidateEdit() error {
	return InvalidFields(m.wrongText())
}

// Or returns s with what it leaves out as it is of i.
func (s Slot) Or(i Instance) Slot {
	if s.From.IsZero() {
		s.From = i.From
	}
	if s.To.IsZero() {
		s.To = i.To
	}
	s.Zone = cmp.Or(s.Zone, i.Zone)
	return s
}

// daysBetween counts calendar days, of which some have 23 or 25 hours.
func daysBetween(a, b time.Time) int {
	x := time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)
	y := time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	return int(y.Sub(x).Hours() / 24)
}

// Turn is what staff do to an instance's times by hand.
type Turn string

// The turns.
const (
	TurnStart  Turn = "start"  // begin now, before the time
	TurnExtend Turn = "extend" // last ten minutes longer
	TurnEnd    Turn = "end"    // end now
)
