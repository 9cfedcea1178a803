package campus_test

import (
	"testing"
	"time"

	"stoa/store/campus"
)

func TestMonthsAreThoseOfTheCalendarAndNeverGoBack(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		now    string
		months int
		want   string
	}{
		{"2024-03-15T12:30:00Z", 1, "2024-02-15T12:30:00Z"},
		{"2024-03-15T12:30:00+14:00", 1, "2024-02-14T22:30:00Z"}, // of the day in UTC
		{"2024-03-15T12:30:00Z", 12, "2023-03-15T12:30:00Z"},
		{"2024-01-31T00:00:00Z", 2, "2023-12-01T00:00:00Z"},
		{"2024-02-29T23:59:59Z", 12, "2023-03-01T00:00:00Z"},
		{"2024-02-29T23:59:59Z", 1, "2024-01-29T23:59:59Z"}, // of the 31st of January all is there,
		{"2024-03-01T00:00:00Z", 1, "2024-02-01T00:00:00Z"}, // and now nothing
		{"2023-03-28T23:59:59Z", 1, "2023-02-28T23:59:59Z"},
		{"2023-03-29T00:00:00Z", 1, "2023-03-01T00:00:00Z"},
		{"2023-03-31T12:00:00Z", 1, "2023-03-01T00:00:00Z"},
		{"2023-04-01T00:00:00Z", 1, "2023-03-01T00:00:00Z"},
		{"2024-01-01T00:00:00Z", 1200, "1924-01-01T00:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, one.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := campus.KeptSince(now, one.months).Format(time.RFC3339); got != one.want {
			t.Errorf("%d months before %s it is %s, want %s", one.months, one.now, got, one.want)
		}
	}
	if !campus.KeptSince(time.Now(), 0).IsZero() {
		t.Error("what is always kept is not")
	}
	last := time.Time{}
	for at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2025; at = at.Add(time.Hour) {
		since := campus.KeptSince(at, 1)
		if since.Before(last) {
			t.Fatalf("at %s it goes back from %s to %s", at, last, since)
		}
		last = since
	}
}
