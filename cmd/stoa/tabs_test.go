package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"stoa/store/campus"
)

// door stands between a browser and a campus, over HTTP/1.1, and counts the streams that go through it.
type door struct {
	url   string
	port  string
	proxy *httputil.ReverseProxy

	mu      sync.Mutex
	streams int
	polls   int
	tooMany int // how often there were more than four, for longer than a connection takes to close
	less    chan struct{}
	instead http.HandlerFunc // answers /live, if it is there
}

const (
	budget  = 4
	closing = 3 * time.Second // a browser that has closed a connection is known to have done so no later, though the machine be busy
)

func newDoor(t *testing.T, campus string) *door {
	t.Helper()
	target, err := url.Parse(campus)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{less: make(chan struct{})}
	d.proxy = &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	srv := httptest.NewServer(d)
	t.Cleanup(srv.Close)
	d.url = srv.URL
	d.port = srv.URL[strings.LastIndex(srv.URL, ":"):]
	return d
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/live" {
		defer d.enter(r.URL.Query().Has("once"))()
		if instead := d.own(); instead != nil {
			instead(w, r)
			return
		}
	}
	defer func() { _ = recover() }() // the proxy's way to say that the reader has gone
	d.proxy.ServeHTTP(w, r)
}

// enter counts one in, and returns what counts it out.
func (d *door) enter(once bool) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if once {
		d.polls++
		return func() {}
	}
	d.streams++
	if d.streams > budget {
		go d.expectLess()
	}
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.streams--
		close(d.less)
		d.less = make(chan struct{})
	}
}

// expectLess waits until the budget is kept again.
func (d *door) expectLess() {
	late := time.After(closing)
	for {
		d.mu.Lock()
		n, less := d.streams, d.less
		d.mu.Unlock()
		if n <= budget {
			return
		}
		select {
		case <-less:
		case <-late:
			d.mu.Lock()
			d.tooMany++
			d.mu.Unlock()
			return
		}
	}
}

func (d *door) count() (streams, polls, tooMany int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.streams, d.polls, d.tooMany
}

func (d *door) own() http.HandlerFunc {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.instead
}

// wantBudget checks that there were never more streams than the browser may have.
func (d *door) wantBudget(t *testing.T) {
	t.Helper()
	if _, _, tooMany := d.count(); tooMany > 0 {
		t.Errorf("the browser had more than %d streams, %d times", budget, tooMany)
	}
}

// origins are the two kinds of address: one where tabs have Web Locks, and one where they have BroadcastChannel alone.
func origins(t *testing.T, do func(*testing.T, *door, string)) {
	at := startStoa(t, "--demo", "--data", t.TempDir())
	for _, host := range []string{"127.0.0.1", "campus.test"} {
		t.Run(host, func(t *testing.T) {
			d := newDoor(t, at.url)
			do(t, d, "http://"+host+d.port)
		})
	}
}

// quiet checks the tabs' consoles, where they may be quiet: on plain http Chromium complains of headers that it ignores there.
func quiet(tabs []*tab) {
	for _, w := range tabs {
		if !strings.Contains(w.base, "campus.test") {
			w.quiet()
		}
	}
}

// bring puts a tab in front of the others in its window, as a click on it does.
func (w *tab) bring() {
	w.t.Helper()
	if _, err := chromedp.Call(w.ctx, page.BringToFront, cdp.Empty{}); err != nil {
		w.t.Fatal(err)
	}
	w.until("itself", "document.visibilityState === 'visible'")
}

func TestTenTabsOfOneBrowserAllLoadAndTheOneThatIsSeenIsLive(t *testing.T) {
	t.Parallel()
	origins(t, func(t *testing.T, d *door, base string) {
		john := newBrowser(t).person(t, "john", base)
		john.signIn("john", demoPassword)
		if locks := john.is("navigator.locks"); locks != strings.Contains(base, "127.0.0.1") {
			t.Fatalf("Web Locks at %s: %t", base, locks)
		}
		tabs := []*tab{john}
		john.open("/courses")
		for i := 2; i <= 10; i++ {
			w := john.another("tab " + strconv.Itoa(i))
			w.open("/courses")
			tabs = append(tabs, w)
		}
		const painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
		tabs[9].until("something", painted)
		paint, err := chromedp.Run(tabs[9].ctx, chromedp.Evaluate[float64](painted))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("first paint of the 10th tab: %.0f ms", paint)
		eventually(t, "one stream is open", func() bool { streams, _, _ := d.count(); return streams == 1 })

		const seats = "document.querySelector('#results li').innerText.includes(%q)"
		haled := visitor(t, d.url, "haled")
		change := func(path, do string) {
			t.Helper()
			res, err := haled.PostForm(d.url+path+"/"+do, nil)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
		}
		path, err := chromedp.Run(tabs[9].ctx, chromedp.Evaluate[string]("document.querySelector('#results li "+
			"a[href]').getAttribute('href')"))
		if err != nil {
			t.Fatal(err)
		}
		before := tabs[9].text("#results li .seats p")
		change(path, "enrol")
		const changed = "document.querySelector('#results li .seats p').innerText.trim() !== %q"
		tabs[9].until("the seats that changed", fmt.Sprintf(changed, before))
		after := tabs[9].text("#results li .seats p")
		if !tabs[2].is("document.visibilityState === 'hidden'") || tabs[2].is(fmt.Sprintf(changed, before)) {
			t.Error("the third tab is not hidden, or live although it is")
		}
		tabs[2].bring()
		tabs[2].until("what changed meanwhile", fmt.Sprintf(seats, after))
		change(path, "drop")
		tabs[2].until("the seats as they were", fmt.Sprintf(seats, before))
		if streams, _, _ := d.count(); streams != 1 {
			t.Errorf("%d streams for one tab that is seen", streams)
		}
		d.wantBudget(t)
		quiet(tabs)
	})
}

