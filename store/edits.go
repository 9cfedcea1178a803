package store

import (
	"context"

	"stoa/store/campus"
)

// EditMessage changes a line of one's own, while its meeting is open. Refusals: Invalid, ErrNoMessage, ErrNotYours,
// ErrNotActive.
func (s *Store) EditMessage(ctx context.Context, person campus.Person, seat campus.Seat, line int64, body, op string) (campus.Line, error) {
	n, err := campus.NewLine{Body: body}.Clean()
	if err != nil {
		return campus.Line{}, err
	}
	if err := s.changeMessage(ctx, person, seat, line, "edit", n.Body, op); err != nil {
		return campus.Line{}, err
	}
	lines, err := s.Lines(ctx, seat.Instance.Meeting, seat.Instance.Order, []int64{line})
	if err == nil && len(lines) == 0 {
		err = campus.ErrNoMessage
	}
	if err != nil {
		return campus.Line{}, err
	}
	return lines[0], nil
}

// DeleteMessage takes a line away but for a trace: one's own, or as the meeting's staff anybody's. Refusals: ErrNoMessage,
// ErrNotYours.
func (s *Store) DeleteMessage(ctx context.Context, person campus.Person, seat campus.Seat, line int64, op string) error {
	return s.changeMessage(ctx, person, seat, line, "delete", "", op)
}

func (s *Store) changeMessage(ctx context.Context, person campus.Person, seat campus.Seat, line int64, what, body, op string) error {
	id, order, room := seat.Instance.Meeting, seat.Instance.Order, seat.Instance.Room()
	tag := meetingTag(id)
	k := []string{s.keys.instance(id, order), s.keys.room(tag, room), s.keys.lines(tag, room), s.keys.events(tag, room),
		s.keys.op(tag, person.ID, what+":"+room+":"+num(line)+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.editMessage, k, room, line, person.ID, what, body, flag(seat.Staff))
	if err != nil {
		return err
	}
	switch got.word() {
	case "missing":
		return campus.ErrNoMessage
	case "foreign":
		return campus.ErrNotYours
	case "inactive":
		return campus.ErrNotActive
	}
	return nil
}
