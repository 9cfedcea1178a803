package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// readers are the usernames of who finds words on their list of reports.
func (t *town) readers(tb testing.TB, words string, usernames ...string) []string {
	tb.Helper()
	var found []string
	for _, name := range usernames {
		if strings.Contains(t.signedIn(tb, name).get(tb, views.PathReports).body, words) {
			found = append(found, name)
		}
	}
	return found
}

// What is said before a report, and after it, is held against who then has it on their list.
func TestAReportSaysWhoReadsItAndTheyDo(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hamid := town.Person(t, "hamid", campus.Student)
	town.Person(t, "hypatia", campus.Teacher)
	town.enrol(t, town.john)
	town.enrol(t, hamid)
	town.meeting = town.Meeting(t, town.thales, "Circle", town.john, hamid)
	town.room = "/meetings/" + num(town.meeting.ID) + "/1"
	town.Settle(t)
	town.enter(t, town.john, hamid)
	two, course := campus.PrivateRoomID(town.john.ID, hamid.ID), campus.CourseRoomID(town.course.ID)
	john := town.signedIn(t, "john")
	for _, c := range []struct {
		path     string
		line     int64
		who, all string
		readers  []string
	}{
		{town.room, town.say(t, hamid, "bad in the meeting"), "The staff of this meeting and the admins", "", []string{"thales", "admin"}},
		{views.RoomPath(course), town.talk(t, hamid, course, "bad in the course"), "The teachers of this course and the admins", "",
			[]string{"thales", "admin"}},
		{"/rooms/general", town.talk(t, hamid, campus.GeneralID, "bad in general"), "The admins of this campus", "", []string{"admin"}},
		{views.RoomPath(two), town.talk(t, hamid, two, "bad between two"), "The admins of this campus",
			" They see nothing else of what the two of you said.", []string{"admin"}},
	} {
		path := views.ReportLinePath(c.path, c.line)
		before := john.get(t, path)
		wantHolds(t, one(t, before.page(t), "main"),
			c.who+" read it, with your name and a copy of this message."+c.all+" The hamid does not learn of it.")
		john.post(t, path, url.Values{"reason": {"abuse"}, "text": {"seen at " + c.path}}).wantSeeOther(t, c.path)
		wantHolds(t, one(t, john.get(t, c.path).page(t), "main"), "Thank you. "+c.who+" will look at it.")
		town.Settle(t)
		if got := town.readers(t, "seen at "+c.path, "thales", "hypatia", "admin"); !slices.Equal(got, c.readers) {
			t.Errorf("what was reported in %s is read by %q, want %q", c.path, got, c.readers)
		}
		person := john.get(t, views.ReportPersonPath(c.path, hamid.ID)).page(t)
		wantHolds(t, one(t, person, "main"), c.who+" read it, with your name."+c.all+" The hamid does not learn of it.")
	}
	list := town.signedIn(t, "admin").get(t, views.PathReports).page(t)
	for _, words := range []string{"Of private messages you see the message that was reported, and nothing around it.", "bad between two"} {
		wantHolds(t, one(t, list, "main"), words)
	}
	var links []string
	for _, a := range all(one(t, list, "main"), "li a") {
		links = append(links, attr(a, "href"))
	}
	want := []string{"/rooms/general?line=1#m-1", "/rooms/" + string(course) + "?line=1#m-1", town.room + "?line=1#m-1"}
	if !slices.Equal(links, want) {
		t.Errorf("the list leads to %q, want %q: to what the admin may open", links, want)
	}
	if got := town.script(t, "hamid").call(t, "GET", "/me/export", nil); strings.Contains(got.body, "reported") {
		t.Errorf("who was reported exports that they were: %s", got)
	}
}

func TestWhatIsSaidOfAReportOfStaff(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.john, "1:2", "hello")
	page := town.signedIn(t, "john").get(t, "/rooms/1:2/people/2/report").page(t)
	wantHolds(t, one(t, page, "main"), "The admins of this campus read it, with your name. "+
		"They see nothing else of what the two of you said. The thales does not read it; but an admin can see in the audit who reported whom.")
}

