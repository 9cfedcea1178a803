package campus

import (
	"strings"
	"testing"
	"time"
)

func wall(t *testing.T, at string) Wall {
	t.Helper()
	day, clock, _ := strings.Cut(at, " ")
	w, ok := ParseWall(day, clock)
	if !ok && at != "" {
		t.Fatalf("%q is no time", at)
	}
	return w
}

func TestASeriesKeepsItsTimeOfDayAndSaysWhatClocksMakeOfIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, to, zone string
		every          Every
		times          int
		until, later   string
		want           []string // from and to in UTC, what is said
	}{
		"weekly over a change": {from: "2030-03-25 10:00", to: "2030-03-25 12:00", zone: "Europe/Athens", every: EveryWeek, times: 2,
			want: []string{"03-25 08:00 03-25 10:00 ", "04-01 07:00 04-01 09:00 "}},
		"daily until a day": {from: "2030-03-25 10:00", to: "2030-03-25 12:00", zone: "UTC", every: EveryDay, until: "2030-03-26",
			want: []string{"03-25 10:00 03-25 12:00 ", "03-26 10:00 03-26 12:00 "}},
		"until the first day": {from: "2030-03-25 10:00", to: "2030-03-25 12:00", zone: "UTC", every: EveryDay, until: "2030-03-25",
			want: []string{"03-25 10:00 03-25 12:00 "}},
		"a time that is not there": {from: "2030-03-31 03:30", to: "2030-03-31 05:00", zone: "Europe/Athens", every: EveryWeek, times: 2,
			want: []string{"03-31 01:30 03-31 02:00 Clocks go forward then, and there is no 03:30: it begins at 04:30. " +
				"Clocks change meanwhile: it lasts 30 min instead of 1 h 30 min.", "04-07 00:30 04-07 02:00 "}},
		"both are not there": {from: "2030-03-31 03:10", to: "2030-03-31 03:50", zone: "Europe/Athens", every: EveryDay, times: 1,
			want: []string{"03-31 01:10 03-31 01:50 Clocks go forward then, and there is no 03:10: it begins at 04:10. " +
				"Clocks go forward then, and there is no 03:50: it ends at 04:50."}},
		"its end would come first": {from: "2030-03-31 03:30", to: "2030-03-31 04:15", zone: "Europe/Athens", every: EveryDay, times: 1,
			want: []string{"03-31 01:30 03-31 02:15 Clocks go forward then, and there is no 03:30: it begins at 04:30."}},
		"a time that is there twice": {from: "2030-11-03 01:30", to: "2030-11-03 03:00", zone: "America/New_York", every: EveryDay,
			times: 1,
			want: []string{"11-03 05:30 11-03 08:00 Clocks go back then, and 01:30 is there twice: it begins at the first, 01:30 EDT. " +
				"Clocks change meanwhile: it lasts 2 h 30 min instead of 1 h 30 min."}},
		"the second of two": {from: "2030-11-03 01:30", to: "2030-11-03 03:00", zone: "America/New_York", every: EveryDay, times: 1,
			later: "2030-11-03",
			want:  []string{"11-03 06:30 11-03 08:00 Clocks go back then, and 01:30 is there twice: it begins at the second, 01:30 EST."}},
		"over night and a change": {from: "2030-03-30 22:00", to: "2030-03-31 06:00", zone: "Europe/Athens", every: EveryDay, times: 1,
			want: []string{"03-30 20:00 03-31 03:00 Clocks change meanwhile: it lasts 7 h instead of 8 h."}},
		"a day that is not there": {from: "2011-12-29 09:00", to: "2011-12-29 10:00", zone: "Pacific/Apia", every: EveryDay, times: 3,
			want: []string{"12-29 19:00 12-29 20:00 ", "12-30 19:00 12-30 20:00 Clocks go forward then, and there is no 09:00: it begins " +
				"at " +
				"09:00 on Sat 31 Dec. Clocks go forward then, and there is no 10:00: it ends at 10:00 on Sat 31 Dec.",
				"12-30 19:00 12-30 20:00 "}},
	} {
		s := Series{From: wall(t, test.from), To: wall(t, test.to), Zone: test.zone, Every: test.every, Times: test.times,
			Until: test.until, Later: strings.Fields(test.later)}
		planned, err := s.Expand()
		if err != nil || len(planned) != len(test.want) {
			t.Errorf("%s: %d dates, %v", name, len(planned), err)
			continue
		}
		for i, p := range planned {
			if got := p.From.Format("01-02 15:04 ") + p.To.Format("01-02 15:04 ") + p.Said(); got != test.want[i] {
				t.Errorf("%s: date %d is %q, want %q", name, i+1, got, test.want[i])
			}
			if p.From.Location() != time.UTC || p.Zone != test.zone || p.Day != s.From.Days(i*test.every.days()).Day() {
				t.Errorf("%s: date %d is %+v", name, i+1, p)
			}
		}
	}
}

