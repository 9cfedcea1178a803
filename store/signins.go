package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Login    string // username or e-mail address
	Password string
	Code     string // of the second factor; "" for none
	From     string // network address
	Agent    string // what the browser or script says that it is
	Device   Device // the browser, if it is known to be one that was here before
	Kind     SessionKind
}

// How fast a password may be guessed: for one login 5 tries at once and one more every 3 minutes, which is at most 10 in
// 15 minutes, and 20 for one account, which has two logins. A bucket for both would tell that they are one person's. For
// one address ten times that of both, since a school may share it.
const (
	loginTries   = 5
	loginStep    = 3 * time.Minute
	addressTries = 100
	addressStep  = 9 * time.Second
	// A browser that somebody has signed in with has a bucket of its own for them, so that they get in while others guess.
	deviceTries = 10
	deviceStep  = 90 * time.Second
)

// bucket is where tries are taken from.
type bucket struct {
	key   string
	step  time.Duration // for one to come back
	tries int           // that fit in
}

// SignIn opens a session for who knows the login and its password. An unknown login, a wrong password and somebody who is
// disabled get the same ErrSignIn in the same time; who waits for approval and has the right password gets ErrPending.
// Too many failures are a TooMany, too many people at once an Unavailable. Failures are in the audit, never what was typed:
// some type their password where the login belongs. A second factor that is due and not there is an ErrCodeDue; see enter.
func (s *Sessions) SignIn(ctx context.Context, c Credentials) (Session, error) {
	id, err := s.people.Find(ctx, c.Login)
	if err != nil {
		return Session{}, err
	}
	buckets := s.buckets(c, id)
	if err := s.take(ctx, buckets); err != nil {
		return Session{}, err
	}
	who, err := s.verify(ctx, id, c.Password)
	var session Session
	if err == nil {
		session, err = s.enter(ctx, who, c)
	}
	switch {
	case errors.Is(err, campus.ErrCodeDue): // the password was right
		return session, cmp.Or(s.giveBack(ctx, buckets), err)
	case errors.Is(err, campus.ErrCode):
		who.failed = failedCode
	}
	if err != nil && campus.CodeOf(err) != campus.Unavailable {
		return Session{}, cmp.Or(s.noteFailure(ctx, who, c.From), err)
	}
	// A success is no guess, and neither is a try that nobody had the time to look at: it is given back.
	return session, cmp.Or(err, s.giveBack(ctx, buckets))
}

func (s *Sessions) buckets(c Credentials, id int64) []bucket {
	if id != 0 && c.Device.Knows(id) {
		return []bucket{{s.keys.attempts("device " + c.Device.name() + " " + num(id)), deviceStep, deviceTries}}
	}
	return []bucket{
		{s.keys.attempts("address " + c.From), addressStep, addressTries},
		{s.keys.attempts("account " + campus.FoldLogin(c.Login)), loginStep, loginTries},
	}
}

// take takes a try out of each bucket; a TooMany when one is empty.
func (s *Sessions) take(ctx context.Context, buckets []bucket) error {
	for _, b := range buckets {
		got, err := s.e.Run(ctx, attemptScript, []string{b.key}, b.step.Milliseconds(), b.tries, 1)
		if err != nil {
			return err
		}
		if got.Word() != "ok" {
			return campus.Slower("Too many tries. Please wait a moment before the next.", time.Duration(got.Number(1))*time.Millisecond)
		}
	}
	return nil
}

func (s *Sessions) giveBack(ctx context.Context, buckets []bucket) error {
	for _, b := range buckets {
		if _, err := s.e.Run(ctx, attemptScript, []string{b.key}, b.step.Milliseconds(), b.tries, -1); err != nil {
			return err
		}
	}
	return nil
}

// entrant is somebody whose first factor is looked at: a password, or a one-time link.
type entrant struct {
	id     int64  // 0 for nobody
	rights string // the version of what they may, at that time
	hash   string // of their password
	chosen string // hash of a password that is theirs once they have proved the second factor; "" for none
	failed string // why they may not enter, for the audit; "" when they may
}

