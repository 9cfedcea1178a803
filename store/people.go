package store

import (
	"cmp"
	"context"
	"maps"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// People is who there is.
type People struct {
	data
	local
}

// Create makes a person. Admins may, and Stoa itself. The address counts as confirmed unless n says otherwise; who has no
// password is pending, and enters first by a one-time link. It returns the person, an Invalid naming wrong fields, or a
// Conflict naming the field that is taken.
func (s *People) Create(ctx context.Context, by By, n campus.NewPerson) (campus.Person, error) {
	if n.Status == "" && n.Password == "" && n.Hash == "" {
		n.Status = campus.StatusPending
	}
	if err := n.Validate(); err != nil {
		return campus.Person{}, err
	}
	return s.create(ctx, by, n, ticket{})
}

// create makes a person of whom is known that all fields are right, with what lets them in.
func (s *People) create(ctx context.Context, by By, n campus.NewPerson, with ticket) (campus.Person, error) {
	hash := n.Hash
	if n.Password != "" {
		var err error
		if hash, err = s.passwords.hash(ctx, n.Password); err != nil {
			return campus.Person{}, err
		}
	}
	// The operation counts for this username only: under another it must not answer with, let alone change, who was made before.
	asked := engine.Asked(by.Person.ID, "person:"+campus.FoldLogin(n.Username), by.Op)
	reserved, err := s.e.Write(ctx, asked, reserveScript, []string{s.keys.nextPerson()})
	if err != nil {
		return campus.Person{}, err
	}
	id := reserved.Number(1)
	asked.Name = "create " + asked.Name
	fields := map[string]string{"username": n.Username, "name": n.Name, "email": n.Email, "role": string(n.Role),
		"requested_role": string(n.RequestedRole), "status": string(cmp.Or(n.Status, campus.StatusActive)),
		"born": n.Born, "gender": n.Gender, "zone": n.Zone, "external_id": n.ExternalID, "password": hash,
		"words": foldName(n.Name), "address": campus.FoldLogin(n.Email), "confirmed": flag(n.Email != "" && !n.Unconfirmed)}
	_, err = s.e.Write(ctx, asked, createPersonScript, append(s.keys.personKeys(id, by), s.keys.invitation(with.invitation)), id,
		by.who(), by.From, object(fields), with.secret, flag(with.first))
	if err != nil {
		return campus.Person{}, err
	}
	return s.Get(ctx, id)
}

// foldName returns the words that a name is sorted and searched by.
func foldName(name string) string { return strings.Join(index.Words(name), " ") }

// personKeys are the keys of every script about a person, in their order.
func (k keys) personKeys(id int64, by By) []string {
	return []string{k.person(id), k.person(by.Person.ID), k.usernames(), k.emails(), k.confirmed(), k.externals(), k.admins(),
		k.names(), k.words(), k.cards(), k.Outbox(tagPeople), k.audit(), k.trail(id), k.sessions(id)}
}

// Edit changes what c gives of a person. Admins may, and Stoa itself; people may for themselves, but not their role and
// status, nor, unless they are admins, confirm their address or change their external id. It returns the person and the
// names of the fields that changed, none if they were so already; an Invalid naming wrong fields, or a Conflict naming the
// field that is taken or saying that this is the last admin.
func (s *People) Edit(ctx context.Context, by By, id int64, c campus.PersonChange) (campus.Person, []string, error) {
	if err := c.Validate(); err != nil {
		return campus.Person{}, nil, err
	}
	fields := changedFields(c)
	asked := engine.Asked(by.Person.ID, "edit person:"+num(id)+" "+object(fields), by.Op)
	got, err := s.e.Write(ctx, asked, editPersonScript, s.keys.personKeys(id, by), id, by.who(), by.From, object(fields),
		campus.PersonTopic(id), object(shownOf(c)))
	s.visits.forget(id)
	if err != nil {
		return campus.Person{}, nil, err
	}
	p, err := s.Get(ctx, id)
	return p, strings.Fields(got.Text(1)), err
}

// shownOf returns what who asks was shown: an object even when there is nothing.
func shownOf(c campus.PersonChange) map[string]string {
	shown := map[string]string{}
	maps.Copy(shown, c.Shown)
	return shown
}

// changedFields returns what is given of a change, as it is kept.
func changedFields(c campus.PersonChange) map[string]string {
	fields := map[string]string{}
	set := func(field string, value *string) {
		if value != nil {
			fields[field] = *value
		}
	}
	set("username", c.Username)
	set("name", c.Name)
	set("email", c.Email)
	set("role", (*string)(c.Role))
	set("requested_role", (*string)(c.RequestedRole))
	set("status", (*string)(c.Status))
	set("born", c.Born)
	set("gender", c.Gender)
	set("zone", c.Zone)
	set("external_id", c.ExternalID)
	if c.Name != nil {
		fields["words"] = foldName(*c.Name)
	}
	if c.Email != nil {
		fields["address"] = campus.FoldLogin(*c.Email)
	}
	if c.Confirmed != nil {
		fields["confirmed"] = flag(*c.Confirmed)
	}
	return fields
}

// HashPassword returns a hash to give to Create for several people at once.
func (s *People) HashPassword(ctx context.Context, password string) (string, error) {
	return s.passwords.hash(ctx, password)
}

// personFields are read for a Person; the password's hash is not among them.
var personFields = []string{"id", "username", "name", "email", "role", "requested_role", "status", "born", "gender", "zone", "created",
	"confirmed", "external_id", "two_factor", "no_password"}

func personFrom(values []any) (campus.Person, bool) {
	f := engine.Texts(values)
	if len(f) == 0 {
		return campus.Person{}, false
	}
	id, ok := campus.ParseID(f[0])
	return campus.Person{ID: id, Username: f[1], Name: f[2], Email: f[3], Role: campus.Role(f[4]), RequestedRole: campus.Role(f[5]),
		Status: campus.Status(f[6]), Born: f[7], Gender: f[8], Zone: f[9], Created: fromMillis(f[10]), Confirmed: f[11] == "1",
		ExternalID: f[12], TwoFactor: f[13] == "1", NoPassword: f[14] == "1"}, ok
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

// Still returns who somebody is by now that reads for long. It refuses with ErrNoPerson who may not sign in any more.
func (s *People) Still(ctx context.Context, who campus.Person) (campus.Person, error) {
	p, err := s.Get(ctx, who.ID)
	if err == nil && p.Status != campus.StatusActive {
		err = campus.ErrNoPerson
	}
	return p, err
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

// findEmails returns the ids of those whose addresses these are known to be; 0 for nobody.
func (s *People) findEmails(ctx context.Context, emails []string) ([]int64, error) {
	if len(emails) == 0 {
		return nil, nil
	}
	folded := make([]string, len(emails))
	for i, e := range emails {
		folded[i] = campus.FoldLogin(e)
	}
	var values *redis.SliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { values = p.HMGet(ctx, s.keys.confirmed(), folded...) }); err != nil {
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
func (s *People) SetStatus(ctx context.Context, by By, id int64, status campus.Status) error {
	_, _, err := s.Edit(ctx, by, id, campus.PersonChange{Status: &status})
	return err
}
