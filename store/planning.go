package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Edit changes what a meeting is and who may come: its title, description, link, course, host, whether it is public, and
// with a non-nil Audience that. Its dates stay. asker must be of its staff; only an admin makes somebody else its host.
func (s *Meetings) Edit(ctx context.Context, asker campus.Person, id int64, n campus.NewMeeting, op string) (campus.Meeting, error) {
	asked := engine.Asked(asker.ID, "edit:"+num(id), op)
	got, err := s.edit(ctx, asker, id, n, asked)
	return firstMeeting(s.before(ctx, asked, s.keys.meeting(id), got, err))
}

func (s *Meetings) edit(ctx context.Context, asker campus.Person, id int64, n campus.NewMeeting, asked engine.Op) (engine.Reply, error) {
	m, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := n.ValidateEdit(); err != nil {
		return engine.Reply{}, err
	}
	host, keeps := campus.Person{ID: m.Host.ID, Name: m.Host.Name}, n.Host == 0
	if n.Host != 0 && n.Host != m.Host.ID || n.Course != m.Course {
		if n.Host == 0 {
			n.Host = m.Host.ID
		}
		if host, err = s.host(ctx, asker, n); err != nil {
			return engine.Reply{}, err
		}
	}
	audience := ""
	if n.Audience != nil {
		bound, err := s.bind(ctx, n.Audience)
		if err != nil {
			return engine.Reply{}, err
		}
		audience = object(bound)
	}
	fields := meetingText(n, host)
	if keeps { // whoever hosts it by then
		delete(fields, "host")
		delete(fields, "host_name")
	}
	k := []string{s.keys.meeting(id), s.keys.invited(id), s.keys.audience(id), s.keys.meetingOutbox(id)}
	return s.e.Write(ctx, asked, editMeetingScript, k, id, asker.ID, flag(elsewhere), object(fields), audience,
		object(meetingFields), seenVersion(n.Seen))
}

// seenVersion writes the version that a change was made from; "" for whichever it is.
func seenVersion(seen int64) string {
	if seen == 0 {
		return ""
	}
	return num(seen)
}

// Since returns a meeting as it is, and which of its fields have changed since a version of it, as far as that is known: those
// that an edit tells, audience and instances. It refuses as Get does.
func (s *Meetings) Since(ctx context.Context, id, version int64) (campus.Meeting, []string, error) {
	fields := slices.Concat(comparedOfMeeting, []string{"audience", "instances"})
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = "since:" + field
	}
	var meeting, versions *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		meeting, versions = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HMGet(ctx, s.keys.meeting(id), names...)
	})
	if err != nil {
		return campus.Meeting{}, nil, err
	}
	m, ok := meetingFrom(meeting.Val())
	if !ok {
		return m, nil, campus.ErrNoMeeting
	}
	var changed []string
	for i, text := range engine.Texts(versions.Val()) {
		if at, ok := campus.ParseID(text); ok && version > 0 && at > version {
			changed = append(changed, fields[i])
		}
	}
	return m, changed, nil
}

// staff finds a meeting for its staff: ErrNoMeeting when there is none, ErrNotMeetingStaff for anybody else. elsewhere
// says that the asker is of the staff for what does not lie with the meeting: being an admin, or of its course's staff.
func (s *Meetings) staff(ctx context.Context, asker campus.Person, id int64) (m campus.Meeting, elsewhere bool, err error) {
	if m, err = s.Get(ctx, id); err != nil {
		return m, false, err
	}
	facts := campus.MeetingFacts{Meeting: m}
	if m.Course != "" {
		var course seatRead
		err = s.e.Read(ctx, func(p engine.Reader) { course = s.courses.queueSeat(ctx, p, asker.ID, m.Course) })
		if err != nil {
			return m, false, err
		}
		course.facts(&facts)
	}
	if !campus.MeetingRights(asker, facts).Staff {
		return m, false, campus.ErrNotMeetingStaff
	}
	return m, campus.MeetingRights(asker, facts.Elsewhere()).Staff, nil
}

// attempts bounds how often an operation is begun again because what it had read has changed.
const attempts = 20

// again does an operation on a meeting until it does not meet a change of what it has read. Refused, it is answered as it
// was before, if it was.
func (s *Meetings) again(ctx context.Context, id int64, asked engine.Op, do func() (engine.Reply, error)) (engine.Reply, error) {
	var got engine.Reply
	var err error
	for range attempts {
		if got, err = do(); !errors.Is(err, errAgain) {
			break
		}
	}
	return s.before(ctx, asked, s.keys.meeting(id), got, err)
}

