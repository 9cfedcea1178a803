package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

// benchPage asks for a page over and over, over HTTP with a session, as a browser does, and counts its round trips to Redis.
func benchPage(b *testing.B, town *town, path, holds string) {
	b.Helper()
	v := town.signedIn(b, "john")
	if got := v.get(b, path); got.status != 200 || !strings.Contains(got.body, holds) {
		b.Fatal(got)
	}
	count := &trips{}
	town.Redis.AddHook(count)
	b.ReportAllocs()
	for b.Loop() {
		v.get(b, path)
	}
	b.ReportMetric(float64(len(count.take()))/float64(b.N), "trips/op")
}

func BenchmarkThePageOfTwentyCourses(b *testing.B) {
	town := newTown(b, setup{})
	for i := range store.PageSize {
		town.Course(b, town.thales, fmt.Sprintf("Course number %d", i), 10)
	}
	town.Settle(b)
	benchPage(b, town, "/courses", fmt.Sprintf("First %d courses", store.PageSize))
}

func BenchmarkARoomOfFiftyLines(b *testing.B) {
	town := newTown(b, setup{})
	town.enter(b, town.john)
	for i := range 50 {
		town.say(b, town.john, fmt.Sprintf("line %d", i))
	}
	benchPage(b, town, town.room, `id="m-50"`)
}

func BenchmarkPostingALine(b *testing.B) {
	town := newTown(b, setup{})
	town.enter(b, town.john)
	v := town.signedIn(b, "john")
	b.ReportAllocs()
	for b.Loop() {
		if got := v.post(b, town.room+"/messages", url.Values{"body": {"hello"}}, "HX-Request", "true"); got.status != 204 {
			b.Fatal(got)
		}
	}
}

// BenchmarkAnEventToAThousandWatchers is the hub alone: one publish, a thousand goroutines that each take it.
func BenchmarkAnEventToAThousandWatchers(b *testing.B) {
	const watchers = 1000
	hub, data := live.NewHub(live.Limits{}), make([]byte, 600)
	var ready, taken sync.WaitGroup
	for range watchers {
		ready.Add(1)
		go func() {
			w, err := hub.Watch(1, []string{"html room"})
			if err != nil {
				b.Error(err)
				return
			}
			defer w.Close()
			ready.Done()
			var buf []byte
			var at campus.Cursor
			for {
				select {
				case <-b.Context().Done():
					return
				case <-w.Wake():
				}
				if buf, at, _ = w.Take(buf[:0], at); len(buf) > 0 {
					taken.Done()
				}
			}
		}()
	}
	ready.Wait()
	b.ReportAllocs()
	for b.Loop() {
		taken.Add(watchers)
		hub.Publish("html room", live.Frame{Data: data})
		taken.Wait()
	}
}
