package store_test

import (
	"slices"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhatIsDecidedOfARoleIsToldOnceToWhomItIsAbout(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
		boss, none := store.By{Person: admin}, campus.Role("")
		wish := func() {
			t.Helper()
			teacher := campus.Teacher
			_, err := c.Doors.EditOwn(ctx, store.By{Person: john}, campus.PersonChange{RequestedRole: &teacher})
			must(t, err)
		}
		edit := func(change campus.PersonChange) {
			t.Helper()
			for range 2 {
				_, _, err := c.People.Edit(ctx, boss, john.ID, change)
				must(t, err)
			}
		}
		role := func(r campus.Role) campus.PersonChange { return campus.PersonChange{Role: &r} }
		name := "John the elder"
		edit(campus.PersonChange{Name: &name})
		wish()
		_, err := c.Doors.EditOwn(ctx, store.By{Person: john}, campus.PersonChange{RequestedRole: &none}) // taken back
		must(t, err)
		newest(t, c, "nothing was decided", "", 0, john)
		wish()
		edit(campus.PersonChange{RequestedRole: &none})
		newest(t, c, "refused", "role-decided /profile Your wish to teach was not granted: you stay a student.", 1, john)
		wish()
		edit(role(campus.Teacher))
		newest(t, c, "granted", "role-decided /profile You are a teacher now.", 2, john)
		edit(role(campus.Admin))
		newest(t, c, "an admin", "role-decided /profile You are an admin of this campus now.", 3, john)
		edit(role(campus.Student))
		newest(t, c, "a student", "role-decided /profile You are a student now.", 4, john)
		newest(t, c, "who decided", "", 0, admin)
	})
}

func TestAReportIsToldOnceToWhoLooksAfterIt(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, monday, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, i := t.Context(), invite(t, c)
		_, err := c.Meetings.Turn(ctx, i.host, i.m.ID, 1, campus.TurnStart, "")
		must(t, err)
		room := store.MeetingRoom(i.m.ID, 1)
		for _, who := range []campus.Person{i.john, i.aisha, i.co} {
			must(t, c.Meetings.Join(ctx, who, i.m.ID, 1, ""))
		}
		line, err := c.Rooms.Post(ctx, i.co, room, campus.NewLine{Body: "You are all wrong."}, "")
		must(t, err)
		c.Settle(t)
		before := map[int64][]string{}
		all := []campus.Person{i.host, i.co, i.admin, i.john, i.aisha, i.stranger}
		for _, who := range all {
			before[who.ID] = said(t, c, who)
		}
		for range 2 {
			_, err = c.Reports.Line(ctx, store.By{Person: i.john, Op: "once"}, room, line, campus.NewReport{Reason: campus.ReasonOther, Text: "rude"})
			must(t, err)
			_, err = c.Reports.Person(ctx, store.By{Person: i.host, Op: "two"}, room, i.aisha.ID, campus.NewReport{Reason: campus.ReasonSpam})
			must(t, err)
		}
		const ofLine, ofPerson = "report /reports A message was reported in Weekly.", "report /reports Somebody was reported in Weekly."
		for who, want := range map[*campus.Person][]string{
			&i.host: {ofLine}, &i.admin: {ofPerson, ofLine}, &i.co: {ofPerson}, &i.john: nil, &i.aisha: nil, &i.stranger: nil,
		} {
			got := said(t, c, *who)
			got = got[:len(got)-len(before[who.ID])]
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s was told %q, want %q", who.Username, got, want)
			}
		}
	})
}
