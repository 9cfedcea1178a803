package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// roomRef is a room as a route names it: everything that is done in a room, or to a line of it, is done through one.
type roomRef struct {
	store.Room
	path string // of its page; what is below it is the same for every kind of room
	nav  string // the entry of the navigation that it belongs to
}

// whichRoom reads which room a route names; ErrNoMeeting or ErrNoRoom for what cannot be one. That there is such a room, and who
// may be in it, is for the store.
func whichRoom(c echo.Context) (roomRef, error) {
	id, order, err := instanceParams(c)
	return roomRef{store.MeetingRoom(id, order), views.InstancePath(id, order), views.NavMeetings}, err
}

// back names a room, as pages about something in it lead back to it.
func (r roomRef) back(p campus.Place) views.Place {
	return views.Place{Kind: string(p.Kind), Name: p.Title, Path: r.path}
}

// chat reads what the page of the room that a route names shows, whichever piece of the conversation is asked for.
func (s *Server) chat(c echo.Context, of piece) (roomRef, store.Chat, error) {
	ref, err := whichRoom(c)
	if err != nil {
		return ref, store.Chat{}, err
	}
	chat, err := s.Store.Rooms.Chat(c.Request().Context(), asker(c), ref.Room, of.span())
	return ref, chat, err
}

// roomLines is how much of a conversation a page shows at once.
const roomLines = 100

// openRoom shows a room to who has come to read in it, with a form for a line that may answer one.
func (s *Server) openRoom(c echo.Context, ref roomRef, chat store.Chat) error {
	if !pieceOf(c).has(chat.Said) {
		s.giveNotice(c, "no-line")
		return see(c, ref.path)
	}
	form := newForm()
	form.Values = map[string]string{"reply_to": c.QueryParam("reply")}
	return s.showRoom(c, http.StatusOK, ref, chat, form)
}

// showRoom draws a room, with the form for a line.
func (s *Server) showRoom(c echo.Context, status int, ref roomRef, chat store.Chat, composer views.Form) error {
	clock := s.clock(asker(c))
	page := views.RoomPage{Page: s.newPage(c, chat.Title), Room: ref.back(chat.Place), Staff: chat.Staff, Inside: chat.Count,
		Blocked: rows.IDs(chat.Blocked), Rules: rows.RoomRules(chat.Rules, ref.path, chat.Date != nil), Muted: chat.Muted}
	page.Nav = ref.nav
	end := pieceOf(c).show(&page, chat, clock)
	// Among earlier lines one could not see what one says.
	if chat.Why == nil && end {
		composer.Action, page.ReactOp = views.MessagesPath(ref.path), campus.NewOp()
		page.Reply = reply(&composer, chat, ref.path)
		page.Composer = &composer
	} else {
		inert(page.Lines)
	}
	over := chat.Date != nil && chat.Date.Instance.State(clock.Now) == campus.Ended
	if end && !over {
		page.Live, page.After = views.LivePath(chat.Topic), chat.Cursor
	}
	var host int64
	if chat.Date != nil {
		host = chat.Date.Meeting.Host.ID
		showDate(&page, *chat.Date, clock)
	}
	page.People = clock.Participants(chat.People, host)
	for i, one := range page.People {
		page.People[i].About = views.RoomPersonPath(ref.path, one.ID)
	}
	return s.page(c, status, views.Room(page))
}

// showDate puts on the page of a meeting's room what only that has.
func showDate(page *views.RoomPage, view store.View, clock rows.Clock) {
	row := clock.SeatRow(view.Seat)
	page.Meeting, page.Absent, page.Title = &row, view.Absent, views.InstanceTitle(row)
	page.Left = views.LeftWords(view.Instance.To.Sub(clock.Now))
	if page.Composer != nil {
		page.LeaveOp = campus.NewOp()
	}
}
