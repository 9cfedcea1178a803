package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// MaxReplay is how many events a reader may have missed: more are not replayed, the page is loaded again.
const MaxReplay = 1000

// EventsAfter returns the events of a room's log after a cursor.
func (s *Rooms) EventsAfter(ctx context.Context, room Room, cursor string) (campus.Replay, error) {
	if _, ok := campus.ParseCursor(cursor); !ok {
		return campus.Replay{Reset: true}, nil
	}
	var read *redis.XMessageSliceCmd
	// The cursor's entry is read along with what follows it: if it is not there, the log is not the one it was taken from.
	err := s.e.Read(ctx, func(p engine.Reader) { read = p.XRangeN(ctx, s.keys.events(room), cursor, "+", MaxReplay+2) })
	if err != nil {
		return campus.Replay{}, err
	}
	entries := read.Val()
	if cursor != campus.LogStart {
		if len(entries) == 0 || entries[0].ID != cursor {
			return campus.Replay{Reset: true}, nil
		}
		entries = entries[1:]
	}
	if len(entries) > MaxReplay {
		return campus.Replay{Reset: true}, nil
	}
	events := make([]campus.Event, len(entries))
	for i, e := range entries {
		events[i] = eventFrom(room.Topic, e)
	}
	if cursor == campus.LogStart && len(events) > 0 && events[0].N != 1 {
		return campus.Replay{Reset: true}, nil
	}
	return campus.Replay{Events: events}, nil
}

func eventFrom(topic string, e redis.XMessage) campus.Event {
	field := func(name string) string { text, _ := e.Values[name].(string); return text }
	number := func(name string) int64 { n, _ := strconv.ParseInt(field(name), 10, 64); return n }
	event := campus.Event{Topic: topic, Kind: campus.Kind(field("kind")), ID: e.ID, N: number("n"), Ref: number("ref"),
		At: time.UnixMilli(number("at")).UTC()}
	if left := field("left"); left != "" && json.Unmarshal([]byte(left), &event.Left) != nil {
		event.Left = nil // of a newer Stoa
	}
	return event
}

// Cursor returns the id of the newest event of a room's log: what a stream goes on after.
func (s *Rooms) Cursor(ctx context.Context, room Room) (string, error) {
	var newest *redis.XMessageSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { newest = s.queueCursor(ctx, p, room) }); err != nil {
		return campus.LogStart, err
	}
	return cursorOf(newest.Val()), nil
}

func (s *Rooms) queueCursor(ctx context.Context, p engine.Reader, room Room) *redis.XMessageSliceCmd {
	return p.XRevRangeN(ctx, s.keys.events(room), "+", "-", 1)
}

// cursorOf returns the id of the newest entry, LogStart when there is none.
func cursorOf(newest []redis.XMessage) string {
	if len(newest) == 0 {
		return campus.LogStart
	}
	return newest[0].ID
}

// PresentCount returns how many are in a room.
func (s *Rooms) PresentCount(ctx context.Context, room Room) (int, error) {
	var n *redis.IntCmd
	err := s.e.Read(ctx, func(p engine.Reader) { n = p.ZCard(ctx, s.keys.present(room)) })
	return int(n.Val()), err
}

// People returns who is in a room, by the time of joining: a page after a cursor, and the cursor of the next.
func (s *Rooms) People(ctx context.Context, room Room, cursor string, limit int) ([]campus.Participant, string, error) {
	return s.peoplePage(ctx, s.keys.present(room), cursor, limit)
}

// Attended returns who was ever in a room, by the time of first joining: a page after a cursor, and the cursor of the next.
func (s *Rooms) Attended(ctx context.Context, room Room, cursor string, limit int) ([]campus.Participant, string, error) {
	return s.peoplePage(ctx, s.keys.attended(room), cursor, limit)
}

func (s *Rooms) peoplePage(ctx context.Context, key, cursor string, limit int) ([]campus.Participant, string, error) {
	after, err := personPlace(cursor)
	if err != nil {
		return nil, "", err
	}
	places, err := s.e.Page(ctx, key, after, limit+1, false)
	if err != nil {
		return nil, "", err
	}
	places, next := cutPage(places, limit)
	people, err := s.people.Some(ctx, idsOf(places))
	return participants(places, people), next, err
}

// personPlace reads a cursor of a list of people.
func personPlace(cursor string) (engine.Place, error) {
	after, err := engine.ParsePlace(cursor)
	if _, ok := campus.ParseID(after.Member); err == nil && after.Member != "" && !ok {
		err = engine.ErrCursor
	}
	return after, err
}

// cutPage cuts what was read, with one more than asked for, to limit; the cursor is "" at the end.
func cutPage(places []engine.Place, limit int) (page []engine.Place, next string) {
	if len(places) <= limit {
		return places, ""
	}
	return places[:limit], places[limit-1].String()
}

func idsOf(places []engine.Place) []int64 {
	ids := make([]int64, len(places))
	for i, p := range places {
		ids[i], _ = campus.ParseID(p.Member)
	}
	return ids
}

func participants(places []engine.Place, people map[int64]campus.Person) []campus.Participant {
	out := make([]campus.Participant, len(places))
	for i, id := range idsOf(places) {
		out[i] = campus.Participant{Person: people[id], Joined: time.UnixMilli(places[i].Score).UTC()}
	}
	return out
}
