package rows

import (
	"stoa/store/campus"
	"stoa/views"
	"stoa/views/markdown"
)

// quotedWords is how much of a line stands above one that answers it, in characters.
const quotedWords = 120

// Line shows a line of a room, whose path it is given.
func (c Clock) Line(l campus.Line, room string) views.Line {
	line := views.Line{About: views.LinePath(room, l.ID), Link: views.LineLink(room, l.ID), Staff: l.AuthorStaff,
		ID: l.ID, AuthorID: l.Author.ID, Author: l.Author.Name, Person: views.RoomPersonPath(room, l.Author.ID),
		At: c.Short(l.At), Follows: l.Follows,
		Deleted: l.Deleted, ByStaff: l.ByStaff, Chips: chips(l.Reactions), React: views.ReactionsPath(room, l.ID)}
	if line.Notice = l.Tells(); l.Deleted || line.Notice != nil {
		return line
	}
	line.Body, line.Words = l.Body, markdown.HTML(l.Body)
	if l.Edited {
		line.Edited = views.Moment{Text: "edited"} // when it was is not known of old ones
		if !l.Changed.IsZero() {
			line.Edited = c.Short(l.Changed)
		}
	}
	if l.Quoted != nil {
		line.Quote = QuoteOf(*l.Quoted, room)
	}
	return line
}

// QuoteOf shows a line above one that answers it.
func QuoteOf(l campus.Line, room string) *views.Quote {
	return &views.Quote{ID: l.ID, AuthorID: l.Author.ID, Author: l.Author.Name, Staff: l.AuthorStaff, Link: views.LineLink(room, l.ID),
		Words: QuotedWords(l)}
}

// QuotedWords is what stands of a line above those that answer it.
func QuotedWords(l campus.Line) string {
	if l.Deleted {
		return views.DeletedWords(l.ByStaff)
	}
	if l.Notice != "" {
		return l.Sentence()
	}
	return markdown.Words(l.Body, quotedWords)
}

// Lines shows lines of a room that follow each other; those of whom the reader has blocked are folded.
func (c Clock) Lines(all []campus.Line, room string, blocked []int64) []views.Line {
	rows := make([]views.Line, len(all))
	for i, l := range all {
		rows[i] = c.Line(l, room)
		rows[i].Folded = campus.Folds(l, Has(blocked, l.Author.ID))
		if q := l.Quoted; q != nil && rows[i].Quote != nil && campus.Folds(*q, Has(blocked, q.Author.ID)) {
			rows[i].Quote.Words, rows[i].Quote.Folded = views.FoldedQuoteWords, true
		}
	}
	if len(rows) > 0 {
		rows[0].Follows = false // whom it follows is not on this page
	}
	return rows
}

// Days puts their day before lines that were not said on the day of the line before, or, where they are the first, not today: in a
// room that outlives meetings. static/js/days.js does so with those that come later.
func (c Clock) Days(rows []views.Line, all []campus.Line) {
	last := midnight(c.Now.In(c.Zone))
	for i, l := range all {
		day := midnight(l.At.In(c.Zone))
		if !day.Equal(last) {
			rows[i].Day = views.Moment{Text: c.day(l.At), ISO: iso(l.At)}
			rows[i].DayID = views.DayID(day)
		}
		last = day
	}
}
