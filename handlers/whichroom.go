package handlers

import (
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/handlers/web"
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
	if text := web.Param(c, "room"); text != "" {
		id, ok := campus.ParseRoomID(text)
		if !ok {
			return roomRef{}, campus.ErrNoRoom
		}
		return roomRef{store.RoomNamed(id), views.RoomPath(id), views.NavRooms}, nil
	}
	id, order, err := instanceParams(c)
	return roomRef{store.MeetingRoom(id, order), views.InstancePath(id, order), views.NavMeetings}, err
}

// kind is what kind of room it is.
func (r roomRef) kind() campus.PlaceKind {
	if id, outlives := campus.ParseRoomTopic(r.Topic); outlives {
		return id.Kind()
	}
	return campus.PlaceMeeting
}

// lines is how many of a conversation the room's page shows at once.
func (r roomRef) lines() int {
	if r.nav == views.NavMeetings {
		return roomLines
	}
	return talkLines
}

// back names a room, as pages about something in it lead back to it.
func (r roomRef) back(p campus.Place) views.Place {
	return views.Place{Kind: string(p.Kind), Name: p.Title, Path: r.path}
}

// chat reads what the page of the room that a route names shows, whichever piece of the conversation is asked for.
func (s *Server) chat(c echo.Context, of piece) (roomRef, store.Chat, error) {
	ref, err := whichRoom(c)
	if err == nil {
		err = of.wrong
	}
	if err != nil {
		return ref, store.Chat{}, err
	}
	chat, err := s.Store.Rooms.Chat(c.Request().Context(), asker(c), ref.Room, of.span(ref.lines()))
	return ref, chat, err
}

// canonical leads who asks for a room by another way to write its id, as high:low, to the one that it has. It returns false for
// whatever is written rightly, or not at all.
func canonical(c echo.Context) (string, bool) {
	text := web.Param(c, "room")
	id, ok := campus.CanonicalRoomID(text)
	if !ok || string(id) == text {
		return "", false
	}
	to := *c.Request().URL
	at := strings.Index(c.Path(), ":room")
	to.Path, to.RawPath = to.Path[:at]+string(id)+strings.TrimPrefix(to.Path[at:], text), ""
	return to.RequestURI(), true
}

// How much of a conversation a page shows at once.
const (
	roomLines = 100 // of a meeting
	talkLines = 50  // of a room that outlives meetings
)

// openRoom shows a room to who has come to read in it, with a form for a line that may answer one.
func (s *Server) openRoom(c echo.Context, ref roomRef, chat store.Chat) error {
	if !chat.Said.Unreadable && !chat.Said.Expired && !pieceOf(c).has(chat.Said) {
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
		Roll: chat.Roll, Blocked: rows.IDs(chat.Blocked), Rules: rows.RoomRules(chat.Rules, ref.path, chat.Date != nil), Muted: chat.Muted}
	page.Nav = ref.nav
	if chat.Why != nil {
		page.Why = web.ProblemOf(chat.Why).Sentence
	}
	if errors.Is(chat.Why, campus.ErrBlocking) {
		page.Unblock = campus.NewOp()
	}
	if chat.Said.Unreadable {
		status, page.NoLines = http.StatusServiceUnavailable, campus.ErrUnreadable.Sentence
		web.SetRetryAfter(c.Response().Header(), campus.ErrUnreadable)
	}
	over := chat.Date != nil && chat.Date.Instance.State(clock.Now) == campus.Ended
	if chat.Said.Expired {
		page.NoLines = s.messagesGone()
	} else if over {
		page.Kept = s.keptMessages()
	}
	if over && chat.Date.Instance.Forgotten {
		page.NoPeople = s.attendanceGone()
	}
	end := pieceOf(c).show(&page, chat, clock)
	// Among earlier lines one could not see what one says.
	if chat.Why == nil && end {
		composer.Action, page.ReactOp = views.MessagesPath(ref.path), campus.NewOp()
		page.Reply = reply(&composer, chat, ref.path)
		page.Composer = &composer
		if chat.Date == nil {
			composer.Values = withShown(composer.Values, chat)
		}
	} else {
		inert(page.Lines)
	}
	if end && !over {
		page.Live, page.After = views.LivePath(chat.Topic), chat.Cursor
	}
	var host int64
	if chat.Date == nil {
		showUnread(&page, chat)
		clock.Days(page.Lines, chat.Said.Lines)
		page.Days = true
		if end {
			page.Live = views.LivePath(topicsOf(chat)...)
		}
		page.Course, page.Other = chat.Course, views.NamedPerson{ID: chat.Other.ID, Name: chat.Other.Name}
	} else {
		host = chat.Date.Meeting.Host.ID
		page.Read = seenUpTo(ref.path, chat.Said.Lines)
		showDate(&page, *chat.Date, clock)
	}
	page.People = clock.Participants(chat.People, host)
	for i, one := range page.People {
		page.People[i].About = views.RoomPersonPath(ref.path, one.ID)
	}
	if page.Roll != "" && c.Request().Method == http.MethodGet {
		return s.draw(c, status, views.Room(page), views.PeopleOf(page))
	}
	return s.page(c, status, views.Room(page))
}

