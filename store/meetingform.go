package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// MeetingDesk is what the form of a meeting is drawn from.
type MeetingDesk struct {
	Meeting   campus.Meeting   // as it is now; zero for one that is yet to be made
	Addresses []campus.Address // that it lists, by address
	Courses   []campus.Course  // which it may belong to: those of whose staff the asker is, and its own
	Host      campus.Person    // zero for one that is yet to be made
	Hosts     []campus.Person  // for an admin: who could host it, some teachers, then some admins, by name
	Own       bool             // the asker may delete it
}

// deskRead is a desk being read.
type deskRead struct {
	meeting  *redis.SliceCmd
	audience *redis.MapStringStringCmd
	own      *ownRead
	listed   *redis.Cmd
}

// Desk returns what the form of a meeting is drawn from, in two round trips; 0 for a meeting that is yet to be made, with a
// course that it may be of, or "". It refuses with ErrNoMeeting and ErrNotMeetingStaff.
func (s *Meetings) Desk(ctx context.Context, asker campus.Person, id int64, course string) (MeetingDesk, error) {
	var desk MeetingDesk
	var read deskRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueDesk(ctx, p, asker, id) })
	if err != nil {
		return desk, err
	}
	if id != 0 {
		var ok bool
		if desk.Meeting, ok = meetingFrom(read.meeting.Val()); !ok {
			return MeetingDesk{}, campus.ErrNoMeeting
		}
		desk.Addresses, _ = addressesFrom(read.audience.Val())
		course = desk.Meeting.Course
	}
	ids, people := slices.Clone(read.own.teaches.Val()), []int64{}
	if course != "" && campus.IsCourseID(course) && !slices.Contains(ids, course) {
		ids = append(ids, course)
	}
	if asker.Role == campus.Admin {
		people = append(teachersIn(read.listed), desk.Meeting.Host.ID)
	}
	courses := make([]seatRead, len(ids))
	var named peopleRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, id := range ids {
			courses[i] = s.courses.queueSeat(ctx, p, asker.ID, id)
		}
		named = s.people.queue(ctx, p, people)
	})
	if err != nil {
		return desk, err
	}
	return desk, desk.fill(asker, id, courses, people, named.people())
}

func (s *Meetings) queueDesk(ctx context.Context, p engine.Reader, asker campus.Person, id int64) deskRead {
	r := deskRead{own: s.queueOwn(ctx, p, asker.ID)}
	if asker.Role == campus.Admin {
		r.listed = s.queueTeachers(ctx, p)
	}
	if id != 0 {
		r.meeting, r.audience = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HGetAll(ctx, s.keys.audience(id))
	}
	return r
}

// fill adds what was read last, and refuses who may not sit at the desk.
func (d *MeetingDesk) fill(asker campus.Person, id int64, courses []seatRead, people []int64, named map[int64]campus.Person) error {
	facts := campus.MeetingFacts{Meeting: d.Meeting}
	for _, read := range courses {
		c, ok := read.course()
		if !ok {
			continue
		}
		if c.ID == d.Meeting.Course {
			read.facts(&facts)
		}
		if c.ID == d.Meeting.Course || campus.CourseRights(asker, c, campus.Enrolment{}).Staff {
			d.Courses = append(d.Courses, c)
		}
	}
	slices.SortFunc(d.Courses, func(a, b campus.Course) int { return b.Created.Compare(a.Created) })
	for _, one := range people {
		p, ok := named[one]
		if ok && one == d.Meeting.Host.ID {
			d.Host = p
		}
		if ok && teaches(p) && !slices.ContainsFunc(d.Hosts, func(o campus.Person) bool { return o.ID == p.ID }) {
			d.Hosts = append(d.Hosts, p)
		}
	}
	rights := campus.MeetingRights(asker, facts)
	if d.Own = rights.Own; id != 0 && !rights.Staff {
		*d = MeetingDesk{}
		return campus.ErrNotMeetingStaff
	}
	return nil
}
