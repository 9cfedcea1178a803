package handlers

import (
	"slices"
	"testing"
)

// trial is a call that is tried, and the status that it is to have.
type trial struct {
	who           *visitor
	method        string
	pattern, path string // the path is the pattern where it is ""
	body          any
	status        int
}

// callers are who try the calls. What each group of trials leaves behind the next ones find.
type callers struct {
	town                       *town
	guest, john, thales, admin *visitor
}

const (
	inRoom   = "/meetings/{meeting}/{order}"
	reacting = "/messages/{message}/reactions/{reaction}"
	hearts   = "/meetings/1/1/messages/1/reactions/heart"
	aDate    = `"from":"2030-01-01T10:00:00+02:00","to":"2030-01-01T11:00:00+02:00","zone":"Europe/Athens"`
)

func (c callers) course() string { return "/courses/" + c.town.course.ID }

func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	c := callers{town, town.browser(t), town.script(t, "john"), town.script(t, "thales"), town.script(t, "admin")}
	r := recorder{described(t, c.guest), map[string]bool{}}
	for _, one := range slices.Concat(c.selves(), c.people(), c.courses(), c.meetings(), c.rooms(), c.reports(), c.talks(),
		c.endings(), c.imports(), c.rest(t)) {
		if one.path == "" {
			one.path = one.pattern
		}
		r.call(t, one.who, one.method, one.pattern, one.path, one.body, one.status)
		town.Settle(t)
	}
	r.wantAllSeen(t, town, c.thales)
	r.wantEvents(t, town)
}

// selves are the calls about ways in, and oneself.
func (c callers) selves() []trial {
	return []trial{
		{c.guest, "GET", "/openapi.json", "", nil, 200},
		{c.guest, "POST", "/sessions", "", `{"login":"john","password":"correct horse"}`, 201},
		{c.guest, "POST", "/sessions", "", `{"login":"john","password":"wrong"}`, 401},
		{c.guest, "POST", "/sessions", "", `{}`, 422},
		{c.guest, "POST", "/register", "",
			`{"username":"kleon","name":"Kleon","email":"kleon@b.example","password":"long enough","role":"teacher"}`, 201},
		{c.admin, "POST", "/invitations", "", `{"email":"invited@b.example","role":"teacher"}`, 201},
		{c.admin, "GET", "/invitations", "", nil, 200},
		{c.admin, "DELETE", "/invitations/{invitation}", "/invitations/1", nil, 204},
		{c.admin, "POST", "/people/{person}/sign-in-link", "/people/1/sign-in-link", nil, 201},
		{c.guest, "GET", "/me", "", nil, 401},
		{c.john, "GET", "/me", "", nil, 200},
		{c.john, "PATCH", "/me", "",
			`{"name":"John","born":"2005-03-09","gender":"male","zone":"Europe/Athens","email":null,"requested_role":"teacher"}`, 200},
		{c.john, "PATCH", "/me", "", `{"username":"thales"}`, 409},
		{c.john, "GET", "/me/export", "", nil, 200},
		{c.john, "PATCH", "/me", "", `{"born":"soon"}`, 422},
	}
}

