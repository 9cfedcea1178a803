package handlers

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// athens writes a moment of the worked example: the hour of a day in Athens, three hours ahead of UTC in spring.
func athens(tb testing.TB, day string, hour int) time.Time {
	tb.Helper()
	zone, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		tb.Fatal(err)
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		tb.Fatal(err)
	}
	return t.Add(time.Duration(hour) * time.Hour)
}

// example is the campus of SPEC 13 on a clock that the test moves.
type example struct {
	*rig
	clock                      *storetest.Hands
	john, hamid, haled         *visitor
	thales, hypatia, admin     *visitor
	today                      string
	bdms, dsa, seminar         string // the instances of that day, as paths of the API
	johnID, hamidID, haledID   int64
	allActive, forJohn, nobody []any // what /active-meetings says at 13:00 to an admin and to john, and before to all
}

const (
	saidNotActive    = "This meeting does not exist or is not active."
	saidAlreadyIn    = "You have already joined this meeting."
	saidNotAllowed   = "You are not allowed to join this meeting."
	saidNotAttending = "You are not attending this meeting."
)

func newExample(t *testing.T) *example {
	t.Helper()
	e := &example{clock: storetest.At(athens(t, "2022-04-10", 9)), today: "2022-05-06", bdms: "/meetings/1/4", dsa: "/meetings/2/2",
		seminar: "/meetings/3/1"}
	e.rig = newRig(t, setup{clock: e.clock})
	thales, hypatia := e.fill(t)
	e.plan(t, thales, campus.NewMeeting{Title: "BDMS Course",
		Description: "This course provides an introduction to the following systems: Hadoop, Redis, MongoDB, Neo4J, Azure Streams",
		Audience:    []string{"johnpapadatos77@hotmail.com"}}, 4, "2022-04-15", "2022-04-22", "2022-04-29", e.today)
	e.plan(t, hypatia, campus.NewMeeting{Title: "DSA Course",
		Description: "This course covers the fundamentals of data structures & algorithms.",
		Audience:    []string{"haledmeh10@hotmail.com", "hamidmeh9@hotmail.com"}}, 2, "2022-04-29", e.today)
	e.plan(t, thales, campus.NewMeeting{Title: "Seminar", Description: "This is an open HR seminar about recruitment.", Public: true}, 8,
		e.today)
	e.at(t, athens(t, e.today, 13).Add(-time.Millisecond))
	e.john, e.hamid, e.haled = e.script(t, "john"), e.script(t, "hamid"), e.script(t, "haled")
	e.thales, e.hypatia, e.admin = e.script(t, "thales"), e.script(t, "hypatia"), e.script(t, "admin")
	bdms := active(1, 4, "BDMS Course",
		"This course provides an introduction to the following systems: Hadoop, Redis, MongoDB, Neo4J, Azure Streams", false, "14")
	dsa := active(2, 2, "DSA Course", "This course covers the fundamentals of data structures & algorithms.", false, "12")
	seminar := active(3, 1, "Seminar", "This is an open HR seminar about recruitment.", true, "18")
	e.nobody, e.allActive, e.forJohn = []any{}, []any{bdms, dsa, seminar}, []any{bdms, seminar}
	return e
}

// fill makes the people, with ids from 1, and returns the teachers.
func (e *example) fill(t *testing.T) (thales, hypatia campus.Person) {
	t.Helper()
	made := map[string]campus.Person{}
	for _, n := range []campus.NewPerson{
		{Username: "john", Name: "John", Email: "johnpapadatos77@hotmail.com", Gender: "male", Born: "2001-02-03", Role: campus.Student},
		{Username: "hamid", Name: "Hamid", Email: "hamidmeh9@hotmail.com", Gender: "male", Born: "2000-02-03", Role: campus.Student},
		{Username: "haled", Name: "Haled", Email: "haledmeh10@hotmail.com", Gender: "male", Born: "1999-02-03", Role: campus.Student},
		{Username: "thales", Name: "Thales", Role: campus.Teacher},
		{Username: "hypatia", Name: "Hypatia", Role: campus.Teacher},
		{Username: "admin", Name: "Office", Role: campus.Admin},
	} {
		n.Password, n.Zone = storetest.Password, "Europe/Athens"
		p, err := e.People.Create(t.Context(), store.Itself(""), n)
		if err != nil {
			t.Fatal(err)
		}
		made[n.Username] = p
	}
	e.johnID, e.hamidID, e.haledID = made["john"].ID, made["hamid"].ID, made["haled"].ID
	return made["thales"], made["hypatia"]
}

