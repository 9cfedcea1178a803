package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Invite makes an invitation for who has an address: whoever has its token makes an account with that address and role,
// once, within InvitationLife, while who invited is an admin. Admins may. The token is told here only; under the same
// operation it is told again. It returns an Invalid naming wrong fields, or a Conflict when somebody has the address.
func (s *Doors) Invite(ctx context.Context, by By, n campus.NewInvitation) (i campus.Invitation, token string, err error) {
	n.Email = strings.TrimSpace(n.Email)
	if err := n.Validate(); err != nil {
		return i, "", err
	}
	asked := engine.Asked(by.Person.ID, "invitation:"+string(n.Role)+" "+campus.FoldLogin(n.Email), by.Op)
	reserved, err := s.e.Write(ctx, asked, reserveScript, []string{s.keys.nextInvitation()})
	if err != nil {
		return i, "", err
	}
	id := reserved.Number(1)
	if token, err = s.token(ctx, id, "invitation "+num(by.Person.ID), asked.Key); err != nil {
		return i, "", err
	}
	asked.Name = "create " + asked.Name
	_, err = s.e.Write(ctx, asked, createInvitationScript, s.keys.invitationKeys(id, by), id, by.who(), by.From, n.Email,
		campus.FoldLogin(n.Email), string(n.Role), hashToken(token), campus.InvitationLife.Milliseconds())
	if err != nil {
		return i, "", err
	}
	i, _, err = s.invitation(ctx, id)
	return i, token, err
}

// invitationKeys are the keys of every script about an invitation, in their order.
func (k keys) invitationKeys(id int64, by By) []string {
	return []string{k.invitation(id), k.person(by.Person.ID), k.invitations(), k.emails(), k.audit()}
}

// Revoke takes an invitation back; one that was taken back already stays so. Admins may. It returns a NotFound for one
// that does not exist, and a Conflict for one that was accepted.
func (s *Doors) Revoke(ctx context.Context, by By, id int64) error {
	asked := engine.Asked(by.Person.ID, "revoke invitation:"+num(id), by.Op)
	_, err := s.e.Write(ctx, asked, revokeInvitationScript, s.keys.invitationKeys(id, by), id, by.who(), by.From)
	return err
}

// Invitations returns those made before an invitation, or with 0 the newest, newest first, at most limit. Admins may.
func (s *Doors) Invitations(ctx context.Context, asker campus.Person, before int64, limit int) ([]campus.Invitation, error) {
	if asker.Role != campus.Admin {
		return nil, campus.ErrNotAdmin
	}
	top := "+inf"
	if before > 0 {
		top = "(" + num(before)
	}
	var found *redis.ZSliceCmd
	var admins *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		admins = p.SMembers(ctx, s.keys.admins()) // who invited is one, so their names are read along
		found = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.invitations(), Start: top, Stop: "-inf", ByScore: true, Rev: true,
			Count: int64(limit)})
	})
	if err != nil {
		return nil, err
	}
	reads := make([]*redis.SliceCmd, len(found.Val()))
	var people peopleRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		people = s.people.queue(ctx, p, idsFrom(admins.Val()))
		for n, z := range found.Val() {
			reads[n] = p.HMGet(ctx, s.keys.invitation(int64(z.Score)), invitationFields...)
		}
	})
	if err != nil {
		return nil, err
	}
	all, known := make([]campus.Invitation, 0, len(reads)), people.people()
	for _, read := range reads {
		if i, _, ok := invitationFrom(read.Val()); ok {
			i.Revoked = i.Revoked || lapsed(i.By, admins)
			i.ByName = known[i.By].Name
			all = append(all, i)
		}
	}
	return all, nil
}

// Invitation returns what a token invites to while it can be accepted, else ErrNoInvitation.
func (s *Doors) Invitation(ctx context.Context, token string) (campus.Invitation, error) {
	i, err := s.invited(ctx, token)
	if err == nil && i.State(s.e.Now()) != campus.InvitationOpen {
		return campus.Invitation{}, campus.ErrNoInvitation
	}
	return i, err
}

// invited returns what a token invites to, or did until it was accepted.
func (s *Doors) invited(ctx context.Context, token string) (campus.Invitation, error) {
	hash, id, ok := readToken(token)
	if !ok {
		return campus.Invitation{}, campus.ErrNoInvitation
	}
	i, secret, err := s.invitation(ctx, id)
	if err != nil {
		return i, err
	}
	if state := i.State(s.e.Now()); secret != hash || state != campus.InvitationOpen && state != campus.InvitationAccepted {
		return campus.Invitation{}, campus.ErrNoInvitation
	}
	return i, nil
}

// invitation reads one with its secret's hash, "" for one that does not exist.
func (s *Doors) invitation(ctx context.Context, id int64) (i campus.Invitation, secret string, err error) {
	var values *redis.SliceCmd
	var admins *redis.StringSliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		values, admins = p.HMGet(ctx, s.keys.invitation(id), invitationFields...), p.SMembers(ctx, s.keys.admins())
	})
	if err != nil {
		return i, "", err
	}
	i, secret, _ = invitationFrom(values.Val())
	i.Revoked = i.Revoked || lapsed(i.By, admins)
	return i, secret, nil
}

// lapsed reports whether who made an invitation or a link is no admin any more: it goes with the right to make it. Stoa
// itself, 0, stays.
func lapsed(by int64, admins *redis.StringSliceCmd) bool {
	return by != 0 && !slices.Contains(admins.Val(), num(by))
}

var invitationFields = []string{"id", "email", "role", "by", "created", "expires", "accepted", "revoked", "secret"}

func invitationFrom(values []any) (i campus.Invitation, secret string, ok bool) {
	f := engine.Texts(values)
	if len(f) == 0 {
		return i, "", false
	}
	id, ok := campus.ParseID(f[0])
	by, _ := campus.ParseID(f[3])
	accepted, _ := campus.ParseID(f[6])
	return campus.Invitation{ID: id, Email: f[1], Role: campus.Role(f[2]), By: by, Created: fromMillis(f[4]), Expires: fromMillis(f[5]),
		Accepted: accepted, Revoked: f[7] == "1"}, f[8], ok
}
