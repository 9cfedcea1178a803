package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// startMeeting is POST /meetings/{id}/{order}/start (op): begins a date before its time.
func (s *Server) startMeeting(c echo.Context) error { return s.turn(c, campus.TurnStart, "begun") }

// extendMeeting is POST /meetings/{id}/{order}/extend (op): ten minutes more.
func (s *Server) extendMeeting(c echo.Context) error { return s.turn(c, campus.TurnExtend, "extended") }

// endMeeting is POST /meetings/{id}/{order}/end?from= (op): ends it now, for everybody.
func (s *Server) endMeeting(c echo.Context) error { return s.turn(c, campus.TurnEnd, "over") }

func (s *Server) turn(c echo.Context, turn campus.Turn, notice string) error {
	return s.manage(c, notice, func(_ store.Room, op string) error {
		id, order, err := instanceParams(c)
		if err == nil {
			_, err = s.Store.Meetings.Turn(c.Request().Context(), asker(c), id, order, turn, op)
		}
		return err
	})
}

// setChat is POST {room}/chat (chat, op): who may write; of slow chat with the seconds after a blank.
func (s *Server) setChat(c echo.Context) error {
	mode, text, _ := strings.Cut(posted(c, "chat"), " ")
	seconds, _ := strconv.Atoi(text) // 0 is refused where there must be some
	return s.manage(c, "", func(room store.Room, op string) error {
		_, err := s.Store.Rooms.SetChat(c.Request().Context(), asker(c), room,
			campus.Rules{Chat: campus.ChatMode(mode), Seconds: seconds}, op)
		return err
	})
}

// lockRoom is POST /meetings/{id}/{order}/lock (op): nobody new comes in.
func (s *Server) lockRoom(c echo.Context) error { return s.setLock(c, true) }

// unlockRoom is POST /meetings/{id}/{order}/unlock (op): they do again.
func (s *Server) unlockRoom(c echo.Context) error { return s.setLock(c, false) }

func (s *Server) setLock(c echo.Context, locked bool) error {
	return s.manage(c, "", func(_ store.Room, op string) error {
		id, order, err := instanceParams(c)
		if err == nil {
			_, err = s.Store.Meetings.Lock(c.Request().Context(), asker(c), id, order, locked, op)
		}
		return err
	})
}

// manage does what staff want of a room, and leads back to it. What is told in the room itself needs no notice. A refusal is
// said there too: what was possible when the page was drawn may not be any more.
func (s *Server) manage(c echo.Context, notice string, do func(room store.Room, op string) error) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	form := postedForm(c)
	if err := do(ref.Room, form.Op); err != nil {
		if campus.CodeOf(err) == campus.Forbidden {
			return err
		}
		return s.refuseInRoom(c, err, form)
	}
	if notice == "" && isHTMX(c) {
		return c.NoContent(http.StatusNoContent) // who was asked in the room is there
	}
	if notice != "" {
		s.giveNotice(c, notice)
	}
	return see(c, cameFrom(c, ref.path))
}

// cameFrom returns where one goes back to from a question about a room: the room, but for who came from elsewhere.
func cameFrom(c echo.Context, room string) string {
	if c.QueryParam("from") == views.FromActive && asker(c).Role == campus.Admin {
		return views.PathActive
	}
	return room
}

// refuseInRoom refuses what was asked of a room, on its page or at its door.
func (s *Server) refuseInRoom(c echo.Context, err error, form views.Form) error {
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showRefusal(c, status, f) }})
}

// refusedKey is where newPage finds why something was refused that has no form on the page that is shown.
const refusedKey = "refused"

// showRefusal shows the room, or the door, with why something was refused.
func (s *Server) showRefusal(c echo.Context, status int, f views.Form) error {
	ref, chat, err := s.chat(c, pieceOf(c))
	if err != nil {
		return err
	}
	c.Set(refusedKey, f.Why("mode"))
	if s.atDoor(chat) {
		return s.showDoor(c, status, *chat.Date)
	}
	return s.showRoom(c, status, ref, chat, newForm())
}

// endQuestion is GET /meetings/{id}/{order}/end?from=: asks, and says what follows.
func (s *Server) endQuestion(c echo.Context) error {
	return s.ask(c, func(v store.View, room string) views.AskPage {
		page := views.AskPage{Page: s.newPage(c, "End "+campus.Isolated(v.Meeting.Title)+" now?"), Yes: "End the meeting",
			Text: views.EndWords(v.Count), Form: views.Form{Action: views.EndPath(room)}}
		if cameFrom(c, room) != room {
			page.Form.Action, page.Nav = views.EndFromActive(room), views.NavAdmin
		}
		return page
	})
}

// lockQuestion is GET /meetings/{id}/{order}/lock: asks, and says what follows.
func (s *Server) lockQuestion(c echo.Context) error {
	return s.ask(c, func(v store.View, room string) views.AskPage {
		return views.AskPage{Page: s.newPage(c, "Lock this room?"), Yes: "Lock the room", Text: views.LockWords(v.Count),
			Form: views.Form{Action: views.LockPath(room)}}
	})
}

// ask draws a question about a room that is open to its staff.
func (s *Server) ask(c echo.Context, question func(v store.View, room string) views.AskPage) error {
	ref, chat, err := s.chat(c, pieceOf(c))
	if err == nil && !chat.Staff {
		err = campus.ErrNotMeetingStaff
	}
	if err != nil {
		return err
	}
	view, room := *chat.Date, ref.path
	if view.Instance.State(s.Store.Now()) != campus.Active {
		return see(c, room)
	}
	page := question(view, room)
	if page.Nav == "" {
		page.Nav = views.NavMeetings
	}
	page.Back, page.Form.Op = cameFrom(c, room), campus.NewOp()
	return s.draw(c, http.StatusOK, views.Ask(page), views.AskInPlace(page))
}