func TestWhatASeriesMayNotBe(t *testing.T) {
	t.Parallel()
	good := Series{From: wall(t, "2030-03-25 10:00"), To: wall(t, "2030-03-25 12:00"), Zone: "UTC", Every: EveryDay, Times: 500}
	for name, test := range map[string]struct {
		change func(*Series)
		wrong  []string
	}{
		"500 dates":          {func(*Series) {}, nil},
		"nothing":            {func(s *Series) { *s = Series{Zone: "Nowhere/Land"} }, []string{"every", "from", "times", "to", "zone"}},
		"501 dates":          {func(s *Series) { s.Times = 501 }, []string{"times"}},
		"no dates":           {func(s *Series) { s.Times = -1 }, []string{"times"}},
		"both":               {func(s *Series) { s.Until = "2030-04-01" }, []string{"until"}},
		"neither":            {func(s *Series) { s.Times = 0 }, []string{"times"}},
		"monthly":            {func(s *Series) { s.Every = "month" }, []string{"every"}},
		"no day":             {func(s *Series) { s.Times, s.Until = 0, "tomorrow" }, []string{"until"}},
		"before the first":   {func(s *Series) { s.Times, s.Until = 0, "2030-03-24" }, []string{"until"}},
		"500 days":           {func(s *Series) { s.Times, s.Until = 0, s.From.Days(499).Day() }, nil},
		"501 days":           {func(s *Series) { s.Times, s.Until = 0, s.From.Days(500).Day() }, []string{"until"}},
		"backwards":          {func(s *Series) { s.From, s.To = s.To, s.From }, []string{"to"}},
		"of no length":       {func(s *Series) { s.To = s.From }, []string{"to"}},
		"in the server's":    {func(s *Series) { s.Zone = "Local" }, []string{"zone"}},
		"everything at once": {func(s *Series) { *s = Series{From: s.To, To: s.From, Until: "x"} }, []string{"every", "to", "until"}},
	} {
		s := good
		test.change(&s)
		_, err := s.Expand()
		wantWrong(t, name, err, test.wrong...)
	}
}

func TestASeriesBeginsAtTheVeryTimesOfItsFirstDate(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"2030-10-26T23:30:00Z", "2030-10-27T00:30:00Z", "2030-10-27T01:30:00Z", "2030-07-01T07:00:01Z"} {
		at, err := time.Parse(time.RFC3339, from)
		if err != nil {
			t.Fatal(err)
		}
		first := Slot{From: at, To: at.Add(80 * time.Minute), Zone: "Europe/Athens"}
		slots, err := SeriesAt(first, EveryDay, 2, "").Slots()
		if err != nil || len(slots) != 2 || slots[0] != first {
			t.Errorf("the first of %+v is %+v, %v", first, slots, err)
		}
	}
	for _, bad := range []Slot{{}, {From: noon, To: noon.Add(1), Zone: "Nowhere/Land"}} {
		if _, err := SeriesAt(bad, EveryDay, 1, "").Slots(); err == nil {
			t.Errorf("%+v begins a series", bad)
		}
	}
}
