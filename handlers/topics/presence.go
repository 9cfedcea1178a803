package topics

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// presences is presence: who is online. It is sent whole at every connect and then as differences, each of which names the one
// before it: whoever misses one is sent it whole again. Whoever is signed in may see it.
type presences struct {
	about
	store *store.Store
	words atomic.Pointer[onlineWords] // of what was last drawn whole for pages
	drawn columns[onlineFacts, string]
	moved columns[onlineFacts, campus.Kind]
}

func presence(s *store.Store) *presences {
	return &presences{
		about: about{name: campus.TopicPresence, parse: func(topic string) bool { return topic == campus.TopicPresence },
			mayWatch: func(context.Context, campus.Person, string) error { return nil }},
		store: s,
		drawn: columns[onlineFacts, string]{
			html: func(f onlineFacts, _ string) fragment { return fragment{name: views.EventOnline, words: f.words} },
			json: func(f onlineFacts, _ string, out api.Event) (api.Event, bool) { return out.WithPeople(f.people), true }},
		moved: columns[onlineFacts, campus.Kind]{
			html: func(f onlineFacts, kind campus.Kind) fragment {
				return fragment{name: views.EventOnline, words: onlineLine(string(kind), f.ids)}
			},
			json: func(f onlineFacts, _ campus.Kind, out api.Event) (api.Event, bool) {
				return out.WithPeople(f.people), true
			}},
	}
}

// onlineFacts are some people, of whom pages need to know no more than the ids.
type onlineFacts struct {
	ids    []int64 // in ascending order
	people []campus.Named
	words  string
}

// onlineWords is how everybody who is online is told to pages, drawn once for all who connect before it changes.
type onlineWords struct {
	of    *store.Online
	words string
}

func (p *presences) sort() live.Sort { return live.Sort{} }

func (p *presences) happens() []campus.Kind {
	return []campus.Kind{campus.KindOnline, campus.KindOffline}
}

// draw draws who is online.
func (p *presences) draw(ctx context.Context, _ campus.Kind, topics []string, in []live.Encoding) ([][]live.Frame, error) {
	now, err := p.store.Presence.Online(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := p.facts(ctx, now.IDs, in)
	if err != nil {
		return nil, err
	}
	last := p.words.Load()
	if last == nil || last.of != now {
		last = &onlineWords{now, onlineLine(views.OnlineAll, now.IDs)}
		p.words.Store(last)
	}
	facts.words = last.words
	all := make([][]live.Frame, len(in))
	for i, encoding := range in {
		all[i] = make([]live.Frame, len(topics))
		for j, topic := range topics {
			begun := api.NewEvent(topic, campus.KindState, "", p.store.Now())
			name, data, err := p.drawn.draw(ctx, encoding, facts, topic, begun)
			if err != nil {
				return nil, err
			}
			all[i][j] = live.Frame{Data: live.NewFrame("", name, data), Step: live.Step{To: now.At}}
		}
	}
	return all, nil
}

// differ draws differences, each as one frame that says who came and who went.
func (p *presences) differ(ctx context.Context, events []campus.Event, in []live.Encoding) ([][]live.Frame, error) {
	all := make([][]live.Frame, len(in))
	for _, e := range events {
		frames := make([]live.Frame, len(in))
		for _, part := range []struct {
			kind campus.Kind
			ids  []int64
		}{{campus.KindOnline, e.Came}, {campus.KindOffline, e.Left}} {
			if len(part.ids) == 0 {
				continue
			}
			facts, err := p.facts(ctx, slices.Sorted(slices.Values(part.ids)), in)
			if err != nil {
				return nil, err
			}
			for i, encoding := range in {
				name, data, err := p.moved.draw(ctx, encoding, facts, part.kind, api.NewEvent(e.Topic, part.kind, "", e.At))
				if err != nil {
					return nil, err
				}
				frames[i].Data = append(frames[i].Data, live.NewFrame("", name, data)...)
			}
		}
		for i := range in {
			frames[i].Step = live.Step{From: e.From, To: e.At.UnixMilli()}
			all[i] = append(all[i], frames[i])
		}
	}
	return all, nil
}

// facts are those of people. Scripts are told names.
func (p *presences) facts(ctx context.Context, ids []int64, in []live.Encoding) (f onlineFacts, err error) {
	f.ids, f.people = ids, []campus.Named{}
	if slices.Contains(in, live.JSON) {
		f.people, err = p.store.Presence.Names(ctx, ids)
	}
	return f, err
}

// onlineLine writes what pages are told of people: a word, then each by the distance of their id from the one before it.
func onlineLine(word string, ids []int64) string {
	var b strings.Builder
	b.WriteString(word)
	last := int64(0)
	for _, id := range ids {
		b.WriteByte(' ')
		b.WriteString(strconv.FormatInt(id-last, 10))
		last = id
	}
	return b.String()
}
