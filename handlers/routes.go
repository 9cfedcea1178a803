package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// access says who may use a route. A finer right, such as being invited, is checked by the store.
type access int

const (
	anyone  access = iota // signed in or not
	members               // who is signed in, with a cookie
	staff                 // of these, teachers and admins
	admins
	tokens // who brings a bearer token; of the API
	staffTokens
	adminTokens
)

type route struct {
	method, path string
	access       access
	handle       echo.HandlerFunc
}

const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

// routes is every route that Stoa has. Nothing else registers one.
func (s *Server) routes() []route {
	return slices.Concat(s.pages(), s.meetingPages(), s.roomPages(), s.leftPages(), s.talkPages(), s.ownPages(), s.calendarPages(),
		s.securityPages(), s.twoFactorPages(), s.adminPages(), s.peoplePages(), s.machinery(), calls(s.api), meetingCalls(s.api),
		roomCalls(s.api), talkCalls(s.api), peopleCalls(s.api), archiveCalls(s.api))
}

// pages are those of courses, and the ways in.
func (s *Server) pages() []route {
	return []route{
		{get, "/", anyone, s.home},
		{get, "/sign-in", anyone, s.signInPage},
		{post, "/sign-in", anyone, s.signIn},
		{get, views.PathSignInLink, anyone, s.linkPage},
		{post, views.PathSignInLink, anyone, s.enterByLink},
		{get, views.PathRegister, anyone, s.registerPage},
		{post, views.PathRegister, anyone, s.register},
		{get, views.PathRegistered, anyone, s.registered},
		{get, views.PathSetUp, anyone, s.setUpPage},
		{post, views.PathSetUp, anyone, s.setUp},
		{post, "/sign-out", anyone, s.signOut},
		{get, "/courses", members, s.courses},
		{get, views.PathMyCourses, members, s.myCourses},
		{get, views.PathNewCourse, staff, s.newCourse},
		{post, "/courses", staff, s.createCourse},
		{get, "/courses/:course", members, s.course},
		{get, "/courses/:course/edit", staff, s.editCourse},
		{post, "/courses/:course/edit", staff, s.saveCourse},
		{get, "/courses/:course/delete", staff, s.deleteQuestion},
		{post, "/courses/:course/delete", staff, s.deleteCourse},
		{post, "/courses/:course/reopen", staff, s.reopenCourse},
		{post, "/courses/:course/enrol", members, s.enrol},
		{get, "/courses/:course/drop", members, s.dropQuestion},
		{post, "/courses/:course/drop", members, s.drop},
		{get, "/courses/:course/students", staff, s.students},
		{get, "/courses/:course/students.csv", staff, s.studentsCSV},
		{get, views.PathReports, staff, s.reports},
		{get, views.PathBlocked, members, s.blocked},
		{post, views.PathReports + "/:report/close", staff, s.closeReport},
		{get, views.PathInbox, members, s.inbox},
		{post, views.PathInboxRead, members, s.readInbox},
		{get, views.PathLevels, members, s.levels},
		{get, views.PathInbox + "/:notification", members, s.openTold},
		{post, "/courses/:course/notifications", members, s.setLevel},
		{post, "/people/:person/block", members, s.block},
		{post, "/people/:person/unblock", members, s.unblock},
		{get, streamPath, members, s.live},
	}
}

// meetingPages are those of what is planned.
func (s *Server) meetingPages() []route {
	return []route{
		{get, "/meetings", members, s.meetings},
		{get, views.PathNewMeeting, staff, s.newMeeting},
		{post, views.PathNewMeeting, staff, s.checkMeeting},
		{post, views.PathMeetings, staff, s.createMeeting},
		{get, "/meetings/:meeting", members, s.meeting},
		{get, "/meetings/:meeting/audience", members, s.audience},
		{get, "/meetings/:meeting/dates", members, s.dates},
		{get, "/meetings/:meeting/dates/add", members, s.addDateForm},
		{post, "/meetings/:meeting/dates/add", members, s.addDate},
		{get, "/meetings/:meeting/edit", members, s.editMeeting},
		{post, "/meetings/:meeting/edit", members, s.saveMeeting},
		{get, "/meetings/:meeting/delete", members, s.deleteMeetingQuestion},
		{post, "/meetings/:meeting/delete", members, s.deleteMeeting},
		{get, "/meetings/:meeting/:order/move", members, s.moveDateForm},
		{post, "/meetings/:meeting/:order/move", members, s.moveDate},
		{get, "/meetings/:meeting/:order/cancel", members, s.cancelQuestion},
		{post, "/meetings/:meeting/:order/cancel", members, s.cancelDate},
	}
}

