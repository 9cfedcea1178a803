package store

import (
	"context"
	"slices"
	"strings"

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

// The fields of a course that its words are in: how much one counts, how many are usual, and between which impacts a word
// lies whose best place is there.
var (
	inTitle   = index.Field{Weight: 8, Length: 5, Least: 700, Most: 999}
	inTeacher = index.Field{Weight: 4, Length: 2, Least: 500, Most: 699}
	inLevel   = index.Field{Weight: 3, Length: 1, Least: 400, Most: 499}
	inSummary = index.Field{Weight: 1, Length: 60, Least: 1, Most: 399}
)

// The orders of the catalogue.
const (
	ByRelevance = "relevance" // needs words; the default with them
	ByNewest    = "newest"    // the default without
	ByClosing   = "closing"
)

// CourseQuery is what is looked for in the catalogue.
type CourseQuery struct {
	Words     string // whatever was typed: text, never syntax
	Level     campus.Level
	Teacher   int64 // 0 for anybody
	Available bool  // only with places
	Sort      string
	Cursor    string // Next of a page before
	Limit     int
	Asker     int64 // whose standing in what is found is wanted; 0 for nobody's
}

// Validate returns an Invalid naming each filter that there is not.
func (q CourseQuery) Validate() error {
	wrong := map[string]string{}
	if q.Level != "" && !q.Level.Valid() {
		wrong["level"] = "beginner, intermediate or advanced"
	}
	switch q.Sort {
	case "", ByRelevance, ByNewest, ByClosing:
	default:
		wrong["sort"] = "relevance, newest or closing"
	}
	return campus.InvalidFields(wrong)
}

// Found is a page of courses.
type Found struct {
	Courses  []campus.Course
	Standing map[string]campus.Enrolment // by course, of whom the query names
	Meant    []string                    // words that a typo in the query has missed
	Next     string                      // cursor of the next page; "" at the end
}

// Search returns open courses that a query asks for; its cursor must be a Next from before of the same one, or "", else it
// is a BadRequest. It takes two round trips.
func (s *Courses) Search(ctx context.Context, q CourseQuery) (Found, error) {
	if err := q.Validate(); err != nil {
		return Found{}, err
	}
	words := index.Words(q.Words)
	if len(words) == 0 && strings.TrimSpace(q.Words) != "" { // signs alone
		return Found{}, nil
	}
	hits, err := s.index.Find(ctx, index.Query{Words: words, Order: q.order(len(words) > 0), Shelves: q.shelves(), Owner: q.owner(),
		Cursor: q.Cursor, Limit: min(max(q.Limit, 1), MaxPageSize)})
	if err != nil {
		return Found{}, err
	}
	found := Found{Meant: hits.Meant, Next: hits.Next}
	err = s.readFound(ctx, &found, q.Asker, hits.IDs)
	// The index may be a moment behind.
	found.Courses = slices.DeleteFunc(found.Courses, func(c campus.Course) bool { return !q.allows(c) })
	return found, err
}

// allows reports whether a course passes the filters.
func (q CourseQuery) allows(c campus.Course) bool {
	return (q.Level == "" || c.Level == q.Level) && (q.Teacher == 0 || c.Teacher.ID == q.Teacher) && !(q.Available && c.Full())
}

func (q CourseQuery) order(words bool) index.Order {
	switch {
	case q.Sort == ByClosing:
		return index.Closing
	case q.Sort == ByNewest || !words:
		return index.Newest
	}
	return index.Best
}

func (q CourseQuery) owner() string {
	if q.Teacher == 0 {
		return ""
	}
	return num(q.Teacher)
}

// The shelves of the catalogue: one for each level, with places and without.
const (
	shelfFree = ":free"
	shelfFull = ":full"
)

var courseShelves = []string{"beginner:free", "beginner:full", "intermediate:free", "intermediate:full", "advanced:free", "advanced:full"}

// shelves returns where to look; nil for everywhere.
func (q CourseQuery) shelves() []string {
	if q.Level == "" && !q.Available {
		return nil
	}
	var shelves []string
	for _, shelf := range courseShelves {
		if strings.HasPrefix(shelf, string(q.Level)) && (!q.Available || strings.HasSuffix(shelf, shelfFree)) {
			shelves = append(shelves, shelf)
		}
	}
	return shelves
}

// readFound reads the courses that a search has found, and how a person stands in them.
func (s *Courses) readFound(ctx context.Context, found *Found, person int64, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	reads := make([]seatRead, len(ids))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, id := range ids {
			if person == 0 {
				reads[i].courseRead = s.queue(ctx, p, id)
			} else {
				reads[i] = s.queueSeat(ctx, p, person, id)
			}
		}
	})
	now := s.e.Now()
	found.Standing = map[string]campus.Enrolment{}
	for _, r := range reads {
		if c, ok := r.course(); ok && c.Open(now) {
			found.Courses = append(found.Courses, c)
			found.Standing[c.ID] = r.mine()
		}
	}
	return err
}

// indexed returns the call that brings the search in step with a course. order is that of the outbox entry that asks for it.
func (s *Courses) indexed(id, order string, c campus.Course, exists bool) engine.Call {
	if !exists || !c.Open(s.e.Now()) {
		return s.index.Remove(id, order)
	}
	return s.index.Put(documentOf(c), order)
}

// Newest returns what came last into the catalogue, the newest first. It takes two round trips.
func (s *Courses) Newest(ctx context.Context) ([]campus.Course, error) {
	found, err := s.Search(ctx, CourseQuery{Sort: ByNewest, Limit: PageSize})
	return found.Courses, err
}

// tellNew tells who watches the catalogue of courses that are found in it from now on.
func (s *Courses) tellNew(ctx context.Context, entries []engine.Entry) error {
	if !slices.ContainsFunc(entries, func(en engine.Entry) bool { return en.Text("new") != "" }) {
		return nil
	}
	return s.e.Ring(ctx, string(campus.KindOpened), campus.TopicCourses)
}

// documentOf is how the search knows a course.
func documentOf(c campus.Course) index.Document {
	shelf := string(c.Level) + shelfFree
	if c.Full() {
		shelf = string(c.Level) + shelfFull
	}
	var teachers strings.Builder
	for _, one := range c.Staff() {
		teachers.WriteString(one.Name + " ")
	}
	return index.Document{ID: c.ID, Shelf: shelf, Owner: num(c.Teacher.ID), Created: c.Created, Closes: c.Closes, Texts: []index.Text{
		{Text: c.Title, Field: inTitle}, {Text: teachers.String(), Field: inTeacher}, {Text: string(c.Level), Field: inLevel},
		{Text: c.Summary, Field: inSummary}}}
}
