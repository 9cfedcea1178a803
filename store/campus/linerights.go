package campus

// LineRights is what somebody may do with a line.
type LineRights struct {
	Reply  bool // say a line that refers to it
	Edit   bool // change its text
	Delete bool // take it away but for a trace
	Report bool // to the staff of its room
}

// RightsToLine returns what p may do with a line of a room. The scripts decide the same by what is stored then.
func RightsToLine(p Person, l Line, in Place) LineRights {
	if l.Deleted || l.Notice != "" {
		return LineRights{}
	}
	own := l.Author.ID == p.ID
	return LineRights{Reply: in.Why == nil, Edit: own && in.Open, Delete: own || in.Staff, Report: !own}
}