// roomPages are those of one date: its door, its room.
func (s *Server) roomPages() []route {
	return []route{
		{get, "/meetings/:meeting/:order", members, s.instance},
		{post, "/meetings/:meeting/:order/join", members, s.join},
		{post, "/meetings/:meeting/:order/leave", members, s.leave},
		{post, "/meetings/:meeting/:order/here", members, s.here},
		{get, "/meetings/:meeting/:order/roster", members, s.roster},
		{post, "/meetings/:meeting/:order/roster/remind", members, s.remind},
		{get, "/meetings/:meeting/:order/roster/:person/excuse", members, s.excusePage},
		{post, "/meetings/:meeting/:order/roster/:person/excuse", members, s.excuse},
		{post, "/meetings/:meeting/:order/roster/:person/expect", members, s.expect},
		{get, "/meetings/:meeting/:order/read", members, s.wholeRead},
		{post, "/meetings/:meeting/:order/read", members, s.readRoom},
		{post, "/meetings/:meeting/:order/messages", members, s.postMessage},
		{get, "/meetings/:meeting/:order/messages/:message", members, s.line},
		{post, "/meetings/:meeting/:order/typing", members, s.typing},
		{get, "/meetings/:meeting/:order/messages/:message/edit", members, s.editLinePage},
		{post, "/meetings/:meeting/:order/messages/:message/edit", members, s.editLine},
		{get, "/meetings/:meeting/:order/messages/:message/delete", members, s.deleteLineQuestion},
		{post, "/meetings/:meeting/:order/messages/:message/delete", members, s.deleteLine},
		{get, "/meetings/:meeting/:order/mentionable", members, s.mentionable},
		{post, "/meetings/:meeting/:order/messages/:message/reactions", members, s.reactToLine},
		{get, "/meetings/:meeting/:order/messages/:message/report", members, s.reportLinePage},
		{post, "/meetings/:meeting/:order/messages/:message/report", members, s.reportLine},
		{post, "/meetings/:meeting/:order/start", members, s.startMeeting},
		{post, "/meetings/:meeting/:order/extend", members, s.extendMeeting},
		{get, "/meetings/:meeting/:order/end", members, s.endQuestion},
		{post, "/meetings/:meeting/:order/end", members, s.endMeeting},
		{post, "/meetings/:meeting/:order/chat", members, s.setChat},
		{get, "/meetings/:meeting/:order/lock", members, s.lockQuestion},
		{post, "/meetings/:meeting/:order/lock", members, s.lockRoom},
		{post, "/meetings/:meeting/:order/unlock", members, s.unlockRoom},
		{get, "/meetings/:meeting/:order/people/:person", members, s.roomPerson},
		{get, "/meetings/:meeting/:order/people/:person/mute", members, s.muteQuestion},
		{post, "/meetings/:meeting/:order/people/:person/mute", members, s.mute},
		{get, "/meetings/:meeting/:order/people/:person/unmute", members, s.unmuteQuestion},
		{post, "/meetings/:meeting/:order/people/:person/unmute", members, s.unmute},
		{get, "/meetings/:meeting/:order/people/:person/remove", members, s.removeQuestion},
		{post, "/meetings/:meeting/:order/people/:person/remove", members, s.remove},
		{get, "/meetings/:meeting/:order/people/:person/ban", members, s.banQuestion},
		{post, "/meetings/:meeting/:order/people/:person/ban", members, s.ban},
		{get, "/meetings/:meeting/:order/people/:person/lift", members, s.liftQuestion},
		{post, "/meetings/:meeting/:order/people/:person/lift", members, s.lift},
		{get, "/meetings/:meeting/:order/people/:person/report", members, s.reportPersonPage},
		{post, "/meetings/:meeting/:order/people/:person/report", members, s.reportPerson},
	}
}

// ownPages are those of one's own profile.
func (s *Server) ownPages() []route {
	return []route{
		{get, views.PathProfile, members, s.profile},
		{post, views.PathProfile, members, s.saveProfile},
		{post, views.PathWish, members, s.wish},
		{post, views.PathOwnData, members, s.ownData},
	}
}

