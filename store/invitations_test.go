package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// invited makes an admin and an invitation by them.
func invited(t *testing.T, c *storetest.Campus, role campus.Role) (admin campus.Person, token string, i campus.Invitation) {
	t.Helper()
	admin = c.Person(t, "admin", campus.Admin)
	i, token, err := c.Doors.Invite(t.Context(), store.By{Person: admin}, campus.NewInvitation{Email: "Zeno@stoa.example", Role: role})
	must(t, err)
	return admin, token, i
}

func TestAnInvitationGivesItsAddressAndRoleOnceThoughSignUpIsClosed(t *testing.T) {
	t.Parallel()
	doorsAt(t, campus.SignUpClosed, campus.SignUpClosed, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, by := t.Context(), store.By{From: "here"}
		admin, token, made := invited(t, c, campus.Teacher)
		want := campus.Invitation{ID: 1, Email: "Zeno@stoa.example", Role: campus.Teacher, By: admin.ID, Created: noon,
			Expires: noon.Add(72 * time.Hour)}
		if got, err := c.Doors.Invitation(ctx, token); got != want || made != want || err != nil {
			t.Fatalf("made %+v, read %+v, %v, want %+v", made, got, err, want)
		}
		for key, value := range c.Contents(t) { // only its hash is kept
			if secret := strings.TrimPrefix(token, "1."); strings.Contains(key+value, secret) {
				t.Errorf("%s has the token: %s", key, value)
			}
		}
		use := func(r campus.Registration) (campus.Person, error) {
			r.Invitation = token
			return c.Doors.Register(ctx, by, r)
		}
		_, err := use(zeno(func(r *campus.Registration) { r.Username = "admin" }))
		wantFields(t, "a name that is taken", err, campus.Conflict, "username")
		_, err = use(zeno(func(r *campus.Registration) { r.Password = "short" }))
		wantFields(t, "a short password", err, campus.Invalid, "password")
		clock.Add(72*time.Hour - time.Millisecond)
		p, err := use(zeno(func(r *campus.Registration) { r.Email, r.Teach = "other@stoa.example", true }))
		must(t, err)
		if p.Email != "Zeno@stoa.example" || !p.Confirmed || p.Role != campus.Teacher || p.Status != campus.StatusActive ||
			p.RequestedRole != "" {
			t.Errorf("who accepted is %+v", p)
		}
		want.Accepted, want.ByName = p.ID, admin.Name
		if all, err := c.Doors.Invitations(ctx, admin, 0, 10); len(all) != 1 || all[0] != want || err != nil {
			t.Errorf("the list is %+v, %v, want %+v", all, err, want)
		}
		_, err = use(zeno(func(r *campus.Registration) { r.Username = "zeno2" }))
		wantRefusal(t, "a second time", err, campus.ErrNoInvitation)
		wantCode(t, "taking it back afterwards", c.Doors.Revoke(ctx, store.By{Person: admin}, 1), campus.Conflict)
	})
}

func TestAnInvitationIsNoGoodOnceItIsTooOldTakenBackOrWrong(t *testing.T) {
	t.Parallel()
	doorsAt(t, campus.SignUpOpen, "", func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx := t.Context()
		admin, token, _ := invited(t, c, campus.Admin)
		_, back, err := c.Doors.Invite(ctx, store.By{Person: admin}, campus.NewInvitation{Email: "back@stoa.example", Role: campus.Student})
		must(t, err)
		for range 2 {
			must(t, c.Doors.Revoke(ctx, store.By{Person: admin}, 2))
		}
		wantRefusal(t, "one that never was", c.Doors.Revoke(ctx, store.By{Person: admin}, 3), campus.ErrNoSuchInvitation)
		use := func(token string) error {
			_, err := c.Doors.Register(ctx, store.By{}, zeno(func(r *campus.Registration) { r.Invitation = token }))
			return err
		}
		for _, wrong := range []string{back, "2" + token[1:], token + "x", token[:len(token)-1], "1.", "1", "x", "9." + token[2:],
			strings.Repeat("1", 5000)} {
			wantRefusal(t, wrong, use(wrong), campus.ErrNoInvitation)
		}
		clock.Add(72 * time.Hour)
		wantRefusal(t, "after 72 hours", use(token), campus.ErrNoInvitation)
		all, err := c.Doors.Invitations(ctx, admin, 0, 1)
		if len(all) != 1 || all[0].ID != 2 || all[0].State(c.Now()) != campus.InvitationRevoked || err != nil {
			t.Errorf("the newest is %+v, %v", all, err)
		}
		all, err = c.Doors.Invitations(ctx, admin, 2, 1)
		if len(all) != 1 || all[0].ID != 1 || all[0].State(c.Now()) != campus.InvitationExpired || err != nil {
			t.Errorf("the one before is %+v, %v", all, err)
		}
	})
}

