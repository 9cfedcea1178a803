package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// secretHash is what scripts are given of a link's secret.
func secretHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func TestALinkThatIsNoGoodAnyMoreOnceItIsReadLetsNobodyIn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*testing.T, *storetest.Campus, campus.Person){
		"replaced": func(t *testing.T, c *storetest.Campus, p campus.Person) { linked(t, c, p) },
		"disabled and let in again": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusDisabled))
			must(t, c.People.SetStatus(t.Context(), store.Itself(""), p.ID, campus.StatusActive))
		},
		"erased": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.People.Erase(t.Context(), store.Itself(""), p.ID))
		},
		"run out": func(t *testing.T, c *storetest.Campus, p campus.Person) {
			must(t, c.Redis.HSet(t.Context(), c.LinkKey(p.ID), "expires", 1).Err())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			p := c.Person(t, "zeno", campus.Student)
			_, token := linked(t, c, p)
			through, gate := c.Gated(t, secretHash(token))
			err := between(t, gate, func() error {
				_, err := through.Doors.EnterByLink(t.Context(), token, store.Credentials{Password: "a new password", Kind: store.Browser})
				return err
			}, func() { change(t, c, p) })
			wantRefusal(t, name, err, campus.ErrNoLink)
		})
	}
}

func TestAnInvitationThatIsNoGoodAnyMoreOnceItIsReadMakesNobody(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, c *storetest.Campus, by store.By, token string){
		"run out": func(t *testing.T, c *storetest.Campus, _ store.By, _ string) {
			must(t, c.Redis.HSet(t.Context(), c.InvitationKey(1), "expires", 1).Err())
		},
		"of another secret": func(t *testing.T, c *storetest.Campus, _ store.By, _ string) {
			must(t, c.Redis.HSet(t.Context(), c.InvitationKey(1), "secret", secretHash("another")).Err())
		},
		"taken back": func(t *testing.T, c *storetest.Campus, by store.By, _ string) {
			must(t, c.Doors.Revoke(t.Context(), by, 1))
		},
		"used": func(t *testing.T, c *storetest.Campus, _ store.By, token string) {
			_, err := c.Doors.Register(t.Context(), store.By{},
				zeno(func(r *campus.Registration) { r.Username, r.Invitation = "first", token }))
			must(t, err)
			other := "other@stoa.example" // so that it is not the address that keeps the second out
			id, err := c.People.Find(t.Context(), "first")
			must(t, err)
			_, _, err = c.People.Edit(t.Context(), store.Itself(""), id, campus.PersonChange{Email: &other})
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			admin, token, _ := invited(t, c, campus.Teacher)
			through, gate := c.Gated(t, secretHash(token))
			err := between(t, gate, func() error {
				_, err := through.Doors.Register(t.Context(), store.By{},
					zeno(func(r *campus.Registration) { r.Username, r.Invitation = "second", token }))
				return err
			}, func() { change(t, c, store.By{Person: admin}, token) })
			wantRefusal(t, name, err, campus.ErrNoInvitation)
			if id, err := c.People.Find(t.Context(), "second"); id != 0 || err != nil {
				t.Errorf("%s: somebody was made, %d, %v", name, id, err)
			}
		})
	}
}

func TestAFileGivesNobodyTheirOwnRoleAndTakesNotTheLastAdmin(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, thales := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "thales", campus.Teacher)
		for _, dry := range []bool{true, false} {
			wantRows(t, "the last admin", imported(t, c, asCSV(dry), "username,role\nadmin,student\n"),
				"1 error role: cannot change: this is the last admin")
			own := store.Import{By: store.By{Person: admin}, File: store.FileCSV, Dry: dry}
			second := c.Person(t, map[bool]string{true: "second", false: "third"}[dry], campus.Admin)
			wantRows(t, "one's own role", imported(t, c, own, "username,role\nadmin,student\n"),
				"1 error role: cannot change: nobody changes their own")
			teacher := campus.Teacher
			_, _, err := c.People.Edit(ctx, store.Itself(""), second.ID, campus.PersonChange{Role: &teacher})
			must(t, err)
			for _, p := range []campus.Person{thales, second} { // second's copy says still that it is an admin's
				_, err = c.Imports.Whole(ctx, store.Import{By: store.By{Person: p}, File: store.FileCSV, Dry: dry},
					fileOf("username,role\nthales,admin\n"), noRows)
				wantRefusal(t, "by "+p.Username, err, campus.ErrNotAdmin)
			}
			disabled := c.Person(t, map[bool]string{true: "fourth", false: "fifth"}[dry], campus.Admin)
			must(t, c.People.SetStatus(ctx, store.Itself(""), disabled.ID, campus.StatusDisabled))
			_, err = c.Imports.Whole(ctx, store.Import{By: store.By{Person: disabled}, File: store.FileCSV, Dry: dry},
				fileOf("username,role\nthales,admin\n"), noRows)
			wantRefusal(t, "by who is disabled", err, campus.ErrNotAdmin)
			_, _, err = c.Doors.Invite(ctx, store.By{Person: disabled}, campus.NewInvitation{Email: "new@stoa.example", Role: campus.Admin})
			wantRefusal(t, "an invitation by who is disabled", err, campus.ErrNotAdmin)
			wantRefusal(t, "taking one back", c.Doors.Revoke(ctx, store.By{Person: disabled}, 1), campus.ErrNotAdmin)
			_, _, err = c.Doors.SignInLink(ctx, store.By{Person: disabled}, thales.ID)
			wantRefusal(t, "a link by who is disabled", err, campus.ErrNotAdmin)
		}
		if now, err := c.People.Get(ctx, thales.ID); now != thales || err != nil {
			t.Errorf("thales is %+v, %v", now, err)
		}
	})
}

func fileOf(text string) *strings.Reader { return strings.NewReader(text) }

func noRows([]campus.ImportedRow) error { return nil }
