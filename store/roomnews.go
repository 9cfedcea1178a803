package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// RoomNews is how far what is said in a room has come.
type RoomNews struct {
	ID   campus.RoomID
	Line int64     // the last that somebody said; 0 for none
	At   time.Time // when somebody spoke last; zero where nobody did, or a notice came since

	Notices []campus.Run // what nobody has to read: the last notices, and what was deleted
	Event   string       // what has happened there last, and how it stands: where it is the same, a list of rooms says the same of it
}

// News returns how far some rooms have come, in one round trip. Who may know is asked before.
func (s *Rooms) News(ctx context.Context, ids []campus.RoomID) ([]RoomNews, error) {
	reads, courses := make([]*redis.SliceCmd, len(ids)), make([]courseRead, len(ids))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, id := range ids {
			reads[i] = p.HMGet(ctx, s.keys.room(RoomNamed(id)), "lines", "spoke", "posted", "notices", "events", "turns")
			if course, ok := id.Course(); ok {
				courses[i] = s.courses.queue(ctx, p, course)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	all := make([]RoomNews, len(ids))
	for i, id := range ids {
		f := engine.Texts(reads[i].Val())
		all[i].ID, all[i].At = id, fromMillis(f[1])
		all[i].Line, all[i].Notices = lastOf(f[0], f[2], f[3]), campus.LineRuns(f[3])
		all[i].Event = f[4] + s.stands(id, courses[i], f[5])
	}
	return all, nil
}

// stands returns how a room stands that is listed: of a course's as which version it has its name, and whether anybody writes there; of
// the room of two how often that may have become other, by who they are and whom they have blocked, and the campus' policy.
func (s *Rooms) stands(id campus.RoomID, of courseRead, turns string) string {
	if id.Kind() == campus.PlacePrivate {
		return "." + turns + "." + string(s.dm)
	}
	c, exists := of.course()
	if c.ID == "" {
		return ""
	}
	return "." + num(c.Version) + "." + flag(exists && c.Open(s.e.Now()))
}

// lastOf returns the last line that somebody said: in a room without notices it is the last.
func lastOf(lines, posted, notices string) int64 {
	if notices != "" {
		lines = posted
	}
	last, _ := campus.ParseID(lines)
	return last
}

// OwnMark is how far somebody has read in a room of theirs.
type OwnMark struct {
	ID     campus.RoomID
	Line   int64        // the last that they have read; 0 for none
	Marked int64        // how often they have set that back
	Meant  int          // how many of those after it are meant for them
	Own    []campus.Run // of those after it what they have said themselves
	// Silent says that nothing in it counts as unread: they would be told nothing of its course. It is known with all marks alone.
	Silent bool
}

// Marks returns how far somebody has read in each room that they may read in, and whom they have blocked, in three round trips.
func (s *Rooms) Marks(ctx context.Context, who campus.Person) ([]OwnMark, []int64, error) {
	var own *ownRooms
	if err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwnRooms(ctx, p, who.ID) }); err != nil {
		return nil, nil, err
	}
	readable, err := s.onlyReadable(ctx, []campus.Person{who}, [][]campus.RoomID{own.ids(who.ID)})
	if err != nil {
		return nil, nil, err
	}
	ids := readable[0]
	all := make([]OwnMark, len(ids))
	for i, id := range ids {
		line, marked, said := parseMark(own.marks.Val()[string(id)])
		all[i] = OwnMark{id, line, marked, len(strings.Fields(own.meant.Val()[string(id)])), campus.LineRuns(said),
			silent(own.levels.Val(), id)}
	}
	return all, blockedFrom(own.blocked), nil
}

// Readable returns of each of some people the rooms that they may read in as it is now, in their order: in two round trips, for all
// who ask. What a room of two asks of its reader is to be in the list that names it, so of those nothing more is read; of each other
// room what is to be known of it is read once.
func (s *Rooms) Readable(ctx context.Context, people []campus.Person) ([][]campus.RoomID, error) {
	lists := make([]*ownRooms, len(people))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, who := range people {
			lists[i] = &ownRooms{ownRead: s.queueOwn(ctx, p, who.ID), private: p.ZRange(ctx, s.keys.personPrivate(who.ID), 0, -1)}
		}
	})
	if err != nil {
		return nil, err
	}
	named := make([][]campus.RoomID, len(people))
	for i, who := range people {
		named[i] = lists[i].ids(who.ID)
	}
	return s.onlyReadable(ctx, people, named)
}

// onlyReadable takes out of what the own lists of people name the rooms in which they may not read now, in two round trips.
func (s *Rooms) onlyReadable(ctx context.Context, people []campus.Person, named [][]campus.RoomID) ([][]campus.RoomID, error) {
	var asks []Reading
	for i, who := range people {
		for _, id := range named[i] {
			if _, private := id.Other(who.ID); !private {
				asks = append(asks, Reading{who, RoomNamed(id)})
			}
		}
	}
	readers, err := s.MayRead(ctx, asks)
	if err != nil {
		return nil, err
	}
	for i, who := range people {
		named[i] = slices.DeleteFunc(named[i], func(id campus.RoomID) bool {
			if _, private := id.Other(who.ID); private {
				return false
			}
			one := readers[0]
			readers = readers[1:]
			return one.Refused != nil
		})
	}
	return named, nil
}
