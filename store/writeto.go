package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// How many people a search for whom to write to looks at, and shows.
const (
	searchedToWrite = 200
	mostToWrite     = 20
	meetingsShared  = 50 // of the rooms of meetings that who asks has been in, the latest
)

// Correspondent is somebody whom one may write to privately.
type Correspondent struct {
	campus.Person
	Online bool
}

// WriteTo returns whom somebody may write to privately whose names, or usernames, have words that begin as those of q: people of
// their courses, of meetings that both have been at, the campus' staff, and who is online, as everybody may see; an admin finds
// everybody. Who is online comes first. more says that there are others who are called so, who were not looked at or are too many. In
// two round trips after Ahead{Rooms: true}.
func (s *Rooms) WriteTo(ctx context.Context, who campus.Person, a *Ahead, q string) (found []Correspondent, more bool, err error) {
	words := searched(q)
	if len(words) == 0 {
		return nil, false, nil
	}
	ids, next, err := s.people.search(ctx, PeopleQuery{Words: q, Status: campus.StatusActive, Limit: searchedToWrite}, words, "")
	if err != nil || len(ids) == 0 {
		return nil, next != "", err
	}
	own, err := s.own(ctx, who, a)
	if err != nil {
		return nil, false, err
	}
	var people peopleRead
	var blocking *redis.FloatSliceCmd
	var near sharedRead
	var here onlineRead
	blocked := make([]*redis.FloatCmd, len(ids))
	err = s.e.Read(ctx, func(p engine.Reader) {
		people = s.people.queue(ctx, p, ids)
		blocking = p.ZMScore(ctx, s.keys.personBlocked(who.ID), members64(ids)...)
		for i, id := range ids {
			blocked[i] = p.ZScore(ctx, s.keys.personBlocked(id), num(who.ID))
		}
		near = s.queueShared(ctx, p, own, ids)
		here = s.queueOnline(ctx, p, ids...)
	})
	if err != nil {
		return nil, false, err
	}
	known, shared, online := people.people(), near.shared(who), here.online()
	for i, id := range ids {
		f := campus.PrivateFacts{Policy: s.dm, From: who, To: known[id], Blocked: blocked[i].Err() == nil, Blocking: blocking.Val()[i] > 0}
		near := shared[id] || online[id] || who.Role == campus.Admin || f.To.Role.Staff()
		if f.To.ID != 0 && near && campus.MayWritePrivately(f) == nil {
			found = append(found, Correspondent{Person: f.To, Online: online[id]})
		}
	}
	slices.SortStableFunc(found, func(a, b Correspondent) int { return cmp.Compare(flag(b.Online), flag(a.Online)) })
	return found[:min(len(found), mostToWrite)], next != "" || len(found) > mostToWrite, nil
}

// sharedRead is who of some people is where somebody is, being read.
type sharedRead struct {
	ids     []int64
	courses []seatRead // how who asks stands in each
	in      []*redis.FloatSliceCmd
	met     []*redis.FloatSliceCmd
}

func (s *Rooms) queueShared(ctx context.Context, p engine.Reader, own *ownRooms, ids []int64) sharedRead {
	r := sharedRead{ids: ids}
	members := members64(ids)
	for _, course := range own.ownRead.ids(func(status string) bool { return status == campus.Enrolled }) {
		r.courses = append(r.courses, s.courses.queueSeat(ctx, p, own.person, course))
		r.in = append(r.in, p.ZMScore(ctx, s.keys.enrolled(course), members...))
	}
	for _, topic := range own.been.Val() {
		if room, ok := RoomOf(topic); ok && room.kind == meetingRooms {
			r.met = append(r.met, p.ZMScore(ctx, s.keys.attended(room), members...))
		}
	}
	return r
}

// shared returns who is in a course with somebody, teaches them, or has been at a meeting with them.
func (r sharedRead) shared(who campus.Person) map[int64]bool {
	shared := map[int64]bool{}
	among := func(scores []float64) {
		for i, score := range scores {
			if score > 0 {
				shared[r.ids[i]] = true
			}
		}
	}
	for i, read := range r.courses {
		c, ok := read.course()
		if !ok || !campus.CourseRights(who, c, read.mine()).Enter {
			continue // they have dropped it, and the list is a moment behind
		}
		among(r.in[i].Val())
		for _, one := range c.Staff() {
			shared[one.ID] = shared[one.ID] || slices.Contains(r.ids, one.ID)
		}
	}
	for _, met := range r.met {
		among(met.Val())
	}
	return shared
}

func members64(ids []int64) []string {
	members := make([]string, len(ids))
	for i, id := range ids {
		members[i] = num(id)
	}
	return members
}
