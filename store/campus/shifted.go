package campus

import "time"

// Choices say of days, YYYY-MM-DD, on which a date begins or ends at a time that is there twice, whether the second is meant.
type Choices map[string]bool

// Shifted returns when an instance of a series takes place once first has been moved to s: as many days on, from and to the
// times of day that s has on its zone's clocks. It is one rule with Series: both ends keep what clocks show, though they are
// changed in between, and what clocks make of them is said. Of a time that is there twice the chosen one is meant; where
// nobody has chosen, that at which the instance is already, or else the first.
func (s Slot) Shifted(first, i Instance, chosen Choices) Planned {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil || i.Order == first.Order {
		return Planned{Slot: s}
	}
	from, to := WallOf(s.From, zone), WallOf(s.To, zone)
	days := WallOf(first.From, zone).DaysTo(WallOf(i.From, zone))
	from, to = from.Days(days), to.Days(days)
	if !to.After(from) { // between the first and the second of a time that is there twice
		to = Wall{from.shown.Add(s.To.Sub(s.From))}
	}
	later, decided := chosen[from.Day()]
	one, err := Plan(from, to, s.Zone, later)
	if err != nil {
		return Planned{Slot: s} // which is wrong in the same way
	}
	if second, err := Plan(from, to, s.Zone, true); err == nil && !decided && second.stays(i) && !one.stays(i) {
		return second
	}
	return one
}

// stays reports whether a date begins when an instance does or, where that is no choice, ends when it does.
func (p Planned) stays(i Instance) bool {
	if p.Begins == ClocksTwice {
		return p.From.Equal(i.From)
	}
	return p.To.Equal(i.To)
}
