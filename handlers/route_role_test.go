package handlers

import (
	"net/http"
	"slices"
	"testing"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
)

// asked is how a route is asked, and with which status it answers to whom.
type asked struct {
	path   string // in which {course}, {meeting} and {room} stand for what is real
	body   string // a form or JSON; "" for none
	inside bool   // all who may have joined before
	spoken bool   // john is inside and has said a line
	talked bool   // john has said a line in general
	early  bool   // the meeting is still to come
	spends bool   // each time takes one of the few tries that there are at a password
	draws  bool   // nothing is changed: a form is drawn again with what was typed
	noted  bool   // that it is taken is noted, and where nothing can be noted nothing is given

	// out is signed out, and somebody whose cookie or token is of a time before they were disabled, or sent back to wait:
	// they are led to sign in (303), or what they posted is kept for then (401).
	// student is john, who is invited to the meeting but not in its course; teacher is thales, whose both are.
	out, student, teacher, admin int

	// Others, where they differ from a student or from the teacher: a student who has nothing to do with either, one in the
	// course, one in its waiting list; a teacher of other things.
	outside, enrolled, waiting, other int
}

// routeRoles has a row for every route, by method and pattern.
var routeRoles = withRows(orderRoles, map[string]asked{
	"GET /":        {path: "/", out: 200, student: 200, teacher: 200, admin: 200},
	"GET /sign-in": {path: "/sign-in", out: 200, student: 303, teacher: 303, admin: 303},
	"POST /sign-in": {path: "/sign-in", body: "login=john&password=wrong", spends: true,
		out: 422, student: 422, teacher: 422, admin: 422},
	"GET /sign-in/link":     {path: "/sign-in/link?token=x", out: 403, student: 403, teacher: 403, admin: 403},
	"POST /sign-in/link":    {path: "/sign-in/link", body: "token=x", out: 403, student: 403, teacher: 403, admin: 403},
	"GET /register":         {path: "/register", out: 200, student: 303, teacher: 303, admin: 303},
	"POST /register":        {path: "/register", body: "username=new", out: 422, student: 422, teacher: 422, admin: 422},
	"GET /register/waiting": {path: "/register/waiting", out: 200, student: 200, teacher: 200, admin: 200},
	"GET /setup":            {path: "/setup?token=x", out: 403, student: 403, teacher: 403, admin: 403},
	"POST /setup":           {path: "/setup", body: "token=x", out: 403, student: 403, teacher: 403, admin: 403},
	"POST /sign-out":        {path: "/sign-out", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /courses":          {path: "/courses", out: 303, student: 200, teacher: 200, admin: 200},
	"GET /courses/:course":  {path: "/courses/{course}", out: 303, student: 200, teacher: 200, admin: 200},
	"GET /courses/mine":     {path: "/courses/mine", out: 303, student: 200, teacher: 200, admin: 200},
	"GET /courses/new":      {path: "/courses/new", out: 303, student: 403, teacher: 200, admin: 200},
	"POST /courses": {path: "/courses", body: "title=x&level=beginner&places=1&closing=auto",
		out: 401, student: 403, teacher: 303, admin: 303},
	"GET /courses/:course/edit": {path: "/courses/{course}/edit", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /courses/:course/edit": {path: "/courses/{course}/edit", body: "title=x&level=beginner&places=1&closing=auto",
		out: 401, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /courses/:course/delete":   {path: "/courses/{course}/delete", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /courses/:course/delete":  {path: "/courses/{course}/delete", out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /courses/:course/reopen":  {path: "/courses/{course}/reopen", out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /courses/:course/students": {path: "/courses/{course}/students", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"GET /courses/:course/students.csv": {path: "/courses/{course}/students.csv",
		out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"GET /courses/:course/drop": {path: "/courses/{course}/drop",
		out: 303, student: 303, teacher: 303, admin: 303, enrolled: 200, waiting: 200},
	"POST /courses/:course/enrol": {path: "/courses/{course}/enrol", body: "wait=1",
		out: 303, student: 303, teacher: 403, admin: 403},
	"POST /courses/:course/drop": {path: "/courses/{course}/drop", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /meetings":              {path: "/meetings", out: 303, student: 200, teacher: 200, admin: 200},
	"GET /meetings/new":          {path: "/meetings/new", out: 303, student: 403, teacher: 200, admin: 200},
	"POST /meetings/new":         {path: "/meetings/new", body: "do=check", draws: true, out: 303, student: 403, teacher: 200, admin: 200},
	"POST /meetings": {path: "/meetings",
		body: "title=Late+hour&public=0&repeat=once&zone=UTC&date_1_day=2030-01-01&date_1_from=10:00&date_1_to=11:00",
		out:  401, student: 403, teacher: 303, admin: 303},
	"GET /meetings/:meeting": {path: "{meeting}",
		out: 303, student: 303, teacher: 303, admin: 303, outside: 403, waiting: 403, other: 403},
	"GET /meetings/:meeting/dates": {path: "{meeting}/dates",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /meetings/:meeting/dates/add": {path: "{meeting}/dates/add", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/dates/add": {path: "{meeting}/dates/add",
		body: "date_day=2030-01-01&date_from=10:00&date_to=11:00&zone=UTC",
		out:  303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/edit": {path: "{meeting}/edit", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/edit": {path: "{meeting}/edit", body: "title=Late+hour&public=0",
		out: 401, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/delete":      {path: "{meeting}/delete", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/delete":     {path: "{meeting}/delete", out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/move": {path: "{room}/move", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/:order/move": {path: "{room}/move", body: "do=check&scope=this", draws: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"GET /meetings/:meeting/:order/cancel": {path: "{room}/cancel", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/:order/cancel": {path: "{room}/cancel", body: "scope=this", out: 303, student: 403, teacher: 303, admin: 303,
		other: 403},
	"GET /meetings/:meeting/audience": {path: "{meeting}/audience", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"GET /meetings/:meeting/:order": {path: "{room}",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"POST /meetings/:meeting/:order/join": {path: "{room}/join",
		out: 303, student: 303, teacher: 303, admin: 303, outside: 403, waiting: 403, other: 403},
	"POST /meetings/:meeting/:order/leave": {path: "{room}/leave", inside: true,
		out: 303, student: 303, teacher: 303, admin: 303, outside: 409, waiting: 409, other: 409},
	"POST /meetings/:meeting/:order/here": {path: "{room}/here", inside: true,
		out: 303, student: 204, teacher: 204, admin: 204, outside: 409, waiting: 409, other: 409},
	"GET /meetings/:meeting/:order/roster": {path: "{room}/roster", out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/:order/roster/remind": {path: "{room}/roster/remind",
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/roster/:person/excuse": {path: "{room}/roster/1/excuse", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /meetings/:meeting/:order/roster/:person/excuse": {path: "{room}/roster/1/excuse", body: "reason=ill", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/roster/:person/expect": {path: "{room}/roster/1/expect", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /api/v1/meetings/:meeting/:order/here": {path: "/api/v1{room}/here", inside: true,
		out: 401, student: 204, teacher: 204, admin: 204, outside: 409, waiting: 409, other: 409},
	"GET /api/v1/meetings/:meeting/:order/roster": {path: "/api/v1{room}/roster",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/roster/remind": {path: "/api/v1{room}/roster/remind",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"PUT /api/v1/meetings/:meeting/:order/roster/:user/excuse": {path: "/api/v1{room}/roster/1/excuse", body: "{}", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"DELETE /api/v1/meetings/:meeting/:order/roster/:user/excuse": {path: "/api/v1{room}/roster/1/excuse", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"POST /meetings/:meeting/:order/messages": {path: "{room}/messages", body: "body=hello", inside: true,
		out: 401, student: 303, teacher: 303, admin: 303, outside: 403, waiting: 403, other: 403},
	"GET /inbox":               {path: "/inbox", out: 303, student: 200, teacher: 200, admin: 200},
	"GET /inbox/:notification": {path: "/inbox/private.1:2", out: 303, student: 404, teacher: 404, admin: 404},
	"GET /inbox/levels":        {path: "/inbox/levels", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /courses/:course/notifications": {path: "/courses/{course}/notifications", body: "level=none",
		out: 303, student: 403, teacher: 303, admin: 303, enrolled: 303, waiting: 303, other: 403},
	"POST /inbox/read":     {path: "/inbox/read", body: "id=x", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /profile":         {path: "/profile", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /profile":        {path: "/profile", body: "name=New", out: 401, student: 303, teacher: 303, admin: 303},
	"POST /profile/export": {path: "/profile/export", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /profile/wish":   {path: "/profile/wish", body: "teach=1", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /sign-in/code":    {path: "/sign-in/code", out: 303, student: 303, teacher: 303, admin: 303},
	"POST /sign-in/code": {path: "/sign-in/code", body: "code=123456",
		out: 303, student: 303, teacher: 303, admin: 303},
	"GET /profile/security": {path: "/profile/security", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /profile/security/password": {path: "/profile/security/password", body: "old_password=wrong&new_password=long+enough",
		spends: true, out: 303, student: 422, teacher: 422, admin: 422},
	"POST /profile/security/end": {path: "/profile/security/end", body: "id=x",
		out: 303, student: 404, teacher: 404, admin: 404},
	"POST /profile/security/end-others": {path: "/profile/security/end-others", out: 303, student: 303, teacher: 303, admin: 303},
	"POST /profile/security/tokens": {path: "/profile/security/tokens", body: "name=backup&days=30",
		out: 401, student: 303, teacher: 303, admin: 303},
	"GET /profile/calendar":         {path: "/profile/calendar", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /profile/calendar":        {path: "/profile/calendar", out: 303, student: 303, teacher: 303, admin: 303},
	"POST /profile/calendar/revoke": {path: "/profile/calendar/revoke", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /calendar/:feed":           {path: "/calendar/1.x.ics", out: 404, student: 404, teacher: 404, admin: 404},
	"GET /meetings/:meeting/calendar.ics": {path: "{meeting}/calendar.ics",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /meetings/:meeting/:order/calendar.ics": {path: "{room}/calendar.ics",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /api/v1/me/calendar":    {path: "/api/v1/me/calendar", out: 401, student: 200, teacher: 200, admin: 200},
	"POST /api/v1/me/calendar":   {path: "/api/v1/me/calendar", out: 401, student: 201, teacher: 201, admin: 201},
	"DELETE /api/v1/me/calendar": {path: "/api/v1/me/calendar", out: 401, student: 204, teacher: 204, admin: 204},
	"GET /profile/two-factor":    {path: "/profile/two-factor", out: 303, student: 200, teacher: 200, admin: 200},
	"POST /profile/two-factor": {path: "/profile/two-factor", body: "code=123456",
		out: 303, student: 409, teacher: 409, admin: 409},
	"POST /profile/two-factor/begin": {path: "/profile/two-factor/begin", body: "proof=correct+horse",
		out: 303, student: 303, teacher: 303, admin: 303},
	"POST /profile/two-factor/off": {path: "/profile/two-factor/off", body: "proof=correct+horse",
		out: 303, student: 409, teacher: 409, admin: 409},
	"POST /profile/two-factor/codes": {path: "/profile/two-factor/codes", body: "proof=correct+horse",
		out: 303, student: 409, teacher: 409, admin: 409},
	"POST /admin/people/:person/two-factor":   {path: "/admin/people/1/two-factor", out: 303, student: 403, teacher: 403, admin: 303},
	"GET /live":                               {path: "/live?topic=course:{course}", out: 401, student: 200, teacher: 200, admin: 200},
	"GET /admin/active":                       {path: "/admin/active", out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/audit":                        {path: "/admin/audit", out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/audit.csv":                    {path: "/admin/audit.csv", noted: true, out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/people/import":                {path: "/admin/people/import", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/people/import":               {path: "/admin/people/import", out: 303, student: 403, teacher: 403, admin: 400},
	"GET /admin/people/import/:import":        {path: "/admin/people/import/x", out: 303, student: 403, teacher: 403, admin: 404},
	"POST /admin/people/import/:import/run":   {path: "/admin/people/import/x/run", out: 303, student: 403, teacher: 403, admin: 404},
	"GET /admin/people/import/:import/result": {path: "/admin/people/import/x/result", out: 303, student: 403, teacher: 403, admin: 404},
	"GET /admin/people/export": {path: "/admin/people/export?format=csv", noted: true,
		out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/people": {path: "/admin/people", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/people": {path: "/admin/people", body: "name=Zeno&username=zeno&role=teacher",
		out: 401, student: 403, teacher: 403, admin: 303},
	"GET /admin/people/new":          {path: "/admin/people/new", out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/people/:person":      {path: "/admin/people/1", out: 303, student: 403, teacher: 403, admin: 200},
	"GET /admin/people/:person/edit": {path: "/admin/people/1/edit", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/people/:person/edit": {path: "/admin/people/1/edit", body: "name=John",
		out: 401, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/approve": {path: "/admin/people/1/approve", out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/confirm": {path: "/admin/people/1/confirm", out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/wish": {path: "/admin/people/1/wish", body: "grant=1",
		out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/role": {path: "/admin/people/1/role", body: "role=teacher",
		out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/disable": {path: "/admin/people/1/disable", out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/enable":  {path: "/admin/people/1/enable", out: 303, student: 403, teacher: 403, admin: 303},
	"POST /admin/people/:person/sessions/end": {path: "/admin/people/1/sessions/end", body: "session=none",
		out: 303, student: 403, teacher: 403, admin: 404},
	"GET /admin/people/:person/erase": {path: "/admin/people/1/erase", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/people/:person/erase": {path: "/admin/people/1/erase", body: "username=john",
		out: 303, student: 403, teacher: 403, admin: 303},
	"GET /admin/invitations": {path: "/admin/invitations", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/invitations": {path: "/admin/invitations", body: "email=a@b.example&role=student",
		out: 401, student: 403, teacher: 403, admin: 303},
	"POST /admin/invitations/revoke": {path: "/admin/invitations/revoke", body: "id=99",
		out: 303, student: 403, teacher: 403, admin: 404},
	"GET /admin/people/:person/link":  {path: "/admin/people/1/link", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/people/:person/link": {path: "/admin/people/1/link", out: 303, student: 403, teacher: 403, admin: 303},
	"GET /admin/system":               {path: "/admin/system", out: 303, student: 403, teacher: 403, admin: 200},
	"POST /admin/system/retry": {path: "/admin/system/retry", body: "tag={p0}&entry=1-0",
		out: 303, student: 403, teacher: 403, admin: 303},

	"GET /meetings/:meeting/:order/messages/:message": {path: "{room}/messages/1", spoken: true,
		outside: 403, waiting: 403, enrolled: 200, other: 403, out: 303, student: 200, teacher: 200, admin: 200},
	"GET /meetings/:meeting/:order/mentionable": {path: "{room}/mentionable?q=t",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /api/v1/meetings/:meeting/:order/mentionable": {path: "/api/v1{room}/mentionable?q=t",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /meetings/:meeting/:order/read": {path: "{room}/read?line=1&marked=0",
		out: 303, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"POST /meetings/:meeting/:order/read": {path: "{room}/read", body: "line=1&marked=0",
		out: 303, student: 303, teacher: 303, admin: 303, outside: 403, waiting: 403, other: 403},
	"POST /meetings/:meeting/:order/typing": {path: "{room}/typing", inside: true,
		outside: 409, waiting: 409, other: 409, out: 303, student: 204, teacher: 204, admin: 204},
	"POST /meetings/:meeting/:order/messages/:message/reactions": {path: "{room}/messages/1/reactions", body: "give=heart", spoken: true,
		outside: 409, waiting: 409, enrolled: 409, other: 409, out: 303, student: 303, teacher: 409, admin: 409},
	"PUT /api/v1/meetings/:meeting/:order/messages/:message/reactions/:reaction": {path: "/api/v1{room}/messages/1/reactions/heart",
		spoken: true, outside: 403, waiting: 403, enrolled: 409, other: 403, out: 401, student: 204, teacher: 409, admin: 409},
	"DELETE /api/v1/meetings/:meeting/:order/messages/:message/reactions/:reaction": {path: "/api/v1{room}/messages/1/reactions/heart",
		spoken: true, outside: 403, waiting: 403, enrolled: 409, other: 403, out: 401, student: 204, teacher: 409, admin: 409},
	"GET /meetings/:meeting/:order/messages/:message/edit": {path: "{room}/messages/1/edit", spoken: true,
		outside: 403, waiting: 403, enrolled: 403, other: 403, out: 303, student: 200, teacher: 403, admin: 403},
	"POST /meetings/:meeting/:order/messages/:message/edit": {path: "{room}/messages/1/edit", body: "body=bye&edits=0", spoken: true,
		outside: 403, waiting: 403, enrolled: 403, other: 403, out: 401, student: 303, teacher: 403, admin: 403},
	"GET /meetings/:meeting/:order/messages/:message/delete": {path: "{room}/messages/1/delete", spoken: true,
		outside: 403, waiting: 403, enrolled: 403, other: 403, out: 303, student: 200, teacher: 200, admin: 200},
	"POST /meetings/:meeting/:order/messages/:message/delete": {path: "{room}/messages/1/delete", spoken: true,
		outside: 403, waiting: 403, enrolled: 403, other: 403, out: 303, student: 303, teacher: 303, admin: 303},
	"GET /meetings/:meeting/:order/messages/:message/report": {path: "{room}/messages/1/report", spoken: true,
		outside: 403, waiting: 403, enrolled: 200, other: 403, out: 303, student: 409, teacher: 200, admin: 200},
	"POST /meetings/:meeting/:order/messages/:message/report": {path: "{room}/messages/1/report", body: "reason=spam", spoken: true,
		outside: 403, waiting: 403, enrolled: 303, other: 403, out: 303, student: 409, teacher: 303, admin: 303},
	"GET /meetings/:meeting/:order/people/:person/report": {path: "{room}/people/1/report", spoken: true,
		outside: 403, waiting: 403, enrolled: 200, other: 403, out: 303, student: 409, teacher: 200, admin: 200},
	"POST /meetings/:meeting/:order/people/:person/report": {path: "{room}/people/1/report", body: "reason=spam", spoken: true,
		outside: 403, waiting: 403, enrolled: 303, other: 403, out: 303, student: 409, teacher: 303, admin: 303},
	"GET /reports":                {path: "/reports", out: 303, student: 403, teacher: 200, admin: 200},
	"POST /reports/:report/close": {path: "/reports/meeting:1:1:1:1:2/close", out: 303, student: 403, teacher: 404, admin: 404},
	"POST /people/:person/block": {path: "/people/1/block", outside: 303, waiting: 303, enrolled: 303,
		out: 303, student: 409, teacher: 303, admin: 303},
	"POST /people/:person/unblock": {path: "/people/1/unblock", out: 303, student: 303, teacher: 303, admin: 303},
	"GET /profile/blocked":         {path: "/profile/blocked", out: 303, student: 200, teacher: 200, admin: 200},

	"GET /api/v1/notifications": {path: "/api/v1/notifications", out: 401, student: 200, teacher: 200, admin: 200},
	"POST /api/v1/notifications/read": {path: "/api/v1/notifications/read", body: `{"ids":["x"]}`, out: 401, student: 200, teacher: 200,
		admin: 200},
	"GET /api/v1/me/levels": {path: "/api/v1/me/levels", out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/courses/:course/notifications": {path: "/api/v1/courses/{course}/notifications",
		out: 401, student: 403, teacher: 200, admin: 200, enrolled: 200, waiting: 200, other: 403},
	"PUT /api/v1/courses/:course/notifications": {path: "/api/v1/courses/{course}/notifications", body: `{"level":"none"}`,
		out: 401, student: 403, teacher: 200, admin: 200, enrolled: 200, waiting: 200, other: 403},
	"GET /api/v1/me/blocked": {path: "/api/v1/me/blocked", out: 401, student: 200, teacher: 200, admin: 200},
	"PUT /api/v1/me/blocked/:person": {path: "/api/v1/me/blocked/1", outside: 204, waiting: 204, enrolled: 204,
		out: 401, student: 409, teacher: 204, admin: 204},
	"DELETE /api/v1/me/blocked/:person": {path: "/api/v1/me/blocked/1", out: 401, student: 204, teacher: 204, admin: 204},
	"GET /api/v1/reports":               {path: "/api/v1/reports", out: 401, student: 403, teacher: 200, admin: 200},
	"POST /api/v1/reports/:report/close": {path: "/api/v1/reports/meeting:1:1:1:1:2/close",
		out: 401, student: 403, teacher: 404, admin: 404},
	"POST /api/v1/meetings/:meeting/:order/messages/:message/report": {path: "/api/v1{room}/messages/1/report", body: `{"reason":"spam"}`,
		spoken: true, outside: 403, waiting: 403, enrolled: 201, other: 403, out: 401, student: 409, teacher: 201, admin: 201},
	"POST /api/v1/meetings/:meeting/:order/users/:user/report": {path: "/api/v1{room}/users/1/report", body: `{"reason":"spam"}`,
		spoken: true, outside: 403, waiting: 403, enrolled: 201, other: 403, out: 401, student: 409, teacher: 201, admin: 201},

	"GET /static/*": {path: "/static/nothing.css", out: 404, student: 404, teacher: 404, admin: 404},
	"GET /healthz":  {path: "/healthz", out: 200, student: 200, teacher: 200, admin: 200},
	"GET /readyz":   {path: "/readyz", out: 200, student: 200, teacher: 200, admin: 200},

	"GET /api/v1/openapi.json": {path: "/api/v1/openapi.json", out: 200, student: 200, teacher: 200, admin: 200},
	"POST /api/v1/sessions": {path: "/api/v1/sessions", body: `{"login":"john","password":"wrong"}`, spends: true,
		out: 401, student: 401, teacher: 401, admin: 401},
	"DELETE /api/v1/sessions/current": {path: "/api/v1/sessions/current", out: 401, student: 204, teacher: 204, admin: 204},
	"POST /api/v1/people/import": {path: "/api/v1/people/import", body: `[{"username":"zeno","name":"Zeno"}]`,
		out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/people/export": {path: "/api/v1/people/export", noted: true,
		out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/people/external/:external": {path: "/api/v1/people/external/a", out: 401, student: 403, teacher: 404, admin: 404},
	"PUT /api/v1/people/external/:external": {path: "/api/v1/people/external/a", body: `{"firstName":"James","lastName":"Baker"}`,
		out: 401, student: 403, teacher: 403, admin: 201},
	"GET /api/v1/me": {path: "/api/v1/me", out: 401, student: 200, teacher: 200, admin: 200},
	"PATCH /api/v1/me": {path: "/api/v1/me", body: `{"name":"New"}`,
		out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/me/tokens": {path: "/api/v1/me/tokens", out: 401, student: 200, teacher: 200, admin: 200},
	"POST /api/v1/me/tokens": {path: "/api/v1/me/tokens", body: `{"name":"backup","days":30}`,
		out: 401, student: 201, teacher: 201, admin: 201},
	"DELETE /api/v1/me/tokens/:token": {path: "/api/v1/me/tokens/0123456789abcdef",
		out: 401, student: 404, teacher: 404, admin: 404},
	"GET /api/v1/me/export":  {path: "/api/v1/me/export", noted: true, out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/me/courses": {path: "/api/v1/me/courses", out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/courses":    {path: "/api/v1/courses", out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/people":     {path: "/api/v1/people", out: 401, student: 403, teacher: 200, admin: 200},
	"POST /api/v1/people": {path: "/api/v1/people", body: `{"username":"zeno","name":"Zeno","role":"admin"}`,
		out: 401, student: 403, teacher: 403, admin: 201},
	"GET /api/v1/people/:person": {path: "/api/v1/people/1", out: 401, student: 403, teacher: 200, admin: 200},
	"PATCH /api/v1/people/:person": {path: "/api/v1/people/1", body: `{"role":"admin"}`,
		out: 401, student: 403, teacher: 403, admin: 200},
	"DELETE /api/v1/people/:person": {path: "/api/v1/people/1", out: 401, student: 403, teacher: 403, admin: 204},
	"POST /api/v1/register": {path: "/api/v1/register", body: `{"username":"new"}`,
		out: 422, student: 422, teacher: 422, admin: 422},
	"GET /api/v1/invitations": {path: "/api/v1/invitations", out: 401, student: 403, teacher: 403, admin: 200},
	"POST /api/v1/invitations": {path: "/api/v1/invitations", body: `{"email":"a@b.example","role":"teacher"}`,
		out: 401, student: 403, teacher: 403, admin: 201},
	"DELETE /api/v1/invitations/:invitation":   {path: "/api/v1/invitations/99", out: 401, student: 403, teacher: 403, admin: 404},
	"POST /api/v1/people/:person/sign-in-link": {path: "/api/v1/people/1/sign-in-link", out: 401, student: 403, teacher: 403, admin: 201},
	"POST /api/v1/courses": {path: "/api/v1/courses", body: `{"title":"Solids","level":"beginner","places":null}`,
		out: 401, student: 403, teacher: 201, admin: 201},
	"GET /api/v1/courses/:course": {path: "/api/v1/courses/{course}", out: 401, student: 200, teacher: 200, admin: 200},
	"PUT /api/v1/courses/:course": {path: "/api/v1/courses/{course}", body: `{"title":"Solids","level":"beginner","places":3}`,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"DELETE /api/v1/courses/:course": {path: "/api/v1/courses/{course}",
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"POST /api/v1/courses/:course/reopen": {path: "/api/v1/courses/{course}/reopen",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/courses/:course/enrolment": {path: "/api/v1/courses/{course}/enrolment",
		out: 401, student: 200, teacher: 403, admin: 403},
	"DELETE /api/v1/courses/:course/enrolment": {path: "/api/v1/courses/{course}/enrolment",
		out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/courses/:course/students": {path: "/api/v1/courses/{course}/students",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"GET /api/v1/meetings": {path: "/api/v1/meetings", out: 401, student: 200, teacher: 200, admin: 200},
	"POST /api/v1/meetings": {path: "/api/v1/meetings",
		body: `{"title":"Late hour","instances":[{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T11:00:00Z"}]}`,
		out:  401, student: 403, teacher: 201, admin: 201},
	"GET /api/v1/meetings/:meeting": {path: "/api/v1{meeting}",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"PUT /api/v1/meetings/:meeting": {path: "/api/v1{meeting}", body: `{"title":"Late hour"}`,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"DELETE /api/v1/meetings/:meeting": {path: "/api/v1{meeting}", out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"POST /api/v1/meetings/:meeting/instances": {path: "/api/v1{meeting}/instances",
		body: `{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T11:00:00Z"}`,
		out:  401, student: 403, teacher: 201, admin: 201, other: 403},
	"PATCH /api/v1/meetings/:meeting/:order": {path: "/api/v1{room}?scope=later", body: `{"to":"2034-01-01T11:00:00Z"}`,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"DELETE /api/v1/meetings/:meeting/:order": {path: "/api/v1{room}",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/start": {path: "/api/v1{room}/start", early: true,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/extend": {path: "/api/v1{room}/extend",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/end": {path: "/api/v1{room}/end",
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/join": {path: "/api/v1{room}/join",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"POST /api/v1/meetings/:meeting/:order/leave": {path: "/api/v1{room}/leave", inside: true,
		out: 401, student: 200, teacher: 200, admin: 200, outside: 409, waiting: 409, other: 409},
	"GET /api/v1/meetings/:meeting/:order/participants": {path: "/api/v1{room}/participants",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /api/v1/meetings/:meeting/:order/messages": {path: "/api/v1{room}/messages",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"POST /api/v1/meetings/:meeting/:order/messages": {path: "/api/v1{room}/messages", body: `{"body":"hello"}`, inside: true,
		out: 401, student: 201, teacher: 201, admin: 201, outside: 409, waiting: 409, other: 409},
	"PATCH /api/v1/meetings/:meeting/:order/messages/:message": {path: "/api/v1{room}/messages/1", body: `{"body":"bye"}`, spoken: true,
		out: 401, student: 200, teacher: 403, admin: 403, outside: 403, enrolled: 403, waiting: 403},
	"DELETE /api/v1/meetings/:meeting/:order/messages/:message": {path: "/api/v1{room}/messages/1", spoken: true,
		out: 401, student: 204, teacher: 204, admin: 204, outside: 403, enrolled: 403, waiting: 403, other: 403},
	"GET /api/v1/meetings/:meeting/:order/users/:user/messages": {path: "/api/v1{room}/users/1/messages",
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"GET /api/v1/active-meetings": {path: "/api/v1/active-meetings",
		out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/active-meetings/join-logs": {path: "/api/v1/active-meetings/join-logs",
		out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/online": {path: "/api/v1/online", out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/stoas":  {path: "/api/v1/stoas", out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/audit":  {path: "/api/v1/audit", out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/events": {path: "/api/v1/events?topic=course:{course}",
		out: 401, student: 200, teacher: 200, admin: 200},
})

// Every kind of access is tried on a route of its own, whether or not a route has it today.
func TestEveryKindOfAccessLetsInExactlyWhomItIsFor(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	visitors := map[string][2]*visitor{"": {town.browser(t), town.browser(t)}}
	for _, name := range []string{"john", "thales", "admin"} {
		visitors[name] = [2]*visitor{town.signedIn(t, name), town.script(t, name)}
	}
	for kind, want := range map[access]asked{
		anyone:      {path: "/try/anyone", out: 204, student: 204, teacher: 204, admin: 204},
		members:     {path: "/try/members", out: 303, student: 204, teacher: 204, admin: 204},
		staff:       {path: "/try/staff", out: 303, student: 403, teacher: 204, admin: 204},
		admins:      {path: "/try/admins", out: 303, student: 403, teacher: 403, admin: 204},
		tokens:      {path: api.Base + "/try/tokens", out: 401, student: 204, teacher: 204, admin: 204},
		staffTokens: {path: api.Base + "/try/staff", out: 401, student: 403, teacher: 204, admin: 204},
		adminTokens: {path: api.Base + "/try/admins", out: 401, student: 403, teacher: 403, admin: 204},
	} {
		town.server.echo.GET(want.path, town.server.guard(route{access: kind,
			handle: func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }}))
		for who, status := range map[string]int{"": want.out, "john": want.student, "thales": want.teacher, "admin": want.admin} {
			with := visitors[who][0]
			if kind >= tokens {
				with = visitors[who][1]
			}
			if got := with.get(t, want.path).status; got != status {
				t.Errorf("%s: %q got %d, want %d", want.path, who, got, status)
			}
		}
	}
}

func TestTheRouteTableIsEveryRouteThereIs(t *testing.T) {
	t.Parallel()
	s := newRig(t, setup{}).server
	var table, answered, served, rows []string
	for _, r := range s.routes() {
		table = append(table, r.method+" "+r.path)
		for _, method := range r.methods() {
			answered = append(answered, method+" "+r.path)
		}
	}
	for _, r := range s.echo.Routes() {
		served = append(served, r.Method+" "+r.Path)
	}
	for name := range routeRoles {
		rows = append(rows, name)
	}
	slices.Sort(table)
	slices.Sort(answered)
	slices.Sort(served)
	slices.Sort(rows)
	if !slices.Equal(answered, served) {
		t.Errorf("the table is\n%q, echo serves\n%q", answered, served)
	}
	if !slices.Equal(table, rows) {
		t.Errorf("the table is\n%q, routeRoles has\n%q", table, rows)
	}
	if compacted := slices.Compact(slices.Clone(table)); len(compacted) != len(table) {
		t.Errorf("a route is in the table twice: %q", table)
	}
}