// Counting through the ids, a page, a call and a stream answer the same of whoever is not active, and name nobody.
func TestCountingThroughTheIdsOfRoomsTellsOfNobodyWhoIsNotActive(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	ids := []int64{99}
	for name, status := range map[string]campus.Status{"disabled": campus.StatusDisabled, "pending": campus.StatusPending,
		"erased": campus.StatusErased} {
		p := town.Person(t, name, campus.Student)
		err := error(nil)
		if status == campus.StatusErased {
			err = town.People.Erase(t.Context(), store.By{Person: town.admin}, p.ID)
		} else {
			err = town.People.SetStatus(t.Context(), store.Itself(""), p.ID, status)
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	town.Settle(t)
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	answers := map[string]map[string]bool{}
	note := func(what string, id int64, got answer) {
		if answers[what] == nil {
			answers[what] = map[string]bool{}
		}
		if !strings.HasPrefix(got.body, "{") {
			got.body = "" // a page has an operation of its own
		}
		answers[what][num(int64(got.status))+" "+got.body] = true
		for _, name := range []string{"The disabled", "The pending", "The erased"} {
			if strings.Contains(got.body, name) {
				t.Errorf("%s of %d names %q", what, id, name)
			}
		}
	}
	for _, id := range ids {
		n := num(id)
		for _, path := range []string{"/rooms/1:N", "/rooms/1:N?q=x", "/rooms/1:N?reply=1", "/rooms/1:N/messages/1",
			"/rooms/1:N/messages/1/report", "/rooms/1:N/messages/1/edit", "/rooms/1:N/messages/1/delete",
			"/rooms/1:N/messages/1/unread", "/rooms/1:N/mentionable",
			"/rooms/1:N/people/N", "/rooms/1:N/people/1", "/rooms/1:N/people/N/report", "/rooms/1:N/people/N/mute", "/rooms/1:N/sanctions",
			"/rooms/general/people/N", "/rooms/general/people/N/report", "/rooms/general/people/N/mute", livePath + "?topic=room:1:N"} {
			note("GET "+path, id, john.get(t, strings.ReplaceAll(path, "N", n)))
		}
		for path, body := range map[string]string{"/rooms/1:N/messages": "body=hello", "/rooms/1:N/read": "line=1&marked=0",
			"/rooms/1:N/typing": "", "/rooms/1:N/messages/1/edit": "body=x&edits=0",
			"/rooms/1:N/messages/1/delete": "", "/rooms/1:N/messages/1/unread": "",
			"/rooms/1:N/messages/1/reactions": "give=heart", "/rooms/1:N/messages/1/report": "reason=spam", "/rooms/1:N/chat": "chat=staff",
			"/rooms/1:N/people/N/report": "reason=spam", "/rooms/1:N/people/N/ban": "", "/rooms/general/people/N/report": "reason=spam"} {
			form, _ := url.ParseQuery(body)
			note("POST "+path, id, john.post(t, strings.ReplaceAll(path, "N", n), form))
		}
		for call, body := range map[string]string{"GET /rooms/1:N/messages": "", "POST /rooms/1:N/messages": `{"body":"hello"}`,
			"PATCH /rooms/1:N/messages/1": `{"body":"x"}`, "DELETE /rooms/1:N/messages/1": "", "POST /rooms/1:N/read": `{"id":1}`,
			"POST /rooms/1:N/unread": `{"id":1}`, "PUT /rooms/1:N/messages/1/reactions/heart": "", "GET /rooms/1:N/mentionable": "",
			"POST /rooms/1:N/messages/1/report": `{"reason":"spam"}`, "POST /rooms/1:N/users/N/report": `{"reason":"spam"}`,
			"POST /rooms/general/users/N/report": `{"reason":"spam"}`, "POST /rooms/1:N/chat": `{"mode":"staff"}`,
			"PUT /rooms/1:N/people/N/mute": "", "GET /rooms/1:N/sanctions": "", "GET /rooms/search?q=x&room=1:N": "",
			"GET /events?topic=room:1:N": ""} {
			method, path, _ := strings.Cut(strings.ReplaceAll(call, "N", n), " ")
			var sent any
			if body != "" {
				sent = body
			}
			note("API "+call, id, script.call(t, method, path, sent))
		}
	}
	for what, got := range answers {
		for answer := range got {
			if len(got) != 1 || answer[0] != '4' {
				t.Errorf("%s answers %q", what, answer)
			}
		}
	}
	wantStatus(t, john.get(t, "/rooms/1:2"), 200) // of who is active there is a room
	wantStatus(t, john.get(t, "/rooms/general/people/2"), 200)
}

func TestTheStaffOfARoomSeeWhoIsBannedAndMutedAndLiftIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	for username, path := range map[string]string{"thales": "/rooms/course-" + town.course.ID, "admin": "/rooms/general"} {
		keeper := town.signedIn(t, username)
		one(t, keeper.get(t, path).page(t), "#manage a[href="+views.SanctionedPath(path)+"]")
		wantHolds(t, one(t, keeper.get(t, views.SanctionedPath(path)).page(t), "main"), "Nobody is banned or muted")
		for deed, lifts := range map[string]string{"ban": "lift", "mute": "unmute"} {
			keeper.post(t, views.SanctionPath(path, town.john.ID, deed), nil).wantSeeOther(t, path)
			list := one(t, keeper.get(t, views.SanctionedPath(path)).page(t), "main")
			wantHolds(t, list, "The john")
			form := one(t, list, "li form")
			if action, back := attr(form, "action"), attr(one(t, form, "input[name=back]"), "value"); action !=
				views.SanctionPath(path, town.john.ID, lifts) || back != views.SanctionedPath(path) {
				t.Errorf("%s: %sned they are let go by %s, and back is %s", path, deed, action, back)
			}
			keeper.post(t, attr(form, "action"), url.Values{"back": {views.SanctionedPath(path)}}).wantSeeOther(t, views.SanctionedPath(path))
			wantHolds(t, one(t, keeper.get(t, views.SanctionedPath(path)).page(t), "main"), "Nobody is banned or muted")
		}
		wantStatus(t, town.signedIn(t, "john").get(t, views.SanctionedPath(path)), 403)
		if got := all(town.signedIn(t, "john").get(t, path).page(t), "a[href="+views.SanctionedPath(path)+"]"); len(got) > 0 {
			t.Errorf("%s leads who keeps no order there", path)
		}
	}
	script := town.script(t, "admin")
	wantStatus(t, script.call(t, "PUT", "/rooms/general/people/1/mute", nil), 204)
	wantStatus(t, script.call(t, "PUT", "/rooms/general/people/2/ban", nil), 204)
	type kept struct {
		ID          int64
		Name, Since string
	}
	var got struct{ Banned, Muted []kept }
	script.call(t, "GET", "/rooms/general/sanctions", nil).read(t, &got)
	if len(got.Banned) != 1 || len(got.Muted) != 1 || got.Banned[0].Name != "The thales" || got.Muted[0].ID != 1 ||
		got.Muted[0].Since == "" {
		t.Errorf("the API lists %+v", got)
	}
	if got := script.call(t, "GET", "/rooms/1:3/sanctions", nil); got.status != 403 {
		t.Errorf("of a private room, which has no staff: %s", got)
	}
}

func TestASanctionLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin := town.signedIn(t, "admin")
	for back, want := range map[string]string{"//evil.example": "/", "https://evil.example/": "/", "/\\evil.example": "/", "": "/rooms/general",
		"/rooms": "/rooms"} {
		admin.post(t, "/rooms/general/people/1/mute", url.Values{"back": {back}}).wantSeeOther(t, want)
	}
}

