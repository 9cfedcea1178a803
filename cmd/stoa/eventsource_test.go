package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// breakable passes connections on to a Stoa until they are cut; while there is nobody to pass them on to, it ends them.
type breakable struct {
	l  net.Listener
	mu sync.Mutex
	to string // host:port
	on []net.Conn
}

func newBreakable(t *testing.T) *breakable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &breakable{l: l}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { b.pass(from) })
		}
	})
	t.Cleanup(func() { l.Close(); b.lead(""); serving.Wait() })
	return b
}

// lead cuts every connection and leads those to come to another Stoa.
func (b *breakable) lead(url string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to = strings.TrimPrefix(url, "http://")
	for _, c := range b.on {
		c.Close()
	}
	b.on = nil
}

func (b *breakable) pass(from net.Conn) {
	defer from.Close()
	b.mu.Lock()
	to, err := net.Dial("tcp", b.to)
	if err != nil {
		b.mu.Unlock()
		return
	}
	b.on = append(b.on, from, to)
	b.mu.Unlock()
	defer to.Close()
	go func() {
		_, _ = io.Copy(to, from)
		to.Close()
	}()
	_, _ = io.Copy(from, to)
}

// seen is one line of what static/judges/eventsource.mjs writes.
type seen struct {
	Open           bool
	Last, ID, Data string
}

// reader is npm's eventsource at work.
type reader struct {
	mu  sync.Mutex
	all []seen
}

// last returns the place of the last of these; -1 for none.
func (r *reader) last(of func(seen) bool) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range slices.Backward(r.all) {
		if of(s) {
			return i
		}
	}
	return -1
}

func (r *reader) count(of func(seen) bool) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, s := range r.all {
		if of(s) {
			n++
		}
	}
	return n
}

// isOpening and isLine tell connections and lines from all else.
func isOpening(s seen) bool { return s.Open }
func isLine(s seen) bool    { return s.body() != "" }

// body returns the text of a line; "" for any other event.
func (s seen) body() string {
	var event struct {
		Kind    string
		Message struct{ Body string }
	}
	if json.Unmarshal([]byte(s.Data), &event) != nil || event.Kind != "message" {
		return ""
	}
	return event.Message.Body
}

func startReader(t *testing.T, token, url string) *reader {
	t.Helper()
	cmd := node(t, ".", fromStatic(t, "judges", "eventsource.mjs"), url)
	cmd.Env = append(cmd.Env, "STOA_TOKEN="+token)
	var complaints lockedBuffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, ended := &reader{}, make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var s seen
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				t.Error(err)
			}
			r.mu.Lock()
			r.all = append(r.all, s)
			r.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = cmd.Wait()
		if complaints.String() != "" {
			t.Errorf("eventsource says: %s", &complaints)
		}
	})
	return r
}

// talker posts lines, one after the other, to whichever Stoa there is.
type talker struct {
	token string
	mu    sync.Mutex
	base  string
	said  []string // what an answer told of
}

func (k *talker) to(base string) {
	k.mu.Lock()
	k.base = base
	k.mu.Unlock()
}

// run talks until ctx ends, and then finishes the line it is at.
func (k *talker) run(ctx context.Context) {
	pace := time.NewTicker(10 * time.Millisecond)
	defer pace.Stop()
	for ctx.Err() == nil {
		line := fmt.Sprintf("line %d", len(k.said))
		for !k.post(line) {
			<-pace.C
		}
		k.said = append(k.said, line)
		<-pace.C
	}
}

// post sends a line and says whether the answer told that it is there. Its client id makes it one line however often it is
// sent.
func (k *talker) post(line string) bool {
	k.mu.Lock()
	base := k.base
	k.mu.Unlock()
	body, _ := json.Marshal(map[string]string{"body": line, "client_id": line})
	req, err := http.NewRequest(http.MethodPost, base+"/api/v1"+busyRoom+"/messages", bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+k.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false // no Stoa just now
	}
	res.Body.Close()
	return res.StatusCode == http.StatusCreated
}

// busyRoom is a date of the demo that is open; its topic is meeting:1:4.
const busyRoom = "/meetings/1/4"

func TestNpmsEventsourceReadsEveryLineOnceAndInOrderOverACutAndARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	campus := startStoa(t, "--demo", "--data", data)
	between := newBreakable(t)
	between.lead(campus.url)
	token := apiToken(t, campus.url, "john")
	apiCall(t, campus.url, token, http.MethodPost, busyRoom+"/join", nil)
	r := startReader(t, token, "http://"+between.l.Addr().String()+"/api/v1/events?topic=meeting:1:4")
	hears := func(connections int) {
		eventually(t, fmt.Sprintf("connection %d brings lines", connections), func() bool {
			return r.count(isOpening) == connections && r.last(isLine) > r.last(isOpening)
		})
	}

	k := &talker{token: token, base: campus.url}
	eventually(t, "the stream is open", func() bool { return r.count(isOpening) == 1 })
	talking, stop := context.WithCancel(t.Context())
	var talk sync.WaitGroup
	talk.Go(func() { k.run(talking) })
	defer talk.Wait()
	defer stop()
	hears(1)
	between.lead(campus.url)
	hears(2)
	campus.stop(t)
	campus = startStoa(t, "--data", data)
	k.to(campus.url)
	between.lead(campus.url)
	hears(3)
	stop()
	talk.Wait()
	r.wantExactly(t, k.said)
}

// wantExactly waits for as many lines, and checks that they are these, and that each connection asked for what comes after
// the last event before it.
func (r *reader) wantExactly(t *testing.T, said []string) {
	t.Helper()
	eventually(t, "all lines are there", func() bool { return r.count(isLine) >= len(said) })
	r.mu.Lock()
	defer r.mu.Unlock()
	var got []string
	last := ""
	for i, s := range r.all {
		switch {
		case s.Open && s.Last != last:
			t.Errorf("connection at %d asked with Last-Event-ID %q, want %q", i, s.Last, last)
		case isLine(s):
			got = append(got, s.body())
		}
		if s.ID != "" {
			last = s.ID
		}
	}
	if !slices.Equal(got, said) {
		t.Errorf("read were %d lines, said %d:\n%q\n%q", len(got), len(said), got, said)
	}
	t.Logf("%d lines, each once and in order", len(got))
}
