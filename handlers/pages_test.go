package handlers

import (
	"net/http"
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

// ofCourse plans an open meeting of the town's course.
func (t *town) ofCourse(tb testing.TB, title string, public bool) campus.Meeting {
	tb.Helper()
	slot := campus.Slot{From: t.Now().Add(-time.Minute), To: t.Now().Add(time.Hour), Zone: "UTC"}
	m, err := t.Meetings.Create(tb.Context(), t.thales, campus.NewMeeting{Title: title, Public: public, Course: t.course.ID,
		Slots: []campus.Slot{slot}}, "")
	if err != nil {
		tb.Fatal(err)
	}
	t.Settle(tb)
	return m
}

func TestTheCoursePageTellsOfAPrivateMeetingOnlyWhomItIsFor(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.ofCourse(t, "Behind closed doors", false)
	town.ofCourse(t, "Open house", true)
	stranger, member := town.Person(t, "stranger", campus.Student), town.Person(t, "member", campus.Student)
	town.enrol(t, member)
	town.Settle(t)
	for _, see := range []struct {
		username string
		private  bool
	}{{stranger.Username, false}, {member.Username, true}, {"thales", true}, {"admin", true}} {
		for _, path := range []string{"/courses/" + town.course.ID, "/meetings", "/"} {
			said := text(one(t, town.signedIn(t, see.username).get(t, path).page(t), "main"))
			if got := strings.Contains(said, "Behind closed doors"); got != see.private {
				t.Errorf("%s on %s sees the private meeting: %t, want %t", see.username, path, got, see.private)
			}
			if !strings.Contains(said, "Open house") {
				t.Errorf("%s on %s does not see the public meeting", see.username, path)
			}
		}
	}
}

func TestAmongEarlierLinesThereIsNoComposerButAWayBack(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	for range 3 {
		town.say(t, town.john, "a line")
	}
	room := "/meetings/" + num(town.meeting.ID) + "/1"
	john := town.signedIn(t, "john")
	if now := john.get(t, room).page(t); len(all(now, "#composer")) != 1 || len(all(now, "#lines li")) != 3 ||
		attr(one(t, now, "body"), "data-live") == "" {
		t.Fatal("the room has no composer, no stream, or not all lines")
	}
	earlier := john.get(t, room+"?before=3").page(t)
	if len(all(earlier, "#composer")) != 0 || attr(one(t, earlier, "body"), "data-live") != views.LivePath() {
		t.Error("earlier lines have a composer or a stream: what one says would not be seen")
	}
	lines := all(earlier, "#lines li")
	if len(lines) != 2 || strings.Contains(attr(lines[0], "class"), "follows") {
		t.Errorf("there are %d lines, want 2, and the first must name its speaker", len(lines))
	}
	for _, link := range all(earlier, "a") {
		if text(link) == "Back to now" && attr(link, "href") == room {
			return
		}
	}
	t.Error("there is no way back to now")
}

func TestAnErrorInAPartOfAPageIsASentenceAndReplacesNothing(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	for name, part := range map[string]struct {
		method, path, body string
		status             int
		sentence           string
	}{
		"a page of the list that is none": {"GET", "/courses?cursor=nonsense", "", 400, "This page of the list does not exist."},
		"an unknown meeting":              {"POST", "/meetings/99/1/messages", "body=hello", 400, ""},
		"more than is taken": {"POST", "/meetings/1/1/messages", "body=" + strings.Repeat("x", 1<<20), 413,
			"What was sent is larger than Stoa takes. Please send less at a time."},
		"a page for admins": {"GET", "/admin/active", "", 403, "This is for admins only."},
	} {
		got := john.do(t, part.method, part.path, strings.NewReader(part.body), "HX-Request", "true", "HX-Request-Type", "partial",
			"Content-Type", "application/x-www-form-urlencoded")
		if got.status != part.status {
			t.Errorf("%s: %s, want %d", name, got, part.status)
		}
		if part.sentence != "" && (got.body != part.sentence || got.header.Get("HX-Reswap") != "none") {
			t.Errorf("%s: %q with HX-Reswap %q, want %q and none", name, got.body, got.header.Get("HX-Reswap"), part.sentence)
		}
		if strings.Contains(got.body, "<html") {
			t.Errorf("%s: a whole page in a part of one", name)
		}
	}
}

func TestARefusedLineKeepsItsOperationAndASaidOneHasItsNumber(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	path, john := "/meetings/"+num(town.meeting.ID)+"/1/messages", town.signedIn(t, "john")
	say := func(body string) answer {
		return john.post(t, path, url.Values{"body": {body}, "op": {"one"}}, "HX-Request", "true", "HX-Request-Type", "partial")
	}
	got := say("")
	if op := value(one(t, got.page(t), "input[name=op]")); got.status != http.StatusUnprocessableEntity || op != "one" {
		t.Errorf("refused is %s with the operation %q", got, op)
	}
	for range 2 { // it may be sent again
		if got = say("said"); got.status != http.StatusNoContent || got.header.Get("Stoa-Line") != "1" || got.body != "" {
			t.Errorf("said is %s, line %q", got, got.header.Get("Stoa-Line"))
		}
	}
}

func TestTheDatesOfAMeetingHaveTitlesOfTheirOwnInTheReadersZone(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	at := func(day int, year int) campus.Slot {
		from := time.Date(year, 3, day, 22, 15, 0, 0, time.UTC)
		return campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}
	}
	m, err := town.Meetings.Create(t.Context(), town.thales, campus.NewMeeting{Title: "Late hour", Public: true,
		Slots: []campus.Slot{at(1, 2026), at(8, 2026), at(1, 2027)}}, "")
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	reader := town.Person(t, "reader", campus.Student)
	if err := town.Meetings.Join(t.Context(), reader, m.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	v := town.signedIn(t, "reader")
	for order, want := range []string{"Late hour, Sun 1 Mar, 22:15 · Stoa", "Late hour, Sun 8 Mar, 22:15 · Stoa",
		"Late hour, Mon 1 Mar 2027, 22:15 · Stoa"} {
		page := v.get(t, "/meetings/"+num(m.ID)+"/"+num(int64(order+1))).page(t)
		wantSays(t, one(t, page, "title"), want)
		wantSays(t, one(t, page, "h1"), "Late hour")
	}
	clock.Add(time.Hour) // over: what was said keeps its title
	town.Tick(t)
	wantSays(t, one(t, v.get(t, "/meetings/"+num(m.ID)+"/1").page(t), "title"), "Late hour, Sun 1 Mar, 22:15 · Stoa")
	athens := campus.Person{Zone: "Europe/Athens"}
	if got := town.server.clock(athens).When(campus.Instance{From: at(1, 2026).From, To: at(1, 2026).To,
		Zone: "UTC"}).Date; got != "Mon 2 Mar, 00:15" {
		t.Errorf("in Athens it is %q", got)
	}
}

func TestTheCatalogueIsTurnedPageByPage(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for i := range store.PageSize {
		town.Course(t, town.thales, "Lines "+num(int64(i)), 3)
	}
	town.Settle(t)
	john, seen := town.signedIn(t, "john"), map[string]bool{}
	pager := func(page *html.Node) map[string]string {
		links := map[string]string{}
		for _, a := range all(page, "#results nav a") {
			links[text(a)] = attr(a, "href")
		}
		for _, a := range all(page, "#results h3 a") {
			seen[attr(a, "href")] = true
		}
		return links
	}
	first := john.get(t, "/courses").page(t)
	wantSays(t, one(t, first, "#results h2"), "First "+num(store.PageSize)+" courses")
	links := pager(first)
	if len(links) != 1 || links["More courses"] == "" {
		t.Fatalf("the first page leads to %q", links)
	}
	last := john.get(t, links["More courses"]).page(t)
	wantSays(t, one(t, last, "#results h2"), "1 more course")
	if links = pager(last); len(links) != 1 || links["Back to the beginning"] != "/courses" {
		t.Errorf("the last page leads to %q", links)
	}
	if len(seen) != store.PageSize+1 {
		t.Errorf("%d courses were seen, want %d", len(seen), store.PageSize+1)
	}
	if found := pager(john.get(t, "/courses?q=circles").page(t)); len(found) != 0 {
		t.Errorf("a list of one page leads to %q", found)
	}
}

func TestTheMeetingsThatComeAreTurnedPageByPage(t *testing.T) {
	t.Parallel()
	p := newPlans(t) // with three dates to come
	days := make([]time.Duration, store.ListSize)
	for i := range days {
		days[i] = time.Duration(i+20) * 24 * time.Hour
	}
	p.planned(t, campus.NewMeeting{Title: "Every day", Public: true}, days...)
	p.Settle(t)
	john, seen := p.signedIn(t, "john"), map[string]bool{}
	look := func(path string) map[string]string {
		links := map[string]string{}
		for _, a := range all(p.pageOf(t, john, path), "main a") {
			if href := attr(a, "href"); strings.HasPrefix(href, "/meetings/") {
				seen[href] = true
			} else {
				links[text(a)] = href
			}
		}
		return links
	}
	links := look("/meetings")
	next := ""
	for name, href := range links {
		if strings.Contains(href, "state=scheduled") {
			next = href
			delete(links, name)
		}
	}
	if next == "" || len(seen) != 1+store.ListSize { // one is open
		t.Fatalf("%d meetings are open or come, and the page leads to %q", len(seen), links)
	}
	if links = look(next); len(seen) != 1+store.ListSize+3 || links["Back to the beginning"] != "/meetings" {
		t.Errorf("%d meetings were seen on two pages, want %d; the second leads to %q", len(seen), 1+store.ListSize+3, links)
	}
	if links = look("/meetings?state=scheduled"); links["Back to the beginning"] != "" {
		t.Errorf("the beginning leads back to %q", links)
	}
}

// pageOf returns the page that somebody gets.
func (t *town) pageOf(tb testing.TB, v *visitor, path string) *html.Node {
	tb.Helper()
	got := v.get(tb, path)
	if got.status != http.StatusOK {
		tb.Fatalf("%s", got)
	}
	return got.page(tb)
}

func TestACoursesPageLeadsToWhatElseThereIsOfItsTeacher(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.Course(t, town.Person(t, "hypatia", campus.Teacher), "Statistics", 3)
	more := town.Course(t, town.thales, "Astronomy", 3)
	town.Settle(t)
	john := town.signedIn(t, "john")
	link := one(t, john.get(t, "/courses/"+town.course.ID).page(t), "aside dd a")
	wantSays(t, link, town.thales.Name)
	theirs := john.get(t, attr(link, "href")).page(t)
	wantSays(t, one(t, theirs, "#results h2"), "2 courses by "+town.thales.Name)
	if got := texts(all(theirs, "#results h3")); !slices.Equal(got, []string{more.Title, town.course.Title}) {
		t.Errorf("the courses of the teacher are %v", got)
	}
}
