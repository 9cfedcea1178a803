package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

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
// password and somebody who may not enter get the same ErrSignIn in the same time. from is the visitor's address; too
// many failures for it or for the login are a TooMany.
func (s *Store) SignIn(ctx context.Context, login, password, from string, kind SessionKind) (Session, error) {
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

func (s *Store) attempt(ctx context.Context, bucket string, step time.Duration, tries, take int) error {
	got, err := s.run(ctx, s.scripts.attempt, []string{bucket}, step.Milliseconds(), tries, take)
	if err != nil || got.word() == "ok" {
		return err
	}
	wait := time.Duration(got.number(1)) * time.Millisecond
	return campus.Slower("Too many tries. Please wait a moment before the next.", wait)
}

// verify returns who has this login and password, and the version of their rights; ErrSignIn otherwise.
func (s *Store) verify(ctx context.Context, login, password string) (id int64, rights string, err error) {
	if id, err = s.FindLogin(ctx, login); err != nil {
		return 0, "", err
	}
	fields := []string{"", "", ""}
	if id != 0 {
		values, err := s.rdb.HMGet(ctx, s.keys.person(id), "password", "status", "rights").Result()
		if err != nil {
			return 0, "", away(err)
		}
		fields = texts(values)
	}
	ok, err := s.passwords.matches(ctx, fields[0], password)
	if err != nil {
		return 0, "", err
	}
	if !ok || fields[1] != string(campus.StatusActive) {
		return 0, "", campus.ErrSignIn
	}
	return id, fields[2], nil
}

func (s *Store) startSession(ctx context.Context, id int64, rights string, kind SessionKind) (Session, error) {
	// The token names the person, so that session and person are read together; what is secret is the rest.
	token := num(id) + "." + rand.Text() + rand.Text()
	hash := hashToken(token)
	got, err := s.run(ctx, s.scripts.startSession, []string{s.keys.person(id), s.keys.session(hash), s.keys.sessions(id)},
		hash, string(kind), int(SessionLife.Seconds()), rights)
	if err != nil {
		return Session{}, err
	}
	if got.word() != "ok" {
		return Session{}, campus.ErrSignIn
	}
	person, err := s.Person(ctx, id)
	return Session{Token: token, Person: person, Ends: time.UnixMilli(got.number(1)).UTC()}, err
}

// Visitor returns who has this session's token, in one round trip or none; ErrSignedOut when nobody has any more.
func (s *Store) Visitor(ctx context.Context, token string, kind SessionKind) (campus.Person, error) {
	owner, _, _ := strings.Cut(token, ".")
	id, ok := campus.ParseID(owner)
	if !ok || len(token) > 100 {
		return campus.Person{}, campus.ErrSignedOut
	}
	hash := hashToken(token)
	if p, ok := s.visits.find(hash, kind); ok {
		return p, nil
	}
	turn := s.visits.turn()
	var session, person *redis.SliceCmd
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		session = p.HMGet(ctx, s.keys.session(hash), "kind", "rights")
		person = p.HMGet(ctx, s.keys.person(id), append([]string{"rights"}, personFields...)...)
	})
	if err != nil {
		return campus.Person{}, err
	}
	have, now := texts(session.Val()), person.Val()
	p, ok := personFrom(now[1:])
	if !ok || have[0] != string(kind) || have[1] != texts(now[:1])[0] || p.Status != campus.StatusActive {
		return campus.Person{}, campus.ErrSignedOut
	}
	s.visits.keep(hash, kind, p, turn)
	return p, nil
}

// SignOut ends the session of a token; of one that has ended already nothing happens.
func (s *Store) SignOut(ctx context.Context, token string) error {
	owner, _, _ := strings.Cut(token, ".")
	id, ok := campus.ParseID(owner)
	if !ok {
		return nil
	}
	hash := hashToken(token)
	_, err := s.run(ctx, s.scripts.endSession, []string{s.keys.session(hash), s.keys.sessions(id)}, hash, campus.PersonTopic(id))
	s.visits.forget(id)
	return err
}

// Secret returns the campus' key for signing cookies, made at the first call ever and the same for all Stoas.
func (s *Store) Secret(ctx context.Context) ([]byte, error) {
	if err := s.rdb.SetNX(ctx, s.keys.secret(), rand.Text()+rand.Text(), 0).Err(); err != nil {
		return nil, away(err)
	}
	secret, err := s.rdb.Get(ctx, s.keys.secret()).Bytes()
	return secret, away(err)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// visits remembers for a moment whose session was just checked.
type visits struct {
	mu    sync.Mutex
	known map[string]visit
	turns int64 // grows with every forget, so that a check that began before it is not kept after it
}

type visit struct {
	person campus.Person
	kind   SessionKind
	until  time.Time
}

func newVisits() *visits { return &visits{known: map[string]visit{}} }

func (v *visits) find(hash string, kind SessionKind) (campus.Person, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	found, ok := v.known[hash]
	if !ok || found.kind != kind || time.Now().After(found.until) {
		return campus.Person{}, false
	}
	return found.person, true
}

func (v *visits) turn() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.turns
}

func (v *visits) keep(hash string, kind SessionKind, p campus.Person, turn int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if turn != v.turns {
		return
	}
	if len(v.known) >= maxVisits {
		clear(v.known)
	}
	v.known[hash] = visit{p, kind, time.Now().Add(visitLife)}
}

// forget drops what is known of one person, or of all with 0.
func (v *visits) forget(person int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turns++
	for hash, found := range v.known {
		if person == 0 || found.person.ID == person {
			delete(v.known, hash)
		}
	}
}
