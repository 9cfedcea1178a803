package api

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/labstack/echo/v4"

	"stoa/handlers/live"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// maxTopics bounds one stream: a page of the catalogue watches the seats of every course on it.
const maxTopics = 64

// Encoding returns JSON as a form in which topics are watched.
func (a *API) Encoding() live.Encoding { return live.Encoding{Name: "json", Drawer: objects{a.store}} }

// Events is GET /events?topic=…: topics as they happen.
func (a *API) Events(c echo.Context) error {
	token := web.Token(c)
	s, err := a.NewStream(c, StreamRequest{Topics: c.QueryParams()["topic"], After: c.QueryParam("after"), Who: func(ctx context.Context) (campus.Person, error) {
		return a.store.Visitor(ctx, token, store.API)
	}})
	if err != nil {
		return err
	}
	s.Encoding = a.Encoding()
	return s.Serve(c.Response().Writer, c.Request())
}

// StreamRequest is what a stream is asked for.
type StreamRequest struct {
	Topics []string
	After  string                                       // cursor in the log, unless the Last-Event-ID header has one
	Who    func(context.Context) (campus.Person, error) // who asks, now and whenever it is checked again
}

var (
	errTopic   = campus.Refuse(campus.Forbidden, "You may not watch one of these topics.")
	errTopics  = campus.InvalidField("topic", "1 to 64 topics, at most one of them a meeting")
	errCursors = campus.InvalidField("after", "the id of an event")
)

// NewStream returns the stream for a request. Serve begins it only for who may watch all its topics.
func (a *API) NewStream(c echo.Context, ask StreamRequest) (*live.Stream, error) {
	topics := slices.Compact(slices.Sorted(slices.Values(ask.Topics)))
	if len(topics) == 0 || len(topics) > maxTopics {
		return nil, errTopics
	}
	s := &live.Stream{Hub: a.hub, Catchup: a.catchup, Person: asker(c).ID}
	for _, topic := range topics {
		if _, _, ok := campus.ParseMeetingTopic(topic); !ok {
			s.States = append(s.States, topic)
		} else if s.Log != "" {
			return nil, errTopics
		} else {
			s.Log = topic
		}
	}
	s.Check = func(ctx context.Context) error { return a.mayWatch(ctx, ask.Who, topics) }
	return s, a.setCursor(c, ask, s)
}

// setCursor finds out where in the log a stream begins: where the reader stopped, or now.
func (a *API) setCursor(c echo.Context, ask StreamRequest, s *live.Stream) error {
	s.Cursor = c.Request().Header.Get("Last-Event-ID")
	if s.Cursor == "" {
		s.Cursor = ask.After
	}
	if s.Cursor != "" {
		if _, ok := campus.ParseCursor(s.Cursor); !ok {
			return errCursors
		}
		return nil
	}
	s.Cursor = campus.LogStart
	id, order, ok := campus.ParseMeetingTopic(s.Log)
	if !ok {
		return nil
	}
	var err error
	s.Cursor, err = a.store.Cursor(c.Request().Context(), id, order)
	return err
}

// mayWatch checks who asks and every topic that not all may watch.
func (a *API) mayWatch(ctx context.Context, who func(context.Context) (campus.Person, error), topics []string) error {
	p, err := who(ctx)
	if err != nil {
		return err
	}
	for _, topic := range topics {
		if id, order, ok := campus.ParseMeetingTopic(topic); ok {
			_, err := a.store.Reader(ctx, p, id, order)
			if code := campus.CodeOf(err); err != nil && (code == campus.NotFound || code == campus.Forbidden) {
				return errTopic
			}
			if err != nil {
				return err
			}
			continue
		}
		_, course := campus.ParseCourseTopic(topic)
		if !course && (topic != campus.TopicActive || p.Role != campus.Admin) {
			return errTopic
		}
	}
	return nil
}

// objects draws events as JSON. It implements live.Drawer.
type objects struct{ store *store.Store }

