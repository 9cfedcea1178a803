package store

import (
	"cmp"
	"context"
	"slices"

	"stoa/store/campus"
	"stoa/store/engine"
)

// unreadRooms are the rooms in which something may be unread, being read.
type unreadRooms struct {
	k      roomKeeper
	own    *ownRooms
	ids    []campus.RoomID
	places []placeRead
	said   []lastRead
	rooms  []MyRoom // of these, once they are read
}

// unreadIn returns the rooms to look into: not those that are silent, and of the private ones, which may be many, those alone where
// something may be unread: every line of another there is meant for its reader, and what is one's own is unread only once it
// was marked so.
func (o *ownRooms) unreadIn(person int64) []campus.RoomID {
	meant, marks := o.meant.Val(), o.marks.Val()
	return slices.DeleteFunc(o.ids(person), func(id campus.RoomID) bool {
		_, _, private := id.Two()
		_, times, _ := parseMark(marks[string(id)])
		return silent(o.levels.Val(), id) || private && meant[string(id)] == "" && times == 0
	})
}

func (s *Rooms) queueUnread(ctx context.Context, p engine.Reader, who campus.Person, own *ownRooms) *unreadRooms {
	k := roomKeeper{s}
	u := &unreadRooms{k: k, own: own, ids: own.unreadIn(who.ID)}
	for _, id := range u.ids {
		room := RoomNamed(id)
		u.places, u.said = append(u.places, k.queuePlace(ctx, p, who, room)), append(u.said, s.queueLast(ctx, p, room))
	}
	return u
}

// read returns whom the last lines name. A room that cannot be read now is left out: the page has more to show than that.
func (u *unreadRooms) read() []int64 {
	u.rooms = nil
	var last []campus.Line
	for i, id := range u.ids {
		place, err := u.k.placed(u.places[i])
		said, _ := u.said[i].line()
		if err != nil {
			continue
		}
		if m := u.own.room(MyRoom{Place: place, ID: id, Last: said}, u.said[i]); m.Unread > 0 {
			u.rooms, last = append(u.rooms, m), append(last, m.Last)
		}
	}
	return authors(last)
}

// named returns the rooms with the names of who spoke last in them.
func (u *unreadRooms) named(people map[int64]campus.Person) []MyRoom {
	blocked := blockedFrom(u.own.blocked)
	for i := range u.rooms {
		last := []campus.Line{u.rooms[i].Last}
		nameLines(last, people)
		u.rooms[i].Last, u.rooms[i].Folded = last[0], campus.Folds(last[0], slices.Contains(blocked, last[0].Author.ID))
	}
	slices.SortStableFunc(u.rooms, func(a, b MyRoom) int {
		return cmp.Or(cmp.Compare(min(b.Mentions, 1), min(a.Mentions, 1)), b.Last.At.Compare(a.Last.At))
	})
	return u.rooms
}
