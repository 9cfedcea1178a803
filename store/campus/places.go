package campus

import "time"

// PlaceKind says of what sort a room is.
type PlaceKind string

// The sorts of rooms.
const (
	PlaceMeeting PlaceKind = "meeting" // of one date of a meeting
	PlaceGeneral PlaceKind = "general" // everybody's
	PlaceCourse  PlaceKind = "course"
	PlacePrivate PlaceKind = "private" // of two
)

// ErrNoRoom is what a room that does not exist, or is not theirs, is to somebody.
var ErrNoRoom = Refuse(NotFound, "This room does not exist.")

// Place is how one person stands to a room of whatever kind.
type Place struct {
	Topic  string
	Kind   PlaceKind
	Title  string // of the room, for this reader: of a private one the other's name
	Rights        // Enter: may read it; Staff: keeps order in it
	Open   bool   // lines are said, and changed, in it now
	Why    error  // why they cannot write, whatever order staff keep; nil when they can
	Rules  Rules
	Muted  bool // by staff: may read, but not write
	// Cursor is the log's newest event before the rest was read: whatever changes these answers later comes after it.
	Cursor string

	Meeting int64 // of a meeting's room, with Order
	Order   int
	Course  string // id, of a course's room and of a meeting that has one; else ""
	Other   Named  // of a private room
}

// Place returns how somebody with a seat stands to the instance's room.
func (s Seat) Place(now time.Time) Place {
	p := Place{Topic: s.Instance.Room(), Kind: PlaceMeeting, Title: s.Meeting.Title, Rights: s.Rights, Rules: s.Rules, Muted: s.Muted,
		Open: s.Instance.State(now) == Active, Cursor: s.Cursor, Meeting: s.Meeting.ID, Order: s.Instance.Order, Course: s.Meeting.Course}
	switch {
	case !p.Open:
		p.Why = ErrNotActive
	case !s.Present:
		p.Why = ErrNotAttending
	}
	return p
}
