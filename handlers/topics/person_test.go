package topics

import (
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

func TestWhatWasToldSinceTheLastDrawingIsAllInTheNextOldestFirst(t *testing.T) {
	t.Parallel()
	topic, now := campus.PersonTopic(1), time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	told := func(id string, read bool) campus.Notification {
		return campus.Notification{ID: id, Kind: campus.RoleDecided, Role: campus.Teacher, At: now, Read: read}
	}
	f := personFacts{now: now, zones: map[string]*time.Location{topic: time.UTC},
		inboxes: map[string]store.InboxPage{topic: {Notifications: []campus.Notification{told("c", false), told("b", true), told("a", false)}}}}
	for kind, want := range map[campus.Kind]string{campus.KindTold: "a c", campus.KindRead: "", campus.KindState: ""} {
		var toasts []string
		var all strings.Builder
		for _, p := range toast(f, topic, kind) {
			if err := p.Render(t.Context(), &all); err != nil {
				t.Fatal(err)
			}
		}
		for _, rest := range strings.Split(all.String(), `data-toast="`)[1:] {
			id, _, _ := strings.Cut(rest, `"`)
			toasts = append(toasts, id)
		}
		if got := strings.Join(toasts, " "); got != want {
			t.Errorf("of %s there are toasts for %q, want %q", kind, got, want)
		}
		if !strings.Contains(all.String(), `data-unread="a c"`) || !strings.Contains(all.String(), `data-about="people people"`) {
			t.Errorf("of %s it says %s", kind, all.String())
		}
	}
}
