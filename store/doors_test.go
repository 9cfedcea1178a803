package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// doorsAt runs a test with a clock that it moves, on a campus that people sign up in one of the ways.
func doorsAt(t *testing.T, way, teachers campus.SignUp, test func(t *testing.T, c *storetest.Campus, clock *storetest.Hands)) {
	t.Helper()
	storetest.EverywhereAt(t, noon, test, func(o *store.Options) { o.SignUp, o.TeacherSignUp = way, teachers })
}

func zeno(change func(*campus.Registration)) campus.Registration {
	r := campus.Registration{Username: "zeno", Name: "Zeno of Citium", Email: "Zeno@stoa.example", Password: storetest.Password}
	if change != nil {
		change(&r)
	}
	return r
}

func TestWhoRegistersIsWhatTheSettingsSayAndNothingMore(t *testing.T) {
	t.Parallel()
	type made struct {
		status          campus.Status
		role, requested campus.Role
	}
	for _, way := range []struct {
		signUp, teachers campus.SignUp
		teach            bool
		want             made
		closed           bool
	}{
		{signUp: campus.SignUpOpen, want: made{campus.StatusActive, campus.Student, ""}},
		{signUp: campus.SignUpApprove, want: made{campus.StatusPending, campus.Student, ""}},
		{want: made{campus.StatusPending, campus.Student, ""}},
		{signUp: campus.SignUpOpen, teachers: campus.SignUpApprove, teach: true, want: made{campus.StatusActive, campus.Student,
			campus.Teacher}},
		{signUp: campus.SignUpOpen, teach: true, want: made{campus.StatusActive, campus.Student, campus.Teacher}},
		{signUp: campus.SignUpOpen, teachers: campus.SignUpOpen, teach: true, want: made{campus.StatusActive, campus.Teacher, ""}},
		{signUp: campus.SignUpApprove, teachers: campus.SignUpOpen, teach: true, want: made{campus.StatusPending, campus.Teacher, ""}},
		{signUp: campus.SignUpOpen, teachers: campus.SignUpClosed, teach: true, want: made{campus.StatusActive, campus.Student, ""}},
		{signUp: campus.SignUpClosed, teach: true, closed: true},
	} {
		t.Run(fmt.Sprintf("%s %s %t", way.signUp, way.teachers, way.teach), func(t *testing.T) {
			doorsAt(t, way.signUp, way.teachers, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
				p, err := c.Doors.Register(t.Context(), store.By{From: "here"}, zeno(func(r *campus.Registration) { r.Teach = way.teach }))
				if way.closed {
					wantRefusal(t, "with sign-up closed", err, campus.ErrSignUpClosed)
					return
				}
				must(t, err)
				want := campus.Person{ID: 1, Username: "zeno", Name: "Zeno of Citium", Email: "Zeno@stoa.example", Role: way.want.role,
					RequestedRole: way.want.requested, Status: way.want.status, Created: noon}
				if got, err := c.Store.People.Get(t.Context(), p.ID); got != want || p != want || err != nil {
					t.Errorf("made %+v, read %+v, want %+v: %v", p, got, want, err)
				}
			})
		})
	}
}

func TestARegistrationNamesEveryWrongFieldAndTheOneThatIsTaken(t *testing.T) {
	t.Parallel()
	doorsAt(t, campus.SignUpOpen, "", func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, by := t.Context(), store.By{From: "here"}
		_, err := c.Doors.Register(ctx, by, campus.Registration{})
		wantFields(t, "nothing", err, campus.Invalid, "username", "name", "email", "password")
		_, err = c.Doors.Register(ctx, by, campus.Registration{Username: "a b", Name: "\x00", Email: "zeno@", Password: "short"})
		wantFields(t, "all wrong", err, campus.Invalid, "username", "name", "email", "password")
		_, err = c.Doors.Register(ctx, by, zeno(func(r *campus.Registration) { r.Username = " zeno " }))
		must(t, err)
		_, err = c.Doors.Register(ctx, by, zeno(func(r *campus.Registration) { r.Username = "ZENO" }))
		wantFields(t, "the same name", err, campus.Conflict, "username")
		_, err = c.Doors.Register(ctx, by, zeno(func(r *campus.Registration) { r.Username, r.Email = "other", "zeno@STOA.example" }))
		wantFields(t, "the same address", err, campus.Conflict, "email")
	})
}

