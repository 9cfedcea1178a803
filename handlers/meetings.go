package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// meetings is GET /meetings?state=&mine=&cursor=: what one may enter, now, later and before; with a state a page of that alone,
// with mine=1 of what one hosts or whose course one teaches.
func (s *Server) meetings(c echo.Context) error {
	state, mine := campus.State(c.QueryParam("state")), c.QueryParam("mine") == "1"
	if mine {
		return s.meetingsOf(c, "", true)
	}
	if state == campus.Scheduled || state == campus.Ended || state == campus.Cancelled {
		return s.meetingsOf(c, state, false)
	}
	who := asker(c)
	agenda, err := s.Store.Meetings.Agenda(c.Request().Context(), who, aheadOf(c))
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.MeetingsPage{Page: s.newPage(c, "Meetings"), Active: clock.MeetingRows(agenda.Active),
		Coming: clock.MeetingRows(agenda.Coming), Past: clock.MeetingRows(agenda.Past)}
	page.Nav = views.NavMeetings
	if agenda.MoreComing != "" {
		page.MoreComing = views.MeetingsPath(string(campus.Scheduled), agenda.MoreComing)
	}
	if agenda.MorePast != "" {
		page.MorePast = views.MeetingsPath(string(campus.Ended), agenda.MorePast)
	}
	return s.draw(c, http.StatusOK, views.Meetings(page), views.MeetingLists(page))
}

// meetingsOf shows a page of what comes, of what is past or cancelled, or of all that is one's own.
func (s *Server) meetingsOf(c echo.Context, state campus.State, mine bool) error {
	who, read, path := asker(c), s.Store.Meetings.Page, views.MeetingsPath
	if mine {
		read, path = s.Store.Meetings.PageMine, func(_, cursor string) string { return views.MyMeetingsPath(cursor) }
	}
	listed, next, err := read(c.Request().Context(), who, aheadOf(c), state, c.QueryParam("cursor"), store.ListSize)
	if err != nil {
		return err
	}
	page := views.MeetingsOfPage{Page: s.newPage(c, views.MeetingsTitle(string(state))), Rows: s.clock(who).MeetingRows(listed)}
	page.Nav = views.NavMeetings
	if c.QueryParam("cursor") != "" {
		page.First = views.PathMeetings
		if mine {
			page.First = views.MyMeetingsPath("")
		}
	} else {
		page.Fresh = path(string(state), "")
	}
	if next != "" {
		page.Next = path(string(state), next)
	}
	return s.draw(c, http.StatusOK, views.MeetingsOf(page), views.MeetingPart(page))
}

// meeting is GET /meetings/{id}: leads to the instance that is open, or comes next, or was last; of one that is deleted to all.
func (s *Server) meeting(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("meeting"))
	if !ok {
		return campus.ErrNoMeeting
	}
	m, instances, err := s.Store.Meetings.Plan(c.Request().Context(), asker(c), id)
	if err != nil {
		return err
	}
	if m.Deleted {
		return see(c, views.DatesPath(id))
	}
	if len(instances) == 0 {
		return campus.ErrNoMeeting
	}
	now, order := s.Store.Now(), instances[len(instances)-1].Order
	for _, i := range instances {
		if state := i.State(now); state == campus.Active || state == campus.Scheduled {
			order = i.Order
			break
		}
	}
	return see(c, views.InstancePath(id, order))
}

// instanceParams reads which instance a route names; ErrNoMeeting for what cannot be one.
func instanceParams(c echo.Context) (id int64, order int, err error) {
	id, ok1 := campus.ParseID(c.Param("meeting"))
	n, ok2 := campus.ParseID(c.Param("order"))
	if !ok1 || !ok2 || n > campus.MaxOrder {
		return 0, 0, campus.ErrNoMeeting
	}
	return id, int(n), nil
}

// instance is GET /meetings/{id}/{order}: the room for who is in it, the door for everybody else, and after the end what
// was said.
func (s *Server) instance(c echo.Context) error {
	ref, chat, err := s.chat(c, pieceOf(c))
	if err != nil {
		return err
	}
	if s.atDoor(chat) {
		return s.showDoor(c, http.StatusOK, *chat.Date)
	}
	return s.openRoom(c, ref, chat)
}

// atDoor reports whether somebody stands at the door of a meeting: they are not in it, and it is not over.
func (s *Server) atDoor(chat store.Chat) bool {
	return chat.Date != nil && !chat.Date.Present && chat.Date.Instance.State(s.Store.Now()) != campus.Ended
}

func (s *Server) showDoor(c echo.Context, status int, view store.View) error {
	seat := view.Seat
	row := s.clock(asker(c)).SeatRow(seat)
	page := views.DoorPage{Page: s.newPage(c, views.InstanceTitle(row)), Meeting: row, People: seat.People, Staff: seat.Staff,
		SentOut: seat.SentOut, Absent: view.Absent, Locked: seat.Rules.Locked, Back: seat.Lost, Op: campus.NewOp(),
		Line: pieceOf(c).line, Left: views.BeginsWords(seat.Instance.From.Sub(s.Store.Now()))}
	page.Nav, page.Live, page.After = views.NavMeetings, views.LivePath(seat.Instance.Room()), seat.Cursor
	return s.page(c, status, views.Door(page))
}

// join is POST /meetings/{id}/{order}/join (line). Who is in already is simply shown the room.
func (s *Server) join(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	err = s.Store.Meetings.Join(c.Request().Context(), asker(c), id, order, posted(c, "op"))
	if err == nil {
		s.giveNotice(c, "joined")
	}
	switch {
	case errors.Is(err, campus.ErrLocked), errors.Is(err, campus.ErrNotActive):
		return s.refuseInRoom(c, err, newForm())
	case err != nil && !errors.Is(err, campus.ErrAlreadyIn):
		return err
	}
	if line, ok := campus.ParseID(posted(c, "line")); ok { // to which a link led
		return see(c, views.LineLink(views.InstancePath(id, order), line))
	}
	return see(c, views.InstancePath(id, order))
}

// leave is POST /meetings/{id}/{order}/leave.
func (s *Server) leave(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	if err = s.Store.Meetings.Leave(c.Request().Context(), asker(c), id, order, posted(c, "op")); err != nil {
		return err
	}
	s.giveNotice(c, "left")
	return see(c, views.PathMeetings)
}
