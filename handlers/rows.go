package handlers

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// clock writes times for one reader.
type clock struct {
	now   time.Time
	zone  *time.Location
	zones *zones
}

func (s *Server) clock(p campus.Person) clock {
	return clock{now: s.Store.Now(), zone: s.zones.load(p.Zone), zones: &s.zones}
}

// zones remembers time zones: reading one takes longer than drawing a page.
type zones struct{ known sync.Map }

// load returns a zone by its name; UTC for one that is not known here.
func (z *zones) load(name string) *time.Location {
	if found, ok := z.known.Load(name); ok {
		return found.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // names come from Validate, so this is none that somebody could fill the memory with
	}
	z.known.Store(name, zone)
	return zone
}

// day writes a day as people say it.
func (c clock) day(t time.Time) string {
	t, now := t.In(c.zone), c.now.In(c.zone)
	days := int(midnight(t).Sub(midnight(now)).Hours() / 24)
	switch {
	case days == 0:
		return "Today"
	case days == 1:
		return "Tomorrow"
	case days == -1:
		return "Yesterday"
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan")
	default:
		return t.Format("2 Jan 2006")
	}
}

// midnight is the day's beginning as if it were in UTC, so that two of them are whole days apart.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// short writes the time of day alone.
func (c clock) short(t time.Time) views.Moment {
	return views.Moment{Text: t.In(c.zone).Format("15:04"), ISO: iso(t)}
}

// full writes day and time.
func (c clock) full(t time.Time) views.Moment {
	if t.IsZero() {
		return views.Moment{}
	}
	return views.Moment{Text: c.day(t) + ", " + t.In(c.zone).Format("15:04"), ISO: iso(t)}
}

// when writes the time of an instance, and the planner's time where clocks there show another.
func (c clock) when(i campus.Instance) views.When {
	zone, _ := i.From.In(c.zone).Zone()
	w := views.When{Text: c.span(i), Date: c.dated(i.From), From: c.full(i.From), To: c.full(i.To), Zone: zone}
	if planned := c.zones.load(i.Zone); !sameClock(i.From, planned, c.zone) {
		// Today is the reader's here too: nobody should have to know which day it is in the planner's zone.
		y, m, d := c.now.In(c.zone).Date()
		w.Planned = clock{now: time.Date(y, m, d, 12, 0, 0, 0, planned), zone: planned}.span(i) + " in " + strings.ReplaceAll(i.Zone, "_", " ")
	}
	return w
}

