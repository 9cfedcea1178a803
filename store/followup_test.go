package store_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// followUp is how old what is left to be done may get while hundreds of courses change at once: a second, as SPEC has it,
// on a machine that has nothing else to do. A busy one gets some more before it fails the test.
const followUp = 5 * time.Second

// oldest watches the outboxes of courses until stop is called, which waits for them to be empty and returns how old the
// oldest entry ever was.
func oldest(t *testing.T, c *storetest.Campus, courses []string) (stop func() time.Duration) {
	t.Helper()
	outboxes := map[string]bool{}
	for _, id := range courses {
		outboxes[c.CourseOutbox(id)] = true
	}
	var most atomic.Int64
	look := func() (some bool) {
		heads := map[string]*redis.XMessageSliceCmd{}
		_, err := c.Redis.Pipelined(context.Background(), func(p redis.Pipeliner) error {
			for outbox := range outboxes {
				heads[outbox] = p.XRangeN(context.Background(), outbox, "-", "+", 1)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, head := range heads {
			for _, entry := range head.Val() {
				ms, _, _ := strings.Cut(entry.ID, "-")
				at, _ := strconv.ParseInt(ms, 10, 64)
				most.Store(max(most.Load(), time.Since(time.UnixMilli(at)).Milliseconds()))
				some = true
			}
		}
		return some
	}
	over, watching := make(chan struct{}), sync.WaitGroup{}
	watching.Go(func() {
		for pause := time.NewTicker(5 * time.Millisecond); ; {
			look()
			select {
			case <-over:
				return
			case <-pause.C:
			}
		}
	})
	return func() time.Duration {
		storetest.Await(t, "the followers", func() bool { return !look() })
		close(over)
		watching.Wait()
		return time.Duration(most.Load()) * time.Millisecond
	}
}

func TestHundredsOfCoursesAtOnceAreFollowedUpSideBySide(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	const courses, pupils, atOnce = 500, 20, 8
	thales, students := c.Person(t, "thales", campus.Teacher), c.Students(t, pupils)
	ctx, stop := context.WithCancel(t.Context())
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	workers.Go(func() { _ = c.Followers.Run(ctx) })
	workers.Go(func() { // as the doorbell does
		for sub := c.Redis.Subscribe(ctx, c.Options.Prefix+"bell"); ctx.Err() == nil; {
			c.Followers.Wake()
			_, _ = sub.ReceiveTimeout(ctx, 20*time.Millisecond)
		}
	})
	ids := make([]string, courses)
	each := func(what string, do func(i int) error) {
		t.Helper()
		var next atomic.Int64
		watch := func() time.Duration { return 0 }
		if ids[0] != "" {
			watch = oldest(t, c, ids)
		}
		begun := time.Now()
		storetest.Together(atOnce, func(int) {
			for i := int(next.Add(1)) - 1; i < courses; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					t.Error(err)
				}
			}
		})
		took, age := time.Since(begun), watch()
		t.Logf("%d courses %s in %v, the last followed up after %v", courses, what, took.Round(time.Millisecond), age)
		if age > followUp {
			t.Errorf("%d courses %s: what follows from one waited for %v", courses, what, age)
		}
	}
	edited := func(i int) campus.NewCourse {
		n := withPlaces(pupils)
		n.Title = fmt.Sprint("Edited ", i)
		return n
	}
	each("made", func(i int) error {
		course, err := c.Courses.Create(ctx, thales, campus.NewCourse{Title: fmt.Sprint("Course ", i), Level: campus.Beginner, Places: 10},
			"")
		ids[i] = course.ID
		return err
	})
	each("filled", func(i int) error {
		for _, p := range students {
			if _, err := c.Courses.Enrol(ctx, p, ids[i], true, ""); err != nil {
				return err
			}
		}
		return nil
	})
	each("edited", func(i int) error { _, err := c.Courses.Edit(ctx, thales, ids[i], edited(i), ""); return err })
	end := c.Now().Add(time.Hour)
	each("given an end", func(i int) error {
		n := edited(i)
		n.Closing, n.Closes = campus.ClosesDate, end
		_, err := c.Courses.Edit(ctx, thales, ids[i], n, "")
		return err
	})
	late := c.WithClock(t, func() time.Time { return end })
	var once sync.Once
	each("closed", func(int) (err error) {
		once.Do(func() {
			begun := time.Now()
			for n := 1; n > 0 && err == nil; {
				n, err = late.Scheduler.Tick(ctx)
			}
			t.Logf("the scheduler has closed them in %v", time.Since(begun).Round(time.Millisecond))
		})
		return err
	})
}

// BenchmarkAnEditOfTwoThousand is an edit of a course with 2,000 enrolled, until the last of them is told.
func BenchmarkAnEditOfTwoThousand(b *testing.B) {
	c := storetest.New(b)
	count := &wire{}
	c.Redis.AddHook(count)
	thales := c.Person(b, "thales", campus.Teacher)
	course := c.Course(b, thales, "Geometry", 0)
	for _, p := range c.Students(b, 2000) {
		_, err := c.Courses.Enrol(b.Context(), p, course.ID, true, "")
		must(b, err)
	}
	c.Settle(b)
	for i := 0; b.Loop(); i++ {
		n := withPlaces(3000 + i)
		_, err := c.Courses.Edit(b.Context(), thales, course.ID, n, "")
		must(b, err)
		count.follow(b, c)
	}
}

// BenchmarkPlacesForTwoThousandWhoWait is one step that gives 2,000 places.
func BenchmarkPlacesForTwoThousandWhoWait(b *testing.B) {
	c := storetest.New(b)
	count := &wire{}
	c.Redis.AddHook(count)
	thales, students := c.Person(b, "thales", campus.Teacher), c.Students(b, 2001)
	for b.Loop() {
		b.StopTimer()
		course := c.Course(b, thales, "Geometry", 1)
		for _, p := range students {
			_, err := c.Courses.Enrol(b.Context(), p, course.ID, true, "")
			must(b, err)
		}
		c.Settle(b)
		b.StartTimer()
		_, err := c.Courses.Edit(b.Context(), thales, course.ID, withPlaces(3000), "")
		must(b, err)
		b.StopTimer()
		count.follow(b, c)
		b.StartTimer()
	}
}