// event is what every event of /events has.
type event struct {
	Topic   string          `json:"topic"`
	Kind    string          `json:"kind"`
	ID      string          `json:"id,omitempty"`
	Time    string          `json:"time"`
	Person  *named          `json:"person,omitempty"`
	Message *message        `json:"message,omitempty"`
	From    *instant        `json:"from,omitempty"`
	To      *instant        `json:"to,omitempty"`
	Course  *course         `json:"course,omitempty"`
	Active  []activeMeeting `json:"active_meetings,omitzero"`
}

// After implements live.Drawer.
func (o objects) After(ctx context.Context, topic, cursor string) (campus.Replay, error) {
	id, order, ok := campus.ParseMeetingTopic(topic)
	if !ok {
		return campus.Replay{Reset: true}, nil
	}
	return o.store.EventsAfter(ctx, id, order, cursor)
}

// States implements live.Drawer: the seats of courses, and for admins what is open.
func (o objects) States(ctx context.Context, topics []string) ([]live.Frame, error) {
	courses, err := o.store.Courses(ctx, campus.CourseIDs(topics))
	if err != nil {
		return nil, err
	}
	now, frames := o.store.Now(), make([]live.Frame, len(topics))
	show := func(topic string, e event) error {
		e.Topic, e.Kind, e.Time = topic, string(campus.KindState), precise(now)
		data, err := json.Marshal(e)
		frames[slices.Index(topics, topic)].Data = live.NewFrame("", "", data)
		return err
	}
	for _, c := range courses {
		shown := newCourse(c, now)
		if err := show(campus.CourseTopic(c.ID), event{Course: &shown}); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(topics, campus.TopicActive) {
		return frames, nil
	}
	open, err := o.store.ActiveInstances(ctx, campus.Person{Role: campus.Admin})
	if err != nil {
		return nil, err
	}
	return frames, show(campus.TopicActive, event{Active: newActiveMeetings(open)})
}

// Draw implements live.Drawer.
func (o objects) Draw(ctx context.Context, topic string, events []campus.Event) ([]live.Frame, error) {
	id, order, _ := campus.ParseMeetingTopic(topic)
	var lineIDs, people []int64
	turns := false
	for _, e := range events {
		switch e.Kind {
		case campus.KindMessage, campus.KindEdited, campus.KindDeleted:
			lineIDs = append(lineIDs, e.Ref)
		case campus.KindJoin, campus.KindLeave:
			people = append(people, e.Ref)
		default:
			turns = true
		}
	}
	lines, err := o.store.Lines(ctx, id, order, lineIDs)
	if err != nil {
		return nil, err
	}
	known, err := o.store.People(ctx, people)
	if err != nil {
		return nil, err
	}
	var i campus.Instance
	if turns {
		if i, err = o.store.Instance(ctx, id, order); err != nil {
			return nil, err
		}
	}
	frames := make([]live.Frame, 0, len(events))
	for _, e := range events {
		data, err := json.Marshal(newEvent(e, lines, known, i))
		if err != nil {
			return nil, err
		}
		frames = append(frames, live.LogFrame(e, "", data))
	}
	return frames, nil
}

func newEvent(e campus.Event, lines []campus.Line, people map[int64]campus.Person, i campus.Instance) event {
	out := event{Topic: e.Topic, Kind: string(e.Kind), ID: e.ID, Time: precise(e.At)}
	switch e.Kind {
	case campus.KindMessage, campus.KindEdited, campus.KindDeleted:
		if at := slices.IndexFunc(lines, func(l campus.Line) bool { return l.ID == e.Ref }); at >= 0 {
			m := newMessage(lines[at])
			out.Message = &m
		}
	case campus.KindJoin, campus.KindLeave:
		out.Person = &named{e.Ref, people[e.Ref].Name}
	default:
		from, to := instant(i.From), instant(i.To)
		out.From, out.To = &from, &to
	}
	return out
}