// AddInstance plans one more date of a meeting and returns its number. asker must be of its staff. Refusals: Invalid (what
// is wrong with the date, that it is at the time of another, or that there are 500), ErrNoMeeting, ErrNotMeetingStaff.
func (s *Meetings) AddInstance(ctx context.Context, asker campus.Person, id int64, slot campus.Slot, op string) (int, error) {
	if err := slot.Validate(); err != nil {
		return 0, err
	}
	asked := engine.Asked(asker.ID, "instance:"+num(id), op)
	got, err := s.again(ctx, id, asked, func() (engine.Reply, error) { return s.add(ctx, asker, id, slot, asked) })
	return int(got.Number(1)), err
}

func (s *Meetings) add(ctx context.Context, asker campus.Person, id int64, slot campus.Slot, asked engine.Op) (engine.Reply, error) {
	m, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := campus.CheckNear(s.e.Now(), slot); err != nil {
		return engine.Reply{}, err
	}
	next := min(m.Orders+1, campus.MaxInstances+1)
	if m.Orders < campus.MaxInstances {
		all, err := s.Instances(ctx, m)
		all = append(all, campus.Instance{Order: next, From: slot.From, To: slot.To})
		if err = cmp.Or(err, campus.CheckOverlap(all, func(order int) bool { return order == next })); err != nil {
			return engine.Reply{}, err
		}
	}
	k := []string{s.keys.meeting(id), s.keys.instance(id, next), s.keys.meetingDue(id), s.keys.meetingOutbox(id)}
	return s.e.Write(ctx, asked, addInstanceScript, k, id, asker.ID, flag(elsewhere), next, millis(slot.From), millis(slot.To),
		slot.Zone, campus.MaxInstances, m.Version)
}

// Delete cancels what of a meeting is to come and hides it; its past stays. asker must host it or be an admin. seen is the
// version that it is made from, 0 for whichever: ErrMeanwhile when there is another by now.
func (s *Meetings) Delete(ctx context.Context, asker campus.Person, id, seen int64, op string) error {
	return s.cancel(ctx, asker, id, engine.Asked(asker.ID, "delete:"+num(id), op),
		cancelling{hide: true, seen: seen, last: campus.MaxOrder})
}

// CancelInstances cancels a date of a meeting, with later all from it on; each keeps its number. asker must be of the
// meeting's staff. seen is as in Delete.
func (s *Meetings) CancelInstances(ctx context.Context, asker campus.Person, id int64, order int, later bool, seen int64,
	op string) error {
	scope, last := "cancel:", order
	if later {
		scope, last = "cancel from:", campus.MaxOrder
	}
	return s.cancel(ctx, asker, id, engine.Asked(asker.ID, scope+instanceName(id, order), op),
		cancelling{first: order, last: last, seen: seen})
}

// cancelling says which dates of a meeting are cancelled.
type cancelling struct {
	first, last int   // campus.MaxOrder for as many as there are
	hide        bool  // the meeting goes with all of them
	seen        int64 // the version that it is made from
}

// cancel cancels a range of dates of a meeting, and with hide the meeting.
func (s *Meetings) cancel(ctx context.Context, asker campus.Person, id int64, asked engine.Op, which cancelling) error {
	_, err := s.again(ctx, id, asked, func() (engine.Reply, error) {
		m, elsewhere, err := s.staff(ctx, asker, id)
		if err != nil {
			return engine.Reply{}, err
		}
		first, last := which.first, which.last
		if which.hide && !campus.MeetingRights(asker, campus.MeetingFacts{Meeting: m}).Own {
			return engine.Reply{}, campus.ErrNotHost
		}
		if which.hide {
			elsewhere, first = asker.Role == campus.Admin, 1 // a course's staff may not delete its meetings
		}
		if last == campus.MaxOrder {
			last = m.Orders
		}
		if first < 1 || first > m.Orders || last > m.Orders {
			return engine.Reply{}, campus.ErrNoMeeting
		}
		k := []string{s.keys.meeting(id), s.keys.meetingDue(id), s.keys.meetingOutbox(id), s.keys.unarchived(meetingTag(id)),
			s.keys.forgetting(meetingTag(id))}
		args := []any{id, asker.ID, flag(elsewhere), m.Orders, flag(which.hide), seenVersion(which.seen)}
		for order := first; order <= last; order++ {
			k, args = append(k, s.endKeys(id, order)...), append(args, order)
		}
		return s.e.Write(ctx, asked, cancelInstancesScript, k, args...)
	})
	return err
}

