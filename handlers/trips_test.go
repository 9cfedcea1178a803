package handlers

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// trips counts the round trips to Redis that requests take. What the workers send on their own is not counted.
type trips struct {
	mu  sync.Mutex
	all []string
}

func (c *trips) count(ctx context.Context, cmds []redis.Cmder) {
	if ctx.Value(http.ServerContextKey) == nil {
		return
	}
	names := make([]string, len(cmds))
	for i, cmd := range cmds {
		names[i] = cmd.Name()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, strings.Join(names, " "))
}

// take returns what was counted since the last call.
func (c *trips) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all
	c.all = nil
	return all
}

// DialHook implements redis.Hook.
func (c *trips) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook implements redis.Hook.
func (c *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.count(ctx, []redis.Cmder{cmd})
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook implements redis.Hook.
func (c *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.count(ctx, cmds)
		return next(ctx, cmds)
	}
}

// maxTrips is how many round trips a page may take, its session included.
const maxTrips = 3

func TestAPageTakesThreeRoundTripsAtMostWithItsSession(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	counted := &trips{}
	town.Redis.AddHook(counted)
	town.enrol(t, town.john)
	now := town.Now()
	slot := func(from, to time.Duration) campus.Slot {
		return campus.Slot{From: now.Add(from), To: now.Add(to), Zone: "UTC"}
	}
	lecture := town.Plan(t, town.thales, campus.NewMeeting{Title: "Lecture", Course: town.course.ID,
		Slots: []campus.Slot{slot(-2*time.Hour, -time.Hour), slot(-time.Minute, time.Hour), slot(time.Hour, 2*time.Hour)}})
	for i := range 25 {
		town.Course(t, town.thales, fmt.Sprintf("Course %d", i), 10)
	}
	if _, _, err := town.Doors.Invite(t.Context(), store.By{Person: town.admin}, campus.NewInvitation{Email: "zeno@stoa.example",
		Role: campus.Student}); err != nil {
		t.Fatal(err)
	}
	if _, err := town.Courses.Edit(t.Context(), town.thales, town.course.ID, campus.NewCourse{Title: town.course.Title, Level: town.course.Level,
		Places: 3, With: []int64{town.admin.ID}}, ""); err != nil {
		t.Fatal(err)
	}
	town.Tick(t)
	town.Settle(t)
	if err := town.Meetings.Join(t.Context(), town.john, lecture.ID, 2, ""); err != nil {
		t.Fatal(err)
	}
	over := town.Plan(t, town.thales, campus.NewMeeting{Title: "Over", Course: town.course.ID, Slots: []campus.Slot{slot(-time.Minute,
		time.Hour)}})
	town.Tick(t)
	if _, err := town.Meetings.Turn(t.Context(), town.thales, over.ID, 1, campus.TurnEnd, ""); err != nil {
		t.Fatal(err)
	}
	town.Tick(t)
	town.Settle(t)
	town.enter(t, town.john, town.thales)
	for i := range 10 {
		town.say(t, town.john, fmt.Sprintf("line %d", i))
	}
	meeting, order, _ := campus.ParseMeetingTopic("meeting:" + strings.ReplaceAll(strings.TrimPrefix(town.room, "/meetings/"), "/", ":"))
	if _, err := town.Reports.Line(t.Context(), store.By{Person: town.thales}, store.MeetingRoom(meeting, order), 2,
		campus.NewReport{Reason: campus.ReasonOther, Text: "the staff should know"}); err != nil {
		t.Fatal(err)
	}
	ninth := campus.NewReport{Reason: campus.ReasonSpam}
	closed, err := town.Reports.Line(t.Context(), store.By{Person: town.thales}, store.MeetingRoom(meeting, order), 9, ninth)
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	if err := town.Reports.Close(t.Context(), town.admin, closed.String(), ""); err != nil { // who is on the page in no other part
		t.Fatal(err)
	}
	town.talk(t, town.thales, campus.GeneralID, "to all")
	town.talk(t, town.thales, "1:2", "to you")
	town.talk(t, town.thales, campus.CourseRoomID(town.course.ID), "the course")
	if err := town.People.Block(t.Context(), town.john, town.thales.ID, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(town.course.ID), store.PrivateRoom(town.john.ID, town.admin.ID)} {
		if _, err := town.Rooms.Post(t.Context(), town.john, room, campus.NewLine{Body: "a needle for @admin"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	town.Settle(t)
	boss := town.signedIn(t, "admin")
	file := boss.upload(t, "new people", "name,external_id\nZeno,1\n,2\n").header.Get("Location")
	boss.reach(t, file, "Import 1 person")
	newest := town.newestTold(t, town.john)
	at := func(order int) string { return fmt.Sprintf("/meetings/%d/%d", lecture.ID, order) }
	of := func(page string) string { return fmt.Sprintf("/meetings/%d/%s", lecture.ID, page) }
	for _, page := range []struct {
		who, path, holds string
	}{
		{"john", views.PathSearch + "?q=needle", "<mark>needle</mark>"}, {"john", "/rooms/general?q=needle", "<mark>needle</mark>"},
		{"john", "/", "Lecture"}, {"thales", "/", "Lecture"}, {"admin", "/", "Lecture"},
		{"john", "/", "has changed"}, {"admin", "/", "a needle for"}, {"thales", "/", "report is open"}, {"admin", "/", "report is open"},
		{"john", "/courses", "Course 24"}, {"john", "/courses?q=circles", "Geometry"}, {"thales", "/courses", "Course 24"},
		{"john", "/courses/mine", "Geometry"}, {"thales", "/courses/mine", "Course 24"},
		{"john", "/courses/" + town.course.ID, "Lecture"}, {"thales", "/courses/" + town.course.ID, "Lecture"},
		{"john", "/meetings", "Lecture"}, {"thales", "/meetings", "Lecture"}, {"admin", "/meetings", "Lecture"},
		{"john", "/rooms", "Geometry"}, {"thales", "/rooms", "General"}, {"john", "/rooms/new?q=admin", "The admin"},
		{"john", "/rooms/general", "to all"}, {"thales", "/rooms/1:2", "to you"}, {"john", "/rooms/course-" + town.course.ID, "the course"},
		{"john", "/rooms/1:2/messages/1", "to you"}, {"thales", "/rooms/general/messages/1/edit", "to all"},
		{"john", "/rooms/general/people/2", "thales"}, {"john", "/rooms/general/messages/1/report", "to all"},
		{"admin", "/rooms/general/sanctions", "nobody is banned"}, {"thales", "/rooms/course-" + town.course.ID + "/sanctions", "nobody is banned"},
		{"john", town.room, "line 9"}, {"john", at(2), "lecture"}, {"thales", at(2), "Lecture"},
		{"john", at(1), "Lecture"}, {"john", at(3), "Lecture"},
		{"john", fmt.Sprintf("/meetings/%d", lecture.ID), ""},
		{"john", views.ToldPath(newest), ""},
		{"john", "/meetings?state=scheduled", "Lecture"}, {"thales", "/meetings?state=ended", "Lecture"},
		{"thales", "/reports", "Done by The admin"}, {"thales", "/reports", "the staff should know"},
		{"admin", "/reports", "the staff should know"}, {"john", "/profile/blocked", "thales"},
		{"thales", town.room + "/messages/1", "line 0"}, {"thales", town.room + "/messages/1/report", "line 0"},
		{"thales", fmt.Sprintf("%s/people/%d/report", town.room, town.john.ID), "report the john"},
		{"thales", "/courses/new", "The admin"}, {"thales", "/courses/" + town.course.ID + "/edit", "The admin (admin)"},
		{"thales", "/courses/" + town.course.ID + "/delete", "told at once"},
		{"thales", "/courses/" + town.course.ID + "/students", "john@stoa.example"},
		{"john", "/inbox", "places 2 → 3"}, {"john", "/inbox/levels", "Geometry"}, {"john", "/profile", "Time zone"},
		{"john", "/profile/two-factor", "It is off"}, {"john", "/profile/security", "This browser"},
		{"john", "/profile/calendar", "an address"},
		{"john", of("calendar.ics"), "SUMMARY:Lecture"}, {"john", at(2) + "/calendar.ics", "SUMMARY:Lecture"},
		{"thales", fmt.Sprintf("/meetings/%d/audience", lecture.ID), "Nobody is listed"},
		{"thales", "/meetings/new?course=" + town.course.ID, "Geometry"}, {"admin", "/meetings/new?course=" + town.course.ID, "Geometry"},
		{"thales", at(2) + "/attendance", "The john"}, {"john", at(2) + "/attendance", "The john"},
		{"john", at(1) + "/transcript", "Nothing was written"}, {"thales", at(1) + "/transcript?q=x", "No message is like that"},
		{"john", at(3) + "/attendance", "Not yet"}, {"john", "/courses/" + town.course.ID + "/attendance", "Absent"},
		{"thales", "/courses/" + town.course.ID + "/attendance", "The john"},
		{"thales", "/courses/" + town.course.ID + "/attendance?after=2000-01-01&sort=share", "The john"},
		{"john", "/attendance", "Absent"}, {"john", "/attendance?before=2999-01-01", "Absent"},
		{"thales", views.PersonAttendancePath(town.john.ID, views.AttendanceFilter{}), "Over"},
		{"admin", views.PersonAttendancePath(town.john.ID, views.AttendanceFilter{}), "Over"},
		{"thales", at(2) + "/roster", "1 present"}, {"thales", at(3) + "/roster", "1 expected"},
		{"admin", at(2) + fmt.Sprintf("/roster/%d/excuse", town.john.ID), "Excuse the john"},
		{"john", of("dates"), "Lecture"}, {"thales", of("dates/add"), "Lecture"},
		{"thales", of("edit"), "Geometry"}, {"admin", of("edit"), "Geometry"},
		{"thales", of("delete"), "cannot be brought back"}, {"thales", at(3) + "/move", "UTC"}, {"thales", at(3) + "/cancel", "are told"},
		{"admin", "/admin/active", "Lecture"},
		{"admin", at(2) + "/end?from=active", "cannot be opened again"},
		{"admin", "/admin/system", "Nothing is left undone"},
		{"admin", "/admin/archive", "Nothing is archived yet"},
		{"admin", "/admin/audit", "Account made"},
		{"admin", "/admin/audit?who=admin&whom=john&failures=1", "Nothing matches"},
		{"admin", "/admin/audit?whom=john", "Account made"},
		{"admin", "/admin/people", "The john"}, {"admin", "/admin/people?q=thales%40stoa", "The thales"},
		{"admin", "/admin/people/1", "Geometry"}, {"admin", "/admin/people/2", "Course 24"},
		{"admin", "/admin/people/1/edit", "Edit The john"},
		{"admin", "/admin/people/import", "Look at the file"}, {"admin", file, "name required"}, {"admin", file + "/result", "row,result"},
		{"admin", "/admin/invitations", "zeno@stoa.example"}, {"admin", "/admin/people/1/link", "john"},
	} {
		v := town.signedIn(t, page.who)
		counted.take()
		got := v.get(t, page.path)
		if got.status >= 400 || !strings.Contains(strings.ToLower(got.body), strings.ToLower(page.holds)) {
			t.Errorf("%s for %s: %s", page.path, page.who, got)
		}
		if all := counted.take(); len(all) == 0 || len(all) > maxTrips {
			t.Errorf("%s for %s takes %d round trips:\n%s", page.path, page.who, len(all), strings.Join(all, "\n"))
		} else {
			t.Logf("%s for %s: %d", page.path, page.who, len(all))
		}
	}
}

// What a page's stream takes of Redis when it is opened must follow neither from how many rooms its reader has nor, for each, from
// who may be there: a reading of how far it has come, and where a course says who may read, of that.
func TestAStreamOpensInAFewRoundTripsHoweverManyRoomsItsReaderHas(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	others := town.Students(t, 500)
	counted := &trips{}
	town.Redis.AddHook(counted)
	opened := func(rooms int) (tripCount, commands int) {
		t.Helper()
		feed := john.watch(t, "/live?once=1", []string{"me"})
		feed.until(t, `data-marks`)
		for range rooms {
			feed.until(t, `data-swap="room"`)
		}
		feed.wantEnd(t)
		all := counted.take()
		return len(all), len(strings.Fields(strings.Join(all, " ")))
	}
	said, first := 0, 0
	for _, n := range []int{5, 50, 500} {
		for ; said < n; said++ {
			town.talk(t, others[said], campus.PrivateRoomID(town.john.ID, others[said].ID), "hello")
		}
		town.Settle(t)
		counted.take()
		took, commands := opened(n)
		t.Logf("%d rooms: %d commands in %d round trips", n, commands, took)
		if first == 0 {
			first = commands - n
		}
		if took > 12 || commands > first+n {
			t.Errorf("with %d rooms it takes %d commands in %d round trips, want one for each and %d", n, commands, took, first)
		}
	}
}
