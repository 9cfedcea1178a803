package handlers

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

const (
	notMeetingStaff = "Only the staff of this meeting may do this."
	notTeacher      = "Only teachers and admins may do this."
	dateIsOver      = "This date is over or cancelled."
	noMessage       = "This message does not exist."
	notYours        = "This message is not yours."
)

// morning is when these tests take place.
var morning = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// planned is a meeting of thales' with a date of an hour at each of these times from now.
func (t *town) planned(tb testing.TB, n campus.NewMeeting, in ...time.Duration) campus.Meeting {
	tb.Helper()
	for _, later := range in {
		from := t.Now().Add(later)
		n.Slots = append(n.Slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"})
	}
	return t.Plan(tb, t.thales, n)
}

// plans is a town with a weekly meeting to come, number 2, to which john is invited.
type plans struct {
	*town
	clock                           *storetest.Hands
	pupil, host, stranger, director *visitor
}

func newPlans(t *testing.T) *plans {
	t.Helper()
	const day = 24 * time.Hour
	p := &plans{clock: storetest.At(morning)}
	p.town = newTown(t, setup{clock: p.clock})
	p.Person(t, "hypatia", campus.Teacher)
	p.planned(t, campus.NewMeeting{Title: "Lecture", Description: "Of circles.", Link: "https://call.example/1",
		Audience: []string{p.john.Email}}, day, 8*day, 15*day)
	p.Tick(t)
	p.pupil, p.host, p.stranger, p.director = p.script(t, "john"), p.script(t, "thales"), p.script(t, "hypatia"), p.script(t, "admin")
	return p
}

// log is what has happened in an instance: the kinds, after what the first open instance begins with.
func (p *plans) log(t *testing.T, id int64, order int) []string {
	t.Helper()
	replay, err := p.Rooms.EventsAfter(t.Context(), store.MeetingRoom(id, order), campus.LogStart)
	if err != nil || replay.Reset {
		t.Fatalf("%+v, %v", replay, err)
	}
	var kinds []string
	for _, e := range replay.Events {
		kinds = append(kinds, string(e.Kind))
	}
	return kinds
}

func wantKinds(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("what happened is %q, want %q", got, want)
	}
}

const lecture = `{"id":2,"title":"Lecture","description":"Of circles.","public":false,"host":{"id":2,"name":"The thales"},"course":null,
	"link":"https://call.example/1","instances":[
	{"order":1,"from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z","zone":"Europe/Athens","state":"scheduled"},
	{"order":2,"from":"2026-03-09T09:00:00Z","to":"2026-03-09T10:00:00Z","zone":"Europe/Athens","state":"scheduled"},
	{"order":3,"from":"2026-03-16T09:00:00Z","to":"2026-03-16T10:00:00Z","zone":"Europe/Athens","state":"scheduled"}]}`

func TestAMeetingPutBackAsItWasReadIsAsItWas(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	read := p.host.call(t, "GET", "/meetings/2", nil)
	full := strings.TrimSuffix(lecture, "}") + `,"audience":[{"email":"john@stoa.example","state":"invited"}]}`
	for _, who := range []*visitor{p.host, p.director} {
		for _, body := range []string{read.body, lecture} { // an audience that is not in the body is kept
			who.want(t, "PUT", "/meetings/2", body, 200, full)
			p.Settle(t)
			who.want(t, "GET", "/meetings/2", nil, 200, full)
		}
	}
	p.pupil.want(t, "GET", "/meetings/2", nil, 200, lecture)
	p.pupil.want(t, "GET", "/meetings?state=scheduled", nil, 200, `{"meetings":[`+lecture+`],"next":null}`)
	for order := 1; order <= 3; order++ {
		wantKinds(t, p.log(t, 2, order))
	}
}

