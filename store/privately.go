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
	listed            *redis.FloatCmd
}

func (s *Rooms) queuePair(ctx context.Context, p engine.Reader, who campus.Person, room Room) pairRead {
	other, _ := named(room).Other(who.ID) // for a third it is nobody
	return pairRead{other: other, people: s.people.queue(ctx, p, []int64{who.ID, other}),
		blocked: p.ZScore(ctx, s.keys.personBlocked(other), num(who.ID)), blocking: p.ZScore(ctx, s.keys.personBlocked(who.ID), num(other)),
		lines: p.HGet(ctx, s.keys.room(room), "lines"), listed: p.ZScore(ctx, s.keys.personPrivate(who.ID), num(other))}
}

// facts returns what was read. Who writes is taken as they are by now, for their role may have changed since they came.
func (r pairRead) facts(who campus.Person, dm campus.DM) campus.PrivateFacts {
	people := r.people.people()
	if now, ok := people[who.ID]; ok {
		who = now
	}
	return campus.PrivateFacts{Policy: dm, From: who, To: people[r.other], Blocked: r.blocked.Err() == nil,
		Blocking: r.blocking.Err() == nil, Said: r.lines.Err() == nil}
}

// pairsRead is how somebody stands to others whom they might write to, being read.
type pairsRead struct {
	who               campus.Person
	people            peopleRead
	blocked, blocking map[int64]*redis.FloatCmd
}

// queuePairs queues how somebody stands to some people, who are being read.
func (d data) queuePairs(ctx context.Context, p engine.Reader, who campus.Person, people peopleRead) pairsRead {
	r := pairsRead{who, people, map[int64]*redis.FloatCmd{}, map[int64]*redis.FloatCmd{}}
	for id := range people {
		r.blocked[id] = p.ZScore(ctx, d.keys.personBlocked(id), num(who.ID))
		r.blocking[id] = p.ZScore(ctx, d.keys.personBlocked(who.ID), num(id))
	}
	return r
}

// pair is what was read of one of them. What the campus lets people do is not in it; see Rooms.MayWriteTo.
func (r pairsRead) pair(id int64) campus.PrivateFacts {
	return campus.PrivateFacts{From: r.who, To: r.people.people()[id], Blocked: r.blocked[id].Err() == nil,
		Blocking: r.blocking[id].Err() == nil}
}

// MayWriteTo reports whether one of two may write to the other on this campus: a link to their room leads somewhere.
func (s *Rooms) MayWriteTo(f campus.PrivateFacts) bool {
	f.Policy = s.dm
	return campus.MayWritePrivately(f) == nil
}

// pair reads why somebody may not write in the room of two, if so, and whether it is in their list.
func (s *Rooms) pair(ctx context.Context, who campus.Person, room Room) (no error, listed bool, err error) {
	var read pairRead
	err = s.e.Read(ctx, func(p engine.Reader) { read = s.queuePair(ctx, p, who, room) })
	if err != nil {
		return nil, false, err
	}
	return campus.MayWritePrivately(read.facts(who, s.dm)), read.listed.Err() == nil, nil
}

// betweenTwo does what the gate of the room of two has a say in. What was done before is answered as it was, whoever may write
// by now: so the script is asked even when nothing new can come of it.
func (s *Rooms) betweenTwo(ctx context.Context, who campus.Person, room Room, do func(elsewhere string) (engine.Reply, error)) (
	engine.Reply, error) {
	no, _, err := s.pair(ctx, who, room)
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

// listPrivate puts rooms into the lists of their two people. It comes after the first line, for what is refused leaves no trace with
// the other. The line's entry in the outbox sees to it that no line is in a room that nobody finds: see listSpoken.
func (s *Rooms) listPrivate(ctx context.Context, rooms ...campus.RoomID) error {
	list := func(whose, other int64) engine.Call {
		return engine.Call{Script: notePrivateScript, Keys: []string{s.keys.personPrivate(whose)},
			Args: []any{campus.PersonTopic(whose), other}}
	}
	var calls []engine.Call
	for _, id := range rooms {
		low, high, _ := id.Two()
		calls = append(calls, list(low, high), list(high, low))
	}
	_, err := s.e.RunAll(ctx, calls)
	return err
}

// listSpoken lists the rooms of two in which people have said their first lines: whoever was to do it may have died. A line that was
// taken back, or deleted, makes no room.
func (s *Rooms) listSpoken(ctx context.Context, entries []engine.Entry) error {
	var rooms []campus.RoomID
	var spoke []int64
	for _, en := range entries {
		id, _ := campus.ParseRoomTopic(en.Text("room"))
		if id.Kind() != campus.PlacePrivate {
			continue
		}
		lines, err := s.bareLines(ctx, RoomNamed(id), []int64{en.Number("line")})
		if err != nil {
			return err
		}
		if len(lines) > 0 && !lines[0].Deleted {
			rooms, spoke = append(rooms, id), append(spoke, en.Number("person"))
		}
	}
	if err := s.listPrivate(ctx, rooms...); err != nil {
		return err
	}
	people, err := s.people.Some(ctx, spoke)
	if err != nil {
		return err
	}
	for id, p := range people {
		if p.Status != campus.StatusErased {
			continue
		}
		if err := s.eraseOwn(ctx, id); err != nil { // whoever erased them did not find the room in their list
			return err
		}
	}
	return nil
}

// lookAgain takes back, as back says, what was said in the room of two while the right to say it was lost, and returns why. Else it
// lists the room, if this is the first.
func (s *Rooms) lookAgain(ctx context.Context, who campus.Person, room Room, back engine.Call) error {
	ctx = context.WithoutCancel(ctx) // it was said, though they have gone away meanwhile
	no, listed, err := s.pair(ctx, who, room)
	if err == nil && no == nil && !listed {
		err = s.listPrivate(ctx, named(room))
	}
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
