package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestHalfASignInIsFinishedOnceThoughItsTimeIsNotUp(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		d := armed(t, c, c.Person(t, "thales", campus.Teacher))
		token := half(t, c, "thales")
		must(t, second(c.Sessions.Finish(t.Context(), token, store.Credentials{Code: d.codes[0], From: "here"})))
		wantRefusal(t, "again, with a code that is good",
			second(c.Sessions.Finish(t.Context(), token, store.Credentials{Code: d.codes[1], From: "here"})), campus.ErrSignedOut)
		if waits, err := c.Sessions.Waiting(t.Context(), token); waits || err != nil {
			t.Errorf("it still waits: %v, %v", waits, err)
		}
		must(t, second(signIn(t, c, "thales", d.codes[1], store.API))) // which was not spent
	})
}

// A code proves nothing any more once what it was checked against has changed.
func TestACodeOfASecondFactorThatHasChangedMeanwhileLetsNobodyIn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*testing.T, *storetest.Campus, campus.Person){
		"turned off": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.TwoFactor.TurnOff(t.Context(), asks(p), storetest.Password))
		},
		"turned off and on with another app": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.TwoFactor.TurnOff(t.Context(), asks(p), storetest.Password))
			armed(t, c, p)
		},
		"rescued": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.ClearTwoFactor(t.Context(), store.Itself(""), p.ID))
		},
		"disabled": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusDisabled))
		},
		"disabled and let in again": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusDisabled))
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusActive))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hands := storetest.At(noon)
			c := storetest.New(t, storetest.Clock(hands.Now))
			p := c.Person(t, "thales", campus.Teacher)
			d := armed(t, c, p)
			hands.Add(time.Minute)
			through, gate := c.Gated(t, d.secret) // which only the script that takes the code is told
			err := between(t, gate, func() error { return second(signIn(t, through, "thales", d.at(c.Now()), store.API)) },
				func() { change(t, c, p) })
			wantRefusal(t, name, err, campus.ErrSignIn)
		})
	}
}

// What an admin turns off for somebody is gone with what waited for it, and so is who has signed in before.
func TestARescueLeavesNothingOfASecondFactor(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, admin, p := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		nothing := func(what string) {
			t.Helper()
			fields, err := c.Redis.HKeys(ctx, c.PersonKey(p.ID)).Result()
			must(t, err)
			for _, field := range fields {
				if strings.HasPrefix(field, "otp") || field == "two_factor" {
					t.Errorf("%s: there is %s still", what, field)
				}
			}
		}
		must(t, c.TwoFactor.Begin(ctx, asks(p), storetest.Password))
		state, err := c.TwoFactor.State(ctx, p.ID)
		must(t, err)
		must(t, c.People.ClearTwoFactor(ctx, asks(admin), p.ID))
		nothing("what waited for its first code")
		code := campus.CodeAt(state.Pending, campus.CodeStepAt(c.Now()))
		_, _, err = c.TwoFactor.Confirm(ctx, asks(p), store.Credentials{Code: code})
		wantCode(t, "the code of a secret that is forgotten", err, campus.Conflict)
		d := armed(t, c, p)
		hands.Add(time.Hour)
		opened, err := signIn(t, c, "thales", d.at(c.Now()), store.API)
		must(t, err)
		token := half(t, c, "thales")
		must(t, c.People.ClearTwoFactor(ctx, asks(admin), p.ID))
		nothing("what was on")
		wantHolds(t, c, opened.Token, store.API, false)
		wantRefusal(t, "half a sign-in of before",
			second(c.Sessions.Finish(ctx, token, store.Credentials{Code: d.codes[0], From: "here"})), campus.ErrSignedOut)
		must(t, second(signIn(t, c, "thales", "", store.API)))
	})
}

func TestARowThatIsAboutTwoPeopleChangesNeither(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		const people = "username,name,email,external_id\njohn,John,john@stoa.example,j1\nhamid,Hamid,hamid@stoa.example,h1\nplato,Plato,,\n"
		wantRows(t, "made", imported(t, c, asCSV(false), people), "1 added 1 john", "2 added 2 hamid", "3 added 3 plato")
		c.Settle(t)
		before := c.Contents(t)
		const isOthers = "is somebody else's than who the row is about"
		for _, test := range []struct{ what, head, row, want string }{
			{"an id and a username", "external_id,username", "j1,hamid", "1 error username: " + isOthers},
			{"an id and an address", "external_id,email", "j1,HAMID@stoa.example", "1 error email: " + isOthers},
			{"a username and an address", "username,email", "plato,john@stoa.example", "1 error email: " + isOthers},
			{"all of three", "external_id,username,email", "h1,plato,john@stoa.example", "1 error username: " + isOthers},
			{"another id", "username,external_id", "john,j2", "1 error external_id: cannot change: this person has another"},
			{"another's id", "username,external_id", "plato,j1", "1 error username: " + isOthers},
		} {
			for _, dry := range []bool{true, false} {
				wantRows(t, test.what, imported(t, c, asCSV(dry), test.head+",name\n"+test.row+",Changed\n"), test.want)
			}
		}
		c.Settle(t)
		for key, value := range c.Contents(t) {
			if strings.HasPrefix(key, "{people}:person") && before[key] != value {
				t.Errorf("%s was %s and is %s", key, before[key], value)
			}
		}
	})
}

