package campus

import (
	"strconv"
	"time"
)

// Wall is a day and a time of day as clocks on the wall show them, wherever they hang: as a time, it is the one at which
// they show so in UTC.
type Wall struct{ shown time.Time }

// ParseWall reads a day (YYYY-MM-DD) and a time of day (HH:MM); false when it is neither.
func ParseWall(day, clock string) (Wall, bool) {
	shown, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	return Wall{shown}, err == nil
}

// WallOf returns what clocks in a zone show at a time.
func WallOf(t time.Time, zone *time.Location) Wall {
	t = t.In(zone)
	return Wall{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)}
}

// Day returns the day as YYYY-MM-DD.
func (w Wall) Day() string { return w.shown.Format(time.DateOnly) }

// Clock returns the time of day as HH:MM.
func (w Wall) Clock() string { return w.shown.Format("15:04") }

// IsZero reports whether nobody has said when.
func (w Wall) IsZero() bool { return w.shown.IsZero() }

// DaysTo returns on how many days later clocks show v.
func (w Wall) DaysTo(v Wall) int { return daysBetween(w.shown, v.shown) }

// After reports whether clocks show w later than v.
func (w Wall) After(v Wall) bool { return w.shown.After(v.shown) }

// Days returns the same time of day so many days on.
func (w Wall) Days(n int) Wall { return Wall{w.shown.AddDate(0, 0, n)} }

// DayIn returns when a day (YYYY-MM-DD) begins in a zone, and when the next one does; false for what is no day. Where clocks go forward at
// midnight, a day begins at one.
func DayIn(day string, zone *time.Location) (from, next time.Time, ok bool) {
	midnight, ok := ParseWall(day, "00:00")
	if !ok {
		return from, next, false
	}
	from, _ = midnight.In(zone, false)
	next, _ = midnight.Days(1).In(zone, false)
	return from, next, true
}

// Clocks says how often the clocks of a zone show a time.
type Clocks string

// How often clocks show a time.
const (
	ClocksOnce  Clocks = ""      // as nearly always
	ClocksSkip  Clocks = "skip"  // not at all: they are put forward over it
	ClocksTwice Clocks = "twice" // first, and once more after they are put back
)

// widest is more than any zone has been from UTC.
const widest = 16 * time.Hour

// In returns when clocks in a zone show w, and how often they do. This is the one place where it is decided what a time
// means that they do not show once, as iCalendar (RFC 5545, 3.3.5) has it: one that they skip is so much later as they are
// put forward, 02:30 being 03:30 then; of one that they show twice it is the first, or if later the second.
func (w Wall) In(zone *time.Location, later bool) (time.Time, Clocks) {
	var shown []time.Time
	var before time.Time // with the clocks as they are before they skip it
	for at, last := w.shown.Add(-widest), w.shown.Add(widest); !at.After(last); {
		_, ahead := at.In(zone).Zone()
		start, end := at.In(zone).ZoneBounds()
		t := w.shown.Add(-time.Duration(ahead) * time.Second).In(zone)
		switch {
		case !end.IsZero() && !t.Before(end):
			before = t
		case start.IsZero() || !t.Before(start):
			shown = append(shown, t)
		}
		if end.IsZero() {
			break
		}
		at = end
	}
	switch {
	case len(shown) == 0:
		return before, ClocksSkip
	case len(shown) == 1:
		return shown[0], ClocksOnce
	case later:
		return shown[len(shown)-1], ClocksTwice
	}
	return shown[0], ClocksTwice
}

// ParseWallTime reads a day (YYYY-MM-DD) and a time of day (HH:MM) as they are in a zone; a reason says why there is no
// such time. One that is there twice, when clocks go back, is the first of the two.
func ParseWallTime(day, clock string, zone *time.Location) (t time.Time, reason string) {
	wall, ok := ParseWall(day, clock)
	if !ok {
		return time.Time{}, "a day and a time"
	}
	t, clocks := wall.In(zone, false)
	if clocks == ClocksSkip {
		return time.Time{}, "a time that is there on that day: the clocks go forward then"
	}
	return t, ""
}

// lasting says how long something lasts.
func lasting(d time.Duration) string {
	text, parts := "", []struct {
		of   time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	for _, part := range parts {
		if n := d / part.of; n > 0 {
			text += " " + strconv.Itoa(int(n)) + " " + part.name
			d -= n * part.of
		}
	}
	if text == "" {
		return "no time"
	}
	return text[1:]
}
