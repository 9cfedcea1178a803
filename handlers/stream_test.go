package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

const livePath = streamPath

func (t *town) topic() string { return campus.MeetingTopic(t.meeting.ID, 1) }

func TestALineReachesWhoWatchesWithItsID(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales)
	page := town.signedIn(t, "john").watch(t, livePath, []string{town.topic()})
	script := town.script(t, "thales").watch(t, eventsPath, []string{town.topic()})
	if h := page.response.Header; h.Get("Content-Type") != "text/event-stream" || h.Get("Cache-Control") != "no-store" ||
		h.Get("X-Accel-Buffering") != "no" || h.Get("Content-Security-Policy") != csp {
		t.Errorf("the stream's head is %v", h)
	}
	town.say(t, town.john, "```\none\n\nid: 9-9\nevent: bye\r\ndata: two\n```")
	drawn, object := page.want(t), script.want(t)
	tree, err := html.Parse(strings.NewReader(drawn.data))
	if err != nil {
		t.Fatal(err)
	}
	swap := one(t, tree, "template[data-target=lines]")
	if attr(swap, "data-swap") != "append" || !strings.Contains(drawn.data, "one\n\nid: 9-9\nevent: bye\ndata: two") || drawn.name != "" {
		t.Errorf("the fragment is %+v", drawn)
	}
	if _, ok := campus.ParseCursor(drawn.id); !ok || object.id != drawn.id {
		t.Errorf("the ids are %q and %q, want the same id of an event", drawn.id, object.id)
	}
	// The next line comes next, so nothing of the text was taken for an event.
	town.say(t, town.john, "three")
	if next := script.want(t); !strings.Contains(next.data, `"body":"three"`) {
		t.Errorf("the next event is %+v", next)
	}
}

func TestEveryKindOfEventHasItsShape(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	feed := town.script(t, "john").events(t, town.topic(), "0-0")
	town.Tick(t)
	town.enter(t, town.john)
	clock.Add(250 * time.Millisecond)
	town.say(t, town.john, "hello")
	if err := town.Meetings.Leave(t.Context(), town.john, 1, 1, ""); err != nil {
		t.Fatal(err)
	}
	clock.Add(time.Hour)
	town.Tick(t)
	const span = `"from":"2026-03-01T08:59:00Z","to":"2026-03-01T10:00:00Z"`
	for _, want := range []string{
		`{"kind":"active","time":"2026-03-01T08:59:00.000Z",` + span + `}`,
		`{"kind":"join","time":"2026-03-01T09:00:00.000Z","person":{"id":1,"name":"The john"}}`,
		`{"kind":"message","time":"2026-03-01T09:00:00.250Z","message":{"id":1,"userID":1,"body":"hello",
			"timestamp":"2026-03-01T09:00:00.250Z","client_id":null,"edited":false,"deleted":false,"reply_to":null}}`,
		`{"kind":"leave","time":"2026-03-01T09:00:00.250Z","person":{"id":1,"name":"The john"}}`,
		`{"kind":"ended","time":"2026-03-01T10:00:00.000Z",` + span + `}`,
	} {
		got := feed.want(t)
		wantEvent(t, got, strings.Replace(want, "{", fmt.Sprintf(`{"topic":%q,"id":%q,`, town.topic(), got.id), 1))
	}
}

// wantEvent compares an event of the API with JSON.
func wantEvent(t *testing.T, got sent, want string) {
	t.Helper()
	var is, should map[string]any
	if err := errors.Join(json.Unmarshal([]byte(got.data), &is), json.Unmarshal([]byte(want), &should)); err != nil {
		t.Fatalf("%v in %s or %s", err, got.data, want)
	}
	if !reflect.DeepEqual(is, should) {
		t.Errorf("the event is %v\nwant %v", is, should)
	}
}

func TestWhatMayNotBeWatchedIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.Person(t, "stranger", campus.Student)
	course, room := campus.CourseTopic(town.course.ID), town.topic()
	const forbidden, badTopics = "You may not watch one of these topics.", marked
	many := make([]string, 65)
	for i := range many {
		many[i] = campus.CourseTopic(campus.NewCourseID())
	}
	for name, one := range map[string]struct {
		who    string
		topics []string
		status int
		detail string
	}{
		"a room one is not invited to":  {"stranger", []string{room}, 403, forbidden},
		"with one that one may":         {"stranger", []string{course, room}, 403, forbidden},
		"a room that is not there":      {"john", []string{"meeting:1:2"}, 403, forbidden},
		"the admin's list, for another": {"thales", []string{"active"}, 403, forbidden},
		"what is not a topic":           {"john", []string{"nonsense"}, 403, forbidden},
		"somebody's own":                {"john", []string{"person:1"}, 403, forbidden},
		"two logs":                      {"john", []string{room, "meeting:1:2"}, 422, badTopics},
		"nothing":                       {"john", nil, 422, badTopics},
		"too much":                      {"john", many, 422, badTopics},
	} {
		t.Run(name, func(t *testing.T) {
			query := "?"
			for _, topic := range one.topics {
				query += "topic=" + topic + "&"
			}
			town.script(t, one.who).call(t, "GET", "/events"+query, nil).wantProblem(t, one.status, one.detail)
			wantStatus(t, town.signedIn(t, one.who).get(t, livePath+query), one.status)
		})
	}
	for _, cursor := range []string{"x", "1", "-1-1", "1-2-3", "99999999999999999999999-0"} {
		town.script(t, "john").call(t, "GET", "/events?topic="+room, nil, "Last-Event-ID", cursor).wantProblem(t, 422, marked)
	}
}

