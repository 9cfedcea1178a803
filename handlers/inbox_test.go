package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// edited changes a course so that its people are told: its places are as many.
func (t *town) edited(tb testing.TB, places int) {
	tb.Helper()
	_, err := t.Courses.Edit(tb.Context(), t.thales, t.course.ID,
		campus.NewCourse{Title: t.course.Title, Level: t.course.Level, Places: places}, "")
	if err != nil {
		tb.Fatal(err)
	}
	t.Settle(tb)
}

// toldOn returns the notifications on a page, or those that are unread.
func toldOn(page *html.Node, unread bool) []*html.Node {
	return slices.DeleteFunc(all(page, "main li"), func(n *html.Node) bool {
		return !strings.HasPrefix(attr(n, "id"), "told-") || unread && !strings.Contains(attr(n, "class"), "unread")
	})
}

func TestAnInboxSaysWhatHasChangedAndIsReadOneByOneOrAllAtOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	town.john = town.Person(t, "johanna", campus.Student) // invited to nothing yet
	town.enrol(t, town.john)
	john := town.signedIn(t, "johanna")
	if got := john.get(t, "/inbox"); !strings.Contains(got.body, "Nothing yet") {
		t.Errorf("an empty inbox: %s", got)
	}
	if badge := text(one(t, john.get(t, "/courses").page(t), "#nav-inbox-new")); badge != "" {
		t.Errorf("nothing is unread, and the badge says %q", badge)
	}
	for places := 3; places < 38; places++ {
		clock.Add(time.Second)
		town.edited(t, places)
	}
	if badge := text(one(t, john.get(t, "/courses").page(t), "#nav-inbox-new")); badge != "35 new" {
		t.Errorf("the badge says %q", badge)
	}
	page := john.get(t, "/inbox").page(t)
	rows := toldOn(page, false)
	if len(rows) != inboxShown || !strings.Contains(text(rows[0]), "Places 36 → 37") ||
		attr(one(t, rows[0], "p a"), "href") != views.ToldPath(value(one(t, rows[0], "input[name=id]"))) {
		t.Fatalf("there are %d, the first says %q", len(rows), text(rows[0]))
	}
	next := attr(one(t, page, "main nav a"), "href")
	earlier := toldOn(john.get(t, next).page(t), false)
	if len(earlier) != 5 || !strings.Contains(text(earlier[4]), "Places 2 → 3") {
		t.Errorf("the second page has %d, the last %q", len(earlier), text(earlier[len(earlier)-1]))
	}
	id := value(one(t, rows[0], "input[name=id]"))
	john.post(t, "/inbox/read", url.Values{"id": {id}, "op": {"one"}, "cursor": {"x.y"}}).wantSeeOther(t, "/inbox?cursor=x.y")
	if badge := text(one(t, john.get(t, "/inbox").page(t), "#nav-inbox-new")); badge != "34 new" {
		t.Errorf("after one is read the badge says %q", badge)
	}
	came := value(one(t, page, "input[name=came]"))
	clock.Add(time.Second)
	town.edited(t, 40) // comes while the page is open, and stays unread
	john.post(t, "/inbox/read", url.Values{"came": {came}, "op": {"all"}}).wantSeeOther(t, "/inbox")
	if unread := toldOn(john.get(t, "/inbox").page(t), true); len(unread) != 1 || !strings.Contains(text(unread[0]), "Places 37 → 40") {
		t.Errorf("%d are unread still", len(unread))
	}
	if err := town.Courses.Delete(t.Context(), town.admin, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	page = john.get(t, "/inbox").page(t)
	if rows := toldOn(page, false); text(all(rows[0], "p")[0]) != "Unread: Geometry of circles was deleted" {
		t.Errorf("the newest says %q", text(rows[0]))
	}
	for _, row := range toldOn(page, false) {
		if len(all(row, "p a")) != 0 {
			t.Errorf("it leads to a course that is gone: %s", text(row))
		}
	}
	for _, form := range []url.Values{{}, {"came": {"soon"}}, {"up_to": {"soon"}}, {"up_to": {"0001-01-01T00:00:00Z"}}} {
		if got := john.post(t, "/inbox/read", form); got.status != 422 {
			t.Errorf("%v: %s", form, got)
		}
	}
	if got := john.get(t, "/inbox?cursor=nonsense"); got.status != 400 {
		t.Errorf("a cursor of nonsense: %s", got)
	}
}

