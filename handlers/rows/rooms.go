package rows

import (
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// RoomRow shows a room in its reader's list.
func (c Clock) RoomRow(m store.MyRoom, reader int64) views.RoomRow {
	row := views.RoomRow{ID: string(m.ID), Path: views.RoomPath(m.ID), Name: m.Title, Icon: "people", Other: m.Other.ID, Unread: m.Unread,
		Meant: m.Mentions, Closed: m.Why != nil, Online: m.Online, Silent: m.Silent,
		Event: m.Event}
	switch {
	case m.Silent:
		row.Unread, row.Meant = 0, 0
	case m.Unread > 0:
		row.Path = views.FirstUnreadPath(row.Path)
	}
	if m.Kind == campus.PlaceCourse {
		row.Icon = "courses"
	}
	if m.Last.ID != 0 {
		row.At = c.brief(m.Last.At)
		row.By, row.Said = lastSaid(m, reader)
	}
	return row
}

// lastSaid is what was said last in a room, in short, and by whom: of who is blocked nothing, and no name where the words have it or
// the room has.
func lastSaid(m store.MyRoom, reader int64) (by, said string) {
	said = QuotedWords(m.Last)
	switch {
	case m.Folded:
		return "", views.FoldedQuoteWords
	case m.Last.Deleted || m.Last.Notice != "":
		return "", said
	case m.Last.Author.ID == reader:
		return "You", said
	case m.Kind == campus.PlacePrivate:
		return "", said
	}
	return m.Last.Author.Name, said
}

// ToPerson shows somebody whom one may write to.
func ToPerson(p store.Correspondent) views.ToPerson {
	one := views.ToPerson{ID: p.ID, Name: p.Name, Online: p.Online}
	if p.Role.Staff() {
		one.Role = views.Capital(string(p.Role))
	}
	return one
}
