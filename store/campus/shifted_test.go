package campus

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawSeries draws a series over changes of clocks, and which of its dates are the second of two.
func drawSeries(r *rapid.T, zone string, later bool) Series {
	from := Wall{time.Date(2030, rapid.SampledFrom([]time.Month{3, 4, 9, 10, 11}).Draw(r, "month"), rapid.IntRange(1, 28).Draw(r, "day"),
		rapid.IntRange(0, 23).Draw(r, "hour"), rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(r, "minute"), 0, 0, time.UTC)}
	to := Wall{from.shown.Add(time.Duration(rapid.IntRange(1, 20*60).Draw(r, "lasts")) * time.Minute)}
	s := Series{From: from, To: to, Zone: zone, Every: rapid.SampledFrom([]Every{EveryDay, EveryWeek}).Draw(r, "every"),
		Times: rapid.IntRange(2, 40).Draw(r, "times")}
	for n := range s.Times {
		if day := s.From.Days(n * s.Every.days()).Day(); later && rapid.Bool().Draw(r, "the second") {
			s.Later = append(s.Later, day)
		}
	}
	return s
}

// planSeries returns the dates of a series that can be, and the same as instances.
func planSeries(t *rapid.T, s Series) ([]Planned, []Instance) {
	all, err := s.Expand()
	if err != nil {
		t.Fatal(err)
	}
	instances := make([]Instance, len(all))
	for i, one := range all {
		instances[i] = Instance{Order: i + 1, From: one.From, To: one.To, Zone: one.Zone}
	}
	return all, instances
}

func TestASeriesThatIsMovedIsWhereItWouldBeIfItWerePlannedThere(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Athens", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kolkata", "Africa/Casablanca"}
	rapid.Check(t, func(r *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(r, "zone")
		s := drawSeries(r, zone, true)
		was, instances := planSeries(r, s)
		for i, at := range instances { // moved nowhere, all of it stays
			if got := was[0].Shifted(instances[0], at, nil); !got.From.Equal(at.From) || !got.To.Equal(at.To) {
				r.Fatalf("date %d of %+v would go from %v to %v", i+1, s, at, got.Slot)
			}
		}
		to := drawSeries(r, zone, true)
		to.Every, to.Times, to.From, to.To = s.Every, s.Times, s.From.Days(rapid.IntRange(1, 40).Draw(r, "days on")), Wall{}
		to.From.shown = to.From.shown.Truncate(24 * time.Hour).Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(r, "from")) * time.Minute)
		to.To = Wall{to.From.shown.Add(time.Duration(rapid.IntRange(1, 20*60).Draw(r, "lasts")) * time.Minute)}
		want, _ := planSeries(r, to)
		chosen := Choices{}
		for _, one := range want {
			chosen[one.Day] = slices.Contains(to.Later, one.Day)
		}
		for i, at := range instances {
			got := want[0].Shifted(instances[0], at, chosen)
			if !got.From.Equal(want[i].From) || !got.To.Equal(want[i].To) || i > 0 &&
				(got.Said() != want[i].Said() || got.Day != want[i].Day) {
				r.Fatalf("date %d of %+v goes to %+v, want %+v", i+1, s, got, want[i])
			}
		}
	})
}

