package views

import (
	"slices"
	"testing"
)

func keys(entries []Entry) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Key)
	}
	return out
}

func TestEverybodySeesTheEntriesOfTheirRole(t *testing.T) {
	for role, want := range map[string][]string{
		"student": {NavHome, NavCourses, NavMeetings, NavRooms, NavInbox},
		"teacher": {NavHome, NavCourses, NavMeetings, NavRooms, NavInbox, NavReports},
		"admin":   {NavHome, NavCourses, NavMeetings, NavRooms, NavInbox, NavReports, NavAdmin, NavPeople, NavAudit, NavSystem},
	} {
		if got := keys(Navigation(role)); !slices.Equal(got, want) {
			t.Errorf("a %s sees %q, want %q", role, got, want)
		}
	}
}

func TestAPhoneShowsAtMostFiveCells(t *testing.T) {
	for n, want := range map[int]struct{ bar, under int }{0: {0, 0}, 3: {3, 0}, 5: {5, 0}, 6: {4, 2}, 7: {4, 3}, 12: {4, 8}} {
		all := make([]Entry, n)
		for i := range all {
			all[i] = Entry{Key: string(rune('a' + i)), Badge: i}
		}
		shown, hidden := bar(all), under(all)
		if len(shown) != want.bar || len(hidden) != want.under || !slices.Equal(keys(append(slices.Clone(shown), hidden...)), keys(all)) {
			t.Errorf("of %d entries it shows %d and hides %d, want %d and %d", n, len(shown), len(hidden), want.bar, want.under)
		}
		if got := news(hidden); n == 6 && got != 9 {
			t.Errorf("More says %d new, want 9", got)
		}
		if n == 6 && (current(hidden, "a") || !current(hidden, "f")) {
			t.Error("More does not know which page is under it")
		}
	}
}

func TestAPhoneAlwaysShowsWhatIsNew(t *testing.T) {
	for role, want := range map[string][]string{
		"student": {NavHome, NavCourses, NavMeetings, NavRooms, NavInbox}, "teacher": {NavHome, NavMeetings, NavRooms, NavInbox},
		"admin": {NavHome, NavMeetings, NavRooms, NavInbox},
	} {
		all := Navigation(role)
		if got := keys(bar(all)); !slices.Equal(got, want) || len(want)+len(under(all)) != len(all) {
			t.Errorf("a %s has %q on a phone, want %q", role, got, want)
		}
	}
}

func TestABadgeStaysSmall(t *testing.T) {
	for n, want := range map[int]string{1: "1", 99: "99", 100: "99+"} {
		if got := badgeText(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
