package rows

import (
	"strings"
	"sync"
	"time"

	"stoa/store/campus"
	"stoa/views"
)

// Clock writes times for one reader, or for all readers at once.
type Clock struct {
	Now    time.Time
	Zone   *time.Location
	zones  *Zones
	shared bool // what it writes is read in every zone
}

// Shared is the clock of what everybody is sent alike. It writes times in UTC and says so of whatever has a day; the page's
// script rewrites them in its reader's zone (static/js/clock.js).
func Shared(now time.Time) Clock {
	return Clock{Now: now, Zone: time.UTC, zones: new(Zones), shared: true}
}

// Zones remembers time zones: reading one takes longer than drawing a page.
type Zones struct{ known sync.Map }

// Clock is the clock of a reader in a zone.
func (z *Zones) Clock(now time.Time, zone string) Clock {
	return Clock{Now: now, Zone: z.Load(zone), zones: z}
}

// Load returns a zone by its name; UTC for one that is not known here.
func (z *Zones) Load(name string) *time.Location {
	if found, ok := z.known.Load(name); ok {
		return found.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // names come from Validate, so this is none that somebody could fill the memory with
	}
	z.known.Store(name, zone)
	return zone
}

// day writes a day as people say it.
func (c Clock) day(t time.Time) string {
	t, now := t.In(c.Zone), c.Now.In(c.Zone)
	days := int(midnight(t).Sub(midnight(now)).Hours() / 24)
	switch {
	case days == 0:
		return "Today"
	case days == 1:
		return "Tomorrow"
	case days == -1:
		return "Yesterday"
	}
	return c.date(t)
}

// date writes a day that is too far away for a word, in the zone of t.
func (c Clock) date(t time.Time) string {
	if t.Year() == c.Now.In(t.Location()).Year() {
		return t.Format("Mon 2 Jan")
	}
	return t.Format("Mon 2 Jan 2006")
}

// midnight is the day's beginning as if it were in UTC, so that two of them are whole days apart.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Short writes the time of day alone.
func (c Clock) Short(t time.Time) views.Moment {
	return views.Moment{Text: t.In(c.Zone).Format("15:04"), ISO: iso(t), Title: c.dated(t)}
}

// Full writes day and time.
func (c Clock) Full(t time.Time) views.Moment {
	if t.IsZero() {
		return views.Moment{}
	}
	if c.shared {
		return views.Moment{Text: c.dated(t) + " UTC", ISO: iso(t)}
	}
	return views.Moment{Text: c.day(t) + ", " + t.In(c.Zone).Format("15:04"), ISO: iso(t)}
}

// near is how far from now a time of day alone leaves no doubt about its day.
const near = 12 * time.Hour

// Times writes when an instance begins and ends: the time of day, and the day too unless it is near.
func (c Clock) Times(i campus.Instance) views.Times {
	return views.Times{From: c.brief(i.From), To: c.brief(i.To)}
}

func (c Clock) brief(t time.Time) views.Moment {
	if t.Sub(c.Now).Abs() < near {
		return c.Short(t)
	}
	return c.Full(t)
}

// When writes the time of an instance, and the planner's time where clocks there show another.
func (c Clock) When(i campus.Instance) views.When {
	zone, _ := i.From.In(c.Zone).Zone()
	w := views.When{Text: c.span(i), Date: c.dated(i.From), From: c.Full(i.From), To: c.Full(i.To), Zone: zone}
	if c.shared {
		w.In = i.Zone
		return w
	}
	if planned := c.zones.Load(i.Zone); !sameClock(i.From, planned, c.Zone) {
		// Today is the reader's here too: nobody should have to know which day it is in the planner's zone.
		y, m, d := c.Now.In(c.Zone).Date()
		there := Clock{Now: time.Date(y, m, d, 12, 0, 0, 0, planned), Zone: planned}
		w.Planned = there.beside(c, i) + " in " + strings.ReplaceAll(i.Zone, "_", " ")
	}
	return w
}

// dated writes day and time as a title has them: it is read in histories and lists of windows, tomorrow too.
func (c Clock) dated(t time.Time) string {
	t = t.In(c.Zone)
	return c.date(t) + t.Format(", 15:04")
}

func (c Clock) span(i campus.Instance) string {
	from, to := c.day(i.From), c.day(i.To)
	text := from + ", " + i.From.In(c.Zone).Format("15:04") + " to "
	if from != to {
		text += views.MidSentence(to) + ", "
	}
	return text + i.To.In(c.Zone).Format("15:04")
}

// beside writes the time of an instance where a reader's own stands before it: without its day, unless that is another one here.
func (c Clock) beside(reader Clock, i campus.Instance) string {
	if c.day(i.From) != reader.day(i.From) || c.day(i.To) != reader.day(i.To) {
		return c.span(i)
	}
	return i.From.In(c.Zone).Format("15:04") + " to " + i.To.In(c.Zone).Format("15:04")
}

func sameClock(t time.Time, a, b *time.Location) bool {
	_, x := t.In(a).Zone()
	_, y := t.In(b).Zone()
	return x == y
}

func iso(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