// topicsOf returns what the page of a room that outlives meetings follows: the room, who is online, and the course whose room it is,
// which may be renamed.
func topicsOf(chat store.Chat) []string {
	all := []string{chat.Topic, campus.TopicPresence}
	if chat.Course != "" {
		all = append(all, campus.CourseTopic(chat.Course))
	}
	return all
}

// missed returns how many lines before those that a page shows its reader has not read, and has to.
func missed(chat store.Chat) int {
	said := chat.Said.Lines
	if len(said) == 0 || said[0].ID <= chat.Read+1 {
		return 0
	}
	return int(said[0].ID - chat.Read - 1 - campus.CountInRuns(chat.Passed, chat.Read, said[0].ID-1))
}

// withShown adds to the form for a line what its page shows: the last line, as far as nothing unread is missing before it.
func withShown(values map[string]string, chat store.Chat) map[string]string {
	said, shown := chat.Said.Lines, chat.Read
	if len(said) > 0 && missed(chat) == 0 {
		shown = max(shown, said[len(said)-1].ID)
	}
	with := map[string]string{}
	maps.Copy(with, values)
	with["seen"], with["marked"] = strconv.FormatInt(shown, 10), strconv.FormatInt(chat.Marked, 10)
	return with
}

// showUnread marks on the page of a room the first line that its reader has not read, or the way to it.
func showUnread(page *views.RoomPage, chat store.Chat) {
	to, said := views.ReadPath(page.Room.Path), chat.Said.Lines
	room, _ := campus.ParseRoomTopic(chat.Topic)
	if n := missed(chat); n > 0 {
		page.Missed = &views.Missed{Lines: n, From: views.LineLink(page.Room.Path, chat.Read+1),
			To: to, Last: chat.Said.Last, Marked: chat.Marked}
		return
	}
	page.Read = &views.ReadMark{Room: string(room), To: to, Line: chat.Read, Marked: chat.Marked}
	if len(said) > 0 && said[len(said)-1].ID > chat.Read {
		page.Read.Whole = views.WholeReadPath(page.Room.Path, said[len(said)-1].ID, chat.Marked)
	}
	for i, l := range said {
		if l.ID > chat.Read && l.Notice == "" && !l.Deleted && !campus.InRuns(l.ID, chat.Own) {
			page.Lines[i].FirstUnread, page.Lines[i].Follows = true, false
			return
		}
	}
}

// seenUpTo is how the page of a meeting's room says who of it was mentioned where they see it.
func seenUpTo(room string, said []campus.Line) *views.ReadMark {
	read := &views.ReadMark{To: views.ReadPath(room)}
	if len(said) > 0 {
		read.Whole = views.WholeReadPath(room, said[len(said)-1].ID, 0)
	}
	return read
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