// MoveInstances moves a date of a meeting; with later all from it on move along, by as many days and to the same times of
// day in the slot's zone (see campus.Planned.Shifted). What slot leaves out stays as it is by then. asker must be of the meeting's
// staff. Of a date that has begun only the end can move, and none to the time of another. seen is as in Delete.
func (s *Meetings) MoveInstances(ctx context.Context, asker campus.Person, id int64, order int, slot campus.Slot, later bool,
	seen int64, op string) error {
	return s.move(ctx, asker, id, order, moving{date: campus.Planned{Slot: slot}, later: later, seen: seen}, op)
}

// MoveLater is MoveInstances of a date and all later ones to the times of day that were planned, of which those are meant that
// were chosen where one is there twice.
func (s *Meetings) MoveLater(ctx context.Context, asker campus.Person, id int64, order int, date campus.Planned, chosen campus.Choices,
	seen int64, op string) error {
	return s.move(ctx, asker, id, order, moving{date: date, later: true, chosen: chosen, seen: seen}, op)
}

// moving says where dates of a meeting move.
type moving struct {
	date   campus.Planned // the first
	later  bool           // all later ones move along
	chosen campus.Choices
	seen   int64 // the version that it is made from
}

func (s *Meetings) move(ctx context.Context, asker campus.Person, id int64, order int, to moving, op string) error {
	asked := engine.Asked(asker.ID, "move:"+instanceName(id, order)+":"+flag(to.later), op)
	_, err := s.again(ctx, id, asked, func() (engine.Reply, error) {
		m, elsewhere, err := s.staff(ctx, asker, id)
		if err != nil {
			return engine.Reply{}, err
		}
		all, err := s.Instances(ctx, m)
		if err != nil {
			return engine.Reply{}, err
		}
		if order < 1 || order > len(all) {
			return engine.Reply{}, campus.ErrNoMeeting
		}
		instances := all[order-1:]
		if !to.later {
			instances = instances[:1]
		}
		moved, err := s.moves(to.date.Or(instances[0]), to.chosen, all, instances)
		if err != nil {
			return engine.Reply{}, err
		}
		k := []string{s.keys.meeting(id), s.keys.meetingDue(id), s.keys.meetingOutbox(id)}
		for _, at := range instances {
			room := MeetingRoom(id, at.Order)
			k = append(k, s.keys.instance(id, at.Order), s.keys.room(room), s.keys.events(room))
		}
		return s.e.Write(ctx, asked, moveInstancesScript, k, id, asker.ID, flag(elsewhere), object(moved), seenVersion(to.seen), m.Version)
	})
	return err
}

// moves returns where dates of a meeting go once the first of them is moved, and where they are, as move_instances.lua takes
// it. It refuses what would be at the time of another of all its dates.
func (s *Meetings) moves(date campus.Planned, chosen campus.Choices, all, instances []campus.Instance) ([][6]string, error) {
	moved, now, changed := make([][6]string, len(instances)), s.e.Now(), map[int]bool{}
	all = slices.Clone(all)
	for i, at := range instances {
		to := date.Shifted(instances[0], at, chosen).Slot
		if err := to.Validate(); err != nil {
			return nil, err
		}
		moved[i] = [6]string{num(int64(at.Order)), millis(to.From), millis(to.To), to.Zone, millis(at.From), millis(at.To)}
		if state := at.State(now); i > 0 && (state == campus.Ended || state == campus.Active && !to.From.Equal(at.From)) {
			continue // it stays
		}
		if !to.From.Equal(at.From) || !to.To.Equal(at.To) {
			if err := campus.CheckNear(now, to); err != nil {
				return nil, err
			}
			changed[at.Order], all[at.Order-1].From, all[at.Order-1].To = true, to.From, to.To
		}
	}
	return moved, campus.CheckOverlap(all, func(order int) bool { return changed[order] })
}

// extension is how much longer one extension makes an instance.
const extension = 10 * time.Minute

