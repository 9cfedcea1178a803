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
	"stoa/store/index"
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

// Session is a sign-in that was just opened.
type Session struct {
	Token  string // the secret that the browser or script keeps; Redis has only its hash
	Half   string // of who has yet to bring a code, instead of a Token: the secret of what they have proved
	Person campus.Person
	Ends   time.Time
}

// Ahead is what a page will want to know, read in the round trip that finds out who asks.
type Ahead struct {
	Own   bool // the visitor's own courses
	Rooms bool // the visitor's own rooms
	Open  bool // what is open in the whole campus

	Unread bool // how many of the visitor's notifications are unread
	Stoas  bool // which Stoas there are
	Course bool // the course of Meeting
	Levels bool // how much the visitor is told of courses
	Dates  bool // the dates of About that are over, in Range

	Rosters bool // the dates on whose rosters Whose is, in Range

	Meeting int64  // which the page is about; 0 for none
	About   string // the course that the page is about; "" for none
	Whose   int64  // the person that the page is about; 0 for the visitor
	Range   TimeRange
	Sought  string // what is looked for in the visitor's rooms, with Rooms; "" for nothing

	own   *ownRead
	rooms *ownRooms
	meant *redis.MapStringStringCmd // by room
	open  *redis.Cmd
	stoas *redis.Cmd
	told  *redis.IntCmd
	about *redis.StringCmd
	dates *courseDatesRead
	read  bool

	rosters *rostersRead
	weighed *index.Weighing
	levels  *redis.MapStringStringCmd
}

// Visitor returns who has this session's token, in one round trip or none; ErrSignedOut when nobody has any more.
func (s *Sessions) Visitor(ctx context.Context, token string, kind SessionKind) (campus.Person, error) {
	hash, id, ok := readToken(token)
	if !ok {
		return campus.Person{}, campus.ErrSignedOut
	}
	if p, ok := s.visits.find(hash, kind); ok {
		s.uses.note(hash, s.e.Now())
		return p, nil
	}
	return s.visitor(ctx, hash, id, kind, func(engine.Reader) {})
}

// Visit is a token that somebody comes with.
type Visit struct {
	Token string
	Kind  SessionKind
	Quiet bool // it is only looked whether it still lets them in: that is no use of it
}

// Visited is whose token it was, or why nobody's: ErrSignedOut.
type Visited struct {
	Person campus.Person
	Err    error
}

// Visitors is Visitor of many, in one round trip or none.
func (s *Sessions) Visitors(ctx context.Context, visits []Visit) ([]Visited, error) {
	turn, found := s.visits.turn(), make([]Visited, len(visits))
	reads, people := map[string]*redis.SliceCmd{}, map[int64]*redis.SliceCmd{}
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, v := range visits {
			hash, id, ok := readToken(v.Token)
			if !ok {
				continue
			}
			if found[i].Person, ok = s.visits.find(hash, v.Kind); ok {
				continue
			}
			if reads[hash] == nil {
				reads[hash] = p.HMGet(ctx, s.keys.session(hash), "kind", "rights")
			}
			if people[id] == nil {
				people[id] = p.HMGet(ctx, s.keys.person(id), append([]string{"rights"}, personFields...)...)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for i, v := range visits {
		hash, id, _ := readToken(v.Token)
		if found[i].Person.ID == 0 {
			found[i] = s.visited(reads[hash], people[id], v.Kind)
		}
		if found[i].Err != nil {
			continue
		}
		if reads[hash] != nil {
			s.visits.keep(hash, v.Kind, found[i].Person, turn)
		}
		if !v.Quiet {
			s.uses.note(hash, s.e.Now())
		}
	}
	return found, nil
}

// visited returns who a session and a person that were read let in.
func (s *Sessions) visited(session, person *redis.SliceCmd, kind SessionKind) Visited {
	if session == nil || person == nil {
		return Visited{Err: campus.ErrSignedOut}
	}
	have, now := engine.Texts(session.Val()), person.Val()
	p, ok := personFrom(now[1:])
	if !ok || have[0] != string(kind) || have[1] != engine.Texts(now[:1])[0] || p.Status != campus.StatusActive {
		return Visited{Err: campus.ErrSignedOut}
	}
	return Visited{Person: p}
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
	found := s.visited(session, person, kind)
	if found.Err != nil {
		return campus.Person{}, found.Err
	}
	s.visits.keep(hash, kind, found.Person, turn)
	s.uses.note(hash, s.e.Now())
	return found.Person, nil
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
