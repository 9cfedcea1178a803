package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// roomKeeper keeps the rooms that outlive meetings: general, those of courses, and those of two.
type roomKeeper struct{ *Rooms }

// named returns which room a room that outlives meetings is.
func named(room Room) campus.RoomID {
	id, _ := campus.ParseRoomTopic(room.Topic)
	return id
}

// placeRead is how somebody stands to a room, being read.
type placeRead struct {
	who           campus.Person
	id            campus.RoomID
	dm            campus.DM
	newest        *redis.XMessageSliceCmd
	rules         *redis.SliceCmd
	banned, muted *redis.FloatCmd
	course        seatRead
	pair          pairRead
}

func (k roomKeeper) queuePlace(ctx context.Context, p engine.Reader, who campus.Person, room Room) placeRead {
	r := placeRead{who: who, id: named(room), dm: k.dm}
	// The cursor is read first: whatever changes the rest later comes after it.
	r.newest = k.queueCursor(ctx, p, room)
	r.rules = k.queueRules(ctx, p, room)
	if room.kind == privateRooms {
		r.pair = k.queuePair(ctx, p, who, room)
		return r
	}
	r.banned, r.muted = p.ZScore(ctx, k.keys.roomBanned(room), num(who.ID)), p.ZScore(ctx, k.keys.roomMuted(room), num(who.ID))
	if course, ok := r.id.Course(); ok {
		r.course = k.courses.queueSeat(ctx, p, who.ID, course)
	}
	return r
}

// facts returns what was read.
func (r placeRead) facts() campus.RoomFacts {
	f := campus.RoomFacts{ID: r.id, Rules: rulesFrom(r.rules), Banned: r.banned != nil && r.banned.Err() == nil,
		Muted: r.muted != nil && r.muted.Err() == nil}
	if r.course.fields != nil {
		if c, exists := r.course.course(); c.ID != "" {
			f.Course, f.Deleted, f.Mine = &c, !exists, r.course.mine()
		}
	}
	if r.pair.people != nil {
		f.Private = r.pair.facts(r.who, r.dm)
	}
	return f
}

func (k roomKeeper) placed(r placeRead) (campus.Place, error) {
	place, err := r.facts().Place(r.who, k.e.Now())
	if err == nil {
		place.Cursor = cursorOf(r.newest.Val())
	}
	return place, err
}

func (k roomKeeper) place(ctx context.Context, who campus.Person, room Room) (campus.Place, error) {
	var read placeRead
	if err := k.e.Read(ctx, func(p engine.Reader) { read = k.queuePlace(ctx, p, who, room) }); err != nil {
		return campus.Place{}, err
	}
	return k.placed(read)
}

func (k roomKeeper) chat(ctx context.Context, who campus.Person, room Room, span Span) (Chat, error) {
	var read placeRead
	var said *redis.Cmd
	var beside, notices *redis.StringCmd
	var blocked *redis.StringSliceCmd
	var mark markRead
	var people membersRead
	err := k.e.Read(ctx, func(p engine.Reader) {
		read = k.queuePlace(ctx, p, who, room)
		said = k.queueLines(ctx, p, room, span)
		beside = p.HGet(ctx, k.keys.lines(room), num(span.Beside)) // there is no line 0
		notices = p.HGet(ctx, k.keys.room(room), "notices")
		blocked, mark = k.queueBlocked(ctx, p, who.ID), k.queueMark(ctx, p, who.ID, named(room))
		people = k.queueMembers(ctx, p, room)
	})
	if err != nil {
		return Chat{}, err
	}
	chat := Chat{Blocked: blockedFrom(blocked)}
	if chat.Place, err = k.placed(read); err != nil {
		return Chat{}, err
	}
	var own string
	chat.Read, chat.Marked, own = mark.mark()
	chat.Own = campus.LineRuns(own)
	chat.Passed = campus.LineRuns(own + " " + notices.Val())
	chat.Said, chat.Beside = k.conversation(room, engine.Queued(said), span), k.readLine(room, span.Beside, beside.Val(), "")
	others := []campus.Line{chat.Beside}
	ids, count := people.members(read)
	if course, _ := read.course.course(); course.ID != "" { // also of one that was deleted, whose staff read what was said
		chat.Roll = course.Roll()
	}
	var some peopleRead
	var mine mineRead
	var present onlineRead
	err = k.e.Read(ctx, func(p engine.Reader) {
		present = k.queueOnline(ctx, p, ids...)
		some = k.people.queue(ctx, p, slices.Concat(authors(chat.Said.Lines), authors(others), ids))
		mine = k.queueMine(ctx, p, room, who.ID, chat.Said.Lines)
	})
	mine.mark()
	known, online := some.people(), present.online()
	nameLines(chat.Said.Lines, known)
	nameLines(others, known)
	chat.Beside, chat.Count = others[0], count
	for _, id := range ids {
		chat.People = append(chat.People, campus.Participant{Person: known[id], Online: online[id]})
	}
	return chat, err
}

