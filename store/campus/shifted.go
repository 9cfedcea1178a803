package campus

import "time"

// Choices say of days, YYYY-MM-DD, on which a date begins or ends at a time that is there twice, whether the second is meant.
type Choices map[string]bool

// Shifted returns when an instance of a series takes place once first has been moved to p: as many days on, from and to the
// times of day that were planned, though p's own day may lack them; where only p's instants are known, to those that its zone's
// clocks show then. It is one rule with Series: both ends keep what clocks show, though they are changed in between, and what
// clocks make of them is said. Of a time that is there twice the chosen one is meant; where nobody has chosen, that at which
// the instance is already, or else the first.
func (p Planned) Shifted(first, i Instance, chosen Choices) Planned {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil || i.Order == first.Order {
		return Planned{Slot: p.Slot}
	}
	from, to := p.walls(zone)
	days := WallOf(first.From, zone).DaysTo(WallOf(i.From, zone))
	from, to = from.Days(days), to.Days(days)
	if !to.After(from) { // between the first and the second of a time that is there twice
		to = Wall{from.shown.Add(p.To.Sub(p.From))}
	}
	later, decided := chosen[from.Day()]
	one, err := Plan(from, to, p.Zone, later)
	if err != nil {
		return Planned{Slot: p.Slot} // which is wrong in the same way
	}
	if second, err := Plan(from, to, p.Zone, true); err == nil && !decided && second.stays(i) && !one.stays(i) {
		return second
	}
	return one
}

// Or returns where a date is planned of which what p leaves out stays as it is.
func (p Planned) Or(i Instance) Planned {
	if p.From.IsZero() {
		p.from = Wall{}
	}
	if p.To.IsZero() {
		p.to = Wall{}
	}
	p.Slot = p.Slot.Or(i)
	return p
}

// walls returns from and to which times of day a date is planned.
func (p Planned) walls(zone *time.Location) (from, to Wall) {
	from, to = p.from, p.to
	if from.IsZero() {
		from = WallOf(p.From, zone)
	}
	if to.IsZero() {
		to = WallOf(p.To, zone)
	}
	return from, to
}

// stays reports whether a date begins when an instance does or, where that is no choice, ends when it does.
func (p Planned) stays(i Instance) bool {
	if p.Begins == ClocksTwice {
		return p.From.Equal(i.From)
	}
	return p.To.Equal(i.To)
}