func TestWhomAQuestionOfARoomIsNotAbout(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	gone := town.Person(t, "gone", campus.Student)
	town.talk(t, gone, campus.GeneralID, "hello")
	if err := town.People.Erase(t.Context(), store.By{Person: town.admin}, gone.ID); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	town.enrol(t, town.john)
	course := "/rooms/course-" + town.course.ID
	for _, deed := range []string{"mute", "unmute", "ban", "lift"} {
		for _, c := range []struct {
			who, path string
			whom      int64
			status    int
			why       error
		}{
			{"john", "/rooms/general", 2, 403, campus.ErrNotRoomStaff}, {"thales", "/rooms/general", 1, 403, campus.ErrNotRoomStaff},
			{"admin", "/rooms/general", 3, 403, campus.ErrProtected}, {"thales", course, 3, 403, campus.ErrProtected},
			{"thales", course, 2, 403, campus.ErrProtected}, {"admin", "/rooms/general", gone.ID, 404, campus.ErrNoPerson},
			{"john", "/rooms/1:2", 2, 403, campus.ErrNotRoomStaff},
		} {
			got := town.signedIn(t, c.who).get(t, views.SanctionPath(c.path, c.whom, deed))
			wantStatus(t, got, c.status)
			wantHolds(t, one(t, got.page(t), "main"), c.why.Error())
		}
	}
}

