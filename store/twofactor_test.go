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

// device is somebody's app.
type device struct {
	secret string
	codes  []string // recovery codes
}

// at returns the code that it shows.
func (d device) at(now time.Time) string { return campus.CodeAt(d.secret, campus.CodeStepAt(now)) }

// armed turns somebody's two-factor sign-in on.
func armed(t *testing.T, c *storetest.Campus, p campus.Person) device {
	t.Helper()
	by := store.By{Person: p, From: "here"}
	must(t, c.TwoFactor.Begin(t.Context(), by, storetest.Password))
	state, err := c.TwoFactor.State(t.Context(), p.ID)
	must(t, err)
	d := device{secret: state.Pending}
	d.codes, _, err = c.TwoFactor.Confirm(t.Context(), by, store.Credentials{Code: d.at(c.Now())})
	must(t, err)
	return d
}

// half is the first half of somebody's sign-in.
func half(t *testing.T, c *storetest.Campus, login string) string {
	t.Helper()
	got, err := signIn(t, c, login, "", store.Browser)
	wantRefusal(t, "the password alone", err, campus.ErrCodeDue)
	if got.Token != "" || len(got.Half) < 40 {
		t.Fatalf("the password alone opened %+v", got)
	}
	return got.Half
}

func TestTurningTwoFactorOnTakesARightCodeAndEndsEveryOtherSession(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "thales", campus.Teacher)
		by := store.By{Person: p, From: "here"}
		before, err := signIn(t, c, "thales", "", store.Browser)
		must(t, err)
		_, _, err = c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: "123456"})
		wantCode(t, "confirming what was not begun", err, campus.Conflict)
		wantFields(t, "without the password", c.TwoFactor.Begin(ctx, by, "wrong"), campus.Invalid, "proof")
		must(t, c.TwoFactor.Begin(ctx, by, storetest.Password))
		state, err := c.TwoFactor.State(ctx, p.ID)
		must(t, err)
		d := device{secret: state.Pending}
		if state.On || len(state.Pending) != 32 {
			t.Errorf("begun it is %+v", state)
		}
		_, _, err = c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: wrongCode(d, c.Now())})
		wantFields(t, "a wrong first code", err, campus.Invalid, "code")
		if _, err := signIn(t, c, "thales", "", store.API); err != nil {
			t.Errorf("before it is confirmed a code is due: %v", err)
		}
		codes, opened, err := c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: d.at(c.Now())})
		must(t, err)
		if len(codes) != campus.RecoveryCodes || opened.Person.TwoFactor != true {
			t.Errorf("on it gave %d codes and %+v", len(codes), opened.Person)
		}
		_, err = c.Sessions.Visitor(ctx, before.Token, store.Browser)
		wantRefusal(t, "a session from before", err, campus.ErrSignedOut)
		got, err := c.Sessions.Visitor(ctx, opened.Token, store.Browser)
		if err != nil || !got.TwoFactor {
			t.Errorf("the new session: %+v, %v", got, err)
		}
		if state, err = c.TwoFactor.State(ctx, p.ID); err != nil || state != (store.TwoFactorState{On: true, Password: true, Left: 10}) {
			t.Errorf("it stands at %+v, %v", state, err)
		}
		wantCode(t, "beginning again", c.TwoFactor.Begin(ctx, by, storetest.Password), campus.Conflict)
	})
}

// wrongCode is of no step that is near.
func wrongCode(d device, now time.Time) string {
	for try := 0; ; try++ {
		code := campus.CodeAt(d.secret, campus.CodeStepAt(now)+1000+int64(try))
		if _, ok := campus.MatchCode(d.secret, code, now); !ok {
			return code
		}
	}
}

func TestASecretThatIsNotConfirmedInTimeIsGone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "thales", campus.Teacher)
		by := store.By{Person: p}
		must(t, c.TwoFactor.Begin(ctx, by, storetest.Password))
		state, err := c.TwoFactor.State(ctx, p.ID)
		must(t, err)
		hands.Add(15*time.Minute + time.Second)
		_, _, err = c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: device{secret: state.Pending}.at(c.Now())})
		wantCode(t, "too late", err, campus.Conflict)
		if state, err = c.TwoFactor.State(ctx, p.ID); err != nil || state.Pending != "" {
			t.Errorf("it still waits: %+v, %v", state, err)
		}
	})
}