// plan makes a meeting from 13:00 on these days, for some hours.
func (e *example) plan(t *testing.T, host campus.Person, n campus.NewMeeting, hours int, days ...string) {
	t.Helper()
	for _, day := range days {
		n.Slots = append(n.Slots, campus.Slot{From: athens(t, day, 13), To: athens(t, day, 13+hours), Zone: "Europe/Athens"})
	}
	if _, err := e.Meetings.Create(t.Context(), host, n, ""); err != nil {
		t.Fatal(err)
	}
}

// at moves the clock and lets everything follow from it.
func (e *example) at(t *testing.T, now time.Time) {
	t.Helper()
	e.clock.Set(now)
	e.Tick(t)
}

// active is an open meeting of the day as the API shows it; until is the hour in UTC.
func active(id, order float64, title, description string, public bool, until string) any {
	return map[string]any{"meetingID": id, "orderID": order, "title": title, "description": description, "isPublic": public,
		"fromdatetime": "2022-05-06T10:00:00Z", "todatetime": "2022-05-06T" + until + ":00:00Z"}
}

// want makes a call and compares status and answer, which is given as JSON.
func (v *visitor) want(t *testing.T, method, path string, body any, status int, answer string) {
	t.Helper()
	got := v.call(t, method, path, body)
	var is, want any
	if err := json.Unmarshal([]byte(answer), &want); err != nil {
		t.Fatal(err)
	}
	got.read(t, &is)
	if got.status != status || !reflect.DeepEqual(is, want) {
		t.Errorf("%s %s: %d %v\nwant %d %v", method, path, got.status, is, status, want)
	}
}

// refused makes a call and compares the problem document.
func (v *visitor) refused(t *testing.T, method, path string, body any, status int, detail string) {
	t.Helper()
	v.call(t, method, path, body).wantProblem(t, status, detail)
}

func (v *visitor) wantActive(t *testing.T, want []any) {
	t.Helper()
	var got map[string]any
	v.call(t, http.MethodGet, "/active-meetings", nil).read(t, &got)
	if !reflect.DeepEqual(got, map[string]any{"active_meetings": want}) {
		t.Errorf("active are %v, want %v", got, want)
	}
}

func TestTheTenFunctions(t *testing.T) {
	t.Parallel()
	e := newExample(t)
	for _, v := range []*visitor{e.john, e.hamid, e.admin} {
		v.wantActive(t, e.nobody)
	}
	e.john.refused(t, "POST", e.bdms+"/join", nil, 400, saidNotActive)
	e.at(t, athens(t, e.today, 13))
	e.admin.wantActive(t, e.allActive)
	e.john.wantActive(t, e.forJohn)
	e.joinAndLeave(t)
	e.participants(t)
	e.post(t)
	e.read(t)
	e.joinLogs(t)
	e.endings(t)
}

func (e *example) joinAndLeave(t *testing.T) {
	t.Helper()
	const joined, left = `{"success":true,"message":"Successfully joined the meeting."}`,
		`{"success":true,"message":"Successfully left the meeting."}`
	e.john.want(t, "POST", e.bdms+"/join", nil, 200, joined)
	e.john.refused(t, "POST", e.bdms+"/join", nil, 409, saidAlreadyIn)
	e.hamid.refused(t, "POST", e.bdms+"/join", nil, 403, saidNotAllowed)
	for _, unknown := range []string{"1/5", "1/3", "9/1", "0/1", "-1/1", "1/0", "01/4", "1e0/4", "abc/4", "1/abc", "99999999999999999999/1",
		"1/4%00"} {
		e.john.refused(t, "POST", "/meetings/"+unknown+"/join", nil, 400, saidNotActive)
		e.john.refused(t, "POST", "/meetings/"+unknown+"/leave", nil, 400, saidNotActive)
		e.john.refused(t, "GET", "/meetings/"+unknown+"/participants", nil, 400, saidNotActive)
		e.john.refused(t, "POST", "/meetings/"+unknown+"/messages", `{"body":"hello"}`, 400, saidNotActive)
	}
	e.clock.Add(time.Second)
	e.hamid.want(t, "POST", e.dsa+"/join", nil, 200, joined)
	e.clock.Add(time.Second)
	e.haled.want(t, "POST", e.dsa+"/join", nil, 200, joined)
	for _, v := range []*visitor{e.haled, e.john, e.hamid} { // the public one, in another order than the ids
		e.clock.Add(time.Second)
		v.want(t, "POST", e.seminar+"/join", nil, 200, joined)
	}
	e.hamid.want(t, "POST", e.seminar+"/leave", nil, 200, left)
	e.hamid.refused(t, "POST", e.seminar+"/leave", nil, 409, saidNotAttending)
	e.hamid.refused(t, "POST", e.bdms+"/leave", nil, 409, saidNotAttending)
}

