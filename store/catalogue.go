package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

const (
	// PageSize is how many courses a page of the catalogue has unless asked otherwise.
	PageSize = 20
	// MaxPageSize is the most that the API gives at once.
	MaxPageSize = 200
)

// How much a word of a course counts by where it stands.
const (
	weightTitle   = 8
	weightTeacher = 5
	weightLevel   = 3
	weightSummary = 1
)

// Found is a page of courses.
type Found struct {
	Courses  []campus.Course
	Standing map[string]string // course to enrolled or waiting, as the followers last wrote it down
	Next     string            // cursor of the next page; "" at the end
}

// Search returns open courses: with words in query the best matches, else the newest. cursor is a Next from before, or
// ""; an unreadable one is a BadRequest. Whatever is typed is text, never syntax. With a person, 0 for nobody, Standing
// says how they stand in what was found. It takes two round trips.
func (s *Courses) Search(ctx context.Context, person int64, query, cursor string, limit int) (Found, error) {
	after, err := engine.ParsePlace(cursor)
	if err == nil && cursor != "" && !campus.IsCourseID(after.Member) {
		err = engine.ErrCursor
	}
	if err != nil {
		return Found{}, err
	}
	limit = min(max(limit, 1), MaxPageSize)
	var hits []engine.Place
	if words := index.Words(query); len(words) > 0 {
		hits, err = s.index.Search(ctx, words, after, limit+1)
	} else if strings.TrimSpace(query) == "" {
		hits, err = s.index.Newest(ctx, after, limit+1)
	}
	if err != nil {
		return Found{}, err
	}
	var found Found
	hits, found.Next = cutPage(hits, limit)
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Member
	}
	err = s.readFound(ctx, &found, person, ids)
	return found, err
}

// readFound reads the courses that a search has found, and how a person stands in them.
func (s *Courses) readFound(ctx context.Context, found *Found, person int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var reads []courseRead
	standing := new(redis.SliceCmd)
	err := s.e.Read(ctx, func(p engine.Reader) {
		reads = s.queueSome(ctx, p, ids)
		if person != 0 {
			standing = p.HMGet(ctx, s.keys.personCourses(person), ids...)
		}
	})
	found.Standing = standingFrom(ids, standing.Val())
	now := s.e.Now()
	// The index may be a moment behind.
	found.Courses = slices.DeleteFunc(coursesFrom(reads), func(c campus.Course) bool { return !c.Open(now) })
	return err
}

// indexed returns the call that brings the search in step with a course. order is that of the outbox entry that asks for it.
func (s *Courses) indexed(id, order string, c campus.Course, exists bool) engine.Call {
	if !exists || !c.Open(s.e.Now()) {
		return s.index.Remove(id, order)
	}
	return s.index.Put(id, order, c.Created.UnixMilli(), index.Text{Text: c.Title, Weight: weightTitle},
		index.Text{Text: c.Teacher.Name, Weight: weightTeacher}, index.Text{Text: string(c.Level), Weight: weightLevel},
		index.Text{Text: c.Summary, Weight: weightSummary})
}
