package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// policy is a campus where private messages go so far.
func policy(dm campus.DM) storetest.Option { return func(o *store.Options) { o.DM = dm } }

func TestTwoWhoWriteFirstAtTheSameMomentAreInOneRoom(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		for round := range storetest.Times(5, 40) {
			a := c.Person(t, fmt.Sprintf("ann%d", round), campus.Student)
			b := c.Person(t, fmt.Sprintf("bob%d", round), campus.Student)
			storetest.Together(2, func(i int) {
				who, other := a, b
				if i == 1 {
					who, other = b, a
				}
				_, err := c.Rooms.Post(ctx, who, store.PrivateRoom(who.ID, other.ID), campus.NewLine{Body: "from " + who.Name}, "")
				must(t, err)
			})
			for _, who := range []campus.Person{a, b} {
				mine, err := c.Rooms.Mine(ctx, who, nil)
				must(t, err)
				var private []campus.RoomID
				for _, m := range mine {
					if m.Kind == campus.PlacePrivate {
						private = append(private, m.ID)
					}
				}
				if !slices.Equal(private, []campus.RoomID{campus.PrivateRoomID(a.ID, b.ID)}) {
					t.Errorf("%s has the private rooms %v", who.Name, private)
				}
			}
			said, err := c.Rooms.Messages(ctx, store.PrivateRoom(b.ID, a.ID), store.Span{Limit: 9})
			must(t, err)
			var authors []int64
			for _, l := range said.Lines {
				authors = append(authors, l.Author.ID)
			}
			if slices.Sort(authors); !slices.Equal(authors, []int64{a.ID, b.ID}) {
				t.Errorf("the room has lines of %v", authors)
			}
		}
	})
}

func TestARoomOfTwoIsListedOnceAndWithItsFirstLine(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		room := store.PrivateRoom(john.ID, hamid.ID)
		_, err := c.Rooms.Chat(ctx, john, room, store.Span{Limit: 5}) // looking makes nothing
		must(t, err)
		if topics, err := c.Rooms.Topics(ctx, hamid.ID); err != nil || len(topics) != 1 {
			t.Errorf("before: %v, %v", topics, err)
		}
		must(t, c.Redis.ZAdd(ctx, c.PrivateKey(hamid.ID), redis.Z{Score: 1, Member: john.ID}).Err()) // as one who died half-way has left it
		if mine, err := c.Rooms.Mine(ctx, hamid, nil); err != nil || len(mine) != 1 || mine[0].ID != campus.GeneralID {
			t.Errorf("where nothing is said hamid has %+v, %v", mine, err)
		}
		for i := range 3 {
			_, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: fmt.Sprint("line ", i)}, "")
			must(t, err)
		}
		for _, who := range []campus.Person{john, hamid} {
			listed, err := c.Redis.ZRange(ctx, c.PrivateKey(who.ID), 0, -1).Result()
			if err != nil || len(listed) != 1 {
				t.Errorf("%s has the list %v, %v", who.Name, listed, err)
			}
			if topics, err := c.Rooms.Topics(ctx, who.ID); err != nil || !slices.Contains(topics, room.Topic) {
				t.Errorf("%s hears of %v, %v", who.Name, topics, err)
			}
		}
		must(t, c.Redis.Del(ctx, c.PrivateKey(hamid.ID)).Err()) // a list is written for the first line only
		_, err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "another"}, "")
		must(t, err)
		if n, err := c.Redis.Exists(ctx, c.PrivateKey(hamid.ID)).Result(); n != 0 || err != nil {
			t.Errorf("the list is written for every line, %v", err)
		}
	})
}

func TestWhatIsRefusedInARoomOfTwoLeavesNoTraceWithEitherOfThem(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
		room := store.PrivateRoom(john.ID, hamid.ID)
		for what, n := range map[string]campus.NewLine{"an answer to nothing": {Body: "hello", ReplyTo: 7}, "nothing": {},
			"too long": {Body: strings.Repeat("x", campus.MaxBody+1)}} {
			if _, err := c.Rooms.Post(ctx, john, room, n, ""); campus.CodeOf(err) != campus.Invalid {
				t.Errorf("%s: %v", what, err)
			}
		}
		must(t, c.Rooms.Typing(ctx, john, room))
		_, err := c.Rooms.Edit(ctx, john, room, 1, "hello", "")
		wantRefusal(t, "editing nothing", err, campus.ErrNoMessage)
		wantRefusal(t, "reacting to nothing", c.Rooms.React(ctx, john, room, 1, "heart", true, ""), campus.ErrNoMessage)
		wantUnlisted(t, c, john, hamid)
		must(t, c.People.Block(ctx, hamid, john.ID, ""))
		_, err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "hello"}, "")
		wantRefusal(t, "who is blocked writes", err, campus.ErrBlocked)
		wantUnlisted(t, c, john, hamid)
	})
}