func (e *example) participants(t *testing.T) {
	t.Helper()
	e.john.want(t, "GET", e.seminar+"/participants", nil, 200, `{"participants":[
		{"id":3,"name":"Haled","age":null,"gender":null,"email":null},
		{"id":1,"name":"John","age":null,"gender":null,"email":null}],"next":null}`)
	for _, staff := range []*visitor{e.thales, e.admin} {
		staff.want(t, "GET", e.seminar+"/participants", nil, 200, `{"participants":[
			{"id":3,"name":"Haled","age":23,"gender":"male","email":"haledmeh10@hotmail.com"},
			{"id":1,"name":"John","age":21,"gender":"male","email":"johnpapadatos77@hotmail.com"}],"next":null}`)
	}
	e.hypatia.want(t, "GET", e.dsa+"/participants", nil, 200, `{"participants":[
		{"id":2,"name":"Hamid","age":22,"gender":"male","email":"hamidmeh9@hotmail.com"},
		{"id":3,"name":"Haled","age":23,"gender":"male","email":"haledmeh10@hotmail.com"}],"next":null}`)
	e.hamid.refused(t, "GET", e.bdms+"/participants", nil, 403, saidNotAllowed)
	e.hypatia.refused(t, "GET", e.bdms+"/participants", nil, 403, saidNotAllowed)
}

func (e *example) post(t *testing.T) {
	t.Helper()
	posted := func(id string) string {
		return `{"success":true,"message":"Successfully posted the message.","id":` + id + `}`
	}
	messages := e.dsa + "/messages"
	e.clock.Set(athens(t, e.today, 13).Add(time.Minute + 5*time.Millisecond))
	e.hamid.want(t, "POST", messages, `{"body":"Is a heap a tree?","client_id":"h-1"}`, 201, posted("1"))
	e.hamid.want(t, "POST", messages, `{"body":"Is a heap a tree?","client_id":"h-1"}`, 201, posted("1"))
	e.clock.Add(time.Second)
	e.haled.want(t, "POST", messages, `{"body":"It pretends to be a list.","client_id":"h-1","reply_to":1}`, 201, posted("2"))
	e.clock.Add(time.Second)
	e.hamid.want(t, "POST", messages, `{"body":"`+strings.Repeat("ω", 4000)+`"}`, 201, posted("3"))

	const marked = "Please check what is marked."
	e.hamid.refused(t, "POST", messages, `{"body":""}`, 422, marked)
	e.hamid.refused(t, "POST", messages, `{"body":" \n "}`, 422, marked)
	e.hamid.refused(t, "POST", messages, `{}`, 422, marked)
	e.hamid.refused(t, "POST", messages, `{"body":"`+strings.Repeat("ω", 4001)+`"}`, 422, marked)
	e.hamid.refused(t, "POST", messages, `{"body":"to nothing","reply_to":99}`, 422, "The message that you answer does not exist.")
	e.john.refused(t, "POST", messages, `{"body":"not in"}`, 409, saidNotAttending)
	e.john.refused(t, "POST", "/meetings/1/3/messages", `{"body":"over"}`, 400, saidNotActive)
}

// said is what was posted in the DSA course, as JSON.
func said() (first, second, third string) {
	return `{"id":1,"userID":2,"body":"Is a heap a tree?","timestamp":"2022-05-06T10:01:00.005Z","client_id":"h-1","edited":false,"deleted":false,"reply_to":null}`,
		`{"id":2,"userID":3,"body":"It pretends to be a list.","timestamp":"2022-05-06T10:01:01.005Z","client_id":"h-1","edited":false,"deleted":false,"reply_to":1}`,
		`{"id":3,"userID":2,"body":"` + strings.Repeat("ω", 4000) +
			`","timestamp":"2022-05-06T10:01:02.005Z","client_id":null,"edited":false,"deleted":false,"reply_to":null}`
}