// A page from before it was known what had come says up to which time it shows what one was told.
func TestAnInboxThatWasOpenBeforeAnUpdateIsMarkedAsReadAllTheSame(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	town.john = town.Person(t, "johanna", campus.Student)
	town.enrol(t, town.john)
	town.edited(t, 3)
	shown := clock.Now().UTC().Format(time.RFC3339Nano)
	clock.Add(time.Second)
	town.edited(t, 4)
	john := town.signedIn(t, "johanna")
	john.post(t, "/inbox/read", url.Values{"up_to": {shown}, "cursor": {""}, "op": {"all"}}).wantSeeOther(t, "/inbox")
	if unread := toldOn(john.get(t, "/inbox").page(t), true); len(unread) != 1 || !strings.Contains(text(unread[0]), "Places 3 → 4") {
		t.Errorf("%d are unread still", len(unread))
	}
}

func TestTheAPITellsOneselfAlone(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	town.john = town.Person(t, "johanna", campus.Student) // invited to nothing yet
	town.enrol(t, town.john)
	zone := "Europe/Athens"
	if _, err := town.People.EditOwn(t.Context(), store.By{Person: town.john}, campus.PersonChange{Zone: &zone}); err != nil {
		t.Fatal(err)
	}
	john, thales := town.script(t, "johanna"), town.script(t, "thales")
	town.Settle(t)
	feed, other := john.watch(t, eventsPath, []string{"me"}), thales.watch(t, eventsPath, []string{"me"})
	at := fmt.Sprintf(`"time":"%s"`, morning.UTC().Format("2006-01-02T15:04:05.000Z"))
	first := feed.want(t)
	wantEvent(t, first, `{"topic":"me","kind":"state",`+at+`,"unread":0}`)
	next := func() sent { // a bell that was rung before may be heard late, and says the same once more
		e := feed.want(t)
		for ; e.data == first.data; e = feed.want(t) {
		}
		return e
	}
	wantEvent(t, other.want(t), `{"topic":"me","kind":"state",`+at+`,"unread":0}`)
	closes := morning.Add(48 * time.Hour)
	_, err := town.Courses.Edit(t.Context(), town.thales, town.course.ID,
		campus.NewCourse{Title: "Circles", Level: town.course.Level, Unlimited: true,
			Closing: campus.ClosesDate, Closes: closes}, "")
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	page, err := town.Inbox.Page(t.Context(), town.john.ID, "", 9)
	if err != nil || len(page.Notifications) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	athens, _ := time.LoadLocation(zone)
	item := fmt.Sprintf(`{"id":%q,"kind":"course-changed","text":"Circles has changed: title “Geometry of circles” → “Circles”; places 2 `+
		`→ unlimited; `+
		`enrolment closes by itself → %s.","link":"/courses/%s",%s,"read":false}`, page.Notifications[0].ID,
		closes.In(athens).Format("Mon 2 Jan 2006, 15:04 MST"), town.course.ID, at)
	wantEvent(t, next(), `{"topic":"me","kind":"notification",`+at+`,"unread":1,"notification":`+item+`}`)
	john.want(t, "GET", "/notifications", nil, 200, `{"notifications":[`+item+`],"unread":1,"next":null}`)
	thales.want(t, "GET", "/notifications", nil, 200, `{"notifications":[],"unread":0,"next":null}`)
	thales.want(t, "POST", "/notifications/read", `{"ids":["`+page.Notifications[0].ID+`"]}`, 200, `{"unread":0}`)
	john.want(t, "POST", "/notifications/read", `{"up_to":"`+morning.UTC().Format(time.RFC3339)+`"}`, 200, `{"unread":0}`)
	wantEvent(t, next(), `{"topic":"me","kind":"state",`+at+`,"unread":0,"notification":`+
		strings.Replace(item, `"read":false`, `"read":true`, 1)+`}`)
	for body, field := range map[string]string{`{}`: "ids", `{"up_to":"soon"}`: "up_to", `{"up_to":5}`: "up_to",
		`{"ids":[` + strings.Repeat(`"x",`, 500) + `"x"]}`: "ids"} {
		john.call(t, "POST", "/notifications/read", body).wantWrong(t, field)
	}
	for _, topic := range []string{"person:" + num(town.thales.ID), "person:x", "me:1"} {
		if got := john.call(t, "GET", "/events?topic="+topic, nil); got.status != 403 {
			t.Errorf("%s: %s", topic, got)
		}
	}
	if got := john.call(t, "GET", "/me/export", nil); !strings.Contains(got.body, `"notifications":[
{"id"`) || !strings.Contains(got.body, "title “Geometry of circles” → “Circles”") {
		t.Errorf("what john was told is not among his own data: %s", got.body)
	}
}
