package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// submit sends a form of a page as a browser without script does, with what one typed into it.
func (v *visitor) submit(t *testing.T, form *html.Node, typed url.Values) answer {
	t.Helper()
	sent := fields(form)
	maps.Copy(sent, choices(form))
	for name, values := range typed {
		if !sent.Has(name) {
			t.Fatalf("the form to %s has no field %q", attr(form, "action"), name)
		}
		sent[name] = values
	}
	if attr(form, "method") == "get" {
		return v.get(t, attr(form, "action")+"?"+sent.Encode())
	}
	return v.post(t, attr(form, "action"), sent)
}

// choices returns what the lists of a form would send.
func choices(form *html.Node) url.Values {
	sent := url.Values{}
	for _, list := range all(form, "select") {
		for i, option := range all(list, "option") {
			if _, is := attribute(option, "selected"); is || i == 0 {
				sent.Set(attr(list, "name"), attr(option, "value"))
			}
		}
	}
	return sent
}

// follow goes where an answer leads and returns that page, whose title must be this.
func (v *visitor) follow(t *testing.T, a answer, title string) *html.Node {
	t.Helper()
	if a.status != 303 {
		t.Fatalf("it leads nowhere: %s", a)
	}
	path, _, _ := strings.Cut(a.header.Get("Location"), "#")
	return v.open(t, path, title)
}

// open shows a page, which must be whole: one title, one h1, one main.
func (v *visitor) open(t *testing.T, path, title string) *html.Node {
	t.Helper()
	got := v.get(t, path)
	wantStatus(t, got, 200)
	page := got.page(t)
	if got := text(one(t, page, "title")); got != title && !strings.HasPrefix(got, strings.TrimSuffix(title, " · Stoa")+", ") {
		t.Errorf("the title is %q, want %q, or that with a date", got, title)
	}
	one(t, page, "h1")
	one(t, page, "main")
	return page
}

func TestADayOnCampusWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	v := town.browser(t)

	front := v.open(t, "/", "Stoa")
	one(t, front, "main a[href=/sign-in]")
	signIn := v.follow(t, v.get(t, "/courses"), "Sign in · Stoa")
	courses := v.follow(t, v.submit(t, one(t, signIn, "main form"), url.Values{"login": {"JOHN@stoa.example"}, "password": {storetest.Password}}), "Courses · Stoa")
	wantSays(t, one(t, courses, "#results h2"), "1 course")

	found := v.submit(t, one(t, courses, "form[role=search]"), url.Values{"q": {"geom"}}).page(t)
	wantSays(t, one(t, found, "#results h2"), "1 course for “geom”")
	if q := value(one(t, found, "#q")); q != "geom" {
		t.Errorf("the box holds %q, want geom", q)
	}
	link := one(t, found, "#results h3 a")
	wantSays(t, link, "Geometry of circles")
	course := v.open(t, attr(link, "href"), "Geometry of circles · Stoa")
	wantSays(t, one(t, course, "#seats-"+town.course.ID), "2 of 2 left")
	enrol := one(t, course, "#course-action form")
	wantSays(t, enrol, "Enrol")
	course = v.follow(t, v.submit(t, enrol, nil), "Geometry of circles · Stoa")
	wantSays(t, one(t, course, "#seats-"+town.course.ID), "1 of 2 left")
	wantNotice(t, course, "You are enrolled.")
	town.Settle(t)
	home := v.open(t, "/", "Home · Stoa")
	if mine := texts(all(home, "section[aria-labelledby=mine] h3")); !slices.Equal(mine, []string{"Geometry of circles"}) {
		t.Errorf("my courses are %q", mine)
	}
	course = v.follow(t, v.submit(t, all(course, "#course-action form")[0], nil), "Geometry of circles · Stoa")
	wantNotice(t, course, "You have given your place back.")

	meetings := v.open(t, "/meetings", "Meetings · Stoa")
	link = one(t, meetings, "section[aria-labelledby=active-now] h3 a")
	wantSays(t, link, "Office hour")
	door := v.open(t, attr(link, "href"), "Office hour · Stoa")
	if state := attr(one(t, door, "#door"), "data-state"); state != "active" {
		t.Errorf("the door is %q", state)
	}
	room := v.follow(t, v.submit(t, one(t, door, "#door form"), nil), "Office hour · Stoa")
	wantNotice(t, room, "Successfully joined the meeting.")
	wantSays(t, one(t, room, "#people-count"), ": 1")
	if who := texts(all(room, "#people li")); len(who) != 1 || !strings.Contains(who[0], "The john") {
		t.Errorf("in the room are %q", who)
	}
	room = v.follow(t, v.submit(t, one(t, room, "#composer"), url.Values{"body": {"<b>Hello</b>\nall"}}), "Office hour · Stoa")
	line := one(t, room, "#m-1")
	said := all(line, "p")[1] // as it was typed, its two lines too
	if text(said) != "<b>Hello</b> all" || len(all(said, "br")) != 1 || attr(line, "data-author") != num(town.john.ID) {
		t.Errorf("the line is %q by %s", text(said), attr(line, "data-author"))
	}
	if left := value(one(t, room, "#composer-body")); left != "" {
		t.Errorf("the composer still holds %q", left)
	}
	list := v.follow(t, v.submit(t, one(t, room, "form[action="+town.room+"/leave]"), nil), "Meetings · Stoa")
	wantNotice(t, list, "Successfully left the meeting.")
	v.follow(t, v.submit(t, one(t, list, "form[action=/sign-out]"), nil), "Stoa")
	v.get(t, "/meetings").wantSeeOther(t, "/sign-in?next=%2Fmeetings")
}

