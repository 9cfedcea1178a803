package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Sessions is who is signed in.
type Sessions struct {
	data
	people *People
	local
}

// SessionKind keeps browsers' cookies and the API's tokens apart: one is never taken for the other.
type SessionKind string

// The kinds of sessions.
const (
	Browser SessionKind = "browser"
	API     SessionKind = "api"
)

const (
	// SessionLife is how long a sign-in lasts. It is not prolonged: who works here daily signs in once a week.
	SessionLife = 7 * 24 * time.Hour
	// visitLife is how long a session that was just checked is taken on trust, so that the polls and fragments of one
	// page ask Redis once. A change of rights is heard of through the doorbell before that.
	visitLife = time.Second
	// maxVisits bounds the sessions that are remembered.
	maxVisits = 10_000
)

// How fast a password may be guessed: for one account 10 tries at once and one more every 90 s, which is at most 20 in
// 15 minutes; for one address ten times that, since a school may share it.
const (
	accountTries = 10
	accountStep  = 90 * time.Second
	addressTries = 100
	addressStep  = 9 * time.Second
)

// Session is a sign-in that was just opened.
type Session struct {
	Token  string // the secret that the browser or script keeps; Redis has only its hash
	Person campus.Person
	Ends   time.Time
}

// SignIn opens a session for who knows the login (username or e-mail address) and its password. An unknown login, a wrong
// password and somebody who is disabled get the same ErrSignIn in the same time; who waits for approval and has the right
// password gets ErrPending. from is the visitor's address; too many failures for it or for the login are a TooMany.
func (s *Sessions) SignIn(ctx context.Context, login, password, from string, kind SessionKind) (Session, error) {
	account, address := s.keys.attempts("account "+campus.FoldLogin(login)), s.keys.attempts("address "+from)
	if err := s.attempt(ctx, address, addressStep, addressTries, 1); err != nil {
		return Session{}, err
	}
	if err := s.attempt(ctx, account, accountStep, accountTries, 1); err != nil {
		return Session{}, err
	}
	id, rights, err := s.verify(ctx, login, password)
	if err != nil {
		return Session{}, err
	}
	session, err := s.startSession(ctx, id, rights, kind)
	if err != nil {
		return Session{}, err
	}
	// A success is no guess: it gives both tries back.
	err = s.attempt(ctx, address, addressStep, addressTries, -1)
	if err == nil {
		err = s.attempt(ctx, account, accountStep, accountTries, -1)
	}
	return session, err
}

func (s *Sessions) attempt(ctx context.Context, bucket string, step time.Duration, tries, take int) error {
	got, err := s.e.Run(ctx, attemptScript, []string{bucket}, step.Milliseconds(), tries, take)
	if err != nil || got.Word() == "ok" {
		return err
	}
	wait := time.Duration(got.Number(1)) * time.Millisecond
	return campus.Slower("Too many tries. Please wait a moment before the next.", wait)
}

// verify returns who has this login and password, and the version of their rights; ErrSignIn otherwise.
func (s *Sessions) verify(ctx context.Context, login, password string) (id int64, rights string, err error) {
	if id, err = s.people.Find(ctx, login); err != nil {
		return 0, "", err
	}
	fields := []string{"", "", ""}
	if id != 0 {
		var values *redis.SliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) { values = p.HMGet(ctx, s.keys.person(id), "password", "status", "rights") })
		if err != nil {
			return 0, "", err
		}
		fields = engine.Texts(values.Val())
	}
	ok, err := s.passwords.matches(ctx, fields[0], password)
	if err != nil {
		return 0, "", err
	}
	switch campus.Status(fields[1]) {
	case campus.StatusActive:
		if ok {
			return id, fields[2], nil
		}
	case campus.StatusPending:
		if ok { // who knows the password may know that much
			return 0, "", campus.ErrPending
		}
	}
	return 0, "", campus.ErrSignIn
}

