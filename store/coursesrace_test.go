package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// A race is many people who want many courses at once, through several Stoas.
const (
	raceCourses  = 100
	racePlaces   = 5
	raceStoas    = 4
	raceAtOnce   = 16 // people of each Stoa
	raceStudents = 40
)

// raceAttempts is how often somebody asks for a place, or gives one back.
func raceAttempts() int { return storetest.Times(8_000, 1_000_000) }

// killed is a Stoa that stops in the middle of what it does: whatever it has under way is cut off, at its end or at Redis'.
type killed struct {
	*storetest.Campus
	ctx  context.Context
	kill context.CancelFunc
}

func (c *killed) run(t *testing.T) (wait func()) {
	var workers sync.WaitGroup
	workers.Go(func() { _ = c.Followers.Run(c.ctx) })
	workers.Go(func() { _ = c.Scheduler.Run(c.ctx) })
	return workers.Wait
}

func TestAMillionAttemptsOverfillNoCourseAndLoseNobodyThoughAStoaIsKilled(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		teacher, students := c.Person(t, "thales", campus.Teacher), c.Students(t, raceStudents)
		ids := make([]string, raceCourses)
		for i := range ids {
			ids[i] = c.Course(t, teacher, fmt.Sprint("Race ", i), racePlaces).ID
		}
		stoas, waits := make([]*killed, raceStoas), make([]func(), raceStoas)
		for i := range stoas {
			ctx, kill := context.WithCancel(t.Context())
			stoas[i] = &killed{c.Beside(t), ctx, kill}
			waits[i] = stoas[i].run(t)
		}
		var done, refused, cut atomic.Int64
		storetest.Together(raceStoas*raceAtOnce, func(i int) {
			stoa, random := stoas[i%raceStoas], rand.New(rand.NewSource(int64(i)))
			for done.Add(1) <= int64(raceAttempts()) {
				if done.Load() > int64(raceAttempts()/2) {
					stoas[0].kill()
				}
				switch err := attempt(stoa, random, students, ids); {
				case err == nil:
				case errors.Is(err, campus.ErrCourseFull):
					refused.Add(1)
				case stoa == stoas[0] && stoa.ctx.Err() != nil:
					cut.Add(1)
					return
				default:
					t.Error(err)
				}
			}
		})
		for i, stoa := range stoas {
			stoa.kill()
			waits[i]()
		}
		storetest.Await(t, "the lease of who was killed", func() bool { return left(t, c, ids) == 0 })
		for _, id := range ids {
			holdsTogether(t, c, id, students)
		}
		if refused.Load() == 0 || cut.Load() == 0 {
			t.Errorf("%d found a course full and %d were cut off: this was no race", refused.Load(), cut.Load())
		}
		t.Logf("%d attempts, %d full, %d cut off", raceAttempts(), refused.Load(), cut.Load())
	})
}

// left lets the followers work and returns how much is left for others, whose leases run out first.
func left(t *testing.T, c *storetest.Campus, ids []string) int64 {
	t.Helper()
	c.Settle(t)
	outboxes := map[string]int64{}
	for _, id := range ids {
		key := c.CourseOutbox(id)
		if _, seen := outboxes[key]; seen {
			continue
		}
		n, err := c.Redis.XLen(t.Context(), key).Result()
		must(t, err)
		outboxes[key] = n
	}
	all := int64(0)
	for _, n := range outboxes {
		all += n
	}
	return all
}

// attempt asks for a place, or gives one back, once or with a double click.
func attempt(stoa *killed, random *rand.Rand, students []campus.Person, ids []string) error {
	who, id, k := students[random.Intn(len(students))], ids[random.Intn(len(ids))], campus.NewOp()
	clicks, out, wait := 1+random.Intn(2), random.Intn(3) == 0, random.Intn(2) == 0
	errs := make([]error, clicks)
	storetest.Together(clicks, func(i int) {
		if out {
			_, errs[i] = stoa.Courses.Drop(stoa.ctx, who, id, k)
		} else {
			_, errs[i] = stoa.Courses.Enrol(stoa.ctx, who, id, wait, k)
		}
	})
	return errors.Join(errs...)
}

