package campus

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// says writes entries as their minute and what they tell.
func says(entries []Entry) string {
	var all []string
	for _, e := range entries {
		text := e.Sentence()
		if e.Kind == KindMessage {
			text = "#" + fmt.Sprint(e.Line.ID)
			if e.Line.Follows {
				text += " follows"
			}
		}
		all = append(all, fmt.Sprintf("%v %s", e.At.Sub(minutes(0)).Minutes(), text))
	}
	return strings.Join(all, "; ")
}

// withNames names everybody by their id.
func withNames(entries []Entry) []Entry {
	for _, e := range entries {
		for _, some := range [][]Named{e.Came.Named, e.Went.Named} {
			for i := range some {
				some[i].Name = fmt.Sprint("P", some[i].ID)
			}
		}
	}
	return entries
}

func TestATranscriptHasWhatHappenedBetweenTheLines(t *testing.T) {
	t.Parallel()
	in := func(at float64, who int64) Visit { return Visit{KindJoin, who, minutes(at)} }
	out := func(at float64, who int64) Visit { return Visit{KindLeave, who, minutes(at)} }
	line := func(id int64, at float64) Line { return Line{ID: id, At: minutes(at), Follows: true} }
	held := Held{Instance: lesson(minutes(0), 60), Extended: []time.Time{minutes(50)}}
	visits := []Visit{in(0, 1), in(1, 2), in(1, 3), in(2, 4), out(3, 4), in(4, 4), in(12, 5), out(55, 2), out(60, 1), out(60, 3), out(60, 4),
		out(60, 5)}
	lines := []Line{line(1, 5), line(2, 6), line(3, 20)}
	for name, test := range map[string]struct {
		held   Held
		lines  []Line
		visits []Visit
		since  time.Time
		last   bool
		want   string
	}{
		"all of it": {held, lines, visits, time.Time{}, true, "0 The meeting began.; 0 P1, P2, P3 and 1 more came. P4 left.; 5 #1; " +
			"6 #2 follows; 12 P5 came.; 20 #3; 50 The meeting was extended.; 55 P2 left.; " +
			"60 The meeting ended. 4 people were there to the end."},
		"the first page": {held, lines[:2], visits, time.Time{}, false,
			"0 The meeting began.; 0 P1, P2, P3 and 1 more came. P4 left.; 5 #1; 6 #2 follows"},
		"the page after it": {held, lines[2:], visits, minutes(6), true, "12 P5 came.; 20 #3; 50 The meeting was extended.; 55 P2 left.; " +
			"60 The meeting ended. 4 people were there to the end."},
		"a page that begins with a line": {held, lines[1:2], visits, minutes(5), false, "6 #2"},
		"nothing was said": {Held{Instance: held.Instance}, nil, visits[:2], time.Time{}, true,
			"0 The meeting began.; 0 P1 and P2 came.; 60 The meeting ended. 2 people were there to the end."},
		"nobody came": {Held{Instance: held.Instance}, nil, nil, time.Time{}, true, "0 The meeting began.; 60 The meeting ended."},
		"cancelled while it was open": {Held{Instance: held.Instance, Cancelled: true}, lines[:1], []Visit{in(1, 9), out(60, 9)}, time.Time{},
			true, "0 The meeting began.; 1 P9 came.; 5 #1; 60 The meeting was cancelled. One person was there to the end."},
		"a notice tells itself": {Held{Instance: held.Instance}, []Line{{ID: 1, At: minutes(1), Notice: KindLocked,
			Author: Named{ID: 1, Name: "Thales"}}}, nil, time.Time{}, false,
			"0 The meeting began.; 1 Thales has locked the room: nobody new comes in."},
	} {
		if got := says(withNames(test.held.Transcript(test.lines, test.visits, test.since, test.last))); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// However a transcript is cut into pages, together they are the whole.
func TestThePagesOfATranscriptAreTheWhole(t *testing.T) {
	t.Parallel()
	held := Held{Instance: lesson(minutes(0), 60), Extended: []time.Time{minutes(3), minutes(40)}}
	var lines []Line
	var visits []Visit
	for n := range 40 {
		lines = append(lines, Line{ID: int64(n + 1), At: minutes(float64(n + n/7))})
		visits = append(visits, Visit{[]Kind{KindJoin, KindLeave}[n/20], int64(n % 20), minutes(float64(n) * 1.3)})
	}
	whole := says(withNames(held.Transcript(lines, visits, time.Time{}, true)))
	for size := 1; size <= len(lines); size++ {
		var all []Entry
		since := time.Time{}
		for piece := range slices.Chunk(lines, size) {
			end := piece[len(piece)-1]
			all = append(all, held.Transcript(piece, visits, since, end.ID == lines[len(lines)-1].ID)...)
			since = end.At
		}
		if got := says(withNames(all)); got != whole {
			t.Errorf("in pages of %d it is\n%s\nwant\n%s", size, got, whole)
		}
	}
}

func TestEveryKindOfEntrySaysSomething(t *testing.T) {
	t.Parallel()
	for _, kind := range EntryKinds() {
		e := Entry{Kind: kind, Came: Visitors{Named: []Named{{1, "John"}}, Count: 1}, Line: Line{Notice: kind}}
		if got := e.Sentence(); (got == "") != (kind == KindMessage) {
			t.Errorf("%s says %q", kind, got)
		}
	}
}