// people are the calls about people.
func (c callers) people() []trial {
	return []trial{
		{c.thales, "GET", "/people", "/people?q=john&role=student&status=active&limit=1", nil, 200},
		{c.admin, "GET", "/people", "/people?limit=1", nil, 200},
		{c.admin, "GET", "/people", "/people?role=king", nil, 422},
		{c.john, "GET", "/people", "", nil, 403},
		{c.admin, "POST", "/people", "",
			`{"username":"zeno","name":"Zeno","email":"zeno@stoa.example","role":"teacher","born":"1999-12-31","external_id":"z-1"}`, 201},
		{c.admin, "POST", "/people", "", `{"username":"zeno","name":"Zeno"}`, 409},
		{c.admin, "POST", "/people", "", `{}`, 422},
		{c.thales, "POST", "/people", "", `{}`, 403},
		{c.admin, "GET", "/people/{person}", "/people/4", nil, 200},
		{c.thales, "GET", "/people/{person}", "/people/4", nil, 200},
		{c.admin, "GET", "/people/{person}", "/people/99", nil, 404},
		{c.admin, "PATCH", "/people/{person}", "/people/4",
			`{"name":"Zeno of Kition","role":"student","status":"disabled","confirmed":false,"external_id":null}`, 200},
		{c.admin, "PATCH", "/people/{person}", "/people/4", `{"username":"thales"}`, 409},
		{c.admin, "PATCH", "/people/{person}", "/people/4", `{"role":"king"}`, 422},
		{c.admin, "PATCH", "/people/{person}", "/people/3", `{"status":"disabled"}`, 403},
		{c.admin, "PATCH", "/people/{person}", "/people/99", `{}`, 404},
		{c.admin, "DELETE", "/people/{person}", "/people/3", nil, 403},
		{c.admin, "DELETE", "/people/{person}", "/people/4", nil, 204},
		{c.admin, "DELETE", "/people/{person}", "/people/4", nil, 404},
	}
}

// courses are the calls about courses.
func (c callers) courses() []trial {
	return []trial{
		{c.thales, "POST", "/courses", "",
			`{"title":"Solids","summary":"Five of them.","level":"advanced","places":null,"closes":null}`, 201},
		{c.thales, "POST", "/courses", "", `{"title":"","level":"x","places":0}`, 422},
		{c.john, "POST", "/courses", "", `{"title":"Mine","level":"beginner","places":1}`, 403},
		{c.thales, "PUT", "/courses/{course}", c.course(),
			`{"title":"Circles","level":"beginner","places":1,"closes":"2034-01-01T00:00:00.5Z"}`, 200},
		{c.thales, "POST", "/courses/{course}/reopen", c.course() + "/reopen", nil, 200},
		{c.john, "POST", "/courses/{course}/enrolment", c.course() + "/enrolment", nil, 200},
		{c.john, "GET", "/courses/{course}", c.course(), nil, 200},
		{c.thales, "GET", "/courses/{course}", c.course(), nil, 200},
		{c.john, "GET", "/courses/{course}", "/courses/x", nil, 404},
		{c.john, "GET", "/courses", "/courses?q=circles&limit=1", nil, 200},
		{c.john, "GET", "/courses", "/courses?limit=0", nil, 422},
		{c.thales, "GET", "/courses/{course}/students", c.course() + "/students", nil, 200},
		{c.john, "GET", "/courses/{course}/students", c.course() + "/students", nil, 403},
		{c.john, "GET", "/me/courses", "", nil, 200},
		{c.john, "GET", "/me/attendance", "", nil, 200},
		{c.john, "GET", "/me/attendance", "/me/attendance?after=x", nil, 422},
		{c.john, "GET", "/me/attendance", "/me/attendance?format=xml", nil, 422},
		{c.john, "GET", "/me/attendance", "/me/attendance?limit=x", nil, 422},
		{c.thales, "GET", "/courses/{course}/attendance", c.course() + "/attendance", nil, 200},
		{c.john, "GET", "/courses/{course}/attendance", c.course() + "/attendance", nil, 200},
		{c.john, "GET", "/courses/{course}/attendance", c.course() + "/attendance?sort=x", nil, 422},
		{c.john, "GET", "/courses/{course}/attendance", "/courses/x/attendance", nil, 404},
		{c.thales, "GET", "/me/courses", "", nil, 200},
		{c.john, "DELETE", "/courses/{course}/enrolment", c.course() + "/enrolment", nil, 200},
	}
}

