package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/redisserver"
	"stoa/store/storetest"
)

// lastingAddr returns an address that a Stoa can come back to: its port is none that a connection may have meanwhile.
func lastingAddr(t *testing.T) string {
	t.Helper()
	for {
		addr := fmt.Sprintf("127.0.0.1:%d", 10_000+rand.N(20_000))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
}

// pair is two Stoas on one Redis, and a room that many read.
type pair struct {
	redis     *redisserver.Server
	addrs     [2]string
	stoas     [2]*process
	followers []*follower
	insisters []*insister
}

func (p *pair) start(t *testing.T, i int, more ...string) {
	t.Helper()
	p.stoas[i] = startStoa(t, append([]string{"--redis-url", "unix://" + p.redis.Socket(),
		"--addr", p.addrs[i], "--streams-per-person", "1000"}, more...)...)
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{redis: storetest.OwnServer(t), addrs: [2]string{lastingAddr(t), lastingAddr(t)}}
	p.start(t, 0, "--demo")
	p.start(t, 1)
	return p
}

// populate lets so many follow the room, half of them pages, at both Stoas, and two write into it, until stop is called,
// which returns when the writers have said what they were at.
func (p *pair) populate(t *testing.T, readers int) (stop func()) {
	t.Helper()
	base := p.stoas[0].url
	token, pages := apiToken(t, base, "john"), visitor(t, base, "john")
	transport := &http.Transport{MaxIdleConnsPerHost: 10}
	pages.Transport = transport
	var reading, writing sync.WaitGroup
	readings, stopReading := context.WithCancel(t.Context())
	t.Cleanup(func() { stopReading(); reading.Wait(); transport.CloseIdleConnections() })
	for i := range readers {
		f := &follower{client: pages, base: p.stoas[i%2].url}
		if i%4 < 2 {
			f.token, f.cursor = token, "0-0"
		}
		p.followers = append(p.followers, f)
		reading.Go(func() { f.run(readings) })
	}
	writings, stopWriting := context.WithCancel(t.Context())
	for i, name := range []string{"john", "thales"} {
		k := &insister{client: &http.Client{Transport: transport}, name: name, token: apiToken(t, base, name),
			bases: []string{p.stoas[i].url, p.stoas[1-i].url}}
		p.insisters = append(p.insisters, k)
		writing.Go(func() { k.run(writings) })
	}
	t.Cleanup(func() { stopWriting(); writing.Wait() })
	return func() { stopWriting(); writing.Wait() }
}

// newest returns the newest line that a writer was told of.
func (p *pair) newest() (last int64) {
	for _, k := range p.insisters {
		k.mu.Lock()
		last = max(last, k.last)
		k.mu.Unlock()
	}
	return last
}

// reach waits until everybody shows what was said up to now, and some lines more.
func (p *pair) reach(t *testing.T, what string, more int64) {
	t.Helper()
	began, line := time.Now(), p.newest()+more
	eventually(t, what+": everybody shows what was said", func() bool {
		return !slices.ContainsFunc(p.followers, func(f *follower) bool { return f.last() < line })
	})
	t.Logf("%s: everybody shows line %d after %v", what, line, time.Since(began).Round(10*time.Millisecond))
}

// loseLog takes from the room's log all that its readers have seen of it, while nobody is there: they must begin anew.
func (p *pair) loseLog(t *testing.T, client redis.UniversalClient) {
	t.Helper()
	p.stoas[0].kill(t)
	p.stoas[1].kill(t)
	logs, err := client.Keys(t.Context(), "*:room:meeting:1:4:events").Result()
	if err != nil || len(logs) != 1 {
		t.Fatalf("the logs are %q, %v", logs, err)
	}
	if err := client.XTrimMaxLen(t.Context(), logs[0], 0).Err(); err != nil {
		t.Fatal(err)
	}
	p.start(t, 0)
	p.start(t, 1)
}

// wantEverything checks that each line that somebody was told of is in the room once, and that everybody shows each line
// once and in order.
func (p *pair) wantEverything(t *testing.T) {
	t.Helper()
	said, err := messages(t.Context(), &follower{client: http.DefaultClient, base: p.stoas[0].url, token: p.insisters[0].token}, 0)
	if err != nil {
		t.Fatal(err)
	}
	times, all := map[string]int{}, make([]int64, len(said))
	for i, m := range said {
		times[m.ClientID]++
		all[i] = m.ID
	}
	told, again := 0, 0
	for _, k := range p.insisters {
		for _, line := range k.said {
			told++
			if times[line] != 1 {
				t.Errorf("the line %q is there %d times", line, times[line])
			}
		}
		again += k.again
	}
	if told != len(all) {
		t.Errorf("%d lines are in the room, its writers were told of %d", len(all), told)
	}
	opened, anew := 0, 0
	for i, f := range p.followers {
		f.mu.Lock()
		defer f.mu.Unlock()
		first := 0
		if len(f.lines) > 0 && f.token == "" {
			first = max(0, slices.Index(all, f.lines[0])) // a page begins with the newest lines
		}
		if !slices.Equal(f.lines, all[first:]) || f.faults != nil {
			t.Errorf("reader %d, whose stream was opened %d times, shows %d lines of %d: %v\n%v",
				i, f.opened, len(f.lines), len(all), f.lines, f.faults)
		}
		opened, anew = opened+f.opened, anew+f.anew
	}
	if anew < len(p.followers) {
		t.Errorf("%d began anew, and the log was lost to all", anew)
	}
	t.Logf("%d lines, sent again %d times; %d readers, whose streams were opened %d times, and %d began anew",
		len(all), again, len(p.followers), opened, anew)
}

// Everything fails in turn that may: a Stoa is killed ten times, the doorbell's connections are cut, Redis stands still, and
// the room's log is lost.
func TestTwoHundredReadersShowEveryLineOnceAndInOrderWhateverFails(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	client, err := store.Connect(store.Redis{Socket: p.redis.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	stop := p.populate(t, storetest.Times(200, 1000))
	p.reach(t, "to begin with", 10)
	for i := range 10 {
		p.stoas[i%2].kill(t)
		if i%3 == 1 {
			if err := client.Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err(); err != nil {
				t.Error(err)
			}
		}
		if i == 9 { // and then nobody is there
			p.stoas[0].kill(t)
			p.start(t, 0)
		}
		p.start(t, i%2)
		p.reach(t, fmt.Sprint("after kill ", i+1), 3)
	}
	if err := p.redis.Pause(); err != nil {
		t.Fatal(err)
	}
	over := time.NewTimer(20 * time.Second)
	<-over.C
	if err := p.redis.Resume(); err != nil {
		t.Fatal(err)
	}
	p.reach(t, "after Redis stood still", 3)
	p.loseLog(t, client)
	p.reach(t, "after the log was lost", 3)
	stop()
	p.reach(t, "at the end", 0)
	p.wantEverything(t)
}
