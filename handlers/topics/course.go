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

// course is course:ID: what a course is, how full, and what an edit has changed in it. Whoever is signed in may see that.
func course(s *store.Store) *states[courseFacts] {
	return &states[courseFacts]{
		about: about{name: "course", parse: isCourse, mayWatch: func(context.Context, campus.Person, string) error { return nil }},
		now:   s.Now,
		kinds: []campus.Kind{campus.KindSeats, campus.KindChanged, campus.KindClosed, campus.KindReopened, campus.KindDeleted},
		facts: func(ctx context.Context, topics []string) (courseFacts, error) {
			found, changes, err := s.Courses.Watched(ctx, campus.CourseIDs(topics))
			f := courseFacts{now: s.Now(), courses: map[string]campus.Course{}, changes: changes}
			for _, c := range found {
				f.courses[campus.CourseTopic(c.ID)] = c
			}
			return f, err
		},
		drawn: columns[courseFacts, string]{html: seats, json: courseEvent},
	}
}

func isCourse(topic string) bool {
	_, ok := campus.ParseCourseTopic(topic)
	return ok
}

// courseFacts are those courses that still are, by topic. The page of a course that was deleted says so when it is asked
// for again.
type courseFacts struct {
	now     time.Time
	courses map[string]campus.Course
	changes map[string][]campus.Change // what the last edit of each has changed, by id
}

func seats(f courseFacts, topic string) fragment {
	c, ok := f.courses[topic]
	if !ok {
		return fragment{}
	}
	return swaps(views.Swap(views.SwapReplace, views.SeatsID(c.ID), views.SeatsMeter(rows.Seats(c, f.now))),
		views.Renamed(c.Teacher.ID, c.Teacher.Name))
}

func courseEvent(f courseFacts, topic string, out api.Event) (api.Event, bool) {
	c, ok := f.courses[topic]
	switch campus.Kind(out.Kind) {
	case campus.KindDeleted:
		return out, true
	case campus.KindChanged, campus.KindReopened:
		out = out.WithChanges(f.changes[c.ID])
	}
	return out.WithCourse(c, f.now), ok
}
