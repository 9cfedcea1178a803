package campus

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
)

// NewOp returns an operation id for a write that came without one. It is made before the first try, so that a retry
// carries the same.
func NewOp() string { return rand.Text() }

// MaxOp bounds an operation id that comes from outside.
const MaxOp = 100

// NewCourseID returns an id that no course has: 32 hexadecimal digits, a random UUID (version 4, RFC 9562) without dashes.
func NewCourseID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return hex.EncodeToString(id[:])
}

// IsCourseID reports whether id could be a course's. Anything else never reaches a key.
func IsCourseID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

// ParseID reads a person's or meeting's id, or an instance's order; false for anything but a positive number in its
// plain form.
func ParseID(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == s
}