func (s *Sessions) startSession(ctx context.Context, id int64, rights string, kind SessionKind) (Session, error) {
	// The token names the person, so that session and person are read together; what is secret is the rest.
	token := num(id) + "." + rand.Text() + rand.Text()
	hash := hashToken(token)
	got, err := s.e.Run(ctx, startSessionScript, []string{s.keys.person(id), s.keys.session(hash), s.keys.sessions(id)},
		hash, string(kind), int(SessionLife.Seconds()), rights)
	if err != nil {
		return Session{}, err
	}
	person, err := s.people.Get(ctx, id)
	return Session{Token: token, Person: person, Ends: time.UnixMilli(got.Number(1)).UTC()}, err
}

// Ahead is what a page will want to know, read in the round trip that finds out who asks.
type Ahead struct {
	Own  bool // the visitor's own courses
	Open bool // what is open in the whole campus

	own  *ownRead
	open *redis.Cmd
	read bool
}

// Visitor returns who has this session's token, in one round trip or none; ErrSignedOut when nobody has any more.
func (s *Sessions) Visitor(ctx context.Context, token string, kind SessionKind) (campus.Person, error) {
	hash, id, ok := readToken(token)
	if !ok {
		return campus.Person{}, campus.ErrSignedOut
	}
	if p, ok := s.visits.find(hash, kind); ok {
		return p, nil
	}
	return s.visitor(ctx, hash, id, kind, func(engine.Reader) {})
}

// VisitorAnd is Visitor, and reads along what a page will want to know.
func (s *Sessions) VisitorAnd(ctx context.Context, token string, kind SessionKind, a *Ahead) (campus.Person, error) {
	hash, id, ok := readToken(token)
	if !ok {
		return campus.Person{}, campus.ErrSignedOut
	}
	p, err := s.visitor(ctx, hash, id, kind, func(p engine.Reader) { s.queueAhead(ctx, p, id, a) })
	a.read = err == nil
	return p, err
}

// readToken returns a token's hash and whose it says that it is.
func readToken(token string) (hash string, person int64, ok bool) {
	owner, _, _ := strings.Cut(token, ".")
	id, ok := campus.ParseID(owner)
	if !ok || len(token) > 100 {
		return "", 0, false
	}
	return hashToken(token), id, true
}

func (s *Sessions) visitor(ctx context.Context, hash string, id int64, kind SessionKind, also func(engine.Reader)) (campus.Person, error) {
	turn := s.visits.turn()
	var session, person *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		session = p.HMGet(ctx, s.keys.session(hash), "kind", "rights")
		person = p.HMGet(ctx, s.keys.person(id), append([]string{"rights"}, personFields...)...)
		also(p)
	})
	if err != nil {
		return campus.Person{}, err
	}
	have, now := engine.Texts(session.Val()), person.Val()
	p, ok := personFrom(now[1:])
	if !ok || have[0] != string(kind) || have[1] != engine.Texts(now[:1])[0] || p.Status != campus.StatusActive {
		return campus.Person{}, campus.ErrSignedOut
	}
	s.visits.keep(hash, kind, p, turn)
	return p, nil
}

// SignOut ends the session of a token; of one that has ended already nothing happens.
func (s *Sessions) SignOut(ctx context.Context, token string) error {
	hash, id, ok := readToken(token)
	if !ok {
		return nil
	}
	_, err := s.e.Run(ctx, endSessionScript, []string{s.keys.session(hash), s.keys.sessions(id)}, hash, campus.PersonTopic(id))
	s.visits.forget(id)
	return err
}

// Secret returns the campus' key for signing cookies, made at the first call ever and the same for all Stoas.
func (s *Sessions) Secret(ctx context.Context) ([]byte, error) {
	got, err := s.e.Run(ctx, keepSecretScript, []string{s.keys.secret()}, rand.Text()+rand.Text())
	return []byte(got.Text(1)), err
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
