package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// stateOf returns what has become of an address that a meeting lists; "" for one that it does not list.
func stateOf(t *testing.T, c *storetest.Campus, host campus.Person, meeting int64, address string) campus.AddressState {
	t.Helper()
	_, all, err := c.Meetings.Audience(t.Context(), host, meeting)
	must(t, err)
	for _, a := range all {
		if a.Email == address {
			return a.State
		}
	}
	return ""
}

// mayEnter reports whether somebody may come to a meeting, and has it in their list.
func mayEnter(t *testing.T, c *storetest.Campus, who campus.Person, meeting int64) bool {
	t.Helper()
	c.Settle(t)
	seat, err := c.Meetings.Seat(t.Context(), who, meeting, 1)
	must(t, err)
	agenda, err := c.Meetings.Agenda(t.Context(), who, nil)
	must(t, err)
	listed := slices.ContainsFunc(agenda.Active, func(l store.Listed) bool { return l.Meeting.ID == meeting })
	if seat.Enter != listed {
		t.Errorf("%s may enter: %t, has it in the list: %t", who.Username, seat.Enter, listed)
	}
	return seat.Enter
}

func TestOnlyAConfirmedAddressOpensAMeeting(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		admin, thales := c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		slot := campus.Slot{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}
		addresses := []string{"typed@x.example", "Made@x.example", "set@x.example", "own@x.example", "nobody@x.example"}
		m := c.Plan(t, thales, campus.NewMeeting{Title: "Private", Audience: addresses, Slots: []campus.Slot{slot}})
		c.Settle(t)
		for _, a := range addresses {
			if got := stateOf(t, c, thales, m.ID, campus.FoldLogin(a)); got != campus.AddressUnknown {
				t.Errorf("%s is %q before anybody has it", a, got)
			}
		}
		person := func(username, email string, unconfirmed bool) campus.Person {
			p, err := c.People.Create(ctx, store.Itself(""), campus.NewPerson{Username: username, Name: username, Email: email,
				Role: campus.Student, Password: storetest.Password, Unconfirmed: unconfirmed})
			must(t, err)
			return p
		}
		edit := func(by campus.Person, p campus.Person, change campus.PersonChange) campus.Person {
			got, _, err := c.People.Edit(ctx, store.By{Person: by}, p.ID, change)
			must(t, err)
			return got
		}
		yes, set, own, elsewhere := true, "SET@x.example", "own@x.example", "elsewhere@x.example"
		typed := person("typed", "typed@x.example", true)
		made := person("made", "made@X.example", false)
		other := person("other", "", false)
		mover := person("mover", "mover@x.example", false)
		mover = edit(mover, mover, campus.PersonChange{Email: &own})
		for _, want := range []struct {
			who     campus.Person
			enters  bool
			address string
			state   campus.AddressState
		}{
			{typed, false, "typed@x.example", campus.AddressUnconfirmed},
			{made, true, "made@x.example", campus.AddressInvited},
			{mover, false, "own@x.example", campus.AddressUnconfirmed},
			{other, false, "set@x.example", campus.AddressUnknown},
		} {
			if mayEnter(t, c, want.who, m.ID) != want.enters || stateOf(t, c, thales, m.ID, want.address) != want.state {
				t.Errorf("%s: want may enter %t, and %s %s", want.who.Username, want.enters, want.address, want.state)
			}
		}
		// An admin confirms one address and sets another.
		typed, other = edit(admin, typed, campus.PersonChange{Confirmed: &yes}), edit(admin, other, campus.PersonChange{Email: &set})
		if !typed.Confirmed || !other.Confirmed || !mayEnter(t, c, typed, m.ID) || !mayEnter(t, c, other, m.ID) {
			t.Errorf("what an admin has confirmed or set opens nothing")
		}
		// Whoever changes their address stays invited, and stays it when the meeting is changed as it was read.
		typed = edit(typed, typed, campus.PersonChange{Email: &elsewhere})
		change := campus.NewMeeting{Title: "Private still", Audience: addresses}
		_, err := c.Meetings.Edit(ctx, thales, m.ID, change, "")
		must(t, err)
		if typed.Confirmed || !mayEnter(t, c, typed, m.ID) || stateOf(t, c, thales, m.ID, "typed@x.example") != campus.AddressInvited {
			t.Errorf("who was invited is so no more, having changed their address")
		}
		// Meetings that are planned now do not open to an address that was only typed.
		later := c.Plan(t, thales, campus.NewMeeting{Title: "Later", Audience: []string{elsewhere, own}, Slots: []campus.Slot{slot}})
		if mayEnter(t, c, typed, later.ID) || mayEnter(t, c, mover, later.ID) {
			t.Errorf("an address that somebody typed opens a meeting")
		}
		for _, not := range []campus.Person{typed, c.Person(t, "hypatia", campus.Teacher)} {
			if got, all, err := c.Meetings.Audience(ctx, not, m.ID); err != campus.ErrNotMeetingStaff || got.ID != 0 || all != nil {
				t.Errorf("%s is told of %v %v, %v", not.Username, got, all, err)
			}
		}
	})
}

func TestNobodyConfirmsTheirOwnAddress(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		john, yes, external := c.Person(t, "john", campus.Student), true, "x1"
		admin, address, off := campus.Admin, "other@x.example", campus.StatusDisabled
		_, _, err := c.People.Edit(t.Context(), store.By{Person: john}, john.ID, campus.PersonChange{Email: &address, Confirmed: &yes})
		must(t, err)
		if p, err := c.Store.People.Get(t.Context(), john.ID); p.Confirmed || err != nil {
			t.Errorf("an address that john typed is confirmed, %v", err)
		}
		for name, change := range map[string]campus.PersonChange{"confirmed": {Confirmed: &yes}, "external_id": {ExternalID: &external},
			"role": {Role: &admin}, "status": {Status: &off}} {
			if _, _, err := c.People.Edit(t.Context(), store.By{Person: john}, john.ID, change); campus.CodeOf(err) != campus.Forbidden {
				t.Errorf("%s of one's own: %v, want a refusal", name, err)
			}
		}
		change := campus.PersonChange{Email: &address, Confirmed: &yes, Role: &admin, Status: &off, ExternalID: &external}
		got, err := c.People.EditOwn(t.Context(), store.By{Person: john}, change)
		if err != nil || got.Confirmed || got.Role != campus.Student || got.ExternalID != "" || got.Email != address {
			t.Errorf("john is now %+v, %v", got, err)
		}
	})
}