// membersRead is who is in a room, being read: of everybody's and of a course's at most MaxShown.
type membersRead struct {
	names    *redis.Cmd
	counts   *countsRead
	enrolled *redis.StringSliceCmd
	count    *redis.IntCmd
}

func (k roomKeeper) queueMembers(ctx context.Context, p engine.Reader, room Room) (r membersRead) {
	if course, ok := named(room).Course(); ok {
		r.enrolled = p.ZRange(ctx, k.keys.enrolled(course), 0, MaxShown-1)
		r.count = p.ZCard(ctx, k.keys.enrolled(course))
	} else if room.kind == generalRooms {
		r.names = k.e.Queue(ctx, p, listPeopleScript, []string{k.keys.names()}, MaxShown, "", "sa", "ta", "aa")
		r.counts = k.people.queueCounts(ctx, p)
	}
	return r
}

// members returns who is in a room, a course's staff first, and how many they are.
func (r membersRead) members(place placeRead) (ids []int64, count int) {
	switch {
	case r.names != nil:
		ids = idsByName(engine.Queued(r.names))
		return ids[:min(len(ids), MaxShown)], r.counts.counts().Of("", campus.StatusActive)
	case r.enrolled != nil:
		course, _ := place.course.course()
		for _, one := range course.Staff() {
			ids = append(ids, one.ID)
		}
		return append(ids, idsFrom(r.enrolled.Val())...), len(ids) + int(r.count.Val())
	}
	low, high, _ := place.id.Two()
	return []int64{low, high}, 2
}

func (k roomKeeper) mayEnter(ctx context.Context, room Room, ids []int64) (map[int64]bool, error) {
	people, err := k.people.Some(ctx, ids)
	if err != nil {
		return nil, err
	}
	readings := make([]Reading, len(ids))
	for i, id := range ids {
		readings[i] = Reading{Who: people[id], Room: room}
	}
	readers, err := k.MayRead(ctx, readings)
	if err != nil {
		return nil, err
	}
	may := map[int64]bool{}
	for i, id := range ids {
		may[id] = people[id].Status == campus.StatusActive && readers[i].Refused == nil
	}
	return may, nil
}

// teaches is asked for what no gate can see. The gates of these rooms see it all.
func (k roomKeeper) teaches(context.Context, campus.Person, Room) (bool, error) { return false, nil }

// searchedNear is how many of the last lines are looked at for who is near.
const searchedNear = 50

func (k roomKeeper) mentionable(ctx context.Context, who campus.Person, room Room, q string) ([]campus.Named, error) {
	chat, err := k.chat(ctx, who, room, Span{Limit: searchedNear})
	if err != nil {
		return nil, err
	}
	offered := offer{asker: who.ID, words: index.Words(q)}
	near := map[int64]campus.Person{}
	for _, one := range chat.People {
		near[one.Person.ID] = one.Person
	}
	for i := len(chat.Said.Lines) - 1; i >= 0; i-- { // who spoke last is meant most
		offered.add(near[chat.Said.Lines[i].Author.ID])
	}
	for _, one := range chat.People {
		if len(offered.words) > 0 || chat.Kind != campus.PlaceGeneral { // of everybody nobody is near
			offered.add(one.Person)
		}
	}
	if len(offered.words) == 0 || offered.full() || chat.Kind == campus.PlacePrivate {
		return offered.people, nil
	}
	page, err := k.people.Page(ctx, PeopleQuery{Words: q, Status: campus.StatusActive, Limit: searchedToMention})
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(page.People))
	for i, one := range page.People {
		ids[i] = one.ID
	}
	may, err := k.mayEnter(ctx, room, ids)
	for _, one := range page.People {
		if may[one.ID] {
			offered.add(one)
		}
	}
	return offered.people, err
}
