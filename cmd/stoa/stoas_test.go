package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"stoa/store/storetest"
)

// openStreams opens so many streams of a topic at a Stoa, until the test ends.
func openStreams(t *testing.T, base, token, topic string, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	transport := &http.Transport{}
	t.Cleanup(func() { cancel(); transport.CloseIdleConnections() })
	for range n {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/events?topic="+topic, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := transport.RoundTrip(req)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("a stream: %v, %v", res, err)
		}
		t.Cleanup(func() { res.Body.Close() })
	}
}

// stoasAt returns how many streams each Stoa has, by the end of its name, as one of them tells an admin.
func stoasAt(t *testing.T, base, token string) map[string]int {
	t.Helper()
	var got struct {
		Stoas []struct {
			Name, Version string
			Since         time.Time
			Streams       int
		}
	}
	if err := json.Unmarshal([]byte(apiGet(t, base, token, "/stoas")), &got); err != nil {
		t.Fatal(err)
	}
	streams := map[string]int{}
	for _, s := range got.Stoas {
		if s.Version == "" || s.Since.IsZero() {
			t.Errorf("a Stoa says of itself %+v", s)
		}
		streams[s.Name[strings.LastIndexByte(s.Name, ':'):]] = s.Streams
	}
	return streams
}

func TestAdminsSeeWhichStoaHoldsHowManyStreamsAndAKilledOneIsGoneInFifteenSeconds(t *testing.T) {
	t.Parallel()
	redis := storetest.OwnServer(t)
	at := "unix://" + redis.Socket()
	stays := startStoa(t, "--redis-url", at, "--demo", "--streams-per-person", "100")
	dies := startStoa(t, "--redis-url", at, "--streams-per-person", "100")
	port := func(p *process) string { return p.url[strings.LastIndexByte(p.url, ':'):] }
	token, page := apiToken(t, stays.url, "admin"), visitor(t, stays.url, "admin")
	openStreams(t, dies.url, token, "active", 7)
	openStreams(t, stays.url, token, "active", 2)
	eventually(t, "both have said how many streams they have", func() bool {
		all := stoasAt(t, stays.url, token)
		return len(all) == 2 && all[port(dies)] == 7 && all[port(stays)] == 2
	})
	for _, path := range []string{"/admin/system", "/admin/active"} {
		if body := pageBody(t, page, stays.url+path); !strings.Contains(body, port(dies)+"<") ||
			!strings.Contains(body, "2 Stoas with 9 live pages") {
			t.Errorf("%s does not name both:\n%s", path, body)
		}
	}
	dies.kill(t)
	killed := time.Now()
	eventually(t, "who was killed is gone", func() bool {
		all := stoasAt(t, stays.url, token)
		_, listed := all[port(dies)]
		return !listed && all[port(stays)] == 2
	})
	if took := time.Since(killed); took > 16*time.Second {
		t.Errorf("that took %v", took)
	} else {
		t.Logf("gone after %v", took)
	}
	again := startStoa(t, "--redis-url", at)
	eventually(t, "another is there", func() bool { return len(stoasAt(t, stays.url, token)) == 2 })
	again.stop(t)
	if all := stoasAt(t, stays.url, token); len(all) != 1 {
		t.Errorf("one has ended and said so, and the list is %v", all)
	}
}

// pageBody returns a page.
func pageBody(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
