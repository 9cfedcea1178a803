package store_test

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

// shelf makes courses from titles and summaries, "title | summary", and lets the search know them.
func shelf(t testing.TB, c *storetest.Campus, texts ...string) {
	t.Helper()
	teacher := c.Person(t, "socrates", campus.Teacher)
	for _, text := range texts {
		title, summary, _ := strings.Cut(text, " | ")
		_, err := c.Courses.Create(t.Context(), teacher, campus.NewCourse{Title: title, Summary: summary, Level: campus.Beginner,
			Unlimited: true}, "")
		must(t, err)
	}
	c.Settle(t)
}

// titles searches and returns what is found, in order.
func titles(t testing.TB, c *storetest.Campus, query string) []string {
	t.Helper()
	found, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Limit: 50})
	must(t, err)
	out := make([]string, len(found.Courses))
	for i, course := range found.Courses {
		out[i] = course.Title
	}
	return out
}

func TestTheSearchFindsTheBestMatchFirst(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		shelf(t, c, "Euclidean Geometry | circles and lines", "Logic | of geometry", "Poetry | circles of verse", "Circles | nothing else",
			"Geometric Circles | both")
		for _, test := range []struct {
			query string
			want  []string
		}{
			{"geometry", []string{"Euclidean Geometry", "Logic"}},
			{"geometry circles", []string{"Euclidean Geometry", "Circles", "Logic", "Poetry", "Geometric Circles"}},
			{"poetry OR verse", []string{"Poetry"}},
			{"euclidean lines EUCLIDEAN Lines", []string{"Euclidean Geometry"}},
			{"geometric circles", []string{"Geometric Circles", "Circles", "Euclidean Geometry", "Poetry"}},
			{"zzz", nil},
			{"zzz poetry", []string{"Poetry"}},
		} {
			// Courses that match equally well are ordered by their ids, which are random: only the first is compared in place.
			got := titles(t, c, test.query)
			if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(test.want))) || len(got) > 0 &&
				got[0] != test.want[0] {
				t.Errorf("%q finds %q, want %q", test.query, got, test.want)
			}
		}
	})
}

func TestAllWordsComeBeforeSomeAndATitleBeforeASummary(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		shelf(t, c, "One | alpha beta gamma", "Alpha Beta | two in the title", "Alpha | one in the title", "Four | alpha",
			"Alphabet | begins with it",
			"Six | alphabetical")
		for query, want := range map[string][]string{
			"alpha beta gamma": {"One", "Alpha Beta", "Alpha", "Alphabet", "Four", "Six"},
			"beta alpha":       {"Alpha Beta", "One", "Alpha", "Alphabet", "Four", "Six"},
			"gamma delta":      {"One"},
		} {
			if got := titles(t, c, query); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
	})
}

func TestWhatIsFoundByTeacherLevelPrefixCaseAndAccents(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		shelf(t, c, "Ανάλυση ΙΙ | Λόγος και πράξη, ΟΔΥΣΣΕΎΣ", "Crème brûlée | déjà vu, Straße № 5", "データ構造 | 日本語")
		greek, french, japanese := "Ανάλυση ΙΙ", "Crème brûlée", "データ構造"
		for query, want := range map[string][]string{
			"αναλυση": {greek}, "ΑΝΆΛΥΣΗ": {greek}, "Ανα": {greek}, "οδυσσευς": {greek}, "Οδυσσεύς": {greek}, "λογοσ": {greek},
			"CREME": {french}, "crème": {french}, "cre\u0300me": {french}, "bru": {french}, "DEJA": {french}, "vu": {french}, "5": {french},
			"creme brulee": {french}, "データ": {japanese}, "日本": {japanese},
			"ana": nil, "v": {french}, "reme": nil,
		} {
			if got := titles(t, c, query); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
		for _, query := range []string{"socrates", "SOCR", "beginner", "begin"} {
			if got := titles(t, c, query); len(got) != 3 {
				t.Errorf("%q finds %q, want all three", query, got)
			}
		}
		for _, query := range []string{"", "  \t\n"} {
			if got := titles(t, c, query); !slices.Equal(slices.Sorted(slices.Values(got)), []string{french, greek, japanese}) {
				t.Errorf("%q finds %q, want all three", query, got)
			}
		}
	})
}