// meetings are the calls about meetings and their dates.
func (c callers) meetings() []trial {
	return []trial{
		{c.thales, "POST", "/meetings", "",
			`{"title":"Late","description":"d","public":true,"course":null,"link":"https://call.example/1",` +
				`"audience":["a@b.example"],"instances":[{` + aDate + `}]}`, 201},
		{c.thales, "POST", "/meetings/{meeting}/instances", "/meetings/1/instances", `{` + aDate + `}`, 201},
		{c.thales, "PUT", "/meetings/{meeting}", "/meetings/2",
			`{"title":"Later","public":true,"course":null,"host":{"id":2,"name":"The thales"},"audience":["a@b.example"]}`, 200},
		{c.thales, "PUT", "/meetings/{meeting}", "/meetings/2", `{"title":""}`, 422},
		{c.john, "PUT", "/meetings/{meeting}", "/meetings/2", `{"title":"Mine"}`, 403},
		{c.thales, "PATCH", inRoom, "/meetings/2/1?scope=later",
			`{"from":"2030-01-02T10:00:00+02:00","to":"2030-01-02T11:00:00+02:00","zone":"Europe/Athens"}`, 200},
		{c.thales, "PATCH", inRoom, "/meetings/2/1", `{"from":"soon"}`, 422},
		{c.thales, "POST", inRoom + "/extend", "/meetings/2/1/extend", nil, 400},
		{c.thales, "POST", inRoom + "/start", "/meetings/2/1/start", nil, 200},
		{c.thales, "POST", inRoom + "/extend", "/meetings/2/1/extend", nil, 200},
		{c.thales, "POST", inRoom + "/end", "/meetings/2/1/end", nil, 200},
		{c.thales, "PATCH", inRoom, "/meetings/2/1", `{"to":"2034-01-01T10:00:00Z"}`, 409},
		{c.thales, "GET", inRoom + "/transcript", "/meetings/2/1/transcript", nil, 200},
		{c.thales, "GET", inRoom + "/transcript", "/meetings/2/1/transcript?cursor=x", nil, 400},
		{c.thales, "GET", inRoom + "/transcript", "/meetings/2/1/transcript?limit=0", nil, 422},
		{c.thales, "GET", inRoom + "/transcript", "/meetings/1/1/transcript", nil, 409},
		{c.thales, "GET", inRoom + "/transcript", "/meetings/1/9/transcript", nil, 404},
		{c.thales, "DELETE", inRoom, "/meetings/1/2?scope=this", nil, 200},
		{c.thales, "DELETE", "/meetings/{meeting}", "/meetings/2", nil, 204},
		{c.thales, "DELETE", "/meetings/{meeting}", "/meetings/2", nil, 404},
		{c.john, "GET", "/meetings", "/meetings?state=active", nil, 200},
		{c.john, "GET", "/meetings/{meeting}", "/meetings/1", nil, 200},
	}
}

// rooms are the calls about a room, from the first who joins.
func (c callers) rooms() []trial {
	return []trial{
		{c.john, "POST", inRoom + "/join", "/meetings/1/1/join", nil, 200},
		{c.john, "POST", inRoom + "/join", "/meetings/1/1/join", nil, 409},
		{c.john, "POST", inRoom + "/join", "/meetings/1/9/join", nil, 400},
		{c.admin, "POST", inRoom + "/join", "/meetings/1/1/join", nil, 200},
		{c.john, "POST", inRoom + "/here", "/meetings/1/1/here", nil, 204},
		{c.thales, "POST", inRoom + "/here", "/meetings/1/1/here", nil, 409},
		{c.thales, "PUT", inRoom + "/roster/{user}/excuse", "/meetings/1/1/roster/1/excuse", `{"reason":"ill"}`, 204},
		{c.thales, "GET", inRoom + "/roster", "/meetings/1/1/roster", nil, 200},
		{c.john, "GET", inRoom + "/roster", "/meetings/1/1/roster", nil, 403},
		{c.thales, "GET", inRoom + "/attendance", "/meetings/1/1/attendance", nil, 200},
		{c.john, "GET", inRoom + "/attendance", "/meetings/1/1/attendance", nil, 200},
		{c.thales, "GET", inRoom + "/attendance", "/meetings/1/9/attendance", nil, 404},
		{c.thales, "GET", inRoom + "/attendance", "/meetings/1/1/attendance?limit=0", nil, 422},
		{c.thales, "DELETE", inRoom + "/roster/{user}/excuse", "/meetings/1/1/roster/1/excuse", nil, 204},
		{c.thales, "POST", inRoom + "/roster/remind", "/meetings/1/1/roster/remind", nil, 200},
		{c.john, "POST", inRoom + "/messages", "/meetings/1/1/messages", `{"body":"hello","client_id":"c"}`, 201},
		{c.john, "POST", inRoom + "/messages", "/meetings/1/1/messages", `{"body":"again","reply_to":1}`, 201},
		{c.thales, "POST", inRoom + "/messages", "/meetings/1/1/messages", `{"body":"outside"}`, 409},
		{c.john, "PATCH", inRoom + "/messages/{message}", "/meetings/1/1/messages/1", `{"body":"hello all"}`, 200},
		{c.thales, "PATCH", inRoom + "/messages/{message}", "/meetings/1/1/messages/1", `{"body":"mine"}`, 403},
		{c.john, "PUT", inRoom + reacting, hearts, nil, 204},
		{c.thales, "PUT", inRoom + reacting, hearts, nil, 409},
		{c.john, "GET", inRoom + "/messages", "/meetings/1/1/messages", nil, 200},
		{c.john, "DELETE", inRoom + reacting, hearts, nil, 204},
		{c.john, "PUT", inRoom + reacting, "/meetings/1/1/messages/1/reactions/angry", nil, 422},
		{c.john, "GET", inRoom + "/mentionable", "/meetings/1/1/mentionable?q=t", nil, 200},
	}
}

