package store_test

import (
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// blocks returns the ids of whom somebody has blocked, the last first.
func blocks(t testing.TB, c *storetest.Campus, who campus.Person) []int64 {
	t.Helper()
	all, err := c.People.Blocked(t.Context(), who.ID)
	must(t, err)
	ids := make([]int64, len(all))
	for i, p := range all {
		ids[i] = p.ID
	}
	return ids
}

func TestBlockingIsOnesOwnAndTakenBack(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, hamid, thales := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student),
			c.Person(t, "thales", campus.Teacher)
		must(t, c.People.Block(ctx, john, hamid.ID, ""))
		clock.Add(1e9)
		must(t, c.People.Block(ctx, john, thales.ID, ""))
		must(t, c.People.Block(ctx, john, hamid.ID, "")) // again: nothing changes
		if got, want := blocks(t, c, john), []int64{thales.ID, hamid.ID}; !slices.Equal(got, want) {
			t.Errorf("john blocks %v, want %v", got, want)
		}
		for _, test := range []struct {
			by, whom campus.Person
			want     bool
		}{{john, hamid, true}, {john, thales, true}, {hamid, john, false}, {thales, john, false}} {
			got, err := c.People.HasBlocked(ctx, test.by.ID, test.whom.ID)
			if got != test.want || err != nil {
				t.Errorf("%s has blocked %s: %v, %v", test.by.Name, test.whom.Name, got, err)
			}
			facts := campus.PrivateFacts{Policy: campus.DMAll, From: test.whom, To: test.by, Blocked: got}
			if err := campus.MayWritePrivately(facts); (err == campus.ErrBlocked) != test.want {
				t.Errorf("%s writes to %s: %v", test.whom.Name, test.by.Name, err)
			}
		}
		must(t, c.People.Unblock(ctx, john, hamid.ID, ""))
		must(t, c.People.Unblock(ctx, john, hamid.ID, ""))
		if got, want := blocks(t, c, john), []int64{thales.ID}; !slices.Equal(got, want) {
			t.Errorf("then john blocks %v, want %v", got, want)
		}
		wantRefusal(t, "oneself", c.People.Block(ctx, john, john.ID, ""), campus.ErrBlockSelf)
		wantRefusal(t, "nobody", c.People.Block(ctx, john, 999, ""), campus.ErrNoPerson)
	})
}

func TestAThousandAreAsManyAsOneCanBlock(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		must(t, c.People.Block(ctx, john, hamid.ID, ""))
		many := make([]redis.Z, campus.MaxBlocked-1)
		for i := range many {
			many[i] = redis.Z{Score: 1, Member: 1_000_000 + i}
		}
		must(t, c.Redis.ZAdd(ctx, c.BlockedKey(john.ID), many...).Err())
		wantRefusal(t, "one more", c.People.Block(ctx, john, c.Person(t, "haled", campus.Student).ID, ""), campus.ErrManyBlocked)
		must(t, c.People.Block(ctx, john, hamid.ID, "")) // is blocked already
	})
}

func TestTheRoomKnowsWhomItsReaderBlocksAndWhoIsOfTheStaff(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := newOffice(t, c)
		must(t, c.Meetings.Join(t.Context(), o.hypatia, o.meeting.ID, 1, ""))
		_, err := c.Rooms.Post(t.Context(), o.hypatia, store.MeetingRoom(o.meeting.ID, 1), campus.NewLine{Body: "order"}, "")
		must(t, err)
		for _, whom := range []campus.Person{o.john, o.hypatia} {
			must(t, c.People.Block(t.Context(), o.hamid, whom.ID, ""))
		}
		view, err := c.Meetings.View(t.Context(), o.hamid, o.meeting.ID, 1, store.Span{Limit: 50})
		must(t, err)
		if got := slices.Sorted(slices.Values(view.Blocked)); !slices.Equal(got, []int64{o.hypatia.ID, o.john.ID}) {
			t.Errorf("hamid blocks %v", view.Blocked)
		}
		var folded []int64
		for _, l := range view.Said.Lines {
			if campus.Folds(l, slices.Contains(view.Blocked, l.Author.ID)) {
				folded = append(folded, l.Author.ID)
			}
		}
		if !slices.Equal(folded, []int64{o.john.ID}) {
			t.Errorf("the lines of %v are folded, want those of john alone", folded)
		}
		if view, err = c.Meetings.View(t.Context(), o.john, o.meeting.ID, 1, store.Span{Limit: 50}); len(view.Blocked) != 0 || err != nil {
			t.Errorf("john blocks %v, %v", view.Blocked, err)
		}
	})
}

func TestWhoBlocksSomebodyHearsOfItAndTheRoomOfTheTwoToo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		_, e := listen(t, c.Beside(t))
		for range 2 { // the second time nothing changes, and nothing rings
			must(t, c.People.Block(ctx, john, hamid.ID, ""))
		}
		must(t, c.People.Unblock(ctx, john, hamid.ID, ""))
		must(t, c.People.Unblock(ctx, john, hamid.ID, ""))
		must(t, c.People.Block(ctx, hamid, john.ID, ""))
		own, room := campus.PersonTopic(john.ID), campus.RoomTopic(campus.PrivateRoomID(john.ID, hamid.ID))
		want := []string{own + " state", own + " state", campus.PersonTopic(hamid.ID) + " state",
			room + " rights", room + " rights", room + " rights"}
		var heard []string // the nodes of a cluster ring in no order of all
		for len(heard) < len(want) {
			got := storetest.Next(t, "all to hear of the blocks", e.events)
			if says := got.Topic + " " + string(got.Kind); slices.Contains(want, says) { // making people rings too
				heard = append(heard, says)
			}
		}
		slices.Sort(heard)
		if !slices.Equal(heard, want) {
			t.Errorf("heard is %v, want %v", heard, want)
		}
	})
}