// badges returns what is new behind two entries of a page's navigation.
func badges(t *testing.T, page *html.Node) (rooms, inbox string) {
	t.Helper()
	return text(one(t, page, "#"+views.NavBadgeID(views.NavRooms))), text(one(t, page, "#"+views.NavBadgeID(views.NavInbox)))
}

// Somebody is found, written to, and answers; a line is marked as unread, and found by its words.
func TestPeopleTalkInRoomsWithoutJavaScript(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	list := john.open(t, views.PathRooms, "Rooms · Stoa")
	page := john.open(t, attr(one(t, list, "main a[href="+views.PathWriteTo+"]"), "href"), "Write to somebody · Stoa")
	page = john.submit(t, one(t, page, "main form"), url.Values{"q": {"thal"}}).page(t)
	room := john.follow(t, john.get(t, attr(one(t, page, "main li a"), "href")), "The thales · Stoa")
	room = john.follow(t, john.submit(t, one(t, room, "#composer"), url.Values{"body": {"How is a circle measured?"}}), "The thales · Stoa")
	wantHolds(t, one(t, room, "#m-1"), "How is a circle measured?")
	town.Settle(t)

	list = thales.open(t, views.PathRooms, "Rooms · Stoa")
	if rooms, inbox := badges(t, list); rooms != "1 with messages for you" || inbox != "1 new" {
		t.Errorf("thales is told of %q rooms and %q in the inbox", rooms, inbox)
	}
	room = thales.open(t, attr(one(t, list, "main li a[href=/rooms/1:2#first-unread]"), "href"), "The john · Stoa")
	thales.follow(t, thales.submit(t, one(t, room, "#composer"), url.Values{"body": {"With a thread"}}), "The john · Stoa")
	town.Settle(t)
	if rooms, inbox := badges(t, thales.open(t, views.PathCourses, "Courses · Stoa")); rooms != "" || inbox != "" {
		t.Errorf("when it is read thales is told of %q rooms and %q in the inbox", rooms, inbox)
	}
	line := thales.get(t, attr(one(t, room, "#m-1 a[class=about]"), "href")).page(t)
	ask := attr(one(t, line, "main a[href=/rooms/1:2/messages/1/unread]"), "href")
	question := thales.open(t, ask, "Mark as unread from here? · Stoa")
	list = thales.follow(t, thales.submit(t, one(t, question, "main form"), nil), "Rooms · Stoa")
	wantNotice(t, list, "Marked as unread.")
	if rooms, _ := badges(t, list); rooms != "1 with messages for you" {
		t.Errorf("of what was marked as unread it is said: %q", rooms)
	}

	found := thales.submit(t, one(t, list, "main form[role=search]"), url.Values{"q": {"circle"}}).page(t)
	row := one(t, found, "li[class=found] h3 a")
	there := thales.open(t, attr(row, "href"), "The john · Stoa")
	wantHolds(t, one(t, there, "li[aria-current=true]"), "How is a circle measured?")
}

