package campus

import (
	"fmt"
	"testing"
	"time"
)

// transitions are changes of clocks in zones of all kinds: forward and back, by an hour, two, half an hour and twenty minutes,
// at night, at midnight and at noon, and by a whole day.
var transitions = []struct{ zone, day string }{
	{"Europe/Athens", "2030-03-31"}, {"Europe/Athens", "2030-10-27"}, {"Europe/London", "2030-03-31"}, {"Europe/London", "2030-10-27"},
	{"Europe/Dublin", "2030-03-31"}, {"Europe/Lisbon", "2030-10-27"}, {"Europe/Chisinau", "2018-03-25"}, {"Europe/Istanbul", "2015-11-08"},
	{"Europe/Moscow", "2014-10-26"}, {"Europe/Moscow", "2011-03-27"}, {"America/New_York", "2030-03-10"}, {"America/New_York",
		"2030-11-03"},
	{"America/St_Johns", "2030-03-10"}, {"America/St_Johns", "2030-11-03"}, {"America/St_Johns", "2006-04-02"},
	{"America/St_Johns", "2006-10-29"}, {"America/Havana", "2030-03-10"}, {"America/Havana", "2030-11-03"},
	{"America/Santiago", "2022-09-11"}, {"America/Santiago", "2022-04-03"}, {"America/Asuncion", "2021-10-03"},
	{"America/Asuncion", "2021-03-28"}, {"America/Sao_Paulo", "2018-11-04"}, {"America/Sao_Paulo", "2018-02-18"},
	{"America/Caracas", "2007-12-09"}, {"America/Caracas", "2016-05-01"}, {"Asia/Beirut", "2022-03-27"}, {"Asia/Beirut", "2022-10-30"},
	{"Asia/Amman", "2021-03-26"}, {"Asia/Amman", "2021-10-29"}, {"Asia/Tehran", "2021-03-22"}, {"Asia/Tehran", "2021-09-22"},
	{"Asia/Jerusalem", "2030-03-29"}, {"Asia/Pyongyang", "2015-08-15"}, {"Asia/Pyongyang", "2018-05-05"}, {"Asia/Kathmandu", "1986-01-01"},
	{"Africa/Cairo", "2023-04-28"}, {"Africa/Cairo", "2023-10-27"}, {"Africa/Casablanca", "2022-05-08"}, {"Atlantic/Azores", "2020-03-29"},
	{"Atlantic/Azores", "2020-10-25"}, {"Australia/Lord_Howe", "2030-10-06"}, {"Australia/Lord_Howe", "2030-04-07"},
	{"Australia/Sydney", "2030-10-06"}, {"Australia/Adelaide", "2030-04-07"}, {"Antarctica/Troll", "2020-03-29"},
	{"Antarctica/Troll", "2020-10-25"}, {"Pacific/Auckland", "2030-09-29"}, {"Pacific/Chatham", "2030-04-07"},
	{"Pacific/Apia", "2011-12-30"}, {"Pacific/Fakaofo", "2011-12-30"}, {"Pacific/Kiritimati", "1994-12-31"}, {"Pacific/Kwajalein",
		"1993-08-21"},
}

const minute = "2006-01-02 15:04"

// walked is what the clocks of a zone show around a day, found by looking at them every minute.
type walked struct {
	times map[string][]time.Time // when they show a minute
	ahead map[string]int         // for a minute that they do not show, seconds by which they were ahead before they skipped it
}

func walk(t *testing.T, zone *time.Location, day string) walked {
	t.Helper()
	noon, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	w := walked{times: map[string][]time.Time{}, ahead: map[string]int{}}
	before := ""
	for at := noon.Add(-72 * time.Hour).In(zone); at.Before(noon.Add(72 * time.Hour)); at = at.Add(time.Minute) {
		shown := at.Format(minute)
		w.times[shown] = append(w.times[shown], at)
		if before != "" && shown > before {
			skipped, _ := time.Parse(minute, before)
			_, ahead := at.Add(-time.Minute).Zone()
			for skipped = skipped.Add(time.Minute); skipped.Format(minute) < shown; skipped = skipped.Add(time.Minute) {
				w.ahead[skipped.Format(minute)] = ahead
			}
		}
		before = shown
	}
	return w
}