// Turn starts an instance early, extends it or ends it, with all that follows from it. asker must be of the meeting's
// staff. It refuses with ErrNotActive what is not possible at this time, and as CheckTurn in campus does.
func (s *Meetings) Turn(ctx context.Context, asker campus.Person, id int64, order int, turn campus.Turn, op string) (
	campus.Instance, error) {
	room := MeetingRoom(id, order)
	asked := engine.Asked(asker.ID, string(turn)+":"+room.Topic, op)
	_, err := s.again(ctx, id, asked, func() (engine.Reply, error) { return s.turn(ctx, asker, id, order, turn, asked) })
	if err != nil {
		return campus.Instance{}, err
	}
	if err := s.advance(ctx, id, order); err != nil { // what follows need not wait for the scheduler
		return campus.Instance{}, err
	}
	return s.Instance(ctx, id, order)
}

func (s *Meetings) turn(ctx context.Context, asker campus.Person, id int64, order int, turn campus.Turn, asked engine.Op) (
	engine.Reply, error) {
	m, elsewhere, err := s.staff(ctx, asker, id)
	if err != nil {
		return engine.Reply{}, err
	}
	if turn != campus.TurnEnd { // which makes it no longer
		all, err := s.Instances(ctx, m)
		if err = cmp.Or(err, campus.CheckTurn(all, order, turn, extension, s.e.Now())); err != nil {
			return engine.Reply{}, err
		}
	}
	room := MeetingRoom(id, order)
	k := []string{s.keys.instance(id, order), s.keys.meeting(id), s.keys.room(room), s.keys.events(room), s.keys.meetingDue(id),
		s.keys.meetingOutbox(id)}
	return s.e.Write(ctx, asked, turnInstanceScript, k, id, order, asker.ID, flag(elsewhere), string(turn),
		extension.Milliseconds(), m.Version)
}

// bind finds who has the addresses of an audience. An address that nobody has waits, bound to "".
func (s *Meetings) bind(ctx context.Context, emails []string) (map[string]string, error) {
	ids, err := s.people.findEmails(ctx, emails)
	bound := make(map[string]string, len(ids))
	for i, id := range ids {
		bound[campus.FoldLogin(emails[i])] = ""
		if id != 0 {
			bound[campus.FoldLogin(emails[i])] = num(id)
		}
	}
	return bound, err
}

// bindWaiting notes which addresses of a meeting nobody has yet, and then looks once more: whoever came in between is
// bound here, whoever comes later by bindPerson. Who was erased in between is not waited for.
func (s *Meetings) bindWaiting(ctx context.Context, id int64) error {
	var audience *redis.MapStringStringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { audience = p.HGetAll(ctx, s.keys.audience(id)) }); err != nil {
		return err
	}
	var unbound []string
	var notes []engine.Call
	for address, person := range audience.Val() {
		if person == "" {
			unbound = append(unbound, address)
			notes = append(notes, engine.Call{Script: awaitAddressScript, Keys: []string{s.keys.awaiting(address)}, Args: []any{id}})
		}
	}
	if _, err := s.e.RunAll(ctx, notes); err != nil {
		return err
	}
	if err := s.unlistErased(ctx, id, unbound); err != nil {
		return err
	}
	found, err := s.people.findEmails(ctx, unbound)
	for i, person := range found {
		if person != 0 && err == nil {
			err = s.bindAddress(ctx, id, unbound[i], person)
		}
	}
	return err
}

// bindPerson opens to a person the meetings that list their address, once it is known to be theirs.
func (s *Meetings) bindPerson(ctx context.Context, id int64) error {
	p, err := s.people.Get(ctx, id)
	if err != nil || !p.Confirmed {
		return unlessGone(err)
	}
	address := campus.FoldLogin(p.Email)
	var meetings *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { meetings = p.SMembers(ctx, s.keys.awaiting(address)) }); err != nil {
		return err
	}
	for _, member := range meetings.Val() {
		meeting, ok := campus.ParseID(member)
		if !ok {
			continue
		}
		if err := s.bindAddress(ctx, meeting, address, id); err != nil {
			return err
		}
		if _, err := s.e.Run(ctx, forgetAddressScript, []string{s.keys.awaiting(address)}, meeting); err != nil {
			return err
		}
	}
	return nil
}

func (s *Meetings) bindAddress(ctx context.Context, meeting int64, address string, person int64) error {
	_, err := s.e.Run(ctx, bindAddressScript, []string{s.keys.audience(meeting), s.keys.invited(meeting), s.keys.meetingOutbox(meeting)},
		meeting, address, person)
	return err
}

// unlessGone says nothing of what does not exist: whoever follows up on it has nothing left to do.
func unlessGone(err error) error {
	if campus.CodeOf(err) == campus.NotFound {
		return nil
	}
	return err
}
