package campus

import (
	"cmp"
	"strconv"
	"strings"
)

// LogStart is the cursor before the first event of any log.
const LogStart = "0-0"

// Cursor is a place in a log: the id of an event, in a form that can be compared.
type Cursor struct{ ms, seq uint64 }

// ParseCursor reads an event id; false for anything else.
func ParseCursor(id string) (Cursor, bool) {
	ms, seq, ok := strings.Cut(id, "-")
	m, err1 := strconv.ParseUint(ms, 10, 64)
	s, err2 := strconv.ParseUint(seq, 10, 64)
	return Cursor{m, s}, ok && err1 == nil && err2 == nil
}

// After reports whether c comes later in the log than o.
func (c Cursor) After(o Cursor) bool {
	return cmp.Or(cmp.Compare(c.ms, o.ms), cmp.Compare(c.seq, o.seq)) > 0
}

// Replay is what a log holds after a cursor.
type Replay struct {
	Events []Event
	Reset  bool // the cursor's own entry is gone, or too much came after it: what is missing is not known
}

// String returns the event id.
func (c Cursor) String() string {
	return strconv.FormatUint(c.ms, 10) + "-" + strconv.FormatUint(c.seq, 10)
}
