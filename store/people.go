package store

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// People is who there is.
type People struct {
	data
	local
}

// Create makes an active person. The address counts as confirmed, for only an admin, an import and the demo come this way.
// It returns the person, an Invalid naming wrong fields, or a Conflict naming the field that is taken.
func (s *People) Create(ctx context.Context, n campus.NewPerson, op string) (campus.Person, error) {
	if err := n.Validate(); err != nil {
		return campus.Person{}, err
	}
	hash := n.Hash
	if hash == "" {
		var err error
		if hash, err = s.passwords.hash(ctx, n.Password); err != nil {
			return campus.Person{}, err
		}
	}
	// The operation counts for this username only: under another it must not answer with, let alone change, who was made before.
	asked := engine.Asked(0, "person:"+campus.FoldLogin(n.Username), op)
	reserved, err := s.e.Write(ctx, asked, reserveScript, []string{s.keys.nextPerson()})
	if err != nil {
		return campus.Person{}, err
	}
	id := reserved.Number(1)
	asked.Name = "create " + asked.Name
	k := []string{s.keys.person(id), s.keys.usernames(), s.keys.emails(), s.keys.admins(), s.keys.Outbox(tagPeople)}
	_, err = s.e.Write(ctx, asked, createPersonScript, k, id, campus.FoldLogin(n.Username), campus.FoldLogin(n.Email), string(n.Role),
		"username", n.Username, "name", n.Name, "email", n.Email, "role", string(n.Role), "status", string(campus.StatusActive),
		"born", n.Born, "gender", n.Gender, "zone", n.Zone, "password", hash)
	if err != nil {
		return campus.Person{}, err
	}
	return s.Get(ctx, id)
}

// HashPassword returns a hash to give to Create for several people at once.
func (s *People) HashPassword(ctx context.Context, password string) (string, error) {
	return s.passwords.hash(ctx, password)
}

// personFields are read for a Person; the password's hash is not among them.
var personFields = []string{"id", "username", "name", "email", "role", "requested_role", "status", "born", "gender", "zone", "created"}

func personFrom(values []any) (campus.Person, bool) {
	f := engine.Texts(values)
	if len(f) == 0 {
		return campus.Person{}, false
	}
	id, ok := campus.ParseID(f[0])
	return campus.Person{ID: id, Username: f[1], Name: f[2], Email: f[3], Role: campus.Role(f[4]), RequestedRole: campus.Role(f[5]),
		Status: campus.Status(f[6]), Born: f[7], Gender: f[8], Zone: f[9], Created: fromMillis(f[10])}, ok
}

// Get returns somebody by id, or ErrNoPerson.
func (s *People) Get(ctx context.Context, id int64) (campus.Person, error) {
	people, err := s.Some(ctx, []int64{id})
	if err != nil {
		return campus.Person{}, err
	}
	p, ok := people[id]
	if !ok {
		return campus.Person{}, campus.ErrNoPerson
	}
	return p, nil
}

// Some returns those of ids who exist, by id, in one round trip.
func (s *People) Some(ctx context.Context, ids []int64) (map[int64]campus.Person, error) {
	var some peopleRead
	err := s.e.Read(ctx, func(p engine.Reader) { some = s.queue(ctx, p, ids) })
	if err != nil {
		return nil, err
	}
	return some.people(), nil
}

// peopleRead is people being read along with other things.
type peopleRead map[int64]*redis.SliceCmd

func (s *People) queue(ctx context.Context, p engine.Reader, ids []int64) peopleRead {
	cmds := make(peopleRead, len(ids))
	for _, id := range ids {
		if cmds[id] == nil {
			cmds[id] = p.HMGet(ctx, s.keys.person(id), personFields...)
		}
	}
	return cmds
}

func (r peopleRead) people() map[int64]campus.Person {
	people := make(map[int64]campus.Person, len(r))
	for id, cmd := range r {
		if p, ok := personFrom(cmd.Val()); ok {
			people[id] = p
		}
	}
	return people
}

// Find returns the id of who has this username or e-mail address; 0 for nobody.
func (s *People) Find(ctx context.Context, login string) (int64, error) {
	folded := campus.FoldLogin(login)
	table := s.keys.usernames()
	if strings.Contains(folded, "@") { // no username has one
		table = s.keys.emails()
	}
	var got *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { got = p.HGet(ctx, table, folded) }); err != nil {
		return 0, err
	}
	id, _ := campus.ParseID(got.Val())
	return id, nil
}

// findEmails returns the ids of who has these addresses; 0 for nobody.
func (s *People) findEmails(ctx context.Context, emails []string) ([]int64, error) {
	if len(emails) == 0 {
		return nil, nil
	}
	folded := make([]string, len(emails))
	for i, e := range emails {
		folded[i] = campus.FoldLogin(e)
	}
	var values *redis.SliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { values = p.HMGet(ctx, s.keys.emails(), folded...) }); err != nil {
		return nil, err
	}
	ids := make([]int64, len(emails))
	for i, v := range engine.Texts(values.Val()) {
		ids[i], _ = campus.ParseID(v)
	}
	return ids, nil
}

// SetStatus lets somebody in or keeps them out. Their sessions end with it, their open streams look again at once, and the
// followers send them out of rooms. The last admin who can enter stays.
func (s *People) SetStatus(ctx context.Context, id int64, status campus.Status, op string) error {
	k := []string{s.keys.person(id), s.keys.admins(), s.keys.Outbox(tagPeople)}
	_, err := s.e.Write(ctx, engine.Asked(0, "status:"+num(id)+":"+string(status), op), setStatusScript, k, id, string(status),
		campus.PersonTopic(id))
	s.visits.forget(id)
	return err
}
