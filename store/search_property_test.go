package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
	"stoa/store/storetest"
)

// The words that the properties write and look for: beginnings of each other, a typo apart, long, short, in other scripts.
var propertyWords = rapid.OneOf(rapid.SampledFrom(strings.Fields("alpha alphas alphabet alpah beta betas gamma gamme a ab abc of und "+
	"σοφία σοφια λόγος straße 日本語 データ構造 العربية हिन्दी c++ 2nd x-ray İstanbul")),
	rapid.StringMatching(`[a-d]{1,7}`), rapid.StringN(1, 6, 24))

func propertyText(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(propertyWords, 1, most).Draw(t, "words"), " ")
	})
}

// shelves are those of the indexes that the properties fill.
var shelves = []string{"near", "far"}

// filed is how a document stands in an index: what it is, "" for none, and the order of the entry that said so last.
type filed struct {
	doc   index.Document
	gone  bool
	order string
}

// indexModel is an index beside what it should hold.
type indexModel struct {
	e     *engine.Engine
	x     *index.Index
	filed map[string]filed
	steps int
}

var title, body = index.Field{Weight: 8, Length: 5, Least: 700, Most: 999}, index.Field{Weight: 1, Length: 60, Least: 1, Most: 399}

// file puts or takes out a document as an entry of an order asks, which may come too late.
func (m *indexModel) file(t *rapid.T) {
	m.steps++
	next := filed{order: fmt.Sprintf("%05d", m.steps)}
	next.doc.ID = rapid.SampledFrom([]string{"one", "two", "three", "four", "five"}).Draw(t, "document")
	if rapid.IntRange(0, 4).Draw(t, "late") == 0 {
		next.order = fmt.Sprintf("%05d", rapid.IntRange(0, m.steps).Draw(t, "order"))
	}
	if next.gone = rapid.IntRange(0, 3).Draw(t, "gone") == 0; !next.gone {
		next.doc.Texts = []index.Text{{Text: propertyText(5).Draw(t, "title"), Field: title},
			{Text: propertyText(9).Draw(t, "body"), Field: body}}
		next.doc.Shelf, next.doc.Owner = rapid.SampledFrom(shelves).Draw(t, "shelf"), rapid.SampledFrom([]string{"7", "8"}).Draw(t, "owner")
		next.doc.Created = time.UnixMilli(rapid.Int64Range(0, 3).Draw(t, "created"))
		next.doc.Closes = time.UnixMilli(rapid.Int64Range(1, 3).Draw(t, "closes"))
	}
	m.put(t, m.x, next)
	if was, known := m.filed[next.doc.ID]; !known || next.order >= was.order {
		m.filed[next.doc.ID] = next
	}
}

func (m *indexModel) put(t *rapid.T, x *index.Index, f filed) {
	call := x.Put(f.doc, f.order)
	if f.gone {
		call = x.Remove(f.doc.ID, f.order)
	}
	if _, err := m.e.RunAll(context.Background(), []engine.Call{call}); err != nil {
		t.Fatal(err)
	}
}

// found checks that a document is found by each word of its title, in each order and with the filters that it passes.
func (m *indexModel) found(t *rapid.T) {
	id := rapid.SampledFrom(append(slices.Sorted(maps.Keys(m.filed)), "one")).Draw(t, "found")
	f := m.filed[id]
	if f.gone || f.doc.ID == "" {
		return
	}
	for _, typed := range strings.Fields(f.doc.Texts[0].Text) {
		words := index.Words(typed)
		if len(words) == 0 {
			continue
		}
		for _, order := range []index.Order{index.Best, index.Newest, index.Closing} {
			for _, q := range []index.Query{{}, {Shelves: []string{f.doc.Shelf}}, {Owner: f.doc.Owner}} {
				q.Words, q.Order, q.Limit = words, order, 10
				hits, err := m.x.Find(context.Background(), q)
				if err != nil || !slices.Contains(hits.IDs, f.doc.ID) {
					t.Fatalf("%q finds %v (%v), not %q by %+v", words, hits.IDs, err, f.doc.Texts[0].Text, q)
				}
				m.allowed(t, q, hits.IDs)
			}
		}
	}
}

// allowed checks that what was found passes the filters.
func (m *indexModel) allowed(t *rapid.T, q index.Query, ids []string) {
	for _, id := range ids {
		f := m.filed[id]
		if f.gone || q.Owner != "" && q.Owner != f.doc.Owner || q.Shelves != nil && !slices.Contains(q.Shelves, f.doc.Shelf) {
			t.Fatalf("%+v finds %s, which is %+v", q, id, f)
		}
	}
}

// space names an index of a test's own: a key's placeholder takes letters only.
func space(n int) string {
	return "of" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
}