// behind is somebody whose tabs are all behind one that is not Stoa's: the one that was looked at last, and another.
type behind struct {
	*door
	t           *testing.T
	last, other *tab
	me          float64
	heard       *gossip
}

func newBehind(t *testing.T, d *door, base string) *behind {
	t.Helper()
	p := &behind{door: d, t: t, other: newBrowser(t).person(t, "john", base)}
	p.other.signIn("john", demoPassword)
	p.other.readsAll()
	readRooms(t, d.url, "john")
	own := apiToken(t, d.url, "john")
	p.me = apiCall(t, d.url, own, http.MethodGet, "/me", nil)["id"].(float64)
	p.other.open("/courses")
	p.last = p.other.another("john's second tab")
	p.last.open("/courses")
	p.last.until("its stream", "document.querySelector('#told').dataset.unread === ''")
	p.other.another("what is not Stoa's")
	p.heard = overhear(t, d.url, own)
	for _, w := range []*tab{p.other, p.last} {
		w.until("another tab in front", "document.visibilityState === 'hidden' && document.title === 'Courses · Stoa'")
	}
	return p
}

// isWrittenTo has john written to privately, and returns where.
func (p *behind) isWrittenTo(by string) string {
	p.t.Helper()
	token := apiToken(p.t, p.url, by)
	id := apiCall(p.t, p.url, token, http.MethodGet, "/me", nil)["id"].(float64)
	room := fmt.Sprintf("/rooms/%.0f:%.0f", min(p.me, id), max(p.me, id))
	apiCall(p.t, p.url, token, http.MethodPost, room+"/messages", map[string]any{"body": "Are you there?"})
	return room
}

const firstSeats = "document.querySelector('#results li .seats p').innerText.trim()"

// Who looks at something else is told things all the same, and is online: the tab that they looked at last keeps its stream, and when
// it goes another takes over.
func TestABrowserWhoseTabsAreAllBehindHearsOnAndItsReaderIsOnline(t *testing.T) {
	t.Parallel()
	origins(t, func(t *testing.T, d *door, base string) {
		p := newBehind(t, d, base)
		p.isWrittenTo("hypatia")
		for _, w := range []*tab{p.last, p.other} {
			w.until("that something came", "document.title === '(1) Courses · Stoa'")
		}
		before := p.last.value(firstSeats)
		haled, path := visitor(t, d.url, "haled"), p.last.value("document.querySelector('#results li a[href]').getAttribute('href')")
		change := func(do string) {
			t.Helper()
			res, err := haled.PostForm(d.url+strings.Trim(path, `"`)+"/"+do, nil)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
		}
		change("enrol")
		p.last.until("the seats that changed", firstSeats+" !== "+before)
		if !p.other.is(firstSeats + " === " + before) {
			t.Error("two tabs have a stream that nobody looks at")
		}
		closeTab(t, p.last)
		p.other.until("the seats that changed", firstSeats+" !== "+before)
		change("drop")
		p.other.until("the seats as they were", firstSeats+" === "+before)
		room := p.isWrittenTo("thales")
		p.other.until("that more came", "document.title === '(2) Courses · Stoa'")
		eventually(t, "john is online", func() bool { return p.heard.knows(campus.Person{ID: int64(p.me)}) })
		for _, who := range []string{"Hypatia", "Thales"} {
			p.other.until("what he was told meanwhile", fmt.Sprintf("document.querySelector('#toasts').innerText.includes(%q)", who))
		}
		p.other.bring()
		p.other.open(room)
		p.other.until("that it is read", "document.title.startsWith('(1) Thales')")
		eventually(t, "one stream is open", func() bool { streams, _, _ := d.count(); return streams == 1 })
		d.wantBudget(t)
		quiet([]*tab{p.other})
	})
}

