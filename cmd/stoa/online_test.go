package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// gossip is what somebody who watches presence is told, kept.
type gossip struct {
	mu      sync.Mutex
	online  map[int64]bool
	offline map[int64]int // how often each was told to have gone
}

// overhear watches presence at a Stoa until the test ends.
func overhear(t *testing.T, base, token string) *gossip {
	t.Helper()
	g := &gossip{online: map[int64]bool{}, offline: map[int64]int{}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/events?topic=presence", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	go func() {
		lines := bufio.NewScanner(response.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: {"); ok {
				g.hear(t, "{"+data)
			}
		}
	}()
	return g
}

func (g *gossip) hear(t *testing.T, data string) {
	var e struct {
		Kind   string
		People []struct{ ID int64 }
	}
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		t.Error(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.Kind == "state" {
		clear(g.online)
	}
	for _, p := range e.People {
		if e.Kind == "offline" {
			g.offline[p.ID]++
			delete(g.online, p.ID)
		} else {
			g.online[p.ID] = true
		}
	}
}

// count returns how many are online, and how many were ever told to have gone.
func (g *gossip) count() (online, gone int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.online), len(g.offline)
}

// knows reports whether somebody is online.
func (g *gossip) knows(p campus.Person) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.online[p.ID]
}

// This takes some two and a half minutes, in which it does nothing but wait: of a process nobody moves the clock.
func TestNobodyIsOfflineWhileRedisIsAwayAndEverybodyAMinuteAfterTheirStoaWasKilled(t *testing.T) {
	t.Parallel()
	c, server := storetest.Own(t, func(o *store.Options) { o.Prefix = "stoa:" }) // as the processes have it
	var stoas [3]*process
	for i := range stoas {
		stoas[i] = startStoa(t, "--redis-url", "unix://"+server.Socket())
	}
	everybody := c.Students(t, crowdSize+3)
	crowd, both, guest, watcher := everybody[:crowdSize], everybody[crowdSize], everybody[crowdSize+1], everybody[crowdSize+2]
	for _, p := range crowd {
		openStreams(t, stoas[0].url, sessionOf(t, c, p), "me", 1)
	}
	token := sessionOf(t, c, both)
	openStreams(t, stoas[0].url, token, "me", 2)
	openStreams(t, stoas[1].url, token, "me", 1)
	heard := overhear(t, stoas[2].url, sessionOf(t, c, watcher))
	all := len(everybody) - 1
	eventually(t, "all are online", func() bool { online, _ := heard.count(); return online == all })

	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	<-time.After(unseenFor + 10*time.Second) // longer than anything counts
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	stays := openAlone(t, stoas[1].url, sessionOf(t, c, guest))
	eventually(t, "a guest comes", func() bool { return heard.knows(guest) })
	stays()
	patiently(t, time.Minute, "the guest is gone again", func() bool { return !heard.knows(guest) })
	if online, gone := heard.count(); online != all || gone != 1 {
		t.Errorf("after Redis was away %d are online and %d were told to have gone, want %d and the guest", online, gone, all)
	}

	stoas[0].kill(t)
	cut := c.Now()
	patiently(t, unseenFor+patience, "whose Stoa was killed are gone", func() bool { online, _ := heard.count(); return online <= 2 })
	took := c.Now().Sub(cut)
	if online, gone := heard.count(); took > unseenFor+5*time.Second || online != 2 || gone != crowdSize+1 || !heard.knows(both) {
		t.Errorf("after %v %d are online and %d were told to have gone, want two after a minute", took, online, gone)
	}
	now, err := c.Presence.Online(t.Context())
	if want := []int64{both.ID, watcher.ID}; err != nil || !slices.Equal(now.IDs, want) {
		t.Errorf("online are %v, %v; want %v", now, err, want)
	}
	t.Logf("500 of a killed Stoa were offline after %v", took.Round(100*time.Millisecond))
}

// openAlone opens a stream on a connection of its own, and returns what closes it.
func openAlone(t *testing.T, base, token string) (closes func()) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/events?topic=me", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	transport := &http.Transport{}
	response, err := transport.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("a stream: %v, %v", response, err)
	}
	return func() { response.Body.Close(); transport.CloseIdleConnections() }
}

func TestASecondPersonComesAndGoesOnThePageOfTheFirst(t *testing.T) {
	t.Parallel()
	at := startStoa(t, "--demo", "--data", t.TempDir())
	b := newBrowser(t)
	office := b.person(t, "office", at.url)
	office.signIn("admin", demoPassword)
	office.open("/admin/people?q=hypatia")
	const mark = "document.querySelector('main .online')"
	office.until("who is not online has no mark", mark+" && "+mark+".hidden")
	hypatia := b.person(t, "hypatia", at.url)
	hypatia.signIn("hypatia", demoPassword)
	hypatia.open("/courses")
	office.until("she is marked as she comes", "!"+mark+".hidden && "+mark+".textContent.trim() === 'online'")
	office.axe("a list with who is online")
	plain := b.person(t, "plain", at.url)
	plain.signIn("admin", demoPassword)
	plain.withoutScript()
	plain.open("/admin/people?q=hypatia")
	plain.sees("online")
	hypatia.open("/inbox")
	hypatia.open("/courses") // pages come and go, their reader stays
	office.until("she stays", "!"+mark+".hidden")
	closeTab(t, hypatia)
	office.until("she is not marked any more when she is gone", mark+".hidden")
	office.quiet()
}