// verify looks at the first factor: who has this id and password may enter, unless ErrSignIn or ErrPending says not. For
// nobody it takes the same way, in the same time.
func (s *Sessions) verify(ctx context.Context, id int64, password string) (entrant, error) {
	var values *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { values = p.HMGet(ctx, s.keys.person(id), "password", "status", "rights") })
	if err != nil {
		return entrant{id: id}, err
	}
	f := engine.Texts(values.Val())
	who := entrant{id: id, rights: f[2], hash: f[0]}
	ok, err := s.passwords.matches(ctx, who.hash, password)
	if err != nil {
		return who, err
	}
	switch status := campus.Status(f[1]); {
	case !ok:
		who.failed = failedPassword
	case status == campus.StatusPending: // who knows the password may know that much
		who.failed = f[1]
		return who, campus.ErrPending
	case status != campus.StatusActive:
		who.failed = f[1]
	default:
		return who, s.rehash(ctx, who, password)
	}
	return who, campus.ErrSignIn
}

// rehash keeps a password under the cost that is set now. There is no hurry: who finds no worker tries at the next sign-in.
func (s *Sessions) rehash(ctx context.Context, who entrant, password string) error {
	if !s.passwords.outdated(who.hash) {
		return nil
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return ctx.Err()
	}
	_, err = s.e.Run(ctx, rehashScript, []string{s.keys.person(who.id)}, who.hash, hash)
	return err
}

// begin keeps a session.
func (s *Sessions) begin(ctx context.Context, who entrant, c Credentials, name string, life time.Duration) (Session, error) {
	token := newToken(who.id)
	hash, by := hashToken(token), By{Person: campus.Person{ID: who.id}, From: c.From}
	got, err := s.e.Run(ctx, startSessionScript, append(s.keys.personKeys(who.id, by), s.keys.session(hash), s.keys.signIns(),
		s.keys.ownSignIns(who.id)), who.id, by.who(), by.From,
		hash, string(c.Kind), name, cutAgent(c.Agent), int(life.Seconds()), who.rights)
	if err != nil {
		return Session{}, err
	}
	person, err := s.people.Get(ctx, who.id)
	return Session{Token: token, Person: person, Ends: time.UnixMilli(got.Number(1)).UTC()}, err
}

// newToken makes a token. It names the person, so that session and person are read together; what is secret is the rest.
func newToken(person int64) string { return num(person) + "." + rand.Text() + rand.Text() }

// maxAgent is how much is kept of what a browser says that it is.
const maxAgent = 200

// cutAgent makes one line of what a browser says that it is.
func cutAgent(agent string) string {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(agent, " "))
	return string([]rune(line)[:min(len([]rune(line)), maxAgent)])
}

// noteFailure notes a sign-in in vain: whose account it was, if anybody's, and why.
func (s *Sessions) noteFailure(ctx context.Context, who entrant, from string) error {
	what := cmp.Or(who.failed, "refused")
	if who.id == 0 {
		what = ""
	}
	return (&Audit{data: s.data}).Failed(ctx, By{From: from}, campus.DeedSignInFailed, who.id, what)
}

// SignOut ends the session of a token, from where; of one that has ended already nothing happens.
func (s *Sessions) SignOut(ctx context.Context, token, from string) error {
	hash, id, ok := readToken(token)
	if !ok {
		return nil
	}
	err := s.end(ctx, By{Person: campus.Person{ID: id}, From: from}, id, hash, []string{hash}, campus.DeedSignedOut)
	if errors.Is(err, campus.ErrNoSession) || errors.Is(err, campus.ErrNotAdmin) { // who is nobody, or kept out, has none
		return nil
	}
	return err
}

// end ends sessions by their hashes. Who asks has them, or is an admin.
func (s *Sessions) end(ctx context.Context, by By, person int64, what string, hashes []string, deed campus.Deed) error {
	keys := append(s.keys.personKeys(person, by), s.keys.signIns(), s.keys.ownSignIns(person))
	ids := make([]string, len(hashes))
	for i, hash := range hashes {
		keys, ids[i] = append(keys, s.keys.session(hash)), sessionID(hash)
	}
	asked := engine.Asked(by.Person.ID, "end session:"+num(person)+" "+what, by.Op)
	_, err := s.e.Write(ctx, asked, endSessionsScript, keys, person, by.who(), by.From, string(deed), campus.PersonTopic(person),
		object(ids))
	s.visits.forget(person)
	return err
}
