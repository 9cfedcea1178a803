package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// newcomer is somebody who is new in a room since a time: what was said there before is nothing that they have missed.
type newcomer struct {
	person int64
	room   Room
	came   time.Time
}

// welcome has newcomers have read what was said before they came. It goes by when they came and not by when this is done: what
// is said meanwhile stays unread. Who has a read mark keeps it.
func (s *Rooms) welcome(ctx context.Context, all []newcomer) error {
	said, err := s.saidLast(ctx, all, 1)
	if err != nil {
		return err
	}
	late := slices.DeleteFunc(slices.Clone(all), func(n newcomer) bool {
		lines := said[n.room.Topic] // none where nothing was said, or the last cannot be read
		return len(lines) > 0 && lines[0].At.Before(n.came)
	})
	more, err := s.saidLast(ctx, late, MaxLines)
	if err != nil {
		return err
	}
	maps.Copy(said, more)
	people, calls := make([]int64, len(all)), make([]engine.Call, len(all))
	for i, n := range all {
		people[i] = n.person
		calls[i] = engine.Call{Script: beginRoomScript, Keys: []string{s.keys.personRead(n.person)},
			Args: []any{campus.PersonTopic(n.person), string(named(n.room)), lastBefore(said[n.room.Topic], n.came)}}
	}
	_, err = s.noteMarks(ctx, people, calls)
	return err
}

// saidLast returns by topic so many of the last lines of newcomers' rooms.
func (s *Rooms) saidLast(ctx context.Context, all []newcomer, limit int) (map[string][]campus.Line, error) {
	span, reads := Span{Limit: limit}, map[string]*redis.Cmd{}
	said := map[string][]campus.Line{}
	err := s.e.Read(ctx, func(p engine.Reader) {
		for _, n := range all {
			if reads[n.room.Topic] == nil {
				reads[n.room.Topic] = s.queueLines(ctx, p, n.room, span)
			}
		}
	})
	for topic, read := range reads {
		room, _ := RoomOf(topic)
		said[topic] = s.conversation(room, engine.Queued(read), span).Lines
	}
	return said, err
}

// lastBefore returns the last line that was said before a time; were all later, the one before them.
func lastBefore(lines []campus.Line, at time.Time) int64 {
	for _, l := range slices.Backward(lines) {
		if l.At.Before(at) {
			return l.ID
		}
	}
	if len(lines) == 0 {
		return 0
	}
	return lines[0].ID - 1
}

// newPeople does what follows from people who were made, or whose address was confirmed.
func (s *Store) newPeople(ctx context.Context, entries []engine.Entry) error {
	ids := make([]int64, len(entries))
	for i, en := range entries {
		ids[i] = en.Number("person")
	}
	people, err := s.People.Some(ctx, ids)
	if err != nil {
		return err
	}
	var all []newcomer
	for _, p := range people {
		if p.Status != campus.StatusErased {
			all = append(all, newcomer{p.ID, GeneralRoom(), p.Created})
		}
	}
	if err := s.Rooms.welcome(ctx, all); err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.Meetings.bindPerson(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// newStaff returns who teaches a course and did not before.
func (s *Rooms) newStaff(ctx context.Context, en engine.Entry, former []campus.Named) ([]newcomer, error) {
	course, err := s.courses.Get(ctx, en.Text("course"))
	var all []newcomer
	for _, one := range course.Staff() {
		if one.ID != 0 && !isAmong(former, one.ID) {
			all = append(all, newcomer{one.ID, CourseRoom(course.ID), time.UnixMilli(en.Number("at"))})
		}
	}
	return all, unlessGone(err)
}

// seatedNow returns who has a place in a course, since when they have it.
func seatedNow(entries []engine.Entry, reads []seatRead) []newcomer {
	var all []newcomer
	for i, en := range entries {
		if reads[i].mine().Status == campus.Enrolled {
			since := time.UnixMilli(int64(reads[i].enrolled.Val()))
			all = append(all, newcomer{en.Number("person"), CourseRoom(en.Text("course")), since})
		}
	}
	return all
}