// reports are the calls about what is reported, blocked and told.
func (c callers) reports() []trial {
	return []trial{
		{c.thales, "POST", inRoom + "/messages/{message}/report", "/meetings/1/1/messages/1/report",
			`{"reason":"spam","text":"again"}`, 201},
		{c.thales, "POST", inRoom + "/users/{user}/report", "/meetings/1/1/users/1/report", `{"reason":"harm"}`, 201},
		{c.thales, "POST", "/reports/{report}/close", "/reports/meeting:1:1:1:1:2/close", nil, 204},
		{c.thales, "GET", "/reports", "/reports?limit=1", nil, 200},
		{c.john, "PUT", "/me/blocked/{person}", "/me/blocked/2", nil, 204},
		{c.john, "GET", "/me/blocked", "", nil, 200},
		{c.john, "DELETE", "/me/blocked/{person}", "/me/blocked/2", nil, 204},
		{c.john, "GET", "/notifications", "/notifications?limit=1", nil, 200},
		{c.john, "GET", "/notifications", "/notifications?cursor=x", nil, 400},
		{c.john, "POST", "/notifications/read", "", `{"up_to":"2030-01-01T00:00:00Z"}`, 200},
		{c.john, "POST", "/notifications/read", "", `{}`, 422},
		{c.thales, "GET", "/me/levels", "", nil, 200},
		{c.thales, "PUT", "/courses/{course}/notifications", c.course() + "/notifications", `{"level":"mentions"}`, 200},
		{c.thales, "PUT", "/courses/{course}/notifications", c.course() + "/notifications", `{"level":"loud"}`, 422},
		{c.thales, "GET", "/courses/{course}/notifications", c.course() + "/notifications", nil, 200},
	}
}

