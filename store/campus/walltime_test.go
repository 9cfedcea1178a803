package campus

import (
	"testing"
	"time"
)

func TestATimeOfDayIsOneThatIsThereAndTheFirstOfTwo(t *testing.T) {
	t.Parallel()
	const incomplete, left = "a day and a time", "a time that is there on that day: the clocks go forward then"
	for _, test := range []struct{ day, clock, zone, want, reason string }{
		{"2030-03-01", "12:00", "Europe/Athens", "2030-03-01T10:00:00Z", ""},
		{"2030-03-01", "9:05", "UTC", "2030-03-01T09:05:00Z", ""},
		{"2030-03-31", "03:30", "Europe/Athens", "", left},
		{"2030-03-31", "3:30", "Europe/Athens", "", left},
		{"2030-10-27", "03:30", "Europe/Athens", "2030-10-27T00:30:00Z", ""},
		{"2030-10-27", "04:00", "Europe/Athens", "2030-10-27T02:00:00Z", ""},
		{"2030-11-03", "01:30", "America/New_York", "2030-11-03T05:30:00Z", ""},
		{"2030-04-07", "01:45", "Australia/Lord_Howe", "2030-04-06T14:45:00Z", ""}, // where clocks change by half an hour
		{"2030-10-06", "02:15", "Australia/Lord_Howe", "", left},
		{"2030-02-29", "12:00", "UTC", "", incomplete},
		{"2030-3-1", "12:00", "UTC", "", incomplete},
		{"10000-01-01", "12:00", "UTC", "", incomplete},
		{"2030-03-01", "24:00", "UTC", "", incomplete},
		{"2030-03-01", "12:60", "UTC", "", incomplete},
		{"2030-03-01", "", "UTC", "", incomplete},
		{"", "12:00", "UTC", "", incomplete},
		{"２０３０-03-01", "12:00", "UTC", "", incomplete},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		got, reason := ParseWallTime(test.day, test.clock, zone)
		is := ""
		if !got.IsZero() {
			is = got.UTC().Format(time.RFC3339)
		}
		if is != test.want || reason != test.reason {
			t.Errorf("%s %s in %s is %q, %q; want %q, %q", test.day, test.clock, test.zone, is, reason, test.want, test.reason)
		}
	}
}

func TestADayBeginsWhenClocksFirstShowItAndEndsWhenTheyShowTheNext(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ day, zone, from, next string }{
		{"2026-09-05", "America/Santiago", "2026-09-05T04:00:00Z", "2026-09-06T04:00:00Z"}, // at midnight it is one o'clock
		{"2026-09-06", "America/Santiago", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"},
		{"2026-03-08", "America/Havana", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
		{"2026-11-01", "America/Havana", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"}, // has two midnights, and begins at the first
		{"2026-10-25", "Europe/Athens", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z"},
		{"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"}, // was never
		{"2026-12-31", "UTC", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"},
		{"2026-02-29", "UTC", "", ""}, {"x", "UTC", "", ""},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, next, ok := DayIn(test.day, zone)
		is := func(at time.Time) string {
			if !ok {
				return ""
			}
			return at.UTC().Format(time.RFC3339)
		}
		if is(from) != test.from || is(next) != test.next {
			t.Errorf("%s in %s is from %s to %s, want %s to %s", test.day, test.zone, is(from), is(next), test.from, test.next)
		}
	}
}
