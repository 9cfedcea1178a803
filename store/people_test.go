package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestTheFirstPeopleAreOneTwoAndThreeWithAllThatWasGiven(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx := t.Context()
		want := []campus.Person{
			{ID: 1, Username: "John", Name: "Jöhn \"the first\"", Email: "John@Stoa.Example", Confirmed: true, Role: campus.Student,
				Status: campus.StatusActive,
				Born:   "2001-02-28", Gender: "male", Zone: "Europe/Athens", Created: noon},
			{ID: 2, Username: "hamid", Name: "Hamid", Role: campus.Teacher, Status: campus.StatusActive, Created: noon},
			{ID: 3, Username: "haled_9.x-y", Name: "Haled", Role: campus.Admin, Status: campus.StatusActive, Gender: "other",
				Created: noon},
		}
		for _, w := range want {
			got, err := c.People.Create(ctx, store.Itself(""),
				campus.NewPerson{Username: w.Username, Name: w.Name, Email: w.Email, Role: w.Role, Born: w.Born,
					Gender: w.Gender, Zone: w.Zone, Password: storetest.Password})
			must(t, err)
			if got != w {
				t.Errorf("made %+v, want %+v", got, w)
			}
			if got, err := c.Store.People.Get(ctx, w.ID); got != w || err != nil {
				t.Errorf("read %+v, %v, want %+v", got, err, w)
			}
		}
		people, err := c.People.Some(ctx, []int64{3, 99, 1, 3})
		if len(people) != 2 || people[1] != want[0] || people[3] != want[2] || err != nil {
			t.Errorf("read %v, %v, want 1 and 3", people, err)
		}
		_, err = c.Store.People.Get(ctx, 99)
		wantRefusal(t, "nobody", err, campus.ErrNoPerson)
	})
}

func TestSomebodyIsFoundByUsernameAndByAddressWhateverTheCase(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p := c.Person(t, "thales", campus.Teacher)
		for login, want := range map[string]int64{"thales": p.ID, " THALES ": p.ID, "Thales@STOA.example": p.ID, "nobody": 0, "no@body": 0,
			"": 0, "\x00": 0} {
			if got, err := c.People.Find(t.Context(), login); got != want || err != nil {
				t.Errorf("%q is %d, %v, want %d", login, got, err, want)
			}
		}
	})
}

func TestAUsernameAndAnAddressAreTakenWhateverTheirCase(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		c.Person(t, "thales", campus.Teacher)
		for _, test := range []struct{ username, email, taken string }{
			{"thales", "other@stoa.example", "username"},
			{"THALES", "other@stoa.example", "username"},
			{"other", "Thales@Stoa.Example", "email"},
			{"Thales", "thales@stoa.example", "username"},
		} {
			_, err := c.People.Create(t.Context(), store.Itself(""), newcomer(test.username, test.email))
			wantFields(t, test.username+" "+test.email, err, campus.Conflict, test.taken)
		}
		for i := range 2 { // no address is nobody's
			_, err := c.People.Create(t.Context(), store.Itself(""), newcomer(fmt.Sprintf("silent%d", i), ""))
			must(t, err)
		}
	})
}

func newcomer(username, email string) campus.NewPerson {
	return campus.NewPerson{Username: username, Name: "Somebody", Email: email, Role: campus.Student, Password: storetest.Password}
}

func TestOfTwentyWhoRegisterOneNameAtTheSameMomentOneWins(t *testing.T) {
	t.Parallel()
	for field, who := range map[string]func(i int) campus.NewPerson{
		"username": func(i int) campus.NewPerson { return newcomer("hypatia", fmt.Sprintf("h%d@stoa.example", i)) },
		"email":    func(i int) campus.NewPerson { return newcomer(fmt.Sprintf("hypatia%d", i), "hypatia@stoa.example") },
	} {
		t.Run(field, func(t *testing.T) {
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				var won, lost, winner atomic.Int64
				storetest.Together(20, func(i int) {
					p, err := c.People.Create(t.Context(), store.Itself(""), who(i))
					if err == nil {
						won.Add(1)
						winner.Store(p.ID)
						return
					}
					wantFields(t, "the loser", err, campus.Conflict, field)
					lost.Add(1)
				})
				if won.Load() != 1 || lost.Load() != 19 {
					t.Errorf("%d won and %d lost, want 1 and 19", won.Load(), lost.Load())
				}
				login := map[string]string{"username": "hypatia", "email": "hypatia@stoa.example"}[field]
				if got, err := c.People.Find(t.Context(), login); got != winner.Load() || err != nil {
					t.Errorf("%s is %d, %v, want the winner %d", login, got, err, winner.Load())
				}
			})
		})
	}
}

func TestARegistrationThatIsSentTwiceIsOnePerson(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ids := make([]int64, 10)
		storetest.Together(10, func(i int) {
			p, err := c.People.Create(t.Context(), store.Itself("the form"), newcomer("zeno", "zeno@stoa.example"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = p.ID
		})
		if slices.ContainsFunc(ids, func(id int64) bool { return id != 1 }) {
			t.Errorf("one form made %v, want 1 alone", ids)
		}
		if p := c.Person(t, "next", campus.Student); p.ID != 2 {
			t.Errorf("the next is %d, want 2", p.ID)
		}
	})
}