func (e *example) read(t *testing.T) {
	t.Helper()
	one, two, three := said()
	for _, v := range []*visitor{e.haled, e.hypatia, e.admin} {
		v.want(t, "GET", e.dsa+"/messages", nil, 200, `{"messages":[`+one+`,`+two+`,`+three+`],"next":null}`)
	}
	e.haled.want(t, "GET", e.dsa+"/messages?limit=2", nil, 200, `{"messages":[`+one+`,`+two+`],"next":"2"}`)
	e.haled.want(t, "GET", e.dsa+"/messages?after=2", nil, 200, `{"messages":[`+three+`],"next":null}`)
	for _, beyond := range []string{"3", "4", "9223372036854775807"} {
		e.haled.want(t, "GET", e.dsa+"/messages?after="+beyond, nil, 200, `{"messages":[],"next":null}`)
	}
	e.haled.want(t, "GET", e.dsa+"/users/2/messages", nil, 200, `{"user_messages":[`+one+`,`+three+`]}`)
	e.haled.want(t, "GET", e.dsa+"/users/1/messages", nil, 200, `{"user_messages":[]}`)
	e.john.refused(t, "GET", e.dsa+"/messages", nil, 403, saidNotAllowed)
	e.john.refused(t, "GET", e.dsa+"/users/2/messages", nil, 403, saidNotAllowed)
	e.john.refused(t, "GET", "/meetings/1/5/messages", nil, 400, saidNotActive)
}

func (e *example) joinLogs(t *testing.T) {
	t.Helper()
	e.clock.Set(athens(t, e.today, 14))
	e.haled.want(t, "POST", e.dsa+"/leave", nil, 200, `{"success":true,"message":"Successfully left the meeting."}`)
	e.clock.Add(250 * time.Millisecond)
	e.haled.want(t, "POST", e.dsa+"/join", nil, 200, `{"success":true,"message":"Successfully joined the meeting."}`)
	join := func(id, at string) string {
		return `{"userID":` + id + `,"eventType":"join","timestamp":"2022-05-06T` + at + `Z"}`
	}
	all, err := json.Marshal(e.allActive)
	if err != nil {
		t.Fatal(err)
	}
	var meetings []json.RawMessage
	if err := json.Unmarshal(all, &meetings); err != nil {
		t.Fatal(err)
	}
	e.admin.want(t, "GET", "/active-meetings/join-logs", nil, 200, `{"active_meetings_participants_join_logs":[
		{"meeting":`+string(meetings[0])+`,"join_logs":[`+join("1", "10:00:00.000")+`]},
		{"meeting":`+string(meetings[1])+`,"join_logs":[`+join("2", "10:00:01.000")+`,`+join("3", "11:00:00.250")+`]},
		{"meeting":`+string(meetings[2])+`,"join_logs":[`+join("3", "10:00:03.000")+`,`+join("1", "10:00:04.000")+`]}]}`)
	for _, v := range []*visitor{e.john, e.thales} {
		v.refused(t, "GET", "/active-meetings/join-logs", nil, 403, "This is for admins only.")
	}
}

// endings moves the clock past the end of one meeting after the other.
func (e *example) endings(t *testing.T) {
	t.Helper()
	e.at(t, athens(t, e.today, 15).Add(-time.Millisecond))
	e.admin.wantActive(t, e.allActive)
	e.at(t, athens(t, e.today, 15).Add(700*time.Millisecond))
	e.admin.wantActive(t, []any{e.allActive[0], e.allActive[2]})
	e.hamid.refused(t, "POST", e.dsa+"/leave", nil, 400, saidNotActive)
	e.hamid.refused(t, "GET", e.dsa+"/participants", nil, 400, saidNotActive)
	e.hamid.refused(t, "POST", e.dsa+"/messages", `{"body":"too late"}`, 400, saidNotActive)
	e.hamid.refused(t, "POST", e.dsa+"/join", nil, 400, saidNotActive)
	e.wantLast(t, e.hamid, "meeting:2:2", "2022-05-06T12:00:00.000Z", e.hamidID, e.haledID)
	one, two, three := said()
	e.hamid.want(t, "GET", e.dsa+"/messages", nil, 200, `{"messages":[`+one+`,`+two+`,`+three+`],"next":null}`)
	e.hamid.want(t, "GET", e.dsa+"/users/3/messages", nil, 200, `{"user_messages":[`+two+`]}`)

	e.at(t, athens(t, e.today, 17))
	e.john.wantActive(t, []any{e.allActive[2]})
	e.wantLast(t, e.john, "meeting:1:4", "2022-05-06T14:00:00.000Z", e.johnID)
	e.at(t, athens(t, e.today, 21))
	e.admin.wantActive(t, e.nobody)
	e.wantLast(t, e.john, "meeting:3:1", "2022-05-06T18:00:00.000Z", e.haledID, e.johnID)
}

// wantLast checks that a log ends with these people leaving and with its end, all at one time.
func (e *example) wantLast(t *testing.T, v *visitor, topic, at string, left ...int64) {
	t.Helper()
	got := v.events(t, topic, "0-0").untilKind(t, "ended")
	want := happening{Topic: topic, Kind: "ended", Time: at, Left: left}
	if last := got[len(got)-1]; !reflect.DeepEqual(last, want) {
		t.Errorf("the log ends with %+v, want %+v", last, want)
	}
}