// How much one is told is chosen, and what one was told is read, one by one and all at once.
func TestAnInboxIsClearedAndQuietenedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	town.john = town.Person(t, "johanna", campus.Student) // invited to nothing yet
	town.enrol(t, town.john)
	for places := 3; places < 6; places++ {
		clock.Add(time.Second)
		town.edited(t, places)
	}
	v := town.signedIn(t, "johanna")
	inbox := v.open(t, views.PathInbox, "Inbox · Stoa")
	inbox = v.follow(t, v.submit(t, one(t, toldOn(inbox, true)[0], "form"), nil), "Inbox · Stoa")
	if _, left := badges(t, inbox); left != "2 new" || len(toldOn(inbox, true)) != 2 {
		t.Errorf("when one of three is read, %q", left)
	}
	inbox = v.follow(t, v.submit(t, all(inbox, "main form[action="+views.PathInboxRead+"]")[0], nil), "Inbox · Stoa")
	if _, left := badges(t, inbox); left != "" || len(toldOn(inbox, true)) != 0 {
		t.Errorf("when all are read, %q", left)
	}
	levels := v.open(t, attr(one(t, inbox, "main a[href="+views.PathLevels+"]"), "href"), "What you are told · Stoa")
	levels = v.follow(t, v.submit(t, one(t, levels, "main form"), url.Values{"level": {"none"}}), "What you are told · Stoa")
	wantNotice(t, levels, "Saved.")
	if chosen := choices(one(t, levels, "main form")).Get("level"); chosen != "none" {
		t.Errorf("chosen is %q", chosen)
	}
	town.edited(t, 9)
	if _, left := badges(t, v.open(t, views.PathCourses, "Courses · Stoa")); left != "" {
		t.Errorf("who wants to be told nothing is told %q", left)
	}
}

// wantNotice checks what the page says of the last change.
func wantNotice(t *testing.T, page *html.Node, want string) {
	t.Helper()
	if said := texts(all(page, "main [role=status]")); !slices.Contains(said, want) {
		t.Errorf("the page says %q, want %q", said, want)
	}
}

func TestTheAdminSeesWhoIsWhereSinceWhen(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.thales, town.john)
	page := town.signedIn(t, "admin").open(t, "/admin/active", "Active now · Stoa")
	meeting := one(t, page, "#active-1-1")
	for _, want := range []string{"Office hour", "The thales", "The john"} {
		if says := text(meeting); !strings.Contains(says, want) {
			t.Errorf("the meeting says %q, want %q in it", says, want)
		}
	}
}

func TestAnEarlierPieceOfAConversationIsALinkAway(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	for range roomLines + 1 {
		town.say(t, town.john, "again")
	}
	v := town.signedIn(t, "john")
	page := v.open(t, town.room, "Office hour · Stoa")
	if n := len(all(page, "#lines li")); n != roomLines {
		t.Errorf("%d lines, want %d", n, roomLines)
	}
	earlier := v.open(t, town.room+"?before="+strings.TrimPrefix(attr(all(page, "#lines li")[0], "id"), "m-"), "Office hour · Stoa")
	one(t, page, "a[href="+town.room+"?before=2]")
	if lines := all(earlier, "#lines li"); len(lines) != 1 || attr(lines[0], "id") != "m-1" {
		t.Errorf("earlier are %d lines", len(lines))
	}
	if live := attr(one(t, earlier, "body"), "data-live"); live != views.LivePath() {
		t.Errorf("a piece of the past is live: %q", live)
	}
}