func TestEditingAMeetingChangesWhatItIsAndWhoMayCome(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const path = "/meetings/2"
	p.host.call(t, "PUT", path, `{"title":"Lectures","audience":[]}`).wantField(t, "title", "Lectures")
	p.Settle(t)
	p.pupil.refused(t, "GET", path, nil, 403, saidNotAllowed)
	p.pupil.want(t, "GET", "/meetings?state=scheduled", nil, 200, `{"meetings":[],"next":null}`)
	p.host.call(t, "PUT", path, `{"title":"Lectures","public":true}`)
	p.Settle(t)
	p.pupil.call(t, "GET", path, nil).wantField(t, "title", "Lectures")
	// An admin makes somebody else its host, by id or as it would be read.
	p.stranger.refused(t, "PUT", path, `{"title":"Mine"}`, 403, notMeetingStaff)
	p.host.refused(t, "PUT", path, `{"title":"Lectures","host":4}`, 403, notTeacher)
	var changed struct{ Host struct{ Name string } }
	p.director.call(t, "PUT", path, `{"title":"Lectures","host":{"id":4}}`).read(t, &changed)
	if changed.Host.Name != "The hypatia" {
		t.Errorf("its host is %q", changed.Host.Name)
	}
	p.host.refused(t, "PUT", path, `{"title":"Mine"}`, 403, notMeetingStaff)
	for body, field := range map[string]string{
		`{"title":" "}`: "title", `{}`: "title", `{"title":7}`: "title", `{"title":"x","link":"javascript:x"}`: "link",
		`{"title":"x","audience":["nobody"]}`: "audience", `{"title":"x","course":"x"}`: "course", `{"title":"x","host":"me"}`: "host",
		`{"title":"x","host":1}`: "host", `{"title":"x","host":99}`: "host", `{"title":"x","course":"` + p.course.ID[1:] + `0"}`: "course",
	} {
		p.director.call(t, "PUT", path, body).wantWrong(t, field)
	}
	p.director.refused(t, "PUT", path, `{"title":`, 400, "The body is not JSON that can be read.")
	p.director.refused(t, "PUT", "/meetings/9", `{"title":"x"}`, 404, noMeeting)
	p.director.refused(t, "PUT", "/meetings/x", `{"title":"x"}`, 404, noMeeting)
	p.pupil.refused(t, "PUT", path, `{"title":"Mine"}`, 403, notTeacher)
}

// wantWrong checks that a call was refused because of one field.
func (a answer) wantWrong(tb testing.TB, field string) {
	tb.Helper()
	a.wantProblem(tb, http.StatusUnprocessableEntity, marked)
	var problem struct{ Errors map[string]string }
	a.read(tb, &problem)
	if len(problem.Errors) != 1 || problem.Errors[field] == "" {
		tb.Errorf("wrong is %q, want %s alone", problem.Errors, field)
	}
}

func TestADeletedMeetingIsCancelledAndGone(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	for _, path := range []string{"/meetings/1", "/meetings/2"} {
		p.pupil.refused(t, "DELETE", path, nil, 403, notTeacher)
		p.stranger.refused(t, "DELETE", path, nil, 403, notMeetingStaff)
	}
	p.host.refused(t, "DELETE", "/meetings/x", nil, 404, noMeeting)
	for _, path := range []string{"/meetings/1", "/meetings/2"} {
		if got := p.host.call(t, "DELETE", path, nil); got.status != 204 || got.body != "" {
			t.Errorf("%s", got)
		}
		p.host.refused(t, "DELETE", path, nil, 404, noMeeting)
		p.pupil.refused(t, "GET", path, nil, 404, noMeeting)
	}
	p.Settle(t)
	wantKinds(t, p.log(t, 1, 1), "active", "join", "cancelled")
	wantKinds(t, p.log(t, 2, 3), "cancelled")
	p.pupil.want(t, "GET", "/meetings", nil, 200, `{"meetings":[],"next":null}`)
	p.pupil.refused(t, "POST", "/meetings/1/1/join", nil, 400, saidNotActive)
}

// date is an instance as the API shows it.
func date(order, from, to, zone, state string) string {
	return `{"order":` + order + `,"from":"2026-03-` + from + `:00Z","to":"2026-03-` + to + `:00Z","zone":"` + zone +
		`","state":"` + state + `"}`
}

