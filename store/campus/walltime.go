package campus

import "time"

// ParseWallTime reads a day (YYYY-MM-DD) and a time of day (HH:MM) as they are in a zone; a reason says why there is no
// such time. One that is there twice, when clocks go back, is the first of the two.
func ParseWallTime(day, clock string, zone *time.Location) (t time.Time, reason string) {
	wall, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	if err != nil {
		return time.Time{}, "a day and a time"
	}
	t = time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, zone)
	if !showsAs(t, wall) {
		return time.Time{}, "a time that is there on that day: the clocks go forward then"
	}
	_, before := t.AddDate(0, 0, -1).Zone()
	if first := wall.Add(-time.Duration(before) * time.Second).In(zone); first.Before(t) && showsAs(first, wall) {
		t = first
	}
	return t, ""
}

// showsAs reports whether a clock on the wall says so at a time.
func showsAs(t, wall time.Time) bool {
	return t.Format("2006-01-02 15:04") == wall.Format("2006-01-02 15:04")
}
