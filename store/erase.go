package store

import (
	"context"
	"errors"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Erase takes from a person whatever says who they are; that they were there stays, under NameErased. Admins may, and Stoa
// itself, but nobody erases themselves, nor anybody the last admin. Who is erased already is an ErrNoPerson.
func (s *People) Erase(ctx context.Context, by By, id int64) error {
	asked := engine.Asked(by.Person.ID, "erase person:"+num(id), by.Op)
	p, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	shared, err := s.isShared(ctx, p)
	if err != nil {
		return err
	}
	err = errAgain
	for try := 0; try < attempts && errors.Is(err, errAgain); try++ { // until they sign in nowhere in between
		var keys []string
		if keys, err = s.ownedBy(ctx, id); err != nil {
			return err
		}
		_, err = s.e.Write(ctx, asked, erasePersonScript, append(s.keys.personKeys(id, by), keys...), id, by.who(), by.From,
			campus.NameErased, campus.PersonTopic(id), flag(shared))
	}
	s.visits.forget(id)
	return err
}

// EraseNamed erases somebody whose username was typed to show that they are meant; another is an Invalid.
func (s *People) EraseNamed(ctx context.Context, by By, id int64, username string) error {
	p, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if p.Status != campus.StatusErased && campus.FoldLogin(username) != campus.FoldLogin(p.Username) {
		return campus.InvalidField("username", "not the username of this person")
	}
	return s.Erase(ctx, by, id)
}

// ownedBy returns the keys under the people's tag that are one person's alone, beside those that every script about them
// takes; first those of the job that takes them out of what others have said, then the invitation that they came by, whose
// address is theirs.
func (s *People) ownedBy(ctx context.Context, id int64) ([]string, error) {
	var sessions *redis.StringSliceCmd
	var invited *redis.StringCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		sessions, invited = p.ZRange(ctx, s.keys.sessions(id), 0, -1), p.HGet(ctx, s.keys.person(id), "invited")
	})
	if err != nil {
		return nil, err
	}
	invitation, _ := campus.ParseID(invited.Val())
	keys := []string{s.keys.erasures(), s.keys.erasure(id), s.keys.invitation(invitation),
		s.keys.link(id), s.keys.feed(id), s.keys.tokens(id), s.keys.ownSignIns(id)}
	for _, hash := range sessions.Val() {
		keys = append(keys, s.keys.session(hash))
	}
	return keys, nil
}

// erasedOf returns who of some people has been erased.
func (d data) erasedOf(ctx context.Context, people []int64) (gone []int64, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	status := make([]*redis.StringCmd, len(people))
	err = d.e.Read(ctx, func(p engine.Reader) {
		for i, person := range people {
			status[i] = p.HGet(ctx, d.keys.person(person), "status")
		}
	})
	for i, person := range people {
		if status[i] != nil && status[i].Val() == string(campus.StatusErased) {
			gone = append(gone, person)
		}
	}
	return gone, err
}

// erased forgets whom somebody who was erased had blocked, what they were told, what they said privately and from where they signed in,
// takes them out of the co-teachers of courses, and gives their places to others. In courses whose closing has been told they stay, as
// a number, until one is opened again.
func (s *Store) erased(ctx context.Context, en engine.Entry) error {
	gone := campus.Person{ID: en.Number("person"), Role: campus.Student}
	if err := s.Erasures.collect(ctx, gone.ID); err != nil { // first: it is their own lists that say where to look
		return err
	}
	if err := s.People.unblockAll(ctx, gone, "erased "+en.Order()); err != nil {
		return err
	}
	err := errors.Join(s.Inbox.forget(ctx, gone.ID), s.Courses.leaveAll(ctx, gone.ID), s.Rooms.eraseOwn(ctx, gone.ID),
		s.Audit.forget(ctx, gone.ID), s.Meetings.forgetRosters(ctx, []int64{gone.ID}, ""),
		s.Meetings.forgetExcuses(ctx, gone.ID))
	if err != nil {
		return err
	}
	mine, err := s.Courses.Mine(ctx, gone)
	if err != nil {
		return err
	}
	for _, m := range mine {
		if m.Course.Over || m.Mine.Status == campus.NotEnrolled {
			continue
		}
		if _, err := s.Courses.Drop(ctx, gone, m.Course.ID, "erased "+en.Order()); err != nil && campus.CodeOf(err) != campus.NotFound {
			return err
		}
	}
	return nil
}

// leaveAll takes somebody who was erased out of the co-teachers of their courses.
func (s *Courses) leaveAll(ctx context.Context, person int64) error {
	var teaches *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { teaches = p.ZRange(ctx, s.keys.personTeaches(person), 0, -1) })
	if err != nil {
		return err
	}
	calls := make([]engine.Call, len(teaches.Val()))
	for i, course := range teaches.Val() {
		calls[i] = s.without(course, person)
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// unseatAny takes places away from who has been erased, and from who waited for one and is no student any more: their courses
// may have been looked through before they had these. It returns of which entries it did.
func (s *Store) unseatAny(ctx context.Context, seated []engine.Entry) (out map[string]bool, err error) {
	ids := make([]int64, len(seated))
	for i, en := range seated {
		ids[i] = en.Number("person")
	}
	people, err := s.People.Some(ctx, ids)
	out = map[string]bool{}
	for i, en := range seated {
		p := people[ids[i]]
		if out[en.ID] = p.Status == campus.StatusErased || p.Role.Staff() && en.Text("why") != campus.Enrolled; out[en.ID] {
			err = errors.Join(err, s.unseat(ctx, p, en))
		}
	}
	return out, err
}

// followEdited tells the people of a course what has changed. One that is open again has no place for who was erased while it
// was closed.
func (s *Store) followEdited(ctx context.Context, en engine.Entry) error {
	err := s.Inbox.followEdited(ctx, en)
	if en.Text("opened") != "" {
		err = errors.Join(err, s.unseatAllErased(ctx, en))
	}
	return err
}

// unseatAllErased takes the places in a course away from all who have been erased.
func (s *Store) unseatAllErased(ctx context.Context, en engine.Entry) error {
	var enrolled, waiting *redis.StringSliceCmd
	err := s.engine.Read(ctx, func(p engine.Reader) {
		enrolled = p.ZRange(ctx, s.Courses.keys.enrolled(en.Text("course")), 0, -1)
		waiting = p.ZRange(ctx, s.Courses.keys.waiting(en.Text("course")), 0, -1)
	})
	if err != nil {
		return err
	}
	var ids []int64
	for _, member := range slices.Concat(enrolled.Val(), waiting.Val()) {
		if id, ok := campus.ParseID(member); ok {
			ids = append(ids, id)
		}
	}
	people, err := s.People.Some(ctx, ids)
	for _, id := range ids {
		if p := people[id]; p.Status == campus.StatusErased {
			err = errors.Join(err, s.unseat(ctx, p, en))
		}
	}
	return err
}

// unseat takes the place in an entry's course away from somebody.
func (s *Store) unseat(ctx context.Context, p campus.Person, en engine.Entry) error {
	_, err := s.Courses.Drop(ctx, p, en.Text("course"), "unseated "+en.Order())
	return unlessGone(err)
}
