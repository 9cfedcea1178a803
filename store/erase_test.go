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

// asks is somebody who asks for a change.
func asks(p campus.Person) store.By { return store.By{Person: p, From: "192.0.2.7"} }

func TestOfWhoIsErasedNothingIsLeftThatSaysWhoTheyWere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		wish := campus.Teacher
		secret, err := c.People.Create(ctx, asks(admin), campus.NewPerson{Username: "Xanthippe.77", Name: "Xanthippe of Alopeke",
			Email: "Xanthippe@Stoa.Example",
			Role:  campus.Student, Born: "1977-07-17", Gender: "female", Zone: "Pacific/Apia", ExternalID: "xx-4711",
			Password: storetest.Password})
		must(t, err)
		_, _, err = c.People.Edit(ctx, asks(admin), secret.ID, campus.PersonChange{RequestedRole: &wish})
		must(t, err)
		open, closed := c.Course(t, thales, "Geometry", 1), c.Course(t, thales, "Logic", 1)
		for _, course := range []campus.Course{open, closed} {
			_, err := c.Courses.Enrol(ctx, secret, course.ID, true, "")
			must(t, err)
		}
		next := c.Person(t, "next", campus.Student)
		_, err = c.Courses.Enrol(ctx, next, open.ID, true, "")
		must(t, err)
		m := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Public: true,
			Slots: []campus.Slot{{From: c.Now().Add(-1e9), To: c.Now().Add(36e11), Zone: "UTC"}}})
		c.Settle(t)
		must(t, c.Meetings.Join(ctx, secret, m.ID, 1, ""))
		_, err = c.Rooms.Post(ctx, secret, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "I was here"}, "")
		must(t, err)
		signedIn, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "xanthippe.77", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)

		must(t, c.People.Block(ctx, secret, next.ID, ""))
		later := geometry()
		later.Title = "Told to all"
		_, err = c.Courses.Edit(ctx, thales, open.ID, later, "")
		must(t, err)
		must(t, c.Meetings.Join(ctx, next, m.ID, 1, ""))
		_, err = c.Reports.Person(ctx, asks(secret), store.MeetingRoom(m.ID, 1), next.ID, campus.NewReport{Reason: campus.ReasonSpam,
			Text: "too loud"})
		must(t, err)
		_, err = c.Reports.Line(ctx, asks(next), store.MeetingRoom(m.ID, 1), 1, campus.NewReport{Reason: campus.ReasonSpam})
		must(t, err)
		c.Settle(t)

		must(t, c.People.Erase(ctx, asks(admin), secret.ID))
		c.Settle(t)
		c.TakeOut(t)
		if left := c.Redis.Exists(ctx, c.BlockedKey(secret.ID)).Val(); left != 0 {
			t.Error("whom they had blocked is still there")
		}
		if told := inbox(t, c, next); len(told) == 0 {
			t.Errorf("another was told %q", told)
		}
		must(t, c.Courses.Delete(ctx, thales, closed.ID, "")) // in which they stay, as a number
		if told := inbox(t, c, secret); len(told) != 0 {
			t.Errorf("who is erased was told %q", told)
		}
		reports, _, err := c.Reports.Page(ctx, admin, "", 9)
		must(t, err)
		for _, r := range reports {
			if r.Whom.Name != campus.NameErased && r.Reporter.Name != campus.NameErased || r.Body != "" {
				t.Errorf("a report says %+v", r)
			}
		}
		if len(reports) != 2 {
			t.Errorf("%d reports are left, want 2", len(reports))
		}
		for key, value := range c.Contents(t) {
			folded := strings.ToLower(key + " " + value)
			for _, trace := range []string{"xanthippe", "alopeke", "1977-07", "apia", "xx-4711", "$2a$10$xanth"} {
				if strings.Contains(folded, trace) {
					t.Errorf("%s still says %q: %s", key, trace, value)
				}
			}
			if strings.HasPrefix(key, "{people}:session:") || strings.HasPrefix(key, "{people}:signins:") ||
				strings.HasPrefix(key, "{people}:sessions:"+fmt.Sprint(secret.ID)) {
				t.Errorf("%s is still there: %s", key, value)
			}
		}
		gone, err := c.Store.People.Get(ctx, secret.ID)
		if want := (campus.Person{ID: secret.ID, Name: campus.NameErased, Role: campus.Student, Status: campus.StatusErased,
			Created: secret.Created}); gone != want || err != nil {
			t.Errorf("left is %+v, %v, want %+v", gone, err, want)
		}
		_, err = c.Sessions.Visitor(ctx, signedIn.Token, store.Browser)
		wantRefusal(t, "their session", err, campus.ErrSignedOut)
		_, err = c.Sessions.SignIn(ctx, store.Credentials{Login: "xanthippe.77", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		wantRefusal(t, "their password", err, campus.ErrSignIn)
		if got := turned(t, c, store.PeopleQuery{Words: "xanth", Emails: true, Limit: 9}, nil); len(got) != 0 {
			t.Errorf("the search still finds %v", got)
		}
		listed, err := c.People.Page(ctx, store.PeopleQuery{Status: campus.StatusErased, Counted: true, Limit: 9})
		if must(t, err); len(listed.People) != 1 || listed.People[0].ID != secret.ID || listed.Counts.Of("", campus.StatusErased) != 1 ||
			listed.Counts.Of("", "") != 3 {
			t.Errorf("the list of who is erased has %+v", listed)
		}
		if got := turned(t, c, store.PeopleQuery{Status: campus.StatusErased, Words: "erased", Limit: 9}, nil); len(got) != 0 {
			t.Errorf("words find %q, who is erased", got)
		}
		if got := turned(t, c, store.PeopleQuery{Limit: 9}, nil); len(got) != 3 {
			t.Errorf("the list has %q, want the three others", got)
		}
		said, err := c.Rooms.Messages(ctx, store.MeetingRoom(m.ID, 1), store.Span{Forward: true, Limit: 9})
		if err != nil || len(said.Lines) != 1 || said.Lines[0].Author.Name != campus.NameErased || said.Lines[0].Body != "I was here" {
			t.Errorf("the room has %+v, %v, want the line under %q", said.Lines, err, campus.NameErased)
		}
		_, mine, err := c.Courses.For(ctx, next.ID, open.ID)
		if must(t, err); mine.Status != campus.Enrolled {
			t.Errorf("who waited is %s, want enrolled in the freed place", mine.Status)
		}
		again, err := c.People.Create(ctx, asks(admin), campus.NewPerson{Username: "xanthippe.77", Name: "Another",
			Email: "xanthippe@stoa.example", Role: campus.Student,
			ExternalID: "xx-4711"})
		if must(t, err); again.ID == secret.ID {
			t.Error("who takes the name now is the erased one")
		}
	})
}

