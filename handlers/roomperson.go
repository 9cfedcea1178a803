package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// roomPerson is GET /meetings/{id}/{order}/people/{person}: somebody in a room, and what one may do about them; for htmx that
// alone, as a menu.
func (s *Server) roomPerson(c echo.Context) error {
	seat, st, err := s.standing(c)
	if err != nil {
		return err
	}
	clock := s.clock(asker(c))
	row := clock.SeatRow(seat)
	page := views.RoomPersonPage{Page: s.newPage(c, st.Person.Name), Meeting: row, ID: st.Person.ID, Name: st.Person.Name,
		Host: st.Person.ID == seat.Meeting.Host.ID, Muted: st.Muted && !st.Staff, Banned: st.Banned && !st.Staff,
		Gone:    st.Person.Status == campus.StatusErased,
		Entries: personEntries(seat, st, asker(c), views.InstancePath(row.ID, row.Order))}
	if !st.Joined.IsZero() && seat.Instance.State(clock.Now) == campus.Active {
		page.Since = clock.Short(st.Joined)
	}
	page.Nav = views.NavMeetings
	return s.draw(c, http.StatusOK, views.RoomPerson(page), views.RoomPersonMenu(page))
}

// standing finds whom a route of a room is about.
func (s *Server) standing(c echo.Context) (campus.Seat, store.Standing, error) {
	id, order, err := instanceParams(c)
	if err != nil {
		return campus.Seat{}, store.Standing{}, err
	}
	whom, err := personID(c)
	if err != nil {
		return campus.Seat{}, store.Standing{}, err
	}
	return s.Store.Meetings.StandingOf(c.Request().Context(), asker(c), id, order, whom)
}

// personEntries is what one may do about somebody in a room.
func personEntries(seat campus.Seat, st store.Standing, who campus.Person, room string) []views.MenuEntry {
	if st.Person.ID == who.ID || st.Person.Status == campus.StatusErased {
		return nil
	}
	var entries []views.MenuEntry
	deed := func(deed string) {
		entries = append(entries, views.SanctionEntry(room, st.Person.ID, deed, st.Person.Name))
	}
	if seat.Staff && !st.Staff {
		if st.Muted {
			deed("unmute")
		} else {
			deed("mute")
		}
		if !st.Joined.IsZero() {
			deed("remove")
		}
		if st.Banned {
			deed("lift")
		} else {
			deed("ban")
		}
	}
	return append(entries, views.ReportEntries(room, st.Person.ID, st.Person.Name)...)
}

// muteQuestion is GET /meetings/{id}/{order}/people/{person}/mute: asks, and says what follows.
func (s *Server) muteQuestion(c echo.Context) error { return s.askAbout(c, "mute") }

// mute is POST /meetings/{id}/{order}/people/{person}/mute (op): they read, and do not write.
func (s *Server) mute(c echo.Context) error { return s.sanction(c, campus.KindMuted) }

// unmuteQuestion is GET /meetings/{id}/{order}/people/{person}/unmute: asks, and says what follows.
func (s *Server) unmuteQuestion(c echo.Context) error { return s.askAbout(c, "unmute") }

// unmute is POST /meetings/{id}/{order}/people/{person}/unmute (op): they write again.
func (s *Server) unmute(c echo.Context) error { return s.sanction(c, campus.KindUnmuted) }

// removeQuestion is GET /meetings/{id}/{order}/people/{person}/remove: asks, and says what follows.
func (s *Server) removeQuestion(c echo.Context) error { return s.askAbout(c, "remove") }

// remove is POST /meetings/{id}/{order}/people/{person}/remove (op): sends them out; they may come back.
func (s *Server) remove(c echo.Context) error { return s.sanction(c, campus.KindRemoved) }

// banQuestion is GET /meetings/{id}/{order}/people/{person}/ban: asks, and says what follows.
func (s *Server) banQuestion(c echo.Context) error { return s.askAbout(c, "ban") }

// ban is POST /meetings/{id}/{order}/people/{person}/ban (op): shuts them out of all dates.
func (s *Server) ban(c echo.Context) error { return s.sanction(c, campus.KindBanned) }

// liftQuestion is GET /meetings/{id}/{order}/people/{person}/lift: asks, and says what follows.
func (s *Server) liftQuestion(c echo.Context) error { return s.askAbout(c, "lift") }

// lift is POST /meetings/{id}/{order}/people/{person}/lift (op): they may come in again.
func (s *Server) lift(c echo.Context) error { return s.sanction(c, campus.KindLifted) }

// askAbout asks before something is done about somebody in a room.
func (s *Server) askAbout(c echo.Context, deed string) error {
	seat, st, err := s.standing(c)
	if err == nil && !seat.Staff {
		err = campus.ErrNotMeetingStaff
	}
	if err == nil && st.Staff {
		err = campus.ErrProtected
	}
	if err == nil && st.Person.Status == campus.StatusErased {
		err = campus.ErrNoPerson
	}
	if err != nil {
		return err
	}
	question := views.SanctionQuestion(deed, st.Person.Name)
	room := views.InstancePath(seat.Instance.Meeting, seat.Instance.Order)
	page := views.AskPage{Page: s.newPage(c, question.Title), Text: question.Text, Yes: question.Yes, Form: newForm(),
		Back: views.RoomPersonPath(room, st.Person.ID)}
	page.Nav, page.Form.Action = views.NavMeetings, views.SanctionPath(room, st.Person.ID, deed)
	return s.draw(c, http.StatusOK, views.Ask(page), views.AskInPlace(page))
}

// sanction does something about somebody in a room, and leads back there: it is told in it. Who was asked in the room is there.
func (s *Server) sanction(c echo.Context, what campus.Kind) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	whom, err := personID(c)
	if err != nil {
		return err
	}
	room := store.MeetingRoom(id, order)
	if err := s.Store.Rooms.Sanction(c.Request().Context(), asker(c), room, whom, what, posted(c, "op")); err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, localPath(cmp.Or(posted(c, "back"), views.InstancePath(id, order))))
}