// adminPages are those below /admin.
func (s *Server) adminPages() []route {
	return []route{
		{get, "/admin/active", admins, s.active},
		{get, views.PathAudit, admins, s.audit},
		{get, views.PathAuditCSV, admins, s.auditCSV},
		{get, views.PathImport, admins, s.importPage},
		{post, views.PathImport, admins, s.uploadImport},
		{get, views.PathImport + "/:import", admins, s.importRun},
		{post, views.PathImport + "/:import/run", admins, s.runImport},
		{get, views.PathImport + "/:import/result", admins, s.importResult},
		{get, views.PathExport, admins, s.exportPeople},
		{get, views.PathInvitations, admins, s.invitations},
		{post, views.PathInvitations, admins, s.invite},
		{post, views.PathRevoke, admins, s.revoke},
		{get, "/admin/people/:person/link", admins, s.personLink},
		{post, "/admin/people/:person/link", admins, s.makePersonLink},
		{get, views.PathSystem, admins, s.system},
		{post, views.PathRetry, admins, s.retry},
		{get, views.PathArchive, admins, s.archivePage},
	}
}

// machinery is what no person asks for by name.
func (s *Server) machinery() []route {
	return []route{
		{get, "/static/*", anyone, echo.WrapHandler(s.Assets)},
		{get, "/healthz", anyone, s.healthy},
		{get, "/readyz", anyone, s.ready},
	}
}

// meetingCalls are those of the API about what is planned.
func meetingCalls(a *api.API) []route {
	return []route{
		{get, api.Base + "/meetings", tokens, a.Meetings},
		{post, api.Base + "/meetings", staffTokens, a.CreateMeeting},
		{get, api.Base + "/meetings/:meeting", tokens, a.Meeting},
		{put, api.Base + "/meetings/:meeting", staffTokens, a.EditMeeting},
		{del, api.Base + "/meetings/:meeting", staffTokens, a.DeleteMeeting},
		{post, api.Base + "/meetings/:meeting/instances", staffTokens, a.AddInstance},
		{patch, api.Base + "/meetings/:meeting/:order", staffTokens, a.MoveInstance},
		{del, api.Base + "/meetings/:meeting/:order", staffTokens, a.CancelInstance},
		{post, api.Base + "/meetings/:meeting/:order/start", staffTokens, a.Start},
		{post, api.Base + "/meetings/:meeting/:order/extend", staffTokens, a.Extend},
		{post, api.Base + "/meetings/:meeting/:order/end", staffTokens, a.End},
	}
}

// roomCalls are those of the API about what happens in a room.
func roomCalls(a *api.API) []route {
	return []route{
		{post, api.Base + "/meetings/:meeting/:order/join", tokens, a.Join},
		{post, api.Base + "/meetings/:meeting/:order/leave", tokens, a.Leave},
		{post, api.Base + "/meetings/:meeting/:order/here", tokens, a.Here},
		{get, api.Base + "/meetings/:meeting/:order/participants", tokens, a.Participants},
		{get, api.Base + "/meetings/:meeting/:order/roster", tokens, a.Roster},
		{post, api.Base + "/meetings/:meeting/:order/roster/remind", tokens, a.Remind},
		{put, api.Base + "/meetings/:meeting/:order/roster/:user/excuse", tokens, a.Excuse},
		{del, api.Base + "/meetings/:meeting/:order/roster/:user/excuse", tokens, a.Expect},
		{get, api.Base + "/meetings/:meeting/:order/messages", tokens, a.Messages},
		{post, api.Base + "/meetings/:meeting/:order/messages", tokens, a.PostMessage},
		{patch, api.Base + "/meetings/:meeting/:order/messages/:message", tokens, a.EditMessage},
		{del, api.Base + "/meetings/:meeting/:order/messages/:message", tokens, a.DeleteMessage},
		{get, api.Base + "/meetings/:meeting/:order/mentionable", tokens, a.Mentionable},
		{put, api.Base + "/meetings/:meeting/:order/messages/:message/reactions/:reaction", tokens, a.PutReaction},
		{del, api.Base + "/meetings/:meeting/:order/messages/:message/reactions/:reaction", tokens, a.DeleteReaction},
		{get, api.Base + "/meetings/:meeting/:order/users/:user/messages", tokens, a.MessagesOf},
		{post, api.Base + "/meetings/:meeting/:order/chat", tokens, a.SetChat},
		{post, api.Base + "/meetings/:meeting/:order/lock", tokens, a.LockRoom},
		{post, api.Base + "/meetings/:meeting/:order/unlock", tokens, a.UnlockRoom},
		{get, api.Base + "/meetings/:meeting/:order/rules", tokens, a.Rules},
		{put, api.Base + "/meetings/:meeting/:order/people/:person/mute", tokens, a.Mute},
		{del, api.Base + "/meetings/:meeting/:order/people/:person/mute", tokens, a.Unmute},
		{post, api.Base + "/meetings/:meeting/:order/people/:person/remove", tokens, a.SendOut},
		{get, api.Base + "/meetings/:meeting/bans", tokens, a.Bans},
		{put, api.Base + "/meetings/:meeting/people/:person/ban", tokens, a.Ban},
		{del, api.Base + "/meetings/:meeting/people/:person/ban", tokens, a.LiftBan},
		{post, api.Base + "/meetings/:meeting/:order/messages/:message/report", tokens, a.ReportMessage},
		{post, api.Base + "/meetings/:meeting/:order/users/:user/report", tokens, a.ReportPerson},
	}
}

