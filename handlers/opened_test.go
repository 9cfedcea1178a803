package handlers

import (
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// wantUnread checks how many notifications somebody has not read.
func wantUnread(t *testing.T, town *town, who campus.Person, what string, want int) {
	t.Helper()
	if n, err := town.Inbox.Unread(t.Context(), who.ID); err != nil || n != want {
		t.Errorf("%s: %d are unread, %v; want %d", what, n, err, want)
	}
}

// newestTold returns the id of what somebody was told last.
func (t *town) newestTold(tb testing.TB, who campus.Person) string {
	tb.Helper()
	page, err := t.Inbox.Page(tb.Context(), who.ID, "", 1)
	if err != nil || len(page.Notifications) == 0 {
		tb.Fatalf("%+v, %v", page, err)
	}
	return page.Notifications[0].ID
}

func TestWhoOpensWhatTheyWereToldIsLedThereAndHasReadIt(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	who := town.Person(t, "johanna", campus.Student) // invited to nothing yet
	town.enrol(t, who)
	town.edited(t, 5)
	clock.Add(time.Second)
	town.talk(t, town.thales, campus.GeneralID, "Where are you, @johanna?")
	town.Settle(t)
	johanna, thales := town.signedIn(t, "johanna"), town.signedIn(t, "thales")
	var links []string
	for _, row := range toldOn(johanna.get(t, "/inbox").page(t), true) {
		links = append(links, attr(one(t, row, "p a"), "href"))
	}
	things := []string{"/rooms/general/messages/1", "/courses/" + town.course.ID}
	if len(links) != len(things) {
		t.Fatalf("%q are told, want %q", links, things)
	}
	for _, header := range [][]string{{"Sec-Purpose", "prefetch"}, {"Purpose", "prefetch"}, {"Sec-Fetch-Mode", "cors"}} {
		johanna.get(t, links[0], header...).wantSeeOther(t, things[0])
	}
	wantUnread(t, town, who, "asked for in case she will look", 2)
	for i, link := range links {
		for range 2 {
			johanna.get(t, link).wantSeeOther(t, things[i])
			wantUnread(t, town, who, link, 1-i)
		}
	}
	for _, row := range toldOn(johanna.get(t, "/inbox").page(t), false) {
		johanna.get(t, attr(one(t, row, "p a"), "href")) // read, it leads there still
	}
	wantStatus(t, thales.get(t, links[0]), 404)
	for _, id := range []string{"nothing", "read", "//evil.example", "https:%2F%2Fevil.example", "..%2F..%2Fsign-out", "%00"} {
		if got := johanna.get(t, "/inbox/"+id); got.status != 404 {
			t.Errorf("%s: %s", id, got)
		}
	}
}

func TestWhoOpensWhatIsGoneIsToldSo(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.edited(t, 5)
	john := town.signedIn(t, "john")
	link := attr(one(t, toldOn(john.get(t, "/inbox").page(t), true)[0], "p a"), "href")
	if err := town.Courses.Delete(t.Context(), town.admin, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	before, err := town.Inbox.Unread(t.Context(), town.john.ID)
	if err != nil {
		t.Fatal(err)
	}
	john.get(t, link).wantSeeOther(t, "/inbox")
	wantHolds(t, john.get(t, "/inbox").page(t), "What that was about is not there any more, or not for you.")
	wantUnread(t, town, town.john, "opened", before-1)
}
