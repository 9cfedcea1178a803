package handlers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// counted is how much went over the wire for one person, as their browser has it: bytes either way, and requests.
type counted struct{ down, up, requests atomic.Int64 }

// countedConn counts what goes over it.
type countedConn struct {
	net.Conn
	of *counted
}

func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.of.down.Add(int64(n))
	return n, err
}

func (c countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.of.up.Add(int64(n))
	return n, err
}

// pupil is somebody in a browser that counts.
type pupil struct {
	client *http.Client
	base   string
	counted
}

// newPupil signs somebody in; that is not counted.
func newPupil(b *testing.B, town *town, username string) *pupil {
	b.Helper()
	p := &pupil{base: town.http.URL}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		return countedConn{conn, &p.counted}, err
	}}
	b.Cleanup(transport.CloseIdleConnections)
	p.client = &http.Client{Jar: jar, Transport: transport}
	if page, err := p.ask(b.Context(), http.MethodPost, "/sign-in",
		url.Values{"login": {username}, "password": {storetest.Password}}); err != nil {
		b.Fatal(err, page)
	}
	p.down.Store(0)
	p.up.Store(0)
	p.requests.Store(0)
	return p
}

// ask asks for something and returns the page that it leads to.
func (p *pupil) ask(ctx context.Context, method, path string, form url.Values) (string, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	p.requests.Add(1)
	response, err := p.client.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if response.Request.URL.Path != path {
		p.requests.Add(1) // it was led on
	}
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	return string(page), err
}

var (
	liveOf  = regexp.MustCompile(`data-live="([^"]+)"`)
	afterOf = regexp.MustCompile(`data-after="([^"]+)"`)
)

// follow opens the stream of a page and calls heard with the data of each event of the log, until that says no.
func (p *pupil) follow(ctx context.Context, page string, open *sync.WaitGroup, heard func(data string) bool) error {
	live, after := liveOf.FindStringSubmatch(page), afterOf.FindStringSubmatch(page)
	if live == nil || after == nil {
		open.Done()
		return fmt.Errorf("a page without a stream: %s", page)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	path := strings.ReplaceAll(live[1], "&amp;", "&") + "&after=" + after[1]
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		open.Done()
		return err
	}
	p.requests.Add(1)
	response, err := p.client.Do(r)
	open.Done()
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	data, numbered := "", false
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case field == "id":
			numbered = true
		case field == "data":
			data += value + "\n"
		case field == "":
			if numbered && !heard(data) {
				return nil
			}
			data, numbered = "", false
		}
	}
	return fmt.Errorf("the stream ended: %w, %v", io.ErrUnexpectedEOF, lines.Err())
}

// moments collects how long something took for each of many.
type moments struct {
	mu  sync.Mutex
	all []time.Duration
}

func (m *moments) add(d time.Duration) {
	m.mu.Lock()
	m.all = append(m.all, d)
	m.mu.Unlock()
}

// report says how long it took half of them, all but one of a hundred, and the last.
func (m *moments) report(b *testing.B, what string) {
	slices.Sort(m.all)
	for _, one := range []struct {
		name string
		at   int
	}{{"p50", len(m.all) / 2}, {"p99", len(m.all) * 99 / 100}, {"max", len(m.all) - 1}} {
		b.ReportMetric(float64(m.all[one.at].Microseconds())/1000, what+"-"+one.name+"-ms")
	}
}

// BenchmarkALineToAThousandStreams is a line of the chat over HTTP, from its sending until each of a thousand streams of
// the room, over HTTP too, has it whole. Who reads is on the same machine, and costs as much as who sends.
func BenchmarkALineToAThousandStreams(b *testing.B) {
	const streams = 1000
	town := newTown(b, setup{})
	town.enter(b, town.john)
	writer, reader := newPupil(b, town, "john"), newPupil(b, town, "thales")
	page, err := writer.ask(b.Context(), http.MethodGet, town.room, nil)
	if err != nil {
		b.Fatal(err)
	}
	var opening, reading, shown sync.WaitGroup
	var began atomic.Int64
	took := &moments{}
	ctx, stop := context.WithCancel(b.Context())
	opening.Add(streams)
	for range streams {
		reading.Go(func() {
			_ = reader.follow(ctx, page, &opening, func(string) bool {
				took.add(time.Duration(time.Now().UnixNano() - began.Load()))
				shown.Done()
				return true
			})
		})
	}
	opening.Wait()
	for b.Loop() {
		shown.Add(streams)
		began.Store(time.Now().UnixNano())
		if _, err := writer.ask(b.Context(), http.MethodPost, town.room+"/messages",
			url.Values{"body": {"Who can prove it?"}}); err != nil {
			b.Fatal(err)
		}
		shown.Wait()
	}
	stop()
	reading.Wait()
	took.report(b, "shown")
}