func TestWhoMayEraseWhom(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		admin, other, thales, john := c.Person(t, "admin", campus.Admin), c.Person(t, "other", campus.Admin),
			c.Person(t, "thales", campus.Teacher),
			c.Person(t, "john", campus.Student)
		last := campus.Refuse(campus.Conflict, "This is the last admin; a campus cannot be without one.")
		for i, step := range []struct {
			by   store.By
			whom int64
			want error
		}{
			{asks(thales), john.ID, campus.ErrNotAdmin},
			{asks(john), john.ID, campus.ErrOwnErase},
			{asks(admin), admin.ID, campus.ErrOwnErase},
			{asks(campus.Person{}), john.ID, campus.ErrNotAdmin},
			{asks(admin), 99, campus.ErrNoPerson},
			{asks(admin), john.ID, nil},
			{asks(admin), john.ID, campus.ErrNoPerson},
			{asks(admin), other.ID, nil},
			{asks(other), admin.ID, campus.ErrNotAdmin}, // who is erased asks nothing any more
			{store.Itself(""), admin.ID, last},
		} {
			wantRefusal(t, fmt.Sprint(i), c.People.Erase(ctx, step.by, step.whom), step.want)
		}
		form := store.By{Person: admin, Op: "the form"}
		wantFields(t, "another's name", c.People.EraseNamed(ctx, form, thales.ID, "john"), campus.Invalid, "username")
		for range 2 { // sent twice it is one erasing, and a success
			must(t, c.People.EraseNamed(ctx, form, thales.ID, " THALES "))
		}
		name := "Back"
		_, _, err := c.People.Edit(ctx, asks(admin), thales.ID, campus.PersonChange{Name: &name})
		wantRefusal(t, "editing who is erased", err, campus.ErrNoPerson)
	})
}

// What one was when one asked does not count, but what one is when it is done.
func TestAnAdminWhoIsDemotedMeanwhileChangesNobody(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, admin, other, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "other", campus.Admin),
		c.Person(t, "john", campus.Student)
	through, gate := c.Gated(t, c.PersonKey(other.ID)) // the script that names who asks
	done := make(chan error, 1)
	role := campus.Admin
	go func() {
		_, _, err := through.People.Edit(ctx, asks(other), john.ID, campus.PersonChange{Role: &role})
		done <- err
	}()
	storetest.Next(t, "the change at the gate", gate.Reached)
	student := campus.Student
	_, _, err := c.People.Edit(ctx, asks(admin), other.ID, campus.PersonChange{Role: &student})
	must(t, err)
	gate.Open()
	wantRefusal(t, "the change", storetest.Next(t, "its end", done), campus.ErrNotAdmin)
	if now, err := c.Store.People.Get(ctx, john.ID); err != nil || now.Role != campus.Student {
		t.Errorf("john is now %+v, %v", now, err)
	}
}

