package campus

import (
	"slices"
	"strings"
	"time"
)

// Every is how often a series takes place.
type Every string

// How often a series takes place.
const (
	EveryWeek Every = "week"
	EveryDay  Every = "day"
)

func (e Every) days() int {
	if e == EveryWeek {
		return 7
	}
	return 1
}

// Series are dates at one time of day: its clocks show the same though they are changed in between.
type Series struct {
	From, To Wall   // the first of them
	Zone     string // by its name, whose clocks these are
	Every    Every
	Times    int    // how many dates; 0 when Until says it
	Until    string // the last day on which one may begin, YYYY-MM-DD; "" when Times says it
	// Later are the days, YYYY-MM-DD, for whose dates the second is meant of a time that is there twice.
	Later []string
	first Slot // the first date's very times, where somebody has said them; see SeriesAt
}

// Planned is a date as somebody plans it, with what the zone's clocks make of its times.
type Planned struct {
	Slot
	Day          string // on which it begins by the plan, YYYY-MM-DD
	Begins, Ends Clocks // how often its times are there
	Later        bool   // the second is meant of one that is there twice
	from, to     Wall
}

// SeriesAt returns the series whose first date is at a slot's times, in its zone.
func SeriesAt(first Slot, every Every, times int, until string) Series {
	s := Series{Zone: first.Zone, Every: every, Times: times, Until: until, first: first}
	zone, err := time.LoadLocation(first.Zone)
	if err != nil {
		zone = time.UTC // Expand says so
	}
	if first.From.IsZero() || first.To.IsZero() {
		return s
	}
	s.From, s.To = WallOf(first.From, zone), WallOf(first.To, zone)
	if earlier, clocks := s.From.In(zone, false); clocks == ClocksTwice && !earlier.Equal(first.From) {
		s.Later = []string{s.From.Day()}
	}
	return s
}

// Expand returns the dates of the series, the first one first. It refuses with an Invalid that names each wrong one of from,
// to, zone, every, times and until.
func (s Series) Expand() ([]Planned, error) {
	wrong := s.wrong()
	if len(wrong) > 0 {
		return nil, InvalidFields(wrong)
	}
	var all []Planned
	for n := 0; s.goesOn(n); n++ {
		if n == MaxInstances {
			return nil, InvalidField("until", "at most 500 dates")
		}
		days := n * s.Every.days()
		from := s.From.Days(days)
		planned, err := Plan(from, s.To.Days(days), s.Zone, slices.Contains(s.Later, from.Day()))
		if err != nil {
			return nil, err
		}
		if n == 0 && !s.first.From.IsZero() {
			planned.Slot = Slot{From: s.first.From.UTC(), To: s.first.To.UTC(), Zone: s.Zone}
		}
		all = append(all, planned)
	}
	return all, nil
}

// Slots returns the dates of a series alone; see Expand.
func (s Series) Slots() ([]Slot, error) {
	planned, err := s.Expand()
	slots := make([]Slot, len(planned))
	for i, p := range planned {
		slots[i] = p.Slot
	}
	return slots, err
}

// goesOn reports whether there is a date after n others.
func (s Series) goesOn(n int) bool {
	if s.Until == "" {
		return n < s.Times
	}
	return s.From.Days(n*s.Every.days()).Day() <= s.Until
}

func (s Series) wrong() map[string]string {
	wrong := wrongWalls(s.From, s.To, s.Zone)
	if s.Every != EveryWeek && s.Every != EveryDay {
		wrong["every"] = "week or day"
	}
	switch _, err := time.Parse(time.DateOnly, s.Until); {
	case s.Times != 0 && s.Until != "":
		wrong["until"] = "how many times or until when, not both"
	case s.Until == "" && (s.Times < 1 || s.Times > MaxInstances):
		wrong["times"] = "1 to 500 times, or until a day"
	case s.Until != "" && err != nil:
		wrong["until"] = "a day such as 2026-12-31"
	case s.Until != "" && !s.From.IsZero() && s.Until < s.From.Day():
		wrong["until"] = "not before the first date"
	}
	return wrong
}

// wrongWalls returns what is wrong with when somebody plans a date.
func wrongWalls(from, to Wall, zone string) map[string]string {
	wrong := map[string]string{}
	if from.IsZero() {
		wrong["from"] = "a day and a time"
	}
	if to.IsZero() {
		wrong["to"] = "a day and a time"
	}
	if len(wrong) == 0 && !to.After(from) {
		wrong["to"] = "it ends after it begins"
	}
	if !validZone(zone) {
		wrong["zone"] = "a time zone such as Europe/Athens"
	}
	return wrong
}

// Plan returns the date that takes place from one to another time on a zone's clocks; later means the second of a time that
// is there twice. It ends at least after it begins: where the clocks would have it otherwise, it lasts as long as they show.
// It refuses with an Invalid that names each wrong one of from, to and zone.
func Plan(from, to Wall, zone string, later bool) (Planned, error) {
	if wrong := wrongWalls(from, to, zone); len(wrong) > 0 {
		return Planned{}, InvalidFields(wrong)
	}
	at, _ := time.LoadLocation(zone)
	p := Planned{Day: from.Day(), Later: later, from: from, to: to, Slot: Slot{Zone: zone}}
	p.From, p.Begins = from.In(at, later)
	p.To, p.Ends = to.In(at, later)
	if !p.To.After(p.From) && p.Ends == ClocksTwice {
		p.To, _ = to.In(at, true)
	}
	if !p.To.After(p.From) {
		p.To = p.From.Add(to.shown.Sub(from.shown))
	}
	p.From, p.To = p.From.UTC(), p.To.UTC()
	return p, nil
}

// Choice reports whether there are two times of which one is meant.
func (p Planned) Choice() bool { return p.Begins == ClocksTwice || p.Ends == ClocksTwice }

// Said says how the clocks of its zone decide when a date is, in sentences; "" when there is nothing to say.
func (p Planned) Said() string {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return ""
	}
	said := saidOf(p.from, p.From.In(zone), p.Begins, "begins") + saidOf(p.to, p.To.In(zone), p.Ends, "ends")
	if lasts, planned := p.To.Sub(p.From), p.to.shown.Sub(p.from.shown); lasts != planned {
		said += " Clocks change meanwhile: it lasts " + lasting(lasts) + " instead of " + lasting(planned) + "."
	}
	return strings.TrimPrefix(said, " ")
}

// saidOf says of one time of a date what becomes of it; "" for one that is there once.
func saidOf(planned Wall, at time.Time, clocks Clocks, verb string) string {
	switch clocks {
	case ClocksSkip:
		return " Clocks go forward then, and there is no " + planned.Clock() + ": it " + verb + " at " +
			at.Format(momentOf(planned, at)) + "."
	case ClocksTwice:
		which := "second"
		if first, _ := planned.In(at.Location(), false); first.Equal(at) {
			which = "first"
		}
		return " Clocks go back then, and " + planned.Clock() + " is there twice: it " + verb + " at the " + which + ", " +
			at.Format("15:04 MST") + "."
	}
	return ""
}

// momentOf is the layout in which a time is said of a date that was planned: with the day if that is another.
func momentOf(planned Wall, at time.Time) string {
	if at.Format(time.DateOnly) == planned.Day() {
		return "15:04"
	}
	return "15:04 on Mon 2 Jan"
}