func TestACursorGoesOnExactlyWhereItStopped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	for range 5 {
		town.say(t, town.john, "before")
	}
	script := town.script(t, "john")
	first := script.events(t, town.topic(), "0-0")
	var ids []string
	for range 6 {
		ids = append(ids, first.want(t).id)
	}
	for i, after := range ids[:5] {
		for _, again := range []*feed{
			script.events(t, town.topic(), after),
			script.watch(t, eventsPath+"?after="+after, []string{town.topic()}),
		} {
			for _, want := range ids[i+1:] {
				if got := again.want(t).id; got != want {
					t.Errorf("after %s came %s, want %s", after, got, want)
				}
			}
		}
	}
	// A cursor whose entry is gone, or never was, cannot be gone on from.
	for _, gone := range []string{"1-1", "99999999999999-0", ids[2] + "9"} {
		script.events(t, town.topic(), gone).wantEnd(t, "reset")
	}
}

// follower reads a room's lines, coming back after every loss with its last id, as a browser does.
type follower struct {
	visitor *visitor
	topic   string
	cursor  string
	lines   []int64
}

// readUntil reads until the line last has come; drop decides after each event whether to hang up.
func (f *follower) readUntil(tb testing.TB, last int64, drop func() bool) error {
	for len(f.lines) == 0 || f.lines[len(f.lines)-1] != last {
		if err := tb.Context().Err(); err != nil {
			return err
		}
		feed, err := f.visitor.tryWatch(tb, eventsPath, []string{f.topic}, "Last-Event-ID", f.cursor)
		if err != nil {
			return err
		}
		for {
			got, err := feed.next()
			if err != nil {
				if feed.context.Err() != nil && tb.Context().Err() == nil {
					return fmt.Errorf("waited in vain after %s with %d lines: %w", f.cursor, len(f.lines), err)
				}
				break // the stream ended: come back
			}
			if got.name == "reset" {
				return errors.New("reset")
			}
			var e struct {
				Kind    string
				Message struct{ ID int64 }
			}
			if err := json.Unmarshal([]byte(got.data), &e); err != nil {
				return err
			}
			f.cursor = got.id
			if e.Kind == string(campus.KindMessage) {
				f.lines = append(f.lines, e.Message.ID)
			}
			if e.Message.ID == last || drop() {
				break
			}
		}
		feed.close()
	}
	return nil
}

// oneToN is what every reader must have seen.
func oneToN(n int64) []int64 {
	want := make([]int64, n)
	for i := range want {
		want[i] = int64(i) + 1
	}
	return want
}