func TestADateMovesAloneOrWithAllLaterOnes(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	topic := campus.MeetingTopic(2, 2)
	page, feed := p.signedIn(t, "john").watch(t, livePath, []string{topic}), p.pupil.watch(t, eventsPath, []string{topic})
	// What is left out stays; times come with any offset, and go out in UTC.
	p.host.want(t, "PATCH", "/meetings/2/2?scope=this", `{"to":"2026-03-09T12:30:00+02:00"}`, 200,
		date("2", "09T09:00", "09T10:30", "Europe/Athens", "scheduled"))
	wantEvent(t, feed.want(t), `{"topic":"`+topic+`","kind":"moved","id":"`+p.last(t, 2, 2)+`","time":"2026-03-01T09:00:00.000Z",
		"from":"2026-03-09T09:00:00Z","to":"2026-03-09T10:30:00Z"}`)
	// A page gets the new times in the places of the old, and stays as it is.
	if got := page.want(t); got.name != "" || got.id != p.last(t, 2, 2) {
		t.Errorf("the page is told %+v", got)
	} else {
		wantTimes(t, got.data, "Mon 9 Mar, 09:00 to 10:30", "Mon 9 Mar, 09:00 UTC", "Mon 9 Mar, 10:30 UTC")
	}
	p.director.want(t, "PATCH", "/meetings/2/2?scope=later",
		`{"from":"2026-03-10T08:00:00Z","to":"2026-03-10T10:00:00Z","zone":"Europe/Paris"}`, 200,
		date("2", "10T08:00", "10T10:00", "Europe/Paris", "scheduled"))
	var moved struct{ Instances []json.RawMessage }
	p.host.call(t, "GET", "/meetings/2", nil).read(t, &moved)
	for i, want := range []string{date("1", "02T09:00", "02T10:00", "Europe/Athens", "scheduled"),
		date("2", "10T08:00", "10T10:00", "Europe/Paris", "scheduled"),
		date("3", "17T08:00", "17T10:00", "Europe/Paris", "scheduled")} {
		if string(moved.Instances[i]) != want {
			t.Errorf("date %d is %s, want %s", i+1, moved.Instances[i], want)
		}
	}
	p.host.want(t, "PATCH", "/meetings/2/2", `{}`, 200, date("2", "10T08:00", "10T10:00", "Europe/Paris", "scheduled"))
	wantKinds(t, p.log(t, 2, 1))
	wantKinds(t, p.log(t, 2, 2), "moved", "moved")
	wantKinds(t, p.log(t, 2, 3), "moved")
}

// last is the id of the newest event of an instance.
func (p *plans) last(t *testing.T, id int64, order int) string {
	t.Helper()
	cursor, err := p.Rooms.Cursor(t.Context(), store.MeetingRoom(id, order))
	if err != nil {
		t.Fatal(err)
	}
	return cursor
}

func TestWhoMayNotMoveADateLearnsNothingOfIt(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for _, path := range []string{"/meetings/2/1", "/meetings/2/99"} {
		for _, body := range []string{`{}`, `{"from":"soon"}`, `nonsense`} {
			p.pupil.refused(t, "PATCH", path, body, 403, notTeacher)
			p.stranger.refused(t, "PATCH", path, body, 403, notMeetingStaff)
		}
		p.stranger.refused(t, "DELETE", path, nil, 403, notMeetingStaff)
		p.pupil.refused(t, "DELETE", path, nil, 403, notTeacher)
	}
	for _, path := range []string{"/meetings/2/99", "/meetings/9/1", "/meetings/x/1", "/meetings/2/0", "/meetings/2/x",
		"/meetings/2/instances"} {
		p.host.refused(t, "PATCH", path, `{}`, 404, noMeeting)
		p.host.refused(t, "DELETE", path, nil, 404, noMeeting)
	}
}

func TestAMoveThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for body, field := range map[string]string{
		`{"from":"soon"}`: "from", `{"from":7}`: "from", `{"to":"2026-03-02"}`: "to", `{"to":{}}`: "to", `{"from":""}`: "from",
		`{"zone":"Athens"}`: "instances", `{"zone":7}`: "zone", `{"to":"2026-03-02T09:00:00Z"}`: "instances",
	} {
		p.host.call(t, "PATCH", "/meetings/2/1", body).wantWrong(t, field)
	}
	for _, method := range []string{"PATCH", "DELETE"} {
		p.host.call(t, method, "/meetings/2/1?scope=all", `{}`).wantWrong(t, "scope")
	}
	p.host.refused(t, "PATCH", "/meetings/2/1", `{`, 400, "The body is not JSON that can be read.")
	// Of one that has begun the end moves; of one that is over nothing does.
	p.host.call(t, "PATCH", "/meetings/1/1", `{"from":"2026-03-01T09:30:00Z"}`).wantWrong(t, "from")
	p.host.want(t, "PATCH", "/meetings/1/1", `{"to":"2026-03-01T09:30:00Z"}`, 200,
		date("1", "01T08:59", "01T09:30", "Europe/Athens", "active"))
	p.clock.Add(30 * time.Minute)
	p.host.refused(t, "PATCH", "/meetings/1/1", `{"to":"2026-03-01T12:00:00Z"}`, 409, dateIsOver)
	p.host.call(t, "DELETE", "/meetings/2/1", nil).wantField(t, "state", "cancelled")
	p.host.refused(t, "PATCH", "/meetings/2/1", `{"to":"2026-03-02T12:00:00Z"}`, 409, dateIsOver)
}

