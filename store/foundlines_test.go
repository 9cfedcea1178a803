package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// says says lines in a room, and returns the number of the last.
func says(t testing.TB, c *storetest.Campus, who campus.Person, room store.Room, bodies ...string) (last int64) {
	t.Helper()
	for _, body := range bodies {
		var err error
		last, err = c.Rooms.Post(t.Context(), who, room, campus.NewLine{Body: body}, "")
		must(t, err)
	}
	return last
}

// sound checks that the search in rooms is as it should be.
func sound(t testing.TB, c *storetest.Campus) {
	t.Helper()
	wrong, err := c.Rooms.CompareSearch(t.Context())
	must(t, err)
	if len(wrong) > 0 {
		t.Errorf("%d things are wrong with the search, %q first", len(wrong), wrong[0])
	}
}

func TestWhatIsSaidIsFoundByItsWordsAndTheNewestOfEqualLinesFirst(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		john, room := c.Person(t, "john", campus.Student), store.GeneralRoom()
		says(t, c, john, room, "circles and lines", "Lines of verse", "nothing", "LINES, circles!", "lin", "the Ανάλυση",
			"one **recursive** line")
		c.Settle(t)
		for _, test := range []struct {
			words string
			want  []int64
			meant string
		}{
			{"lines", []int64{4, 2, 1}, ""}, {"circles lines", []int64{4, 1, 2}, ""}, {"line", []int64{7, 4, 2, 1}, ""},
			{"verse nothing circles", []int64{3, 2, 4, 1}, ""}, {"αναλυση", []int64{6}, ""}, {"recursvie", []int64{7}, "recursive"},
			{"zzz", nil, ""}, {`"quo:ted" (AND) -not*`, []int64{1, 3}, ""}, {"💥", nil, ""},
			{strings.Repeat("lines ", 1700), []int64{4, 2, 1}, ""},
		} {
			got, meant := c.LookUp(t, room, test.words)
			if !slices.Equal(got, test.want) || strings.Join(meant, " ") != test.meant {
				t.Errorf("%.30q finds %v, meaning %q, want %v, %q", test.words, got, meant, test.want, test.meant)
			}
		}
		sound(t, c)
	})
}

func TestWhatIsEditedIsFoundByItsNewWordsAndWhatIsDeletedByNone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, admin := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "admin", campus.Admin)
		room := store.GeneralRoom()
		for round := range int64(2) { // before the followers have come to it, and after
			first := says(t, c, john, room, "alpha beta", "alpha gamma", "alpha delta") - 2
			if round == 1 {
				c.Settle(t)
			}
			_, err := c.Rooms.Edit(ctx, john, room, first, "beta epsilon", "")
			must(t, err)
			must(t, c.Rooms.Delete(ctx, admin, room, first+1, true, ""))
			c.Settle(t)
			for words, want := range map[string][]int64{"alpha": {first + 2}, "beta": {first}, "epsilon": {first}, "gamma": nil, "delta": {first + 2}} {
				got, _ := c.LookUp(t, room, words)
				if got = slices.DeleteFunc(got, func(n int64) bool { return n < first }); !slices.Equal(got, want) {
					t.Errorf("round %d: %s finds %v, want %v", round, words, got, want)
				}
			}
			sound(t, c)
		}
	})
}