// dated writes day and time as a title has them: it is read in histories and lists of windows, tomorrow too.
func (c clock) dated(t time.Time) string {
	t = t.In(c.zone)
	if t.Year() == c.now.In(c.zone).Year() {
		return t.Format("Mon 2 Jan, 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

func (c clock) span(i campus.Instance) string {
	from, to := c.day(i.From), c.day(i.To)
	text := from + ", " + i.From.In(c.zone).Format("15:04") + " to "
	if from != to {
		text += to + ", "
	}
	return text + i.To.In(c.zone).Format("15:04")
}

func sameClock(t time.Time, a, b *time.Location) bool {
	_, x := t.In(a).Zone()
	_, y := t.In(b).Zone()
	return x == y
}

func iso(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func seats(c campus.Course, now time.Time) views.Seats {
	return views.Seats{Course: c.ID, Taken: c.Taken, Places: c.Places, Unlimited: c.Unlimited, Waiting: c.Waiting, Closed: !c.Open(now)}
}

// courseRow shows a course with what words found marked in it.
func (c clock) courseRow(course campus.Course, mine string, words []string) views.CourseRow {
	row := views.CourseRow{ID: course.ID, Title: mark(course.Title, words), Teacher: mark(course.Teacher.Name, words),
		Summary: mark(excerpt(course.Summary, words), words), Level: string(course.Level), Seats: seats(course, c.now), Mine: mine}
	if !course.Closes.IsZero() {
		row.Closes = c.full(course.Closes)
		row.Soon = course.Closes.Sub(c.now) < 24*time.Hour
	}
	return row
}

// mark splits text into pieces, those that begin with one of words marked. Words are folded as the search folds them.
func mark(text string, words []string) []views.Span {
	if text == "" {
		return nil
	}
	if len(words) == 0 {
		return []views.Span{{Text: text}} // folding every word of a catalogue costs more than the rest of its page
	}
	var spans []views.Span
	add := func(piece string, hit bool) {
		if last := len(spans) - 1; last >= 0 && spans[last].Hit == hit {
			spans[last].Text += piece
		} else if piece != "" {
			spans = append(spans, views.Span{Text: piece, Hit: hit})
		}
	}
	for text != "" {
		word := len(text) - len(strings.TrimLeftFunc(text, inWord))
		add(text[:word], word > 0 && found(text[:word], words))
		text = text[word:]
		gap := len(text) - len(strings.TrimLeftFunc(text, func(r rune) bool { return !inWord(r) }))
		add(text[:gap], false)
		text = text[gap:]
	}
	return spans
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func found(word string, words []string) bool {
	folded := store.Fold(word)
	for _, w := range words {
		if strings.HasPrefix(folded, w) {
			return true
		}
	}
	return false
}

// excerptLen is how much of a summary a row shows, in bytes.
const excerptLen = 200

// excerpt returns the beginning of text, or if the first match is further on, the piece around it.
func excerpt(text string, words []string) string {
	if len(text) <= excerptLen {
		return text
	}
	start, at := 0, 0
	for _, s := range mark(text, words) {
		if s.Hit {
			start = max(0, at-excerptLen/3)
			break
		}
		at += len(s.Text)
	}
	if start+excerptLen > len(text) {
		start = len(text) - excerptLen
	}
	return cut(text, start, start+excerptLen)
}

// cut returns text[from:to] without broken characters or words at its edges, and with dots where something is missing.
func cut(text string, from, to int) string {
	for from > 0 && !utf8.RuneStart(text[from]) {
		from++
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	piece := text[from:to]
	if from > 0 {
		if i := strings.IndexByte(piece, ' '); i >= 0 && i < 30 {
			piece = piece[i+1:]
		}
		piece = "… " + piece
	}
	if to < len(text) {
		if i := strings.LastIndexByte(piece, ' '); i > len(piece)-30 && i > 0 {
			piece = piece[:i]
		}
		piece += " …"
	}
	return piece
}

// seatRow shows an instance as one person stands to it.
func (c clock) seatRow(seat campus.Seat) views.MeetingRow {
	row := c.meetingRow(seat.Meeting, seat.Instance)
	row.Course, row.In = seat.Course, seat.Present
	return row
}

// meetingRow shows an instance.
func (c clock) meetingRow(m campus.Meeting, i campus.Instance) views.MeetingRow {
	return views.MeetingRow{ID: m.ID, Order: i.Order, Title: m.Title, Description: m.Description, Host: m.Host.Name, HostID: m.Host.ID,
		CourseID: m.Course, Public: m.Public, When: c.when(i), State: string(i.State(c.now)), Link: m.Link}
}

func (c clock) meetingRows(all []store.Listed) []views.MeetingRow {
	rows := make([]views.MeetingRow, len(all))
	for i, l := range all {
		rows[i] = c.meetingRow(l.Meeting, l.Instance)
		rows[i].Course, rows[i].In = l.CourseTitle, l.In
	}
	return rows
}

func (c clock) participant(p campus.Participant, host int64) views.Participant {
	return views.Participant{ID: p.Person.ID, Name: p.Person.Name, Host: p.Person.ID == host, Since: c.short(p.Joined)}
}

func (c clock) participants(all []campus.Participant, host int64) []views.Participant {
	rows := make([]views.Participant, len(all))
	for i, p := range all {
		rows[i] = c.participant(p, host)
	}
	return rows
}

func (c clock) line(l campus.Line) views.Line {
	return views.Line{ID: l.ID, AuthorID: l.Author.ID, Author: l.Author.Name, At: c.short(l.At), Body: l.Body, Follows: l.Follows,
		Edited: l.Edited, Deleted: l.Deleted}
}

func (c clock) lines(all []campus.Line) []views.Line {
	rows := make([]views.Line, len(all))
	for i, l := range all {
		rows[i] = c.line(l)
	}
	if len(rows) > 0 {
		rows[0].Follows = false // whom it follows is not on this page
	}
	return rows
}