func TestACancelledDateKeepsItsNumberAndLetsEverybodyOut(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	page, feed := p.signedIn(t, "john").watch(t, livePath, []string{p.topic()}), p.pupil.watch(t, eventsPath, []string{p.topic()})
	const gone = `{"order":1,"from":"2026-03-01T08:59:00Z","to":"2026-03-01T10:00:00Z","zone":"Europe/Athens","state":"cancelled"}`
	for range 2 { // what is cancelled stays so
		p.host.want(t, "DELETE", p.room, nil, 200, gone)
	}
	wantEvent(t, feed.want(t), `{"topic":"meeting:1:1","kind":"cancelled","id":"`+p.last(t, 1, 1)+`","time":"2026-03-01T09:00:00.000Z",
		"from":"2026-03-01T08:59:00Z","to":"2026-03-01T10:00:00Z","left":[`+num(p.john.ID)+`]}`)
	if got := page.want(t); got.name != views.EventTurn || got.data != "cancelled\n0" {
		t.Errorf("the page is told %+v", got)
	}
	p.Settle(t)
	p.pupil.refused(t, "POST", p.room+"/leave", nil, 400, saidNotActive)
	p.pupil.wantActive(t, []any{})
	wantKinds(t, p.log(t, 1, 1), "active", "join", "cancelled")

	p.director.want(t, "DELETE", "/meetings/2/2?scope=later", nil, 200, date("2", "09T09:00", "09T10:00", "Europe/Athens", "cancelled"))
	wantKinds(t, p.log(t, 2, 1))
	wantKinds(t, p.log(t, 2, 2), "cancelled")
	wantKinds(t, p.log(t, 2, 3), "cancelled")
}

func TestWhatIsStartedEarlyIsOpenForAllAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.pupil.refused(t, "POST", "/meetings/2/1/join", nil, 400, saidNotActive)
	feed := p.pupil.watch(t, eventsPath, []string{campus.MeetingTopic(2, 1)})
	p.host.want(t, "POST", "/meetings/2/1/start", nil, 200,
		`{"order":1,"from":"2026-03-01T09:00:00Z","to":"2026-03-02T10:00:00Z","zone":"Europe/Athens","state":"active"}`)
	wantEvent(t, feed.want(t), `{"topic":"meeting:2:1","kind":"active","id":"`+p.last(t, 2, 1)+`","time":"2026-03-01T09:00:00.000Z",
		"from":"2026-03-01T09:00:00Z","to":"2026-03-02T10:00:00Z"}`)
	if got := p.pupil.call(t, "POST", "/meetings/2/1/join", nil); got.status != 200 {
		t.Errorf("%s", got)
	}
	p.Settle(t)
	var open struct {
		Active []struct{ MeetingID int64 } `json:"active_meetings"`
	}
	p.pupil.call(t, "GET", "/active-meetings", nil).read(t, &open)
	if len(open.Active) != 2 || open.Active[1].MeetingID != 2 {
		t.Errorf("active are %+v", open.Active)
	}
	p.host.refused(t, "POST", "/meetings/2/1/start", nil, 400, saidNotActive)
	wantKinds(t, p.log(t, 2, 1), "active", "join")
}

func TestAnExtensionIsTenMinutesHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	until := func(end string) string { return date("1", "01T08:59", "01T"+end, "Europe/Athens", "active") }
	for range 3 {
		p.host.wantNamed(t, "one", "POST", p.room+"/extend", nil, until("10:10"))
	}
	p.director.wantNamed(t, "one", "POST", p.room+"/extend", nil, until("10:20")) // another person's is another
	p.host.want(t, "POST", p.room+"/extend", nil, 200, until("10:30"))
	p.host.want(t, "POST", p.room+"/extend", nil, 200, until("10:40"))
	wantKinds(t, p.log(t, 1, 1), "active", "moved", "moved", "moved", "moved")
	p.host.refused(t, "POST", "/meetings/2/1/extend", nil, 400, saidNotActive)
	p.clock.Set(time.Date(2026, 3, 1, 10, 39, 59, 999e6, time.UTC))
	p.pupil.call(t, "POST", p.room+"/join", nil).wantField(t, "message", campus.SaidJoined)
}

