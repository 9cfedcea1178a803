package views

import (
	"net/url"
	"strings"

	"stoa/store/campus"
	"stoa/views/ui"
)

// FoundAsked is what is looked for in what was said, as the address has it; "" where nothing is.
type FoundAsked struct {
	Query, Room, From, Sort, Cursor string
}

// PathSearch looks in all of one's rooms.
const PathSearch = PathRooms + "/search"

// SearchRoomPath is the box that looks in a room, with nothing in it. room is the path of the room.
func SearchRoomPath(room string) string { return room + "?q=" }

// place is the page that it is asked of: that of the room, or that of all of them.
func (a FoundAsked) place() string {
	if a.Room == "" {
		return PathSearch
	}
	return RoomPath(campus.RoomID(a.Room))
}

// FoundPath is a page of the lines that are looked for.
func FoundPath(a FoundAsked) string {
	values := url.Values{}
	for name, value := range map[string]string{"q": a.Query, "from": a.From, "sort": a.Sort, "cursor": a.Cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if a.Query == "" && a.Room != "" { // else it would be the room
		values.Set("q", "")
	}
	if len(values) == 0 {
		return a.place()
	}
	return a.place() + "?" + values.Encode()
}

// FoundPage is what a search in one's rooms has found.
type FoundPage struct {
	Page
	Asked   FoundAsked
	Room    Place // where it looked; zero for all rooms
	Rows    []FoundLine
	Nobody  bool     // nobody is called what stands in From
	Many    bool     // more people are than were looked for
	Meant   []string // words that were found for what was typed
	Looked  int      // in how many rooms it has looked, of all of them
	LeftOut int      // in how many it has not
	First   string   // URL of the first page, on a later one; "" here
	Next    string   // URL of the next page; "" at the end
}

// FoundLine is a line that was found.
type FoundLine struct {
	ID       int64
	AuthorID int64
	Author   string
	At       Moment
	Room     Place
	Link     string // where it stands in its conversation
	Words    []Span // of its text, with what was looked for marked
	Folded   bool   // the reader has blocked who wrote it
	Edited   bool
}

// wide reports whether all rooms were searched.
func (p FoundPage) wide() bool { return p.Asked.Room == "" }

// where says in which room a line stands.
func (l FoundLine) where() string {
	if l.Room.Kind == placePrivate {
		return "Privately with " + l.Room.Name
	}
	return l.Room.Name
}

// found says how much was found, and of what.
func (p FoundPage) found() string {
	if p.blank() {
		return "Nothing is looked for yet"
	}
	words := CountFound(len(p.Rows), "message", p.First != "", p.Next != "", p.Asked.Query)
	if len(p.Meant) > 0 {
		words += ", and for words like that: " + strings.Join(p.Meant[:min(len(p.Meant), 3)], ", ")
	}
	return words
}

// blank reports whether nothing is looked for.
func (p FoundPage) blank() bool { return strings.TrimSpace(p.Asked.Query) == "" }

// nothing is what to try when nothing was found.
func (p FoundPage) nothing() string {
	switch {
	case p.Nobody:
		return "Nobody here is called that. Type a part of the name, or leave the field empty."
	case p.wide():
		return "It looks in the rooms that you may read now, and not in meetings. Try another word, or fewer."
	}
	return "Try another word, or look in all of your rooms."
}

// leftOut says that there are rooms in which it has not looked.
func (p FoundPage) leftOut() string {
	return "Searched in " + Count(p.Looked, "room", "rooms") + ". " + Count(p.LeftOut, "private one", "private ones") +
		" from longer ago can be searched from their own pages."
}

// everywhere is the same in all rooms.
func (p FoundPage) everywhere() string {
	a := p.Asked
	a.Room, a.Cursor = "", ""
	return FoundPath(a)
}

// foundOrders is how lines can be ordered.
func foundOrders() []ui.Option {
	return []ui.Option{{Value: "", Label: "Best match"}, {Value: "newest", Label: "Newest first"}}
}
