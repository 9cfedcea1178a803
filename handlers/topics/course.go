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

// course is course:ID, how full a course is and who teaches it. Whoever is signed in may see that.
func course(s *store.Store) *states[courseFacts] {
	return &states[courseFacts]{
		about: about{name: "course", parse: isCourse, mayWatch: func(context.Context, campus.Person, string) error { return nil }},
		now:   s.Now,
		facts: func(ctx context.Context, topics []string) (courseFacts, error) {
			found, err := s.Courses.Some(ctx, campus.CourseIDs(topics))
			f := courseFacts{now: s.Now(), courses: map[string]campus.Course{}}
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
	return out.WithCourse(c, f.now), ok
}