func TestAnIndexIsAsOneBuiltAnewAndFindsEachWordOfATitle(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		spaces := 0
		anew := func() *index.Index {
			spaces++
			return index.New(c.Engine(), space(spaces), func(string) bool { return true }, shelves...)
		}
		rapid.Check(t, func(rt *rapid.T) {
			m := &indexModel{c.Engine(), anew(), map[string]filed{}, 0}
			rt.Repeat(map[string]func(*rapid.T){"file": m.file, "find": m.found})
			other := anew()
			for _, id := range slices.Sorted(maps.Keys(m.filed)) {
				m.put(rt, other, m.filed[id])
			}
			for _, key := range []string{"orders", "facts", "texts", "postings", "words", "vocabulary", "beginnings",
				"spellings", "lists"} {
				got, want := c.Value(t, m.x.Key(key)), c.Value(t, other.Key(key))
				if got != want {
					rt.Fatalf("%s: %q, built anew %q", key, got, want)
				}
			}
		})
	})
}

// sought is a query as a reader of the catalogue may have it.
var sought = rapid.Custom(func(t *rapid.T) store.CourseQuery {
	return store.CourseQuery{Words: rapid.SampledFrom([]string{"", "alpha", "alp", "a", "alhpa", "beta alpha", "the beginner",
		"gamma of alphabet zzz"}).Draw(t, "words"),
		Level:     rapid.SampledFrom([]campus.Level{"", "", campus.Beginner, campus.Advanced}).Draw(t, "level"),
		Sort:      rapid.SampledFrom([]string{"", store.ByNewest, store.ByClosing}).Draw(t, "sort"),
		Available: rapid.Bool().Draw(t, "available"), Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
})

// shop is a catalogue that changes while somebody reads it.
type shop struct {
	t        *testing.T
	c        *storetest.Campus
	teachers []campus.Person
	student  campus.Person
	open     map[string]bool // courses, and whether nothing has touched them since the reading began
}

// mostOpen is how many courses are open at most: as many as can be read in a moment, with no word in more than one query reads.
const mostOpen = 25

var shopWords = rapid.SampledFrom(strings.Fields("alpha alphas alphabet beta gamma delta of the"))

func (s *shop) drawn(t *rapid.T) campus.NewCourse {
	return campus.NewCourse{Title: strings.Join(rapid.SliceOfN(shopWords, 1, 4).Draw(t, "title"), " "),
		Summary: strings.Join(rapid.SliceOfN(shopWords, 0, 6).Draw(t, "summary"), " "),
		Level:   rapid.SampledFrom([]campus.Level{campus.Beginner, campus.Intermediate, campus.Advanced}).Draw(t, "level"),
		Places:  rapid.IntRange(1, 2).Draw(t, "places"), Closing: campus.ClosesDate,
		Closes: noon.Add(time.Duration(rapid.IntRange(1, 4).Draw(t, "closes")) * time.Hour)}
}

// change is what others do while one reads: courses come, go, are edited and fill up.
func (s *shop) change(t *rapid.T) {
	ctx, teacher := s.t.Context(), rapid.SampledFrom(s.teachers).Draw(t, "teacher")
	what, ids := rapid.IntRange(0, 4).Draw(t, "change"), slices.Sorted(maps.Keys(s.open))
	if what < 2 && len(ids) < mostOpen || len(ids) == 0 {
		made, err := s.c.Courses.Create(ctx, teacher, s.drawn(t), "")
		must(s.t, err)
		s.open[made.ID] = false
		return
	}
	id := rapid.SampledFrom(ids).Draw(t, "course")
	course, err := s.c.Courses.Get(ctx, id)
	must(s.t, err)
	s.open[id] = false
	switch owner := (campus.Person{ID: course.Teacher.ID, Role: campus.Teacher}); what {
	case 3:
		_, err = s.c.Courses.Edit(ctx, owner, id, s.drawn(t), "")
	case 4:
		_, err = s.c.Courses.Enrol(ctx, s.student, id, false, "")
	default:
		err = s.c.Courses.Delete(ctx, owner, id, "")
		delete(s.open, id)
	}
	must(s.t, err)
}

// read turns all pages of a query while the catalogue changes, and checks what was seen.
func (s *shop) read(t *rapid.T) {
	q := sought.Draw(t, "query")
	if rapid.IntRange(0, 3).Draw(t, "of one") == 0 {
		q.Teacher = s.teachers[0].ID
	}
	whole := q
	whole.Limit = store.MaxPageSize
	all, err := s.c.Courses.Search(s.t.Context(), whole)
	must(s.t, err)
	for id := range s.open {
		s.open[id] = true
	}
	seen := map[string]int{}
	for {
		page, err := s.c.Courses.Search(s.t.Context(), q)
		must(s.t, err)
		for _, course := range page.Courses {
			if seen[course.ID]++; seen[course.ID] > 1 && s.open[course.ID] {
				t.Fatalf("%+v: %q came twice", q, course.Title)
			}
			if q.Level != "" && course.Level != q.Level || q.Available && course.Full() ||
				q.Teacher != 0 && course.Teacher.ID != q.Teacher {
				t.Fatalf("%+v shows %+v", q, course)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			s.change(t)
		}
		if rapid.Bool().Draw(t, "settle") {
			s.c.Settle(s.t)
		}
	}
	for _, course := range all.Courses {
		if s.open[course.ID] && seen[course.ID] != 1 {
			t.Fatalf("%+v: %q was there all the time and came %d times", q, course.Title, seen[course.ID])
		}
	}
	s.c.Settle(s.t)
}

func TestPagesNeitherSkipNorRepeatWhileCoursesComeAndGo(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := &shop{t: t, c: c, student: c.Person(t, "zeno", campus.Student),
			teachers: []campus.Person{c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)},
			open:     map[string]bool{}}
		rapid.Check(t, func(rt *rapid.T) {
			for id := range s.open {
				course, err := c.Courses.Get(t.Context(), id)
				must(t, err)
				must(t, c.Courses.Delete(t.Context(), campus.Person{ID: course.Teacher.ID, Role: campus.Teacher}, id, ""))
			}
			s.open = map[string]bool{}
			for range rapid.IntRange(0, 20).Draw(rt, "courses") {
				clock.Add(time.Millisecond * time.Duration(rapid.IntRange(0, 1).Draw(rt, "later")))
				s.change(rt)
			}
			c.Settle(t)
			for range rapid.IntRange(1, 3).Draw(rt, "readings") {
				s.read(rt)
			}
		})
	})
}

