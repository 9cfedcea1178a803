package handlers

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// fragments draws events as HTML, once for everybody who watches. It implements live.Drawer. Its times are in UTC: the
// page's script writes them in its reader's zone.
type fragments struct{ store *store.Store }

// Events that a page does not swap in but acts on; see static/campus.js.
const turnEvent = "turn" // the meeting has opened, ended or moved: the page is another one now

// After implements live.Drawer.
func (f fragments) After(ctx context.Context, topic, cursor string) (campus.Replay, error) {
	id, order, ok := campus.ParseMeetingTopic(topic)
	if !ok {
		return campus.Replay{Reset: true}, nil
	}
	return f.store.EventsAfter(ctx, id, order, cursor)
}

// States implements live.Drawer: the seats of courses. A course that was deleted has no frame: its page says so when it is
// asked for again.
func (f fragments) States(ctx context.Context, topics []string) ([]live.Frame, error) {
	courses, err := f.store.Courses(ctx, campus.CourseIDs(topics))
	if err != nil {
		return nil, err
	}
	now, frames := f.store.Now(), make([]live.Frame, len(topics))
	for _, course := range courses {
		html, err := render(ctx, views.Swap(views.SwapReplace, views.SeatsID(course.ID), views.SeatsMeter(seats(course, now))))
		if err != nil {
			return nil, err
		}
		frames[slices.Index(topics, campus.CourseTopic(course.ID))].Data = live.NewFrame("", "", html)
	}
	return frames, nil
}

// Draw implements live.Drawer: what happens in a room.
func (f fragments) Draw(ctx context.Context, topic string, events []campus.Event) ([]live.Frame, error) {
	id, order, _ := campus.ParseMeetingTopic(topic)
	room, err := f.read(ctx, id, order, events)
	if err != nil {
		return nil, err
	}
	frames := make([]live.Frame, 0, len(events))
	for _, e := range events {
		name, html, err := room.draw(ctx, e)
		if err != nil {
			return nil, err
		}
		frames = append(frames, live.LogFrame(e, name, html))
	}
	return frames, nil
}

// drawing is what events refer to, read at once.
type drawing struct {
	clock  clock
	host   int64
	lines  map[int64]campus.Line
	people map[int64]campus.Person
	inside int
}

func (f fragments) read(ctx context.Context, id int64, order int, events []campus.Event) (drawing, error) {
	d := drawing{clock: clock{now: f.store.Now(), zone: time.UTC}, lines: map[int64]campus.Line{}}
	var lines, people []int64
	for _, e := range events {
		switch e.Kind {
		case campus.KindMessage, campus.KindEdited, campus.KindDeleted:
			lines = append(lines, e.Ref)
		case campus.KindJoin:
			people = append(people, e.Ref)
		}
	}
	read, err := f.store.Lines(ctx, id, order, lines)
	for _, l := range read {
		d.lines[l.ID] = l
	}
	if err == nil && len(people) > 0 {
		var m campus.Meeting
		m, err = f.store.Meeting(ctx, id)
		d.host = m.Host.ID
	}
	if err == nil {
		d.people, err = f.store.People(ctx, people)
	}
	if err == nil && slices.ContainsFunc(events, changesPeople) {
		d.inside, err = f.store.PresentCount(ctx, id, order)
	}
	return d, err
}

func changesPeople(e campus.Event) bool {
	return e.Kind == campus.KindJoin || e.Kind == campus.KindLeave
}

// draw returns the name and the HTML of one event's frame. What is unknown here, because it is of a newer Stoa, is drawn
// as nothing: its id still moves the reader's cursor on.
func (d drawing) draw(ctx context.Context, e campus.Event) (name string, html []byte, err error) {
	switch e.Kind {
	case campus.KindMessage, campus.KindEdited, campus.KindDeleted:
		line, ok := d.lines[e.Ref]
		switch {
		case !ok:
			return "", nil, nil
		case e.Kind != campus.KindMessage:
			html, err = render(ctx, views.Swap(views.SwapReplace, views.LineID(e.Ref), views.LineItem(d.clock.line(line))))
			return "", html, err
		}
		html, err = render(ctx, views.Swap(views.SwapAppend, views.IDLines, views.LineItem(d.clock.line(line))))
	case campus.KindJoin:
		who := d.clock.participant(campus.Participant{Person: d.people[e.Ref], Joined: e.At}, d.host)
		html, err = render(ctx, views.Swap(views.SwapAppend, views.IDPeople, views.ParticipantItem(who)), d.count())
	case campus.KindLeave:
		html, err = render(ctx, views.Swap(views.SwapRemove, views.ParticipantID(e.Ref), nil), d.count())
	case campus.KindActive, campus.KindEnded, campus.KindCancelled, campus.KindMoved:
		return turnEvent, []byte(e.Kind), nil
	}
	return "", html, err
}

func (d drawing) count() templ.Component {
	return views.Swap(views.SwapReplace, views.IDPeopleCount, views.PeopleCount(d.inside))
}

func render(ctx context.Context, parts ...templ.Component) ([]byte, error) {
	var b bytes.Buffer
	for _, p := range parts {
		if err := p.Render(ctx, &b); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
