package archive_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/storetest"
)

// hourly returns so many files, each of a minute, a minute after the other.
func hourly(from, to int) []archive.Entry {
	all := make([]archive.Entry, 0, to-from)
	for n := from; n < to; n++ {
		all = append(all, file("events", n, noon.Add(time.Duration(n)*time.Minute), time.Minute-1))
	}
	return all
}

var sent = regexp.MustCompile(`total_net_output_bytes:(\d+)`)

// bytesSent returns how much Redis has sent so far.
func bytesSent(b *testing.B, x *kit) float64 {
	b.Helper()
	info, err := x.c.Redis.Info(b.Context(), "stats").Result()
	must(b, err)
	n, err := strconv.ParseFloat(sent.FindStringSubmatch(info)[1], 64)
	must(b, err)
	return n
}

// BenchmarkQueryTwenty finds 20 files among many; a million with STOA_LONG=1.
func BenchmarkQueryTwenty(b *testing.B) {
	for _, among := range []int{10_000, storetest.Times(10_000, 1_000_000)} {
		b.Run(fmt.Sprint(among), func(b *testing.B) {
			x := newKit(b, storetest.New(b), storetest.At(noon))
			x.tampered = true // a comparison of so many takes too long
			for n := 0; n < among; n += 10_000 {
				must(b, x.Batch(b.Context(), hourly(n, n+10_000), nil))
			}
			q := archive.Query{Table: "events", After: noon.Add(time.Duration(among/2) * time.Minute)}
			q.Before = q.After.Add(19*time.Minute + time.Second)
			before, n := bytesSent(b, x), 0
			for b.Loop() {
				if got := x.find(b, q); len(got) != 20 {
					b.Fatalf("found %d", len(got))
				}
				n++
			}
			b.ReportMetric((bytesSent(b, x)-before)/float64(n), "B-wire/op")
		})
	}
}

// BenchmarkBatch registers 6,000 files of which none is known, and the same again.
func BenchmarkBatch(b *testing.B) {
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%t", known), func(b *testing.B) {
			x := newKit(b, storetest.New(b), storetest.At(noon))
			x.tampered = true
			n := 0
			for b.Loop() {
				if !known {
					n += 6000
				}
				must(b, x.Batch(context.Background(), hourly(n, n+6000), nil))
			}
		})
	}
}

// BenchmarkOnce registers as many files in one step as there may be: so long nobody else is served.
func BenchmarkOnce(b *testing.B) {
	x := newKit(b, storetest.New(b), storetest.At(noon))
	x.tampered = true
	n := 0
	for b.Loop() {
		n += 2000
		b.StopTimer()
		x.prepare(b, hourly(n, n+2000))
		b.StartTimer()
		fresh, err := x.Once(b.Context(), fmt.Sprint("instance:", n), hourly(n, n+2000))
		if err != nil || !fresh {
			b.Fatal(fresh, err)
		}
	}
}
