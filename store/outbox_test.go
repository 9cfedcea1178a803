package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// entries reads what an outbox holds.
func entries(t *testing.T, c *storetest.Campus, outbox string) []redis.XMessage {
	t.Helper()
	all, err := c.Redis.XRange(t.Context(), outbox, "-", "+").Result()
	must(t, err)
	return all
}

// indexes returns what the followers have written: everything that does not lie with the truth itself.
func indexes(t *testing.T, c *storetest.Campus) map[string]string {
	t.Helper()
	all := map[string]string{}
	for key, value := range c.Contents(t) {
		if strings.Contains(key, "{search}") || strings.Contains(key, ":list:") || strings.HasSuffix(key, ":courses") ||
			strings.HasSuffix(key, ":teaches") {
			all[key] = value
		}
	}
	return all
}

func TestFollowUpsDoneTwiceOrInAnyOrderEndInTheSame(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		c.Settle(t)
		course := c.Course(t, teacher, "Geometry", 1)
		for _, p := range s {
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
		}
		_, err := c.Courses.Edit(ctx, teacher, course.ID, withPlaces(1), "")
		must(t, err)
		_, err = c.Courses.Drop(ctx, s[0], course.ID, "")
		must(t, err)
		work := entries(t, c, c.CourseOutbox(course.ID))
		seats := slices.DeleteFunc(slices.Clone(work), func(m redis.XMessage) bool { return m.Values["kind"] != "seat" })
		if len(seats) != 4 || len(work) < 6 { // two enrolled, dropped, promoted; made, edited, and what the search hears of seats
			t.Fatalf("the outbox holds %v", work)
		}
		c.Settle(t)
		want, stand := indexes(t, c), map[string]string{course.ID: campus.Enrolled}
		backwards := slices.Clone(work)
		slices.Reverse(backwards)
		for _, order := range [][]redis.XMessage{work, backwards, append(slices.Clone(work), work...)} {
			for _, entry := range order {
				must(t, c.Followers.Follow(ctx, entry))
			}
			got := indexes(t, c)
			for key := range want {
				if got[key] != want[key] {
					t.Errorf("%s is now %s, want %s", key, got[key], want[key])
				}
			}
			wantStanding(t, c, s[0], []campus.Course{course}, map[string]string{})
			wantStanding(t, c, s[1], []campus.Course{course}, stand)
		}
	})
}

func TestAnOlderEntryNeverUndoesANewerOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "student", campus.Student)
		kept, gone := c.Course(t, teacher, "Geometry", 1), c.Course(t, teacher, "Logic", 1)
		var older []redis.XMessage
		for _, course := range []campus.Course{kept, gone} {
			_, err := c.Courses.Enrol(ctx, s, course.ID, true, "")
			must(t, err)
			older = append(older, entries(t, c, c.CourseOutbox(course.ID))...)
		}
		c.Settle(t)
		// What a later Stoa has written must stand, even against one that read an older truth and wrote late.
		later := func(e redis.XMessage) redis.XMessage { e.ID = "99999999999999-0"; return e }
		for _, e := range older {
			must(t, c.Followers.Follow(ctx, later(e)))
		}
		_, err := c.Courses.Drop(ctx, s, kept.ID, "")
		must(t, err)
		must(t, c.Courses.Delete(ctx, teacher, gone.ID, ""))
		want := indexes(t, c)
		c.Settle(t)
		for key, value := range indexes(t, c) {
			if value != want[key] {
				t.Errorf("%s is now %s, want %s", key, value, want[key])
			}
		}
	})
}

func TestFollowersOfSeveralStoasLeaveNothingAndDoNothingTwice(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, storetest.Times(20, 500))
		stoas := []*storetest.Campus{c, c.Beside(t), c.Beside(t)}
		courses := []campus.Course{c.Course(t, teacher, "One", 5), c.Course(t, teacher, "Two", 5), c.Course(t, teacher, "Three", 0)}
		storetest.Together(3+len(students), func(i int) {
			if i < 3 {
				for range storetest.Times(10, 200) {
					if _, err := stoas[i].Followers.Tick(ctx); err != nil {
						t.Error(err)
					}
				}
				return
			}
			for _, course := range courses {
				if _, err := stoas[i%3].Courses.Enrol(ctx, students[i-3], course.ID, true, ""); err != nil {
					t.Error(err)
				}
			}
		})
		c.Settle(t)
		for key, value := range c.Contents(t) {
			if strings.HasSuffix(key, ":outbox") && value != "[]" || strings.HasSuffix(key, ":lease") {
				t.Errorf("%s is left: %s", key, value)
			}
		}
		for _, s := range students {
			mine, err := c.Courses.Mine(ctx, s)
			if len(mine) != 3 || err != nil {
				t.Errorf("%s has %d courses, %v, want 3", s.Username, len(mine), err)
			}
		}
	})
}

func TestAnOutboxThatAnotherStoaWorksIsLeftToIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		must(t, c.Redis.Set(ctx, c.LeaseOfCourse(course.ID), 1, 0).Err())
		c.Settle(t)
		if got := titles(t, c, "geometry"); len(got) != 0 {
			t.Errorf("the search finds %q, which is another's work", got)
		}
		must(t, c.Redis.Del(ctx, c.LeaseOfCourse(course.ID)).Err())
		c.Settle(t)
		if got := titles(t, c, "geometry"); len(got) != 1 {
			t.Errorf("the search finds %q, want the course", got)
		}
	})
}

func TestWorkThatIsNotUnderstoodStays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		outbox := c.CourseOutbox(course.ID)
		must(t, c.Redis.XAdd(ctx, &redis.XAddArgs{Stream: outbox, Values: []string{"kind", "of a newer Stoa"}}).Err())
		c.Settle(t)
		if left := entries(t, c, outbox); len(left) != 1 {
			t.Errorf("the outbox holds %v, want that one", left)
		}
		if got := titles(t, c, "geometry"); len(got) != 1 {
			t.Errorf("the search finds %q: what came before was not done", got)
		}
	})
}

func TestRunningFollowersWorkWhenTheyAreWoken(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		followers := store.NewFollowers(c.Store)
		go func() { ended <- followers.Run(ctx) }()
		c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		followers.Wake()
		followers.Wake()
		storetest.Await(t, "the search to know the course", func() bool { return len(titles(t, c, "geometry")) == 1 })
		stop()
		wantRefusal(t, "the end", storetest.Next(t, "the followers to end", ended), nil)
	})
}
