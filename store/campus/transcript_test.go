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
		when := fmt.Sprint(e.At.Sub(minutes(0)).Minutes())
		if e.Until.After(e.At) {
			when += fmt.Sprint("–", e.Until.Sub(minutes(0)).Minutes())
		}
		all = append(all, when+" "+text)
	}
	return strings.Join(all, "; ")
}

// withNames names everybody by their id.
func withNames(entries []Entry) []Entry {
	for i := range entries {
		e := &entries[i]
		if e.Who.ID != 0 {
			e.Who.Name = fmt.Sprint("P", e.Who.ID)
		}
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
		"all of it": {held, lines, visits, time.Time{}, true, "0 The meeting began.; 0–3 P1, P2, P3 and 1 more came. P4 left.; 4 P4 came.; " +
			"5 #1; 6 #2 follows; 12 P5 came.; 20 #3; 50 The meeting was extended.; 55 P2 left.; " +
			"60 The meeting ended. 4 people were there to the end."},
		"the first page": {held, lines[:2], visits, time.Time{}, false,
			"0 The meeting began.; 0–3 P1, P2, P3 and 1 more came. P4 left.; 4 P4 came.; 5 #1; 6 #2 follows"},
		"the page after it": {held, lines[2:], visits, minutes(6), true, "12 P5 came.; 20 #3; 50 The meeting was extended.; 55 P2 left.; " +
			"60 The meeting ended. 4 people were there to the end."},
		"a page that begins with a line": {held, lines[1:2], visits, minutes(5), false, "6 #2"},
		"nothing was said": {Held{Instance: held.Instance}, nil, visits[:2], time.Time{}, true,
			"0 The meeting began.; 0–1 P1 and P2 came.; 60 The meeting ended. 2 people were there to the end."},
		"nobody came": {Held{Instance: held.Instance}, nil, nil, time.Time{}, true, "0 The meeting began.; 60 The meeting ended."},
		"cancelled while it was open": {Held{Instance: held.Instance, Cancelled: true}, lines[:1], []Visit{in(1, 9), out(60, 9)}, time.Time{},
			true, "0 The meeting began.; 1 P9 came.; 5 #1; 60 The meeting was cancelled. One person was there to the end."},
		"a notice tells itself": {Held{Instance: held.Instance}, []Line{{ID: 1, At: minutes(1), Notice: KindLocked,
			Author: Named{ID: 1, Name: "Thales"}}}, nil, time.Time{}, false,
			"0 The meeting began.; 1 Thales has locked the room: nobody new comes in."},
	} {
		all := test.held.Fold(test.held.Transcript(test.lines, test.visits, test.since, test.last), time.UTC)
		if got := says(withNames(all)); got != test.want {
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
	whole := says(withNames(held.Fold(held.Transcript(lines, visits, time.Time{}, true), time.UTC)))
	for size := 1; size <= len(lines); size++ {
		var all []Entry
		since := time.Time{}
		for piece := range slices.Chunk(lines, size) {
			end := piece[len(piece)-1]
			of := held.Transcript(piece, visits, since, end.ID == lines[len(lines)-1].ID)
			all = append(all, held.Fold(of, time.UTC)...)
			since = end.At
		}
		if got := says(withNames(all)); got != whole {
			t.Errorf("in pages of %d it is\n%s\nwant\n%s", size, got, whole)
		}
	}
}

// Without chat too, a time that is told is near to what happened then, and who went and came back does not read as gone.
func TestPeopleComeAndGoInEntriesOfAFewMinutesInTrueOrder(t *testing.T) {
	t.Parallel()
	in := func(at float64, who int64) Visit { return Visit{KindJoin, who, minutes(at)} }
	out := func(at float64, who int64) Visit { return Visit{KindLeave, who, minutes(at)} }
	nepal := time.FixedZone("+05:45", (5*60+45)*60)
	for name, test := range map[string]struct {
		visits []Visit
		zone   *time.Location
		want   string
	}{
		"far from each other": {[]Visit{in(0, 1), out(10, 1), in(40, 2), in(110, 1), out(115, 2)}, time.UTC,
			"0 P1 came.; 10 P1 left.; 40 P2 came.; 110 P1 came.; 115 P2 left."},
		"a few minutes": {[]Visit{in(37, 1), in(39, 2), in(41.9, 3), in(42, 4)}, time.UTC,
			"37–41.9 P1, P2 and P3 came.; 42 P4 came."},
		"a coming and a going": {[]Visit{in(1, 1), in(2, 2), out(3, 1)}, time.UTC, "1–3 P1 and P2 came. P1 left."},
		"who comes back": {[]Visit{in(1, 1), out(2, 1), in(3, 1), out(4, 1)}, time.UTC,
			"1–2 P1 came. P1 left.; 3–4 P1 came. P1 left."},
		"who goes and comes back": {[]Visit{in(1, 1), out(20, 1), in(21, 1)}, time.UTC, "1 P1 came.; 20 P1 left.; 21 P1 came."},
		"an hour ends":            {[]Visit{in(58, 1), in(60, 2), in(61, 3)}, time.UTC, "58 P1 came.; 60–61 P2 and P3 came."},
		"an hour ends elsewhere": {[]Visit{in(13, 1), in(14, 2), in(15, 3), in(58, 4), in(60, 5)}, nepal,
			"13–14 P1 and P2 came.; 15 P3 came.; 58–60 P4 and P5 came."},
		"who was there to the end": {[]Visit{in(1, 1), in(119, 2), out(120, 1), out(120.1, 2)}, time.UTC, "1 P1 came.; 119 P2 came."},
	} {
		held := Held{Instance: lesson(minutes(0), 120)}
		each := held.Transcript(nil, test.visits, time.Time{}, true)
		if len(each) != len(test.visits)+2 || each[len(each)-1].Kind != KindEnded {
			t.Errorf("%s: it is %d entries, the last %s", name, len(each), each[len(each)-1].Kind)
		}
		all := held.Fold(each, test.zone)
		if got := says(withNames(all[1 : len(all)-1])); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestEveryKindOfEntrySaysSomething(t *testing.T) {
	t.Parallel()
	for _, kind := range append(EntryKinds(), KindVisits) {
		e := Entry{Kind: kind, Who: Named{1, "John"}, Came: Visitors{Named: []Named{{1, "John"}}, Count: 1}, Line: Line{Notice: kind}}
		if got := e.Sentence(); (got == "") != (kind == KindMessage) {
			t.Errorf("%s says %q", kind, got)
		}
	}
}
