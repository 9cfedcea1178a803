package campus

import "cmp"

// AboutRoom is the room, of those that outlive meetings, that a notification is about.
type AboutRoom struct {
	ID   RoomID // "" for none
	Line int64  // 0 for the room as a whole
}

// by returns what whom it comes from is called now.
func (n Notification) by() string { return Isolated(cmp.Or(n.Names[n.By], NameErased)) }

// roomWords names the room that it is about.
func (n Notification) roomWords() string {
	switch {
	case n.Course.ID != "":
		return "the room of " + Isolated(n.Course.Title)
	case n.Room.ID == GeneralID:
		return "General"
	}
	return "your room"
}
