package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"time"

	"stoa/store/campus"
)

// HalfLife is how long somebody has to bring the code after the password.
const HalfLife = 5 * time.Minute

// How fast codes may be guessed, by who knows the password: 5 at once and one more every three minutes. Of a million codes
// three are right at a time, so that a day of guessing finds one with a chance of 1 to 700. Recovery codes cannot be
// guessed; their tries are counted apart, so that who guesses codes does not keep the owner of a recovery code out.
const (
	codeTries = 5
	codeStep  = 3 * time.Minute
)

// enter begins a session for somebody whose first factor is proved, by a password or a one-time link. All ways in end here.
// Where a code is due it must be the right one. Without one it is an ErrCodeDue, and a browser gets half a sign-in, to be
// finished within HalfLife.
func (s *Sessions) enter(ctx context.Context, who entrant, c Credentials) (Session, error) {
	f, err := s.twoFactor().read(ctx, who.id)
	if err != nil {
		return Session{}, err
	}
	switch {
	case !f.on && who.chosen == "":
	case c.Code == "" && c.Kind == Browser:
		half, err := s.keepHalf(ctx, who)
		if err != nil {
			return Session{}, err
		}
		return Session{Half: half}, campus.ErrCodeDue
	case c.Code == "":
		return Session{}, campus.ErrCodeDue
	default:
		if who.rights, err = s.proveCode(ctx, who, f.secret, c.Code, c.From); err != nil {
			return Session{}, err
		}
	}
	return s.begin(ctx, who, c, "", SessionLife)
}

func (s *Sessions) twoFactor() *TwoFactor { return &TwoFactor{s.data, s.people, s, s.local} }

func (s *Sessions) keepHalf(ctx context.Context, who entrant) (token string, err error) {
	token = rand.Text() + rand.Text()
	_, err = s.e.Run(ctx, keepHalfScript, []string{s.keys.half(hashToken(token))}, who.id, who.rights, int(HalfLife.Seconds()), who.chosen)
	return token, err
}

// Finish opens the session of half a sign-in with the code that was due. A half that is too old, or whose person may no
// longer enter or has other rights now, is an ErrSignedOut; a code that is not right is an ErrCode, and may be tried again.
func (s *Sessions) Finish(ctx context.Context, half string, c Credentials) (Session, error) {
	key := s.keys.half(hashToken(half))
	got, err := s.e.Ask(ctx, readHalfScript, []string{key})
	if err != nil {
		return Session{}, err
	}
	if got.Word() != "ok" {
		return Session{}, campus.ErrSignedOut
	}
	if c.Code == "" {
		return Session{}, campus.ErrCode
	}
	who := entrant{id: got.Number(1), rights: got.Text(2), chosen: got.Text(3), failed: failedCode}
	c.Kind = Browser
	session, err := s.enter(ctx, who, c)
	switch {
	case errors.Is(err, campus.ErrSignIn): // what was proved does not count any more
		return Session{}, campus.ErrSignedOut
	case errors.Is(err, campus.ErrCode):
		return Session{}, cmp.Or(s.noteFailure(ctx, who, c.From), err)
	case err != nil:
		return Session{}, err
	}
	_, err = s.e.Run(ctx, endHalfScript, []string{key})
	return session, err
}

// What the audit says of a sign-in that ended at the password, and at the second factor.
const (
	failedPassword = "password"
	failedCode     = "code"
)

// Waiting reports whether a half sign-in can still be finished.
func (s *Sessions) Waiting(ctx context.Context, half string) (bool, error) {
	got, err := s.e.Ask(ctx, readHalfScript, []string{s.keys.half(hashToken(half))})
	return got.Word() == "ok", err
}

// codeBucket is where the tries of codes are taken from.
func (s *Sessions) codeBucket(kind string, id int64) []bucket {
	return []bucket{{s.keys.attempts(kind + " " + num(id)), codeStep, codeTries}}
}

// matchCode compares a code with a secret, as often as the tries of the account allow.
func (s *Sessions) matchCode(ctx context.Context, id int64, secret, code string) (step int64, ok bool, err error) {
	tries := s.codeBucket("code", id)
	if err := s.take(ctx, tries); err != nil {
		return 0, false, err
	}
	step, ok = campus.MatchCode(secret, code, s.e.Now())
	if ok {
		err = s.giveBack(ctx, tries)
	}
	return step, ok, err
}

// proveCode takes a code or a recovery code of somebody; each serves once. A password that waited for it becomes theirs. It
// returns the rights that hold from then on; an ErrCode for a code that is not right.
func (s *Sessions) proveCode(ctx context.Context, who entrant, secret, code, from string) (rights string, err error) {
	if hash, ok := campus.HashRecoveryCode(code); ok {
		tries := s.codeBucket("recovery code", who.id)
		if err := s.take(ctx, tries); err != nil {
			return "", err
		}
		if rights, err = s.spend(ctx, who, from, secret, "", hash); err != nil {
			return "", err
		}
		return rights, s.giveBack(ctx, tries)
	}
	step, ok, err := s.matchCode(ctx, who.id, secret, code)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", campus.ErrCode
	}
	return s.spend(ctx, who, from, secret, num(step), "")
}

// spend takes a code that is right, or may be, so that it does not serve again.
func (s *Sessions) spend(ctx context.Context, who entrant, from, secret, step, hash string) (rights string, err error) {
	by := By{Person: campus.Person{ID: who.id}, From: from}
	got, err := s.e.Run(ctx, proveCodeScript, s.keys.personKeys(who.id, by), who.id, by.who(), from, who.rights, secret, step, hash,
		rand.Text(), who.chosen, campus.PersonTopic(who.id))
	if who.chosen != "" {
		s.visits.forget(who.id)
	}
	return got.Text(1), err
}
