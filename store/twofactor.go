package store

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// TwoFactor is the second factor of signing in: an app's codes, and recovery codes for when the app is lost.
type TwoFactor struct {
	data
	people   *People
	sessions *Sessions
	local
}

// pendingLife is how long a new secret waits for its first code: long enough to install an app.
const pendingLife = 15 * time.Minute

// TwoFactorState is how somebody's two-factor sign-in stands.
type TwoFactorState struct {
	On       bool
	Pending  string // the secret that waits to be confirmed, in base32; "" for none
	Password bool   // they have one, which Begin asks for
	Left     int    // recovery codes that were not used yet
}

// State returns how somebody's two-factor sign-in stands, in one round trip.
func (t *TwoFactor) State(ctx context.Context, person int64) (TwoFactorState, error) {
	f, err := t.read(ctx, person)
	state := TwoFactorState{On: f.on, Password: f.password != "", Left: len(strings.Fields(f.codes))}
	if !f.on && t.e.Now().Before(f.until) {
		state.Pending = f.pending
	}
	return state, err
}

// factor is what is kept of a second factor, and the password's hash beside it.
type factor struct {
	on                                       bool
	password, rights, secret, codes, pending string
	until                                    time.Time // when pending is too old
}

func (t *TwoFactor) read(ctx context.Context, person int64) (factor, error) {
	var values *redis.SliceCmd
	err := t.e.Read(ctx, func(p engine.Reader) {
		values = p.HMGet(ctx, t.keys.person(person), "two_factor", "password", "rights", "otp_secret", "otp_codes",
			"otp_pending", "otp_until")
	})
	if err != nil {
		return factor{}, err
	}
	f := engine.Texts(values.Val())
	return factor{on: f[0] == "1", password: f[1], rights: f[2], secret: f[3], codes: f[4], pending: f[5], until: fromMillis(f[6])}, nil
}

// Begin makes a secret that waits to be confirmed, for who knows their password. It returns an Invalid naming the field
// when they do not, and a Conflict when two-factor sign-in is on already.
func (t *TwoFactor) Begin(ctx context.Context, by By, password string) error {
	f, err := t.read(ctx, by.Person.ID)
	if err != nil {
		return err
	}
	if f.password != "" { // who came by a one-time link may have none yet
		if err := t.provePassword(ctx, by, f, password); err != nil {
			return err
		}
	}
	_, err = t.e.Write(ctx, t.asked(by, "begin"), beginTwoFactorScript, t.keys.personKeys(by.Person.ID, by), by.Person.ID, by.who(),
		by.From, campus.NewCodeSecret(), pendingLife.Milliseconds())
	return err
}

func (t *TwoFactor) asked(by By, what string) engine.Op {
	return engine.Asked(by.Person.ID, "two-factor "+what, by.Op)
}

// Confirm turns two-factor sign-in on with a code of the secret that waited. All the person's sessions end; it returns the
// recovery codes, which nobody can read again, and a session for who has just done this. The codes are nil when the same
// operation had been done before, and showed them then.
func (t *TwoFactor) Confirm(ctx context.Context, by By, c Credentials) (codes []string, opened Session, err error) {
	id := by.Person.ID
	f, err := t.read(ctx, id)
	if err != nil {
		return nil, Session{}, err
	}
	step := int64(0)
	if f.pending != "" {
		var ok bool
		if step, ok, err = t.sessions.matchCode(ctx, id, f.pending, c.Code); err != nil {
			return nil, Session{}, err
		}
		if !ok {
			return nil, Session{}, t.refused(ctx, by, failedCode, errWrongFirstCode)
		}
	}
	codes = campus.NewRecoveryCodes()
	hashes := hashCodes(codes)
	got, err := t.e.Write(ctx, t.asked(by, "confirm"), confirmTwoFactorScript, t.keys.personKeys(id, by), id, by.who(), by.From,
		f.pending, step, hashes, campus.PersonTopic(id))
	t.visits.forget(id)
	if err != nil {
		return nil, Session{}, err
	}
	if got.Text(2) != hashes {
		codes = nil
	}
	c.Kind, c.From = Browser, by.From
	opened, err = t.sessions.begin(ctx, entrant{id: id, rights: got.Text(1)}, c, "", SessionLife)
	return codes, opened, err
}

