package handlers

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// stuckReader asks for a stream and never reads what comes; the machine takes as little for it as it can.
func stuckReader(t *testing.T, v *visitor, topic, after string) net.Conn {
	t.Helper()
	dialer := net.Dialer{Control: func(_, _ string, c syscall.RawConn) (err error) {
		outer := c.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 2048) })
		return errors.Join(outer, err)
	}}
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(v.rig.http.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	r := v.request(t, t.Context(), http.MethodGet, eventsPath+"?"+url.Values{"topic": {topic}}.Encode(), nil, "Last-Event-ID", after)
	if err := r.Write(conn); err != nil {
		t.Fatal(err)
	}
	return conn
}

// leftOver reads what a stuck reader has lying there, up to where its connection broke off or so many lines, and hangs up.
func leftOver(t *testing.T, conn net.Conn, most int) (lines []int64, cursor string) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	f := &feed{response: response, lines: bufio.NewScanner(response.Body)}
	f.lines.Buffer(nil, 1<<20)
	for len(lines) < most {
		got, err := f.next()
		var e struct {
			Kind    campus.Kind
			Message struct{ ID int64 }
		}
		if err != nil || json.Unmarshal([]byte(got.data), &e) != nil {
			break
		}
		cursor = got.id
		if e.Kind == campus.KindMessage {
			lines = append(lines, e.Message.ID)
		}
	}
	return lines, cursor
}

func wantStreams(t *testing.T, town *town, n int, patience time.Duration) {
	t.Helper()
	late, again := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer late.Stop()
	defer again.Stop()
	for town.server.Hub.Streams() != n {
		select {
		case <-late.C:
			t.Fatalf("there are %d streams after %v, want %d", town.server.Hub.Streams(), patience, n)
		case <-again.C:
		}
	}
}

func TestASlowReaderSlowsNobodyIsLetGoAndCatchesUp(t *testing.T) {
	t.Parallel()
	const readers, lines = 10, 1000
	town := newTown(t, setup{})
	town.enter(t, town.john)
	script := town.script(t, "john")
	stuck := stuckReader(t, script, town.topic(), "0-0")
	wantStreams(t, town, 1, patience)
	all, errs := make([]*follower, readers), make([]error, readers)
	var reading sync.WaitGroup
	for i := range all {
		all[i] = &follower{visitor: script, topic: town.topic(), cursor: "0-0"}
		reading.Go(func() { errs[i] = all[i].readUntil(t, lines, func() bool { return false }) })
	}
	wantStreams(t, town, readers+1, patience)
	began := time.Now()
	for i := range lines {
		text := fmt.Sprint(i, " ")
		town.say(t, town.john, text+strings.Repeat("x", campus.MaxBody-len(text)))
	}
	reading.Wait()
	took := time.Since(began)
	for i, f := range all {
		if errs[i] != nil || !slices.Equal(f.lines, oneToN(lines)) {
			t.Errorf("reader %d, beside a slow one, saw %v, %v", i, f.lines, errs[i])
		}
	}
	if n := town.server.Hub.Streams(); n == 0 {
		t.Error("the slow reader was let go before it could slow anybody")
	}
	most := storetest.Times(20, lines)
	if most == lines { // in a long run it is let go; else it gives up by itself
		wantStreams(t, town, 0, time.Minute)
	}
	t.Logf("%d readers had all after %v; the slow one was there for %v", readers, took.Round(time.Millisecond),
		time.Since(began).Round(time.Millisecond))
	slow := &follower{visitor: script, topic: town.topic()}
	slow.lines, slow.cursor = leftOver(t, stuck, most)
	if len(slow.lines) == 0 || len(slow.lines) == lines {
		t.Errorf("the slow reader has %d lines lying there", len(slow.lines))
	}
	if err := slow.readUntil(t, lines, func() bool { return false }); err != nil || !slices.Equal(slow.lines, oneToN(lines)) {
		t.Errorf("after it came back, the slow reader has seen %v, %v", slow.lines, err)
	}
}
