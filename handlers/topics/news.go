package topics

import (
	"context"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// newsPace is how often at most it is told elsewhere that a room has come further: its own readers see every line.
const newsPace = time.Second

// news is how far rooms have come. Nobody asks for it: whoever watches me is told of the rooms that they may read in, each with
// the same words as everybody there.
func news(s *store.Store) *states[newsFacts] {
	return &states[newsFacts]{
		about: about{name: "news", parse: func(topic string) bool { _, ok := campus.ParseNewsTopic(topic); return ok },
			mayWatch: func(context.Context, campus.Person, string) error { return errNoTopic }},
		pace:  newsPace,
		now:   s.Now,
		kinds: []campus.Kind{campus.KindRoom},
		facts: func(ctx context.Context, topics []string) (newsFacts, error) {
			ids := make([]campus.RoomID, len(topics))
			for i, topic := range topics {
				ids[i], _ = campus.ParseNewsTopic(topic)
			}
			all, err := s.Rooms.News(ctx, ids)
			f := newsFacts{}
			for i, one := range all {
				f[topics[i]] = one
			}
			return f, err
		},
		drawn: columns[newsFacts, string]{html: roomNews, json: roomEvent},
	}
}

// newsFacts is how far rooms have come, by topic.
type newsFacts map[string]store.RoomNews

// roomNews is a number for each: what of it is unread each page knows by itself.
func roomNews(f newsFacts, topic string) fragment {
	one := f[topic]
	if _, _, two := one.ID.Two(); one.Line == 0 && (two || one.Event == "") { // no list says anything of it that may become other
		return fragment{}
	}
	return swaps(views.RoomCame(string(one.ID), one.Line, campus.RunWords(one.Notices), one.Event))
}

func roomEvent(f newsFacts, topic string, out api.Event) (api.Event, bool) {
	one := f[topic]
	out.Topic, out.Kind = campus.TopicMe, string(campus.KindRoom)
	return out.WithRoom(string(one.ID), one.Line, one.At), one.Line != 0
}

// Beside implements live.Topics: whoever watches what is their own hears how far the rooms have come that they may read in.
func (t *Table) Beside(ctx context.Context, people []campus.Person) ([][]string, error) {
	rooms, err := t.store.Rooms.Readable(ctx, people)
	beside := make([][]string, len(rooms))
	for i, ids := range rooms {
		beside[i] = make([]string, len(ids))
		for j, id := range ids {
			beside[i][j] = campus.NewsTopic(id)
		}
	}
	return beside, err
}
