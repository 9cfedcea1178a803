package campus

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// ms is so many milliseconds after the lesson's beginning, or before.
func ms(n int) time.Time { return second(0).Add(time.Duration(n) * time.Millisecond) }

func minutes(n float64) time.Time { return ms(int(n * 60_000)) }

// lesson lasts from ms(0) for so long, and was to begin at planned.
func lesson(planned time.Time, minutes int) Instance {
	return Instance{Meeting: 1, Order: 1, From: ms(0), Planned: planned, To: ms(minutes * 60_000)}
}

func attend(i Instance, visits []Visit, excused bool, now time.Time) Present {
	return i.Attended(Intervals(visits, i.From, i.Until(now))[7], excused, now)
}

func TestHowSomebodyAttendedIsWhatTheyDidInTheTimeOfTheInstance(t *testing.T) {
	t.Parallel()
	in := func(at float64) Visit { return Visit{KindJoin, 7, minutes(at)} }
	out := func(at float64) Visit { return Visit{KindLeave, 7, minutes(at)} }
	says := func(p Present) string {
		minute := func(at time.Time) string {
			if at.IsZero() {
				return "-"
			}
			return fmt.Sprint(at.Sub(minutes(0)).Minutes())
		}
		return fmt.Sprintf("%s late %v early %v, %s to %s, %v of %v", p.State, p.Late, p.Early, minute(p.Joined), minute(p.Left),
			p.Spent.Minutes(), p.Length.Minutes())
	}
	for name, test := range map[string]struct {
		planned, now float64 // 0 for as it began, and for long after its end
		visits       []Visit
		excused      bool
		want         string
	}{
		"all of it":              {visits: []Visit{in(0), out(60)}, want: "present late false early false, 0 to 60, 60 of 60"},
		"five minutes each":      {visits: []Visit{in(5), out(55)}, want: "present late false early false, 5 to 55, 50 of 60"},
		"late":                   {visits: []Visit{in(6), out(60)}, want: "late late true early false, 6 to 60, 54 of 60"},
		"early":                  {visits: []Visit{in(0), out(54)}, want: "left_early late false early true, 0 to 54, 54 of 60"},
		"late and early":         {visits: []Visit{in(10), out(50)}, want: "late late true early true, 10 to 50, 40 of 60"},
		"twice":                  {visits: []Visit{in(0), out(10), in(50), out(60)}, want: "present late false early false, 0 to 60, 20 of 60"},
		"never":                  {want: "absent late false early false, - to -, 0 of 60"},
		"excused":                {excused: true, want: "excused late false early false, - to -, 0 of 60"},
		"excused, and came":      {excused: true, visits: []Visit{in(0)}, want: "present late false early false, 0 to 60, 60 of 60"},
		"left beyond the end":    {visits: []Visit{in(0), out(70)}, want: "present late false early false, 0 to 60, 60 of 60"},
		"no leave was ever kept": {visits: []Visit{in(0)}, want: "present late false early false, 0 to 60, 60 of 60"},
		"came and went at once":  {visits: []Visit{in(2), out(2)}, want: "left_early late false early true, 2 to 2, 0 of 60"},
		"started early":          {planned: 15, visits: []Visit{in(20)}, want: "present late false early false, 20 to 60, 40 of 60"},
		"started early, late":    {planned: 15, visits: []Visit{in(21)}, want: "late late true early false, 21 to 60, 39 of 60"},
		"in still":               {now: 30, visits: []Visit{in(0)}, want: "present late false early false, 0 to -, 30 of 30"},
		"gone for now":           {now: 30, visits: []Visit{in(0), out(10)}, want: "present late false early false, 0 to 10, 10 of 30"},
	} {
		got := says(attend(lesson(minutes(test.planned), 60), test.visits, test.excused, minutes(cmp.Or(test.now, 90))))
		if got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// An hour that clocks on the wall show twice is two, and midnight is a moment like any other.
func TestTheLengthIsWhatPassedWhateverClocksOnTheWallShow(t *testing.T) {
	t.Parallel()
	athens, err := time.LoadLocation("Europe/Athens")
	if err != nil {
		t.Fatal(err)
	}
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 30, 0, 0, athens)
	}
	for name, test := range map[string]struct {
		from, to time.Time
		want     time.Duration
	}{
		"the night that has an hour more": {at(10, 25, 2), at(10, 25, 4), 3 * time.Hour},
		"the night that has one less":     {at(3, 29, 2), at(3, 29, 4), time.Hour},
		"over midnight":                   {at(5, 1, 23), at(5, 2, 1), 2 * time.Hour},
	} {
		i := Instance{From: test.from, To: test.to, Zone: "Europe/Athens"}
		got := attend(i, []Visit{{KindJoin, 7, test.from}, {KindLeave, 7, test.to}}, false, test.to.Add(time.Hour))
		if got.Spent != test.want || got.Length != test.want || got.Share() != 1 || got.State != AttendPresent {
			t.Errorf("%s: %v of %v, %s, want %v", name, got.Spent, got.Length, got.State, test.want)
		}
	}
}