// wantUnlisted wants no room of two in the lists of people, now and once all has been followed.
func wantUnlisted(t *testing.T, c *storetest.Campus, people ...campus.Person) {
	t.Helper()
	for _, when := range []string{"at once", "later"} {
		for _, p := range people {
			listed, err := c.Redis.ZRange(t.Context(), c.PrivateKey(p.ID), 0, -1).Result()
			topics, err2 := c.Rooms.Topics(t.Context(), p.ID)
			if err != nil || err2 != nil || len(listed) > 0 || len(topics) != 1 {
				t.Errorf("%s %s has the list %v and hears of %v, %v, %v", when, p.Name, listed, topics, err, err2)
			}
		}
		c.Settle(t)
	}
}

// The right is lost after it was looked at and before the line is said: it is taken back, and the room is listed nowhere until a line
// stays.
func TestALineThatIsTakenBackMakesNoRoom(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, john, hamid := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
	room := store.PrivateRoom(john.ID, hamid.ID)
	through, gate := c.Gated(t, "a line that comes too late")
	err := between(t, gate, func() error {
		_, err := through.Rooms.Post(ctx, john, room, campus.NewLine{Body: "a line that comes too late"}, "")
		return err
	}, func() { must(t, c.People.Block(ctx, hamid, john.ID, "")) })
	wantRefusal(t, "the line", err, campus.ErrBlocked)
	wantUnlisted(t, c, john, hamid)
	must(t, c.People.Unblock(ctx, hamid, john.ID, ""))
	_, err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "another"}, "")
	must(t, err)
	wantListed(t, c, john, hamid)
}

// wantListed wants the room of two in both their lists.
func wantListed(t *testing.T, c *storetest.Campus, john, hamid campus.Person) {
	t.Helper()
	for _, who := range []campus.Person{john, hamid} {
		topics, err := c.Rooms.Topics(t.Context(), who.ID)
		if err != nil || !slices.Contains(topics, store.PrivateRoom(john.ID, hamid.ID).Topic) {
			t.Errorf("%s hears of %v, %v", who.Name, topics, err)
		}
	}
}

func TestWhoDiesBetweenAFirstLineAndItsListsLeavesThemToTheOutbox(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin := t.Context(), c.Person(t, "admin", campus.Admin)
		for _, erased := range []bool{false, true} {
			john, hamid := c.Person(t, fmt.Sprint("john", erased), campus.Student), c.Person(t, fmt.Sprint("hamid", erased), campus.Student)
			room := store.PrivateRoom(john.ID, hamid.ID)
			_, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "hello"}, "")
			must(t, err)
			must(t, c.Redis.Del(ctx, c.PrivateKey(john.ID)).Err()) // as if they had died before
			must(t, c.Redis.Del(ctx, c.PrivateKey(hamid.ID)).Err())
			if !erased {
				c.Settle(t)
				wantListed(t, c, john, hamid)
				continue
			}
			must(t, c.People.Erase(ctx, store.By{Person: admin}, john.ID))
			c.Settle(t)
			lines, err := c.Rooms.Lines(ctx, room, []int64{1})
			if err != nil || len(lines) != 1 || !lines[0].Deleted || lines[0].Body != "" {
				t.Errorf("what who is erased has said is %+v, %v", lines, err)
			}
			if n, err := c.Redis.Exists(ctx, c.PrivateKey(john.ID)).Result(); n != 0 || err != nil {
				t.Errorf("who is erased has a list of rooms, %v", err)
			}
		}
	})
}

func TestThePolicyOfPrivateMessagesBindsEverybody(t *testing.T) {
	t.Parallel()
	for dm, want := range map[campus.DM][3]error{
		campus.DMAll: {}, "": {}, campus.DMStaff: {campus.ErrDMStaff}, campus.DMOff: {campus.ErrDMOff, campus.ErrDMOff, campus.ErrDMOff},
	} {
		t.Run("DM "+string(dm), func(t *testing.T) {
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				ctx, open := t.Context(), c.Apart(t, policy(campus.DMAll))
				john, hamid := c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student)
				thales, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
				for i, pair := range [][2]campus.Person{{john, hamid}, {john, thales}, {admin, thales}} {
					room := store.PrivateRoom(pair[0].ID, pair[1].ID)
					_, err := open.Rooms.Post(ctx, pair[0], room, campus.NewLine{Body: "before"}, "before")
					must(t, err)
					for _, who := range pair {
						_, err := c.Rooms.Post(ctx, who, room, campus.NewLine{Body: "hello"}, "")
						wantRefusal(t, fmt.Sprintf("%q: %s writes", dm, who.Name), err, want[i])
						wantRefusal(t, "reacts", c.Rooms.React(ctx, who, room, 1, "heart", true, ""), want[i])
						wantRefusal(t, "types", c.Rooms.Typing(ctx, who, room), want[i])
						chat, err := c.Rooms.Chat(ctx, who, room, store.Span{Limit: 9})
						if err != nil || chat.Why != want[i] || chat.Said.Lines[0].Body != "before" {
							t.Errorf("%q: %s reads %+v, %v", dm, who.Name, chat, err)
						}
					}
					_, err = c.Rooms.Edit(ctx, pair[0], room, 1, "after", "")
					wantRefusal(t, "edits", err, want[i])
					id, err := c.Rooms.Post(ctx, pair[0], room, campus.NewLine{Body: "before"}, "before") // is sent again
					if id != 1 || err != nil {
						t.Errorf("%q: what was said before is answered with %d, %v", dm, id, err)
					}
					wantRefusal(t, "deletes", c.Rooms.Delete(ctx, pair[0], room, 1, false, ""), nil)
				}
			}, policy(dm))
		})
	}
}

