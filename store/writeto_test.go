package store_test

import (
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
			found, err := test.at.Rooms.WriteTo(ctx, test.who, nil, test.q)
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
			if found, err := c.Rooms.WriteTo(ctx, o.john, nil, q); err != nil || len(found) != 0 {
				t.Errorf("blocked: %v, %v", found, err)
			}
		}
	})
}
