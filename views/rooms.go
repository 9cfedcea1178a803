package views

import "stoa/store/campus"

// RoomsPage is the list of somebody's rooms, by what was said last.
type RoomsPage struct {
	Page
	Rows  []RoomRow
	Quiet bool // nobody has said anything in any of them
	Write bool // the campus lets them write to somebody privately
}

// RoomRow is a room in a list of its reader's.
type RoomRow struct {
	ID, Path, Name, Icon string

	Other  int64  // who a private room is with; 0 for another room
	By     string // who spoke last, "You" for the reader; "" where the words do not need it
	Said   string // what was said last, in short; "" where nobody has spoken
	At     Moment // when
	Unread int
	Event  string // what has happened there last, and how it stands: a row of another is old
	Meant  int    // of these that are meant for the reader
	Closed bool   // nobody writes in it
	Silent bool   // its reader would be told nothing of its course
	Online bool   // who a private room is with has a page open
}

// last is what was said last, and by whom.
func (r RoomRow) last() string {
	switch {
	case r.Said == "":
		return "Nothing said yet"
	case r.By == "":
		return r.Said
	}
	return campus.Isolated(r.By) + ": " + r.Said
}

// WriteToPage is where one finds whom to write to privately.
type WriteToPage struct {
	Page
	Query  string
	Why    string // why one writes to nobody, or to staff alone; "" where there is nothing to say
	Off    bool   // to nobody
	People []ToPerson
	More   bool // there are more who are called so than were looked at, or are shown
}

// ToPerson is somebody whom one may write to.
type ToPerson struct {
	ID         int64
	Name, Role string
	Online     bool
}
