package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// MyRoom is a room in the list of who may read in it.
type MyRoom struct {
	campus.Place
	ID       campus.RoomID
	Last     campus.Line // what was said last; zero where nothing was
	Read     int64       // how far they have read
	Marked   int64       // how often they have set that back
	Folded   bool        // the reader has blocked who said it
	Unread   int         // lines after how far they have read
	Event    string      // RoomNews.Event of it
	Silent   bool        // they would be told nothing of its course: what is unread is no news
	Online   bool        // of a private room: who it is with is online
	Mentions int         // of these that are meant for them: they mention them, or are private; at most 99
}

// ownRooms is a person's own lists of rooms, being read.
type ownRooms struct {
	*ownRead
	private *redis.StringSliceCmd
	marks   *redis.MapStringStringCmd
	levels  *redis.MapStringStringCmd // how much they are told of courses
	meant   *redis.MapStringStringCmd
	blocked *redis.StringSliceCmd
	been    *redis.StringSliceCmd // rooms that they have been in, the latest last
	person  int64
}

func (d data) queueOwnRooms(ctx context.Context, p engine.Reader, person int64) *ownRooms {
	return &ownRooms{d.queueOwn(ctx, p, person), p.ZRange(ctx, d.keys.personPrivate(person), 0, -1),
		p.HGetAll(ctx, d.keys.personRead(person)), p.HGetAll(ctx, d.keys.personLevels(person)),
		p.HGetAll(ctx, d.keys.personMentions(person)), d.queueBlocked(ctx, p, person),
		p.ZRange(ctx, d.keys.personRooms(person), -meetingsShared, -1), person}
}

// ids returns the rooms that a person's own lists name: general, those of courses that they are enrolled in or teach, and the
// private ones, though nothing be said there yet.
func (o *ownRooms) ids(person int64) []campus.RoomID {
	ids := []campus.RoomID{campus.GeneralID}
	for _, course := range o.ownRead.ids(func(status string) bool { return status == campus.Enrolled }) {
		ids = append(ids, campus.CourseRoomID(course))
	}
	for _, other := range idsFrom(o.private.Val()) {
		ids = append(ids, campus.PrivateRoomID(person, other))
	}
	return ids
}

// Topics returns the rooms whose news somebody hears, by what stands in their own lists: one round trip. That they may read in
// each says Place.
func (s *Rooms) Topics(ctx context.Context, person int64) ([]string, error) {
	var own *ownRooms
	if err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwnRooms(ctx, p, person) }); err != nil {
		return nil, err
	}
	ids := own.ids(person)
	topics := make([]string, len(ids))
	for i, id := range ids {
		topics[i] = campus.RoomTopic(id)
	}
	return topics, nil
}

// Mine returns the rooms that somebody may read in, by what was said last: in three round trips however many they are, or two after
// Ahead{Rooms: true}. A private room in which nothing was said is none; the others come last then.
func (s *Rooms) Mine(ctx context.Context, who campus.Person, a *Ahead) ([]MyRoom, error) {
	own, err := s.own(ctx, who, a)
	if err != nil {
		return nil, err
	}
	ids, k := own.ids(who.ID), roomKeeper{s}
	places, said := make([]placeRead, len(ids)), make([]lastRead, len(ids))
	var present onlineRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		present = s.queueOnline(ctx, p, othersOf(ids, who.ID)...)
		for i, id := range ids {
			room := RoomNamed(id)
			places[i], said[i] = k.queuePlace(ctx, p, who, room), s.queueLast(ctx, p, room)
		}
	})
	if err != nil {
		return nil, err
	}
	rooms, online := make([]MyRoom, 0, len(ids)), present.online()
	for i, id := range ids {
		place, err := k.placed(places[i])
		last, some := said[i].line()
		if err == nil && (place.Kind != campus.PlacePrivate || some) {
			rooms = append(rooms, own.room(MyRoom{Place: place, ID: id, Online: online[place.Other.ID], Last: last,
				Event: said[i].event(s, id, places[i])}, said[i]))
		}
	}
	return rooms, s.nameRooms(ctx, rooms, blockedFrom(own.blocked))
}

// MinePage returns a page of Mine: at most limit of it after a cursor ("" for the beginning), and the cursor of the next page ("" when
// there is none). A room in which something is said meanwhile is at the beginning then. It refuses a cursor that is none.
func (s *Rooms) MinePage(ctx context.Context, who campus.Person, cursor string, limit int) (page []MyRoom, next string, err error) {
	after, err := parseRoomPlace(cursor)
	if err != nil {
		return nil, "", err
	}
	mine, err := s.Mine(ctx, who, nil)
	if err != nil {
		return nil, "", err
	}
	if cursor != "" {
		at := slices.IndexFunc(mine, func(m MyRoom) bool { return m.ID == after.id && m.place().at == after.at }) + 1
		if at == 0 { // nothing is left of it, or something was said there meanwhile
			at = slices.IndexFunc(mine, func(m MyRoom) bool { return m.place().compare(after) > 0 })
		}
		if at < 0 {
			at = len(mine)
		}
		mine = mine[at:]
	}
	if len(mine) > limit {
		mine = mine[:limit]
		next = mine[limit-1].place().String()
	}
	return mine, next, nil
}