// peopleCalls are those of the API about people: signing in, oneself, others.
func peopleCalls(a *api.API) []route {
	return []route{
		{post, api.Base + "/register", anyone, a.Register},
		{get, api.Base + "/invitations", adminTokens, a.Invitations},
		{post, api.Base + "/invitations", adminTokens, a.Invite},
		{del, api.Base + "/invitations/:invitation", adminTokens, a.RevokeInvitation},
		{post, api.Base + "/people/:person/sign-in-link", adminTokens, a.SignInLink},
		{post, api.Base + "/sessions", anyone, a.CreateSession},
		{del, api.Base + "/sessions/current", tokens, a.DeleteSession},
		{post, api.ImportPath, adminTokens, a.ImportPeople},
		{get, api.Base + "/people/export", adminTokens, a.ExportPeople},
		{get, api.Base + "/people/external/:external", staffTokens, a.ExternalPerson},
		{put, api.Base + "/people/external/:external", adminTokens, a.PutExternalPerson},
		{get, api.Base + "/me", tokens, a.Me},
		{patch, api.Base + "/me", tokens, a.ChangeMe},
		{get, api.Base + "/me/export", tokens, a.ExportMe},
		{get, api.Base + "/me/calendar", tokens, a.Calendar},
		{post, api.Base + "/me/calendar", tokens, a.MakeCalendar},
		{del, api.Base + "/me/calendar", tokens, a.RevokeCalendar},
		{get, api.Base + "/me/tokens", tokens, a.Tokens},
		{post, api.Base + "/me/tokens", tokens, a.CreateToken},
		{del, api.Base + "/me/tokens/:token", tokens, a.RevokeToken},
		{get, api.Base + "/people", staffTokens, a.People},
		{post, api.Base + "/people", adminTokens, a.CreatePerson},
		{get, api.Base + "/people/:person", staffTokens, a.Person},
		{patch, api.Base + "/people/:person", adminTokens, a.ChangePerson},
		{del, api.Base + "/people/:person", adminTokens, a.ErasePerson},
	}
}

// calls are the others of the API.
func calls(a *api.API) []route {
	return []route{
		{get, api.Base + "/openapi.json", anyone, a.OpenAPI},
		{get, api.Base + "/me/courses", tokens, a.MyCourses},
		{get, api.Base + "/courses", tokens, a.Courses},
		{post, api.Base + "/courses", staffTokens, a.CreateCourse},
		{get, api.Base + "/courses/:course", tokens, a.Course},
		{put, api.Base + "/courses/:course", staffTokens, a.EditCourse},
		{del, api.Base + "/courses/:course", staffTokens, a.DeleteCourse},
		{post, api.Base + "/courses/:course/reopen", staffTokens, a.ReopenCourse},
		{post, api.Base + "/courses/:course/enrolment", tokens, a.Enrol},
		{del, api.Base + "/courses/:course/enrolment", tokens, a.Drop},
		{get, api.Base + "/courses/:course/students", staffTokens, a.Students},
		{get, api.Base + "/notifications", tokens, a.Notifications},
		{post, api.Base + "/notifications/read", tokens, a.ReadNotifications},
		{get, api.Base + "/me/levels", tokens, a.NewsLevels},
		{get, api.Base + "/courses/:course/notifications", tokens, a.NewsLevel},
		{put, api.Base + "/courses/:course/notifications", tokens, a.SetNewsLevel},
		{get, api.Base + "/me/blocked", tokens, a.Blocked},
		{put, api.Base + "/me/blocked/:person", tokens, a.Block},
		{del, api.Base + "/me/blocked/:person", tokens, a.Unblock},
		{get, api.Base + "/reports", staffTokens, a.Reports},
		{post, api.Base + "/reports/:report/close", staffTokens, a.CloseReport},
		{get, api.Base + "/active-meetings", tokens, a.ActiveMeetings},
		{get, api.Base + "/active-meetings/join-logs", adminTokens, a.JoinLogs},
		{get, api.Base + "/online", tokens, a.Online},
		{get, api.Base + "/stoas", adminTokens, a.Stoas},
		{get, api.Base + "/audit", adminTokens, a.Audit},
		{get, eventsPath, tokens, a.Events},
	}
}

