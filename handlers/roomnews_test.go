package handlers

import (
	"fmt"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// until returns the next event that holds all of some words; what others are about is passed over.
func (f *feed) until(tb testing.TB, words ...string) string {
	tb.Helper()
	for {
		if data := f.want(tb).data; holdsAll(data, words) {
			return data
		}
	}
}

func holdsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func TestWhoMayReadInARoomHearsElsewhereThatItHasComeFurtherAndNobodyElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hamid, hypatia := town.Person(t, "hypatia", campus.Student), town.Person(t, "euclid", campus.Student)
	town.Settle(t)
	say := func(who campus.Person, room store.Room, body string) {
		t.Helper()
		if _, err := town.Rooms.Post(t.Context(), who, room, campus.NewLine{Body: body}, ""); err != nil {
			t.Fatal(err)
		}
		town.Settle(t)
	}
	two := store.PrivateRoom(town.john.ID, hamid.ID)
	john, other, third := town.script(t, "john"), town.script(t, "hypatia"), town.script(t, "euclid")
	feeds := []*feed{john.watch(t, eventsPath, []string{"me"}), other.watch(t, eventsPath, []string{"me"}),
		third.watch(t, eventsPath, []string{"me"})}
	for _, f := range feeds {
		f.until(t, `"kind":"state"`)
	}
	const canary = "kestrel-4711"
	say(town.john, two, canary)
	id := fmt.Sprintf("%d:%d", min(town.john.ID, hamid.ID), max(town.john.ID, hamid.ID))
	if got := feeds[1].until(t, `"kind":"room"`, id); !strings.Contains(got, `"topic":"me"`) || !strings.Contains(got, `"last":1`) ||
		strings.Contains(got, canary) {
		t.Errorf("the other hears %s", got)
	}
	feeds[0].until(t, `"kind":"read"`, `{"id":"`+id+`","read":1,"mentions":0}`) // who says it has read it
	say(hypatia, store.GeneralRoom(), "hello")
	for {
		got := feeds[2].want(t).data
		if strings.Contains(got, `"`+id+`"`) || strings.Contains(got, canary) {
			t.Errorf("a third hears of the room of two: %s", got)
		}
		if holdsAll(got, []string{`"kind":"room"`, `"general"`}) {
			break
		}
	}
	if _, err := town.Rooms.MarkRead(t.Context(), hamid, two, 1); err != nil {
		t.Fatal(err)
	}
	feeds[1].until(t, `"kind":"read"`, `{"id":"`+id+`","read":1,"mentions":0}`)
	if got := third.call(t, "GET", "/events?topic=news:"+id, nil); got.status != 403 {
		t.Errorf("news are asked for by name: %s", got)
	}
}

