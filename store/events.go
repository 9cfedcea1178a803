package store

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// MaxReplay is how many events a reader may have missed: more are not replayed, the page is loaded again.
const MaxReplay = 1000

// EventsAfter returns the events of an instance's log after a cursor.
func (s *Store) EventsAfter(ctx context.Context, id int64, order int, cursor string) (campus.Replay, error) {
	if _, ok := campus.ParseCursor(cursor); !ok {
		return campus.Replay{Reset: true}, nil
	}
	tag, topic := meetingTag(id), campus.MeetingTopic(id, order)
	// The cursor's entry is read along with what follows it: if it is not there, the log is not the one it was taken from.
	count := int64(MaxReplay + 2)
	entries, err := s.rdb.XRangeN(ctx, s.keys.events(tag, topic), cursor, "+", count).Result()
	if err != nil {
		return campus.Replay{}, away(err)
	}
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
		events[i] = eventFrom(topic, e)
	}
	if cursor == campus.LogStart && len(events) > 0 && events[0].N != 1 {
		return campus.Replay{Reset: true}, nil
	}
	return campus.Replay{Events: events}, nil
}

func eventFrom(topic string, e redis.XMessage) campus.Event {
	number := func(field string) int64 {
		text, _ := e.Values[field].(string)
		n, _ := strconv.ParseInt(text, 10, 64)
		return n
	}
	kind, _ := e.Values["kind"].(string)
	return campus.Event{Topic: topic, Kind: campus.Kind(kind), ID: e.ID, N: number("n"), Ref: number("ref"), At: time.UnixMilli(number("at")).UTC()}
}

// Cursor returns the id of the newest event of an instance's log: what a stream goes on after.
func (s *Store) Cursor(ctx context.Context, id int64, order int) (string, error) {
	top, err := s.rdb.XRevRangeN(ctx, s.keys.events(meetingTag(id), campus.MeetingTopic(id, order)), "+", "-", 1).Result()
	return cursorOf(top), away(err)
}

// cursorOf returns the id of the newest entry, LogStart when there is none.
func cursorOf(newest []redis.XMessage) string {
	if len(newest) == 0 {
		return campus.LogStart
	}
	return newest[0].ID
}
