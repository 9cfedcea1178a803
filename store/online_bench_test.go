package store_test

import (
	"testing"
	"time"

	"stoa/store/storetest"
)

// thousands are ten thousand who are online.
func thousands(b *testing.B) (*storetest.Campus, *storetest.Hands, []int64) {
	b.Helper()
	clock := storetest.At(noon)
	c := storetest.New(b, storetest.Clock(clock.Now))
	all := make([]int64, 10_000)
	for i := range all {
		all[i] = int64(i + 1)
	}
	if err := c.Presence.Stand(b.Context(), "a", all, nil); err != nil {
		b.Fatal(err)
	}
	for {
		clock.Add(time.Second)
		came, _, err := c.Presence.Tick(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if came == 0 {
			return c, clock, all
		}
	}
}

// BenchmarkABeatOfTenThousandOnline is a Stoa that says of ten thousand that they are there, as it does every fifteen seconds.
func BenchmarkABeatOfTenThousandOnline(b *testing.B) {
	c, _, all := thousands(b)
	for b.Loop() {
		if err := c.Presence.Stand(b.Context(), "a", all, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkATickOfTenThousandOnline is a tick, once a second, that finds nothing to say.
func BenchmarkATickOfTenThousandOnline(b *testing.B) {
	c, clock, all := thousands(b)
	for b.Loop() {
		clock.Add(time.Second)
		if _, _, err := c.Presence.Tick(b.Context()); err != nil {
			b.Fatal(err)
		}
		if clock.Now().Unix()%15 == 0 {
			b.StopTimer()
			if err := c.Presence.Stand(b.Context(), "a", all, nil); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	}
}

// BenchmarkATickThatTellsTwoThousand is a tick in which as many come or go as one tells.
func BenchmarkATickThatTellsTwoThousand(b *testing.B) {
	c, clock, _ := thousands(b)
	some := make([]int64, 2000)
	for i := range some {
		some[i] = int64(20_001 + i)
	}
	told := int64(0)
	for b.Loop() {
		b.StopTimer()
		if err := c.Presence.Stand(b.Context(), "a", some, nil); err != nil {
			b.Fatal(err)
		}
		clock.Add(time.Second)
		b.StartTimer()
		came, _, err := c.Presence.Tick(b.Context())
		b.StopTimer()
		if err != nil {
			b.Fatal(err)
		}
		told += came
		if err := c.Presence.Stand(b.Context(), "a", nil, some); err != nil {
			b.Fatal(err)
		}
		for range 6 {
			clock.Add(time.Second)
			if _, _, err := c.Presence.Tick(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(told)/float64(b.N), "told/op")
}

// BenchmarkReadingTenThousandOnline is a page that connects, at a Stoa that knows nothing, and at one that knows.
func BenchmarkReadingTenThousandOnline(b *testing.B) {
	c, _, _ := thousands(b)
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			other := c.Store.At(c.Options.Clock)
			other.Presence.Forget()
			if _, err := other.Presence.Online(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Presence.Online(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
