package store_test

import (
	"fmt"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// stoasOf returns which Stoas an admin sees, in order, each with its streams.
func stoasOf(t *testing.T, c *storetest.Campus, a *store.Ahead) (all []string) {
	t.Helper()
	list, err := c.Stoas.List(t.Context(), campus.Person{Role: campus.Admin}, a)
	must(t, err)
	for _, s := range list {
		all = append(all, fmt.Sprintf("%s %s %d", s.Name, s.ID, s.Streams))
	}
	return all
}

func TestAStoaThatSaysNothingForFifteenSecondsIsOffTheList(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		report := func(id, name string, streams int) {
			t.Helper()
			must(t, c.Stoas.Report(ctx, store.Stoa{ID: id, Name: name, Version: "v1", Since: c.Now(), Streams: streams}))
		}
		want := func(what string, all ...string) {
			t.Helper()
			if got := stoasOf(t, c, nil); fmt.Sprint(got) != fmt.Sprint(all) {
				t.Errorf("%s: the list is %q, want %q", what, got, all)
			}
		}
		want("before any has reported itself")
		report("one", "b:80", 500)
		report("two", "a:80", 3)
		clock.Add(time.Second)
		report("again", "a:80", 0)
		want("three", "a:80 two 3", "a:80 again 0", "b:80 one 500")
		clock.Add(14 * time.Second) // 15 after the first two
		want("two were killed", "a:80 again 0")
		report("again", "a:80", 7)
		report("one", "b:80", 1) // it had been too busy to report itself
		want("one is back", "a:80 again 7", "b:80 one 1")
		must(t, c.Stoas.Gone(ctx, "one"))
		want("one has ended", "a:80 again 7")
		clock.Add(time.Hour)
		want("an hour later")
		_, err := c.Stoas.List(ctx, campus.Person{Role: campus.Teacher}, nil)
		wantRefusal(t, "a teacher looks", err, campus.ErrNotAdmin)
	})
}
