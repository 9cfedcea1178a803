package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// talking is two Stoas on one Redis, somebody who speaks at the first, and people with a stream each at the second.
type talking struct {
	crowded
	other   *process // where the streams are
	speaker string   // a token
	people  []campus.Person

	mu    sync.Mutex
	wants string    // what the frame holds that is waited for
	said  time.Time // when what it tells of was sent
	took  []time.Duration
	left  chan struct{} // gets one for each frame that has come
}

// online is how many have a page open, and looking how many of them look at General.
func newTalking(b *testing.B, online, looking int) *talking {
	b.Helper()
	c, server := storetest.Own(b, func(o *store.Options) { o.Prefix = "stoa:" }) // as the process has it
	w := &talking{crowded: crowded{Campus: c, host: c.Person(b, "thales", campus.Teacher)}, left: make(chan struct{}, 2*online)}
	at := "unix://" + server.Socket()
	w.stoa, w.other = startStoa(b, "--redis-url", at), startStoa(b, "--redis-url", at)
	w.speaker, w.people = sessionOf(b, c, w.host), c.Students(b, online)
	for i, p := range w.people {
		topics := "topic=me"
		if i < looking {
			topics += "&topic=room:general"
		}
		w.listen(b, sessionOf(b, c, p), topics)
	}
	return w
}

// listen opens a stream that notes when what is waited for has come.
func (w *talking) listen(b *testing.B, token, topics string) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, w.other.url+"/api/v1/events?"+topics, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("a stream: %v, %v", response, err)
	}
	b.Cleanup(func() { response.Body.Close() })
	go func() {
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); ok {
				w.hear(data)
			}
		}
	}()
}

func (w *talking) hear(data []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for want := range strings.FieldsSeq(w.wants) {
		if !bytes.Contains(data, []byte(want)) {
			return
		}
	}
	if w.wants != "" {
		w.took = append(w.took, time.Since(w.said))
		w.left <- struct{}{}
	}
}

// say says a line over HTTP at the first Stoa, and returns when so many streams have got a frame that holds some words.
func (w *talking) say(b *testing.B, room campus.RoomID, streams int, wants string) {
	b.Helper()
	w.mu.Lock()
	w.wants, w.said = wants, time.Now()
	w.mu.Unlock()
	const line = `{"body":"A line as people say it, of some eighty letters, with a thought."}`
	w.send(b, w.stoa.url, w.speaker, fmt.Sprintf("/rooms/%s/messages", room), line)
	limit := time.After(patience)
	for i := range streams {
		select {
		case <-w.left:
		case <-limit:
			b.Fatalf("of %s %d streams of %d have heard", room, i, streams)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wants = ""
	for len(w.left) > 0 { // it may be said twice
		<-w.left
	}
}

// send makes a call.
func (w *talking) send(b *testing.B, base, token, path, body string) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if text, _ := io.ReadAll(response.Body); response.StatusCode >= http.StatusMultipleChoices {
		b.Fatalf("%s: %s %s", path, response.Status, text)
	}
}

// report says how long it took half of those that have come, and all but one of a hundred.
func (w *talking) report(b *testing.B, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.took)
	b.ReportMetric(float64(w.took[len(w.took)/2].Microseconds())/1000, what+"-p50-ms")
	b.ReportMetric(float64(w.took[len(w.took)*99/100].Microseconds())/1000, what+"-p99-ms")
	w.took = nil
}

// rest lets what was set off come to its end, and the pace at which rooms are told of elsewhere too.
func rest(d time.Duration) { <-time.After(d) }

// BenchmarkABadgeAtAnotherStoa is how long it takes until the other tabs of a thousand people, who all have a page open at another
// Stoa, know that there is something unread: of a line in General all of them, of a private line the one who it is for, how much
// there is and that it is for them. An iteration says ten lines in General; at
// the end two are said to each of a hundred people.
func BenchmarkABadgeAtAnotherStoa(b *testing.B) {
	const streams, privately = 1000, 100
	w := newTalking(b, streams, 0)
	room := func(i int) campus.RoomID { return campus.PrivateRoomID(w.host.ID, w.people[i].ID) }
	for i := range privately { // so that the streams follow these rooms
		w.say(b, room(i), 0, "")
	}
	rest(3 * time.Second)
	last := 0
	for b.Loop() {
		for range 10 {
			last++
			w.say(b, campus.GeneralID, streams, fmt.Sprintf(`"kind":"room" "general" "last":%d`, last))
			rest(1200 * time.Millisecond)
		}
	}
	w.report(b, "general")
	for _, of := range []struct{ what, wants string }{{"private", `"kind":"room" "%s" "last":2`}, {"for-you", `{"id":"%s","read":0,"mentions":3}`}} {
		for i := range privately {
			w.say(b, room(i), 1, fmt.Sprintf(of.wants, room(i)))
		}
		w.report(b, of.what)
		rest(2 * time.Second)
	}
}

// measure returns how many commands Redis does for what is done, without those that it does at any time anyway.
func (w *talking) measure(b *testing.B, do func()) float64 {
	b.Helper()
	const quiet = 10 * time.Second
	before := w.commands(b)
	rest(quiet)
	idle := float64(w.commands(b)-before) / quiet.Seconds()
	before, began := w.commands(b), time.Now()
	do()
	rest(2 * time.Second) // followers
	return float64(w.commands(b)-before) - idle*time.Since(began).Seconds()
}

// BenchmarkCommandsOfTalk is what talk costs Redis, where three hundred have a page open and thirty of them look at General: for a
// line there, with and without that those who look at it say that they have read it, and for a page.
func BenchmarkCommandsOfTalk(b *testing.B) {
	const online, looking, lines, pages = 300, 30, 50, 50
	w := newTalking(b, online, looking)
	tokens := make([]string, looking)
	for i := range tokens {
		tokens[i] = sessionOf(b, w.Campus, w.people[i])
	}
	rest(5 * time.Second)
	client := w.visitor(b)
	for b.Loop() {
		last := 0
		say := func(read bool) func() {
			return func() {
				for range lines {
					last++
					w.say(b, campus.GeneralID, looking, fmt.Sprintf(`"topic":"room:general" "kind":"message" "id":%d,`, last))
					for i := 0; read && i < looking; i++ {
						w.send(b, w.other.url, tokens[i], "/rooms/general/read", fmt.Sprintf(`{"id":%d}`, last))
					}
					rest(200 * time.Millisecond)
				}
			}
		}
		b.ReportMetric(w.measure(b, say(false))/lines, "commands/line")
		b.ReportMetric(w.measure(b, say(true))/lines, "commands/line-that-30-read")
		for what, path := range map[string]string{"room-page": "/rooms/general", "home": "/", "rooms-list": "/rooms", "inbox": "/inbox"} {
			b.ReportMetric(w.measure(b, func() {
				for range pages {
					w.open(b, client, path)
				}
			})/pages, "commands/"+what)
		}
	}
}

// visitor is the first of the people in a browser.
func (w *talking) visitor(b *testing.B) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	response, err := client.PostForm(w.stoa.url+"/sign-in", url.Values{"login": {w.people[0].Username}, "password": {storetest.Password}})
	if err != nil {
		b.Fatal(err)
	}
	response.Body.Close()
	return client
}

func (w *talking) open(b *testing.B, client *http.Client, path string) {
	b.Helper()
	response, err := client.Get(w.stoa.url + path)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", path, response.Status, err)
	}
}
