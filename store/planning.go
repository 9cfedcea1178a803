package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// EditMeeting changes what a meeting is and who may come: its title, description, link, course, host, whether it is
// public, and with a non-nil Audience that. Its dates stay. asker must be of its staff; only an admin makes somebody else
// its host.
func (s *Store) EditMeeting(ctx context.Context, asker campus.Person, id int64, n campus.NewMeeting, op string) (campus.Meeting, error) {
	m, err := s.staffMeeting(ctx, asker, id)
	if err != nil {
		return m, err
	}
	if err := n.ValidateEdit(); err != nil {
		return m, err
	}
	host := campus.Person{ID: m.Host.ID, Name: m.Host.Name}
	if n.Host != 0 && n.Host != m.Host.ID || n.Course != m.Course {
		if n.Host == 0 {
			n.Host = m.Host.ID
		}
		if host, err = s.meetingHost(ctx, asker, n); err != nil {
			return m, err
		}
	}
	audience := ""
	if n.Audience != nil {
		bound, err := s.bind(ctx, n.Audience)
		if err != nil {
			return m, err
		}
		audience = object(bound)
	}
	tag := meetingTag(id)
	k := []string{s.keys.meeting(id), s.keys.invited(id), s.keys.audience(id), s.keys.outbox(tag), s.keys.op(tag, asker.ID, "edit:"+num(id)+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.editMeeting, k, id, object(meetingText(n, host)), audience)
	if err != nil {
		return m, err
	}
	if got.word() == "missing" {
		return m, campus.ErrNoMeeting
	}
	return s.Meeting(ctx, id)
}

// meetingText returns the fields of a meeting's hash that people choose.
func meetingText(n campus.NewMeeting, host campus.Person) map[string]string {
	return map[string]string{"title": n.Title, "description": n.Description, "public": flag(n.Public), "host": num(host.ID),
		"host_name": host.Name, "course": n.Course, "link": n.Link}
}

// staffMeeting finds a meeting for its staff: ErrNoMeeting when there is none, ErrNotMeetingStaff for anybody else.
func (s *Store) staffMeeting(ctx context.Context, asker campus.Person, id int64) (campus.Meeting, error) {
	m, err := s.Meeting(ctx, id)
	if err != nil || m.HostedBy(asker) {
		return m, err
	}
	if m.Course != "" {
		c, err := s.Course(ctx, m.Course)
		if err == nil && c.Staff(asker) {
			return m, nil
		}
		if err != nil && campus.CodeOf(err) != campus.NotFound {
			return m, err
		}
	}
	return m, campus.ErrNotMeetingStaff
}

// DeleteMeeting cancels what of a meeting is to come and hides it; its past stays. asker must host it or be an admin.
func (s *Store) DeleteMeeting(ctx context.Context, asker campus.Person, id int64) error {
	m, err := s.Meeting(ctx, id)
	if err != nil {
		return err
	}
	if !m.HostedBy(asker) {
		return campus.ErrNotMeetingStaff
	}
	return s.cancel(ctx, m, 1, m.Orders, true)
}

// CancelInstances cancels a date of a meeting, with later all from it on; each keeps its number. asker must be of the
// meeting's staff.
func (s *Store) CancelInstances(ctx context.Context, asker campus.Person, id int64, order int, later bool) error {
	m, err := s.staffMeeting(ctx, asker, id)
	if err != nil {
		return err
	}
	if order > m.Orders {
		return campus.ErrNoMeeting
	}
	last := order
	if later {
		last = m.Orders
	}
	return s.cancel(ctx, m, order, last, false)
}

func (s *Store) cancel(ctx context.Context, m campus.Meeting, first, last int, hide bool) error {
	tag := meetingTag(m.ID)
	k := []string{s.keys.meeting(m.ID), s.keys.due(tag), s.keys.outbox(tag)}
	args := []any{m.ID, flag(hide)}
	for order := first; order <= last; order++ {
		k, args = append(k, s.instanceKeys(m.ID, order)...), append(args, order)
	}
	got, err := s.run(ctx, s.scripts.cancelInstances, k, args...)
	if err == nil && got.word() == "missing" {
		err = campus.ErrNoMeeting
	}
	return err
}

// instanceKeys are the four keys that scripts about several instances take for each.
func (s *Store) instanceKeys(id int64, order int) []string {
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	return []string{s.keys.instance(id, order), s.keys.present(id, order), s.keys.room(tag, room), s.keys.events(tag, room)}
}

// MoveInstances moves a date of a meeting; with later all from it on move along, by as many days and to the same time of
// day in the slot's zone. asker must be of the meeting's staff. Of a date that has begun only the end can move.
func (s *Store) MoveInstances(ctx context.Context, asker campus.Person, id int64, order int, slot campus.Slot, later bool) error {
	m, err := s.staffMeeting(ctx, asker, id)
	if err != nil {
		return err
	}
	if err := slot.Validate(); err != nil {
		return err
	}
	instances, err := s.Instances(ctx, m)
	if err != nil {
		return err
	}
	if order > len(instances) {
		return campus.ErrNoMeeting
	}
	instances = instances[order-1:]
	if !later {
		instances = instances[:1]
	}
	tag := meetingTag(id)
	k := []string{s.keys.meeting(id), s.keys.due(tag), s.keys.outbox(tag)}
	moved := make([][4]string, len(instances))
	for i, instance := range instances {
		to := slot.Shifted(instances[0], instance)
		k = append(k, s.instanceKeys(id, instance.Order)...)
		moved[i] = [4]string{num(int64(instance.Order)), millis(to.From), millis(to.To), to.Zone}
	}
	got, err := s.run(ctx, s.scripts.moveInstances, k, id, object(moved))
	if err != nil {
		return err
	}
	switch got.word() {
	case "missing":
		return campus.ErrNoMeeting
	case "begun":
		return campus.InvalidField("from", "the meeting has begun; only its end can move")
	case "past":
		return campus.InvalidField("to", "a time to come; to end it now there is a call of its own")
	case "over":
		return campus.ErrOver
	}
	return nil
}

// extension is how much longer one extension makes an instance.
const extension = 10 * time.Minute

// TurnInstance starts an instance early, extends it or ends it, with all that follows from it. asker must be of the
// meeting's staff. It refuses with ErrNotActive what is not possible at this time.
func (s *Store) TurnInstance(ctx context.Context, asker campus.Person, id int64, order int, turn campus.Turn, op string) (campus.Instance, error) {
	if _, err := s.staffMeeting(ctx, asker, id); err != nil {
		return campus.Instance{}, err
	}
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	k := []string{s.keys.instance(id, order), s.keys.room(tag, room), s.keys.events(tag, room), s.keys.due(tag), s.keys.outbox(tag),
		s.keys.op(tag, asker.ID, string(turn)+":"+room+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.turnInstance, k, id, order, string(turn), extension.Milliseconds())
	if err != nil {
		return campus.Instance{}, err
	}
	if got.word() == "inactive" {
		return campus.Instance{}, campus.ErrNotActive
	}
	for more := true; more; { // what follows need not wait for the scheduler
		if more, err = s.advanceInstance(ctx, id, order); err != nil {
			return campus.Instance{}, err
		}
	}
	return s.Instance(ctx, id, order)
}

// unlist takes a meeting's instances out of the lists of scopes that may not see them any more.
func (s *Store) unlist(ctx context.Context, m campus.Meeting, scopes []string) error {
	names := make([]any, m.Orders)
	for i := range names {
		names[i] = instanceName(m.ID, i+1)
	}
	if len(names) == 0 {
		return nil
	}
	return s.pipe(ctx, func(p redis.Pipeliner) {
		for _, scope := range scopes {
			p.ZRem(ctx, s.keys.open(scope), names...)
			p.ZRem(ctx, s.keys.past(scope), names...)
		}
	})
}

// followMeeting brings the lists in step with a meeting; gone are scopes that it has left.
func (s *Store) followMeeting(ctx context.Context, id int64, gone string) error {
	values, err := s.rdb.HMGet(ctx, s.keys.meeting(id), meetingFields...).Result()
	if err != nil {
		return away(err)
	}
	m, exists := meetingFrom(values)
	scopes := strings.Fields(gone)
	if !exists { // hidden: nobody sees it any more
		all, err := s.audienceScopes(ctx, m)
		if err != nil {
			return err
		}
		scopes = append(scopes, all...)
	}
	if err := s.unlist(ctx, m, scopes); err != nil || !exists {
		return err
	}
	if err := s.listMeeting(ctx, id); err != nil || gone == "" {
		return err
	}
	return s.evictUninvited(ctx, m)
}

// evictUninvited lets out of what is open of a meeting whoever its change has shut out.
func (s *Store) evictUninvited(ctx context.Context, m campus.Meeting) error {
	instances, err := s.Instances(ctx, m)
	if err != nil {
		return err
	}
	for _, i := range instances {
		if i.State(s.Now()) != campus.Active {
			continue
		}
		inside, perr := s.Participants(ctx, m.ID, i.Order)
		err = errors.Join(err, perr)
		for _, p := range inside {
			err = errors.Join(err, s.evict(ctx, m.ID, i.Order, p.Person.ID))
		}
	}
	return err
}
