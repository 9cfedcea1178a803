package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Planned is a meeting with its dates, as somebody stands to it.
type Planned struct {
	campus.Rights
	Meeting   campus.Meeting
	Instances []campus.Instance
	Course    string // the title of its course; "" for none
	Listed    int    // how many addresses it lists
}

// Dates returns a meeting and its dates for who may come to it, in two round trips. It refuses as Reader does.
func (s *Meetings) Dates(ctx context.Context, person campus.Person, id int64) (Planned, error) {
	var meeting *redis.SliceCmd
	var standing standingRead
	var listed *redis.IntCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		meeting, standing = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), s.queueStanding(ctx, p, person.ID, id)
		listed = p.HLen(ctx, s.keys.audience(id))
	})
	if err != nil {
		return Planned{}, err
	}
	m, ok := evenDeleted(meeting.Val())
	if !ok {
		return Planned{}, campus.ErrNoMeeting
	}
	facts := standing.facts(m)
	var course seatRead
	cmds := make([]*redis.SliceCmd, m.Orders)
	err = s.e.Read(ctx, func(p engine.Reader) {
		if m.Course != "" {
			course = s.courses.queueSeat(ctx, p, person.ID, m.Course)
		}
		for i := range cmds {
			cmds[i] = p.HMGet(ctx, s.keys.instance(id, i+1), instanceFields...)
		}
	})
	if err != nil {
		return Planned{}, err
	}
	course.facts(&facts)
	plan := Planned{Rights: campus.MeetingRights(person, facts), Meeting: m, Course: courseTitle(facts), Listed: int(listed.Val())}
	if !plan.Enter {
		return Planned{}, facts.Refusal()
	}
	for _, cmd := range cmds {
		if i, ok := instanceFrom(cmd.Val()); ok {
			plan.Instances = append(plan.Instances, i)
		}
	}
	return plan, nil
}