func TestAnOpenStreamFollowsTheRoomsThatItsReaderHasByThen(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	feed := town.script(t, "john").watch(t, eventsPath, []string{"me"})
	feed.until(t, `"kind":"state"`)
	room := store.CourseRoom(town.course.ID)
	say := func(room store.Room) {
		t.Helper()
		if _, err := town.Rooms.Post(t.Context(), town.thales, room, campus.NewLine{Body: "hello"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	town.enrol(t, town.john)
	town.Settle(t)
	feed.until(t, `"kind":"state"`) // there are other rooms: they are told anew
	say(room)
	feed.until(t, `"kind":"room"`, `"course-`+town.course.ID+`"`, `"last":1`)
	if _, err := town.Courses.Drop(t.Context(), town.john, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	feed.until(t, `"kind":"state"`)
	say(room)
	say(store.GeneralRoom())
	for {
		got := feed.want(t).data
		if strings.Contains(got, `"course-`) {
			t.Errorf("who has dropped the course hears of its room: %s", got)
		}
		if strings.Contains(got, `"general"`) {
			return
		}
	}
}

func TestAStreamThatComesLateIsToldWhereItsRoomsStand(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for range 3 {
		if _, err := town.Rooms.Post(t.Context(), town.thales, store.GeneralRoom(), campus.NewLine{Body: "hello"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := town.Rooms.MarkRead(t.Context(), town.john, store.GeneralRoom(), 2); err != nil {
		t.Fatal(err)
	}
	feed := town.script(t, "john").watch(t, eventsPath, []string{"me"})
	feed.until(t, `"kind":"state"`, `"rooms":[{"id":"general","read":2,"mentions":0}]`)
	feed.until(t, `"kind":"room"`, `"id":"general","last":3`)
}

// Everybody in a room reads a line at the same time: each of them is told of that room, and nothing else is drawn for it.
func TestWhoHasReadInARoomIsToldOfThatAloneAndOfTheInboxWhenThatHasChanged(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	say := func(body string) {
		t.Helper()
		if _, err := town.Rooms.Post(t.Context(), town.thales, store.GeneralRoom(), campus.NewLine{Body: body}, ""); err != nil {
			t.Fatal(err)
		}
		town.Settle(t)
	}
	read := func(line int64) {
		t.Helper()
		if _, err := town.Rooms.MarkRead(t.Context(), town.john, store.GeneralRoom(), line); err != nil {
			t.Fatal(err)
		}
	}
	say("one")
	page, script := town.signedIn(t, "john").watch(t, livePath, []string{"me"}), town.script(t, "john").watch(t, eventsPath, []string{"me"})
	page.until(t, `data-swap="marks"`)
	script.until(t, `"kind":"state"`)
	read(1)
	if got := page.until(t, `data-swap="mark"`); strings.Contains(got, "nav-inbox") || !strings.Contains(got, `data-marks="general 1 0 0"`) {
		t.Errorf("the page is told %s", got)
	}
	if got := script.until(t, `"kind":"read"`); !strings.Contains(got, `"rooms":[{"id":"general","read":1,"mentions":0}]`) {
		t.Errorf("the script is told %s", got)
	}
	say("two, @john")
	page.until(t, `data-marks="general 1 1 0"`)
	page.until(t, views.IDToasts)
	read(2)
	page.until(t, `data-marks="general 2 0 0"`)
	page.until(t, `data-target="`+views.NavBadgeID(views.NavInbox))
	if _, err := town.Rooms.MarkUnread(t.Context(), town.john, store.GeneralRoom(), 1, ""); err != nil {
		t.Fatal(err)
	}
	page.until(t, `data-swap="mark"`, `data-marks="general 0 1 1"`)
}

func TestThePageCountsTheRoomsOfOnesOwnInWhichOneIsMeant(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.Settle(t)
	for _, room := range []store.Room{store.CourseRoom(town.course.ID), store.GeneralRoom()} {
		for _, body := range []string{"to all", "@john"} {
			if _, err := town.Rooms.Post(t.Context(), town.thales, room, campus.NewLine{Body: body}, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	town.Settle(t)
	john := town.signedIn(t, "john")
	badge := func(path string) string {
		return text(one(t, john.get(t, path).page(t), "#"+views.NavBadgeID(views.NavRooms)))
	}
	for _, path := range []string{"/", "/rooms", "/courses", "/inbox"} {
		if got := badge(path); got != "2 with messages for you" {
			t.Errorf("at the navigation of %s stands %q", path, got)
		}
	}
	if _, err := town.Courses.Drop(t.Context(), town.john, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	for _, path := range []string{"/", "/rooms", "/courses", "/inbox"} {
		if got := badge(path); got != "1 with messages for you" {
			t.Errorf("once the course was dropped, at the navigation of %s stands %q", path, got)
		}
	}
}

func TestWhoIsBannedFromARoomHasNoMarkThereAndALineThatIsChangedIsNews(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	if _, err := town.Rooms.Post(t.Context(), town.john, store.GeneralRoom(), campus.NewLine{Body: "hello"}, ""); err != nil {
		t.Fatal(err)
	}
	page := town.signedIn(t, "john").watch(t, livePath, []string{"me"})
	page.until(t, `data-swap="marks"`, `data-marks="general `)
	page.until(t, `data-swap="room"`, `data-line="1"`, `data-event="1"`)
	if err := town.Rooms.Delete(t.Context(), town.john, store.GeneralRoom(), 1, false, ""); err != nil {
		t.Fatal(err)
	}
	page.until(t, `data-swap="room"`, `data-line="1"`, `data-event="2"`)
	list := town.signedIn(t, "john").get(t, "/rooms").page(t)
	if got := attr(one(t, list, "span[data-unread-of=general]"), "data-event"); got != "2" {
		t.Errorf("the list was drawn when %q had happened, want 2", got)
	}
	if err := town.Rooms.Sanction(t.Context(), town.admin, store.GeneralRoom(), town.john.ID, campus.KindBanned, ""); err != nil {
		t.Fatal(err)
	}
	page.until(t, `data-swap="marks"`, `data-marks=""`)
}
