package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// React gives a line a reaction, or takes it back: for who may speak in the room. Done again it changes nothing and tells
// nobody. Refusals: ErrNoReaction, ErrNoMessage, ErrLineDeleted, and those of the room's kind.
func (s *Rooms) React(ctx context.Context, person campus.Person, room Room, line int64, name string, give bool, op string) error {
	if _, ok := campus.FindReaction(name); !ok {
		return campus.ErrNoReaction
	}
	k := append([]string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.reacted(room), s.keys.reactions(room)},
		s.keys.gateKeys(room)...)
	asked := engine.Asked(person.ID, "react:"+room.Topic+":"+num(line)+":"+name+":"+flag(give), op)
	_, err := s.asStaff(ctx, person, room, func(elsewhere string) (engine.Reply, error) {
		return s.e.Write(ctx, asked, room.kind.gated(reactScript), k, room.Topic, person.ID, line, name, flag(give), campus.MaxReacted,
			elsewhere)
	})
	if err != nil {
		return err
	}
	return s.noteNamed(ctx, room, person.ID)
}

// noteNamed notes that a room of many, which outlives meetings, names people who need have said nothing there: open pages of it are told
// when they are renamed. Rooms of two and of meetings find that themselves; see tellRename and tellName.
func (s *Rooms) noteNamed(ctx context.Context, room Room, people ...int64) error {
	if room.kind != courseRooms && room.kind != generalRooms {
		return nil
	}
	var calls []engine.Call
	for _, person := range people {
		calls = append(calls, engine.Call{Script: noteRoomScript, Keys: []string{s.keys.personRooms(person)}, Args: []any{room.Topic, 0}})
	}
	_, err := s.e.RunAll(context.WithoutCancel(ctx), calls) // it was done, though who asked has gone away meanwhile
	return err
}

// readReacted reads what react.lua wrote beside a line: for each reaction its name, how many gave it, and who.
func readReacted(text string) []campus.Reacted {
	if text == "" {
		return nil
	}
	var all []campus.Reacted
	for one := range strings.SplitSeq(text, ";") {
		words := strings.Fields(one)
		if _, known := campus.FindReaction(words[0]); !known || len(words) < 2 { // of a newer Stoa
			continue
		}
		count, _ := campus.ParseID(words[1])
		r := campus.Reacted{Name: words[0], Count: int(count)}
		for _, id := range words[2:] {
			if n, ok := campus.ParseID(id); ok {
				r.People = append(r.People, campus.Named{ID: n})
			}
		}
		all = append(all, r)
	}
	return all
}

// reactors returns the ids of those who are called by name beside a line.
func reactors(l campus.Line) (ids []int64) {
	for _, r := range l.Reactions {
		for _, one := range r.People[:min(len(r.People), campus.NamedReacted)] {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

// nameReactors writes names beside a line.
func nameReactors(l campus.Line, people map[int64]campus.Person) {
	for _, r := range l.Reactions {
		for i := range min(len(r.People), campus.NamedReacted) {
			r.People[i].Name = people[r.People[i].ID].Name
		}
	}
}

// mineRead is whether somebody is among the many who gave lines reactions, being read.
type mineRead map[*campus.Reacted]*redis.FloatCmd

// queueMine marks the reactions of lines that are a person's, and queues reading those of which not everybody is known.
func (s *Rooms) queueMine(ctx context.Context, p engine.Reader, room Room, person int64, lines []campus.Line) mineRead {
	many := mineRead{}
	for i := range lines {
		for j := range lines[i].Reactions {
			r := &lines[i].Reactions[j]
			r.Mine = slices.ContainsFunc(r.People, func(n campus.Named) bool { return n.ID == person })
			if !r.Mine && r.Count > len(r.People) {
				many[r] = p.ZScore(ctx, s.keys.reacted(room), num(lines[i].ID)+" "+r.Name+" "+num(person))
			}
		}
	}
	return many
}

func (m mineRead) mark() {
	for r, cmd := range m {
		r.Mine = cmd.Err() == nil
	}
}

// MarkMine says of each reaction of these lines whether it is a person's too: in no round trip, or one where more people
// than stand beside a line have reacted to it.
func (s *Rooms) MarkMine(ctx context.Context, person campus.Person, room Room, lines []campus.Line) error {
	many := func(l campus.Line) bool {
		return slices.ContainsFunc(l.Reactions, func(r campus.Reacted) bool { return r.Count > len(r.People) })
	}
	if !slices.ContainsFunc(lines, many) {
		s.queueMine(ctx, nil, room, person.ID, lines)
		return nil
	}
	var read mineRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueMine(ctx, p, room, person.ID, lines) })
	if err == nil {
		read.mark()
	}
	return err
}
