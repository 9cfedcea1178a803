package store_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// waker wakes a Stoa's followers when something was rung, as a process' broadcaster does.
type waker struct{ *store.Followers }

func (w waker) Heard(campus.Event) { w.Wake() }
func (w waker) Resync()            { w.Wake() }

// works runs what a Stoa runs until the benchmark ends.
func works(b *testing.B, c *storetest.Campus) {
	b.Helper()
	var working sync.WaitGroup
	ctx := b.Context()
	for _, run := range []func(context.Context) error{c.Followers.Run, c.Scheduler.Run,
		store.NewListener(c.Store, waker{c.Followers}).Run} {
		working.Go(func() {
			if err := run(ctx); err != nil {
				b.Error(err)
			}
		})
	}
	b.Cleanup(working.Wait)
}

// percentiles reports the middle and the slowest hundredth of what was measured.
func percentiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for name, share := range map[string]int{"p50-ms": 50, "p99-ms": 99} {
		b.ReportMetric(float64(took[(len(took)-1)*share/100].Microseconds())/1000, name)
	}
}

// BenchmarkFromAnEditToFoundElsewhere is how long it takes, after one Stoa has answered an edit, until another's search
// finds the course by its new word.
func BenchmarkFromAnEditToFoundElsewhere(b *testing.B) {
	for _, many := range []int{100, 10_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			c, talk := storetest.New(b), newBabble()
			there := c.Beside(b)
			teacher := c.Person(b, "thales", campus.Teacher)
			course := c.Course(b, teacher, "Geometry", 10)
			talk.shelve(b, c, many)
			c.Settle(b)
			works(b, c)
			works(b, there)
			var took []time.Duration
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				word := fmt.Sprintf("novelty%dx", i)
				_, err := c.Courses.Edit(b.Context(), teacher, course.ID, campus.NewCourse{Title: "Geometry of " + word,
					Level: campus.Beginner, Places: 10}, "")
				must(b, err)
				began := time.Now()
				for found := false; !found; {
					got, err := there.Courses.Search(b.Context(), store.CourseQuery{Words: word, Limit: store.PageSize})
					must(b, err)
					found = len(got.Courses) > 0 && strings.Contains(got.Courses[0].Title, word)
				}
				took = append(took, time.Since(began))
			}
			percentiles(b, took)
		})
	}
}

// shelve lets the search know many courses of babble.
func (t *babble) shelve(b *testing.B, c *storetest.Campus, many int) {
	b.Helper()
	for i := 0; i < many; i += 500 {
		batch := make([]campus.Course, min(500, many-i))
		for j := range batch {
			batch[j] = t.course(i + j)
		}
		c.Shelve(b, batch)
	}
}

// BenchmarkIndexingNewWords is how long the index holds Redis up for one course whose summary is as long as may be, of words
// that it has never seen: first for a new course, then for one that had such a summary before.
func BenchmarkIndexingNewWords(b *testing.B) {
	for _, letters := range []int{3, 6, 12, 39} {
		for _, edit := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d letters, an edit %v", letters, edit), func(b *testing.B) {
				c, talk := storetest.New(b), newBabble()
				talk.shelve(b, c, 10_000)
				course := talk.course(0)
				next := func() []campus.Course {
					if !edit {
						course.ID = campus.NewCourseID()
					}
					course.Summary = talk.unheard(letters)
					return []campus.Course{course}
				}
				c.Shelve(b, next())
				must(b, c.Redis.ConfigResetStat(b.Context()).Err())
				before := redisWorked(b, c)
				for b.Loop() {
					c.Shelve(b, next())
				}
				b.ReportMetric(held(b, c), "script-ms")
				b.ReportMetric((redisWorked(b, c)-before)*1000/float64(b.N), "cpu-ms/course")
			})
		}
	}
}

var processor = regexp.MustCompile(`used_cpu_(?:user|sys)_main_thread:([0-9.]+)`)

// redisWorked is for how many seconds the thread of Redis that runs scripts has had a processor: what others do on the machine does
// not count.
func redisWorked(b *testing.B, c *storetest.Campus) (seconds float64) {
	b.Helper()
	info, err := c.Redis.Info(b.Context(), "cpu").Result()
	must(b, err)
	for _, m := range processor.FindAllStringSubmatch(info, -1) {
		n, err := strconv.ParseFloat(m[1], 64)
		must(b, err)
		seconds += n
	}
	return seconds
}

// unheard is a summary as long as may be of words of so many letters, all different and at random.
func (t *babble) unheard(letters int) string {
	var s strings.Builder
	for s.Len() < campus.MaxSummary-letters {
		for range letters {
			s.WriteByte(byte('a' + t.random.IntN(26)))
		}
		s.WriteByte(' ')
	}
	return s.String()
}
