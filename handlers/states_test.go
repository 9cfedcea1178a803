package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/handlers/live"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

func TestAStateIsSentWholeAtConnectAndAfterEachChange(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	topic := campus.CourseTopic(town.course.ID)
	script, page := town.script(t, "john"), town.signedIn(t, "john")
	feed, fragments := script.watch(t, eventsPath, []string{topic}), page.watch(t, livePath, []string{topic})
	course := func(kind string, taken int, closes string) string {
		return fmt.Sprintf(`{"topic":%q,"kind":%q,"time":"2026-03-01T09:00:00.000Z","course":{"id":%q,
			"title":"Geometry of circles","summary":"","level":"beginner","places":2,"closes":%q,"teacher":{"id":2,"name":"The thales"},
			"created":"2026-03-01T09:00:00Z","taken":%d,
			"waiting":0,"status":"open","co_teachers":[]}}`, topic, kind, town.course.ID, closes, taken)
	}
	wantEvent(t, feed.want(t), course("state", 0, "2026-03-31T09:00:00Z"))
	wantFragment(t, fragments.want(t), town.course.ID, "2 of 2 left")
	town.enrol(t, town.john)
	// A Resync of the listener may send the old state again; the new one must follow.
	for got := feed.want(t); ; got = feed.want(t) {
		if strings.Contains(got.data, `"taken":1`) {
			wantEvent(t, got, course("seats", 1, "2026-04-01T09:00:00Z"))
			break
		}
	}
	for got := fragments.want(t); ; got = fragments.want(t) {
		if !strings.Contains(got.data, "2 of 2 left") {
			wantFragment(t, got, town.course.ID, "1 of 2 left")
			break
		}
	}
	active := town.script(t, "admin").watch(t, eventsPath, []string{campus.TopicActive})
	wantEvent(t, active.want(t), `{"topic":"active","kind":"state","time":"2026-03-01T09:00:00.000Z","active_meetings":[{
		"meetingID":1,"orderID":1,"title":"Office hour","description":"","isPublic":false,
		"fromdatetime":"2026-03-01T08:59:00Z","todatetime":"2026-03-01T10:00:00Z"}]}`)
}

func (t *town) enrol(tb testing.TB, who campus.Person) {
	tb.Helper()
	if _, err := t.Courses.Enrol(tb.Context(), who, t.course.ID, false, ""); err != nil {
		tb.Fatal(err)
	}
}

func wantFragment(t *testing.T, got sent, course, words string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(got.data))
	if err != nil {
		t.Fatal(err)
	}
	swap := one(t, tree, "template[data-target=seats-"+course+"]")
	if says := text(swap); attr(swap, "data-swap") != "replace" || !strings.Contains(got.data, words) || got.id != "" {
		t.Errorf("the fragment is %+v, which says %q, want %q", got, says, words)
	}
}

// wantTimes checks that a fragment has an instance's times in each place where pages have them, and how it says so.
func wantTimes(t *testing.T, fragment, span, from, to string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(fragment))
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]string{views.IDWhen: span + " UTC", views.IDDoorBegins: from, views.IDDoorUntil: to,
		views.IDWhenMoved: "The time has changed: " + span} {
		if says := text(one(t, tree, "template[data-target="+target+"]")); strings.Join(strings.Fields(says), " ") != want {
			t.Errorf("%s says %q, want %q", target, says, want)
		}
	}
}

func TestTheAdminsListComesByStreamAsThePageDrawsIt(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	admin := town.signedIn(t, "admin")
	page := admin.get(t, views.PathActive)
	if live := attr(one(t, page.page(t), "body"), "data-live"); live != views.LivePath(campus.TopicActive) {
		t.Errorf("the page is live by %q", live)
	}
	feed := admin.watch(t, livePath, []string{campus.TopicActive})
	if got := feed.want(t); got.id != "" || got.name != "" || !strings.Contains(got.data, "Nobody has joined.") {
		t.Errorf("at connect it says %+v", got)
	}
	clock.Add(30 * time.Minute)
	town.enter(t, town.john)
	for { // a Resync of the listener may send the old state again
		got := feed.want(t)
		if !strings.Contains(got.data, "The john") {
			continue
		}
		polled := admin.get(t, views.PathActive, "HX-Request", "true").body
		if want := `<template data-swap="replace" data-target="active">` + strings.TrimSpace(polled) + `</template>`; got.data != want {
			t.Errorf("it is\n%s\nwant\n%s", got.data, want)
		}
		return
	}
}

func TestAStreamTooManyIsToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: func(c *Config) { c.Hub = live.NewHub(live.Limits{Person: 2, All: 3}) }})
	topics := []string{town.topic()}
	page, script := town.signedIn(t, "john"), town.script(t, "john")
	first := page.watch(t, livePath, topics)
	script.watch(t, eventsPath, topics)
	query := "?topic=" + town.topic()
	for _, refused := range []answer{page.get(t, livePath+query), page.get(t, livePath+query+"&once=1")} {
		if refused.status != http.StatusTooManyRequests || refused.header.Get("Retry-After") != "30" {
			t.Errorf("a third stream of one person is answered %s, Retry-After %q", refused, refused.header.Get("Retry-After"))
		}
	}
	script.call(t, "GET", "/events"+query, nil).wantProblem(t, 429, live.ErrTooManyOfOne.Sentence)
	town.signedIn(t, "thales").watch(t, livePath, topics)
	crowded := town.signedIn(t, "admin").get(t, livePath+query)
	if crowded.status != http.StatusTooManyRequests || crowded.header.Get("Retry-After") != "10" {
		t.Errorf("a fourth stream in all is answered %s, Retry-After %q", crowded, crowded.header.Get("Retry-After"))
	}
	first.close()
	storetest.Await(t, "the place of a closed stream", func() bool {
		return page.get(t, livePath+query+"&once=1").status == http.StatusOK
	})
}
