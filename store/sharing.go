package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// mostShared bounds how many dates of each list of who asks are looked through: of what is past the latest.
const mostShared = 500

// MayKnow returns of whom among ids who asks may see address, birth date, age and gender: an admin of everybody, people of
// themselves, and the staff of a course or meeting of those who are in it with them. Its cost follows the asker's own
// courses and meetings, never how many people or meetings there are.
func (s *Meetings) MayKnow(ctx context.Context, asker campus.Person, ids []int64) (map[int64]bool, error) {
	k := &knowing{s: s, asker: asker, known: map[int64]bool{}, courses: map[string]bool{}, seen: map[int64]bool{}}
	for _, id := range ids {
		if asker.Role == campus.Admin || asker.ID == id {
			k.known[id] = true
		} else if !slices.Contains(k.left, id) {
			k.left = append(k.left, id)
		}
	}
	if len(k.left) == 0 {
		return k.known, nil
	}
	var teaches *redis.StringSliceCmd
	var own listsRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		teaches = p.ZRange(ctx, s.keys.personTeaches(asker.ID), 0, -1)
		own = s.queueNewest(ctx, p, campus.PersonTopic(asker.ID))
	})
	if err != nil {
		return nil, err
	}
	more, err := k.inCourses(ctx, teaches.Val())
	if err == nil {
		err = k.inMeetings(ctx, own.names())
	}
	if err == nil {
		err = k.inMeetings(ctx, more)
	}
	return k.known, err
}

// knowing finds out who shares something with its staff. Who is found is looked for no more.
type knowing struct {
	s       *Meetings
	asker   campus.Person
	left    []int64         // who is not found yet
	known   map[int64]bool  // who is
	courses map[string]bool // of which the asker is staff
	seen    map[int64]bool  // meetings that have been looked through
}

// found notes those of left for whom is says so.
func (k *knowing) found(left []int64, is func(i int) bool) {
	for i, id := range left {
		if is(i) {
			k.known[id] = true
			k.left = slices.DeleteFunc(k.left, func(one int64) bool { return one == id })
		}
	}
}

// members returns who is left, as Redis has them.
func (k *knowing) members() (left []int64, members []string, values []any) {
	left = slices.Clone(k.left)
	for _, id := range left {
		members, values = append(members, num(id)), append(values, num(id))
	}
	return left, members, values
}

// inCourses looks among who is enrolled or waits in the asker's courses. It returns the dates of their meetings.
func (k *knowing) inCourses(ctx context.Context, ids []string) (names []string, err error) {
	left, members, _ := k.members()
	reads, in, lists := make([]courseRead, len(ids)), make([][2]*redis.FloatSliceCmd, len(ids)), make([]listsRead, len(ids))
	err = k.s.e.Read(ctx, func(p engine.Reader) {
		for i, id := range ids {
			reads[i] = k.s.courses.queue(ctx, p, id)
			in[i][0], in[i][1] = p.ZMScore(ctx, k.s.keys.enrolled(id), members...), p.ZMScore(ctx, k.s.keys.waiting(id), members...)
			lists[i] = k.s.queueNewest(ctx, p, campus.CourseTopic(id))
		}
	})
	for i, id := range ids {
		c, ok := reads[i].course()
		if err != nil || !ok || !campus.CourseRights(k.asker, c, campus.Enrolment{}).Staff {
			continue
		}
		k.courses[id] = true
		names = append(names, lists[i].names()...)
		for _, scores := range in[i] {
			k.found(left, func(n int) bool { return n < len(scores.Val()) && scores.Val()[n] > 0 })
		}
	}
	return names, err
}

// inMeetings looks among who is invited to meetings of the asker's or enrolled in their course, and who came to those that
// are open to all.
func (k *knowing) inMeetings(ctx context.Context, names []string) error {
	dates := map[int64][]int{}
	for _, name := range names {
		if id, order, _, ok := parseMember(name); ok && !k.seen[id] {
			dates[id] = append(dates[id], order)
		}
	}
	if len(dates) == 0 || len(k.left) == 0 {
		return nil
	}
	left, _, values := k.members()
	meetings, invited := map[int64]*redis.SliceCmd{}, map[int64]*redis.BoolSliceCmd{}
	err := k.s.e.Read(ctx, func(p engine.Reader) {
		for id := range dates {
			meetings[id] = p.HMGet(ctx, k.s.keys.meeting(id), meetingFields...)
			invited[id] = p.SMIsMember(ctx, k.s.keys.invited(id), values...)
		}
	})
	if err != nil {
		return err
	}
	var more []string
	for id, orders := range dates {
		k.seen[id] = true
		m, ok := meetingFrom(meetings[id].Val())
		if !ok || m.Host.ID != k.asker.ID && !k.courses[m.Course] {
			continue
		}
		k.found(left, func(n int) bool { return n < len(invited[id].Val()) && invited[id].Val()[n] })
		if key := k.s.keys.enrolled(m.Course); m.Course != "" && !k.courses[m.Course] && !slices.Contains(more, key) {
			more = append(more, key)
		}
		for _, order := range orders {
			if m.Public {
				more = append(more, k.s.keys.attended(MeetingRoom(id, order)))
			}
		}
	}
	return k.among(ctx, more)
}

// among looks among the members of sorted sets, whose scores are times.
func (k *knowing) among(ctx context.Context, keys []string) error {
	left, members, _ := k.members()
	if len(keys) == 0 || len(left) == 0 {
		return nil
	}
	in := make([]*redis.FloatSliceCmd, len(keys))
	err := k.s.e.Read(ctx, func(p engine.Reader) {
		for i, key := range keys {
			in[i] = p.ZMScore(ctx, key, members...)
		}
	})
	for _, scores := range in {
		k.found(left, func(n int) bool { return n < len(scores.Val()) && scores.Val()[n] > 0 })
	}
	return err
}

// listsRead is the newest dates of a scope's lists, being read.
type listsRead []*redis.StringSliceCmd

func (d data) queueNewest(ctx context.Context, p engine.Reader, scope string) listsRead {
	var r listsRead
	for _, state := range []string{"open", "past", "cancelled"} {
		r = append(r, p.ZRange(ctx, d.keys.list(scope, state), -mostShared, -1))
	}
	return r
}

func (r listsRead) names() (names []string) {
	for _, cmd := range r {
		names = append(names, cmd.Val()...)
	}
	return names
}
