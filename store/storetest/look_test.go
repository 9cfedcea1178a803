package storetest

import (
	"testing"
	"time"
)

func TestAKeyThatIsNotAsTheTableSaysIsFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		key, kind string
		life      time.Duration
		wrong     bool
	}{
		{"{people}:next", "string", -1, false},
		{"{people}:next", "hash", -1, true},
		{"{people}:next", "string", time.Hour, true},
		{"{people}:nobody", "string", -1, true},
		{"{p3}:op:7:abc", "string", time.Hour, false},
		{"{p3}:op:7:abc", "string", -1, true},
		{"{p3}:op:7:abc", "string", 0, false}, // in its last millisecond
		{"{p3}:op:john:abc", "string", time.Hour, true},
		{"{p3}:op:7:abc", "none", -2, false},
		{"{p3}:test:anything", "string", -1, false},
		{"{p3}:person:test:1", "string", -1, true},
	} {
		if wrong := wrongKey(test.key, test.kind, test.life); (wrong != "") != test.wrong {
			t.Errorf("%s, a %s that lives %v: %q", test.key, test.kind, test.life, wrong)
		}
	}
}
