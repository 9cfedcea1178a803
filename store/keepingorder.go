package store

import (
	"context"
	"strconv"

	"stoa/store/campus"
	"stoa/store/engine"
)

// elsewhere is what a gate is told of somebody: "1" for who is of the staff of every room, "teacher" for who is of the staff of
// those whose course says so.
func elsewhere(who campus.Person) string {
	if who.Role == campus.Teacher {
		return string(campus.Teacher)
	}
	return flag(who.Role == campus.Admin)
}

// standing refuses with ErrNotThere whom the asker does not find in the room; its staff find who is banned too.
func (k roomKeeper) standing(ctx context.Context, asker campus.Person, room Room, whom int64) (campus.Place, Standing, error) {
	people, err := k.people.Some(ctx, []int64{whom})
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	var mine, theirs placeRead
	them, exists := people[whom]
	err = k.e.Read(ctx, func(p engine.Reader) {
		mine, theirs = k.queuePlace(ctx, p, asker, room), k.queuePlace(ctx, p, them, room)
	})
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	place, err := k.placed(mine)
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	facts := theirs.facts()
	st := Standing{Person: them, Banned: facts.Banned, Muted: facts.Muted}
	facts.Banned = false
	stands, no := facts.Place(them, k.e.Now())
	st.Staff = no == nil && stands.Staff
	if !exists || no != nil && !st.Banned || st.Banned && !st.Staff && !place.Staff {
		return place, Standing{}, campus.ErrNotThere
	}
	return place, st, nil
}

// sanction mutes, unmutes, bans or lifts; nobody is sent out of where nobody comes and goes.
func (k roomKeeper) sanction(ctx context.Context, asker campus.Person, room Room, whom int64, what campus.Kind, op string) error {
	set := map[campus.Kind]string{campus.KindMuted: k.keys.roomMuted(room), campus.KindUnmuted: k.keys.roomMuted(room),
		campus.KindBanned: k.keys.roomBanned(room), campus.KindLifted: k.keys.roomBanned(room)}[what]
	if err := k.mayKeep(ctx, asker, room); err != nil {
		return err
	}
	if set == "" {
		return campus.ErrNotThere
	}
	people, err := k.people.Some(ctx, []int64{whom})
	if err != nil {
		return err
	}
	p, ok := people[whom]
	if !ok || p.Status == campus.StatusErased {
		return campus.ErrNoPerson
	}
	keys := append(k.orderKeys(room), set)
	asked := engine.Asked(asker.ID, string(what)+":"+room.Topic+":"+num(whom), op)
	_, err = k.e.Write(ctx, asked, room.kind.gated(governRoomScript), append(keys, k.keys.gateKeys(room)...), room.Topic, asker.ID,
		elsewhere(asker), whom, elsewhere(p), string(what), campus.PersonTopic(whom))
	return err
}

func (k roomKeeper) orderKeys(room Room) []string {
	return []string{k.keys.room(room), k.keys.lines(room), k.keys.events(room), k.keys.Outbox(room.tag)}
}

// mayKeep refuses who may not read in a room, or does not keep order there. The script decides it again.
func (k roomKeeper) mayKeep(ctx context.Context, asker campus.Person, room Room) error {
	place, err := k.place(ctx, asker, room)
	if err == nil && !place.Staff {
		err = campus.ErrNotRoomStaff
	}
	return err
}

func (k roomKeeper) setChat(ctx context.Context, asker campus.Person, room Room, chat campus.Rules, op string) (campus.Rules, error) {
	if err := chat.Validate(); err != nil {
		return campus.Rules{}, err
	}
	if err := k.mayKeep(ctx, asker, room); err != nil {
		return campus.Rules{}, err
	}
	name := "chat:" + string(chat.Chat) + ":" + strconv.Itoa(chat.Seconds) + ":" + room.Topic
	_, err := k.e.Write(ctx, engine.Asked(asker.ID, name, op), room.kind.gated(ruleRoomScript),
		append(k.orderKeys(room), k.keys.gateKeys(room)...), room.Topic, asker.ID, elsewhere(asker), string(chat.Chat), chat.Seconds)
	if err != nil {
		return campus.Rules{}, err
	}
	return k.Rules(ctx, room)
}

// RoomBans returns who is banned from a room that outlives meetings, the first banned first, with when as Joined. asker must be
// of its staff.
func (s *Rooms) RoomBans(ctx context.Context, asker campus.Person, room Room) ([]campus.Participant, error) {
	if err := (roomKeeper{s}).mayKeep(ctx, asker, room); err != nil {
		return nil, err
	}
	banned, err := s.e.Page(ctx, s.keys.roomBanned(room), engine.Place{}, MaxBans, false)
	if err != nil {
		return nil, err
	}
	people, err := s.people.Some(ctx, idsOf(banned))
	return participants(banned, people), err
}

// member returns somebody who is in a room that outlives meetings, or who is banned from it; ErrNotThere for others.
func (s *Rooms) member(ctx context.Context, room Room, person int64) (campus.Person, error) {
	people, err := s.people.Some(ctx, []int64{person})
	if err != nil {
		return campus.Person{}, err
	}
	them, exists := people[person]
	var read placeRead
	if err = s.e.Read(ctx, func(p engine.Reader) { read = roomKeeper{s}.queuePlace(ctx, p, them, room) }); err != nil {
		return them, err
	}
	facts := read.facts()
	facts.Banned = false
	if _, no := facts.Place(them, s.e.Now()); !exists || no != nil {
		return them, campus.ErrNotThere
	}
	return them, nil
}