func TestAFormThatIsSentTwiceTurnsOnOnceAndShowsTheCodesOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, p := t.Context(), c.Person(t, "thales", campus.Teacher)
		by := store.By{Person: p, Op: "begin"}
		must(t, c.TwoFactor.Begin(ctx, by, storetest.Password))
		first, err := c.TwoFactor.State(ctx, p.ID)
		must(t, err)
		must(t, c.TwoFactor.Begin(ctx, by, storetest.Password))
		if again, err := c.TwoFactor.State(ctx, p.ID); err != nil || again != first {
			t.Errorf("sent twice it is %+v, want %+v", again, first)
		}
		by.Op = "confirm"
		var shown atomic.Int64
		storetest.Together(3, func(int) {
			codes, opened, err := c.TwoFactor.Confirm(ctx, by, store.Credentials{Code: device{secret: first.Pending}.at(c.Now())})
			if err != nil || opened.Token == "" {
				t.Errorf("sent thrice: %+v, %v", opened, err)
			}
			if codes != nil {
				shown.Add(1)
			}
		})
		if shown.Load() != 1 {
			t.Errorf("the codes were shown %d times", shown.Load())
		}
	})
}

func TestACodeServesOnce(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		p := c.Person(t, "thales", campus.Teacher)
		d := armed(t, c, p)
		_, err := signIn(t, c, "thales", d.at(c.Now()), store.API)
		wantRefusal(t, "the code that turned it on", err, campus.ErrCode)
		for range 20 {
			hands.Add(3 * time.Minute) // for a try to come back as well
			code := d.at(c.Now())
			var let, refused atomic.Int64
			storetest.Together(4, func(int) {
				switch _, err := signIn(t, c, "thales", code, store.API); {
				case err == nil:
					let.Add(1)
				default:
					wantRefusal(t, "a replay", err, campus.ErrCode)
					refused.Add(1)
				}
			})
			if let.Load() != 1 || refused.Load() != 3 {
				t.Fatalf("one code let in %d and refused %d, want 1 and 3", let.Load(), refused.Load())
			}
			hands.Add(20 * time.Minute)
		}
		now := c.Now()
		_, err = signIn(t, c, "thales", d.at(now.Add(campus.CodeStep)), store.API) // a clock that is ahead
		wantRefusal(t, "of the step to come", err, nil)
		_, err = signIn(t, c, "thales", d.at(now), store.API)
		wantRefusal(t, "one of before the last used", err, campus.ErrCode)
	})
}

func TestARecoveryCodeServesOnceUnderRaces(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, hands *storetest.Hands) {
		p := c.Person(t, "thales", campus.Teacher)
		d := armed(t, c, p)
		for i, code := range d.codes {
			var let atomic.Int64
			storetest.Together(4, func(int) {
				if _, err := signIn(t, c, "thales", strings.ToUpper(code), store.API); err == nil {
					let.Add(1)
				} else {
					wantRefusal(t, "used before", err, campus.ErrCode)
				}
			})
			state, err := c.TwoFactor.State(t.Context(), p.ID)
			if let.Load() != 1 || state.Left != campus.RecoveryCodes-1-i || err != nil {
				t.Fatalf("the code let in %d, and %d are left, %v", let.Load(), state.Left, err)
			}
			hands.Add(20 * time.Minute)
		}
		by := store.By{Person: p}
		codes, err := c.TwoFactor.Renew(t.Context(), by, d.at(c.Now()))
		if err != nil || len(codes) != campus.RecoveryCodes {
			t.Fatalf("made anew: %v, %v", codes, err)
		}
		_, err = signIn(t, c, "thales", codes[3], store.API)
		wantRefusal(t, "a new one", err, nil)
		_, err = c.TwoFactor.Renew(t.Context(), by, storetest.Password)
		must(t, err)
		_, err = signIn(t, c, "thales", codes[4], store.API)
		wantRefusal(t, "one from before they were made anew", err, campus.ErrCode)
		contents := fmt.Sprint(c.Contents(t))
		for _, code := range append(codes, d.codes...) {
			if strings.Contains(contents, code) || strings.Contains(contents, strings.ReplaceAll(code, "-", "")) {
				t.Errorf("Redis holds the recovery code %s", code)
			}
		}
	})
}

func TestAnAdminsOwnSecondFactorGoesOnlyWithAProof(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		admin := c.Person(t, "admin", campus.Admin)
		armed(t, c, admin)
		wantCode(t, "as if it were somebody else's", c.People.ClearTwoFactor(t.Context(), asks(admin), admin.ID), campus.Forbidden)
		if state, err := c.TwoFactor.State(t.Context(), admin.ID); err != nil || !state.On {
			t.Errorf("it stands %+v, %v, want on", state, err)
		}
		must(t, c.TwoFactor.TurnOff(t.Context(), asks(admin), storetest.Password))
	})
}