// A line is told of once, however many come before the followers do.
func TestManyLinesLeaveFewWordsForTheFollowers(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		course := c.Course(t, thales, "Geometry", 3)
		c.Enrol(t, course, john)
		c.Settle(t)
		room := store.CourseRoom(course.ID)
		outbox := c.CourseOutbox(course.ID)
		for range 3 { // the second time the followers have been there
			says(t, c, john, room, slices.Repeat([]string{"one of many"}, 250)...)
			entries, err := c.Redis.XRange(ctx, outbox, "-", "+").Result()
			must(t, err)
			entries = slices.DeleteFunc(entries, func(m redis.XMessage) bool { return m.Values["kind"] != "lines" })
			if len(entries) < 1 || len(entries) > 4 { // the first, and of each hundred one
				t.Fatalf("250 lines leave %+v", entries)
			}
			c.Settle(t)
			sound(t, c)
		}
		if got, _ := c.LookUp(t, room, "many"); len(got) != 750 {
			t.Errorf("%d lines are found", len(got))
		}
		if n := c.Redis.HGet(ctx, c.RoomKey(room), "found").Val(); n != "750" {
			t.Errorf("the search knows the room up to %s", n)
		}
	})
}

func TestWhateverIsWrongWithTheSearchInARoomIsFoundAndMended(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, r, john, room := t.Context(), c.Redis, c.Person(t, "john", campus.Student), store.GeneralRoom()
		says(t, c, john, room, "alpha beta", "gamma", "recursive things")
		must(t, c.Rooms.Delete(ctx, john, room, 2, false, ""))
		c.Settle(t)
		sound(t, c)
		key := func(what string) string { return c.FoundKey(room, what) }
		first := func(of string) string { return r.ZRange(ctx, key(of), 0, 0).Val()[0] }
		line := r.HKeys(ctx, key("facts")).Val()[0]
		for what, spoil := range map[string]func() error{
			"a line without facts": func() error { return r.HDel(ctx, key("facts"), line).Err() },
			"a line without words": func() error { return r.HDel(ctx, key("texts"), line).Err() },
			"other words":          func() error { return r.HSet(ctx, key("texts"), line, "\x00other\x011").Err() },
			"no posting":           func() error { return r.ZRem(ctx, key("postings"), first("postings")).Err() },
			"no spelling":          func() error { return r.ZRem(ctx, key("spellings"), first("spellings")).Err() },
			"no index":             func() error { return r.Del(ctx, key("postings"), key("facts"), key("words")).Err() },
			"a line that is none":  func() error { return r.HSet(ctx, key("facts"), "00000000000000", "- 1").Err() },
			"a posting too many":   func() error { return r.ZAdd(ctx, key("postings"), redis.Z{Member: "x"}).Err() },
			"lines that nobody let it know of": func() error {
				says(t, c, john, room, "unheard of")
				return r.Del(ctx, c.OutboxOf(room)).Err()
			},
		} {
			must(t, spoil())
			if got, err := c.Rooms.CompareSearch(ctx); err != nil || len(got) == 0 {
				t.Errorf("%s: %q, %v is said to be wrong", what, got, err)
			}
			must(t, c.Rooms.RepairSearch(ctx))
			if got, err := c.Rooms.CompareSearch(ctx); err != nil || len(got) > 0 {
				t.Fatalf("%s: after the repair %q, %v is wrong", what, got, err)
			}
		}
		says(t, c, john, room, "after it all")
		c.Settle(t)
		sound(t, c)
		if got, _ := c.LookUp(t, room, "after"); len(got) != 1 {
			t.Errorf("after all repairs it finds %v", got)
		}
	})
}

// What was left to the followers and given up by them, as after ten tries, is not the last that the search hears of a room.
func TestASearchGoesOnThoughWhatWasLeftForItIsGivenUp(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, general := t.Context(), c.Person(t, "john", campus.Student), store.GeneralRoom()
		says(t, c, john, general, "needle")
		must(t, c.Redis.Del(ctx, c.OutboxOf(general)).Err())
		for range 98 {
			says(t, c, john, general, "hay")
		}
		c.Settle(t)
		wantFound(t, c, "given up", john, store.LineQuery{Words: "needle"})
		says(t, c, john, general, "the hundredth")
		c.Settle(t)
		wantFound(t, c, "later", john, store.LineQuery{Words: "needle"}, "general 1")
		wantFound(t, c, "later", john, store.LineQuery{Words: "hundredth"}, "general 100")
	})
}
