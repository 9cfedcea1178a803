package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// CreateMeeting plans a meeting with its instances and invites its audience. The operation names it: sent twice, it is
// one meeting. asker must be its host or an admin; the host must be a teacher or an admin.
func (s *Store) CreateMeeting(ctx context.Context, asker campus.Person, n campus.NewMeeting, op string) (campus.Meeting, error) {
	if err := n.Validate(); err != nil {
		return campus.Meeting{}, err
	}
	host, err := s.meetingHost(ctx, asker, n)
	if err != nil {
		return campus.Meeting{}, err
	}
	audience, err := s.bind(ctx, n.Audience)
	if err != nil {
		return campus.Meeting{}, err
	}
	id, err := s.reserve(ctx, s.keys.nextMeeting(), s.keys.op(tagMeetings, asker.ID, opOr(op)))
	if err != nil {
		return campus.Meeting{}, err
	}
	tag := meetingTag(id)
	k := []string{s.keys.meeting(id), s.keys.invited(id), s.keys.audience(id), s.keys.due(tag), s.keys.outbox(tag)}
	slots := make([][3]string, len(n.Slots))
	for i, slot := range n.Slots {
		k = append(k, s.keys.instance(id, i+1))
		slots[i] = [3]string{millis(slot.From), millis(slot.To), slot.Zone}
	}
	if _, err := s.run(ctx, s.scripts.createMeeting, k, id, object(meetingText(n, host)), object(audience), object(slots)); err != nil {
		return campus.Meeting{}, err
	}
	return s.Meeting(ctx, id)
}

// meetingHost returns who hosts a new meeting, or why that cannot be.
func (s *Store) meetingHost(ctx context.Context, asker campus.Person, n campus.NewMeeting) (campus.Person, error) {
	host := asker
	if n.Host != 0 && n.Host != asker.ID {
		if asker.Role != campus.Admin {
			return host, campus.ErrNotTeacher
		}
		var err error
		if host, err = s.Person(ctx, n.Host); err != nil {
			return host, campus.InvalidField("host", "this person does not exist")
		}
	}
	if !asker.Role.Staff() {
		return host, campus.ErrNotTeacher
	}
	if !host.Role.Staff() {
		return host, campus.InvalidField("host", "a teacher")
	}
	if n.Course == "" {
		return host, nil
	}
	if err := s.courseStaff(ctx, asker, n.Course); err != nil {
		return host, campus.InvalidField("course", "a course of yours")
	}
	return host, nil
}

// bind finds who has the addresses of an audience. An address that nobody has waits, bound to "".
func (s *Store) bind(ctx context.Context, emails []string) (map[string]string, error) {
	ids, err := s.findEmails(ctx, emails)
	bound := make(map[string]string, len(ids))
	for i, id := range ids {
		bound[campus.FoldLogin(emails[i])] = ""
		if id != 0 {
			bound[campus.FoldLogin(emails[i])] = num(id)
		}
	}
	return bound, err
}

// AddInstance plans one more date of a meeting and returns its number. asker must be of its staff. Refusals: Invalid (what
// is wrong with the date), ErrNoMeeting, ErrNotMeetingStaff.
func (s *Store) AddInstance(ctx context.Context, asker campus.Person, id int64, slot campus.Slot, op string) (int, error) {
	if err := slot.Validate(); err != nil {
		return 0, err
	}
	tag, op := meetingTag(id), opOr(op)
	for {
		m, err := s.staffMeeting(ctx, asker, id)
		if err != nil {
			return 0, err
		}
		order := m.Orders + 1
		k := []string{s.keys.meeting(id), s.keys.instance(id, order), s.keys.due(tag), s.keys.outbox(tag), s.keys.op(tag, asker.ID, "instance:"+num(id)+":"+op)}
		got, err := s.run(ctx, s.scripts.addInstance, k, id, order, millis(slot.From), millis(slot.To), slot.Zone)
		if err != nil || got.word() == "ok" {
			return int(got.number(1)), err
		}
		if got.word() == "missing" {
			return 0, campus.ErrNoMeeting
		}
	}
}

var (
	meetingFields  = []string{"id", "title", "description", "public", "host", "host_name", "course", "link", "orders", "deleted"}
	instanceFields = []string{"meeting", "order", "from", "to", "zone", "cancelled", "closed"}
)

func meetingFrom(values []any) (campus.Meeting, bool) {
	if len(values) == 0 {
		return campus.Meeting{}, false
	}
	f := texts(values)
	id, ok := campus.ParseID(f[0])
	host, _ := campus.ParseID(f[4])
	orders, _ := strconv.Atoi(f[8])
	return campus.Meeting{ID: id, Title: f[1], Description: f[2], Public: f[3] == "1", Host: campus.Named{ID: host, Name: f[5]},
		Course: f[6], Link: f[7], Orders: orders}, ok && f[9] == ""
}

func instanceFrom(values []any) (campus.Instance, bool) {
	if len(values) == 0 {
		return campus.Instance{}, false
	}
	f := texts(values)
	id, ok := campus.ParseID(f[0])
	order, _ := strconv.Atoi(f[1])
	return campus.Instance{Meeting: id, Order: order, From: fromMillis(f[2]), To: fromMillis(f[3]), Zone: f[4], Cancelled: f[5] != "", Over: f[6] != ""}, ok
}