func TestARoomTheWrongWayRoundIsChangedByNothing(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.talk(t, town.john, "1:2", "between us")
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	for _, c := range []struct{ method, path, body, to string }{
		{"POST", "/rooms/2:1/messages?x=1", "body=hello", "/rooms/1:2/messages?x=1"},
		{"POST", "/rooms/2:1/messages/1/edit", "body=x", "/rooms/1:2/messages/1/edit"},
		{"POST", "/api/v1/rooms/2:1/messages", `{"body":"hello"}`, "/api/v1/rooms/1:2/messages"},
		{"PATCH", "/api/v1/rooms/2:1/messages/1", `{"body":"x"}`, "/api/v1/rooms/1:2/messages/1"},
		{"DELETE", "/api/v1/rooms/2:1/messages/1", "", "/api/v1/rooms/1:2/messages/1"},
	} {
		v := john
		kind := "application/x-www-form-urlencoded"
		if strings.HasPrefix(c.path, "/api/") {
			v, kind = script, "application/json"
		}
		got := v.do(t, c.method, c.path, strings.NewReader(c.body), "Content-Type", kind)
		if got.status != http.StatusPermanentRedirect || got.header.Get("Location") != c.to {
			t.Errorf("%s %s leads to %q: %s", c.method, c.path, got.header.Get("Location"), got)
		}
	}
	chat, err := town.Rooms.Chat(t.Context(), town.john, store.PrivateRoom(1, 2), store.Span{Limit: 9})
	if err != nil || len(chat.Said.Lines) != 1 || chat.Said.Lines[0].Body != "between us" || chat.Said.Lines[0].Edited {
		t.Errorf("the room has %+v, %v", chat.Said, err)
	}
}

// Who may not write still reads, by every page and call; what writes is refused with why, and what was typed is kept.
func TestThePolicyOfPrivateMessagesBindsEveryPageAndCall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dm    campus.DM
		whose [2]string
		why   error
	}{
		{campus.DMStaff, [2]string{"john", "hamid"}, campus.ErrDMStaff}, {campus.DMOff, [2]string{"john", "hamid"}, campus.ErrDMOff},
		{campus.DMOff, [2]string{"john", "thales"}, campus.ErrDMOff}, {campus.DMOff, [2]string{"thales", "john"}, campus.ErrDMOff},
		{campus.DMOff, [2]string{"admin", "thales"}, campus.ErrDMOff}, {campus.DMStaff, [2]string{"thales", "john"}, nil},
	} {
		t.Run(string(c.dm)+" "+c.whose[0], func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{store: policy(c.dm)})
			people := map[string]campus.Person{"john": town.john, "thales": town.thales, "admin": town.admin,
				"hamid": town.Person(t, "hamid", campus.Student)}
			who, other := people[c.whose[0]], people[c.whose[1]]
			id := campus.PrivateRoomID(who.ID, other.ID)
			open := town.Apart(t, policy(campus.DMAll))
			if _, err := open.Rooms.Post(t.Context(), who, store.RoomNamed(id), campus.NewLine{Body: "before that"}, ""); err != nil {
				t.Fatal(err)
			}
			open.Settle(t)
			town.policyHolds(t, c.whose[0], views.RoomPath(id), other.ID, c.why)
		})
	}
}

// policyHolds reads and writes in a private room that has one line, of who is asked for.
func (t *town) policyHolds(tb *testing.T, who, room string, other int64, why error) {
	tb.Helper()
	page, script := t.signedIn(tb, who), t.script(tb, who)
	for _, path := range []string{room, room + "?q=before", room + "/messages/1", room + "/messages/1/unread", room + "/people/" + num(other),
		room + "/people/" + num(other) + "/report"} {
		wantStatus(tb, page.get(tb, path), 200)
	}
	for _, path := range []string{room + "/messages", "/rooms", "/rooms/search?q=before&room=" + strings.TrimPrefix(room, "/rooms/")} {
		if got := script.call(tb, "GET", path, nil); got.status != 200 || !strings.Contains(got.body, "before that") {
			tb.Errorf("%s: %s", path, got)
		}
	}
	wantStatus(tb, script.call(tb, "POST", room+"/read", `{"id":1}`), 200)
	writable := fmt.Sprintf(`"writable":%v`, why == nil)
	if got := script.call(tb, "GET", "/rooms", nil); !strings.Contains(strings.ReplaceAll(got.body, " ", ""), writable) {
		tb.Errorf("the list of rooms does not say %s: %s", writable, got)
	}
	for path, form := range map[string]url.Values{room + "/messages": {"body": {"typed words"}},
		room + "/messages/1/edit": {"body": {"typed words"}, "edits": {"0"}}, room + "/messages/1/reactions": {"give": {"heart"}}, room + "/typing": {}} {
		got := page.post(tb, path, form)
		if why == nil {
			if got.status >= 400 {
				tb.Errorf("%s: %s", path, got)
			}
			continue
		}
		wantStatus(tb, got, 403)
		if !strings.Contains(got.body, why.Error()) || form.Has("body") && !strings.Contains(got.body, "typed words") {
			tb.Errorf("%s does not say why, or has lost what was typed: %s", path, got)
		}
	}
	for call, body := range map[string]any{"POST " + room + "/messages": `{"body":"x"}`, "PATCH " + room + "/messages/1": `{"body":"x"}`,
		"PUT " + room + "/messages/1/reactions/heart": nil} {
		method, path, _ := strings.Cut(call, " ")
		got := script.call(tb, method, path, body)
		if why != nil {
			got.wantProblem(tb, 403, why.Error())
		} else if got.status >= 300 {
			tb.Errorf("%s: %s", call, got)
		}
	}
	if why != nil {
		wantHolds(tb, one(tb, page.get(tb, room).page(tb), "main"), why.Error())
	}
	// What one has said may be taken away, whatever the policy.
	wantStatus(tb, script.call(tb, "DELETE", room+"/messages/1", nil), 204)
}