// wantNamed is want for a call with an Idempotency-Key.
func (v *visitor) wantNamed(t *testing.T, key, method, path string, body any, answer string) {
	t.Helper()
	got := v.call(t, method, path, body, "Idempotency-Key", key)
	var is, want any
	if err := json.Unmarshal([]byte(answer), &want); err != nil {
		t.Fatal(err)
	}
	got.read(t, &is)
	if got.status != http.StatusOK || !reflect.DeepEqual(is, want) {
		t.Errorf("%s %s: %s\nwant %v", method, path, got, want)
	}
}

func TestWhatIsEndedNowLetsEverybodyLeaveAtThatTime(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john, p.admin)
	p.clock.Set(morning.Add(30*time.Minute + 250*time.Millisecond))
	p.host.want(t, "POST", p.room+"/end", nil, 200,
		`{"order":1,"from":"2026-03-01T08:59:00Z","to":"2026-03-01T09:30:00.250Z","zone":"Europe/Athens","state":"ended"}`)
	const at = "2026-03-01T09:30:00.250Z"
	got := p.pupil.events(t, p.topic(), "0-0").untilKind(t, "ended")
	want := happening{Topic: p.topic(), Kind: "ended", Time: at, Left: []int64{p.john.ID, p.admin.ID}}
	if !reflect.DeepEqual(got[len(got)-1], want) {
		t.Errorf("the log ends with %+v, want %+v", got, want)
	}
	p.pupil.refused(t, "POST", p.room+"/messages", `{"body":"too late"}`, 400, saidNotActive)
	p.pupil.wantActive(t, []any{})
	for _, turn := range []string{"/start", "/extend", "/end"} {
		p.host.refused(t, "POST", p.room+turn, nil, 400, saidNotActive)
	}
	p.Tick(t)
	wantKinds(t, p.log(t, 1, 1), "active", "join", "join", "ended")
}

func TestOnlyTheStaffOfAMeetingTurnsIt(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for _, turn := range []string{"/start", "/extend", "/end"} {
		p.pupil.refused(t, "POST", p.room+turn, nil, 403, notTeacher)
		p.stranger.refused(t, "POST", p.room+turn, nil, 403, notMeetingStaff)
		for _, id := range []string{"/meetings/9/1", "/meetings/x/1", "/meetings/1/0"} {
			p.host.refused(t, "POST", id+turn, nil, 404, noMeeting)
		}
		p.host.refused(t, "POST", "/meetings/1/2"+turn, nil, 400, saidNotActive)
	}
	wantKinds(t, p.log(t, 1, 1), "active")
}

func TestAClosedCourseIsOpenedAgainByItsStaff(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	path := "/courses/" + p.course.ID
	var dated struct{ ID string }
	p.host.call(t, "POST", "/courses", `{"title":"Lines","level":"beginner","places":1,"closes":"2026-03-02T09:00:00Z"}`).read(t, &dated)
	p.clock.Add(31 * 24 * time.Hour)
	p.Tick(t)
	p.pupil.call(t, "GET", path, nil).wantField(t, "status", "closed")
	p.pupil.refused(t, "POST", path+"/reopen", nil, 403, notTeacher)
	p.stranger.refused(t, "POST", path+"/reopen", nil, 403, "Only the staff of this course may do this.")
	p.host.refused(t, "POST", "/courses/x/reopen", nil, 404, noCourse)
	got := p.host.call(t, "POST", path+"/reopen", nil, "Idempotency-Key", "open")
	got.wantField(t, "status", "open")
	got.wantField(t, "closes", "2026-05-01T09:00:00Z")
	p.clock.Add(24 * time.Hour)
	again := p.host.call(t, "POST", path+"/reopen", nil, "Idempotency-Key", "open")
	again.wantField(t, "closes", "2026-05-01T09:00:00Z")
	if got := p.pupil.call(t, "POST", path+"/enrolment", nil); got.status != 200 {
		t.Errorf("%s", got)
	}
	p.host.call(t, "POST", "/courses/"+dated.ID+"/reopen", nil).wantField(t, "closes", "2026-05-02T09:00:00Z")
}
