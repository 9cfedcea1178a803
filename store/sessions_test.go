package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestSomebodySignsInByUsernameAndByAddress(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		p := c.Person(t, "thales", campus.Teacher)
		tokens := map[string]bool{}
		for _, login := range []string{"thales", "Thales", " thales@Stoa.example"} {
			session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: login, Password: storetest.Password, From: "here",
				Kind: store.Browser})
			must(t, err)
			want := store.Session{Token: session.Token, Person: p, Ends: noon.Add(store.SessionLife)}
			if session != want || tokens[session.Token] || len(session.Token) < 40 {
				t.Errorf("%q opened %+v, want %+v with a token of its own", login, session, want)
			}
			tokens[session.Token] = true
			if got, err := c.Sessions.Visitor(t.Context(), session.Token, store.Browser); got != p || err != nil {
				t.Errorf("its visitor is %+v, %v, want %+v", got, err, p)
			}
		}
	})
}

func TestUnknownWrongAndDisabledAllHearTheSame(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		c.Person(t, "thales", campus.Teacher)
		for i, status := range []campus.Status{campus.StatusDisabled, campus.StatusDisabled, campus.StatusDisabled} {
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), c.Person(t, fmt.Sprintf("out%d", i), campus.Student).ID, status))
		}
		for _, test := range []struct{ login, password string }{
			{"nobody", storetest.Password}, {"nobody@stoa.example", storetest.Password}, {"", ""}, {"thales", "wrong"}, {"thales", ""},
			{"thales@stoa.example", strings.Repeat("x", 100_000)}, {"out0", storetest.Password}, {"out1", storetest.Password},
			{"out2@stoa.example", storetest.Password}, {"\xff\x00", "\xff"},
		} {
			session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: test.login, Password: test.password, From: "here",
				Kind: store.Browser})
			wantRefusal(t, test.login, err, campus.ErrSignIn)
			if session != (store.Session{}) {
				t.Errorf("%q opened %+v", test.login, session)
			}
		}
	})
}

func TestWhoWaitsForApprovalHearsItWithTheRightPasswordOnly(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		p := c.Person(t, "zeno", campus.Student)
		must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusPending))
		for password, want := range map[string]error{storetest.Password: campus.ErrPending, "wrong": campus.ErrSignIn,
			"": campus.ErrSignIn} {
			session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "zeno", Password: password, From: "here",
				Kind: store.Browser})
			wantRefusal(t, password, err, want)
			if session != (store.Session{}) {
				t.Errorf("%q opened %+v", password, session)
			}
		}
	})
}

func TestABrowsersSessionAndATokenAreNeverTakenForEachOther(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, p, beside := t.Context(), c.Person(t, "thales", campus.Teacher), c.Beside(t)
		for kind, other := range map[store.SessionKind]store.SessionKind{store.Browser: store.API, store.API: store.Browser} {
			session, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
				Kind: kind})
			must(t, err)
			for range 2 { // the second time it is remembered
				_, err = c.Sessions.Visitor(ctx, session.Token, other)
				wantRefusal(t, "as the other kind", err, campus.ErrSignedOut)
				_, err = beside.Sessions.Visitor(ctx, session.Token, other)
				wantRefusal(t, "as the other kind, beside", err, campus.ErrSignedOut)
				if got, err := c.Sessions.Visitor(ctx, session.Token, kind); got != p || err != nil {
					t.Errorf("as %s: %+v, %v", kind, got, err)
				}
			}
		}
	})
}

func TestAMadeUpTokenIsNobodys(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		c.Person(t, "thales", campus.Teacher)
		session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		secret := strings.TrimPrefix(session.Token, "1.")
		before := len(c.Contents(t))
		for _, token := range []string{"", ".", "1", "1.", "1." + secret[1:], "2." + secret, secret, "01." + secret, "+1." + secret,
			"-1." + secret,
			session.Token + "x", strings.ToLower(session.Token), "1.\x00", "\xff.\xff", "9223372036854775808." + secret, strings.Repeat("1",
				10_000)} {
			_, err := c.Sessions.Visitor(t.Context(), token, store.Browser)
			wantRefusal(t, fmt.Sprintf("%.60q", token), err, campus.ErrSignedOut)
			wantRefusal(t, fmt.Sprintf("signing out %.60q", token), c.Sessions.SignOut(t.Context(), token, "here"), nil)
		}
		if after := len(c.Contents(t)); after != before {
			t.Errorf("made-up tokens made keys: %d, before %d", after, before)
		}
		_, err = c.Beside(t).Sessions.Visitor(t.Context(), session.Token, store.Browser)
		wantRefusal(t, "the session itself", err, nil)
	})
}

func TestWhoSignsOutIsOutAtOnceAndTheOtherSessionsStay(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, beside := t.Context(), c.Beside(t)
		c.Person(t, "thales", campus.Teacher)
		one, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		two, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		_, err = c.Sessions.Visitor(ctx, one.Token, store.Browser) // from now on it is remembered
		must(t, err)
		for range 2 {
			must(t, c.Sessions.SignOut(ctx, one.Token, "here"))
			_, err = c.Sessions.Visitor(ctx, one.Token, store.Browser)
			wantRefusal(t, "the one that ended", err, campus.ErrSignedOut)
			_, err = beside.Sessions.Visitor(ctx, one.Token, store.Browser)
			wantRefusal(t, "the one that ended, beside", err, campus.ErrSignedOut)
			_, err = c.Sessions.Visitor(ctx, two.Token, store.Browser)
			wantRefusal(t, "the other", err, nil)
		}
	})
}