// talks are the calls about rooms that outlive meetings.
func (c callers) talks() []trial {
	const room, line = "/rooms/{room}", "/messages/{message}"
	general, private, john, thales := "/rooms/general", "/rooms/1:2", "/people/1", "/people/2"
	return []trial{
		{c.john, "POST", room + "/messages", private + "/messages", `{"body":"hello","client_id":"c"}`, 201},
		{c.john, "POST", room + "/messages", private + "/messages", `{"body":""}`, 422},
		{c.admin, "POST", room + "/messages", private + "/messages", `{"body":"me too"}`, 404},
		{c.john, "POST", room + "/messages", "/rooms/nowhere/messages", `{"body":"hello"}`, 404},
		{c.thales, "GET", room + "/messages", private + "/messages?limit=1", nil, 200},
		{c.thales, "GET", "/rooms/search", "/rooms/search?q=hello&room=1:2&limit=1", nil, 200},
		{c.thales, "GET", "/rooms/search", "/rooms/search?q=hello&cursor=x", nil, 400},
		{c.thales, "GET", "/rooms/search", "/rooms/search?q=hello&sort=x", nil, 422},
		{c.admin, "GET", "/rooms/search", "/rooms/search?q=hello&room=1:2", nil, 404},
		{c.thales, "GET", room + "/messages", private + "/messages?before=x", nil, 422},
		{c.admin, "GET", room + "/messages", private + "/messages", nil, 404},
		{c.john, "POST", room + "/messages", general + "/messages", `{"body":"hello"}`, 201},
		{c.john, "PATCH", room + line, general + "/messages/1", `{"body":"hello all"}`, 200},
		{c.thales, "PATCH", room + line, general + "/messages/1", `{"body":"mine"}`, 403},
		{c.thales, "PUT", room + reacting, general + "/messages/1/reactions/heart", nil, 204},
		{c.thales, "DELETE", room + reacting, general + "/messages/1/reactions/heart", nil, 204},
		{c.thales, "POST", room + line + "/report", general + "/messages/1/report", `{"reason":"spam"}`, 201},
		{c.thales, "POST", room + "/users/{user}/report", general + "/users/1/report", `{"reason":"harm"}`, 201},
		{c.john, "GET", room + "/mentionable", general + "/mentionable?q=t", nil, 200},
		{c.admin, "GET", room + "/sanctions", general + "/sanctions", nil, 200},
		{c.thales, "GET", room + "/sanctions", general + "/sanctions", nil, 403},
		{c.thales, "GET", room + "/sanctions", private + "/sanctions", nil, 403},
		{c.admin, "GET", room + "/sanctions", private + "/sanctions", nil, 404},
		{c.john, "GET", "/rooms", "", nil, 200},
		{c.thales, "GET", "/rooms", "", nil, 200},
		{c.thales, "POST", room + "/read", private + "/read", `{"id":1}`, 200},
		{c.thales, "POST", room + "/read", private + "/read", `{"id":2}`, 422},
		{c.thales, "POST", room + "/read", private + "/read", `{}`, 422},
		{c.admin, "POST", room + "/read", private + "/read", `{"id":1}`, 404},
		{c.thales, "POST", room + "/unread", private + "/unread", `{"id":1}`, 200},
		{c.thales, "POST", room + "/unread", private + "/unread", `{"id":0}`, 422},
		{c.admin, "POST", room + "/chat", general + "/chat", `{"mode":"slow","seconds":60}`, 200},
		{c.john, "POST", room + "/messages", general + "/messages", `{"body":"too soon"}`, 429},
		{c.thales, "POST", room + "/chat", general + "/chat", `{"mode":"open"}`, 403},
		{c.admin, "POST", room + "/chat", general + "/chat", `{"mode":"open"}`, 200},
		{c.admin, "PUT", room + "/people/{person}/mute", general + john + "/mute", nil, 204},
		{c.john, "PUT", room + "/people/{person}/mute", general + thales + "/mute", nil, 403},
		{c.admin, "DELETE", room + "/people/{person}/mute", general + john + "/mute", nil, 204},
		{c.admin, "PUT", room + "/people/{person}/ban", general + john + "/ban", nil, 204},
		{c.john, "GET", room + "/messages", general + "/messages", nil, 403},
		{c.john, "GET", "/rooms/search", "/rooms/search?q=hello&room=general", nil, 403},
		{c.admin, "DELETE", room + "/people/{person}/ban", general + john + "/ban", nil, 204},
		{c.john, "DELETE", room + line, general + "/messages/1", nil, 204},
	}
}