func TestADateThatMovesAlongKeepsItsTimesOfDayAtBothEnds(t *testing.T) {
	t.Parallel()
	athens := "Europe/Athens"
	at := func(day, clock string) Wall { return wall(t, "2030-"+day+" "+clock) }
	plan := func(day, from, to string, later bool) Slot {
		one, err := Plan(at(day, from), at(day, to), athens, later)
		if err != nil {
			t.Fatal(err)
		}
		return one.Slot
	}
	for name, test := range map[string]struct {
		to, was Slot
		chosen  Choices
		want    Slot
		said    string
	}{
		"over the hour that is not there": {to: plan("03-24", "02:30", "04:30", false), was: plan("03-31", "10:00", "11:00", false),
			want: plan("03-31", "02:30", "04:30", false), said: "Clocks change meanwhile: it lasts 1 h instead of 2 h."},
		"to the first of two": {to: plan("10-20", "03:30", "05:00", false), was: plan("10-27", "10:00", "11:00", false),
			want: plan("10-27", "03:30", "05:00", false), said: "Clocks go back then, and 03:30 is there twice: it begins at the first, " +
				"03:30 EEST. Clocks change meanwhile: it lasts 2 h 30 min instead of 1 h 30 min."},
		"to the second of two": {to: plan("10-20", "03:30", "05:00", false), was: plan("10-27", "10:00", "11:00", false),
			chosen: Choices{"2030-10-27": true}, want: plan("10-27", "03:30", "05:00", true),
			said: "Clocks go back then, and 03:30 is there twice: it begins at the second, 03:30 EET."},
		"from the second, which it keeps": {to: plan("10-20", "03:30", "05:30", false), was: plan("10-27", "03:30", "05:00", true),
			want: plan("10-27", "03:30", "05:30", true), said: "Clocks go back then, and 03:30 is there twice: it begins at the second, " +
				"03:30 EET."},
		"from the second to the first": {to: plan("10-20", "03:30", "05:00", false), was: plan("10-27", "03:30", "05:00", true),
			chosen: Choices{"2030-10-27": false}, want: plan("10-27", "03:30", "05:00",
				false), said: "Clocks go back then, and 03:30 is there " +
				"twice: it begins at the first, 03:30 EEST. Clocks change meanwhile: it lasts 2 h 30 min instead of 1 h 30 min."},
	} {
		week := -7 * 24 * time.Hour
		first := Instance{Order: 1, From: test.was.From.Add(week), To: test.was.To.Add(week), Zone: athens}
		got := (Planned{Slot: test.to}).Shifted(first, Instance{Order: 2, From: test.was.From, To: test.was.To, Zone: athens}, test.chosen)
		if got.Slot != test.want || got.Said() != test.said {
			t.Errorf("%s: it goes to %+v, %q, want %+v, %q", name, got.Slot, got.Said(), test.want, test.said)
		}
	}
	// Forty minutes over the clocks' going back are on no clock: those that move along last as long.
	from := time.Date(2030, 10, 27, 0, 40, 0, 0, time.UTC)
	s := Slot{From: from, To: from.Add(40 * time.Minute), Zone: athens}
	next := Instance{Order: 2, From: from.AddDate(0, 0, 7), To: from.AddDate(0, 0, 7).Add(time.Hour)}
	if got := (Planned{Slot: s}).Shifted(Instance{Order: 1, From: from}, next, nil); got.To.Sub(got.From) != 40*time.Minute {
		t.Errorf("it is %+v", got)
	}
}

// The clocks of Lord Howe go on by half an hour: a date that ends at a time its own day lacks lends the later ones the time
// that was planned, and not the one at which it ends.
func TestDatesThatMoveAlongGoToTheTimesThatWerePlanned(t *testing.T) {
	t.Parallel()
	const zone = "Australia/Lord_Howe"
	plan := func(from, to string) Planned {
		one, err := Plan(wall(t, from), wall(t, to), zone, false)
		if err != nil {
			t.Fatal(err)
		}
		return one
	}
	first := Instance{Order: 1, From: plan("2030-10-01 12:00", "2030-10-01 13:00").From}
	next := Instance{Order: 2, From: plan("2030-10-02 12:00", "2030-10-02 13:00").From}
	for name, test := range map[string]struct{ to, want Planned }{
		"it ends at 02:30":   {plan("2030-10-06 01:58", "2030-10-06 02:00"), plan("2030-10-07 01:58", "2030-10-07 02:00")},
		"it begins at 02:30": {plan("2030-10-06 02:00", "2030-10-06 04:00"), plan("2030-10-07 02:00", "2030-10-07 04:00")},
		"it ends at 03:10":   {plan("2030-10-06 02:10", "2030-10-06 02:30"), plan("2030-10-07 02:10", "2030-10-07 02:30")},
	} {
		if got := test.to.Shifted(first, next, nil); got.Slot != test.want.Slot {
			t.Errorf("%s: the next goes to %v, want %v", name, got.Slot, test.want.Slot)
		}
	}
	at := plan("2030-10-06 01:58", "2030-10-06 02:00")
	left := Planned{Slot: Slot{From: at.From, Zone: zone}, from: at.from, to: at.to}.Or(Instance{To: at.To, Zone: zone})
	if got, want := left.Shifted(first, next, nil), plan("2030-10-07 01:58", "2030-10-07 02:30"); got.Slot != want.Slot {
		t.Errorf("an end that stays as it is shown goes to %v, want %v", got.Slot, want.Slot)
	}
}
