package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// An address is personal: it leaves with its owner, also out of a meeting that is not in their lists yet.
func TestTheAddressOfWhoIsErasedLeavesEveryMeetingThatListsIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		slot := campus.Slot{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}
		yes := true
		for i := range 6 { // the parts that follow come in any order
			for how, act := range map[string]func(p campus.Person, plan func()){
				"bound long before": func(_ campus.Person, plan func()) { plan(); c.Settle(t) },
				"bound just before": func(_ campus.Person, plan func()) { plan() },
				"not confirmed":     func(_ campus.Person, plan func()) { plan(); c.Settle(t) },
				"confirmed just before": func(p campus.Person, plan func()) {
					plan()
					c.Settle(t)
					_, _, err := c.People.Edit(ctx, asks(admin), p.ID, campus.PersonChange{Confirmed: &yes})
					must(t, err)
				},
			} {
				name := fmt.Sprintf("canary%d-%s", i, strings.ReplaceAll(how, " ", "."))
				p, err := c.People.Create(ctx, store.Itself(""),
					campus.NewPerson{Username: name, Name: "Canary", Email: name + "@x.example",
						Role: campus.Student, Password: storetest.Password, Unconfirmed: strings.Contains(how, "confirmed")})
				must(t, err)
				c.Settle(t)
				var m campus.Meeting
				act(p, func() {
					m = c.Plan(t, thales, campus.NewMeeting{Title: "Private", Audience: []string{p.Email, "other@x.example"},
						Slots: []campus.Slot{slot}})
				})
				must(t, c.People.Erase(ctx, asks(admin), p.ID))
				c.Settle(t)
				c.TakeOut(t)
				_, all, err := c.Meetings.Audience(ctx, thales, m.ID)
				must(t, err)
				if len(all) != 1 || all[0].Email != "other@x.example" {
					t.Errorf("%s: the meeting lists %v", how, all)
				}
				for key, value := range c.Contents(t) {
					if strings.Contains(key+value, name+"@") {
						t.Errorf("%s: %s still says %s", how, key, value)
					}
				}
			}
		}
	})
}

// The meeting is made with whom an address was bound to when it was looked for, though they are erased by then.
func TestAMeetingThatIsPlannedWhileSomebodyIsErasedKeepsNothingOfThem(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, admin, thales, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher),
		c.Person(t, "john", campus.Student)
	c.Settle(t)
	through, gate := c.Gated(t, c.InstanceKey(1, 1)) // the script that makes the first meeting
	slot := campus.Slot{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}
	done := make(chan error, 1)
	go func() {
		_, err := through.Meetings.Create(ctx, thales, campus.NewMeeting{Title: "Private", Audience: []string{john.Email},
			Slots: []campus.Slot{slot}}, "")
		done <- err
	}()
	storetest.Next(t, "the meeting at the gate", gate.Reached)
	must(t, c.People.Erase(ctx, asks(admin), john.ID))
	c.Settle(t)
	gate.Open()
	must(t, storetest.Next(t, "its end", done))
	c.Settle(t)
	_, all, err := c.Meetings.Audience(ctx, thales, 1)
	must(t, err)
	if len(all) != 0 {
		t.Errorf("the meeting lists %v", all)
	}
}

// Who saves the addresses of a meeting just before or just after one of the owners is erased has read them before.
func TestAnAddressThatIsSavedWhileItsOwnerIsErasedDoesNotStay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		slot := campus.Slot{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}
		for how, test := range map[string]struct {
			unconfirmed bool
			act         func(save, erase func(), m campus.Meeting)
		}{
			"saved-before": {true, func(save, erase func(), _ campus.Meeting) { save(); erase() }},
			"saved-after":  {false, func(save, erase func(), _ campus.Meeting) { erase(); c.Settle(t); save() }},
			"typed-after":  {true, func(save, erase func(), _ campus.Meeting) { erase(); c.Settle(t); save() }},
			"deleted": {false, func(save, erase func(), m campus.Meeting) {
				save()
				must(t, c.Meetings.Delete(ctx, thales, m.ID, 0, ""))
				erase()
			}},
		} {
			for i := range 6 { // the parts that follow come in any order
				name := fmt.Sprintf("canary%d-%s", i, how)
				p, err := c.People.Create(ctx, store.Itself(""),
					campus.NewPerson{Username: name, Name: "Canary", Email: name + "@x.example",
						Role: campus.Student, Password: storetest.Password, Unconfirmed: test.unconfirmed})
				must(t, err)
				m := c.Plan(t, thales, campus.NewMeeting{Title: "Private", Slots: []campus.Slot{slot}})
				c.Settle(t)
				test.act(func() {
					_, err := c.Meetings.Edit(ctx, thales, m.ID,
						campus.NewMeeting{Title: "Private", Audience: []string{p.Email, "other@x.example"}}, "")
					must(t, err)
				}, func() { must(t, c.People.Erase(ctx, asks(admin), p.ID)) }, m)
				c.Settle(t)
				c.TakeOut(t)
				for key, value := range c.Contents(t) {
					if strings.Contains(key+value, name+"@") {
						t.Errorf("%s: %s still says %s", how, key, value)
					}
				}
			}
		}
	})
}

func TestAnAddressIsListedAgainOnceSomebodyElseHasIt(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		p := c.Person(t, "zeno", campus.Student)
		must(t, c.People.Erase(ctx, asks(admin), p.ID))
		c.Settle(t)
		next, err := c.People.Create(ctx, store.Itself(""), campus.NewPerson{Username: "next", Name: "Next", Email: p.Email,
			Role: campus.Student, Password: storetest.Password, Unconfirmed: true})
		must(t, err)
		m := talkFor(t, c, thales, p.Email)
		c.Settle(t)
		_, all, err := c.Meetings.Audience(ctx, thales, m.ID)
		if must(t, err); len(all) != 1 || all[0].State != campus.AddressUnconfirmed {
			t.Errorf("the meeting lists %+v, want the address of %d", all, next.ID)
		}
	})
}
