package views

import (
	"strconv"
	"strings"
)

// What a stream says of rooms that one is not in, for static/js/unread.js.
const (
	SwapRoom  = "room"
	SwapMarks = "marks"
)

// OwnMark is how far a page's reader has read in a room.
type OwnMark struct {
	Room  string
	Line  int64 // the last that they have read
	Meant int   // how many after it are meant for them
}

// markWords is a line for each: "general 12 1".
func markWords(marks []OwnMark) string {
	lines := make([]string, len(marks))
	for i, m := range marks {
		lines[i] = m.Room + " " + strconv.FormatInt(m.Line, 10) + " " + strconv.Itoa(m.Meant)
	}
	return strings.Join(lines, "\n")
}
