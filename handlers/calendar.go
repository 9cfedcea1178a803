package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// calendarPages are those for calendars elsewhere.
func (s *Server) calendarPages() []route {
	return []route{
		{get, views.PathCalendars + "/:feed", anyone, s.calendarFeed},
		{get, "/meetings/:meeting/calendar.ics", members, s.meetingCalendar},
		{get, "/meetings/:meeting/:order/calendar.ics", members, s.dateCalendar},
		{get, views.PathOwnCalendar, members, s.ownCalendar},
		{post, views.PathOwnCalendar, members, s.makeFeed},
		{post, views.PathRevokeCalendar, members, s.revokeFeed},
	}
}

// calendarRefresh is how often calendars are told to ask again.
const calendarRefresh = time.Hour

// calendarFeed is GET /calendar/{secret}.ics: the dates of whoever has the secret. It needs no session, for calendars have none.
func (s *Server) calendarFeed(c echo.Context) error {
	secret, ok := strings.CutSuffix(c.Param("feed"), ".ics")
	if !ok {
		return campus.ErrNoFeed
	}
	ctx := c.Request().Context()
	who, err := s.Store.Doors.FeedOf(ctx, secret, c.RealIP())
	if err != nil {
		return err
	}
	listed, more, err := s.Store.Meetings.Calendar(ctx, who)
	if err != nil {
		return err
	}
	file := campus.CalendarFile{Name: "Stoa: " + who.Name, Refresh: calendarRefresh, Events: s.calendarEvents(c, listed)}
	if more {
		file.Note = "Only the first " + strconv.Itoa(store.MaxCalendar) + " dates are here. See Stoa for the others."
	}
	return s.sendCalendar(c, file, "")
}

// meetingCalendar is GET /meetings/{id}/calendar.ics: all dates of a meeting that one may enter.
func (s *Server) meetingCalendar(c echo.Context) error { return s.plannedCalendar(c, 0) }

// dateCalendar is GET /meetings/{id}/{order}/calendar.ics: one of them.
func (s *Server) dateCalendar(c echo.Context) error {
	_, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	return s.plannedCalendar(c, order)
}

func (s *Server) plannedCalendar(c echo.Context, order int) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	m, instances, err := s.Store.Meetings.Plan(c.Request().Context(), asker(c), id)
	if err != nil {
		return err
	}
	var listed []store.Listed
	for _, i := range instances {
		if order == 0 || i.Order == order {
			listed = append(listed, store.Listed{Meeting: m, Instance: i})
		}
	}
	if len(listed) == 0 {
		return campus.ErrNoMeeting
	}
	name := "meeting-" + strconv.FormatInt(id, 10)
	if order > 0 {
		name += "-" + strconv.Itoa(order)
	}
	return s.sendCalendar(c, campus.CalendarFile{Name: m.Title, Events: s.calendarEvents(c, listed)}, name+".ics")
}

// calendarEvents are dates as calendars have them.
func (s *Server) calendarEvents(c echo.Context, all []store.Listed) []campus.CalendarEvent {
	events, host := make([]campus.CalendarEvent, len(all)), s.calendarHost()
	for i, l := range all {
		m, date := l.Meeting, l.Instance
		e := campus.CalendarEvent{UID: strconv.FormatInt(m.ID, 10) + "-" + strconv.Itoa(date.Order) + "@" + host,
			Sequence: m.Sequence + date.Sequence, From: date.From, To: date.To, Changed: m.Changed, Title: m.Title,
			Description: m.Description, Cancelled: date.Cancelled}
		e.Course = views.MeetingWords(views.MeetingRow{Title: m.Title, Course: l.CourseTitle, Host: m.Host.Name, Public: m.Public})
		if !l.Meeting.Deleted {
			page := s.outside(c, views.InstancePath(m.ID, date.Order))
			e.Location, e.URL, e.More = page, page, "Join: "+page
		}
		if m.Link != "" {
			e.Location, e.More = m.Link, e.More+"\nCall: "+m.Link
		}
		if date.Changed.After(e.Changed) {
			e.Changed = date.Changed
		}
		events[i] = e
	}
	return events
}

// calendarHost is what the ids of this campus' dates end with: its outside name or, where it has none, one of its own.
func (s *Server) calendarHost() string {
	if at, err := url.Parse(s.URL); err == nil && at.Hostname() != "" {
		return at.Hostname()
	}
	sum := sha256.Sum256(append([]byte("calendar\x00"), s.Secret...))
	return hex.EncodeToString(sum[:8]) + ".stoa"
}

// sendCalendar answers with a file, or says that it is what who asks has already. It is called name, if that is not "".
func (s *Server) sendCalendar(c echo.Context, file campus.CalendarFile, name string) error {
	body := file.String()
	sum := sha256.Sum256([]byte(body))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if len(file.Events) > 0 {
		newest := slices.MaxFunc(file.Events, func(x, y campus.CalendarEvent) int { return x.Changed.Compare(y.Changed) })
		h.Set("Last-Modified", newest.Changed.UTC().Format(http.TimeFormat))
	}
	known := strings.NewReplacer(" ", "", "W/", "").Replace(c.Request().Header.Get("If-None-Match"))
	if slices.Contains(strings.Split(known, ","), tag) {
		return c.NoContent(http.StatusNotModified)
	}
	if name != "" {
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(body))
}

// ownCalendar is GET /profile/calendar: whether one has an address for calendars.
func (s *Server) ownCalendar(c echo.Context) error {
	return s.showOwnCalendar(c, http.StatusOK, newForm())
}

func (s *Server) showOwnCalendar(c echo.Context, status int, form views.Form) error {
	made, err := s.Store.Doors.FeedMade(c.Request().Context(), asker(c).ID)
	if err != nil {
		return err
	}
	page := views.CalendarPage{Page: s.newPage(c, "Calendar"), Form: form, Since: s.clock(asker(c)).Full(made),
		Made: s.takeOnce(c, views.PathOwnCalendar)}
	return s.page(c, status, views.OwnCalendar(page))
}

// makeFeed is POST /profile/calendar: makes the address, in the place of the one before, which the next page shows once.
func (s *Server) makeFeed(c echo.Context) error {
	secret, _, err := s.Store.Doors.MakeFeed(c.Request().Context(), web.By(c, posted(c, "op")))
	if err != nil {
		return s.refuseCalendar(c, err)
	}
	return s.giveOnce(c, views.PathOwnCalendar, views.Once{Link: s.outside(c, views.CalendarFeedPath(secret))})
}

// revokeFeed is POST /profile/calendar/revoke: the address opens nothing any more.
func (s *Server) revokeFeed(c echo.Context) error {
	if err := s.Store.Doors.RevokeFeed(c.Request().Context(), web.By(c, posted(c, "op"))); err != nil {
		return s.refuseCalendar(c, err)
	}
	s.giveNotice(c, "feed-gone")
	return see(c, views.PathOwnCalendar)
}

func (s *Server) refuseCalendar(c echo.Context, err error) error {
	return s.refuse(c, err, postedForm(c), redraw{page: func(status int, f views.Form) error { return s.showOwnCalendar(c, status, f) }})
}
