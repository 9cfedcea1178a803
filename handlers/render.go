package handlers

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// buffers are reused: a page is drawn into one and sent whole, so that a page that fails half-way is never half sent.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// page draws a whole page.
func (s *Server) page(c echo.Context, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := page.Render(c.Request().Context(), buf); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "HX-Request")
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(buf.Bytes())
	return err
}

// draw draws the fragment that htmx asked for, or the whole page for everybody else.
func (s *Server) draw(c echo.Context, status int, page, fragment templ.Component) error {
	if isHTMX(c) {
		page = fragment
	}
	return s.page(c, status, page)
}

// isHTMX reports whether htmx asks for a part of a page.
func isHTMX(c echo.Context) bool {
	h := c.Request().Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") != "full"
}

// newPage returns what every page has.
func (s *Server) newPage(c echo.Context, title string) views.Page {
	var me *views.Me
	if who, ok := web.Asker(c); ok {
		me = &views.Me{ID: who.ID, Name: who.Name, Username: who.Username, Role: string(who.Role), Zone: s.zones.Load(who.Zone).String()}
		me.Zones = s.zones.Names(s.Store.Now(), who.Zone)
	}
	p := views.NewPage(s.assets, me, title)
	p = p.WithUnread(aheadOf(c).News()).WithRooms(aheadOf(c).Meant())
	if who, ok := web.Asker(c); ok && s.mayGoOn(who) != nil {
		p.Live = "" // their streams are refused
	}
	p.Demo, p.Notice, p.Now = len(s.Demo) > 0, s.takeNotice(c), s.Store.Now().UnixMilli()
	p.Refused, _ = c.Get(refusedKey).(string)
	return p
}

// asker returns who is signed in; guard has seen to it that somebody is.
func asker(c echo.Context) campus.Person {
	p, _ := web.Asker(c)
	return p
}

// see answers a form: the change is done, look here.
func see(c echo.Context, path string) error { return c.Redirect(http.StatusSeeOther, path) }

// Notices are sentences about what the last form did. The cookie has only a name, so that nobody can put words into
// Stoa's mouth.
const noticeCookie = "stoa-notice"

// noticeName is the cookie's name; over https it is bound to this host as the session's is.
func (s *Server) noticeName() string {
	if s.Secure {
		return "__Host-" + noticeCookie
	}
	return noticeCookie
}

var notices = map[string]string{
	"begun":    "The meeting has begun.",
	"extended": "It lasts ten minutes longer.",
	"over":     "The meeting has ended, and everybody has left.",

	"enrolled":      "You are enrolled.",
	"waiting":       "You are on the waiting list.",
	"dropped":       "You have given your place back.",
	"unqueued":      "You have left the waiting list.",
	"joined":        campus.SaidJoined,
	"left":          campus.SaidLeft,
	"saved":         "Saved.",
	"saved-once":    "Saved. An address that you listed twice is invited once.",
	"wished":        "Your wish to teach waits for an admin.",
	"unwished":      "Your wish to teach is taken back.",
	"reminded":      "Whoever is absent is being told that they are missed.",
	"nobody-absent": "Nobody is absent.",
	"excused":       "They are excused.",
	"expected":      "Their excuse is taken back.",

	"reported-meeting": thanks(campus.PlaceMeeting),
	"reported-course":  thanks(campus.PlaceCourse),
	"reported-general": thanks(campus.PlaceGeneral),
	"reported-private": thanks(campus.PlacePrivate),
	"closed":           "This report is done.",
	"blocked":          "You have blocked them.",
	"unblocked":        "You have unblocked them.",

	"nobody":       "Said. Not everybody whom it seems to mention may be here; they were not told.",
	"line-deleted": "The message is deleted.",
	"unread":       "Marked as unread.",
	"gone":         "What that was about is not there any more, or not for you.",
	"no-line":      "That message is not here. This is the conversation as it is now.",

	"course-made":  "The course is open.",
	"planned":      "The meeting is planned, and who is invited finds it under Meetings.",
	"planned-once": "The meeting is planned. An address that you listed twice is invited once.",

	"date-added":      "The date is planned.",
	"dates-moved":     "The plan is changed.",
	"date-cancelled":  "The date is cancelled.",
	"dates-cancelled": "The dates are cancelled.",
	"meeting-deleted": "The meeting is deleted, and what was to come of it is cancelled.",

	"course-deleted": "The course is deleted, and its people are told.",
	"reopened":       "The course is open again.",

	"feed-gone":          "The address of your calendar opens nothing any more.",
	"password":           "Your password is changed, and everything else is signed out.",
	"ended":              "It has ended.",
	"others-ended":       "All others have ended.",
	"two-factor-off":     "Two-factor sign-in is off.",
	"two-factor-cleared": "Two-factor sign-in is off for them, and their sessions have ended.",
	"half-over":          "That took too long. Please begin again.",

	"approved":      "They may come in now.",
	"disabled":      "They are kept out, and their sessions have ended.",
	"session-ended": "That session has ended.",
	"enabled":       "They may come in again.",
	"granted":       "They are a teacher now.",
	"refused":       "They stay a student.",
	"role":          "Their role is changed, and they are signed out.",
	"made":          "This person is here now.",
	"erased":        "This person is erased. Below is how far they are taken out of what others have said.",
	"addressed":     "The address counts as theirs now.",
	"retried":       "It is being tried once more.",
	"revoked":       "The invitation is taken back.",
}

// thanks says to who has reported something in a room of a kind who looks at it.
func thanks(kind campus.PlaceKind) string {
	return "Thank you. " + views.ReportReaders(string(kind)) + " will look at it."
}

// giveNotice makes the next page say what was done.
func (s *Server) giveNotice(c echo.Context, name string) {
	c.SetCookie(&http.Cookie{Name: s.noticeName(), Value: name, Path: "/", MaxAge: 60, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode})
}

// takeNotice returns the sentence that the last answer left, once.
func (s *Server) takeNotice(c echo.Context) string {
	cookie, err := c.Cookie(s.noticeName())
	if err != nil || isHTMX(c) {
		return ""
	}
	c.SetCookie(&http.Cookie{Name: s.noticeName(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode})
	return notices[cookie.Value]
}