func TestOfTwoAdminsWhoDemoteEachOtherAtTheSameMomentOneStays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		two := []campus.Person{c.Person(t, "admin1", campus.Admin), c.Person(t, "admin2", campus.Admin)}
		teacher, admin := campus.Teacher, campus.Admin
		for range storetest.Times(1000, 5000) {
			storetest.Together(2, func(i int) {
				_, _, err := c.People.Edit(t.Context(), asks(two[i]), two[1-i].ID, campus.PersonChange{Role: &teacher})
				if code := campus.CodeOf(err); err != nil && code != campus.Forbidden && code != campus.Conflict {
					t.Error(err)
				}
			})
			left := 0
			for _, p := range two {
				now, err := c.Store.People.Get(t.Context(), p.ID)
				must(t, err)
				if now.Role == campus.Admin {
					left++
				}
			}
			if left != 1 {
				t.Fatalf("%d admins are left, want 1", left)
			}
			for _, p := range two {
				_, _, err := c.People.Edit(t.Context(), store.Itself(""), p.ID, campus.PersonChange{Role: &admin})
				must(t, err)
			}
		}
	})
}

func TestNothingIsLeftOfHowWhoIsErasedWasInvited(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin := t.Context(), c.Person(t, "admin", campus.Admin)
		_, token, err := c.Doors.Invite(ctx, asks(admin), campus.NewInvitation{Email: "Xanthippe@Stoa.Example", Role: campus.Student})
		must(t, err)
		p, err := c.Doors.Register(ctx, store.By{From: "here"},
			campus.Registration{Username: "xanthippe", Name: "X", Password: storetest.Password, Invitation: token})
		must(t, err)
		must(t, c.People.Erase(ctx, asks(admin), p.ID))
		c.Settle(t)
		c.TakeOut(t)
		for key, value := range c.Contents(t) {
			if strings.Contains(strings.ToLower(key+" "+value), "xanthippe") {
				t.Errorf("%s still has the address: %s", key, value)
			}
		}
		list, err := c.Doors.Invitations(ctx, admin, 0, 9)
		if must(t, err); len(list) != 1 || list[0].Email != "" || list[0].Accepted != p.ID {
			t.Errorf("the list has %+v, want one that was accepted by %d, without an address", list, p.ID)
		}
	})
}

func TestWhoIsErasedKeepsNoPlaceThoughTheyTakeItAtThatMoment(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		john, hamid, next := c.Person(t, "john", campus.Student), c.Person(t, "hamid", campus.Student), c.Person(t, "next", campus.Student)
		course := c.Course(t, thales, "Geometry", 1)
		must(t, c.People.Erase(ctx, asks(admin), john.ID))
		c.Settle(t)
		for _, p := range []campus.Person{john, hamid, next} { // john's request had been let in before; hamid waits
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
		}
		must(t, c.People.Erase(ctx, asks(admin), hamid.ID)) // before anybody has followed up on the place
		c.Settle(t)
		for p, want := range map[campus.Person]string{john: campus.NotEnrolled, hamid: campus.NotEnrolled, next: campus.Enrolled} {
			if _, mine, err := c.Courses.For(ctx, p.ID, course.ID); err != nil || mine.Status != want {
				t.Errorf("%s is %s, %v, want %s", p.Username, mine.Status, err, want)
			}
		}
	})
}

func TestWhoIsErasedWhileACourseIsClosedHasNoPlaceInItOnceItIsOpenAgain(t *testing.T) {
	t.Parallel()
	for _, told := range []bool{true, false} {
		t.Run(fmt.Sprint("its closing is told: ", told), func(t *testing.T) {
			t.Parallel()
			storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				ctx, admin, thales, s := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales",
					campus.Teacher), c.Students(t, 3)
				n := withPlaces(1)
				course, err := c.Courses.Create(ctx, thales, n, "")
				must(t, err)
				for _, p := range s { // the first has the place, the others wait
					_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
					must(t, err)
				}
				c.Settle(t)
				clock.Add(time.Hour)
				if told {
					c.Tick(t)
				}
				for _, p := range s[:2] {
					must(t, c.People.Erase(ctx, asks(admin), p.ID))
				}
				c.Settle(t)
				_, err = c.Courses.Reopen(ctx, thales, course.ID, "")
				must(t, err)
				c.Settle(t)
				for i, want := range []string{campus.NotEnrolled, campus.NotEnrolled, campus.Enrolled} {
					if _, mine, err := c.Courses.For(ctx, s[i].ID, course.ID); err != nil || mine.Status != want {
						t.Errorf("student %d is %s, %v, want %s", i, mine.Status, err, want)
					}
				}
			}, lively)
		})
	}
}
