package campus

import (
	"slices"
	"strconv"
	"time"
)

// MaxAhead is how many years from now a date may be: what is further off is a slip of the hand.
const MaxAhead = 10

// Overlap returns two dates of a meeting that are at the same time, if there are any of which one at least has changed, as
// that says by its number. One that begins as another ends is not at the same time, and what is cancelled at none.
func Overlap(all []Instance, changed func(order int) bool) (a, b Instance, ok bool) {
	all = slices.DeleteFunc(slices.Clone(all), func(i Instance) bool { return i.Cancelled })
	slices.SortStableFunc(all, func(x, y Instance) int { return x.From.Compare(y.From) })
	var last, lastChanged Instance // of those that have begun, the one that ends last
	for _, i := range all {
		is := changed(i.Order)
		switch {
		case is && i.From.Before(last.To):
			return last, i, true
		case i.From.Before(lastChanged.To):
			return lastChanged, i, true
		}
		if i.To.After(last.To) {
			last = i
		}
		if is && i.To.After(lastChanged.To) {
			lastChanged = i
		}
	}
	return a, b, false
}

// CheckOverlap returns an Invalid of instances that names two dates at the same time, or nil; see Overlap.
func CheckOverlap(all []Instance, changed func(order int) bool) error {
	a, b, ok := Overlap(all, changed)
	switch {
	case !ok:
		return nil
	case changed(a.Order) && changed(b.Order):
		return InvalidField("instances", sameTime(a, b))
	case changed(a.Order):
		a = b
	}
	return InvalidField("instances", "date "+strconv.Itoa(a.Order)+" of the meeting is at that time")
}

func sameTime(a, b Instance) string {
	return "dates " + strconv.Itoa(min(a.Order, b.Order)) + " and " + strconv.Itoa(max(a.Order, b.Order)) + " would be at the same time"
}

// SaidClosed says of a meeting's course, by its title, that it is closed.
func SaidClosed(course string) string {
	return "“" + Isolated(course) + "” is closed: who is enrolled may come, and nobody else can enrol."
}

// everyOrder is of dates that all are new.
func everyOrder(int) bool { return true }

// instancesOf returns slots as the dates of a new meeting.
func instancesOf(slots []Slot) []Instance {
	all := make([]Instance, len(slots))
	for i, s := range slots {
		all[i] = Instance{Order: i + 1, From: s.From, To: s.To, Zone: s.Zone}
	}
	return all
}

// CheckNear returns an Invalid of instances when one of some slots is further from now than a date may be, or nil.
func CheckNear(now time.Time, slots ...Slot) error {
	for _, s := range slots {
		if s.From.Before(now.AddDate(-MaxAhead, 0, 0)) || s.To.After(now.AddDate(MaxAhead, 0, 0)) {
			return InvalidField("instances", "each at most ten years from now")
		}
	}
	return nil
}

// MaxExtended is how long a date may become by being extended; what was planned for longer may go on.
const MaxExtended = 24 * time.Hour

// ErrLong refuses to extend what lasts a day.
var ErrLong = Refuse(Conflict, "This date cannot last longer: 24 hours are the most that one can be extended to.")

// CheckTurn refuses with a Conflict what staff may not do to a date by hand, for another date of its meeting is at that time, or
// for it would be too long. Whether it is open is not looked at.
func CheckTurn(all []Instance, order int, turn Turn, by time.Duration, now time.Time) error {
	at := slices.IndexFunc(all, func(i Instance) bool { return i.Order == order })
	if at < 0 || all[at].Cancelled || !now.Before(all[at].To) || turn == TurnExtend && now.Before(all[at].From) {
		return nil
	}
	all = slices.Clone(all)
	verb, longer := "begin now: date ", all[at]
	switch {
	case turn == TurnStart && now.Before(longer.From):
		longer.From = now
	case turn == TurnExtend:
		verb, longer.To = "last longer: date ", longer.To.Add(by)
		if longer.To.Sub(longer.From) > MaxExtended && longer.To.Sub(longer.From) <= MaxExtended+by {
			return ErrLong
		}
	}
	all[at] = longer
	a, b, ok := Overlap(all, func(n int) bool { return n == order })
	if !ok {
		return nil
	}
	return Refuse(Conflict, "This date cannot "+verb+strconv.Itoa(a.Order+b.Order-order)+" of the meeting is at that time.")
}
