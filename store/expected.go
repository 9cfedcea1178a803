package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// listedScore is where who is listed by an address stands in the list of who will be expected: before all who are enrolled,
// who stand by when they were.
const listedScore = -1

// expectedRead is a page of who is enrolled in a meeting's course being read, for one of its dates to come.
type expectedRead struct {
	course seatRead // of the asker
	page   engine.PageRead
	count  *redis.IntCmd
}

func (s *Meetings) queueExpected(ctx context.Context, p engine.Reader, asker int64, course string, after engine.Place,
	limit int) *expectedRead {
	if after.Score == listedScore {
		after = engine.Place{}
	}
	enrolled := s.keys.enrolled(course)
	return &expectedRead{course: s.courses.queueSeat(ctx, p, asker, course), page: s.e.QueuePage(ctx, p, enrolled, after, limit+1, false),
		count: p.ZCard(ctx, enrolled)}
}

// listedAfter returns of those who are listed by an address, in the order of their ids, at most so many after a place.
func listedAfter(invited []string, after engine.Place, limit int) []engine.Place {
	if after.Member != "" && after.Score != listedScore {
		return nil
	}
	last, _ := campus.ParseID(after.Member)
	ids := idsFrom(invited)
	slices.Sort(ids)
	from, _ := slices.BinarySearch(ids, last+1)
	var places []engine.Place
	for _, id := range ids[from:min(from+limit, len(ids))] {
		places = append(places, engine.Place{Score: listedScore, Member: num(id)})
	}
	return places
}

// foretell returns a page of who will be on the roster of a date that has not begun, as it is now: who is listed and who is
// enrolled, and of them who is excused in advance.
func (s *Meetings) foretell(ctx context.Context, asker campus.Person, read rosterRead, r Roster, facts campus.MeetingFacts,
	after engine.Place, limit int) (Roster, error) {
	r.Count = map[campus.Attendance]int{}
	course, expected := r.Meeting.Course, read.expected
	if course != "" && expected == nil {
		err := s.e.Read(ctx, func(p engine.Reader) { expected = s.queueExpected(ctx, p, asker.ID, course, after, limit) })
		if err != nil {
			return Roster{}, err
		}
	}
	places := listedAfter(read.invited.Val(), after, limit+1)
	if expected != nil {
		expected.course.facts(&facts)
		places = append(places, expected.page.Places()...)
	}
	r.Course, r.Rights = courseTitle(facts), campus.MeetingRights(asker, facts)
	if !r.Staff {
		return Roster{}, campus.ErrNotMeetingStaff
	}
	if r.Meeting.Public {
		return r, nil
	}
	places, r.Next = cutPage(places, limit)
	return s.nameExpected(ctx, read, expected, r, places)
}

// nameExpected names those of a page, leaves out who is both listed and enrolled, and counts all there are.
func (s *Meetings) nameExpected(ctx context.Context, read rosterRead, expected *expectedRead, r Roster, places []engine.Place) (
	Roster, error) {
	var named peopleRead
	var seats *redis.FloatSliceCmd
	excuses := read.excuses.Val()
	invited, asked := read.invited.Val(), slices.Clone(read.invited.Val())
	for person := range excuses {
		asked = append(asked, person)
	}
	err := s.e.Read(ctx, func(p engine.Reader) {
		named = s.people.queue(ctx, p, idsOf(places))
		if expected != nil && len(asked) > 0 {
			seats = p.ZMScore(ctx, s.keys.enrolled(r.Meeting.Course), asked...)
		}
	})
	if err != nil {
		return Roster{}, err
	}
	enrolled := map[string]bool{}
	if seats != nil {
		for i, at := range seats.Val() {
			enrolled[asked[i]] = at > 0 // a place is dated; who has none has no score
		}
	}
	r.countExpected(expected, invited, excuses, enrolled)
	people := named.people()
	for _, place := range places {
		if place.Score == listedScore && enrolled[place.Member] {
			continue
		}
		id, _ := campus.ParseID(place.Member)
		r.People = append(r.People, expectedOne(people[id], excuseFrom(excuses[place.Member])))
	}
	return r, nil
}

// countExpected counts who will be on a roster: who is listed or enrolled, once, and who of them is excused.
func (r *Roster) countExpected(expected *expectedRead, invited []string, excuses map[string]string, enrolled map[string]bool) {
	all := len(invited)
	if expected != nil {
		all += int(expected.count.Val())
	}
	for _, person := range invited {
		if enrolled[person] {
			all--
		}
	}
	excused := 0
	for person := range excuses {
		if enrolled[person] || slices.Contains(invited, person) {
			excused++
		}
	}
	r.Count = map[campus.Attendance]int{campus.AttendExpected: all - excused, campus.AttendExcused: excused}
}

// expectedOne is somebody who is expected at what has not begun.
func expectedOne(p campus.Person, excuse *campus.Excuse) Rostered {
	state := campus.AttendExpected
	if excuse != nil {
		state = campus.AttendExcused
	}
	return Rostered{Person: p, State: state, Excuse: excuse}
}