func TestAFileThatGivesAnotherAddressUnconfirmedConfirmsNone(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p := c.Person(t, "john", campus.Student)
		for _, step := range []struct {
			email, confirmed string
			want             bool
		}{{"john@stoa.example", "no", true}, {"other@stoa.example", "no", false}, {"other@stoa.example", "yes", true},
			{"third@stoa.example", "", true}, {"fourth@stoa.example", "no", false}} {
			imported(t, c, asCSV(false), "username,email,confirmed\njohn,"+step.email+","+step.confirmed+"\n")
			if now, err := c.Store.People.Get(t.Context(), p.ID); now.Confirmed != step.want || now.Email != step.email || err != nil {
				t.Errorf("%+v made of him %+v, %v", step, now, err)
			}
		}
	})
}

// The lists of who teaches what may be behind; whose course it is counts.
func TestOnlyTheStaffOfNowKnowsWhoSharesACourseAndOnlyWhoIsInvitedAPrivateMeeting(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		john, guest := c.Person(t, "john", campus.Student), c.Person(t, "guest", campus.Student)
		course := c.Course(t, thales, "Geometry", 5)
		must(t, second(c.Courses.Enrol(ctx, john, course.ID, false, "")))
		private := talkFor(t, c, hypatia, guest.Email)
		c.Settle(t)
		must(t, c.Meetings.Join(ctx, guest, private.ID, 1, ""))
		knows := func(what string, who, whom campus.Person, want bool) {
			t.Helper()
			known, err := c.Meetings.MayKnow(ctx, who, []int64{whom.ID})
			if err != nil || known[whom.ID] != want {
				t.Errorf("%s: %s knows of %s: %v, %v, want %v", what, who.Username, whom.Username, known[whom.ID], err, want)
			}
		}
		knows("before", thales, john, true)
		knows("before", hypatia, guest, true)
		fields, _, _ := c.SeatKeys(course.ID)
		must(t, c.Redis.HSet(ctx, fields, "teacher", hypatia.ID).Err()) // and his own list has it still
		knows("another's course", thales, john, false)
		// Of a private meeting only who is invited counts, not who was in it before.
		_, err := c.Meetings.Edit(ctx, hypatia, private.ID, campus.NewMeeting{Title: "Talk", Audience: []string{}}, "")
		must(t, err)
		c.Settle(t)
		knows("not invited any more", hypatia, guest, false)
	})
}

// An address is a secret to all but admins: it is found by whole or by its beginning, alone or beside other words, only where
// addresses are searched.
func TestAnAddressHelpsToFindNobodyWhereAddressesAreNotSearched(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		must(t, second(c.People.Create(t.Context(), store.Itself(""),
			campus.NewPerson{Username: "zeno", Name: "Zeno Kitieus", Email: "quietly@elsewhere.example", Role: campus.Student})))
		for query, is := range map[string]struct{ by, without bool }{"quietly@elsewhere.example": {true, false}, "quietly": {true, false},
			"quiet": {true, false}, "zeno quietly": {true, false}, "quietly zeno": {true, false}, "zeno quietl": {true, false},
			"kitieus quie": {true, false}, "kitieus zeno quiet": {true, false}, "kiti quietly zeno": {true, false}, "zeno": {true,
				true}, "zeno kiti": {true, true}} {
			for emails, want := range map[bool]bool{true: is.by, false: is.without} {
				page, err := c.People.Page(t.Context(), store.PeopleQuery{Words: query, Emails: emails, Limit: 9})
				found := slices.ContainsFunc(page.People, func(p campus.Person) bool { return p.Username == "zeno" })
				if err != nil || found != want || len(page.People) > 1 {
					t.Errorf("%q, with addresses %v: found %v, %v, want %v", query, emails, found, err, want)
				}
			}
		}
	})
}