func TestReadersWhoComeAndGoSeeEveryLineOnceAndInOrder(t *testing.T) {
	t.Parallel()
	const readers, writers, each = 20, 4, 50
	town := newTown(t, setup{})
	town.enter(t, town.john, town.thales, town.admin)
	script := town.script(t, "john")
	all := make([]*follower, readers)
	errs := make([]error, readers)
	var reading, writing sync.WaitGroup
	for i := range all {
		all[i] = &follower{visitor: script, topic: town.topic(), cursor: "0-0"}
		reading.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(i), 1))
			errs[i] = all[i].readUntil(t, writers*each, func() bool { return dice.IntN(8) == 0 })
		})
	}
	for range writers {
		writing.Go(func() {
			for range each {
				if _, err := town.Rooms.Post(t.Context(), town.john, store.MeetingRoom(1, 1), campus.NewLine{Body: "line"},
					""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	reading.Wait()
	for i, f := range all {
		if errs[i] != nil || !slices.Equal(f.lines, oneToN(writers*each)) {
			t.Errorf("reader %d saw %v, %v", i, f.lines, errs[i])
		}
	}
}

func TestALostDoorbellLosesNoLineOfAnOpenStream(t *testing.T) {
	t.Parallel()
	const lines = 300
	// A server of its own: on the package's, the cuts would reach all other tests.
	town := newTown(t, setup{redis: store.Redis{Socket: storetest.OwnServer(t).Socket()}, config: func(c *Config) { c.Log = discard() }})
	town.enter(t, town.john)
	script := town.script(t, "john")
	all, errs := make([]*follower, 5), make([]error, 5)
	var reading sync.WaitGroup
	for i := range all {
		all[i] = &follower{visitor: script, topic: town.topic(), cursor: "0-0"}
		reading.Go(func() { errs[i] = all[i].readUntil(t, lines, func() bool { return false }) })
	}
	for i := range lines {
		town.say(t, town.john, "line")
		if i%20 == 0 {
			if err := town.Redis.Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub").Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	reading.Wait()
	for i, f := range all {
		if errs[i] != nil || !slices.Equal(f.lines, oneToN(lines)) {
			t.Errorf("reader %d saw %v, %v", i, f.lines, errs[i])
		}
	}
}

func TestTheStreamsOfSomebodyWhoIsDisabledEndAtOnce(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	topics := []string{campus.CourseTopic(town.course.ID)}
	other := town.takeEarlyBeats(t)
	page, script := town.signedIn(t, "john").watch(t, livePath, topics), town.script(t, "john").watch(t, eventsPath, topics)
	began := time.Now()
	if err := town.People.SetStatus(t.Context(), store.Itself(""), town.john.ID, campus.StatusDisabled); err != nil {
		t.Fatal(err)
	}
	for _, feed := range []*feed{page, script} {
		for {
			if _, err := feed.next(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the streams ended after %v, want within 2 s", took)
	}
	town.enrolAnother(t)
	for !strings.Contains(other.want(t).data, "1 of 2 left") { // who is not meant stays
	}
}

// takeEarlyBeats opens streams that have the beats of the first seconds, so that those opened later are not checked by
// chance. It returns the last.
func (t *town) takeEarlyBeats(tb testing.TB) *feed {
	tb.Helper()
	var last *feed
	thales := t.signedIn(tb, "thales")
	for range 8 {
		last = thales.watch(tb, livePath, []string{campus.CourseTopic(t.course.ID)})
	}
	return last
}

func (t *town) enrolAnother(tb testing.TB) {
	tb.Helper()
	t.enrol(tb, t.Person(tb, "another", campus.Student))
}

func TestSigningOutEndsTheStreamsOfThatSession(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.takeEarlyBeats(t)
	topics := []string{town.topic()}
	here, elsewhere := town.signedIn(t, "john"), town.signedIn(t, "john")
	ends, stays := here.watch(t, livePath, topics), elsewhere.watch(t, livePath, topics)
	began := time.Now()
	here.post(t, "/sign-out", nil).wantSeeOther(t, "/")
	ends.wantEnd(t)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the stream ended after %v, want within 2 s", took)
	}
	town.enter(t, town.john)
	if got := stays.want(t); !strings.Contains(got.data, "The john") {
		t.Errorf("the other session's stream said %+v", got)
	}
}

func TestAStoaThatStopsSaysByeAndIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	var feeds []*feed
	for range 10 {
		feeds = append(feeds, town.signedIn(t, "john").watch(t, livePath, []string{town.topic()}))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	began := time.Now()
	stopped := make(chan error, 1)
	go func() { stopped <- town.http.Config.Shutdown(ctx) }()
	for _, feed := range feeds {
		feed.wantEnd(t, "bye")
	}
	if err := <-stopped; err != nil || time.Since(began) > 3*time.Second {
		t.Errorf("it stopped after %v with %v", time.Since(began), err)
	}
	if n := town.server.Hub.Streams(); n != 0 {
		t.Errorf("%d streams are left", n)
	}
}

func TestAStoaThatDrainsIsNotReadyAndSendsStreamsAway(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	v := town.signedIn(t, "john")
	wantStatus(t, v.get(t, "/readyz"), http.StatusOK)
	town.server.Drain()
	wantStatus(t, v.get(t, "/readyz"), http.StatusServiceUnavailable)
	wantStatus(t, v.get(t, "/healthz"), http.StatusOK)
	wantStatus(t, v.get(t, "/courses"), http.StatusOK) // requests are still answered
	v.watch(t, livePath, []string{town.topic()}).wantEnd(t, "bye")
}

func TestTheEndOfAMeetingReachesItsPagesByItself(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock, busy: true})
	town.enter(t, town.john)
	feed := town.signedIn(t, "john").watch(t, livePath, []string{town.topic()})
	clock.Add(time.Hour)
	for got := feed.want(t); ; got = feed.want(t) {
		if got.name == views.EventTurn && got.data == string(campus.KindEnded)+"\n0" {
			return
		}
	}
}
