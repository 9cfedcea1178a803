package views

import (
	"strconv"
	"strings"

	"stoa/store/campus"
)

// What a stream says of rooms that one is not in, for static/js/unread.js.
const (
	SwapRoom  = "room"
	SwapMarks = "marks" // of all
	SwapMark  = "mark"  // of one
)

// OwnMark is how far a page's reader has read in a room.
type OwnMark struct {
	Room   string
	Line   int64        // the last that they have read
	Meant  int          // how many after it are meant for them
	Marked int64        // how often they have set it back
	Own    []campus.Run // of those after it what they have said themselves
	// Silent says that nothing in it counts as unread. It is known with all marks alone.
	Silent bool
}

// markWords is a line for each: "general 12 1 0", of one that is silent "course-… 12 1 0 1", and behind that what is one's own:
// "general 12 1 0 0 14-16 20".
func markWords(marks []OwnMark) string {
	lines := make([]string, len(marks))
	for i, m := range marks {
		lines[i] = m.Room + " " + itoa(m.Line) + " " + strconv.Itoa(m.Meant) + " " + itoa(m.Marked)
		switch {
		case m.Silent:
			lines[i] += " 1"
		case len(m.Own) > 0:
			lines[i] += " 0"
		}
		if len(m.Own) > 0 {
			lines[i] += " " + campus.RunWords(m.Own)
		}
	}
	return strings.Join(lines, "\n")
}

// unreadWords say how much is unread of a room, to those who do not see the badges.
func unreadWords(unread, meant int) string {
	if unread == 0 {
		return ""
	}
	words := Count(unread, "unread message", "unread messages")
	if meant > 0 {
		words += ", " + Count(meant, "for you", "for you")
	}
	return words
}

// unreadNumber writes a number in a badge; nothing for none.
func unreadNumber(before string, n int) string {
	if n == 0 {
		return ""
	}
	return before + badgeText(n)
}
