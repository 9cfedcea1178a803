package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// roomPerson is GET {room}/people/{person}: somebody in a room, and what one may do about them; for htmx that alone, as a menu.
func (s *Server) roomPerson(c echo.Context) error {
	ref, place, st, err := s.standing(c)
	if err != nil {
		return err
	}
	page := views.RoomPersonPage{Page: s.newPage(c, st.Person.Name), Room: ref.back(place), ID: st.Person.ID, Name: st.Person.Name,
		Host: st.Host, Muted: st.Muted && !st.Staff, Banned: st.Banned && !st.Staff, Away: place.Open && place.Kind == campus.PlaceMeeting,
		Gone:    st.Person.Status == campus.StatusErased,
		Entries: personEntries(place, st, asker(c), ref.path, s.Store.Rooms.MayWriteTo(st.Pair))}
	if !st.Joined.IsZero() && place.Open {
		page.Since = s.clock(asker(c)).Short(st.Joined)
	}
	page.Nav = ref.nav
	return s.draw(c, http.StatusOK, views.RoomPerson(page), views.RoomPersonMenu(page))
}

// standing finds whom a route of a room is about.
func (s *Server) standing(c echo.Context) (roomRef, campus.Place, store.Standing, error) {
	ref, err := whichRoom(c)
	if err != nil {
		return ref, campus.Place{}, store.Standing{}, err
	}
	whom, err := personID(c)
	if err != nil {
		return ref, campus.Place{}, store.Standing{}, err
	}
	place, st, err := s.Store.Rooms.Standing(c.Request().Context(), asker(c), ref.Room, whom)
	return ref, place, st, err
}

// personEntries is what one may do about somebody in a room.
func personEntries(place campus.Place, st store.Standing, who campus.Person, room string, write bool) []views.MenuEntry {
	if st.Person.ID == who.ID || st.Person.Status == campus.StatusErased {
		return nil
	}
	var entries []views.MenuEntry
	deed := func(deed string) {
		entries = append(entries, views.SanctionEntry(room, st.Person.ID, deed, st.Person.Name))
	}
	if place.Staff && !st.Staff {
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
	if write && place.Kind != campus.PlacePrivate {
		entries = append(entries, views.MessageEntry(st.Person.ID, st.Person.Name))
	}
	return append(entries, views.ReportEntries(room, st.Person.ID, st.Person.Name, st.Pair.Blocking)...)
}

// muteQuestion is GET {room}/people/{person}/mute: asks, and says what follows.
func (s *Server) muteQuestion(c echo.Context) error { return s.askAbout(c, "mute") }

// mute is POST {room}/people/{person}/mute (op): they read, and do not write.
func (s *Server) mute(c echo.Context) error { return s.sanction(c, campus.KindMuted) }

// unmuteQuestion is GET {room}/people/{person}/unmute: asks, and says what follows.
func (s *Server) unmuteQuestion(c echo.Context) error { return s.askAbout(c, "unmute") }

// unmute is POST {room}/people/{person}/unmute (op): they write again.
func (s *Server) unmute(c echo.Context) error { return s.sanction(c, campus.KindUnmuted) }

// removeQuestion is GET {room}/people/{person}/remove: asks, and says what follows.
func (s *Server) removeQuestion(c echo.Context) error { return s.askAbout(c, "remove") }

// remove is POST {room}/people/{person}/remove (op): sends them out; they may come back.
func (s *Server) remove(c echo.Context) error { return s.sanction(c, campus.KindRemoved) }

// banQuestion is GET {room}/people/{person}/ban: asks, and says what follows.
func (s *Server) banQuestion(c echo.Context) error { return s.askAbout(c, "ban") }

// ban is POST {room}/people/{person}/ban (op): shuts them out of all dates.
func (s *Server) ban(c echo.Context) error { return s.sanction(c, campus.KindBanned) }

// liftQuestion is GET {room}/people/{person}/lift: asks, and says what follows.
func (s *Server) liftQuestion(c echo.Context) error { return s.askAbout(c, "lift") }

// lift is POST {room}/people/{person}/lift (op): they may come in again.
func (s *Server) lift(c echo.Context) error { return s.sanction(c, campus.KindLifted) }

// askAbout asks before something is done about somebody in a room.
func (s *Server) askAbout(c echo.Context, deed string) error {
	ref, place, st, err := s.standing(c)
	if err == nil && !place.Staff {
		err = campus.ErrNotRoomStaff
		if place.Kind == campus.PlaceMeeting {
			err = campus.ErrNotMeetingStaff
		}
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
	question := views.SanctionQuestion(deed, st.Person.Name, place.Kind == campus.PlaceMeeting)
	page := views.AskPage{Page: s.newPage(c, question.Title), Text: question.Text, Yes: question.Yes, Form: newForm(),
		Back: views.RoomPersonPath(ref.path, st.Person.ID)}
	page.Nav, page.Form.Action = ref.nav, views.SanctionPath(ref.path, st.Person.ID, deed)
	return s.draw(c, http.StatusOK, views.Ask(page), views.AskInPlace(page))
}

// sanctioned is GET /rooms/{id}/sanctions: who is banned there, and who is muted; for the room's staff.
func (s *Server) sanctioned(c echo.Context) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	found, err := s.Store.Rooms.Sanctioned(c.Request().Context(), asker(c), ref.Room)
	if err != nil {
		return err
	}
	clock := s.clock(asker(c))
	page := views.SanctionedPage{Page: s.newPage(c, "Banned and muted"), Room: ref.back(found.Place),
		Banned: clock.Sanctioned(found.Banned), Muted: clock.Sanctioned(found.Muted)}
	page.Nav = ref.nav
	return s.page(c, http.StatusOK, views.SanctionedPeople(page))
}

// sanction does something about somebody in a room, and leads back there: it is told in it. Who was asked in the room is there.
func (s *Server) sanction(c echo.Context, what campus.Kind) error {
	ref, err := whichRoom(c)
	if err != nil {
		return err
	}
	whom, err := personID(c)
	if err != nil {
		return err
	}
	if err := s.Store.Rooms.Sanction(c.Request().Context(), asker(c), ref.Room, whom, what, posted(c, "op")); err != nil {
		return err
	}
	if isHTMX(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return see(c, localPath(cmp.Or(posted(c, "back"), ref.path)))
}