func TestAnOperationNeverMakesOnePersonIntoAnother(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		first, err := c.People.Create(ctx, store.Itself("the form"), newcomer("zeno", "zeno@stoa.example"))
		must(t, err)
		second, err := c.People.Create(ctx, store.Itself("the form"), newcomer("chrysippus", "chrysippus@stoa.example"))
		must(t, err)
		if second.ID == first.ID || second.Username != "chrysippus" {
			t.Errorf("the second form gave %+v, want somebody else than %d", second, first.ID)
		}
		if now, err := c.Store.People.Get(ctx, first.ID); now != first || err != nil {
			t.Errorf("the first is now %+v, %v, want %+v", now, err, first)
		}
	})
}

func TestWhatIsWrongWithAPersonIsNamedAndMakesNobody(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		_, err := c.People.Create(t.Context(), store.Itself(""),
			campus.NewPerson{Username: "x", Email: "x", Role: "king", Password: "short"})
		wantFields(t, "all wrong", err, campus.Invalid, "username", "name", "email", "role", "password")
		if left := c.Contents(t); len(left) != 0 {
			t.Errorf("Redis holds %v, want nothing", left)
		}
	})
}

func TestPasswordsCountToTheirEnd(t *testing.T) {
	t.Parallel()
	head := strings.Repeat("a", 72)
	long := strings.Repeat("πάσα", campus.MaxPassword/4)
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		for i, password := range []string{head + "1", long, "with\x00zero and more"} {
			n := newcomer(fmt.Sprintf("person%d", i), "")
			n.Password = password
			_, err := c.People.Create(t.Context(), store.Itself(""), n)
			must(t, err)
			_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: n.Username, Password: password, From: "here", Kind: "browser"})
			wantRefusal(t, "the password itself", err, nil)
			for _, wrong := range []string{password + "2", password[:len(password)-1], head + "2", ""} {
				_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: n.Username, Password: wrong, From: "here",
					Kind: "browser"})
				wantRefusal(t, "another password", err, campus.ErrSignIn)
			}
		}
		for key, value := range c.Contents(t) {
			if strings.Contains(value, "aaaaaaaa") || strings.Contains(value, "πάσα") {
				t.Errorf("%s holds a password: %s", key, value)
			}
		}
	})
}

func TestAStatusChangesAndTheLastAdminStays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		one, two, student := c.Person(t, "admin1", campus.Admin), c.Person(t, "admin2", campus.Admin),
			c.Person(t, "student", campus.Student)
		last := campus.Refuse(campus.Conflict, "This is the last admin; a campus cannot be without one.")
		for i, step := range []struct {
			who  int64
			to   campus.Status
			want error
		}{
			{student.ID, campus.StatusDisabled, nil},
			{student.ID, campus.StatusDisabled, nil},
			{student.ID, campus.StatusActive, nil},
			{99, campus.StatusDisabled, campus.ErrNoPerson},
			{one.ID, campus.StatusDisabled, nil},
			{two.ID, campus.StatusDisabled, last},
			{two.ID, campus.StatusPending, last},
			{one.ID, campus.StatusActive, nil},
			{two.ID, campus.StatusPending, nil},
			{one.ID, campus.StatusDisabled, last},
		} {
			err := c.People.SetStatus(ctx, store.Itself(""), step.who, step.to)
			wantRefusal(t, fmt.Sprintf("step %d", i), err, step.want)
			if p, err := c.Store.People.Get(ctx, step.who); err == nil && (p.Status == step.to) != (step.want == nil) {
				t.Errorf("step %d: %d is now %s", i, step.who, p.Status)
			}
		}
	})
}

func TestOfTwoLastAdminsWhoAreDisabledAtTheSameMomentOneStays(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		admins := []campus.Person{c.Person(t, "admin1", campus.Admin), c.Person(t, "admin2", campus.Admin)}
		for range storetest.Times(10, 5000) {
			storetest.Together(2, func(i int) {
				if err := c.People.SetStatus(t.Context(), store.Itself(""), admins[i].ID, campus.StatusDisabled); err != nil &&
					campus.CodeOf(err) != campus.Conflict {
					t.Error(err)
				}
			})
			if n := countActive(t, c, admins); n != 1 {
				t.Fatalf("%d admins are left, want 1", n)
			}
			for _, a := range admins {
				must(t, c.People.SetStatus(t.Context(), store.Itself(""), a.ID, campus.StatusActive))
			}
		}
	})
}

func countActive(t *testing.T, c *storetest.Campus, people []campus.Person) (n int) {
	t.Helper()
	for _, p := range people {
		now, err := c.Store.People.Get(t.Context(), p.ID)
		must(t, err)
		if now.Status == campus.StatusActive {
			n++
		}
	}
	return n
}

func TestAHashMadeOnceServesSeveralPeople(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	for _, p := range c.Students(t, 2) {
		if _, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: p.Username, Password: storetest.Password, From: "here",
			Kind: "browser"}); err != nil {
			t.Errorf("%s: %v", p.Username, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.People.HashPassword(ctx, "password"); err != nil && err != context.Canceled {
		t.Errorf("a request that is over got %v", err)
	}
}