func TestDisablingSomebodyVoidsTheirSessionsForGood(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, beside := t.Context(), c.Beside(t)
		p := c.Person(t, "thales", campus.Teacher)
		session, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		for _, s := range []*store.Store{c.Store, beside.Store} {
			_, err = s.Sessions.Visitor(ctx, session.Token, store.Browser)
			must(t, err)
		}
		must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusDisabled))
		_, err = c.Sessions.Visitor(ctx, session.Token, store.Browser)
		wantRefusal(t, "where it was done", err, campus.ErrSignedOut)
		storetest.Await(t, "a second Stoa to notice without a doorbell", func() bool {
			_, err := beside.Sessions.Visitor(ctx, session.Token, store.Browser)
			return campus.CodeOf(err) == campus.Unauthenticated
		})
		must(t, c.People.SetStatus(ctx, store.Itself(""), p.ID, campus.StatusActive))
		_, err = c.Beside(t).Sessions.Visitor(ctx, session.Token, store.Browser)
		wantRefusal(t, "the old session of who may enter again", err, campus.ErrSignedOut)
		_, err = c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here", Kind: store.Browser})
		wantRefusal(t, "a new sign-in", err, nil)
	})
}

func TestTooManyTriesHaveToWaitAndASuccessGivesItsTryBack(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		c.Person(t, "thales", campus.Teacher)
		try := func(password string) error {
			_, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "Thales", Password: password, From: "here", Kind: store.Browser})
			return err
		}
		for range 30 {
			wantRefusal(t, "a success", try(storetest.Password), nil)
		}
		for range 5 {
			wantRefusal(t, "a failure", try("wrong"), campus.ErrSignIn)
		}
		for _, password := range []string{"wrong", storetest.Password} {
			err := try(password)
			wantCode(t, "one too many", err, campus.TooMany)
			if refusal, ok := err.(*campus.Error); !ok || refusal.Wait != 3*time.Minute {
				t.Errorf("one too many got %#v, want a wait of 3 min", err)
			}
		}
		_, err := c.Beside(t).Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "elsewhere",
			Kind: store.Browser})
		wantCode(t, "from elsewhere, at another Stoa", err, campus.TooMany)
		c.Person(t, "hypatia", campus.Teacher)
		_, err = c.Sessions.SignIn(ctx, store.Credentials{Login: "hypatia", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		wantRefusal(t, "somebody else", err, nil)

		clock.Add(3 * time.Minute)
		wantRefusal(t, "after the wait", try(storetest.Password), nil)
		wantRefusal(t, "after the wait and a success", try("wrong"), campus.ErrSignIn)
		wantCode(t, "again too many", try("wrong"), campus.TooMany)
	})
}

func TestOneAddressCannotTryTheWholeCampus(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		var refused, slowed atomic.Int64
		storetest.Together(12, func(i int) {
			for j := range 10 {
				_, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: fmt.Sprintf("nobody%d-%d", i, j), Password: "password",
					From: "one address", Kind: store.Browser})
				switch campus.CodeOf(err) {
				case campus.Unauthenticated:
					refused.Add(1)
				case campus.TooMany:
					slowed.Add(1)
				default:
					t.Error(err)
				}
			}
		})
		if refused.Load() != 100 || slowed.Load() != 20 {
			t.Errorf("%d tries were answered and %d slowed, want 100 and 20", refused.Load(), slowed.Load())
		}
	})
}

func TestRedisHoldsOnlyTheHashOfAToken(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		c.Person(t, "thales", campus.Teacher)
		session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: "thales", Password: storetest.Password, From: "192.0.2.7",
			Kind: store.API})
		must(t, err)
		_, err = c.Sessions.SignIn(t.Context(), store.Credentials{Login: "guess", Password: "my secret guess", From: "192.0.2.7",
			Kind: store.API})
		wantRefusal(t, "a guess", err, campus.ErrSignIn)
		secret, sessions := strings.TrimPrefix(session.Token, "1."), 0
		for key, value := range c.Contents(t) {
			for _, s := range []string{secret, storetest.Password, "my secret guess", "guess"} {
				if strings.Contains(key+value, s) {
					t.Errorf("%s: %s holds %q", key, value, s)
				}
			}
			if strings.HasPrefix(key, "{people}:session:") {
				sessions++
			}
		}
		if sessions != 1 {
			t.Errorf("Redis holds %d sessions, want 1", sessions)
		}
	})
}

func TestSessionsAndTriesExpireAndPeopleDoNot(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		c.Person(t, "thales", campus.Teacher)
		_, err := c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: storetest.Password, From: "here",
			Kind: store.Browser})
		must(t, err)
		_, err = c.Sessions.SignIn(ctx, store.Credentials{Login: "thales", Password: "wrong", From: "here", Kind: store.Browser})
		wantRefusal(t, "a guess", err, campus.ErrSignIn)
		for key := range c.Contents(t) {
			life, err := c.Redis.PTTL(ctx, c.Options.Prefix+key).Result()
			must(t, err)
			mortal := strings.Contains(key, "session") || strings.Contains(key, "attempts:") || strings.Contains(key, ":op:")
			if mortal != (life > 0) || life > store.SessionLife {
				t.Errorf("%s lives for %v", key, life)
			}
		}
	})
}

func TestAllStoasShareOneSecret(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		stoas := []*storetest.Campus{c, c.Beside(t), c.Beside(t)}
		secrets := make([]string, len(stoas))
		storetest.Together(len(stoas), func(i int) {
			secret, err := stoas[i].Sessions.Secret(t.Context())
			if err != nil {
				t.Error(err)
			}
			secrets[i] = string(secret)
		})
		if len(secrets[0]) < 32 || secrets[1] != secrets[0] || secrets[2] != secrets[0] {
			t.Errorf("the secrets are %q, want one of at least 32 characters", secrets)
		}
	})
}
