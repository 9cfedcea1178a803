package handlers

import (
	"maps"
	"strings"
	"testing"
)

func TestThatSomebodyTypesIsHeardByWhoWatchesAndNowhereKept(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	town.enter(t, town.john)
	page, feed := thales.watch(t, livePath, []string{town.topic()}), town.script(t, "thales").watch(t, eventsPath, []string{town.topic()})
	town.Settle(t)
	before := town.Contents(t)
	for range 2 { // the second comes too soon to be told
		if got := john.post(t, town.room+"/typing", nil, "HX-Request", "true"); got.status != 204 {
			t.Fatalf("%s", got)
		}
	}
	if got := feed.want(t); got.id != "" || !strings.Contains(got.data, `"kind":"typing"`) ||
		!strings.Contains(got.data, `"person":{"id":1,"name":"The john"}`) {
		t.Errorf("the script hears %+v", got)
	}
	if got := page.want(t); got.id != "" || !strings.Contains(got.data, `id="typing-1" data-who="1"`) ||
		!strings.Contains(got.data, "The john") {
		t.Errorf("the page hears %+v", got)
	}
	if after := town.Contents(t); !maps.Equal(before, after) {
		t.Errorf("Redis has\n%v\nand had\n%v", after, before)
	}
	town.say(t, town.john, "said") // what comes next is no second typing
	if got := feed.want(t); !strings.Contains(got.data, `"kind":"message"`) {
		t.Errorf("then comes %+v", got)
	}
	for who, want := range map[*visitor]int{thales: 409, john: 400} {
		room := town.room
		if who == john {
			room = "/meetings/1/99"
		}
		if got := who.post(t, room+"/typing", nil); got.status != want {
			t.Errorf("%s: want %d", got, want)
		}
	}
}
