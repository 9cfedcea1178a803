package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhomOneFindsToWriteTo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		met := c.Person(t, "hermes", campus.Student)
		m := c.Meeting(t, o.pythia, "Talk", o.john, met)
		for _, who := range []campus.Person{o.john, met} {
			must(t, c.Meetings.Join(ctx, who, m.ID, 1, ""))
		}
		c.Settle(t)
		staffOnly, off := c.Apart(t, policy(campus.DMStaff)), c.Apart(t, policy(campus.DMOff))
		for name, test := range map[string]struct {
			at   *store.Store
			who  campus.Person
			q    string
			want string
		}{
			"of one's course": {c.Store, o.john, "hamid", "hamid"}, "whom one has met": {c.Store, o.john, "the her", "hermes"},
			"a stranger": {c.Store, o.john, "haled", ""}, "who waits": {c.Store, o.john, "waits", ""},
			"staff": {c.Store, o.haled, "pythia", "pythia"}, "by an admin": {c.Store, o.admin, "haled", "haled"},
			"by their teacher": {c.Store, o.hypatia, "ham", "hamid"}, "by another teacher": {c.Store, o.pythia, "ham", ""},
			"by username": {c.Store, o.john, "@hamid", "hamid"}, "all of one word": {c.Store, o.john, "h", "hamid hermes hypatia"},
			"oneself": {c.Store, o.john, "john", ""}, "nothing": {c.Store, o.john, " ", ""}, "signs": {c.Store, o.john, `"():*`, ""},
			"much": {c.Store, o.john, strings.Repeat("hamid ", 2000), "hamid"}, "staff alone": {staffOnly.Store, o.john, "h", "hypatia"},
			"switched off": {off.Store, o.john, "h", ""},
		} {
			found, _, err := test.at.Rooms.WriteTo(ctx, test.who, nil, test.q)
			var got []string
			for _, one := range found {
				got = append(got, one.Username)
			}
			slices.Sort(got)
			if err != nil || strings.Join(got, " ") != test.want {
				t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
			}
		}
		must(t, c.People.Block(ctx, o.hamid, o.john.ID, ""))
		must(t, c.People.Block(ctx, o.john, met.ID, ""))
		for _, q := range []string{"hamid", "hermes"} {
			if found, _, err := c.Rooms.WriteTo(ctx, o.john, nil, q); err != nil || len(found) != 0 {
				t.Errorf("blocked: %v, %v", found, err)
			}
		}
	})
}

func TestWhomOneFindsToWriteToAmongManyOfThatName(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		c.Students(t, 120) // strangers, who come before her
		zoe := c.Person(t, "studentzoe", campus.Student)
		c.Enrol(t, c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 0), john, zoe)
		c.Settle(t)
		found, more, err := c.Rooms.WriteTo(ctx, john, nil, "student")
		if err != nil || len(found) != 1 || found[0].ID != zoe.ID || more {
			t.Errorf("among many john finds %v, more %t, %v", found, more, err)
		}
		c.Person(t, "admin", campus.Admin)
		for i := range 120 {
			c.Person(t, fmt.Sprintf("student%d", 500+i), campus.Student)
		}
		if found, more, err := c.Rooms.WriteTo(ctx, john, nil, "student"); err != nil || !more || len(found) > 1 {
			t.Errorf("among more than are looked at john finds %v, more %t, %v", found, more, err)
		}
		if found, more, err := c.Rooms.WriteTo(ctx, john, nil, "studentz"); err != nil || len(found) != 1 || more {
			t.Errorf("with more of the name john finds %v, more %t, %v", found, more, err)
		}
	})
}

// Who is online is seen by everybody, and so may be written to by everybody; they come first, also of many.
func TestWhoIsOnlineIsFoundFirstToWriteTo(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		found := func(who campus.Person, q string) (all []string) {
			got, _, err := c.Rooms.WriteTo(ctx, who, nil, q)
			must(t, err)
			for _, one := range got {
				all = append(all, fmt.Sprint(one.Username, " ", one.Online))
			}
			return all
		}
		if got := found(o.john, "haled"); len(got) > 0 {
			t.Errorf("a stranger who is away is found: %q", got)
		}
		before := found(o.admin, "h")
		last, _, _ := strings.Cut(before[len(before)-1], " ")
		everyone := map[string]int64{"hamid": o.hamid.ID, "haled": o.haled.ID, "hypatia": o.hypatia.ID}
		must(t, c.Presence.Stand(ctx, "a", []int64{everyone[last], o.haled.ID}, nil))
		_, _, err := c.Presence.Tick(ctx)
		must(t, err)
		got := found(o.admin, "h")
		if len(got) != len(before) || !strings.HasSuffix(got[0], " true") || !strings.HasSuffix(got[len(got)-1], " false") {
			t.Errorf("with %s online those are found: %q, before: %q", last, got, before)
		}
		if got := found(o.john, "haled"); !slices.Equal(got, []string{"haled true"}) {
			t.Errorf("of whom is online is found %q", got)
		}
		must(t, c.People.Block(ctx, o.haled, o.john.ID, ""))
		if got := found(o.john, "haled"); len(got) > 0 {
			t.Errorf("who has blocked one is found: %q", got)
		}
	})
}

// Whose an address is, says neither whom one may write to nor whom one may mention, whatever part of it is typed.
func TestNobodyIsFoundByAnAddress(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := newTown(t, c), t.Context()
		secret := "canary@hidden.example"
		_, _, err := c.People.Edit(ctx, store.By{Person: o.admin}, o.hamid.ID, campus.PersonChange{Email: &secret})
		must(t, err)
		c.Settle(t)
		for _, q := range []string{secret, strings.ToUpper(secret), "canary", "canary@", "@canary", "hidden", "hidden.example", "@hidden.example",
			"canary hidden", "hamid canary", "@" + secret, "canary@hidden.example hamid"} {
			for _, who := range []campus.Person{o.john, o.thales, o.admin} {
				if found, _, err := c.Rooms.WriteTo(ctx, who, nil, q); err != nil || len(found) != 0 {
					t.Errorf("%q: %s may write to %v, %v", q, who.Username, found, err)
				}
				for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(o.course.ID)} {
					if found, err := c.Rooms.Mentionable(ctx, who, room, q); err != nil || len(found) != 0 {
						t.Errorf("%q in %s: %s may mention %v, %v", q, room.Topic, who.Username, found, err)
					}
				}
			}
		}
		said, err := c.Rooms.Say(ctx, o.john, store.GeneralRoom(), campus.NewLine{Body: "to @" + secret}, "")
		if err != nil || !slices.Equal(said.Nobody, []string{"@canary"}) {
			t.Errorf("a line to an address is %+v, %v", said, err)
		}
	})
}