// roomPlace is where a room stands among somebody's: by when something was said last, by its title, of which a cursor has room for
// the beginning, and by its id.
type roomPlace struct {
	at    int64
	title string
	id    campus.RoomID
}

const titleInPlace = 60 // bytes

func (m MyRoom) place() roomPlace {
	return roomPlace{max(0, m.Last.At.UnixMilli()), m.Title[:min(len(m.Title), titleInPlace)], m.ID}
}

func (p roomPlace) compare(o roomPlace) int {
	return cmp.Or(cmp.Compare(o.at, p.at), strings.Compare(p.title, o.title), cmp.Compare(p.id, o.id))
}

// String writes a place as a cursor.
func (p roomPlace) String() string {
	return engine.Place{Score: p.at, Member: string(p.id) + "." + base64.RawURLEncoding.EncodeToString([]byte(p.title))}.String()
}

// parseRoomPlace reads what String wrote, or before it told the title; "" is the start.
func parseRoomPlace(cursor string) (roomPlace, error) {
	place, err := engine.ParsePlace(cursor)
	if err != nil || cursor == "" {
		return roomPlace{}, err
	}
	name, words, _ := strings.Cut(place.Member, ".")
	id, ok := campus.ParseRoomID(name)
	title, err := base64.RawURLEncoding.DecodeString(words)
	if !ok || err != nil {
		return roomPlace{}, engine.ErrCursor
	}
	return roomPlace{place.Score, string(title), id}, nil
}

// othersOf returns who somebody's private rooms are with.
func othersOf(ids []campus.RoomID, person int64) []int64 {
	var others []int64
	for _, id := range ids {
		if other, private := id.Other(person); private {
			others = append(others, other)
		}
	}
	return others
}

// room adds to a room with what was said last in it how much is unread.
func (o *ownRooms) room(m MyRoom, said lastRead) MyRoom {
	var own string
	m.Read, m.Marked, own = parseMark(o.marks.Val()[string(m.ID)])
	m.Silent = silent(o.levels.Val(), m.ID)
	f := engine.Texts(said.room.Val())
	if m.Last.ID != 0 {
		m.Unread = unreadLines(m.Read, m.Last.ID, f[0], own)
		m.Mentions = len(strings.Fields(o.meant.Val()[string(m.ID)]))
	}
	return m
}

// lastRead is what somebody said last in a room, being read, with the numbers of its notices, which nobody has to read, and that of
// the last thing that has happened in it.
type lastRead struct {
	rooms *Rooms
	of    Room
	said  *redis.Cmd
	room  *redis.SliceCmd
}

var lastSaid = Span{Limit: 1, Said: true}

func (s *Rooms) queueLast(ctx context.Context, p engine.Reader, room Room) lastRead {
	return lastRead{s, room, s.queueLines(ctx, p, room, lastSaid), p.HMGet(ctx, s.keys.room(room), "notices", "events", "turns")}
}

// line returns what was said last, without the name of who said it; zero where nothing was, or it cannot be read. some says that
// something was.
func (r lastRead) line() (last campus.Line, some bool) {
	c := r.rooms.conversation(r.of, engine.Queued(r.said), lastSaid)
	if len(c.Lines) > 0 {
		last = c.Lines[0]
	}
	return last, c.Last > 0
}

// event is RoomNews.Event of the room.
func (r lastRead) event(s *Rooms, id campus.RoomID, place placeRead) string {
	f := engine.Texts(r.room.Val())
	return f[1] + s.stands(id, place.course.courseRead, f[2])
}

// unreadLines returns how many lines after one were said up to the last, by others, and are there still.
func unreadLines(read, last int64, notices, own string) int {
	return int(max(0, last-read) - campus.CountInRuns(campus.LineRuns(notices+" "+own), read, last))
}

// nameRooms names who spoke last, folds what the reader wants to see nothing of, and puts rooms in order.
func (s *Rooms) nameRooms(ctx context.Context, rooms []MyRoom, blocked []int64) error {
	lines := make([]campus.Line, len(rooms))
	for i, m := range rooms {
		lines[i] = m.Last
	}
	err := s.nameAuthors(ctx, lines)
	for i := range rooms {
		rooms[i].Last = lines[i]
		rooms[i].Folded = campus.Folds(lines[i], slices.Contains(blocked, lines[i].Author.ID))
	}
	slices.SortFunc(rooms, func(a, b MyRoom) int { return a.place().compare(b.place()) })
	return err
}

// own returns a person's own lists, from what was read ahead or by a round trip.
func (s *Rooms) own(ctx context.Context, who campus.Person, a *Ahead) (*ownRooms, error) {
	if a != nil && a.read && a.rooms != nil {
		return a.rooms, nil
	}
	var own *ownRooms
	err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwnRooms(ctx, p, who.ID) })
	return own, err
}
