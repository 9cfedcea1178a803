package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// part returns the texts of the rows of a part of somebody's first page; none where there is no such part.
func part(tb testing.TB, v *visitor, id string) []string {
	tb.Helper()
	return texts(slices.DeleteFunc(all(v.get(tb, "/").page(tb), "section[aria-labelledby="+id+"] li"),
		func(n *html.Node) bool { return !strings.HasPrefix(attr(n, "class"), "home-row") }))
}

// wantPart checks which rows a part has, by what each begins with.
func wantPart(tb testing.TB, v *visitor, id string, rows ...string) {
	tb.Helper()
	got := part(tb, v, id)
	if len(got) != len(rows) {
		tb.Errorf("%s has %q, want %q", id, got, rows)
		return
	}
	for i := range rows {
		if !strings.HasPrefix(got[i], rows[i]) {
			tb.Errorf("%s has %q at %d, want %q", id, got[i], i, rows[i])
		}
	}
}

func TestHomeNamesTheRoomsInWhichSomethingIsUnreadThoseMeantForOneFirst(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	ada := town.Person(t, "ada", campus.Student)
	town.Settle(t)
	john := town.signedIn(t, "john")
	wantPart(t, john, "unread")
	course := campus.CourseRoomID(town.course.ID)
	private := campus.PrivateRoomID(town.john.ID, ada.ID)
	town.talk(t, town.thales, campus.GeneralID, "to all")
	town.talk(t, ada, private, "secret-of-two")
	town.talk(t, town.thales, course, "first")
	town.talk(t, town.thales, course, fmt.Sprintf("see @**The john|%d**", town.john.ID))
	town.talk(t, town.thales, campus.GeneralID, "and more")
	town.Settle(t)
	rows := part(t, john, "unread")
	slices.Sort(rows[:2]) // said in the same moment, or nearly
	for i, want := range []string{"Geometry of circles 2 unread messages, 1 for you @1 2 The thales: see @The john",
		"The ada 1 unread message, 1 for you 1 secret-of-two", "General 2 unread messages 2 The thales: and more"} {
		if len(rows) != 3 || !strings.HasPrefix(rows[i], want) {
			t.Fatalf("unread is %q, want %q at %d", rows, want, i)
		}
	}
	for name, v := range map[string]*visitor{"thales": town.signedIn(t, "thales"), "admin": town.signedIn(t, "admin")} {
		if strings.Contains(v.get(t, "/").body, "secret-of-two") {
			t.Errorf("%s reads what two have written", name)
		}
	}
	for id, line := range map[campus.RoomID]int64{course: 2, private: 1} {
		if _, err := town.Rooms.MarkRead(t.Context(), town.john, store.RoomNamed(id), line); err != nil {
			t.Fatal(err)
		}
	}
	wantPart(t, john, "unread", "General 2 unread messages 2 The thales: and more")
	if err := town.People.Block(t.Context(), town.john, ada.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.talk(t, ada, campus.GeneralID, "of-somebody-blocked")
	if rows := part(t, john, "unread"); len(rows) != 1 || strings.Contains(rows[0], "of-somebody-blocked") {
		t.Errorf("of whom one has blocked it says %q", rows)
	}
}

func TestHomeSaysWhatIsNewInOnesCoursesUntilItIsRead(t *testing.T) {
	t.Parallel()
	clock := storetest.At(morning)
	town := newTown(t, setup{clock: clock})
	other := town.Course(t, town.thales, "Numbers", 3)
	for _, c := range []campus.Course{town.course, other} {
		town.Enrol(t, c, town.john)
	}
	town.Settle(t)
	john := town.signedIn(t, "john")
	clock.Add(time.Minute)
	town.Plan(t, town.thales, campus.NewMeeting{Title: "Lecture", Course: town.course.ID,
		Slots: []campus.Slot{{From: town.Now().Add(time.Hour), To: town.Now().Add(2 * time.Hour), Zone: "UTC"}}})
	clock.Add(time.Minute)
	town.edited(t, 5)
	town.Settle(t)
	wantPart(t, john, "mine", "Geometry of circles 2 new The thales Geometry of circles has changed · 09:02 Lecture is planned · 09:01", "Numbers The thales")
	links := all(john.get(t, "/").page(t), "section[aria-labelledby=mine] ul ul a")
	if len(links) != 2 {
		t.Fatalf("%d things that are new lead somewhere", len(links))
	}
	for i, thing := range []string{"/courses/" + town.course.ID, "/meetings/2/1"} {
		john.get(t, attr(links[i], "href"), "Sec-Purpose", "prefetch").wantSeeOther(t, thing)
	}
	if _, err := town.Inbox.MarkRead(t.Context(), town.john.ID, town.Now(), nil, ""); err != nil {
		t.Fatal(err)
	}
	if rows := part(t, john, "mine"); len(rows) != 2 || strings.Contains(strings.Join(rows, ""), "new") {
		t.Errorf("read, it says %q still", rows)
	}
}

func TestHomeSaysToStaffWhatWaitsForTheirDecision(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, thales, admin := town.signedIn(t, "john"), town.signedIn(t, "thales"), town.signedIn(t, "admin")
	for _, v := range []*visitor{john, thales, admin} {
		wantPart(t, v, "waits")
	}
	town.Enrol(t, town.course, town.Students(t, 4)...)
	wisher, err := town.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: "wisher", Name: "Wisher", Role: campus.Student,
		RequestedRole: campus.Teacher, Status: campus.StatusActive, Password: storetest.Password})
	if err != nil {
		t.Fatal(err)
	}
	town.waiting(t)
	town.meeting = town.Plan(t, town.thales, campus.NewMeeting{Title: "Another", Public: true,
		Slots: []campus.Slot{{From: town.Now().Add(-time.Minute), To: town.Now().Add(time.Hour), Zone: "UTC"}}})
	town.room = "/meetings/" + num(town.meeting.ID) + "/1"
	town.Settle(t)
	town.enter(t, wisher, town.john)
	town.say(t, town.john, "rude")
	report, err := town.Reports.Line(t.Context(), store.By{Person: wisher}, store.MeetingRoom(town.meeting.ID, 1), 1,
		campus.NewReport{Reason: campus.ReasonSpam})
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	const place = " wait for a place in “Geometry of circles”"
	wantPart(t, john, "waits")
	wantPart(t, thales, "waits", "1 report is open", "2 people"+place)
	wantPart(t, admin, "waits", "1 person waits to be let in", "2 people wish to teach", "1 report is open")
	if err := town.Reports.Close(t.Context(), town.thales, report.String(), ""); err != nil {
		t.Fatal(err)
	}
	wantPart(t, thales, "waits", "2 people"+place)
	wantPart(t, admin, "waits", "1 person waits to be let in", "2 people wish to teach")
}