// Whatever somebody did, what is said of them is what counting every millisecond says.
func TestHowSomebodyAttendedIsWhatCountingEveryMillisecondSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		const early, length, later = 60_000, 12 * 60_000, 60_000 // the visits begin before, and end after
		at := rapid.SliceOfN(rapid.IntRange(-early, length+later), 0, 12).Draw(r, "at")
		slices.Sort(at)
		var visits []Visit
		inside, was := make([]bool, length), false
		fill := func(from, to int) {
			for n := max(0, from); n < min(length, to) && was; n++ {
				inside[n] = true
			}
		}
		first, last, since := -1, -1, -early
		for _, n := range at {
			kind := rapid.SampledFrom([]Kind{KindJoin, KindLeave}).Draw(r, "kind")
			if rapid.Bool().Draw(r, "another") {
				visits = append(visits, Visit{KindJoin, 8, ms(n)})
			}
			visits = append(visits, Visit{kind, 7, ms(n)})
			fill(since, n)
			if was {
				last = min(max(n, 0), length)
			}
			if was = kind == KindJoin; was && first < 0 {
				first = min(max(n, 0), length)
			}
			since = n
		}
		fill(since, length)
		if was {
			last = length
		}
		count := 0
		for _, there := range inside {
			if there {
				count++
			}
		}
		i := lesson(time.Time{}, 12)
		got := attend(i, visits, false, ms(length+2*later))
		if got.Spent != time.Duration(count)*time.Millisecond || got.Share() != float64(count)/length {
			r.Fatalf("%v and %v, want %d ms", got.Spent, got.Share(), count)
		}
		if first < 0 {
			if got.State != AttendAbsent || !got.Joined.IsZero() || !got.Left.IsZero() {
				r.Fatalf("nobody came: %+v", got)
			}
			return
		}
		if got.Joined != ms(first) || got.Left != ms(last) {
			r.Fatalf("from %v to %v, want %v to %v", got.Joined, got.Left, ms(first), ms(last))
		}
		if got.Late != (first > 300_000) || got.Early != (last < length-300_000) {
			r.Fatalf("late %v, early %v, for %d to %d", got.Late, got.Early, first, last)
		}
		for n, one := range got.Times {
			if one.To.Before(one.From) || n > 0 && !got.Times[n-1].To.Before(one.From) {
				r.Fatalf("the times are %v", got.Times)
			}
		}
	})
}

func TestSumsCountEachDateOnceAndLeaveOutWhatOneWasExcusedFrom(t *testing.T) {
	t.Parallel()
	var got Sums
	hour := func(state Attendance, late, early bool, spent time.Duration) {
		got.Add(Present{State: state, Late: late, Early: early, Stay: Stay{Spent: spent}, Length: time.Hour})
	}
	hour(AttendPresent, false, false, time.Hour)
	hour(AttendLate, true, true, 30*time.Minute)
	hour(AttendLeft, false, true, 30*time.Minute)
	hour(AttendAbsent, false, false, 0)
	hour(AttendExcused, false, false, 0)
	want := Sums{Dates: 5, Attended: 3, Late: 1, Early: 2, Excused: 1, Absent: 1, Spent: 2 * time.Hour, Length: 4 * time.Hour}
	if got != want || got.Share() != 0.5 || got.Minutes() != 120 {
		t.Errorf("%+v, share %v, %d minutes; want %+v", got, got.Share(), got.Minutes(), want)
	}
	if none := (Sums{}); none.Share() != 0 {
		t.Errorf("of nothing the share is %v", none.Share())
	}
}

func TestOnlyStaffKnowTheAttendanceOfOthers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rights Rights
		whose  int64
		want   bool
	}{
		"staff of another": {Rights{Staff: true}, 9, true}, "oneself": {Rights{}, 7, true}, "another": {Rights{Enter: true}, 9, false},
	} {
		if got := test.rights.KnowsAttendance(Person{ID: 7}, test.whose); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
