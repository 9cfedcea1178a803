package topics

import (
	"context"
	"time"

	"stoa/handlers/api"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// coursesPace is how often what is new is drawn at most: a term's courses may all be opened in one minute.
const coursesPace = time.Second

// courses is what came last into the catalogue. Whoever is signed in may see that.
func courses(s *store.Store) *states[catalogueFacts] {
	return &states[catalogueFacts]{
		about: about{name: campus.TopicCourses, parse: func(topic string) bool { return topic == campus.TopicCourses },
			mayWatch: func(context.Context, campus.Person, string) error { return nil }},
		pace:  coursesPace,
		now:   s.Now,
		kinds: []campus.Kind{campus.KindOpened},
		facts: func(ctx context.Context, _ []string) (catalogueFacts, error) {
			newest, err := s.Courses.Newest(ctx)
			return catalogueFacts{s.Now(), newest}, err
		},
		drawn: columns[catalogueFacts, string]{html: newCourses, json: coursesEvent},
	}
}

type catalogueFacts struct {
	now    time.Time
	newest []campus.Course
}

// newCourses is a list of ids: each page knows by itself which of them its reader has seen.
func newCourses(f catalogueFacts, _ string) fragment {
	return swaps(views.Swap(views.SwapReplace, views.IDNewest, views.NewestCourses(rows.NewCourses(f.newest))))
}

func coursesEvent(f catalogueFacts, _ string, out api.Event) (api.Event, bool) {
	return out.WithCourses(f.newest, f.now), true
}
