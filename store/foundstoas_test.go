package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// orderOf returns the order of the first entry that a room has left for the search.
func orderOf(t testing.TB, c *storetest.Campus, room store.Room) string {
	t.Helper()
	entries, err := c.Redis.XRange(t.Context(), c.OutboxOf(room), "-", "+").Result()
	must(t, err)
	for _, m := range entries {
		if m.Values["kind"] == "lines" {
			ms, seq, _ := strings.Cut(m.ID, "-")
			return fmt.Sprintf("%015s-%010s", ms, seq)
		}
	}
	t.Fatal("nothing is left for the search")
	return ""
}

func TestAFollowerThatComesLateUndoesNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, room := t.Context(), c.Person(t, "john", campus.Student), store.GeneralRoom()
		c.Settle(t)
		says(t, c, john, room, "old words", "other")
		edited, deleted := c.ReadLine(t, room, 1, orderOf(t, c, room)), c.ReadLine(t, room, 2, orderOf(t, c, room))
		_, err := c.Rooms.Edit(ctx, john, room, 1, "new ones", "")
		must(t, err)
		must(t, c.Rooms.Delete(ctx, john, room, 2, false, ""))
		c.Settle(t)
		edited()
		deleted()
		for words, want := range map[string]int{"old": 0, "new": 1, "other": 0} {
			if got, _ := c.LookUp(t, room, words); len(got) != want {
				t.Errorf("%s finds %v", words, got)
			}
		}
		sound(t, c)
	})
}

// One of two Stoas goes in the midst of it, and leaves its lease behind.
func TestWhatAStoaWasIndexingWhenItWentAnotherFinds(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		w := newTalk(t, c)
		there := c.Beside(t)
		one, kill := context.WithCancel(t.Context())
		defer kill()
		other, stop := context.WithCancel(t.Context())
		defer stop()
		var running sync.WaitGroup
		running.Go(func() { _ = c.Followers.Run(one) })
		running.Go(func() { _ = there.Followers.Run(other) })
		rooms := []store.Room{store.GeneralRoom(), w.room, w.private}
		for i := range 120 {
			room := rooms[i%len(rooms)]
			n := says(t, c, w.john, room, fmt.Sprintf("line%d of many words that come and go", i))
			switch c.Followers.Wake(); i % 5 {
			case 1:
				_, err := c.Rooms.Edit(t.Context(), w.john, room, n, fmt.Sprintf("edited%d", i), "")
				must(t, err)
			case 2:
				must(t, c.Rooms.Delete(t.Context(), w.john, room, n, false, ""))
			}
			if there.Followers.Wake(); i == 60 {
				kill()
				must(t, c.Redis.SetNX(t.Context(), c.LeaseOf(w.room), "whoever died", 3*time.Second).Err())
			}
		}
		stop()
		running.Wait()
		must(t, there.Followers.Drain(t.Context()))
		sound(t, there)
		wantFound(t, there, "at the end", w.john, store.LineQuery{Words: "line118 edited116"},
			string(w.inCourse)+" 41", string(w.inPrivate)+" 40")
	})
}