func TestFiveRoomsOfOneBrowserAllHearEverythingOnce(t *testing.T) {
	t.Parallel()
	origins(t, func(t *testing.T, d *door, base string) {
		token := apiToken(t, d.url, "thales")
		john := newBrowser(t).person(t, "john", base)
		john.signIn("john", demoPassword)
		now := time.Now().UTC()
		var paths []string
		var tabs []*tab
		for i := range 5 {
			made := apiCall(t, d.url, token, http.MethodPost, "/meetings", map[string]any{"title": fmt.Sprintf("Room %d", i),
				"public":    true,
				"instances": []map[string]any{{"from": now.Add(-10 * time.Minute), "to": now.Add(time.Hour)}}})
			path := fmt.Sprintf("/meetings/%v/1", made["id"])
			w := john.another("room " + strconv.Itoa(i))
			w.open(path)
			w.press("Join")
			w.until("the composer", "document.querySelector('#composer-body')")
			paths, tabs = append(paths, path), append(tabs, w)
		}
		john.bring()
		john.open("/courses")
		eventually(t, "the browser has as many streams as it may", func() bool { streams, _, _ := d.count(); return streams == budget })
		for i, path := range paths {
			apiCall(t, d.url, token, http.MethodPost, path+"/join", nil)
			for n := range 3 {
				apiCall(t, d.url, token, http.MethodPost, path+"/messages", map[string]any{"body": fmt.Sprintf("line %d of room %d", n, i)})
			}
		}
		said := time.Now()
		for i, w := range tabs {
			w.until("the last line", fmt.Sprintf("document.querySelector('#lines').innerText.includes('line 2 of room %d')", i))
			if text := w.text("#lines"); strings.Count(text, "line ") != 3 {
				t.Errorf("%s: a line is missing or doubled:\n%s", w.name, text)
			}
		}
		if took := time.Since(said); took > 8*time.Second {
			t.Errorf("the last room heard it after %v", took)
		}
		if _, polls, _ := d.count(); polls == 0 {
			t.Error("no room polls, so a fifth stream must be somewhere")
		}
		d.wantBudget(t)
		quiet(tabs)
	})
}

// says lets the door's own stream say something instead of the campus, to whoever follows.
func (d *door) says(events <-chan string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.instead = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		out := http.NewResponseController(w)
		_ = out.Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case html := <-events:
				fmt.Fprintf(w, "data: %s\n\n", html)
				_ = out.Flush()
			}
		}
	}
}

func TestWhatTheStreamBringsIsAliveAndLeavesFocusSelectionAndWhatIsOpen(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	d := newDoor(t, campus.url)
	events := make(chan string)
	d.says(events)
	john := newBrowser(t).person(t, "john", d.url)
	john.signIn("john", demoPassword)
	john.open("/courses")
	if !john.is(`(s => s.visibility === 'visible' && s.display !== 'none')(getComputedStyle(document.querySelector('#live-status')))`) {
		t.Error("what has to announce itself is not there before it has something to say")
	}
	const sample = `<div id="sample"><p>%s</p><input id="typed" aria-label="typed"><details id="more"><summary>More</summary>` +
		`%[1]s</details>` +
		`<button id="go" hx-get="/courses?q=zzzz" hx-target="#results" hx-swap="outerMorph">Go</button></div>`
	events <- `<template data-swap="append" data-target="main">` + fmt.Sprintf(sample, "first") + `</template>`
	john.until("the first", "document.querySelector('#sample')")
	john.is(`(() => { const box = document.querySelector('#typed'); box.value = 'half a thought'; box.focus(); box.setSelectionRange(5, 6);
		document.querySelector('#more').open = true; window.sample = document.querySelector('#sample') })()`)
	events <- `<template data-swap="replace" data-target="sample">` + fmt.Sprintf(sample, "second") + `</template>`
	john.until("the second", "['#sample p', '#more'].every(css => document.querySelector(css).textContent.includes('second'))")
	for what, holds := range map[string]string{
		"the focus":         "document.activeElement.id === 'typed'",
		"the selection":     "document.activeElement.selectionStart === 5 && document.activeElement.selectionEnd === 6",
		"what is typed":     "document.querySelector('#typed').value === 'half a thought'",
		"what was opened":   "document.querySelector('#more').open",
		"the element there": "document.querySelector('#sample') === window.sample",
	} {
		if !john.is(holds) {
			t.Errorf("a change from the stream takes away %s", what)
		}
	}
	john.click("#go")
	john.until("what the button brings", "document.querySelector('#results').innerText.includes('No course is like that')")
	john.quiet()
}
