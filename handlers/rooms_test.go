package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// says wants a page that says all this, and returns what it says.
func says(t *testing.T, got answer, words ...string) string {
	t.Helper()
	wantStatus(t, got, 200)
	page := got.page(t)
	for _, one := range words {
		wantHolds(t, page, one)
	}
	return text(page)
}

func TestTheListOfRoomsSaysWhatIsUnreadAndWhoSpokeLast(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	says(t, john.get(t, "/rooms"), "Nobody has said anything yet", "General")
	town.talk(t, town.thales, "general", "to **all** of you")
	town.talk(t, town.thales, "1:2", "to you, canary")
	town.talk(t, town.john, "general", "from me")
	town.talk(t, town.thales, "general", "@john once more")
	town.Settle(t)
	list := says(t, john.get(t, "/rooms"), "once more", "to you, canary", "The thales: ", "1 unread message, 1 for you")
	if got := john.get(t, "/rooms", "HX-Request", "true").body; !strings.Contains(got, "once more") || strings.Contains(got, "<main") {
		t.Errorf("the list alone is %q", got)
	}
	if general, two := strings.Index(list, "General"), strings.Index(list, "to you, canary"); general < 0 || two < general {
		t.Errorf("what was said last does not come first: %q", list)
	}
	if strings.Contains(town.signedIn(t, "admin").get(t, "/rooms").body, "canary") {
		t.Error("somebody else reads a private line in their list")
	}
	if err := town.People.Block(t.Context(), town.john, town.thales.ID, ""); err != nil {
		t.Fatal(err)
	}
	says(t, john.get(t, "/rooms"), "to you, canary") // staff are not folded
	for _, room := range []store.Room{store.GeneralRoom(), store.PrivateRoom(town.john.ID, town.thales.ID)} {
		if _, err := town.Rooms.MarkRead(t.Context(), town.john, room, 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := town.Rooms.MarkRead(t.Context(), town.john, store.GeneralRoom(), 3); err != nil {
		t.Fatal(err)
	}
	if list := says(t, john.get(t, "/rooms"), "General"); strings.Contains(list, "unread message") {
		t.Errorf("when all is read: %q", list)
	}
}

func TestWhomOneMayWriteToIsFoundAndThePolicySaysWhy(t *testing.T) {
	t.Parallel()
	for dm, words := range map[campus.DM][2]string{
		campus.DMAll: {"The thales", "Nobody of that name"}, campus.DMStaff: {"The thales", campus.ErrDMStaff.Sentence},
		campus.DMOff: {campus.ErrDMOff.Sentence, campus.ErrDMOff.Sentence},
	} {
		town := newTown(t, setup{store: func(o *store.Options) { o.DM = dm }})
		john := town.signedIn(t, "john")
		says(t, john.get(t, "/rooms/new?q=thales"), words[0])
		says(t, john.get(t, "/rooms/new?q=nobody+at+all"), words[1])
		if link := strings.Contains(says(t, john.get(t, "/rooms"), "General"), "Write to somebody"); link != (dm != campus.DMOff) {
			t.Errorf("%s: the list leads to whom one writes to: %v", dm, link)
		}
	}
}

func TestTheAPIListsRoomsAndMarksThem(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	for _, said := range []struct{ room, body string }{{"general", "one"}, {"general", "two"}, {"1:2", "to you"}} {
		town.talk(t, town.thales, campus.RoomID(said.room), said.body)
		clock.Add(time.Second)
	}
	town.Settle(t)
	john := town.script(t, "john")
	var got struct {
		Rooms []struct {
			ID, Kind, Name         string
			People                 []struct{ ID int64 }
			Last                   *struct{ Body string }
			Unread, Mentions, Read int
		}
	}
	john.call(t, "GET", "/rooms", nil).read(t, &got)
	if len(got.Rooms) != 2 || got.Rooms[0].ID != "1:2" || got.Rooms[0].Kind != "private" || got.Rooms[0].Name != "The thales" ||
		len(got.Rooms[0].People) != 2 || got.Rooms[0].Last.Body != "to you" || got.Rooms[0].Mentions != 1 ||
		got.Rooms[1].ID != "general" || got.Rooms[1].Unread != 2 || got.Rooms[1].People != nil {
		t.Errorf("john has %+v", got.Rooms)
	}
	var mark struct{ Read, Unread int }
	for _, step := range []struct {
		path, body   string
		read, unread int
	}{
		{"/rooms/general/read", `{"id":2}`, 2, 0}, {"/rooms/general/read", `{"id":1}`, 2, 0},
		{"/rooms/general/unread", `{"id":2}`, 1, 1}, {"/rooms/general/read", `{"id":2}`, 2, 0},
	} {
		john.call(t, "POST", step.path, step.body).read(t, &mark)
		if mark.Read != step.read || mark.Unread != step.unread {
			t.Errorf("%s %s: %+v", step.path, step.body, mark)
		}
	}
}

// Who would be told nothing of a course has nothing unread in its room either, wherever pages say what is unread.
func TestTheRoomOfACourseOfWhichOneIsToldNothingIsSilent(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.Settle(t)
	john := town.signedIn(t, "john")
	follows := john.watch(t, livePath, []string{"me"})
	town.talk(t, town.thales, campus.CourseRoomID(town.course.ID), fmt.Sprintf("see @**The john|%d**", town.john.ID))
	town.Settle(t)
	for _, level := range []campus.NewsLevel{campus.NewsAll, campus.NewsNone, campus.NewsAll} {
		loud := level == campus.NewsAll
		if err := town.Inbox.SetLevel(t.Context(), town.john, town.course.ID, string(level), ""); err != nil {
			t.Fatal(err)
		}
		page := john.get(t, "/rooms").page(t)
		list := text(one(t, page, "main"))
		if counts := strings.Contains(list, "1 unread message, 1 for you"); counts != loud || strings.Contains(list, "Silenced") == loud {
			t.Errorf("%s: the list says %q", level, list)
		}
		if badge := text(one(t, page, "#nav-rooms-new")); (badge != "") != loud {
			t.Errorf("%s: at the navigation stands %q", level, badge)
		}
		if rows := part(t, john, "unread"); len(rows) != map[bool]int{true: 1, false: 0}[loud] {
			t.Errorf("%s: the first page has %q", level, rows)
		}
		if !loud {
			follows.until(t, "course-"+town.course.ID+" 0 1 0 1")
		}
	}
}

// A room is called after its course or after who is in it, and the stream of its page says so when they are renamed.
func TestTheNameOfARoomIsLive(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	john := town.signedIn(t, "john")
	room := campus.CourseRoomID(town.course.ID)
	page := john.get(t, views.RoomPath(room)).page(t)
	if live := attr(one(t, page, "body"), "data-live"); !strings.Contains(live, campus.CourseTopic(town.course.ID)) {
		t.Errorf("the page of a course's room follows %s, without the course", live)
	}
	if name := attr(one(t, page, "h1"), "data-name"); name != views.TitleName(town.course.ID) {
		t.Errorf("the room of a course has the name %q", name)
	}
	private := john.get(t, views.PrivateRoomPath(town.john.ID, town.thales.ID)).page(t)
	if name := attr(one(t, private, "h1"), "data-name"); name != num(town.thales.ID) {
		t.Errorf("the room of two has the name %q", name)
	}
	if name := attr(one(t, john.get(t, "/rooms/general").page(t), "h1"), "data-name"); name != "" {
		t.Errorf("General has the name %q", name)
	}
}

// Nobody tells a room of a rename in which nothing has been said yet: its reader is told beside what they may do there.
func TestARoomOfTwoInWhichNothingWasSaidNamesTheOtherAsTheyAreCalledNow(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hypatia := town.Person(t, "hypatia", campus.Student)
	john, topic := town.signedIn(t, "john"), campus.RoomTopic(campus.PrivateRoomID(town.john.ID, hypatia.ID))
	open := john.watch(t, livePath, []string{topic})
	open.untilHolds(t, views.IDRoomShut)
	if _, _, err := town.People.Edit(t.Context(), store.Itself(""), hypatia.ID, campus.PersonChange{Name: new("Sappho")}); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	town.server.Hub.Recheck(town.john.ID) // as every beat does
	open.untilHolds(t, "Sappho")
	john.watch(t, livePath, []string{topic}).untilHolds(t, "Sappho") // a page that was away meanwhile
}

// What a deleted course was stays for its staff, with how many its people were, as an open page has it.
func TestTheRoomOfADeletedCourseCountsItsPeopleStill(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	thales, path := town.signedIn(t, "thales"), views.RoomPath(campus.CourseRoomID(town.course.ID))
	count := func() string { return text(one(t, thales.get(t, path).page(t), "#"+views.RollID(town.course.ID))) }
	before := count()
	if err := town.Courses.Delete(t.Context(), town.admin, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	if after := count(); before != ": 2" || after != before {
		t.Errorf("it counted %q, and counts %q", before, after)
	}
}

// Who reads in the room of a course sees who else is in it: how many at once, and by name once the page asks for its list again.
func TestThePeopleOfACoursesRoomAreThoseOfTheCourse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	john, path := town.signedIn(t, "john"), views.RoomPath(campus.CourseRoomID(town.course.ID))
	counted := func(page *html.Node) string {
		count := one(t, page, "#"+views.RollID(town.course.ID))
		return attr(count, "data-roll") + text(count)
	}
	drawn := func(page *html.Node) string {
		list := one(t, page, "#"+views.IDRoomPeople)
		return fmt.Sprint(attr(list, "data-roll"), " ", len(all(list, "li")))
	}
	was := john.get(t, path).page(t)
	stream := john.watch(t, livePath, []string{campus.CourseTopic(town.course.ID)})
	hypatia := town.Person(t, "hypatia", campus.Student)
	town.enrol(t, hypatia)
	var told string
	drew := `data-roll="` + attr(one(t, was, "#"+views.IDRoomPeople), "data-roll") + `"`
	for !strings.Contains(told, "data-roll=") || strings.Contains(told, drew) {
		told = stream.want(t).data
	}
	is := john.get(t, path).page(t)
	if before, after := counted(was), counted(is); before == after || !strings.HasSuffix(before, ": 2") || !strings.HasSuffix(after, ": 3") {
		t.Errorf("the page counted %q and counts %q", before, after)
	}
	if roll := attr(one(t, is, "#"+views.RollID(town.course.ID)), "data-roll"); !strings.Contains(told, `data-roll="`+roll+`"`) {
		t.Errorf("of the roll %s the stream says %s", roll, told)
	}
	part := john.do(t, http.MethodGet, path, nil, "HX-Request", "true").page(t)
	if drawn(part) != drawn(is) || drawn(is) == drawn(was) || len(all(part, "#"+views.IDLines)) != 0 {
		t.Errorf("the list was %s, is %s, and %s where it is asked for alone", drawn(was), drawn(is), drawn(part))
	}
}

// A list of rooms says what a room is called, and whether anything can be said in it. Whoever may read there hears that it is other, as
// what the room's row was drawn from, and what they hear is what a row says that is drawn by then.
func TestAListOfRoomsHearsThatARoomIsCalledOtherwiseOrClosed(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{busy: true})
	hypatia := town.Person(t, "hypatia", campus.Student)
	town.enrol(t, town.john)
	two := campus.PrivateRoomID(town.john.ID, hypatia.ID)
	town.talk(t, town.john, two, "hello")
	town.Settle(t)
	john := town.signedIn(t, "john")
	feed := john.watch(t, livePath, []string{"me"})
	drawn := func(room campus.RoomID) (event string, row *html.Node) {
		row = one(t, john.get(t, "/rooms").page(t), "#"+views.RoomRowID(string(room)))
		return attr(one(t, row, "[data-unread-of="+string(room)+"]"), "data-event"), row
	}
	edit := func(title string, closes time.Duration) error {
		n := campus.NewCourse{Title: title, Level: town.course.Level, Places: 5}
		if closes > 0 {
			n.Closing, n.Closes = campus.ClosesDate, town.Now().Add(closes)
		}
		_, err := town.Courses.Edit(t.Context(), town.thales, town.course.ID, n, "")
		return err
	}
	course := campus.CourseRoomID(town.course.ID)
	for _, step := range []struct {
		what   string
		room   campus.RoomID
		do     func() error
		name   string
		closed bool
	}{
		{"renamed", course, func() error { return edit("Cones", 0) }, "Cones", false},
		{"closed", course, func() error { return edit("Cones", time.Second) }, "Cones", true},
		{"opened", course, func() error { return edit("Spheres", time.Hour) }, "Spheres", false},
		{"blocked", two, func() error { return town.People.Block(t.Context(), hypatia, town.john.ID, "") }, hypatia.Name, true},
		{"unblocked", two, func() error { return town.People.Unblock(t.Context(), hypatia, town.john.ID, "") }, hypatia.Name, false},
		{"the other is renamed", two, func() error {
			name := "Hypatia of Alexandria"
			_, _, err := town.People.Edit(t.Context(), store.Itself(""), hypatia.ID, campus.PersonChange{Name: &name})
			return err
		}, "Hypatia of Alexandria", false},
		{"the other is disabled", two, func() error {
			return town.People.SetStatus(t.Context(), store.Itself(""), hypatia.ID, campus.StatusDisabled)
		}, "Hypatia of Alexandria", true},
	} {
		says := func(row *html.Node) bool {
			return strings.Contains(text(row), step.name) && strings.Contains(text(row), "Closed for writing") == step.closed
		}
		before, row := drawn(step.room)
		if says(row) {
			t.Fatalf("%s: the row says so before: %s", step.what, text(row))
		}
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		for {
			news := feed.until(t, `data-swap="room" data-target="`+string(step.room)+`"`)
			_, event, _ := strings.Cut(news, `data-event="`)
			event, _, _ = strings.Cut(event, `"`)
			if after, row := drawn(step.room); event == after && after != before && says(row) {
				break
			}
		}
	}
}
