package views

import "time"

// lastMinutes is how long before its end a room says how long it still is; static/js/door.js goes on counting with the same
// words.
const lastMinutes = 5 * time.Minute

// soonest is how long before its beginning a door counts.
const soonest = 24 * time.Hour

// BeginsWords says in how long a door opens: "in 5 minutes", "in 1 hour 30 minutes"; "" for what is more than a day off.
func BeginsWords(left time.Duration) string {
	switch {
	case left > soonest:
		return ""
	case left <= 0:
		return "at any moment"
	}
	return "in " + spanWords(left)
}

// LeftWords says how long a room is still open, in its last five minutes: "5 minutes left", "42 seconds left"; else "".
func LeftWords(left time.Duration) string {
	if left > lastMinutes || left <= 0 {
		return ""
	}
	return spanWords(left) + " left"
}

// DaysWords says for how many days something is kept; what is less than one, in hours and minutes.
func DaysWords(d time.Duration) string {
	const day = 24 * time.Hour
	if d < day {
		return spanWords(d)
	}
	return Count(int((d+day-1)/day), "day", "days")
}

// spanWords says how long something is: the last minute in seconds, else in minutes, begun ones counted whole.
func spanWords(d time.Duration) string {
	if seconds := int((d + time.Second - 1) / time.Second); seconds < 60 {
		return Count(seconds, "second", "seconds")
	}
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes < 60 {
		return Count(minutes, "minute", "minutes")
	}
	words := Count(minutes/60, "hour", "hours")
	if rest := minutes % 60; rest > 0 {
		words += " " + Count(rest, "minute", "minutes")
	}
	return words
}
