package store

import (
	"testing"
	"time"
)

func TestSomebodyIsSaidToTypeInARoomOnceInAWhile(t *testing.T) {
	t.Parallel()
	var said typing
	start := time.Date(2022, 5, 6, 10, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		what   string
		person int64
		room   string
		after  time.Duration
		want   bool
	}{
		{"the first time", 1, "meeting:1:1", 0, true},
		{"at once again", 1, "meeting:1:1", 0, false},
		{"in another room", 1, "meeting:1:2", 0, true},
		{"somebody else", 2, "meeting:1:1", 0, true},
		{"a moment later", 1, "meeting:1:1", typingEvery - time.Millisecond, false},
		{"after a while", 1, "meeting:1:1", typingEvery, true},
		{"a moment after that", 1, "meeting:1:1", 2*typingEvery - time.Millisecond, false},
		{"much later", 1, "meeting:1:1", 2 * time.Minute, true},
	} {
		if got := said.first(test.person, test.room, start.Add(test.after)); got != test.want {
			t.Errorf("%s it is told: %t, want %t", test.what, got, test.want)
		}
	}
	if len(said.said) != 1 {
		t.Errorf("%d are remembered after minutes, want the one who types now", len(said.said))
	}
}
