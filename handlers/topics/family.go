package topics

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/store/campus"
)

// about is what every family declares.
type about struct {
	name     string                  // its topics are the name alone, or the name, a colon and which one
	parse    func(topic string) bool // whether this is one of them
	mayWatch func(ctx context.Context, who campus.Person, topic string) error
	// mayWatchAll is instead of mayWatch, of a family for which Redis has to be asked: for many at once.
	mayWatchAll func(ctx context.Context, asks []live.Ask) ([]live.Right, error)
}

func (a *about) declared() *about { return a }

// look returns of each who asks for a topic of the family what they may with it.
func (a *about) look(ctx context.Context, asks []live.Ask) ([]live.Right, error) {
	if a.mayWatchAll != nil {
		return a.mayWatchAll(ctx, asks)
	}
	rights := make([]live.Right, len(asks))
	for i, ask := range asks {
		rights[i].Refused = a.mayWatch(ctx, ask.Who, ask.Topic)
	}
	return rights, nil
}

// fragment is what a page is sent: parts to swap in or, with a name, an event that its script acts on. Without either it
// is nothing.
type fragment struct {
	parts []templ.Component
	name  string
	words string
}

// columns are how something is drawn from facts F, once for everybody: pure functions that ask nobody. The object begins as
// what all objects have; false draws nothing.
type columns[F, E any] struct {
	html func(F, E) fragment
	json func(F, E, api.Event) (api.Event, bool)
}

// logs is a family whose topics are logs: they have a cursor and are replayed after it.
type logs[F any] struct {
	about
	top   func(ctx context.Context, topic string) (cursor string, err error)
	since func(ctx context.Context, topic, cursor string) (campus.Replay, error)
	facts func(ctx context.Context, topic string, events []campus.Event) (F, error)
	kinds map[campus.Kind]columns[F, campus.Event]
}

func (l *logs[F]) newest(ctx context.Context, topic string) (string, error) { return l.top(ctx, topic) }

func (l *logs[F]) after(ctx context.Context, topic, cursor string) (campus.Replay, error) {
	return l.since(ctx, topic, cursor)
}

// draw draws events in every encoding that is asked for. A kind that is unknown here, because it is of a newer Stoa, is
// drawn as nothing: its id still moves the readers' cursors on.
func (l *logs[F]) draw(ctx context.Context, topic string, events []campus.Event, in []live.Encoding) ([][]live.Frame, error) {
	facts, err := l.facts(ctx, topic, events)
	if err != nil {
		return nil, err
	}
	all := make([][]live.Frame, len(in))
	for i, encoding := range in {
		for _, e := range events {
			var name string
			var data []byte
			if kind, known := l.kinds[e.Kind]; known {
				if name, data, err = kind.draw(ctx, encoding, facts, e, api.NewEvent(e.Topic, e.Kind, e.ID, e.At)); err != nil {
					return nil, err
				}
			}
			all[i] = append(all[i], live.LogFrame(e, name, data))
		}
	}
	return all, nil
}

// states is a family whose topics are states: sent whole at every connect and after every change.
type states[F any] struct {
	about
	pace  time.Duration // see live.Sort
	facts func(ctx context.Context, topics []string) (F, error)
	now   func() time.Time
	drawn columns[F, string]
	// beside is what pages are sent beside what is drawn, by what has happened; may be nil.
	beside func(facts F, topic string, kind campus.Kind) []templ.Component
	kinds  []campus.Kind // what may happen to it, beside KindState
}

func (s *states[F]) happens() []campus.Kind { return s.kinds }

func (s *states[F]) sort() live.Sort { return live.Sort{Pace: s.pace} }

// draw draws topics in every encoding that is asked for. What is not there any more has no frame.
func (s *states[F]) draw(ctx context.Context, kind campus.Kind, topics []string, in []live.Encoding) ([][]live.Frame, error) {
	facts, err := s.facts(ctx, topics)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(s.kinds, kind) { // a newer Stoa's
		kind = campus.KindState
	}
	drawn := s.drawn
	if s.beside != nil {
		drawn.html = func(f F, topic string) fragment {
			whole := s.drawn.html(f, topic)
			whole.parts = append(whole.parts, s.beside(f, topic, kind)...)
			return whole
		}
	}
	now, all := s.now(), make([][]live.Frame, len(in))
	for i, encoding := range in {
		all[i] = make([]live.Frame, len(topics))
		for j, topic := range topics {
			name, data, err := drawn.draw(ctx, encoding, facts, topic, api.NewEvent(topic, kind, "", now))
			if err != nil {
				return nil, err
			}
			if len(data) > 0 {
				all[i][j].Data = live.NewFrame("", name, data)
			}
		}
	}
	return all, nil
}

// draw returns the name and the data of one frame; nothing where nothing is to be said.
func (c columns[F, E]) draw(ctx context.Context, encoding live.Encoding, facts F, of E, begun api.Event) (string, []byte, error) {
	if encoding == live.JSON {
		object, some := c.json(facts, of, begun)
		if !some {
			return "", nil, nil
		}
		data, err := json.Marshal(object)
		return "", data, err
	}
	f := c.html(facts, of)
	if f.name != "" {
		return f.name, []byte(f.words), nil
	}
	var b bytes.Buffer
	for _, p := range f.parts {
		if err := p.Render(ctx, &b); err != nil {
			return "", nil, err
		}
	}
	return "", b.Bytes(), nil
}
