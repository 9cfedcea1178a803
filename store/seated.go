package store

import (
	"context"
	"errors"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// followSeats brings people's own courses in step with how they stand in them, and sends who has lost a place out of what
// is open of the course's meetings. Who has got one has missed nothing of what was said before in its room.
func (s *Store) followSeats(ctx context.Context, entries []engine.Entry) error {
	c := s.Courses
	reads := make([]seatRead, len(entries))
	err := c.e.Read(ctx, func(p engine.Reader) {
		for i, en := range entries {
			reads[i] = c.queueSeat(ctx, p, en.Number("person"), en.Text("course"))
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	var lost, seated, moved []engine.Entry
	for i, en := range entries {
		mine := reads[i].mine()
		calls = append(calls, engine.Call{Script: noteSeatScript, Keys: []string{c.keys.personCourses(en.Number("person"))},
			Args: []any{en.Text("course"), en.Order(), mine.Status}})
		if mine.Status != campus.Enrolled && !onlyWaited(en) {
			lost = append(lost, en)
		}
		switch mine.Status {
		case campus.Enrolled, campus.Waiting:
			seated = append(seated, en)
		}
		if mine.Status == campus.Enrolled && en.Text("why") == "promoted" {
			moved = append(moved, en)
		}
	}
	if _, err := c.e.RunAll(ctx, calls); err != nil {
		return err
	}
	if err := s.Rooms.welcome(ctx, seatedNow(entries, reads)); err != nil {
		return err
	}
	out, err := s.unseatAny(ctx, seated)
	if err != nil {
		return err
	}
	if err := s.Meetings.expectSeated(ctx, entries); err != nil {
		return err
	}
	if err := s.ringRooms(ctx, entries); err != nil {
		return err
	}
	moved = slices.DeleteFunc(moved, func(en engine.Entry) bool { return out[en.ID] })
	if err := s.Inbox.promoted(ctx, moved); err != nil {
		return err
	}
	for course, people := range whoLost(lost) {
		err = errors.Join(err, s.Meetings.outOfCourse(ctx, course, people))
	}
	return err
}

// whoLost returns by course who has lost a place.
func whoLost(seats []engine.Entry) map[string][]int64 {
	lost := map[string][]int64{}
	for _, en := range seats {
		lost[en.Text("course")] = append(lost[en.Text("course")], en.Number("person"))
	}
	return lost
}

// onlyWaited reports whether somebody has come into the waiting list, or gone from it: that gives no right, and takes none.
func onlyWaited(seat engine.Entry) bool {
	return seat.Text("why") == campus.Waiting || seat.Text("had") == "wait"
}

// expectSeated notes who has got a place in a course while a meeting of it is open, though they have given it back since.
func (s *Meetings) expectSeated(ctx context.Context, seats []engine.Entry) error {
	came := map[string][]string{}
	for _, en := range seats {
		if why := en.Text("why"); why == campus.Enrolled || why == "promoted" {
			came[en.Text("course")] = append(came[en.Text("course")], en.Text("person"))
		}
	}
	open := make(map[string]*redis.Cmd, len(came))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for course := range came {
			open[course] = s.queueOpen(ctx, p, campus.CourseTopic(course))
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	noted := map[string][]string{}
	for course, cmd := range open {
		for _, place := range engine.PlacesOf(engine.Queued(cmd).List(0)) {
			if id, order, _, ok := parseMember(place.Member); ok {
				calls = append(calls, s.expect(id, order, came[course], true)...)
				noted[instanceName(id, order)] = came[course]
			}
		}
	}
	if _, err = s.e.RunAll(ctx, calls); err != nil {
		return err
	}
	return s.noteRosters(ctx, noted)
}
