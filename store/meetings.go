package store

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Meetings is what is planned, who may come, and who is there.
type Meetings struct {
	data
	people  *People
	courses *Courses
	rooms   *Rooms
}

// Create plans a meeting with its instances and invites its audience. Sent twice, it is one meeting. asker must be its
// host or an admin; the host must be a teacher or an admin.
func (s *Meetings) Create(ctx context.Context, asker campus.Person, n campus.NewMeeting, op string) (campus.Meeting, error) {
	asked := engine.Asked(asker.ID, "meeting", op)
	got, err := s.create(ctx, asker, n, asked)
	if err != nil {
		got, err = s.made(ctx, asked, err)
	}
	return firstMeeting(got, err)
}

const opCreateMeeting = "create meeting"

func (s *Meetings) create(ctx context.Context, asker campus.Person, n campus.NewMeeting, asked engine.Op) (engine.Reply, error) {
	if err := cmp.Or(n.Validate(), campus.CheckNear(s.e.Now(), n.Slots...)); err != nil {
		return engine.Reply{}, err
	}
	host, err := s.host(ctx, asker, n)
	if err != nil {
		return engine.Reply{}, err
	}
	audience, err := s.bind(ctx, n.Audience)
	if err != nil {
		return engine.Reply{}, err
	}
	reserved, err := s.e.Write(ctx, asked, reserveScript, []string{s.keys.nextMeeting()})
	if err != nil {
		return reserved, err
	}
	id := reserved.Number(1)
	k := []string{s.keys.meeting(id), s.keys.invited(id), s.keys.audience(id), s.keys.meetingDue(id), s.keys.meetingOutbox(id)}
	slots := make([][3]string, len(n.Slots))
	for i, slot := range n.Slots {
		k = append(k, s.keys.instance(id, i+1))
		slots[i] = [3]string{millis(slot.From), millis(slot.To), slot.Zone}
	}
	asked.Name = opCreateMeeting
	return s.e.Write(ctx, asked, createMeetingScript, k, id, asker.ID, object(meetingText(n, host)), object(audience),
		object(slots), object(meetingFields))
}

// made returns the meeting that the operation made before, if it would be refused now: its course may be gone.
func (s *Meetings) made(ctx context.Context, asked engine.Op, refused error) (engine.Reply, error) {
	reserved, err := s.before(ctx, asked, s.keys.nextMeeting(), engine.Reply{}, refused)
	if err != nil {
		return reserved, err
	}
	asked.Name = opCreateMeeting
	return s.before(ctx, asked, s.keys.meeting(reserved.Number(1)), engine.Reply{}, refused)
}

// firstMeeting reads the meeting that a script has answered with.
func firstMeeting(got engine.Reply, err error) (campus.Meeting, error) {
	if err != nil {
		return campus.Meeting{}, err
	}
	m, ok := meetingFrom(got.List(1))
	if !ok {
		return m, campus.ErrNoMeeting
	}
	return m, nil
}

// meetingText returns the fields of a meeting's hash that people choose.
func meetingText(n campus.NewMeeting, host campus.Person) map[string]string {
	return map[string]string{"title": n.Title, "description": n.Description, "public": flag(n.Public), "host": num(host.ID),
		"host_name": host.Name, "course": n.Course, "link": n.Link}
}