// holdsTogether checks a course's seats against its places, its numbers, what it told, and everybody's own courses.
func holdsTogether(t *testing.T, c *storetest.Campus, id string, students []campus.Person) {
	t.Helper()
	m := look(t, c, id)
	course, err := c.Courses.Get(t.Context(), id)
	must(t, err)
	if len(m.enrolled) > m.places || len(m.waiting) > 0 && len(m.enrolled) < m.places || course.Taken != len(m.enrolled) ||
		course.Waiting != len(m.waiting) {
		t.Errorf("of %d places %v are taken and %v wait; the course says %d and %d", m.places, m.enrolled, m.waiting, course.Taken,
			course.Waiting)
	}
	for _, p := range students {
		standing, err := c.Standing(t.Context(), p.ID, []string{id})
		must(t, err)
		want := ""
		switch {
		case slices.Contains(m.enrolled, p.ID) && slices.Contains(m.waiting, p.ID):
			t.Errorf("%s is enrolled and waits", p.Username)
		case slices.Contains(m.enrolled, p.ID):
			want = campus.Enrolled
		case slices.Contains(m.waiting, p.ID):
			want = campus.Waiting
		}
		if standing[id] != want {
			t.Errorf("%s has %q among their own, want %q", p.Username, standing[id], want)
		}
	}
}

func TestDoubleClicksAndLostRepliesEnrolAndDropOnce(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	through, lost := c.Dropping(t, 2)
	ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 30)
	course := c.Course(t, teacher, "Geometry", 10)
	told := func(why string) (n int) {
		for _, entry := range entries(t, c, c.CourseOutbox(course.ID)) {
			if entry.Values["why"] == why {
				n++
			}
		}
		return n
	}
	each := func(do func(p campus.Person, key string) error) {
		storetest.Together(2*len(students), func(i int) { // two clicks each
			p := students[i/2]
			if err := do(p, fmt.Sprint("click ", p.ID)); err != nil {
				t.Error(err)
			}
		})
	}
	each(func(p campus.Person, k string) error {
		_, err := through.Courses.Enrol(ctx, p, course.ID, true, k)
		return err
	})
	if a, b := told("enrolled"), told("waiting"); a != 10 || b != 20 {
		t.Errorf("%d came in and %d into the line, want 10 and 20", a, b)
	}
	each(func(p campus.Person, k string) error {
		_, err := through.Courses.Drop(ctx, p, course.ID, k)
		return err
	})
	if n := told("dropped"); n != 30 {
		t.Errorf("%d went, want 30", n)
	}
	// The first click again, when all is over, brings nobody back.
	each(func(p campus.Person, k string) error {
		_, err := through.Courses.Enrol(ctx, p, course.ID, true, k)
		return err
	})
	if m := look(t, c, course.ID); len(m.enrolled)+len(m.waiting) != 0 {
		t.Errorf("in the end it has %+v", m)
	}
	wantLost(t, lost, 30)
}

// latest is how long after its end a course may still let somebody in before a test gives up: it never should.
const latest = 5 * time.Second

func TestOfAClosingAndAnEnrolmentAtTheSameMomentEitherComesFirst(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 8)
		other := c.Beside(t)
		for round := range storetest.Times(3, 60) {
			n := withPlaces(4)
			n.Closing, n.Closes = campus.ClosesDate, c.Now().Add(120*time.Millisecond)
			course, err := c.Courses.Create(ctx, teacher, n, "")
			must(t, err)
			var in, late atomic.Int64
			storetest.Together(len(students)+2, func(i int) {
				if i >= len(students) { // two Stoas close it
					by := []*storetest.Campus{c, other}[i-len(students)]
					storetest.Await(t, "its end", func() bool { return !by.Now().Before(n.Closes) })
					for range 20 {
						if _, err := by.Scheduler.Tick(ctx); err != nil {
							t.Error(err)
						}
					}
					return
				}
				for over := false; !over && c.Now().Before(n.Closes.Add(latest)); {
					_, err := c.Courses.Enrol(ctx, students[i], course.ID, i%2 == 0, "")
					if err == nil {
						in.Add(1)
						_, err = c.Courses.Drop(ctx, students[i], course.ID, "")
					}
					switch over = errors.Is(err, campus.ErrCourseClosed); {
					case over:
						late.Add(1)
					case err != nil && !errors.Is(err, campus.ErrCourseFull):
						t.Error(err)
						return
					}
				}
			})
			closings := 0
			before := entries(t, c, c.CourseOutbox(course.ID))
			for _, entry := range before {
				if entry.Values["kind"] == "closed" && entry.Values["course"] == course.ID {
					closings++
				}
			}
			now, err := c.Courses.Get(ctx, course.ID)
			if err != nil || closings != 1 || !now.Over || in.Load() == 0 || late.Load() != int64(len(students)) {
				t.Errorf("round %d: it closed %d times, %d came in and %d were late; it is %+v, %v", round, closings, in.Load(),
					late.Load(), now, err)
			}
			_, err = c.Courses.Enrol(ctx, students[0], course.ID, true, "")
			wantRefusal(t, "after its end", err, campus.ErrCourseClosed)
			c.Settle(t)
			if found, err := c.Courses.Search(ctx, store.CourseQuery{Words: now.Title}); err != nil || len(found.Courses) != 0 {
				t.Errorf("round %d: the search finds %+v, %v", round, found.Courses, err)
			}
		}
	})
}