// hashCodes returns what is kept of recovery codes.
func hashCodes(codes []string) string {
	hashes := make([]string, len(codes))
	for i, code := range codes {
		hashes[i], _ = campus.HashRecoveryCode(code)
	}
	return strings.Join(hashes, " ")
}

// Renew returns new recovery codes for who proves by password or code that it is them; the old ones are void. The codes are
// nil when the same operation had been done before.
func (t *TwoFactor) Renew(ctx context.Context, by By, proof string) ([]string, error) {
	if err := t.prove(ctx, by, proof); err != nil {
		return nil, err
	}
	codes := campus.NewRecoveryCodes()
	hashes := hashCodes(codes)
	got, err := t.e.Write(ctx, t.asked(by, "renew"), renewCodesScript, t.keys.personKeys(by.Person.ID, by), by.Person.ID, by.who(),
		by.From, hashes)
	if err != nil {
		return nil, err
	}
	if got.Text(1) != hashes {
		return nil, nil
	}
	return codes, nil
}

// TurnOff turns one's own two-factor sign-in off, for who proves by password or code that it is them.
func (t *TwoFactor) TurnOff(ctx context.Context, by By, proof string) error {
	if err := t.prove(ctx, by, proof); err != nil {
		return err
	}
	return t.people.clearTwoFactor(ctx, by, by.Person.ID)
}

// prove checks a password or a code; none can be taken for another, for a password is longer than a code.
func (t *TwoFactor) prove(ctx context.Context, by By, proof string) error {
	f, err := t.read(ctx, by.Person.ID)
	if err != nil {
		return err
	}
	if !f.on {
		return errTwoFactorOff
	}
	_, isCode := campus.ReadCode(proof)
	_, isRecovery := campus.HashRecoveryCode(proof)
	if !isCode && !isRecovery {
		return t.provePassword(ctx, by, f, proof)
	}
	_, err = t.sessions.proveCode(ctx, entrant{id: by.Person.ID, rights: f.rights}, f.secret, proof, by.From)
	switch {
	case !errors.Is(err, campus.ErrCode):
		return err
	case isRecovery: // a password may look like one
		return t.provePassword(ctx, by, f, proof)
	}
	return t.refused(ctx, by, failedCode, campus.InvalidField("proof", "this code is not right, or it was used before"))
}

// refused notes, as for a sign-in, that somebody who is signed in could not prove that it is them; it returns why.
func (t *TwoFactor) refused(ctx context.Context, by By, failed string, why error) error {
	return cmp.Or(t.sessions.noteFailure(ctx, entrant{id: by.Person.ID, failed: failed}, by.From), why)
}

// provePassword checks a person's own password, as often as the tries of their account allow.
func (t *TwoFactor) provePassword(ctx context.Context, by By, f factor, password string) error {
	tries := []bucket{{t.keys.attempts("own password " + num(by.Person.ID)), loginStep, loginTries}}
	if err := t.sessions.take(ctx, tries); err != nil {
		return err
	}
	ok, err := t.passwords.matches(ctx, f.password, password)
	if err == nil && !ok {
		return t.refused(ctx, by, failedPassword, campus.InvalidField("proof", "this is not your password"))
	}
	return cmp.Or(err, t.sessions.giveBack(ctx, tries))
}

// ClearTwoFactor turns off, as an admin, the two-factor sign-in of who has lost their device; of who has none it changes
// nothing. One's own is turned off by TurnOff, which asks for a proof: an admin's open browser must not be enough.
func (s *People) ClearTwoFactor(ctx context.Context, by By, id int64) error {
	if by.Person.ID == id {
		return errOwnTwoFactor
	}
	return s.clearTwoFactor(ctx, by, id)
}

func (s *People) clearTwoFactor(ctx context.Context, by By, id int64) error {
	asked := engine.Asked(by.Person.ID, "clear two-factor:"+num(id), by.Op)
	_, err := s.e.Write(ctx, asked, clearTwoFactorScript, s.keys.personKeys(id, by), id, by.who(), by.From,
		campus.PersonTopic(id))
	s.visits.forget(id)
	return err
}
