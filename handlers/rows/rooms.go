package rows

import (
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// foldedWords stand for what somebody said whom the reader has blocked.
const foldedWords = "Somebody you blocked"

// RoomRow shows a room in its reader's list.
func (c Clock) RoomRow(m store.MyRoom, reader int64) views.RoomRow {
	row := views.RoomRow{Path: views.RoomPath(m.ID), Name: m.Title, Icon: "people", Other: m.Other.ID, Unread: m.Unread, Meant: m.Mentions,
		Closed: m.Why != nil, Online: m.Online}
	if m.Kind == campus.PlaceCourse {
		row.Icon = "courses"
	}
	if m.Last.ID == 0 {
		return row
	}
	row.At, row.By, row.Said = c.brief(m.Last.At), m.Last.Author.Name, QuotedWords(m.Last)
	if m.Last.Author.ID == reader {
		row.By = "You"
	}
	if m.Folded {
		row.By, row.Said = foldedWords, "…"
	}
	return row
}

// ToPerson shows somebody whom one may write to.
func ToPerson(p campus.Person) views.ToPerson {
	one := views.ToPerson{ID: p.ID, Name: p.Name}
	if p.Role.Staff() {
		one.Role = views.Capital(string(p.Role))
	}
	return one
}