func TestWhatIsTypedIsText(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		shelf(t, c, `C++ & "Quotes": (a|b) 100% @level:{x} | it's \ ~ * 🏛`)
		for query, finds := range map[string]int{
			`"quotes"`: 1, `quotes:`: 1, `(quotes`: 1, `quotes)*`: 1, `@title:quotes`: 1, `-quotes`: 1, `quo*`: 1, `'quotes' OR 1=1`: 1,
			"quotes\x00": 1, "\x00quotes\x01": 1, "quotes\xff\xfe": 1, "🏛 quotes 🏛": 1, "quo\xfftes": 1,
			`%[a-z]`: 1, `[^a]`: 1, "{}": 0, "((((": 0, "🏛": 0, "\x00": 0, "\xff\xfe": 0, `\`: 0, ":": 0, "-": 0, "\u200b\ufeff": 0,
			strings.Repeat("x", 10_000): 0, strings.Repeat("quotes ", 2000): 1, strings.Repeat("(", 10_000): 0,
			strings.Repeat("a\u0301", 5000): 0, strings.Repeat("ﷺ", 3000): 0,
		} {
			if got := titles(t, c, query); len(got) != finds {
				t.Errorf("%.40q finds %q, want %d", query, got, finds)
			}
		}
	})
}

func TestAVeryLongWordFindsWhatBeginsWithIt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("λ", 150)
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		shelf(t, c, long)
		for _, query := range []string{long, long + long, long[:20], strings.ToUpper(long)} {
			if got := titles(t, c, query); !slices.Equal(got, []string{long}) {
				t.Errorf("%.30q… finds %d", query, len(got))
			}
		}
	})
}

func TestPagesNeitherSkipNorRepeat(t *testing.T) {
	t.Parallel()
	const many = 47
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		texts := make([]string, many)
		for i := range texts {
			texts[i] = fmt.Sprintf("Course %d | alpha", i)
		}
		shelf(t, c, texts[:many-10]...) // all in one millisecond
		clock.Add(time.Second)
		teacher := c.Person(t, "plato", campus.Teacher)
		for range 10 {
			clock.Add(time.Duration(rand.Intn(2)) * time.Millisecond)
			c.Course(t, teacher, "Alpha", 3)
		}
		c.Settle(t)
		for _, query := range []string{"", "alpha", "course alpha", "alp"} {
			for _, limit := range []int{1, 7, 20, many - 1, many, many + 1, 0, 1_000_000} {
				pageThrough(t, c, query, limit, many)
			}
		}
	})
}

// pageThrough reads all pages of a search and checks that together they are what one page of everything is.
func pageThrough(t *testing.T, c *storetest.Campus, query string, limit, want int) {
	t.Helper()
	all, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Limit: store.MaxPageSize})
	must(t, err)
	if all.Next != "" || len(all.Courses) != want {
		t.Fatalf("%q: everything is %d courses and goes on at %q, want %d", query, len(all.Courses), all.Next, want)
	}
	var got []string
	for cursor, pages := "", 0; ; pages++ {
		page, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Cursor: cursor, Limit: limit})
		must(t, err)
		if most := min(max(limit, 1), store.MaxPageSize); len(page.Courses) > most || len(page.Courses) < most && page.Next != "" ||
			pages > want {
			t.Fatalf("%q by %d: page %d has %d courses, next %q", query, limit, pages, len(page.Courses), page.Next)
		}
		got = append(got, idsOf(page.Courses)...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !slices.Equal(got, idsOf(all.Courses)) {
		t.Errorf("%q by %d: the pages are not the list: %d courses, want %d", query, limit, len(got), want)
	}
}

func TestACourseMadeBetweenTwoPagesShiftsNothing(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		shelf(t, c, "Alpha 1", "Alpha 2", "Alpha 3", "Alpha 4")
		for _, query := range []string{"", "alpha"} {
			before, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Limit: 50})
			must(t, err)
			first, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Limit: 2})
			must(t, err)
			clock.Add(time.Second)
			c.Course(t, c.Person(t, "plato"+query, campus.Teacher), "Alpha new", 1)
			c.Settle(t)
			rest, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: query, Cursor: first.Next, Limit: 50})
			must(t, err)
			got := append(idsOf(first.Courses), idsOf(rest.Courses)...)
			for _, id := range idsOf(before.Courses) {
				if n := countOf(got, id); n != 1 {
					t.Errorf("%q: %s was there %d times, want once", query, id, n)
				}
			}
		}
	})
}

func countOf(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

func TestAGarbageCursorIsABadRequest(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		id := campus.NewCourseID()
		search := func(words, sort, cursor string) error {
			_, err := c.Courses.Search(t.Context(), store.CourseQuery{Words: words, Sort: sort, Cursor: cursor, Limit: 10})
			return err
		}
		for _, cursor := range []string{"x", ".", "." + id, "1.", "1.x", "n1." + id, "n1." + id + "x.", "n1." + id + "\x00.", "!." + id,
			"\x00", "\xff",
			strings.Repeat("z", 50) + "." + id, "n1 ." + id + ".", "b1." + id + ".t", "b1." + id + ".-1", "b1." + id + ".99999", "b1." +
				id + ".1-",
			"b1." + id + ".1.1", "n" + strings.Repeat("1", 200) + "." + id + "."} {
			for _, query := range []string{"", "word"} {
				wantCode(t, fmt.Sprintf("%q", cursor), search(query, "", cursor), campus.BadRequest)
			}
		}
		for _, other := range []struct{ words, sort, cursor string }{ // of another list
			{"", "", "c1." + id + "."}, {"word", "", "n1." + id + ".1"}, {"two words", "", "b1." + id + ".1"}, {"word", store.ByNewest,
				"b1." + id + ".1"},
			{"", store.ByClosing, "n1." + id + "."},
		} {
			wantCode(t, fmt.Sprintf("%+v", other), search(other.words, other.sort, other.cursor), campus.BadRequest)
		}
		teacher := c.Person(t, "thales", campus.Teacher)
		for range 2 {
			c.Course(t, teacher, "Geometry logic", 1)
		}
		c.Settle(t)
		for _, q := range []store.CourseQuery{{}, {Words: "geometry"}} {
			q.Limit = 1
			found, err := c.Courses.Search(t.Context(), q)
			must(t, err)
			of := strings.SplitN(found.Next, ".", 3)
			// its own, and such as are far off: the ends
			for _, place := range []string{of[0][1:] + "." + of[1], "-1." + id, "1y2p0ij32e8e7." + id} {
				q.Cursor = of[0][:1] + place + "." + of[2]
				_, err := c.Courses.Search(t.Context(), q)
				must(t, err)
			}
			for what, change := range map[string]func(*store.CourseQuery){
				"words":     func(q *store.CourseQuery) { q.Words = "logic" },
				"a level":   func(q *store.CourseQuery) { q.Level = campus.Beginner },
				"places":    func(q *store.CourseQuery) { q.Available = true },
				"a teacher": func(q *store.CourseQuery) { q.Teacher = teacher.ID },
			} {
				other := q
				change(&other)
				_, err := c.Courses.Search(t.Context(), other)
				wantCode(t, fmt.Sprintf("a cursor of %+v with other %s", q, what), err, campus.BadRequest)
			}
		}
	})
}

func TestEveryStoaFindsWhatChangedOnceTheFollowersWereThere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, beside, teacher := t.Context(), c.Beside(t), c.Person(t, "thales", campus.Teacher)
		finds := func(query string, want ...string) {
			t.Helper()
			c.Settle(t)
			if got := titles(t, beside, query); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", query, got, want)
			}
		}
		course := c.Course(t, teacher, "Geometry", 3)
		finds("geometry", "Geometry")
		n := campus.NewCourse{Title: "Topology", Summary: "was geometry", Level: campus.Advanced, Places: 3}
		_, err := c.Courses.Edit(ctx, teacher, course.ID, n, "")
		must(t, err)
		finds("topology", "Topology")
		finds("geometry", "Topology")
		finds("beginner")
		n.Summary = ""
		_, err = c.Courses.Edit(ctx, teacher, course.ID, n, "")
		must(t, err)
		finds("geometry")
		finds("", "Topology")
		must(t, c.Courses.Delete(ctx, teacher, course.ID, ""))
		finds("topology")
		finds("")
	})
}

func TestWordsAreFoldedDifferentAndFew(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"": nil, "  ": nil, "a b A": {"a", "b"}, "Ανάλυση αναλυση": {"αναλυση"}, "C++ 2.0": {"c", "2", "0"}, "don't": {"don", "t"},
		"a\xffb": {"a", "b"}, "ﬁne": {"fine"}, "ΣΊΣΥΦΟΣ": {"σισυφοσ"},
	} {
		if got := store.Words(query); !slices.Equal(got, want) {
			t.Errorf("%q has the words %q, want %q", query, got, want)
		}
	}
	if got := store.Words(strings.Repeat("a b c d e f g h i j k l m n o p q r s t ", 100)); len(got) != 16 {
		t.Errorf("a long query has %d words, want 16", len(got))
	}
}

func TestAFailureBehindANilIsNotTakenForNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		must(t, c.Redis.Set(ctx, c.TextKey("test:text"), "text", 0).Err())
		pipe := func(second string) error {
			return c.Engine().Read(ctx, func(p engine.Reader) { p.Get(ctx, c.TextKey("none")); p.HGet(ctx, c.TextKey(second), "field") })
		}
		wantRefusal(t, "two that are not there", pipe("none"), nil)
		if err := pipe("test:text"); err == nil || campus.CodeOf(err) != campus.Internal {
			t.Errorf("a failure behind a Nil gave %v", err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := c.Courses.Search(cancelled, store.CourseQuery{Limit: 10}); err != context.Canceled {
			t.Errorf("a request that is over got %v", err)
		}
	})
}