func TestOnlyAdminsInviteAndMakeLinks(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, other := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "other", campus.Admin)
		must(t, c.People.SetStatus(ctx, store.Itself(""), other.ID, campus.StatusDisabled))
		n := campus.NewInvitation{Email: "zeno@stoa.example", Role: campus.Admin}
		// The right is decided in the step itself: what the asker was a moment ago is of no use.
		for _, asker := range []campus.Person{c.Person(t, "john", campus.Student), c.Person(t, "thales", campus.Teacher), other, {}} {
			by := store.By{Person: asker}
			_, _, err := c.Doors.Invite(ctx, by, n)
			wantRefusal(t, asker.Username+" who invites", err, campus.ErrNotAdmin)
			wantRefusal(t, asker.Username+" who takes back", c.Doors.Revoke(ctx, by, 1), campus.ErrNotAdmin)
			_, _, err = c.Doors.SignInLink(ctx, by, admin.ID)
			wantRefusal(t, asker.Username+" who makes a link", err, campus.ErrNotAdmin)
		}
		_, _, err := c.Doors.Invite(ctx, store.By{Person: admin}, campus.NewInvitation{Email: "nobody", Role: "king"})
		wantFields(t, "all wrong", err, campus.Invalid, "email", "role")
		_, _, err = c.Doors.Invite(ctx, store.By{Person: admin}, campus.NewInvitation{Email: " John@Stoa.example", Role: campus.Admin})
		wantFields(t, "an address that somebody has", err, campus.Conflict, "email")
	})
}

func TestAnInvitationThatIsAskedForAgainIsTheSame(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		by := store.By{Person: c.Person(t, "admin", campus.Admin), Op: "the form"}
		n := campus.NewInvitation{Email: "zeno@stoa.example", Role: campus.Admin}
		first, token, err := c.Doors.Invite(t.Context(), by, n)
		must(t, err)
		second, again, err := c.Doors.Invite(t.Context(), by, n)
		if must(t, err); first != second || token != again {
			t.Errorf("sent twice: %+v %s and %+v %s", first, token, second, again)
		}
		by.Op = "another"
		if _, other, err := c.Doors.Invite(t.Context(), by, n); other == token || err != nil {
			t.Errorf("another form got the same token, %v", err)
		}
	})
}

func TestOfThoseWhoUseAnInvitationAtOnceOneWinsAHundredTimes(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		admin := c.Person(t, "admin", campus.Admin)
		for round := range 100 {
			email := fmt.Sprintf("zeno%d@stoa.example", round)
			_, token, err := c.Doors.Invite(t.Context(), store.By{Person: admin}, campus.NewInvitation{Email: email, Role: campus.Teacher})
			must(t, err)
			var won, lost atomic.Int64
			storetest.Together(4, func(i int) {
				_, err := c.Doors.Register(t.Context(), store.By{From: fmt.Sprint(round)}, zeno(func(r *campus.Registration) {
					r.Username, r.Invitation = fmt.Sprintf("zeno%d.%d", round, i), token
				}))
				if err == nil {
					won.Add(1)
				} else if campus.CodeOf(err) == campus.Forbidden {
					lost.Add(1)
				}
			})
			if won.Load() != 1 || lost.Load() != 3 {
				t.Fatalf("round %d: %d won and %d were refused, want 1 and 3", round, won.Load(), lost.Load())
			}
		}
	})
}