// class is three hundred who wait at a door, are let in, talk and go.
type class struct {
	*town
	pupils          []*pupil
	door            string
	begin           time.Time
	opened, entered moments // after the begin: the door says that it is open; one is in the room
}

const (
	classSize  = 300
	classLines = 100
)

// attend is all that one of them does. Whoever is among the first says one line.
func (c *class) attend(b *testing.B, i int, atDoor, inRoom *sync.WaitGroup) error {
	p, ctx := c.pupils[i], b.Context()
	page, err := p.ask(ctx, http.MethodGet, c.door, nil)
	if err != nil {
		return err
	}
	if err := p.follow(ctx, page, atDoor, func(string) bool { return false }); err != nil { // the first event is the start
		return err
	}
	c.opened.add(time.Since(c.begin))
	room, err := p.ask(ctx, http.MethodPost, c.door+"/join", url.Values{"op": {campus.NewOp()}})
	if err != nil {
		return err
	}
	c.entered.add(time.Since(c.begin))
	err = p.follow(ctx, room, inRoom, func(data string) bool { return !strings.HasPrefix(data, string(campus.KindEnded)+"\n") })
	if err == nil {
		_, err = p.ask(ctx, http.MethodGet, c.door, nil)
	}
	return err
}

// talk lets the first of the class say a line each, a few at a time.
func (c *class) talk(b *testing.B) {
	for i := range classLines {
		form := url.Values{"body": {fmt.Sprint("Line ", i, ", as long as a line of a class is, or a little longer than that.")},
			"op": {campus.NewOp()}}
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, c.http.URL+c.door+"/messages", strings.NewReader(form.Encode()))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("HX-Request", "true")
		c.pupils[i].requests.Add(1)
		response, err := c.pupils[i].client.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		response.Body.Close()
	}
}

// BenchmarkAClassOfThreeHundred is a class from the door to its end: the page of the door and its stream, the start, the
// join and the room's page and stream, a hundred lines said, the end and the page after it; all by HTTP, without assets,
// which a browser has, and without what shows that one is there still, which is one small request in half a minute.
func BenchmarkAClassOfThreeHundred(b *testing.B) {
	town := newTown(b, setup{busy: true})
	c := &class{town: town}
	for _, s := range town.Students(b, classSize) {
		c.pupils = append(c.pupils, newPupil(b, town, s.Username))
	}
	for b.Loop() {
		c.begin = town.Now().Add(3 * time.Second)
		m := town.Plan(b, town.thales, campus.NewMeeting{Title: "Lecture", Public: true, Slots: []campus.Slot{
			{From: c.begin, To: c.begin.Add(time.Hour), Zone: "UTC"}}})
		c.door = fmt.Sprintf("/meetings/%d/1", m.ID)
		var attending, atDoor, inRoom sync.WaitGroup
		atDoor.Add(classSize)
		inRoom.Add(classSize)
		for i := range c.pupils {
			attending.Go(func() {
				if err := c.attend(b, i, &atDoor, &inRoom); err != nil {
					b.Error(err)
				}
			})
		}
		atDoor.Wait()
		if late := town.Now().Sub(c.begin); late > 0 {
			b.Fatalf("the class was at the door %v late", late)
		}
		inRoom.Wait()
		c.talk(b)
		if _, err := town.Meetings.Turn(b.Context(), town.thales, m.ID, 1, campus.TurnEnd, ""); err != nil {
			b.Fatal(err)
		}
		attending.Wait()
	}
	c.opened.report(b, "door")
	c.entered.report(b, "in")
	var down, up, requests int64
	for _, p := range c.pupils {
		down, up, requests = down+p.down.Load(), up+p.up.Load(), requests+p.requests.Load()
	}
	for what, n := range map[string]int64{"down-KB": down / 1000, "up-KB": up / 1000, "requests": requests} {
		b.ReportMetric(float64(n)/float64(classSize*b.N), what+"/person")
	}
}
