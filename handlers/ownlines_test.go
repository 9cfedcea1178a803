package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Without script the form says which lines stood on its page; a call says it, if at all, as seen.
func TestALineReadsForItsWriterWhatStoodOnTheirPage(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	general := store.GeneralRoom()
	say := func(body string) {
		t.Helper()
		if _, err := town.Rooms.Post(t.Context(), town.thales, general, campus.NewLine{Body: body}, ""); err != nil {
			t.Fatal(err)
		}
	}
	unread := func(what string, want int) {
		t.Helper()
		mine, err := town.Rooms.Mine(t.Context(), town.john, nil)
		wantNoError(t, err)
		for _, m := range mine {
			if m.ID == campus.GeneralID && m.Unread != want {
				t.Errorf("%s: %d are unread, want %d", what, m.Unread, want)
			}
		}
	}
	say("one")
	v := town.signedIn(t, "john")
	form := one(t, v.get(t, "/rooms/general").page(t), "#composer")
	say("two, while john writes")
	say("three")
	if got := v.submit(t, form, url.Values{"body": {"mine"}}); got.status != 303 {
		t.Fatalf("the line: %s", got)
	}
	unread("what came between", 2)
	page := v.get(t, "/rooms/general").page(t)
	items := all(page, "#lines > li")
	for i, item := range items {
		if attr(item, "id") == views.IDFirstUnread && attr(items[i+1], "id") != "m-2" {
			t.Errorf("what is new begins at %q", attr(items[i+1], "id"))
		}
	}
	one(t, page, "#"+views.IDFirstUnread)
	form = one(t, page, "#composer")
	if got := v.submit(t, form, url.Values{"body": {strings.Repeat("x", 4001)}}); got.status != 422 {
		t.Fatalf("a refused line: %s", got)
	} else {
		say("five")
		form = one(t, got.page(t), "#composer")
	}
	v.submit(t, form, url.Values{"body": {"mine"}})
	unread("the page of a refused line shows lines too", 1)

	feed := town.signedIn(t, "john").watch(t, livePath, []string{"me"})
	feed.until(t, `data-marks="general 4 0 0 0 6`)
	script := town.script(t, "john")
	events := script.watch(t, eventsPath, []string{"me"})
	events.until(t, `"rooms":[{"id":"general","read":4,"mentions":0,"own":[{"first":6,"last":6}]}]`)
	call := func(seen any) answer {
		return script.call(t, "POST", "/rooms/general/messages", map[string]any{"body": "mine", "seen": seen})
	}
	if got := call(4); got.status != 201 {
		t.Fatalf("a call: %s", got)
	}
	feed.until(t, `data-marks="general 4 0 0 0 6-7"`)
	events.until(t, `"kind":"read"`, `"read":4,"mentions":0,"own":[{"first":6,"last":7}]`)
	unread("a call that has seen less", 1)
	if got := call(-1); got.status != 422 || !strings.Contains(got.body, `"seen"`) {
		t.Errorf("no line: %s", got)
	}
	for _, seen := range []string{"x", "-1"} {
		got := v.submit(t, one(t, v.get(t, "/rooms/general").page(t), "#composer"), url.Values{"body": {"mine"}, "seen": {seen}})
		if got.status != 422 {
			t.Errorf("seen is %s: %s", strconv.Quote(seen), got)
		}
	}
	call(nil)
	unread("a call that does not say", 0)
}