// host returns who hosts a new meeting, or why that cannot be.
func (s *Meetings) host(ctx context.Context, asker campus.Person, n campus.NewMeeting) (campus.Person, error) {
	host := asker
	if n.Host != 0 && n.Host != asker.ID {
		if asker.Role != campus.Admin {
			return host, campus.ErrNotTeacher
		}
		var err error
		if host, err = s.people.Get(ctx, n.Host); errors.Is(err, campus.ErrNoPerson) {
			return host, campus.InvalidField("host", "this person does not exist")
		} else if err != nil {
			return host, err
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
	_, err := s.courses.OfStaff(ctx, asker, n.Course)
	if code := campus.CodeOf(err); err != nil && (code == campus.NotFound || code == campus.Forbidden) {
		err = campus.InvalidField("course", "a course of yours")
	}
	return host, err
}

var (
	meetingFields = []string{"id", "title", "description", "public", "host", "host_name", "course", "link", "orders", "deleted",
		"created", "sequence", "changed", "version"}
	instanceFields = []string{"meeting", "order", "from", "to", "zone", "cancelled", "closed", "sequence", "changed", "planned",
		"forgotten"}
)

// meetingFrom reads a meeting's fields; false for one that does not exist or is deleted.
func meetingFrom(values []any) (campus.Meeting, bool) {
	m, ok := evenDeleted(values)
	return m, ok && !m.Deleted
}

// evenDeleted reads a meeting's fields, also of one that is deleted; false for one that never was.
func evenDeleted(values []any) (campus.Meeting, bool) {
	if len(values) < len(meetingFields) {
		return campus.Meeting{}, false
	}
	f := engine.Texts(values)
	id, ok := campus.ParseID(f[0])
	host, _ := campus.ParseID(f[4])
	orders, _ := strconv.Atoi(f[8])
	sequence, _ := strconv.ParseInt(f[11], 10, 64)
	version, _ := strconv.ParseInt(f[13], 10, 64)
	return campus.Meeting{ID: id, Title: f[1], Description: f[2], Public: f[3] == "1", Host: campus.Named{ID: host, Name: f[5]},
		Course: f[6], Link: f[7], Orders: orders, Deleted: f[9] != "", Version: max(version, 1),
		Revision: revision(sequence, f[12], f[10])}, ok
}

func instanceFrom(values []any) (campus.Instance, bool) {
	if len(values) < len(instanceFields) {
		return campus.Instance{}, false
	}
	f := engine.Texts(values)
	id, ok := campus.ParseID(f[0])
	order, _ := strconv.Atoi(f[1])
	sequence, _ := strconv.ParseInt(f[7], 10, 64)
	return campus.Instance{Meeting: id, Order: order, From: fromMillis(f[2]), To: fromMillis(f[3]), Zone: f[4], Cancelled: f[5] != "",
		CancelledAt: fromMillis(f[5]), Over: f[6] != "", Revision: revision(sequence, f[8]), Planned: fromMillis(f[9]),
		Forgotten: f[10] != ""}, ok
}

// revision is how often something has changed, and when it last did: the first of these times that there is.
func revision(sequence int64, times ...string) campus.Revision {
	r := campus.Revision{Sequence: sequence}
	for _, at := range times {
		if at != "" {
			r.Changed = fromMillis(at)
			break
		}
	}
	return r
}

// Get returns a meeting without its dates, or ErrNoMeeting.
func (s *Meetings) Get(ctx context.Context, id int64) (campus.Meeting, error) {
	m, exists, err := s.evenHidden(ctx, id)
	if err == nil && !exists {
		err = campus.ErrNoMeeting
	}
	return m, err
}

// evenHidden returns a meeting, also one that has been deleted; false for that, and for one that never was.
func (s *Meetings) evenHidden(ctx context.Context, id int64) (campus.Meeting, bool, error) {
	var values *redis.SliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { values = p.HMGet(ctx, s.keys.meeting(id), meetingFields...) }); err != nil {
		return campus.Meeting{}, false, err
	}
	m, ok := meetingFrom(values.Val())
	return m, ok, nil
}

// Instances returns all dates of a meeting, in order.
func (s *Meetings) Instances(ctx context.Context, m campus.Meeting) ([]campus.Instance, error) {
	orders := make([]int, m.Orders)
	for i := range orders {
		orders[i] = i + 1
	}
	return s.some(ctx, m.ID, orders)
}

// some returns those dates of a meeting that exist.
func (s *Meetings) some(ctx context.Context, id int64, orders []int) ([]campus.Instance, error) {
	cmds := make([]*redis.SliceCmd, len(orders))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, order := range orders {
			cmds[i] = p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)
		}
	})
	if err != nil {
		return nil, err
	}
	instances := make([]campus.Instance, 0, len(cmds))
	for _, cmd := range cmds {
		if i, ok := instanceFrom(cmd.Val()); ok {
			instances = append(instances, i)
		}
	}
	return instances, nil
}

// Instance returns one date of a meeting, or ErrNoMeeting.
func (s *Meetings) Instance(ctx context.Context, id int64, order int) (campus.Instance, error) {
	found, err := s.some(ctx, id, []int{order})
	if err != nil {
		return campus.Instance{}, err
	}
	if len(found) == 0 {
		return campus.Instance{}, campus.ErrNoMeeting
	}
	return found[0], nil
}

// missedStart is how late a start may be announced: after a stop of Stoa nobody needs to hear of what began long ago.
const missedStart = 5 * 60 * 1000 // milliseconds

// advance does what follows from an instance's times; see advance_instance.lua.
func (s *Meetings) advance(ctx context.Context, id int64, order int) error {
	room := MeetingRoom(id, order)
	k := append(s.endKeys(id, order), s.keys.meetingDue(id), s.keys.meetingOutbox(id), s.keys.unarchived(meetingTag(id)))
	slept, woke, err := s.outage(ctx)
	if err != nil {
		return err
	}
	_, err = s.e.Run(ctx, advanceInstanceScript, k, instanceName(id, order), room.Topic, missedStart, slept, woke)
	return err
}

// endKeys are the seven keys that scripts take for each instance that they may end; see lib_end.lua.
func (s *Meetings) endKeys(id int64, order int) []string {
	room := MeetingRoom(id, order)
	return []string{s.keys.instance(id, order), s.keys.present(room), s.keys.visits(room), s.keys.room(room), s.keys.events(room),
		s.keys.seen(room), s.keys.signs(room)}
}
