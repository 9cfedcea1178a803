package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// beside is a course of the store and the same on paper, to which the same is done.
type beside struct {
	t        *testing.T
	c        *storetest.Campus
	clock    *storetest.Hands
	people   map[int64]campus.Person
	students []campus.Person
	staff    []campus.Person // the last is an admin
	id       string
	paper    *paper
	done     []asked // what has succeeded, to be sent again
}

// asked is something that was done under a key, and how it was answered.
type asked struct {
	do   func() (any, error)
	want any
}

var serialOfKeys int

func key() string {
	serialOfKeys++
	return fmt.Sprint("key ", serialOfKeys)
}

func TestACourseIsWhatItIsOnPaperWhateverIsDoneToIt(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now), lively)
	b := &beside{t: t, c: c, clock: clock, students: c.Students(t, 6), people: map[int64]campus.Person{}}
	for _, name := range []string{"thales", "hypatia", "euclid"} {
		b.staff = append(b.staff, c.Person(t, name, campus.Teacher))
	}
	b.staff = append(b.staff, c.Person(t, "admin", campus.Admin))
	for _, p := range slices.Concat(b.students, b.staff) {
		b.people[p.ID] = p
	}
	c.Settle(t)
	for range storetest.Times(1, 50) { // of a hundred lives each
		rapid.Check(t, b.live)
	}
}

// live is the life of one course.
func (b *beside) live(t *rapid.T) {
	course := b.c.Course(b.t, b.staff[0], "Course 0", 2)
	b.id, b.done = course.ID, nil
	b.paper = &paper{title: "Course 0", places: 2, kind: campus.ClosesAuto, closes: b.clock.Now().Add(paperTTL), version: 1,
		teacher: b.staff[0].ID, ever: map[int64]bool{}, inboxes: map[int64][]string{}}
	one, some := rapid.SampledFrom(b.students), rapid.SampledFrom(b.staff)
	enrol := func(t *rapid.T) { b.enrol(t, one.Draw(t, "who"), rapid.Bool().Draw(t, "wait")) }
	drop := func(t *rapid.T) { b.drop(t, one.Draw(t, "who")) }
	t.Repeat(map[string]func(*rapid.T){
		"":       b.look,
		"enrol":  enrol,
		"enrol2": enrol,
		"enrol3": enrol,
		"drop":   drop,
		"drop2":  drop,
		"edit":   func(t *rapid.T) { b.edit(t, some.Draw(t, "who")) },
		"edit2":  func(t *rapid.T) { b.edit(t, some.Draw(t, "who")) },
		"reopen": func(t *rapid.T) {
			who, k := some.Draw(t, "who"), key()
			want := b.paper.reopen(b.clock.Now(), who)
			b.wants(t, "re-open", want, func() (any, error) {
				got, err := b.c.Courses.Reopen(b.t.Context(), who, b.id, k)
				return got,
					err
			})
		},
		"delete": func(t *rapid.T) {
			if rapid.IntRange(0, 9).Draw(t, "really") > 0 {
				t.Skip("most courses live on")
			}
			who, k := some.Draw(t, "who"), key()
			b.wants(t, "delete", b.paper.remove(who), func() (any, error) { return nil, b.c.Courses.Delete(b.t.Context(), who, b.id, k) })
		},
		"again": b.again,
		"time":  func(t *rapid.T) { b.clock.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "seconds")) * time.Second) },
		"end": func(t *rapid.T) {
			if b.paper.closes.Before(b.clock.Now()) {
				t.Skip("it has no end to come")
			}
			b.clock.Set(b.paper.closes)
		},
		"close":  func(*rapid.T) { b.paper.tick(b.clock.Now()); b.c.Tick(b.t); b.paper.settle() },
		"settle": b.settle,
	})
	b.settle(t)
}

// wants does something that must be refused with want, or succeed; then it can be sent again.
func (b *beside) wants(t *rapid.T, what string, want error, do func() (any, error)) any {
	got, err := do()
	if err != want {
		t.Fatalf("%s: %v, want %v", what, err, want)
	}
	if err == nil {
		b.done = append(b.done, asked{do, got})
	}
	return got
}

