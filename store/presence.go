package store

import (
	"context"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// goneAtOnce bounds how many are let out of a room in one step, so that others get their turn in between.
	goneAtOnce = 200
	// seenAtOnce bounds how many are noted as seen in one step.
	seenAtOnce = 500
)

// Here notes that somebody in an instance has answered just now: who has not been seen for a minute is let out. It refuses
// with ErrNotActive, ErrNotAttending, and ErrLost for who was let out so and may join again.
func (s *Meetings) Here(ctx context.Context, person campus.Person, id int64, order int) error {
	_, err := s.e.Run(ctx, hereScript, s.seenKeys(id, order), instanceName(id, order), person.ID)
	return err
}

// Came notes that somebody has just opened a stream of a room, if they are in it. What is no instance's room has nobody
// in it.
func (s *Meetings) Came(ctx context.Context, topic string, person int64) error {
	id, order, ok := campus.ParseMeetingTopic(topic)
	if !ok {
		return nil
	}
	_, err := s.e.RunAll(ctx, s.touch(id, order, "came", []int64{person}))
	return err
}

// Standing notes whose streams of rooms stand: by topic, in one round trip for all. Of who answers by themselves that says
// nothing.
func (s *Meetings) Standing(ctx context.Context, rooms map[string][]int64) error {
	var calls []engine.Call
	for topic, people := range rooms {
		if id, order, ok := campus.ParseMeetingTopic(topic); ok {
			calls = append(calls, s.touch(id, order, "stands", people)...)
		}
	}
	_, err := s.e.RunAll(ctx, calls)
	return err
}

// touch is how people are noted as seen; see touch.lua.
func (s *Meetings) touch(id int64, order int, how string, people []int64) []engine.Call {
	var calls []engine.Call
	for len(people) > 0 {
		n := min(len(people), seenAtOnce)
		args := []any{instanceName(id, order), how}
		for _, person := range people[:n] {
			args = append(args, person)
		}
		calls, people = append(calls, engine.Call{Script: touchScript, Keys: s.seenKeys(id, order), Args: args}), people[n:]
	}
	return calls
}

func (s *Meetings) seenKeys(id int64, order int) []string {
	room := MeetingRoom(id, order)
	return []string{s.keys.instance(id, order), s.keys.present(room), s.keys.seen(room), s.keys.signs(room), s.keys.meetingDue(id)}
}

// letOutUnseen lets out of an instance who is not seen any more; see gone.lua.
func (s *Meetings) letOutUnseen(ctx context.Context, name string) error {
	id, order, _, ok := parseMember(name)
	if !ok || instanceName(id, order) != name {
		return engine.ErrName
	}
	slept, woke, err := s.outage(ctx)
	if err != nil {
		return err
	}
	call := engine.Call{Script: goneScript, Keys: append(s.endKeys(id, order), s.keys.meetingDue(id)),
		Args: []any{name, campus.MeetingTopic(id, order), goneAtOnce, slept, woke}}
	_, err = s.e.RunAll(ctx, []engine.Call{call})
	return err
}
