package handlers

import (
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// Everything runs: who has typed an address is let in as soon as an admin has confirmed it, and the host sees how it stands.
func TestAConfirmedAddressOpensItsMeetingWithinASecond(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{busy: true})
	typed, err := town.People.Create(t.Context(), store.Itself(""),
		campus.NewPerson{Username: "typed", Name: "Typed", Email: "typed@x.example",
			Role: campus.Student, Password: storetest.Password, Unconfirmed: true})
	try(t, err)
	now := town.Now()
	m := town.Plan(t, town.thales, campus.NewMeeting{Title: "Private talk",
		Audience: []string{typed.Email, "nobody@x.example", town.john.Email},
		Slots:    []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
	room, audience := "/meetings/"+num(m.ID)+"/1", "/meetings/"+num(m.ID)+"/audience"
	him, host, admin := town.signedIn(t, "typed"), town.signedIn(t, "thales"), town.signedIn(t, "admin")
	states := func() string {
		words := ""
		for _, row := range all(host.open(t, audience, "Invited people · Stoa"), "main li") {
			words += text(row) + "; "
		}
		return words
	}
	wantStatus(t, him.get(t, room), 403)
	want := "john@stoa.example Invited; nobody@x.example Nobody has this address yet; typed@x.example Waiting to be confirmed; "
	if got := states(); got != want {
		t.Errorf("the host sees %q, want %q", got, want)
	}
	admin.post(t, "/admin/people/"+num(typed.ID)+"/confirm", nil)
	began := time.Now()
	storetest.Await(t, "the meeting to open", func() bool { return him.get(t, room).status == 200 })
	storetest.Await(t, "the meeting to be in the list", func() bool {
		return strings.Contains(him.get(t, "/meetings").body,
			"Private talk")
	})
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	} else {
		t.Logf("it took %s", took)
	}
	want = "john@stoa.example Invited; nobody@x.example Nobody has this address yet; typed@x.example Invited; "
	if got := states(); got != want {
		t.Errorf("the host sees %q, want %q", got, want)
	}
}
