package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// CheckSearch compares the search with what was said in all rooms, and returns what is wrong, a sentence each. It works beside
// running Stoas; see Courses.CheckSearch.
func (s *Rooms) CheckSearch(ctx context.Context) ([]string, error) {
	return lookTwice(ctx, s.compareSearch)
}

func (s *Rooms) compareSearch(ctx context.Context) (wrong []string, err error) {
	err = s.walkFound(ctx, func(room Room) error {
		some, err := s.compareRoom(ctx, room)
		for _, one := range some {
			wrong = append(wrong, room.Topic+": "+one)
		}
		return err
	})
	slices.Sort(wrong)
	return wrong, err
}

// compareRoom compares the index of a room with its lines.
func (s *Rooms) compareRoom(ctx context.Context, room Room) ([]string, error) {
	all := s.lineIndex(room).Compare()
	err := s.walkLines(ctx, room, func(lines []campus.Line) error { return all.Documents(ctx, documentsOfLines(lines)) })
	if err != nil {
		return nil, err
	}
	return all.Wrong(ctx)
}

// documentsOfLines are those lines that should be found, as the search knows them.
func documentsOfLines(lines []campus.Line) []index.Document {
	docs := make([]index.Document, 0, len(lines))
	for _, l := range lines {
		if c := lineChange(l, ""); !c.Gone {
			docs = append(docs, c.Document)
		}
	}
	return docs
}

// RepairSearch builds the index of each room that is not as it should be anew beside the one in use, which it then replaces, and
// brings in step what has changed meanwhile.
func (s *Rooms) RepairSearch(ctx context.Context) error {
	return s.walkFound(ctx, func(room Room) error {
		wrong, err := s.compareRoom(ctx, room)
		if err != nil || len(wrong) == 0 {
			return err
		}
		return s.repairRoom(ctx, room)
	})
}

func (s *Rooms) repairRoom(ctx context.Context, room Room) error {
	var last int64
	err := s.lineIndex(room).Rebuild(ctx, func(each func([]index.Document) error) error {
		return s.walkLines(ctx, room, func(lines []campus.Line) error { return each(documentsOfLines(lines)) })
	})
	if err != nil {
		return err
	}
	err = s.walkLines(ctx, room, func(lines []campus.Line) error {
		last = max(last, lines[len(lines)-1].ID)
		return s.reindex(ctx, room, lines)
	})
	if err != nil {
		return err
	}
	_, err = s.e.RunAll(ctx, []engine.Call{s.nextLines(&unfound{room: room, last: last})})
	return err
}

// reindex puts lines into the search as they are now, or takes them out. What was heard of them later is not undone: the orders
// are read before the lines are.
func (s *Rooms) reindex(ctx context.Context, room Room, lines []campus.Line) error {
	names, ids := make([]string, len(lines)), make([]int64, len(lines))
	for i, l := range lines {
		names[i], ids[i] = lineName(l), l.ID
	}
	orders, err := s.lineIndex(room).Orders(ctx, names)
	if err != nil {
		return err
	}
	now, err := s.bareLines(ctx, room, ids)
	if err != nil {
		return err
	}
	changes := make([]index.Change, len(now))
	for i, l := range now { // all that there were: lines do not go
		changes[i] = lineChange(l, orders[slices.Index(names, lineName(l))])
	}
	_, err = s.e.RunAll(ctx, s.lineIndex(room).PutAll(changes))
	return err
}

// walkFound calls each with all rooms that can be searched and have lines, or an index.
func (s *Rooms) walkFound(ctx context.Context, each func(Room) error) error {
	seen := map[string]bool{}
	for _, begins := range []string{"room:room:", "search:room:"} {
		err := s.e.Walk(ctx, begins, func(keys []string) error {
			for _, key := range keys {
				room, ok := s.roomAt(key)
				if !ok || seen[room.Topic] {
					continue
				}
				seen[room.Topic] = true
				if err := each(room); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// roomAt returns the room that a key is of: that of its lines, or of what its index has.
func (s *Rooms) roomAt(key string) (Room, bool) {
	_, rest, _ := strings.Cut(key, "}:")
	topic := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(rest, "room:"), "search:"), ":facts")
	room, ok := RoomOf(strings.TrimSuffix(topic, ":lines"))
	return room, ok && room.kind.Found && (key == s.keys.lines(room) || key == s.lineIndex(room).Key("facts"))
}

// walkLines calls each with all lines of a room, some at a time, the first first.
func (s *Rooms) walkLines(ctx context.Context, room Room, each func([]campus.Line) error) error {
	var count *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { count = p.HGet(ctx, s.keys.room(room), "lines") }); err != nil {
		return err
	}
	last, _ := count.Int64()
	for from := int64(1); from <= last; from += walkBatch {
		ids := make([]int64, 0, walkBatch)
		for n := from; n <= last && n < from+walkBatch; n++ {
			ids = append(ids, n)
		}
		lines, err := s.bareLines(ctx, room, ids)
		if err == nil && len(lines) > 0 {
			err = each(lines)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
