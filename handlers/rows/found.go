package rows

import (
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
	"stoa/views/markdown"
)

// foundWords is how much of a line is read for the piece of it that a row shows, in characters.
const foundWords = campus.MaxBody

// FoundLine shows a line that a search has found, with the words of the search marked.
func (c Clock) FoundLine(l store.FoundLine, words []string) views.FoundLine {
	room := PlaceOf(l.Place)
	return views.FoundLine{ID: l.ID, AuthorID: l.Author.ID, Author: l.Author.Name, At: c.Full(l.At), Room: room,
		Link: views.LineLink(room.Path, l.ID), Words: mark(excerpt(markdown.Words(l.Body, foundWords), words), words),
		Folded: l.Folded, Edited: l.Edited}
}

// PlaceOf names a room, as its reader calls it, and where it is.
func PlaceOf(p campus.Place) views.Place {
	return views.Place{Kind: string(p.Kind), Name: p.Title, Path: views.TopicPath(p.Topic)}
}
