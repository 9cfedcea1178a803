package api

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/live"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// Events is GET /events?topic=…: topics as they happen.
func (a *API) Events(c echo.Context) error {
	token, ask := web.Token(c), web.NewStreamRequest(c, live.JSON)
	ask.Visit = store.Visit{Token: token, Kind: store.API}
	s, err := a.streams.Stream(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	return s.Serve(c.Response().Writer, c.Request())
}

// Event is what every event of /events has. What its kind has beside that is added by the With functions.
type Event struct {
	Topic   string            `json:"topic"`
	Kind    string            `json:"kind"`
	ID      string            `json:"id,omitempty"`
	Time    string            `json:"time"`
	Person  *named            `json:"person,omitempty"`
	Message *message          `json:"message,omitempty"`
	From    *instant          `json:"from,omitempty"`
	To      *instant          `json:"to,omitempty"`
	Left    []int64           `json:"left,omitempty"`
	Course  *course           `json:"course,omitempty"`
	Changed map[string][2]any `json:"changed,omitempty"`
	Courses []course          `json:"courses,omitzero"`
	Active  []activeMeeting   `json:"active_meetings,omitzero"`
	Unread  *int              `json:"unread,omitempty"`
	People  []named           `json:"people,omitzero"`
	Room    *lastLine         `json:"room,omitempty"`
	Rooms   []readMark        `json:"rooms,omitempty"`

	Notification *notification `json:"notification,omitempty"`
}

// NewEvent is an event of a topic; a state has no id.
func NewEvent(topic string, kind campus.Kind, id string, at time.Time) Event {
	return Event{Topic: topic, Kind: string(kind), ID: id, Time: precise(at)}
}

// WithPerson adds whom the event is about.
func (e Event) WithPerson(id int64, name string) Event {
	e.Person = &named{id, name}
	return e
}

// WithPeople adds those whom the event is about.
func (e Event) WithPeople(people []campus.Named) Event {
	e.People = newNamed(people)
	return e
}

// WithMessage adds the line that it is about.
func (e Event) WithMessage(l campus.Line) Event {
	m := newMessage(l)
	e.Message = &m
	return e
}

// WithTimes adds when an instance begins and ends.
func (e Event) WithTimes(i campus.Instance) Event {
	from, to := instant(i.From), instant(i.To)
	e.From, e.To = &from, &to
	return e
}

// WithLeft adds who left with an instance's end.
func (e Event) WithLeft(people []int64) Event {
	e.Left = people
	return e
}

// WithCourse adds a course.
func (e Event) WithCourse(c campus.Course, now time.Time) Event {
	shown := newCourse(c, now)
	e.Course = &shown
	return e
}

// WithCourses adds what came last into the catalogue.
func (e Event) WithCourses(newest []campus.Course, now time.Time) Event {
	e.Courses = make([]course, len(newest))
	for i, c := range newest {
		e.Courses[i] = newCourse(c, now)
	}
	return e
}

// WithChanges adds what an edit of a course has changed: each field with its old and its new value.
func (e Event) WithChanges(all []campus.Change) Event {
	e.Changed = map[string][2]any{}
	for _, c := range all {
		name, value := c.Field, func(text string) any { return text }
		switch c.Field {
		case "places":
			value = func(text string) any { return placesOrNull(text) }
		case "chosen":
			name, value = "closes", func(text string) any { return closingOrTime(text) }
		case "teacher":
			value = func(text string) any { return c.People(text)[0] }
		case "co_teachers":
			value = func(text string) any { return c.People(text) }
		}
		e.Changed[name] = [2]any{value(c.Old), value(c.New)}
	}
	return e
}

// placesOrNull reads a number of places; null for unlimited.
func placesOrNull(text string) *int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil
	}
	return &n
}

// closingOrTime reads when a course closes as somebody chose it: auto, null for never, or a time.
func closingOrTime(text string) any {
	ms, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err == nil:
		return instant(time.UnixMilli(ms).UTC())
	case text == string(campus.ClosesNever):
		return nil
	}
	return text
}

// WithActive adds the open instances.
func (e Event) WithActive(open []store.Listed) Event {
	e.Active = newActiveMeetings(open)
	return e
}
