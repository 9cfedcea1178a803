package campus

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// NewOp returns an operation id for a write that came without one. It is made before the first try, so that a retry
// carries the same.
func NewOp() string { return rand.Text() }

// MaxOp bounds an operation id that comes from outside.
const MaxOp = 100

// CourseID returns the id of the course that person creates with the operation op: 32 hexadecimal digits, a UUID
// (version 8, RFC 9562) without dashes. The same operation always names the same course, so a form that is sent twice
// cannot make two.
func CourseID(person int64, op string) string {
	sum := sha256.Sum256([]byte("course\x00" + strconv.FormatInt(person, 10) + "\x00" + op))
	id := sum[:16]
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return hex.EncodeToString(id)
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
