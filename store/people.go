package store

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// CreatePerson makes an active person. The address counts as confirmed, for only an admin, an import and the demo come
// this way. It returns the person, an Invalid naming wrong fields, or a Conflict naming the field that is taken.
func (s *Store) CreatePerson(ctx context.Context, n campus.NewPerson, op string) (campus.Person, error) {
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
	op = "person:" + campus.FoldLogin(n.Username) + ":" + opOr(op)
	id, err := s.reserve(ctx, s.keys.nextPerson(), s.keys.op(tagPeople, 0, op))
	if err != nil {
		return campus.Person{}, err
	}
	k := []string{s.keys.person(id), s.keys.usernames(), s.keys.emails(), s.keys.admins(), s.keys.outbox(tagPeople)}
	got, err := s.run(ctx, s.scripts.createPerson, k, id, campus.FoldLogin(n.Username), campus.FoldLogin(n.Email), string(n.Role),
		"username", n.Username, "name", n.Name, "email", n.Email, "role", string(n.Role), "status", string(campus.StatusActive),
		"born", n.Born, "gender", n.Gender, "zone", n.Zone, "password", hash)
	if err != nil {
		return campus.Person{}, err
	}
	if got.word() == "taken" {
		return campus.Person{}, &campus.Error{Code: campus.Conflict, Sentence: "Somebody else has this " + got.text(1) + ".",
			Fields: map[string]string{got.text(1): "taken"}}
	}
	return s.Person(ctx, id)
}

// HashPassword returns a hash to give to CreatePerson for several people at once.
func (s *Store) HashPassword(ctx context.Context, password string) (string, error) {
	return s.passwords.hash(ctx, password)
}

// reserve takes the next number of a counter, the same one for the same operation.
func (s *Store) reserve(ctx context.Context, counter, op string) (int64, error) {
	got, err := s.run(ctx, s.scripts.reserve, []string{counter, op})
	if err != nil {
		return 0, err
	}
	return got.number(1), nil
}

// personFields are read for a Person; the password's hash is not among them.
var personFields = []string{"id", "username", "name", "email", "role", "requested_role", "status", "born", "gender", "zone", "created"}

func personFrom(values []any) (campus.Person, bool) {
	f := texts(values)
	id, ok := campus.ParseID(f[0])
	return campus.Person{ID: id, Username: f[1], Name: f[2], Email: f[3], Role: campus.Role(f[4]), RequestedRole: campus.Role(f[5]),
		Status: campus.Status(f[6]), Born: f[7], Gender: f[8], Zone: f[9], Created: fromMillis(f[10])}, ok
}

// Person returns somebody by id, or ErrNoPerson.
func (s *Store) Person(ctx context.Context, id int64) (campus.Person, error) {
	values, err := s.rdb.HMGet(ctx, s.keys.person(id), personFields...).Result()
	if err != nil {
		return campus.Person{}, away(err)
	}
	p, ok := personFrom(values)
	if !ok {
		return campus.Person{}, campus.ErrNoPerson
	}
	return p, nil
}

// People returns those of ids who exist, by id, in one round trip.
func (s *Store) People(ctx context.Context, ids []int64) (map[int64]campus.Person, error) {
	people := make(map[int64]campus.Person, len(ids))
	if len(ids) == 0 {
		return people, nil
	}
	cmds := make(map[int64]*redis.SliceCmd, len(ids))
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			if cmds[id] == nil {
				cmds[id] = p.HMGet(ctx, s.keys.person(id), personFields...)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for id, cmd := range cmds {
		if p, ok := personFrom(cmd.Val()); ok {
			people[id] = p
		}
	}
	return people, nil
}

// FindLogin returns the id of who has this username or e-mail address; 0 for nobody.
func (s *Store) FindLogin(ctx context.Context, login string) (int64, error) {
	folded := campus.FoldLogin(login)
	table := s.keys.usernames()
	if strings.Contains(folded, "@") { // no username has one
		table = s.keys.emails()
	}
	got, err := s.rdb.HGet(ctx, table, folded).Int64()
	if err == redis.Nil {
		return 0, nil
	}
	return got, away(err)
}

// findEmails returns the ids of who has these addresses; 0 for nobody.
func (s *Store) findEmails(ctx context.Context, emails []string) ([]int64, error) {
	if len(emails) == 0 {
		return nil, nil
	}
	folded := make([]string, len(emails))
	for i, e := range emails {
		folded[i] = campus.FoldLogin(e)
	}
	values, err := s.rdb.HMGet(ctx, s.keys.emails(), folded...).Result()
	if err != nil {
		return nil, away(err)
	}
	ids := make([]int64, len(values))
	for i, v := range texts(values) {
		ids[i], _ = campus.ParseID(v)
	}
	return ids, nil
}

// SetStatus lets somebody in or keeps them out. Their sessions end with it and their open streams look again at once.
// The last admin who can enter stays.
func (s *Store) SetStatus(ctx context.Context, id int64, status campus.Status) error {
	got, err := s.run(ctx, s.scripts.setStatus, []string{s.keys.person(id), s.keys.admins()}, id, string(status), campus.PersonTopic(id))
	if err != nil {
		return err
	}
	s.visits.forget(id)
	switch got.word() {
	case "missing":
		return campus.ErrNoPerson
	case "last":
		return campus.Refuse(campus.Conflict, "This is the last admin; a campus cannot be without one.")
	}
	return nil
}

// texts reads a list of fields, "" for those that are not there.
func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		if text, ok := v.(string); ok { // nil for a field that is not there
			out[i] = text
		}
	}
	return out
}
