package handlers

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
)

// own is what somebody's own data has, as far as a test looks at it.
type own struct {
	Person struct {
		Username, Email string
		RequestedRole   string `json:"requested_role"`
	}
	Sessions   []struct{ Kind, Name string }
	Courses    []struct{ Title, Mine string }
	Meetings   []struct{ Title, As string }
	Attendance []struct{ Room, Kind string }
	Messages   []struct{ Room, Body string }
	Blocked    []struct {
		ID   int64
		Name string
	}
	Reports []struct {
		Room, Reason, Text string
		Message, Person    int64
	}
	Audit []struct{ Deed, From string }
}

func TestOnesOwnDataIsWholeAndNobodyElses(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	hypatia := town.Person(t, "hypatia", campus.Teacher)
	town.enter(t, town.john, town.thales)
	for i := range 450 { // more than are read at once
		town.say(t, town.john, "mine "+num(int64(i)))
	}
	line := town.say(t, town.thales, "words of thales")
	hamid := town.Person(t, "hamid", campus.Student)
	wish, by := campus.Teacher, store.By{Person: town.john}
	_, err := town.People.EditOwn(t.Context(), by, campus.PersonChange{RequestedRole: &wish})
	try(t, err)
	try(t, town.People.Block(t.Context(), town.john, hypatia.ID, ""))
	try(t, town.People.Block(t.Context(), hamid, town.john.ID, "")) // that is hamid's own affair
	_, err = town.Reports.Line(t.Context(), by, store.MeetingRoom(town.meeting.ID, 1), line,
		campus.NewReport{Reason: "abuse", Text: "too loud"})
	try(t, err)
	_, err = town.Reports.Person(t.Context(), store.By{Person: town.thales}, store.MeetingRoom(town.meeting.ID, 1), town.john.ID,
		campus.NewReport{Reason: "harm", Text: "a report of thales"})
	try(t, err)
	if err := town.Meetings.Leave(t.Context(), town.john, town.meeting.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	public := town.Plan(t, hypatia, campus.NewMeeting{Title: "Public", Public: true,
		Slots: []campus.Slot{{From: town.Now().Add(-1e9), To: town.Now().Add(1e12), Zone: "UTC"}}})
	if err := town.Meetings.Join(t.Context(), town.john, public.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	john, page := town.script(t, "john"), town.signedIn(t, "john")
	token, err := town.Sessions.CreateToken(t.Context(), by, strings.TrimPrefix(john.header.Get("Authorization"), "Bearer "), "my script",
		30)
	try(t, err)
	byToken := john.call(t, "GET", "/me/export", nil)
	byPage := page.post(t, "/profile/export", nil)
	for how, got := range map[string]answer{"by token": byToken, "on the page": byPage} {
		wantStatus(t, got, 200)
		if kind, as := got.header.Get("Content-Type"), got.header.Get("Content-Disposition"); kind != "application/json" ||
			as != `attachment; filename="stoa-john.json"` {
			t.Errorf("%s: it is %q, %q", how, kind, as)
		}
		var o own
		if err := json.Unmarshal([]byte(got.body), &o); err != nil {
			t.Fatalf("%s: %v in %s", how, err, got)
		}
		wantOwn(t, how, o)
		for _, foreign := range []string{"thales@", "hypatia@", "admin@", "words of thales", "a report of thales", "hamid", token.Token,
			"$2a$", "password", strings.TrimPrefix(john.header.Get("Authorization"), "Bearer ")} {
			if strings.Contains(strings.ToLower(got.body), strings.ToLower(foreign)) {
				t.Errorf("%s: %q is in it", how, foreign)
			}
		}
	}
	if !strings.Contains(john.call(t, "GET", "/me/export", nil).body, `"deed":"exported"`) {
		t.Errorf("that it was taken is not noted")
	}
	before := town.Contents(t)
	if got := john.do(t, "HEAD", "/api/v1/me/export", nil); got.status != 200 || len(town.Contents(t)) != len(before) {
		t.Errorf("its head changes something: %s", got)
	}
}

func wantOwn(t *testing.T, how string, o own) {
	t.Helper()
	room := campus.MeetingTopic(1, 1)
	if o.Person.Username != "john" || o.Person.Email != "john@stoa.example" || len(o.Sessions) != 3 || o.Person.RequestedRole != "teacher" {
		t.Errorf("%s: of %+v there are the sessions %v", how, o.Person, o.Sessions)
	}
	if len(o.Courses) != 1 || o.Courses[0].Title != "Geometry of circles" || o.Courses[0].Mine != "enrolled" {
		t.Errorf("%s: the courses are %v", how, o.Courses)
	}
	if len(o.Meetings) != 1 || o.Meetings[0].Title != "Office hour" || o.Meetings[0].As != "invited" {
		t.Errorf("%s: the meetings are %v", how, o.Meetings)
	}
	if a := o.Attendance; len(a) != 3 || a[0].Room != room || a[0].Kind != "join" || a[1].Kind != "leave" ||
		a[2].Room != campus.MeetingTopic(2, 1) {
		t.Errorf("%s: the attendance is %v", how, a)
	}
	if m := o.Messages; len(m) != 450 || m[0].Body != "mine 0" || m[449].Body != "mine 449" || m[0].Room != room {
		t.Errorf("%s: %d messages", how, len(m))
	}
	if !slices.ContainsFunc(o.Sessions, func(s struct{ Kind, Name string }) bool { return s.Kind == "api" && s.Name == "my script" }) {
		t.Errorf("%s: the named token is not among %v", how, o.Sessions)
	}
	if b := o.Blocked; len(b) != 1 || b[0].Name != "The hypatia" {
		t.Errorf("%s: blocked are %v", how, b)
	}
	if r := o.Reports; len(r) != 1 || r[0].Room != room || r[0].Text != "too loud" || r[0].Reason != "abuse" || r[0].Message == 0 {
		t.Errorf("%s: the reports are %v", how, r)
	}
	if len(o.Audit) == 0 || o.Audit[len(o.Audit)-1].Deed != "created" {
		t.Errorf("%s: the audit is %v", how, o.Audit)
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