// peoplePages are the admin's pages of people.
func (s *Server) peoplePages() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, views.PathPeople, admins, s.people},
		{post, views.PathPeople, admins, s.createPerson},
		{get, views.PathNewPerson, admins, s.newPerson},
		{get, "/admin/people/:person", admins, s.person},
		{get, "/admin/people/:person/edit", admins, s.editPerson},
		{post, "/admin/people/:person/edit", admins, s.savePerson},
		{post, "/admin/people/:person/approve", admins, s.approve},
		{post, "/admin/people/:person/confirm", admins, s.confirmAddress},
		{post, "/admin/people/:person/wish", admins, s.decideWish},
		{post, "/admin/people/:person/role", admins, s.changeRole},
		{post, "/admin/people/:person/disable", admins, s.disable},
		{post, "/admin/people/:person/enable", admins, s.enable},
		{post, "/admin/people/:person/sessions/end", admins, s.endTheirSession},
		{get, "/admin/people/:person/erase", admins, s.eraseQuestion},
		{post, "/admin/people/:person/erase", admins, s.erase},
	}
}

// The streams, which have no end.
const (
	streamPath = views.PathLive
	eventsPath = api.Base + "/events"
)

// methods returns the methods that a route answers: what can be read can be asked for its head alone, except a stream.
func (r route) methods() []string {
	if r.method != http.MethodGet || r.path == streamPath || r.path == eventsPath {
		return []string{r.method}
	}
	return []string{http.MethodGet, http.MethodHead}
}

// reads reports whether a request changes nothing: what it asks for can be asked for again.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// ahead is what pages read in the round trip that finds out who asks, by their path.
var ahead = map[string]store.Ahead{
	"/":                                {Rooms: true},
	"/meetings":                        {Own: true},
	"/meetings/:meeting/:order/roster": {Course: true},
	"/rooms":                           {Rooms: true},
	"/rooms/new":                       {Rooms: true},
	"/courses/:course":                 {Levels: true},
	"/courses/:course/attendance":      {Dates: true},
	views.PathAttendance:               {Rosters: true},
	"/people/:person/attendance":       {Rosters: true},
	views.PathLevels:                   {Levels: true},
	views.PathSearch:                   {Rooms: true},
	"/admin/active":                    {Open: true, Stoas: true},
	"/admin/system":                    {Stoas: true},
}

// aheadOf returns what was read ahead for a request; nil for nothing.
func aheadOf(c echo.Context) *store.Ahead {
	a, _ := c.Request().Context().Value(aheadKey{}).(*store.Ahead)
	return a
}

// guard lets through whom the route is for.
func (s *Server) guard(r route) echo.HandlerFunc {
	if r.access >= tokens && r.method != http.MethodGet && r.path != api.ImportPath {
		r.handle = s.api.Once(r.handle)
	}
	return func(c echo.Context) error {
		if a := ahead[r.path]; r.access < tokens && r.path != streamPath {
			a.Unread = !isHTMX(c) // every page shows it
			a.Meeting, _ = campus.ParseID(c.Param("meeting"))
			a.Sought = c.QueryParam("q")
			if a.Dates || a.Rosters {
				attendedAhead(c, &a)
			}
			c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), aheadKey{}, &a)))
		}
		if err := s.identify(c, r.access); err != nil {
			return err
		}
		who, known := web.Asker(c)
		switch {
		case r.access != anyone && !known:
			return campus.ErrSignedOut
		case (r.access == staff || r.access == staffTokens) && !who.Role.Staff():
			return campus.ErrNotTeacher
		case (r.access == admins || r.access == adminTokens) && who.Role != campus.Admin:
			return campus.ErrNotAdmin
		}
		if err := s.mayGoOn(who); err != nil && !beforeSetUp[r.path] { // nobody's role is staff
			return err
		}
		if posted(c, views.Kept) != "" && known {
			return s.askWhoSends(c)
		}
		if to, another := canonical(c); another {
			return c.Redirect(http.StatusPermanentRedirect, to)
		}
		return r.handle(c)
	}
}

// identify finds out who asks: by token in the API, where cookies are ignored, else by cookie. Assets ask nobody.
func (s *Server) identify(c echo.Context, a access) error {
	switch {
	case a >= tokens:
		return s.api.Identify(c)
	case isAPI(c) || c.Path() == "/static/*" || c.Path() == "/healthz" || c.Path() == "/readyz":
		return nil
	}
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	if p, ok := session.Values[personKey].(campus.Person); ok {
		web.SetAsker(c, p)
	}
	return nil
}