func TestHomeTellsWhoIsNewWhatToDoFirstAndNobodyElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.Person(t, "hypatia", campus.Teacher)
	for name, first := range map[string]string{"john": "/courses", "hypatia": "/courses/new", "admin": "/admin/invitations"} {
		steps := all(town.signedIn(t, name).get(t, "/").page(t), "section[aria-labelledby=first] a")
		if len(steps) != 4 || attr(steps[0], "href") != first {
			t.Errorf("%s is shown %d steps, the first to %s", name, len(steps), attr(steps[0], "href"))
		}
		for _, step := range steps {
			wantStatus(t, town.signedIn(t, name).get(t, attr(step, "href")), 200)
		}
	}
	town.enrol(t, town.john)
	town.Settle(t)
	for _, name := range []string{"john", "thales"} { // one takes a course, the other teaches it
		if steps := all(town.signedIn(t, name).get(t, "/").page(t), "section[aria-labelledby=first]"); len(steps) > 0 {
			t.Errorf("%s has a course, and is told what to do first", name)
		}
	}
}

func TestHomeSortsWhatComesByWhetherItIsTodayForItsReader(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)) // in Athens it is 22:00
	town := newTown(t, setup{clock: clock})
	for i, title := range []string{"Late", "Past midnight there"} {
		from := town.Now().Add(time.Duration(1+i) * 90 * time.Minute)
		town.Plan(t, town.thales, campus.NewMeeting{Title: title, Public: true, Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
	}
	town.Settle(t)
	john := town.signedIn(t, "john")
	titles := func(id string) []string {
		return texts(all(john.get(t, "/").page(t), "section[aria-labelledby="+id+"] h3"))
	}
	if today, next := titles("today"), titles("coming"); !slices.Equal(today, []string{"Late", "Past midnight there"}) || len(next) > 0 {
		t.Errorf("in UTC it has %q today and %q next", today, next)
	}
	moved := campus.PersonChange{Zone: new("Europe/Athens")}
	if _, _, err := town.People.Edit(t.Context(), store.By{Person: town.john}, town.john.ID, moved); err != nil {
		t.Fatal(err)
	}
	john = town.signedIn(t, "john")
	if today, next := titles("today"), titles("coming"); !slices.Equal(today, []string{"Late"}) || !slices.Equal(next, []string{"Past midnight there"}) {
		t.Errorf("in Athens it has %q today and %q next", today, next)
	}
}