func (b *beside) enrol(t *rapid.T, who campus.Person, wait bool) {
	k := key()
	want, refused := b.paper.enrol(b.clock.Now(), who.ID, wait)
	got := b.wants(t, "enrol", refused, func() (any, error) {
		got, err := b.c.Courses.Enrol(b.t.Context(), who, b.id, wait, k)
		return got,
			err
	})
	if got != any(want) {
		t.Fatalf("who enrols is %+v, want %+v", got, want)
	}
}

func (b *beside) drop(t *rapid.T, who campus.Person) {
	k := key()
	want, refused := b.paper.drop(b.clock.Now(), who.ID)
	got := b.wants(t, "drop", refused, func() (any, error) { got, err := b.c.Courses.Drop(b.t.Context(), who, b.id, k); return got, err })
	if got != any(want) {
		t.Fatalf("who drops is %+v, want %+v", got, want)
	}
}

// edit changes some of a course: its title, places, end, co-teachers, teacher; sometimes from a version that is over.
func (b *beside) edit(t *rapid.T, who campus.Person) {
	m, k, now := b.paper, key(), b.clock.Now()
	n := campus.NewCourse{Title: m.title, Level: campus.Beginner, Places: m.places, Unlimited: m.places == 0}
	teachers := b.staff[:len(b.staff)-1]
	switch rapid.SampledFrom([]string{"title", "places", "places", "closing", "closing", "with", "teacher", "seen", "read"}).Draw(t,
		"what") {
	case "title":
		n.Title = fmt.Sprint("Course ", rapid.IntRange(0, 3).Draw(t, "title"))
	case "places":
		n.Places = rapid.IntRange(0, 5).Draw(t, "places")
		n.Unlimited = n.Places == 0
	case "closing":
		n.Closing = rapid.SampledFrom([]campus.Closing{campus.ClosesAuto, campus.ClosesDate, campus.ClosesNever}).Draw(t, "closing")
		n.Closes = now.Add(time.Duration(rapid.IntRange(1, 500).Draw(t, "closes")) * time.Second)
	case "with":
		n.With = []int64{}
		for _, p := range teachers {
			if p.ID != m.teacher && rapid.Bool().Draw(t, p.Username) {
				n.With = append(n.With, p.ID)
			}
		}
	case "teacher":
		n.Teacher = rapid.SampledFrom(teachers).Draw(t, "teacher").ID
	case "read":
		if n.Closing, n.Closes, n.With = campus.ClosesDate, m.closes, slices.Concat([]int64{}, m.with); m.closes.IsZero() {
			n.Closing = campus.ClosesNever
		}
	case "seen":
		n.Seen = max(1, m.version-int64(rapid.IntRange(0, 1).Draw(t, "behind")))
		n.Title = "Course seen"
	}
	want := m.edit(now, who, n)
	b.wants(t, "edit", want, func() (any, error) { got, err := b.c.Courses.Edit(b.t.Context(), who, b.id, n, k); return got, err })
}

// again sends something a second time: nothing is done, and the answer is the first.
func (b *beside) again(t *rapid.T) {
	if len(b.done) == 0 {
		t.Skip("nothing was done yet")
	}
	one := rapid.SampledFrom(b.done).Draw(t, "what")
	if got, err := one.do(); err != nil || !reflect.DeepEqual(got, one.want) {
		t.Fatalf("sent again it answers %+v, %v, want %+v", got, err, one.want)
	}
}

