package campus

import "time"

// LineRights is what somebody may do with a line.
type LineRights struct {
	Reply  bool // say a line that refers to it
	Edit   bool // change its text
	Delete bool // take it away but for a trace
	Report bool // to the staff of its room
}

// RightsToLine returns what p may do with a line of the room of a seat. The scripts decide the same by what is stored then.
func RightsToLine(p Person, l Line, seat Seat, now time.Time) LineRights {
	if l.Deleted || l.Notice != "" {
		return LineRights{}
	}
	own := l.Author.ID == p.ID
	return LineRights{Reply: seat.Present, Edit: own && seat.Instance.State(now) == Active, Delete: own || seat.Staff, Report: !own}
}
