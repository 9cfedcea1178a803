package views

import (
	"testing"
	"time"
)

func TestHowLongItStillIsIsSaidInWholeMinutesAndTheLastInSeconds(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		left         time.Duration
		begins, ends string
	}{
		{-time.Second, "at any moment", ""}, {0, "at any moment", ""},
		{1, "in 1 second", "1 second left"}, {42 * time.Second, "in 42 seconds", "42 seconds left"},
		{59*time.Second + 1, "in 1 minute", "1 minute left"}, {time.Minute + 1, "in 2 minutes", "2 minutes left"},
		{5 * time.Minute, "in 5 minutes", "5 minutes left"}, {5*time.Minute + 1, "in 6 minutes", ""},
		{59*time.Minute + 59*time.Second, "in 1 hour", ""}, {90 * time.Minute, "in 1 hour 30 minutes", ""},
		{2*time.Hour + time.Second, "in 2 hours 1 minute", ""}, {24 * time.Hour, "in 24 hours", ""}, {24*time.Hour + 1, "", ""},
	} {
		if begins, ends := BeginsWords(one.left), LeftWords(one.left); begins != one.begins || ends != one.ends {
			t.Errorf("%v before, it says %q and %q, want %q and %q", one.left, begins, ends, one.begins, one.ends)
		}
	}
}
