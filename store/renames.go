package store

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// naming is a person's name as it stands with the person. Its number grows with every rename, so that of two copies that
// are under way the later stays, wherever they go.
type naming struct {
	person int64
	name   string
	number int64
	erased bool
	admin  bool
}

// namings returns the names of people as they are now; who does not exist has none.
func (d data) namings(ctx context.Context, people []int64) (map[int64]naming, error) {
	reads := map[int64]*redis.SliceCmd{}
	err := d.e.Read(ctx, func(p engine.Reader) {
		for _, id := range people {
			if reads[id] == nil {
				reads[id] = p.HMGet(ctx, d.keys.person(id), "id", "name", "named", "status", "role")
			}
		}
	})
	all := make(map[int64]naming, len(reads))
	for id, read := range reads {
		if f := engine.Texts(read.Val()); len(f) > 0 && f[0] != "" {
			number, _ := strconv.ParseInt(f[2], 10, 64)
			all[id] = naming{id, f[1], number, campus.Status(f[3]) == campus.StatusErased, campus.Role(f[4]) == campus.Admin}
		}
	}
	return all, err
}

// copied is how a name is written where a course has its teacher's.
func (s *Courses) copied(course string, n naming) engine.Call {
	return engine.Call{Script: copyNameScript, Keys: []string{s.keys.course(course), s.keys.courseOutbox(course)},
		Args: []any{"teacher", n.person, n.name, n.number, campus.CourseTopic(course), "kind", "course", "course", course}}
}

// copiedWith is how a name is written where a course has its co-teachers'.
func (s *Courses) copiedWith(course string, n naming) engine.Call {
	return engine.Call{Script: copyCoNameScript, Keys: []string{s.keys.course(course), s.keys.courseOutbox(course)},
		Args: []any{course, n.person, n.name, n.number}}
}

// without takes somebody who was erased out of a course's co-teachers.
func (s *Courses) without(course string, person int64) engine.Call {
	return engine.Call{Script: leaveCourseScript, Keys: []string{s.keys.course(course), s.keys.courseOutbox(course)},
		Args: []any{course, person}}
}

// copied is how a name is written where a meeting has its host's.
func (s *Meetings) copied(meeting int64, n naming) engine.Call {
	return engine.Call{Script: copyNameScript, Keys: []string{s.keys.meeting(meeting), s.keys.meetingOutbox(meeting)},
		Args: []any{"host", n.person, n.name, n.number, campus.TopicActive}}
}

// renamed brings the copies of people's names in step: with their courses, which the search follows, and with their
// meetings. Open rooms in which they are, or have spoken, are told.
func (s *Store) renamed(ctx context.Context, entries []engine.Entry) error {
	people := make([]int64, len(entries))
	for i, en := range entries {
		people[i] = en.Number("person")
	}
	names, err := s.Courses.namings(ctx, people)
	if err != nil {
		return err
	}
	for _, id := range people {
		if n, ok := names[id]; ok {
			if err := s.copyName(ctx, n); err != nil {
				return err
			}
		}
	}
	return s.engine.Ring(ctx, string(campus.KindState), campus.TopicActive)
}

func (s *Store) copyName(ctx context.Context, n naming) error {
	var taught *redis.StringSliceCmd
	lists := make([]*redis.StringSliceCmd, len(everyState))
	err := s.engine.Read(ctx, func(p engine.Reader) {
		taught = p.ZRange(ctx, s.Courses.keys.personTeaches(n.person), 0, -1)
		for i, state := range everyState {
			lists[i] = p.ZRange(ctx, s.Meetings.keys.list(campus.PersonTopic(n.person), state), 0, -1)
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	for _, course := range taught.Val() {
		calls = append(calls, s.Courses.copied(course, n), s.Courses.copiedWith(course, n))
	}
	seen := map[int64]bool{}
	for _, list := range lists {
		for _, name := range list.Val() {
			if id, _, _, ok := parseMember(name); ok && !seen[id] {
				seen[id] = true
				calls = append(calls, s.Meetings.copied(id, n))
			}
		}
	}
	if _, err = s.engine.RunAll(ctx, calls); err != nil {
		return err
	}
	return errors.Join(s.Meetings.tellName(ctx, n, lists[0].Val()), s.Rooms.tellRename(ctx, n))
}

// everyState is the lists that have a meeting's dates, those that are open or to come first.
var everyState = []string{"open", "past", "cancelled"}

// tellName tells rooms of meetings of a rename: those that are open and name the person, who has been inside or is invited, or is an
// admin, who keeps order in all; and those of own, dates that the person may see, which the person hosts.
func (s *Meetings) tellName(ctx context.Context, n naming, own []string) error {
	open, err := s.openAndComing(ctx, scopeAll)
	if err != nil {
		return err
	}
	names, opened := slices.Clone(own), map[string]bool{}
	for _, place := range open {
		if opened[place.Member] = place.Score <= s.e.Now().UnixMilli(); opened[place.Member] && !slices.Contains(own, place.Member) {
			names = append(names, place.Member)
		}
	}
	hosts, attended := make([]*redis.StringCmd, len(names)), make([]*redis.FloatCmd, len(names))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, name := range names {
			id, order, _, _ := parseMember(name)
			hosts[i] = p.HGet(ctx, s.keys.meeting(id), "host")
			attended[i] = p.ZScore(ctx, s.keys.attended(MeetingRoom(id, order)), num(n.person))
		}
	})
	var calls []engine.Call
	for i, name := range names {
		named := opened[name] && (i < len(own) || n.admin || attended[i].Err() == nil)
		if !named && hosts[i].Val() != num(n.person) {
			continue
		}
		id, order, _, _ := parseMember(name)
		room := MeetingRoom(id, order)
		calls = append(calls, engine.Call{Script: tellNameScript, Keys: []string{s.keys.room(room), s.keys.events(room)},
			Args: []any{room.Topic, n.person, n.number}})
	}
	if err == nil {
		_, err = s.e.RunAll(ctx, calls)
	}
	return err
}

// checkTeachers looks whether courses that were just written have their teachers' names as they are by now, and nobody who
// was erased among the co-teachers: whoever wrote them may have read somebody before that changed. It comes after the
// teachers' own lists are written, so that a rename either is seen here or finds the course.
func (s *Courses) checkTeachers(ctx context.Context, courses []campus.Course) error {
	var people []int64
	for _, c := range courses {
		for _, one := range c.Staff() {
			people = append(people, one.ID)
		}
	}
	names, err := s.namings(ctx, people)
	if err != nil {
		return err
	}
	var calls []engine.Call
	for _, c := range courses {
		if n, ok := names[c.Teacher.ID]; ok && n.name != c.Teacher.Name {
			calls = append(calls, s.copied(c.ID, n))
		}
		for _, one := range c.With {
			n, ok := names[one.ID]
			if ok && n.erased {
				calls = append(calls, s.without(c.ID, one.ID))
			} else if ok && n.name != one.Name {
				calls = append(calls, s.copiedWith(c.ID, n))
			}
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// checkHost is checkTeachers for a meeting, after it has come into the lists.
func (s *Meetings) checkHost(ctx context.Context, m campus.Meeting) error {
	names, err := s.namings(ctx, []int64{m.Host.ID})
	if err != nil {
		return err
	}
	n, ok := names[m.Host.ID]
	if !ok || n.name == m.Host.Name {
		return nil
	}
	_, err = s.e.RunAll(ctx, []engine.Call{s.copied(m.ID, n)})
	return err
}
