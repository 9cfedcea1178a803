package topics

import (
	"context"
	"time"

	"github.com/a-h/templ"

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
		drawn:  columns[courseFacts, string]{html: courseParts, json: courseEvent},
		beside: courseBeside,
	}
}

func isCourse(topic string) bool {
	_, ok := campus.ParseCourseTopic(topic)
	return ok
}

// courseFacts are those courses that still are, by topic.
type courseFacts struct {
	now     time.Time
	courses map[string]campus.Course
	changes map[string][]campus.Change // what the last edit of each has changed, by id
}

// courseParts is what may change of a course at any moment. One that was deleted stays where it is read, and says so.
func courseParts(f courseFacts, topic string) fragment {
	id, _ := campus.ParseCourseTopic(topic)
	c, ok := f.courses[topic]
	if !ok {
		return swaps(views.Swap(views.SwapReplace, views.SeatsID(id), views.SeatsMeter(views.Seats{Course: id, Gone: true})),
			views.Swap(views.SwapReplace, views.ClosesID(id), views.ClosingTime(views.Closing{Course: id, Gone: true})),
			views.Swap(views.SwapReplace, views.IDCourseAction, views.CourseGone()))
	}
	return swaps(views.Swap(views.SwapReplace, views.SeatsID(id), views.SeatsMeter(rows.Seats(c, f.now))),
		views.Swap(views.SwapReplace, views.ClosesID(id), views.ClosingTime(rows.Shared(f.now).Closing(c))),
		views.Swap(views.SwapReplace, views.RollID(id), views.CourseCount(id, c.Roll(), len(c.Staff())+c.Taken)))
}

// courseBeside is what else pages are sent when something happens to a course: what edits change, and on its own page, once,
// what has happened.
func courseBeside(f courseFacts, topic string, kind campus.Kind) []templ.Component {
	id, _ := campus.ParseCourseTopic(topic)
	said := func(changes []string) templ.Component {
		return views.Swap(views.SwapReplace, views.IDCourseSaid, views.CourseSaid(string(kind), changes))
	}
	switch kind {
	case campus.KindState:
		return courseTexts(f, topic)
	case campus.KindChanged, campus.KindReopened:
		return append(courseTexts(f, topic), said(rows.Changes(f.changes[id])))
	case campus.KindClosed, campus.KindDeleted:
		return []templ.Component{said(nil)}
	}
	return nil
}

// courseTexts is what only an edit changes.
func courseTexts(f courseFacts, topic string) []templ.Component {
	c, ok := f.courses[topic]
	if !ok {
		return nil
	}
	parts := []templ.Component{
		views.Swap(views.SwapReplace, views.LevelID(c.ID), views.LevelMark(c.ID, string(c.Level))),
		views.Swap(views.SwapReplace, views.SummaryID(c.ID), views.CourseSummary(c.ID, c.Summary)),
		views.Swap(views.SwapReplace, views.TeachersID(c.ID), views.CourseTeachers(c.ID, rows.Teachers(c), nil)),
		views.Retitled(c.ID, c.Title)}
	for _, one := range c.Staff() {
		parts = append(parts, views.Renamed(one.ID, one.Name))
	}
	return parts
}

// courseEvent says of a course that is no more that it was deleted, to who connects later too.
func courseEvent(f courseFacts, topic string, out api.Event) (api.Event, bool) {
	c, ok := f.courses[topic]
	if !ok {
		out.Kind = string(campus.KindDeleted)
		return out, true
	}
	switch campus.Kind(out.Kind) {
	case campus.KindDeleted:
		return out, true
	case campus.KindChanged, campus.KindReopened:
		out = out.WithChanges(f.changes[c.ID])
	}
	return out.WithCourse(c, f.now), true
}
