package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// linesAtOnce is how many lines of a room are read for its index in one go.
const linesAtOnce = 100

// inLine is how words of a line count: each the same, so that of two lines that have the same words the newer one comes first.
var inLine = index.Field{Weight: 1, Length: 1, Least: 500, Most: 500}

// lineIndex returns the index of what is said in a room. It lies with the room.
func (d data) lineIndex(room Room) *index.Index {
	return index.Flat(d.e, room.tag, room.Topic)
}

// A line is known to the search by a name that sorts it: the newest first, whatever their room.
const (
	timeDigits   = 9
	numberDigits = 5
	base         = 36
	lastTime     = 101_559_956_668_415 // base to the timeDigits, less one
	lastNumber   = 60_466_175          // base to the numberDigits, less one
)

// lineName returns the name of a line.
func lineName(l campus.Line) string {
	at := lastTime - min(max(l.At.UnixMilli(), 0), lastTime)
	n := lastNumber - min(max(l.ID, 0), lastNumber)
	return pad(at, timeDigits) + pad(n, numberDigits)
}

func pad(n int64, digits int) string {
	text := strconv.FormatInt(n, base)
	return strings.Repeat("0", digits-len(text)) + text
}

// numberNamed returns the number of a line with a name; false for what is none.
func numberNamed(name string) (int64, bool) {
	if !isLineName(name) {
		return 0, false
	}
	n, _ := strconv.ParseInt(name[timeDigits:], base, 64)
	return lastNumber - n, true
}

// isLineName reports whether a text is the name of a line.
func isLineName(text string) bool {
	return len(text) == timeDigits+numberDigits &&
		!strings.ContainsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') })
}

// lineChange returns how the search is to know a line: not at all when it is a notice, deleted, or erased.
func lineChange(l campus.Line, order string) index.Change {
	along := make([]string, 0, campus.MaxMentions)
	for _, id := range campus.FindMentions(l.Body).IDs {
		along = append(along, num(id))
	}
	return index.Change{Order: order, Gone: l.Deleted || l.Notice != "" || l.Body == "",
		Document: index.Document{ID: lineName(l), Owner: num(l.Author.ID), Along: strings.Join(along, ","),
			Texts: []index.Text{{Text: wordsOf(l), Field: inLine}}}}
}

// wordsOf returns the text that a line is found by. Whom it mentions is not part of it: names change.
func wordsOf(l campus.Line) string {
	return campus.WithoutMentions(l.Body)
}

// unfound is what the search does not know yet of a room.
type unfound struct {
	room    Room
	order   string  // of the last entry that asks for it
	changed []int64 // lines that were edited or deleted
	last    int64   // the last line that was read for it
}

// followLines lets the search know what was said, edited or deleted in rooms; what was deleted is meant for nobody, and what
// was edited for whom it mentions now.
func (s *Rooms) followLines(ctx context.Context, entries []engine.Entry) error {
	if err := s.forgetGone(ctx, entries); err != nil {
		return err
	}
	var work []*unfound
	for _, en := range entries {
		room, ok := RoomOf(en.Text("room"))
		if !ok || !room.kind.Found {
			continue
		}
		at := slices.IndexFunc(work, func(u *unfound) bool { return u.room.Topic == room.Topic })
		if at < 0 {
			at, work = len(work), append(work, &unfound{room: room})
		}
		u := work[at]
		u.order = max(u.order, en.Order())
		for text := range strings.FieldsSeq(en.Text("line")) {
			if n, ok := campus.ParseID(text); ok && !slices.Contains(u.changed, n) {
				u.changed = append(u.changed, n)
			}
		}
	}
	for len(work) > 0 {
		var err error
		if work, err = s.findLines(ctx, work); err != nil {
			return err
		}
	}
	return nil
}

// findLines lets the search know some lines of each room, and returns the rooms that may have more.
func (s *Rooms) findLines(ctx context.Context, work []*unfound) (left []*unfound, err error) {
	calls := make([]engine.Call, len(work))
	for i, u := range work {
		some := min(len(u.changed), linesAtOnce)
		calls[i] = s.nextLines(u, u.changed[:some]...)
		u.changed = u.changed[some:]
	}
	replies, err := s.e.RunAll(ctx, calls)
	if err != nil {
		return nil, err
	}
	var puts []engine.Call
	all := make([][]campus.Line, len(work))
	for i, u := range work {
		all[i] = s.linesFrom(u.room, replies[i])
	}
	if err := s.followSaid(ctx, work, all); err != nil {
		return nil, err
	}
	for i, u := range work {
		lines := all[i]
		if len(lines) == 0 && replies[i].Number(1) == u.last && len(u.changed) == 0 {
			continue
		}
		u.last = replies[i].Number(1)
		left = append(left, u)
		changes := make([]index.Change, len(lines))
		for n, l := range lines {
			changes[n] = lineChange(l, u.order)
		}
		puts = append(puts, s.lineIndex(u.room).PutAll(changes)...)
	}
	_, err = s.e.RunAll(ctx, puts)
	return left, err
}

// nextLines returns the call that reads what the search does not know of a room, with some lines that have changed.
func (s *Rooms) nextLines(u *unfound, changed ...int64) engine.Call {
	args := []any{u.last, linesAtOnce}
	for _, n := range changed {
		args = append(args, n)
	}
	return engine.Call{Script: nextLinesScript, Keys: []string{s.keys.room(u.room), s.keys.lines(u.room)}, Args: args}
}

// linesFrom reads what next_lines.lua answers of a room. What cannot be read is stepped over: the room's search goes on behind it.
func (s *Rooms) linesFrom(room Room, got engine.Reply) []campus.Line {
	parts := engine.Texts(got.All())
	lines := make([]campus.Line, 0, len(parts)/2)
	for i := 2; i+1 < len(parts); i += 2 {
		n, _ := campus.ParseID(parts[i])
		if line := s.readLine(room, n, parts[i+1], ""); line.ID != 0 {
			lines = append(lines, line)
		}
	}
	return lines
}