func TestTeachersAndStudentsAreWrittenToFromTheCourse(t *testing.T) {
	t.Parallel()
	for dm, want := range map[campus.DM]int{campus.DMAll: 1, campus.DMStaff: 1, campus.DMOff: 0} {
		t.Run(string(dm), func(t *testing.T) {
			t.Parallel()
			town := newTown(t, setup{store: policy(dm)})
			away := town.Person(t, "away", campus.Student)
			town.enrol(t, town.john)
			town.enrol(t, away)
			if err := town.People.SetStatus(t.Context(), store.Itself(""), away.ID, campus.StatusDisabled); err != nil {
				t.Fatal(err)
			}
			course, students := "/courses/"+town.course.ID, "/courses/"+town.course.ID+"/students"
			ways := func(who, path string, whom int64, want int) {
				t.Helper()
				links := all(town.signedIn(t, who).get(t, path).page(t), "main a[href="+views.MessagePath(whom)+"]")
				if len(links) != want {
					t.Errorf("%s for %s has %d ways to write to %d, want %d", path, who, len(links), whom, want)
				}
			}
			for _, c := range []struct {
				who, path string
				whom      int64
				want      int
			}{{"john", course, 2, want}, {"admin", course, 2, want}, {"thales", course, 2, 0}, {"thales", students, 1, want},
				{"admin", students, 1, want}, {"thales", students, away.ID, 0}} {
				ways(c.who, c.path, c.whom, c.want)
			}
			if err := town.People.Block(t.Context(), town.john, town.thales.ID, ""); err != nil {
				t.Fatal(err)
			}
			ways("john", course, 2, 0)
			ways("thales", students, 1, 0)
			ways("admin", course, 2, want)
			if err := town.People.SetStatus(t.Context(), store.Itself(""), town.thales.ID, campus.StatusDisabled); err != nil {
				t.Fatal(err)
			}
			ways("admin", course, 2, 0)
		})
	}
}

// Of somebody whom one has blocked, the menu and the room of the two say how to take that back, and not what would be refused.
func TestWhoIsBlockedIsUnblockedWhereThatIsInTheWay(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{store: policy(campus.DMAll)})
	hamid := town.Person(t, "hamid", campus.Student)
	if _, err := town.Rooms.Post(t.Context(), hamid, store.GeneralRoom(), campus.NewLine{Body: "hello"}, ""); err != nil {
		t.Fatal(err)
	}
	john, general := town.signedIn(t, "john"), views.RoomPath(campus.GeneralID)
	two := views.RoomPath(campus.PrivateRoomID(town.john.ID, hamid.ID))
	check := func(what string, blocked bool) {
		t.Helper()
		main := one(t, john.get(t, views.RoomPersonPath(general, hamid.ID)).page(t), "main")
		words := text(main)
		if writes := len(all(main, "a[href="+views.MessagePath(hamid.ID)+"]")) > 0; writes == blocked ||
			strings.Contains(words, "Unblock The hamid") != blocked || strings.Contains(words, "Block The hamid") == blocked {
			t.Errorf("%s: the menu says %q, with a way to write: %t", what, words, writes)
		}
		report := john.get(t, views.ReportPersonPath(general, hamid.ID)).page(t)
		for _, page := range []*html.Node{john.get(t, two).page(t), report} {
			forms := all(page, "main form[action="+views.UnblockPath(hamid.ID)+"]")
			if (len(forms) == 1) != blocked {
				t.Errorf("%s: a page has %d forms that unblock", what, len(forms))
			}
		}
	}
	check("at first", false)
	john.post(t, views.BlockPath(hamid.ID), url.Values{"back": {two}}).wantSeeOther(t, two)
	check("blocked", true)
	john.post(t, views.UnblockPath(hamid.ID), url.Values{"back": {two}}).wantSeeOther(t, two)
	check("unblocked", false)
}