// look holds the course beside the paper.
func (b *beside) look(t *rapid.T) {
	m, now := b.paper, b.clock.Now()
	c, err := b.c.Courses.Get(b.t.Context(), b.id)
	if m.deleted {
		if err != campus.ErrNoCourse {
			t.Fatalf("it is deleted, and read as %+v, %v", c, err)
		}
		return
	}
	places := c.Places
	if c.Unlimited {
		places = 0
	}
	var with []int64
	for _, one := range c.With {
		with = append(with, one.ID)
	}
	got := []any{c.Title, places, c.Closing, c.Closes.UnixMilli(), c.Version, c.Teacher.ID, fmt.Sprint(with), c.Taken, c.Waiting,
		c.Open(now)}
	want := []any{m.title, m.places, m.kind, m.closes.UnixMilli(), m.version, m.teacher, fmt.Sprint(m.with), len(m.enrolled),
		len(m.waiting), !m.closed(now)}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("it is %v, %v, want %v", got, err, want)
	}
	pupils, _, err := b.c.Courses.Students(b.t.Context(), b.staff[len(b.staff)-1], b.id, "", 200)
	var enrolled, waiting []int64
	for _, p := range pupils {
		if p.Status == campus.Enrolled {
			enrolled = append(enrolled, p.Person.ID)
		} else if waiting = append(waiting, p.Person.ID); p.Position != len(waiting) {
			t.Fatalf("number %d in line is %+v", len(waiting), p)
		}
	}
	in := slices.Sorted(slices.Values(m.enrolled))
	slices.Sort(enrolled)
	if err != nil || !slices.Equal(enrolled, in) || !slices.Equal(waiting, m.waiting) {
		t.Fatalf("%v are enrolled and %v wait, %v, want %v and %v", enrolled, waiting, err, in, m.waiting)
	}
	if slices.ContainsFunc(waiting, func(p int64) bool { return slices.Contains(enrolled, p) }) {
		t.Fatalf("somebody waits and is enrolled: %v and %v", enrolled, waiting)
	}
}

// settle lets the followers work, and holds everybody's own lists, inboxes and the search beside the paper.
func (b *beside) settle(t *rapid.T) {
	b.c.Settle(b.t)
	b.paper.settle()
	m, ctx := b.paper, b.t.Context()
	for _, p := range b.people {
		mine, err := b.c.Courses.Mine(ctx, p)
		want, stands := !m.deleted && (slices.Contains(m.staff(), p.ID) || m.stands(p.ID).Status != campus.NotEnrolled), m.stands(p.ID)
		at := slices.IndexFunc(mine, func(one store.MyCourse) bool { return one.Course.ID == b.id })
		if err != nil || (at >= 0) != want || want && mine[at].Mine != stands {
			t.Fatalf("%s has it among their own: %v, %v, want %v and %+v", p.Username, at >= 0, err, want, stands)
		}
		if got := b.told(t, p); fmt.Sprint(got) != fmt.Sprint(slices.Sorted(slices.Values(m.inboxes[p.ID]))) {
			t.Fatalf("%s was told\n%q, want\n%q", p.Username, got, slices.Sorted(slices.Values(m.inboxes[p.ID])))
		}
		listed, err := b.c.Redis.ZScore(ctx, b.c.TeachesKey(p.ID), b.id).Result()
		if lists := err == nil && listed != 0; !m.deleted && lists != slices.Contains(m.staff(), p.ID) {
			t.Fatalf("%s is listed as of its staff: %v", p.Username, lists)
		}
	}
	found, err := b.c.Courses.Search(ctx, store.CourseQuery{Limit: 200})
	is := slices.ContainsFunc(found.Courses, func(c campus.Course) bool { return c.ID == b.id })
	if want := !m.deleted && !m.closed(b.clock.Now()); err != nil || is != want {
		t.Fatalf("it is in the catalogue: %v, %v, want %v", is, err, want)
	}
}

// told returns what somebody was told of the course, in the words of the paper.
func (b *beside) told(t *rapid.T, p campus.Person) []string {
	var all []string
	for cursor, more := "", true; more; more = cursor != "" {
		page, err := b.c.Inbox.Page(b.t.Context(), p.ID, cursor, 200)
		if err != nil {
			t.Fatal(err)
		}
		cursor = page.Next
		for _, n := range page.Notifications {
			if n.Course.ID != b.id || n.Kind == campus.CourseClosing { // what is told a while before has tests of its own
				continue
			}
			text := string(n.Kind)
			for _, change := range n.Changes {
				text += fmt.Sprintf(" %s: %s → %s", change.Field, plain(change, change.Old), plain(change, change.New))
			}
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return all
}

// plain returns a value as the paper has it: co-teachers in the order of their ids.
func plain(change campus.Change, value string) string {
	if change.Field == "co_teachers" {
		return fmt.Sprint(slices.Sorted(slices.Values(change.People(value))))
	}
	return value
}