// Two who register one name at once, a thousand times: exactly one wins, and it is the name's owner.
func TestOfTwoWhoRegisterOneNameAtOnceOneWinsAThousandTimes(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	hash, err := c.People.HashPassword(t.Context(), storetest.Password)
	must(t, err)
	for round := range 1000 {
		var won, winner atomic.Int64
		storetest.Together(2, func(i int) {
			n := newcomer(fmt.Sprintf("zeno%d", round), fmt.Sprintf("zeno%d.%d@stoa.example", round, i))
			if round%2 == 1 {
				n = newcomer(fmt.Sprintf("zeno%d.%d", round, i), fmt.Sprintf("zeno%d@stoa.example", round))
			}
			n.Password, n.Hash = "", hash
			p, err := c.People.Create(t.Context(), store.Itself(""), n)
			if err == nil {
				won.Add(1)
				winner.Store(p.ID)
			} else if campus.CodeOf(err) != campus.Conflict {
				t.Error(err)
			}
		})
		login := fmt.Sprintf("zeno%d", round)
		if round%2 == 1 {
			login += "@stoa.example"
		}
		if id, err := c.People.Find(t.Context(), login); won.Load() != 1 || id != winner.Load() || err != nil {
			t.Fatalf("round %d: %d won, %s is %d, want %d: %v", round, won.Load(), login, id, winner.Load(), err)
		}
	}
}

func TestAnAddressMayRegisterSixtyPeopleAtOnceAndOneMoreASecond(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, storetest.Clock(func() time.Time { return noon }))
	register := func(i int, from string) error {
		_, err := c.Doors.Register(t.Context(), store.By{From: from}, zeno(func(r *campus.Registration) {
			r.Username, r.Email = fmt.Sprintf("zeno%d", i), fmt.Sprintf("zeno%d@stoa.example", i)
		}))
		return err
	}
	for i := range 60 {
		must(t, register(i, "here"))
	}
	err := register(60, "here")
	wantCode(t, "one more", err, campus.TooMany)
	must(t, register(60, "there"))
}

func TestStrangersWhoNameTheirRegistrationsAlikeAreNotGivenEachOthers(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	by := store.By{From: "here", Op: "1"}
	first, err := c.Doors.Register(t.Context(), by, zeno(nil))
	must(t, err)
	again, err := c.Doors.Register(t.Context(), by, zeno(nil))
	if must(t, err); again != first {
		t.Errorf("sent again it made %+v, want %+v", again, first)
	}
	_, err = c.Doors.Register(t.Context(), by, zeno(func(r *campus.Registration) { r.Email = "another@stoa.example" }))
	wantFields(t, "another with the same name", err, campus.Conflict, "username")
}

func TestTheFirstAdminIsMadeOnceByWhoHasTheLink(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		token, err := c.Doors.SetUpToken(ctx)
		must(t, err)
		if other, err := c.Beside(t).Doors.SetUpToken(ctx); other != token || err != nil || len(token) < 40 {
			t.Errorf("two Stoas say %q and %q, %v", token, other, err)
		}
		for _, wrong := range []string{"", "0.", token[1:], token + "x"} {
			_, err = c.Doors.SetUp(ctx, store.By{}, wrong, zeno(nil))
			wantRefusal(t, "the token "+wrong, err, campus.ErrSetUp)
		}
		_, err = c.Doors.SetUp(ctx, store.By{}, token, zeno(func(r *campus.Registration) { r.Password = "short" }))
		wantFields(t, "a short password", err, campus.Invalid, "password")
		var won atomic.Int64
		storetest.Together(10, func(i int) {
			p, err := c.Doors.SetUp(ctx, store.By{}, token, zeno(func(r *campus.Registration) {
				r.Username, r.Email = fmt.Sprintf("zeno%d", i), fmt.Sprintf("zeno%d@stoa.example", i)
			}))
			if err == nil {
				won.Add(1)
				if p.Role != campus.Admin || p.Status != campus.StatusActive || !p.Confirmed {
					t.Errorf("the first admin is %+v", p)
				}
				return
			}
			wantRefusal(t, "who was too late", err, campus.ErrSetUp)
		})
		if won.Load() != 1 {
			t.Errorf("%d were the first admin, want 1", won.Load())
		}
		if other, err := c.Doors.SetUpToken(ctx); other != "" || err != nil {
			t.Errorf("with an admin there is a link still: %q, %v", other, err)
		}
		wantRefusal(t, "the link afterwards", c.Doors.MaySetUp(ctx, token), campus.ErrSetUp)
	})
}
