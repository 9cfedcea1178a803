package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// wire counts what goes to Redis: round trips, and the commands and scripts in them.
type wire struct{ trips, commands atomic.Int64 }

func (w *wire) DialHook(next redis.DialHook) redis.DialHook { return next }

func (w *wire) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		w.trips.Add(1)
		w.commands.Add(1)
		return next(ctx, cmd)
	}
}

func (w *wire) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		w.trips.Add(1)
		w.commands.Add(int64(len(cmds)))
		return next(ctx, cmds)
	}
}

// follow lets the followers do what has been left, and reports what that took.
func (w *wire) follow(b *testing.B, c *storetest.Campus) {
	b.Helper()
	before, trips, commands := time.Now(), w.trips.Load(), w.commands.Load()
	c.Settle(b)
	b.ReportMetric(time.Since(before).Seconds()*1000, "ms/follow-up")
	b.ReportMetric(float64(w.trips.Load()-trips), "trips/follow-up")
	b.ReportMetric(float64(w.commands.Load()-commands), "commands/follow-up")
}

// BenchmarkCancelOneOfManyDates is the fan-out of one cancelled date of a meeting of 200 to which 1,000 are invited.
func BenchmarkCancelOneOfManyDates(b *testing.B) {
	c := storetest.New(b)
	count := &wire{}
	c.Redis.AddHook(count)
	n := campus.NewMeeting{Title: "Every day"}
	for i := range 200 {
		n.Slots = append(n.Slots, campus.Slot{From: c.Now().Add(time.Duration(i+1) * 24 * time.Hour),
			To: c.Now().Add(time.Duration(i+1)*24*time.Hour + time.Hour), Zone: "UTC"})
	}
	for _, p := range c.Students(b, 1000) {
		n.Audience = append(n.Audience, p.Email)
	}
	host := c.Person(b, "thales", campus.Teacher)
	m := c.Plan(b, host, n)
	c.Settle(b)
	order := 0
	for b.Loop() {
		order++
		must(b, c.Meetings.CancelInstances(b.Context(), host, m.ID, order%200+1, false, 0, ""))
		count.follow(b, c)
	}
}

// BenchmarkTenThousandCourses is what ten thousand new courses leave to be done: the search, and their teacher's list.
func BenchmarkTenThousandCourses(b *testing.B) {
	c := storetest.New(b)
	count := &wire{}
	c.Redis.AddHook(count)
	teacher := c.Person(b, "thales", campus.Teacher)
	for b.Loop() {
		b.StopTimer()
		storetest.Together(16, func(i int) {
			for n := range 625 {
				c.Course(b, teacher, fmt.Sprintf("Geometry %d of %d", n, i), 5)
			}
		})
		b.StartTimer()
		count.follow(b, c)
	}
}