// means returns when a minute is: the first time or with later the last time that clocks show it; as if they had not been
// changed yet, if they skip it.
func (w walked) means(shown string, later bool) (time.Time, Clocks) {
	times := w.times[shown]
	switch {
	case len(times) == 1:
		return times[0], ClocksOnce
	case len(times) > 1 && later:
		return times[len(times)-1], ClocksTwice
	case len(times) > 1:
		return times[0], ClocksTwice
	}
	utc, _ := time.Parse(minute, shown)
	return utc.Add(-time.Duration(w.ahead[shown]) * time.Second), ClocksSkip
}

// changes returns minutes around each change of clocks that were walked by: skipped, there twice, and at the edges of these.
func (w walked) changes() (some []string, skips, doubles int) {
	for at := range w.times {
		next, _ := time.Parse(minute, at)
		after := next.Add(time.Minute).Format(minute)
		_, gap := w.ahead[after]
		twice, then := len(w.times[at]) > 1, len(w.times[after]) > 1
		if gap || twice != then && len(w.times[after]) > 0 {
			for _, by := range []time.Duration{-31, -1, 0, 1, 2, 17, 29, 31, 59} {
				some = append(some, next.Add(by*time.Minute).Format(minute))
			}
		}
		if twice {
			doubles++
		}
	}
	return some, len(w.ahead), doubles
}

func TestASeriesKeepsItsTimeOverChangesOfClocksInAllZones(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, change := range transitions {
		name := change.zone + " on " + change.day
		zone, err := time.LoadLocation(change.zone)
		if err != nil || seen[name] {
			t.Fatal(name, err)
		}
		seen[name] = true
		w := walk(t, zone, change.day)
		some, skips, doubles := w.changes()
		if skips+doubles == 0 {
			t.Errorf("%s: the clocks are not changed", name)
		}
		for _, shown := range some {
			for _, later := range []bool{false, true} {
				if wrong := w.check(change.zone, shown, later); wrong != "" {
					t.Errorf("%s: %s", name, wrong)
				}
			}
		}
	}
	if len(seen) < 40 {
		t.Errorf("%d changes of clocks", len(seen))
	}
}

// check returns what is wrong with a daily series that reaches a minute on its second of three days; "" when nothing is.
func (w walked) check(zone, shown string, later bool) string {
	first, err := time.Parse(minute, shown)
	if err != nil {
		return err.Error()
	}
	from := Wall{first.AddDate(0, 0, -1)}
	s := Series{From: from, To: Wall{from.shown.Add(20 * time.Minute)}, Zone: zone, Every: EveryDay, Times: 3}
	if later {
		s.Later = []string{first.Format(time.DateOnly)}
	}
	all, err := s.Expand()
	if err != nil || len(all) != 3 {
		return fmt.Sprint(shown, ": ", len(all), " dates, ", err)
	}
	for i, p := range all {
		day := from.Days(i)
		begins, clocks := w.means(day.shown.Format(minute), later && i == 1)
		ends, endClocks := w.means(day.shown.Add(20*time.Minute).Format(minute), later && i == 1)
		if !ends.After(begins) && endClocks == ClocksTwice {
			ends, _ = w.means(day.shown.Add(20*time.Minute).Format(minute), true)
		}
		if !ends.After(begins) {
			ends = begins.Add(20 * time.Minute)
		}
		if !p.From.Equal(begins) || !p.To.Equal(ends) || p.Begins != clocks || p.Ends != endClocks {
			return fmt.Sprintf("%s, later %t, is from %s to %s (%q, %q), want %s to %s (%q, %q)", day.shown.Format(minute), later,
				p.From, p.To, p.Begins, p.Ends, begins.UTC(), ends.UTC(), clocks, endClocks)
		}
		if said := p.Said(); (said == "") != (clocks == ClocksOnce && endClocks == ClocksOnce && ends.Sub(begins) == 20*time.Minute) {
			return fmt.Sprintf("%s: it says %q", day.shown.Format(minute), said)
		}
	}
	return ""
}
