package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// SignInLink makes the secret of a link with which somebody signs in once, within LinkLife. Admins may. A new one voids the
// former, and so does every change of the person's password, role or status, and that who made it is no admin any more. It
// returns the secret, which nothing keeps, and when it ends; ErrNoPerson, or a Conflict for who may not enter.
func (s *Doors) SignInLink(ctx context.Context, by By, id int64) (token string, ends time.Time, err error) {
	asked := engine.Asked(by.Person.ID, "link:"+num(id), by.Op)
	if token, err = s.token(ctx, id, "link "+num(by.Person.ID), asked.Key); err != nil {
		return "", ends, err
	}
	got, err := s.e.Write(ctx, asked, makeLinkScript, s.keys.linkKeys(id, by), id, by.who(), by.From, hashToken(token),
		campus.LinkLife.Milliseconds())
	if err != nil {
		return "", ends, err
	}
	return token, time.UnixMilli(got.Number(1)).UTC(), nil
}

// linkKeys are the keys of every script about a sign-in link, in their order.
func (k keys) linkKeys(id int64, by By) []string { return append(k.personKeys(id, by), k.link(id)) }

// Linked is whom a sign-in link is for.
type Linked struct {
	Person campus.Person
	New    bool // they have no password yet, and must choose one
}

// Link returns whom a link signs in while it is good, else ErrNoLink. It changes nothing: programs that look at what a
// message links to use no link up.
func (s *Doors) Link(ctx context.Context, token string) (Linked, error) {
	hash, id, ok := readToken(token)
	if !ok {
		return Linked{}, campus.ErrNoLink
	}
	var link, person *redis.SliceCmd
	var admins *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		link, admins = p.HMGet(ctx, s.keys.link(id), "secret", "rights", "expires", "by"), p.SMembers(ctx, s.keys.admins())
		person = p.HMGet(ctx, s.keys.person(id), append([]string{"rights", "password"}, personFields...)...)
	})
	if err != nil {
		return Linked{}, err
	}
	have, is := engine.Texts(link.Val()), engine.Texts(person.Val()[:2])
	p, ok := personFrom(person.Val()[2:])
	by, _ := campus.ParseID(have[3])
	if !ok || have[0] != hash || lapsed(by, admins) || have[1] != is[0] || !s.e.Now().Before(fromMillis(have[2])) {
		return Linked{}, campus.ErrNoLink
	}
	return Linked{p, is[1] == ""}, nil
}

// EnterByLink signs in who has a link, and uses it up. With a password that becomes theirs, once they have proved the second
// factor where one is due: who reads another's mail must not lock them out. Who has none yet must give one.
// It returns ErrNoLink for one that is no good any more, and an Invalid naming the password when it cannot be one.
func (s *Doors) EnterByLink(ctx context.Context, token string, c Credentials) (Session, error) {
	linked, err := s.Link(ctx, token)
	if err != nil {
		return Session{}, err
	}
	hash := ""
	if c.Password != "" || linked.New {
		if err := campus.CheckPassword("password", c.Password); err != nil {
			return Session{}, err
		}
		if hash, err = s.passwords.hash(ctx, c.Password); err != nil {
			return Session{}, err
		}
	}
	// The operation is of this call alone: a form that is sent once more must not be let in by a link that is used up.
	id, by := linked.Person.ID, By{From: c.From, itself: true}
	got, err := s.e.Write(ctx, engine.Asked(id, "enter", ""), useLinkScript, s.keys.linkKeys(id, by), id, by.who(), c.From,
		hashToken(token), hash, campus.PersonTopic(id))
	s.visits.forget(id)
	if err != nil {
		return Session{}, err
	}
	who := entrant{id: id, rights: got.Text(1)}
	if got.Number(2) == 1 {
		who.chosen = hash
	}
	return s.sessions.enter(ctx, who, c)
}
