package views

// RoomsPage is the list of somebody's rooms, by what was said last.
type RoomsPage struct {
	Page
	Rows  []RoomRow
	Quiet bool // nobody has said anything in any of them
	Write bool // the campus lets them write to somebody privately
}

// RoomRow is a room in the list.
type RoomRow struct {
	Path, Name, Icon string
	Other            int64  // who a private room is with; 0 for another room
	By               string // who spoke last, "You" for the reader; "" where nobody did
	Said             string // what they said, in short
	At               Moment // when
	Unread, Meant    int
	Closed           bool // nobody writes in it
	Online           bool // who a private room is with has a page open
}

// words says what is unread, to those who do not see the badges.
func (r RoomRow) words() string {
	if r.Unread == 0 {
		return ""
	}
	words := Count(r.Unread, "unread line", "unread lines")
	if r.Meant > 0 {
		words += ", " + Count(r.Meant, "for you", "for you")
	}
	return words
}

// WriteToPage is where one finds whom to write to privately.
type WriteToPage struct {
	Page
	Query  string
	Why    string // why one writes to nobody, or to staff alone; "" where there is nothing to say
	Off    bool   // to nobody
	People []ToPerson
}

// ToPerson is somebody whom one may write to.
type ToPerson struct {
	ID         int64
	Name, Role string
}