func TestAllWordsComeFirstThoughOneOfThemIsInMoreThanAreRead(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		x := index.New(c.Engine(), "many", func(string) bool { return true }, shelves...)
		put := func(id, heavy, light string) engine.Call {
			return x.Put(index.Document{ID: id, Texts: []index.Text{{Text: heavy, Field: title}, {Text: light, Field: body}},
				Shelf: "near", Owner: "1"}, "1")
		}
		calls := []engine.Call{put("both", "Common", "rare at the end, introduction before"), put("title", "Rare", "")}
		for i := range 2500 {
			calls = append(calls, put(fmt.Sprintf("other%d", i), "Introduction", ""))
		}
		_, err := c.Engine().RunAll(t.Context(), calls)
		must(t, err)
		hits, err := x.Find(t.Context(), index.Query{Words: index.Words("introduction rare"), Order: index.Best, Limit: 3})
		must(t, err)
		if len(hits.IDs) != 3 || hits.IDs[0] != "both" || hits.IDs[1] != "title" {
			t.Errorf("it finds %v, want both, title and another", hits.IDs)
		}
	})
}

// A filter finds what passes it however many others have the words too: what a search leaves out is the least relevant of
// what was asked for.
func TestAFilterFindsWhatIsOnItsShelvesThoughTheWordIsCommonElsewhere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		x := index.New(c.Engine(), "common", func(string) bool { return true }, "near", "far", "farther")
		many, few, moved := storetest.Times(2000, 4000), []string{"a1", "a2", "a3"}, "a4"
		var calls []engine.Call
		put := func(id, order, shelf, text string) {
			calls = append(calls, x.Put(index.Document{ID: id, Shelf: shelf, Owner: "7", Created: noon,
				Texts: []index.Text{{Text: text, Field: title}}}, order))
		}
		for i := range many {
			put(fmt.Sprint("m", i), "1", "near", "geometry")
		}
		for _, id := range few { // longer, so that they count for less
			put(id, "1", "far", "on the geometry of many things in space "+id)
		}
		put(moved, "1", "near", "about geometry")
		put(moved, "2", "farther", "about geometry")
		_, err := c.Engine().RunAll(t.Context(), calls)
		must(t, err)
		for _, order := range []index.Order{index.Best, index.Newest, index.Closing} {
			for _, words := range [][]string{{"geometry"}, {"geom"}, {"geometri"}, {"geometry", "things"}} {
				hits, err := x.Find(t.Context(), index.Query{Words: words, Order: order, Shelves: []string{"far", "farther"}, Limit: 10})
				want := append(slices.Clone(few), moved)
				if slices.Sort(hits.IDs); err != nil || !slices.Equal(hits.IDs, want) {
					t.Errorf("%q in the order %s finds %v, %v, want %v", words, order, hits.IDs, err, want)
				}
			}
		}
	})
}