// Meeting returns a meeting without its dates, or ErrNoMeeting.
func (s *Store) Meeting(ctx context.Context, id int64) (campus.Meeting, error) {
	values, err := s.rdb.HMGet(ctx, s.keys.meeting(id), meetingFields...).Result()
	if err != nil {
		return campus.Meeting{}, away(err)
	}
	m, ok := meetingFrom(values)
	if !ok {
		return campus.Meeting{}, campus.ErrNoMeeting
	}
	return m, nil
}

// Instances returns all dates of a meeting, in order.
func (s *Store) Instances(ctx context.Context, m campus.Meeting) ([]campus.Instance, error) {
	cmds := make([]*redis.SliceCmd, m.Orders)
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		for i := range cmds {
			cmds[i] = p.HMGet(ctx, s.keys.instance(m.ID, i+1), instanceFields...)
		}
	})
	instances := make([]campus.Instance, 0, len(cmds))
	for _, cmd := range cmds {
		if i, ok := instanceFrom(cmd.Val()); ok {
			instances = append(instances, i)
		}
	}
	return instances, err
}

// Seat returns how a person stands to an instance, in one round trip, or two for the meeting of a course; ErrNoMeeting
// when there is no such instance.
func (s *Store) Seat(ctx context.Context, person campus.Person, id int64, order int) (campus.Seat, error) {
	var meeting, instance *redis.SliceCmd
	var invited *redis.BoolCmd
	var joined *redis.FloatCmd
	var people *redis.IntCmd
	var newest *redis.XMessageSliceCmd
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		// The cursor is read first: a start or an end between the two readings must come after it, or no page would turn.
		newest = p.XRevRangeN(ctx, s.keys.events(meetingTag(id), campus.MeetingTopic(id, order)), "+", "-", 1)
		meeting, instance = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)
		invited = p.SIsMember(ctx, s.keys.invited(id), person.ID)
		joined, people = p.ZScore(ctx, s.keys.present(id, order), num(person.ID)), p.ZCard(ctx, s.keys.present(id, order))
	})
	if err != nil {
		return campus.Seat{}, err
	}
	m, ok1 := meetingFrom(meeting.Val())
	i, ok2 := instanceFrom(instance.Val())
	if !ok1 || !ok2 {
		return campus.Seat{}, campus.ErrNoMeeting
	}
	seat := campus.Seat{Meeting: m, Instance: i, Staff: m.HostedBy(person), People: int(people.Val()), Cursor: cursorOf(newest.Val()),
		Present: joined.Err() == nil && i.State(s.Now()) == campus.Active}
	seat.Allowed = seat.Staff || m.Public || invited.Val()
	if m.Course != "" {
		err = s.seatByCourse(ctx, &seat, person)
	}
	return seat, err
}

// seatByCourse adds what a person may do in a meeting because of its course.
func (s *Store) seatByCourse(ctx context.Context, seat *campus.Seat, person campus.Person) error {
	c, mine, err := s.CourseFor(ctx, person.ID, seat.Meeting.Course)
	if campus.CodeOf(err) == campus.NotFound && err != nil {
		return nil // the course is gone; the meeting has its own audience still
	}
	seat.Course = c.Title
	seat.Staff = seat.Staff || err == nil && c.Staff(person)
	seat.Allowed = seat.Allowed || seat.Staff || mine.Status == campus.Enrolled
	return err
}

// Reader refuses whoever may not read what is said in an instance: ErrNoMeeting for one that does not exist,
// ErrNotInvited for the rest.
func (s *Store) Reader(ctx context.Context, person campus.Person, id int64, order int) (campus.Seat, error) {
	seat, err := s.Seat(ctx, person, id, order)
	if err == nil && !seat.Allowed {
		err = campus.ErrNotInvited
	}
	return seat, err
}

// missedStart is how late a start may be announced: after a stop of Stoa nobody needs to hear of what began long ago.
const missedStart = 5 * time.Minute

// leavesAtOnce bounds how many leave in one run of the script, so that the end of a great meeting holds up nobody.
const leavesAtOnce = 500

// advanceInstance does what follows from an instance's times; see advance_instance.lua. It returns true when there is
// more to do at once.
func (s *Store) advanceInstance(ctx context.Context, id int64, order int) (bool, error) {
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	k := []string{s.keys.instance(id, order), s.keys.present(id, order), s.keys.room(tag, room), s.keys.events(tag, room), s.keys.due(tag), s.keys.outbox(tag)}
	got, err := s.run(ctx, s.scripts.advanceInstance, k, instanceName(id, order), room, missedStart.Milliseconds(), leavesAtOnce)
	return got.word() == "more", err
}

// object writes what a script reads with cjson. Maps of strings and lists cannot fail to encode.
func object(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// Instance returns one date of a meeting, or ErrNoMeeting.
func (s *Store) Instance(ctx context.Context, id int64, order int) (campus.Instance, error) {
	values, err := s.rdb.HMGet(ctx, s.keys.instance(id, order), instanceFields...).Result()
	if err != nil {
		return campus.Instance{}, away(err)
	}
	i, ok := instanceFrom(values)
	if !ok {
		return campus.Instance{}, campus.ErrNoMeeting
	}
	return i, nil
}
