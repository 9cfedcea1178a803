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
