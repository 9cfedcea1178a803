package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// pairRead is what the right to write in the room of two follows from, being read for one of them.
type pairRead struct {
	other             int64
	people            peopleRead
	blocked, blocking *redis.FloatCmd
	lines             *redis.StringCmd
}

func (s *Rooms) queuePair(ctx context.Context, p engine.Reader, who campus.Person, room Room) pairRead {
	other, _ := named(room).Other(who.ID) // for a third it is nobody
	return pairRead{other: other, people: s.people.queue(ctx, p, []int64{who.ID, other}),
		blocked: p.ZScore(ctx, s.keys.personBlocked(other), num(who.ID)), blocking: p.ZScore(ctx, s.keys.personBlocked(who.ID), num(other)),
		lines: p.HGet(ctx, s.keys.room(room), "lines")}
}

// facts returns what was read. Who writes is taken as they are by now, for their role may have changed since they came.
func (r pairRead) facts(who campus.Person, dm campus.DM) campus.PrivateFacts {
	people := r.people.people()
	if now, ok := people[who.ID]; ok {
		who = now
	}
	return campus.PrivateFacts{Policy: dm, From: who, To: people[r.other], Blocked: r.blocked.Err() == nil,
		Blocking: r.blocking.Err() == nil}
}

// pair reads why somebody may not write in the room of two, if so, and whether nothing was ever said there.
func (s *Rooms) pair(ctx context.Context, who campus.Person, room Room) (no error, fresh bool, err error) {
	var read pairRead
	err = s.e.Read(ctx, func(p engine.Reader) { read = s.queuePair(ctx, p, who, room) })
	if err != nil {
		return nil, false, err
	}
	facts := read.facts(who, s.dm)
	if facts.To.ID == 0 {
		return campus.ErrNoRoom, false, nil
	}
	return campus.MayWritePrivately(facts), read.lines.Err() != nil, nil
}

// betweenTwo does what the gate of the room of two has a say in. What was done before is answered as it was, whoever may write
// by now: so the script is asked even when nothing new can come of it.
func (s *Rooms) betweenTwo(ctx context.Context, who campus.Person, room Room, do func(elsewhere string) (engine.Reply, error)) (
	engine.Reply, error) {
	no, fresh, err := s.pair(ctx, who, room)
	if err == nil && no == nil && fresh {
		err = s.listPrivate(ctx, named(room))
	}
	if err != nil {
		return engine.Reply{}, err
	}
	got, err := do(flag(no == nil))
	got.Fresh = got.Fresh && no == nil // what who may not gets an answer to was done before
	if err != nil && no != nil {
		err = no
	}
	return got, err
}

// listPrivate puts a room into the lists of its two people. It comes before the first line, so that no line is in a room that
// nobody finds; one where nothing is said yet is not shown.
func (s *Rooms) listPrivate(ctx context.Context, id campus.RoomID) error {
	low, high, _ := id.Two()
	list := func(whose, other int64) engine.Call {
		return engine.Call{Script: notePrivateScript, Keys: []string{s.keys.personPrivate(whose)},
			Args: []any{campus.PersonTopic(whose), other}}
	}
	_, err := s.e.RunAll(ctx, []engine.Call{list(low, high), list(high, low)})
	return err
}

// lookAgain takes back, as back says, what was said in the room of two while the right to say it was lost, and returns why.
func (s *Rooms) lookAgain(ctx context.Context, who campus.Person, room Room, back engine.Call) error {
	ctx = context.WithoutCancel(ctx) // it was said, though they have gone away meanwhile
	no, _, err := s.pair(ctx, who, room)
	if err != nil || no == nil {
		return err
	}
	if _, err := s.e.Run(ctx, back.Script, back.Keys, back.Args...); err != nil {
		return err
	}
	return no
}

// beforeEdit returns a line of the room of two as it is, so that an edit of it can be taken back. Elsewhere an edit never has to be,
// and it is zero.
func (s *Rooms) beforeEdit(ctx context.Context, room Room, line int64) (campus.Line, error) {
	if room.kind != privateRooms {
		return campus.Line{}, nil
	}
	lines, err := s.bareLines(ctx, room, []int64{line})
	if err != nil || len(lines) == 0 {
		return campus.Line{}, err
	}
	return lines[0], nil
}

// restored is how an edit of a line is taken back; see restore_line.lua.
func (s *Rooms) restored(room Room, was campus.Line, asked engine.Op) engine.Call {
	return engine.Call{Script: restoreLineScript, Args: []any{room.Topic, was.ID, was.Body, was.Edits, flag(was.Edited)},
		Keys: []string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.Outbox(room.tag),
			s.e.OpKey(s.keys.room(room), asked)}}
}
