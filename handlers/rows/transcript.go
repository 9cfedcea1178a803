package rows

import (
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Transcript shows a piece of what a date that is over has left; line is the one that is meant, 0 for none.
func (c Clock) Transcript(t store.Transcript, line int64) views.TranscriptPage {
	p := c.transcriptHead(t.Seat, t.PlannedTo)
	p.Lines, p.Count, p.Absent, p.Expired = t.Lines, t.Count, t.Absent, t.Expired
	for _, one := range t.People {
		p.People = append(p.People, c.transcriptPerson(t.Seat, one))
	}
	for _, e := range t.Entries {
		if e.Line.ID == 0 {
			continue
		}
		if p.From == 0 {
			p.From = e.Line.ID
		}
		p.To = e.Line.ID
	}
	c.transcriptParts(&p, t, line)
	return p
}

// transcriptHead says which date it is of.
func (c Clock) transcriptHead(seat campus.Seat, plannedTo time.Time) views.TranscriptPage {
	id, order := seat.Meeting.ID, seat.Instance.Order
	held := seat.Instance
	zone, _ := held.From.In(c.Zone).Zone()
	p := views.TranscriptPage{Meeting: c.SeatRow(seat), Staff: seat.Staff, Cancelled: held.Cancelled, Forgotten: held.Forgotten,
		Held: campus.Span(held.From, held.To, c.Zone), Zone: zone,
		Attendance: views.DateAttendancePath(id, order, ""), Markdown: views.TranscriptFile(id, order, "md"),
		CSV: views.TranscriptFile(id, order, "csv")}
	planned := held
	if !held.Planned.IsZero() {
		planned.From = held.Planned
	}
	if planned.To = plannedTo; !planned.From.Equal(held.From) || !planned.To.Equal(held.To) {
		p.Planned = campus.Span(planned.From, planned.To, c.Zone)
	}
	return p
}

func (c Clock) transcriptPerson(seat campus.Seat, one store.Attendee) views.TranscriptPerson {
	p := views.TranscriptPerson{ID: one.Person.ID, Name: one.Person.Name, Host: one.Person.ID == seat.Meeting.Host.ID,
		Known: one.State != ""}
	p.AttendingRow = c.Attending(seat.Instance, one.Attending)
	return p
}

// noted is the icon of what happened.
var noted = map[campus.Kind]string{campus.KindVisits: "people", campus.KindActive: "clock", campus.KindMoved: "clock",
	campus.KindEnded: "clock", campus.KindCancelled: "clock"}

// transcriptParts puts the entries on the page, hour by hour as its reader's clock shows them.
func (c Clock) transcriptParts(p *views.TranscriptPage, t store.Transcript, line int64) {
	var hour, day time.Time
	for _, e := range t.Entries {
		at := e.At.In(c.Zone)
		if begins := campus.HourOf(at); len(p.Parts) == 0 || begins.After(hour) {
			part := views.TranscriptPart{ID: "hour-" + begins.UTC().Format("20060102T1504"), Head: c.Short(begins)}
			if part.Head.Title = ""; !midnight(at).Equal(day) {
				part.Head.Text = c.date(at) + ", " + part.Head.Text
			}
			hour, day = begins, midnight(at)
			p.Parts = append(p.Parts, part)
		}
		part := &p.Parts[len(p.Parts)-1]
		part.Entries = append(part.Entries, c.transcriptEntry(p, t, e, line))
		if first := part.Entries[0].Line; first != nil {
			first.Follows = false // whom it follows stands above another heading
		}
	}
	if len(p.Parts) == 1 {
		p.Parts[0].Head.Text = "" // all of it is in one hour, which is said above
	}
}

// transcriptEntry shows one thing in a transcript.
func (c Clock) transcriptEntry(p *views.TranscriptPage, t store.Transcript, e campus.Entry, line int64) views.TranscriptEntry {
	if e.Line.ID == 0 {
		note := views.TranscriptEntry{At: c.Short(e.At), Icon: noted[e.Kind], Says: e.Tells()}
		if !e.Until.IsZero() {
			note.Until = c.Short(e.Until)
		}
		return note
	}
	row := c.Lines([]campus.Line{e.Line}, p.Path(), t.Blocked)[0]
	row.Follows, row.Marked, row.React, row.Person = e.Line.Follows, e.Line.ID == line, "", ""
	row.About = views.LinePath(views.InstancePath(t.Meeting.ID, t.Instance.Order), e.Line.ID)
	if q := row.Quote; q != nil && q.ID >= p.From && q.ID <= p.To {
		q.Link = "#" + views.LineID(q.ID)
	}
	return views.TranscriptEntry{Line: &row}
}

// TranscriptSearch shows what a search in a transcript has found after a line.
func (c Clock) TranscriptSearch(found store.TranscriptFound, query string, after int64) views.TranscriptPage {
	p := c.transcriptHead(found.Seat, found.PlannedTo)
	words := store.Words(query)
	p.Lines, p.Expired = found.Last, found.Expired
	p.Search = &views.TranscriptSearch{Query: query, Nobody: len(words) == 0, From: after + 1,
		To: min(after+store.TranscriptSearched, found.Last)}
	for _, l := range found.Lines {
		row := c.FoundLine(store.FoundLine{Line: l, Folded: campus.Folds(l, Has(found.Blocked, l.Author.ID))}, words)
		row.Link = views.LineLink(p.Path(), l.ID)
		p.Search.Rows = append(p.Search.Rows, row)
	}
	if after > 0 {
		p.Search.First = views.TranscriptSearchPath(p.Path(), query, 0)
	}
	if found.Next > 0 {
		p.Search.Next = views.TranscriptSearchPath(p.Path(), query, found.Next)
	}
	return p
}
