package store

import (
	"context"
	"maps"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// followClosing tells the people of a course that it closes soon, unless its closing has moved meanwhile.
func (s *Inbox) followClosing(ctx context.Context, en engine.Entry) error {
	course, err := s.courses.Get(ctx, en.Text("course"))
	if err != nil {
		return unlessGone(err)
	}
	closes := en.Number("closes")
	if course.Closes.UnixMilli() != closes || !course.Open(s.e.Now()) {
		return nil
	}
	return s.tellCourse(ctx, en, keptNotification{Kind: campus.CourseClosing, Dates: [4]int64{closes}})
}

// tellStarting reminds who is invited to a date that it begins soon: who is listed, and who is in the meeting's course, but
// not who is excused. A date that has moved, was cancelled or has begun meanwhile needs no reminder.
func (s *Store) tellStarting(ctx context.Context, en engine.Entry) error {
	id, order, from := en.Number("meeting"), int(en.Number("order")), en.Number("from")
	m, exists, err := s.Meetings.evenHidden(ctx, id)
	if err != nil || !exists {
		return err
	}
	dates, err := s.Meetings.some(ctx, id, []int{order})
	if err != nil || len(dates) == 0 {
		return err
	}
	date := dates[0]
	if date.From.UnixMilli() != from || date.State(s.Now()) != campus.Scheduled {
		return nil
	}
	scopes, err := s.Meetings.scopesOf(ctx, m)
	if err != nil {
		return err
	}
	people, err := s.expand(ctx, scopes)
	if err != nil {
		return err
	}
	excused, err := s.excusedFrom(ctx, MeetingRoom(id, order))
	if err != nil {
		return err
	}
	n := keptNotification{Kind: campus.MeetingStarting, Meeting: id, Order: order, Title: m.Title,
		Dates: [4]int64{from, date.To.UnixMilli()}}
	return s.Inbox.tellMeeting(ctx, en, guestList{pick(among(people, scopes), excused, false), listed(people)}, m, n)
}

// excusedFrom returns who need not come to a date, in order.
func (s *Store) excusedFrom(ctx context.Context, room Room) ([]int64, error) {
	var excused *redis.MapStringStringCmd
	err := s.engine.Read(ctx, func(p engine.Reader) { excused = p.HGetAll(ctx, s.Rooms.keys.excused(room)) })
	return sorted(idsFrom(slices.Collect(maps.Keys(excused.Val())))), err
}
