package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

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
	var mine placeRead
	var theirs memberRead
	var pairs pairsRead
	err = k.e.Read(ctx, func(p engine.Reader) {
		mine, theirs = k.queuePlace(ctx, p, asker, room), k.queueMember(ctx, p, people[whom], room)
		pairs = k.queuePairs(ctx, p, asker, k.people.queue(ctx, p, []int64{whom}))
	})
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	place, err := k.placed(mine)
	if err != nil {
		return campus.Place{}, Standing{}, err
	}
	st, there := theirs.standing(k.e.Now())
	st.Pair = pairs.pair(whom)
	if !there && !(place.Staff && (st.Banned || st.Muted) && st.Person.ID != 0) || st.Banned && !st.Staff && !place.Staff {
		return place, Standing{}, campus.ErrNotThere
	}
	return place, st, nil
}

// memberRead is how somebody whom another asks for stands to a room, being read.
type memberRead struct {
	placeRead
	said *redis.StringSliceCmd // at most one
}

func (k roomKeeper) queueMember(ctx context.Context, p engine.Reader, them campus.Person, room Room) memberRead {
	return memberRead{k.queuePlace(ctx, p, them, room), p.LRange(ctx, k.keys.said(room, them.ID), 0, 0)}
}

// standing returns how they stand, and whether they are in the room, banned or not. Of the room of everybody who is not active is
// none, unless they have spoken there: else whoever counts through the ids learns who is disabled, erased or waits to be approved.
func (r memberRead) standing(now time.Time) (Standing, bool) {
	facts := r.facts()
	st := Standing{Person: r.who, Banned: facts.Banned, Muted: facts.Muted}
	facts.Banned = false
	place, no := facts.Place(r.who, now)
	st.Staff = no == nil && place.Staff
	known := place.Kind != campus.PlaceGeneral || r.who.Status == campus.StatusActive || len(r.said.Val()) > 0
	return st, no == nil && r.who.ID != 0 && known
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

// Sanctioned is who may not read or not write in a room that outlives meetings, the first first, with since when as Joined.
type Sanctioned struct {
	campus.Place  // of who asks
	Banned, Muted []campus.Participant
}

// Sanctioned returns who is banned from a room that outlives meetings, and who is muted there, in two round trips. asker must be of
// its staff. Refusals: those of Place, ErrNotRoomStaff.
func (s *Rooms) Sanctioned(ctx context.Context, asker campus.Person, room Room) (Sanctioned, error) {
	k := roomKeeper{s}
	var mine placeRead
	var banned, muted engine.PageRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		mine = k.queuePlace(ctx, p, asker, room)
		banned = s.e.QueuePage(ctx, p, s.keys.roomBanned(room), engine.Place{}, MaxBans, false)
		muted = s.e.QueuePage(ctx, p, s.keys.roomMuted(room), engine.Place{}, MaxBans, false)
	})
	if err != nil {
		return Sanctioned{}, err
	}
	place, err := k.placed(mine)
	if err == nil && !place.Staff {
		err = campus.ErrNotRoomStaff
	}
	if err != nil {
		return Sanctioned{}, err
	}
	people, err := s.people.Some(ctx, append(idsOf(banned.Places()), idsOf(muted.Places())...))
	// Of somebody who was erased nothing can be lifted any more.
	erased := func(p campus.Participant) bool { return p.Person.Status == campus.StatusErased }
	return Sanctioned{place, slices.DeleteFunc(participants(banned.Places(), people), erased),
		slices.DeleteFunc(participants(muted.Places(), people), erased)}, err
}

// member returns somebody who is in a room that outlives meetings, or who is banned from it; ErrNotThere for others.
func (s *Rooms) member(ctx context.Context, room Room, person int64) (campus.Person, error) {
	people, err := s.people.Some(ctx, []int64{person})
	if err != nil {
		return campus.Person{}, err
	}
	var read memberRead
	if err = s.e.Read(ctx, func(p engine.Reader) { read = roomKeeper{s}.queueMember(ctx, p, people[person], room) }); err != nil {
		return campus.Person{}, err
	}
	if _, there := read.standing(s.e.Now()); !there {
		return campus.Person{}, campus.ErrNotThere
	}
	return people[person], nil
}