// Who asks was looked up a moment ago, and is somebody else by now.
func TestWhoWritesPrivatelyIsTakenAsTheyAreByNow(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin := t.Context(), store.By{Person: c.Person(t, "admin", campus.Admin)}
		hamid, thales := c.Person(t, "hamid", campus.Student), c.Person(t, "thales", campus.Teacher)
		john, zeno := c.Person(t, "john", campus.Student), c.Person(t, "zeno", campus.Teacher)
		student, teacher, disabled := campus.Student, campus.Teacher, campus.StatusDisabled
		for id, change := range map[int64]campus.PersonChange{thales.ID: {Role: &student}, john.ID: {Role: &teacher},
			zeno.ID: {Status: &disabled}} {
			_, _, err := c.People.Edit(ctx, admin, id, change)
			must(t, err)
		}
		for was, want := range map[*campus.Person]error{&thales: campus.ErrDMStaff, &john: nil, &zeno: campus.ErrNoRoom} {
			_, err := c.Rooms.Post(ctx, *was, store.PrivateRoom(was.ID, hamid.ID), campus.NewLine{Body: "hello"}, "")
			wantRefusal(t, was.Username, err, want)
		}
	}, policy(campus.DMStaff))
}

func TestWhoIsBlockedDisabledOrErasedIsReadAndNotWrittenTo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
		do := map[string]func(p campus.Person) error{
			"blocked":  func(p campus.Person) error { return c.People.Block(ctx, p, john.ID, "") },
			"blocking": func(p campus.Person) error { return c.People.Block(ctx, john, p.ID, "") },
			"disabled": func(p campus.Person) error {
				off := campus.StatusDisabled
				_, _, err := c.People.Edit(ctx, store.By{Person: admin}, p.ID, campus.PersonChange{Status: &off})
				return err
			},
			"erased": func(p campus.Person) error { return c.People.Erase(ctx, store.By{Person: admin}, p.ID) },
		}
		for name, want := range map[string]error{"blocked": campus.ErrBlocked, "blocking": campus.ErrBlocking, "disabled": campus.ErrAway,
			"erased": campus.ErrErased} {
			other := c.Person(t, name, campus.Student)
			room := store.PrivateRoom(john.ID, other.ID)
			_, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "hello"}, "")
			must(t, err)
			must(t, do[name](other))
			_, err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "again"}, "")
			wantRefusal(t, name, err, want)
			chat, err := c.Rooms.Chat(ctx, john, room, store.Span{Limit: 9})
			if err != nil || !errors.Is(chat.Why, want) || chat.Open || len(chat.Said.Lines) != 1 {
				t.Errorf("%s: john reads %+v, %v", name, chat, err)
			}
		}
	})
}

// What is looked at before a line is said is looked at again after it: of a block and a line that race, whoever has blocked and
// reads then reads no line that comes later.
func TestALineThatRacesWithABlockIsNotSaid(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		for round := range storetest.Times(5, 40) {
			hamid := c.Person(t, fmt.Sprintf("hamid%d", round), campus.Student)
			room := store.PrivateRoom(john.ID, hamid.ID)
			said := make([]int64, 4)
			storetest.Together(len(said)+1, func(i int) {
				if i == len(said) {
					must(t, c.People.Block(ctx, hamid, john.ID, ""))
					return
				}
				var err error
				said[i], err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "hello"}, fmt.Sprint("op", i))
				if err != nil && !errors.Is(err, campus.ErrBlocked) {
					t.Error(err)
				}
				if err != nil {
					said[i] = -said[i]
				}
			})
			for i, line := range said {
				if line >= 0 {
					continue
				}
				lines, err := c.Rooms.Lines(ctx, room, []int64{-line})
				if err != nil || len(lines) != 1 || !lines[0].Deleted || lines[0].Body != "" {
					t.Errorf("line %d was refused, and is %+v, %v", -line, lines, err)
				}
				_, err = c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "hello"}, fmt.Sprint("op", i))
				wantRefusal(t, "sent again", err, campus.ErrBlocked)
			}
		}
	})
}
