package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// What the streams of a large campus are like: each person has one, of one room.
const (
	benchStreams = 10_000
	benchRooms   = 200
)

// memory returns how much memory a process has in use, in bytes.
func memory(b *testing.B, pid int) int64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib << 10
}

// crowded is a Stoa, a process of its own, with streams of many rooms.
type crowded struct {
	*storetest.Campus
	stoa  *process
	rooms []store.Room
	host  campus.Person
	got   []atomic.Int64 // by room, how many frames of its log its readers have got
}

func newCrowded(b *testing.B) *crowded {
	b.Helper()
	c, server := storetest.Own(b, func(o *store.Options) { o.Prefix = "stoa:" }) // as the process has it
	w := &crowded{Campus: c, got: make([]atomic.Int64, benchRooms), host: c.Person(b, "thales", campus.Teacher)}
	now := c.Now()
	for i := range benchRooms {
		m := c.Plan(b, w.host, campus.NewMeeting{Title: fmt.Sprint("Talk ", i), Public: true,
			Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
		w.rooms = append(w.rooms, store.MeetingRoom(m.ID, 1))
		if err := c.Meetings.Join(b.Context(), w.host, m.ID, 1, ""); err != nil {
			b.Fatal(err)
		}
	}
	w.stoa = startStoa(b, "--redis-url", "unix://"+server.Socket())
	return w
}

// read opens the stream of somebody over a connection that does no more than count what it brings.
func (w *crowded) read(b *testing.B, p campus.Person, room int, reading *sync.WaitGroup) net.Conn {
	b.Helper()
	token := sessionOf(b, w.Campus, p)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.stoa.url, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintf(conn, "GET /api/v1/events?topic=me&topic=%s HTTP/1.1\r\nHost: stoa\r\nAuthorization: Bearer %s\r\n\r\n",
		w.rooms[room].Topic, token)
	head := make([]byte, 8<<10)
	if n, err := conn.Read(head); err != nil || !bytes.HasPrefix(head, []byte("HTTP/1.1 200")) {
		b.Fatalf("a stream: %s, %v", head[:n], err)
	}
	reading.Go(func() {
		buf, last := make([]byte, 4<<10), byte(0)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			// Only events of a log have an id, and nothing else begins a line with an i.
			lines := bytes.Count(buf[:n], []byte("\ni"))
			if last == '\n' && n > 0 && buf[0] == 'i' {
				lines++
			}
			last = buf[n-1]
			w.got[room].Add(int64(lines))
		}
	})
	return conn
}

// BenchmarkTenThousandStreamsInTwoHundredRooms is lines said in all rooms at once, each room's next as soon as all its readers
// have the last: how many events one Stoa brings in a second, and to how many readers. Before, it tells what an idle stream takes
// of its memory, and what it costs Redis. Readers, writers and Redis are on the same machine, and cost as much as the Stoa.
func BenchmarkTenThousandStreamsInTwoHundredRooms(b *testing.B) {
	w := newCrowded(b)
	people := w.Students(b, benchStreams)
	var reading sync.WaitGroup
	before := memory(b, w.stoa.cmd.Process.Pid)
	conns := make([]net.Conn, 0, benchStreams)
	for i, p := range people {
		conns = append(conns, w.read(b, p, i%benchRooms, &reading))
	}
	defer func() {
		for _, conn := range conns {
			conn.Close()
		}
		reading.Wait()
	}()
	idle := w.commands(b)
	<-time.After(30 * time.Second) // two beats of each
	each := float64(memory(b, w.stoa.cmd.Process.Pid)-before) / benchStreams
	perMinute := float64(w.commands(b)-idle) * 2 / benchStreams

	began, events := time.Now(), int64(0)
	var took []time.Duration
	var mu sync.Mutex
	for b.Loop() {
		var saying sync.WaitGroup
		for i := range w.rooms {
			saying.Go(func() {
				said := time.Now()
				w.sayAndWait(b, i)
				mu.Lock()
				took = append(took, time.Since(said))
				mu.Unlock()
			})
		}
		saying.Wait()
		events += benchRooms
	}
	seconds := time.Since(began).Seconds()
	slices.Sort(took)
	b.ReportMetric(float64(events)/seconds, "events/s")
	b.ReportMetric(float64(events)*benchStreams/benchRooms/seconds, "frames/s")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
	b.ReportMetric(each/1024, "KiB/idle-stream")
	b.ReportMetric(perMinute, "commands/min/idle-person")
}

// sayAndWait says a line in a room and waits until all who read there have it.
func (w *crowded) sayAndWait(b *testing.B, room int) {
	want := w.got[room].Load() + benchStreams/benchRooms
	if _, err := w.Rooms.Post(b.Context(), w.host, w.rooms[room],
		campus.NewLine{Body: "A line as people say it, of some eighty letters, with a thought."}, ""); err != nil {
		b.Error(err)
		return
	}
	for limit := time.Now().Add(patience); w.got[room].Load() < want; <-time.After(time.Millisecond) {
		if time.Now().After(limit) {
			b.Errorf("of room %d %d frames have come, want %d", room, w.got[room].Load(), want)
			return
		}
	}
}

// commands returns how many commands Redis has done, those of scripts too.
func (w *crowded) commands(b *testing.B) (n int64) {
	b.Helper()
	info, err := w.Redis.Info(b.Context(), "commandstats").Result()
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(info) {
		_, stats, ok := strings.Cut(line, ":calls=")
		calls, _, _ := strings.Cut(stats, ",")
		if some, err := strconv.ParseInt(calls, 10, 64); ok && err == nil {
			n += some
		}
	}
	return n
}
