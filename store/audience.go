package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Audience returns the addresses that a meeting lists, by address, with what has become of each, in two round trips. asker
// must be of its staff. It refuses with ErrNoMeeting and ErrNotMeetingStaff.
func (s *Meetings) Audience(ctx context.Context, asker campus.Person, id int64) (campus.Meeting, []campus.Address, error) {
	m, all, _, err := s.Guests(ctx, asker, id)
	return m, all, err
}

// Guests is Audience, with who is banned, the first banned first, and since when as Joined.
func (s *Meetings) Guests(ctx context.Context, asker campus.Person, id int64) (campus.Meeting, []campus.Address, []campus.Participant,
	error) {
	var bans engine.PageRead
	var named peopleRead
	var meeting *redis.SliceCmd
	var audience *redis.MapStringStringCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		meeting, audience = p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HGetAll(ctx, s.keys.audience(id))
		bans = s.e.QueuePage(ctx, p, s.keys.banned(id), engine.Place{}, MaxBans, false)
	})
	if err != nil {
		return campus.Meeting{}, nil, nil, err
	}
	m, ok := meetingFrom(meeting.Val())
	if !ok {
		return m, nil, nil, campus.ErrNoMeeting
	}
	out, waiting := addressesFrom(audience.Val())
	var course seatRead
	var known *redis.SliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		if m.Course != "" {
			course = s.courses.queueSeat(ctx, p, asker.ID, m.Course)
		}
		if len(waiting) > 0 {
			known = p.HMGet(ctx, s.keys.emails(), waiting...)
		}
		named = s.people.queue(ctx, p, idsOf(bans.Places()))
	})
	if err != nil {
		return m, nil, nil, err
	}
	facts := campus.MeetingFacts{Meeting: m}
	course.facts(&facts)
	if !campus.MeetingRights(asker, facts).Staff {
		return campus.Meeting{}, nil, nil, campus.ErrNotMeetingStaff
	}
	if known != nil {
		markUnconfirmed(out, waiting, engine.Texts(known.Val()))
	}
	return m, out, participants(bans.Places(), named.people()), nil
}

// addressesFrom returns a meeting's addresses in their order, and those of them that are bound to nobody.
func addressesFrom(audience map[string]string) (all []campus.Address, waiting []string) {
	for address, person := range audience {
		id, ok := campus.ParseID(person)
		one := campus.Address{Email: address, Person: id, State: campus.AddressInvited}
		if !ok {
			one.State = campus.AddressUnknown
			waiting = append(waiting, address)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b campus.Address) int { return strings.Compare(a.Email, b.Email) })
	return all, waiting
}

// markUnconfirmed marks those that somebody says are theirs.
func markUnconfirmed(all []campus.Address, waiting, whose []string) {
	for i, address := range waiting {
		at, ok := slices.BinarySearchFunc(all, address, func(a campus.Address, b string) int { return strings.Compare(a.Email, b) })
		if ok && whose[i] != "" {
			all[at].State = campus.AddressUnconfirmed
		}
	}
}

// unlisted takes the address of somebody who was erased out of every meeting that lists it, and them out of who is invited:
// an address is personal, and nobody is left whom it could invite. Which meetings these are stand in the person's own
// lists, and where the address was waited for.
func (s *Meetings) unlisted(ctx context.Context, en engine.Entry) error {
	person, address := en.Number("person"), campus.FoldLogin(en.Text("address"))
	// First, so that a follower who notes from now on that somebody waits for the address finds that it is nobody's any more.
	if _, err := s.e.Run(ctx, noteErasedScript, []string{s.keys.erased(address)}); err != nil {
		return err
	}
	names, err := s.written(ctx, campus.PersonTopic(person))
	if err != nil {
		return err
	}
	var awaiting *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { awaiting = p.SMembers(ctx, s.keys.awaiting(address)) }); err != nil {
		return err
	}
	meetings := meetingsOf(names)
	var calls []engine.Call
	for _, member := range awaiting.Val() {
		if id, ok := campus.ParseID(member); ok {
			meetings = append(meetings, id)
			calls = append(calls, engine.Call{Script: forgetAddressScript, Keys: []string{s.keys.awaiting(address)}, Args: []any{id}})
		}
	}
	var forget []engine.Call
	for _, id := range meetings {
		forget = append(forget, s.unlist(id, person, address))
	}
	// The place where the address waits is given up last: it says where to look, should this be cut off.
	if _, err := s.e.RunAll(ctx, forget); err != nil {
		return err
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// unlistErased takes those out of addresses that a meeting waits for whose owner was just erased, unless somebody else has
// them by now: they were typed or shown before that.
func (s *Meetings) unlistErased(ctx context.Context, meeting int64, addresses []string) error {
	if len(addresses) == 0 {
		return nil
	}
	erased := make([]*redis.StringCmd, len(addresses))
	var whose *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		whose = p.HMGet(ctx, s.keys.emails(), addresses...)
		for i, address := range addresses {
			erased[i] = p.Get(ctx, s.keys.erased(address))
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	for i, now := range engine.Texts(whose.Val()) {
		if erased[i].Val() != "" && now == "" {
			calls = append(calls, s.unlist(meeting, 0, addresses[i]),
				engine.Call{Script: forgetAddressScript, Keys: []string{s.keys.awaiting(addresses[i])}, Args: []any{meeting}})
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// checkInvited takes those out of a meeting's audience who were erased before it came into their lists, where unlisted
// looks: whoever is erased from now on is found by them.
func (s *Meetings) checkInvited(ctx context.Context, meeting int64, scopes []string) error {
	var ids []int64
	for _, scope := range scopes {
		if id, ok := campus.ParsePersonTopic(scope); ok {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	states := make([]*redis.StringCmd, len(ids))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, id := range ids {
			states[i] = p.HGet(ctx, s.keys.person(id), "status")
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	for i, id := range ids {
		if campus.Status(states[i].Val()) == campus.StatusErased {
			calls = append(calls, s.unlist(meeting, id, ""))
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// unlist takes a person out of a meeting's audience, and an address that was theirs though it opened nothing yet.
func (s *Meetings) unlist(meeting, person int64, address string) engine.Call {
	return engine.Call{Script: unlistPersonScript, Args: []any{meeting, person, address},
		Keys: []string{s.keys.audience(meeting), s.keys.invited(meeting), s.keys.meetingOutbox(meeting)}}
}