// endings are the calls about a room, to its end.
func (c callers) endings() []trial {
	return []trial{
		{c.thales, "DELETE", inRoom + "/messages/{message}", "/meetings/1/1/messages/2", nil, 204},
		{c.john, "DELETE", inRoom + "/messages/{message}", "/meetings/1/1/messages/2", nil, 404},
		{c.john, "GET", inRoom + "/messages", "/meetings/1/1/messages?limit=1", nil, 200},
		{c.john, "GET", inRoom + "/users/{user}/messages", "/meetings/1/1/users/1/messages", nil, 200},
		{c.john, "GET", inRoom + "/participants", "/meetings/1/1/participants", nil, 200},
		{c.thales, "GET", inRoom + "/participants", "/meetings/1/1/participants", nil, 200},
		{c.john, "GET", "/active-meetings", "", nil, 200},
		{c.admin, "GET", "/active-meetings/join-logs", "", nil, 200},
		{c.admin, "GET", "/stoas", "", nil, 200},
		{c.john, "GET", "/online", "", nil, 200},
		{c.john, "POST", inRoom + "/leave", "/meetings/1/1/leave", nil, 200},
		{c.thales, "POST", inRoom + "/extend", "/meetings/1/1/extend", nil, 200},
		{c.thales, "POST", inRoom + "/end", "/meetings/1/1/end", nil, 200},
	}
}

// imports are the calls about imports, exports and people of other systems.
func (c callers) imports() []trial {
	return []trial{
		{c.admin, "POST", "/people/import", "/people/import?dry_run=1",
			`{"a":{"customerID":"a","firstName":"James","lastName":"Baker"},"b":{"customerID":"b"}}`, 200},
		{c.admin, "POST", "/people/import", "/people/import?dry_run=yes", `[]`, 422},
		{c.john, "POST", "/people/import", "", `[]`, 403},
		{c.admin, "GET", "/people/export", "", nil, 200},
		{c.admin, "PUT", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", `{"firstName":"James","lastName":"Baker"}`, 201},
		{c.admin, "PUT", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", `{"lastName":"Bakery"}`, 200},
		{c.admin, "PUT", "/people/external/{external}", "/people/external/c", `{"lastName":"Bakery"}`, 422},
		{c.admin, "PUT", "/people/external/{external}", "/people/external/c",
			`{"name":"C","username":"john","email":"thales@stoa.example"}`, 409},
		{c.thales, "GET", "/people/external/{external}", "/people/external/a%2Fb%20%C3%A9", nil, 200},
		{c.thales, "GET", "/people/external/{external}", "/people/external/c", nil, 404},
	}
}

// rest are the calls about what is left: what happened, and what is one's own.
func (c callers) rest(t *testing.T) []trial {
	own := ownTokens(t, c.town, c.town.john)[0]
	return []trial{
		{c.john, "GET", "/events", "/events?topic=active", nil, 403},
		{c.admin, "GET", "/audit", "/audit?failures=1", nil, 200},
		{c.admin, "GET", "/audit", "/audit?from=soon", nil, 422},
		{c.admin, "GET", "/archive/files", "/archive/files?table=messages", nil, 200},
		{c.admin, "GET", "/archive/files", "/archive/files?table=peers", nil, 422},
		{c.thales, "GET", "/archive/files", "/archive/files?table=events", nil, 403},
		{c.thales, "GET", "/archive/events", "/archive/events?limit=200", nil, 200},
		{c.john, "GET", "/archive/messages", "/archive/messages?format=json", nil, 200},
		{c.john, "GET", "/archive/messages", "/archive/messages?cursor=x", nil, 400},
		{c.john, "GET", "/archive/messages", "/archive/messages?format=xml", nil, 422},
		{c.thales, "DELETE", "/courses/{course}", c.course(), nil, 204},
		{c.john, "POST", "/me/calendar", "", nil, 201},
		{c.john, "GET", "/me/calendar", "", nil, 200},
		{c.john, "DELETE", "/me/calendar", "", nil, 204},
		{c.john, "POST", "/me/tokens", "", `{"name":"backup","days":90}`, 201},
		{c.john, "POST", "/me/tokens", "", `{"name":"","days":31}`, 422},
		{c.john, "GET", "/me/tokens", "", nil, 200},
		{c.thales, "DELETE", "/me/tokens/{token}", "/me/tokens/" + own, nil, 404},
		{c.john, "DELETE", "/me/tokens/{token}", "/me/tokens/" + own, nil, 204},
		{c.john, "DELETE", "/sessions/current", "", nil, 204},
	}
}
