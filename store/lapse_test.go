package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// givenOut is an invitation and a sign-in link that an admin has made: for another admin, so that each would be a way back.
func givenOut(t *testing.T, c *storetest.Campus) (admin, gone campus.Person, invited campus.Registration, link string) {
	t.Helper()
	ctx := t.Context()
	admin, gone = c.Person(t, "admin", campus.Admin), c.Person(t, "gone", campus.Admin)
	_, invitation, err := c.Doors.Invite(ctx, asks(gone), campus.NewInvitation{Email: "zeno@stoa.example", Role: campus.Admin})
	must(t, err)
	link, _, err = c.Doors.SignInLink(ctx, asks(gone), admin.ID)
	must(t, err)
	return admin, gone, zeno(func(r *campus.Registration) { r.Invitation = invitation }), link
}

func TestWhatAnAdminHasGivenOutLapsesWithTheirRight(t *testing.T) {
	t.Parallel()
	student, disabled := campus.Student, campus.StatusDisabled
	for name, change := range map[string]campus.PersonChange{"demoted": {Role: &student}, "disabled": {Status: &disabled}, "erased": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
				ctx := t.Context()
				admin, gone, invited, link := givenOut(t, c)
				if name == "erased" {
					must(t, c.People.Erase(ctx, asks(admin), gone.ID))
				} else {
					_, _, err := c.People.Edit(ctx, asks(admin), gone.ID, change)
					must(t, err)
				}
				_, err := c.Doors.Register(ctx, store.By{From: "here"}, invited)
				wantRefusal(t, "their invitation", err, campus.ErrNoInvitation)
				_, err = c.Doors.Link(ctx, link)
				wantRefusal(t, "their link", err, campus.ErrNoLink)
				list, err := c.Doors.Invitations(ctx, admin, 0, 9)
				if must(t, err); len(list) != 1 || list[0].State(c.Now()) != campus.InvitationRevoked {
					t.Errorf("the list has %+v, want one that is revoked", list)
				}
			})
		})
	}
}

func TestWhatAnAdminHasGivenOutLapsesThoughItIsBeingUsed(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*storetest.Campus, campus.Registration, string) error{
		"invitation": func(c *storetest.Campus, invited campus.Registration, _ string) error {
			_, err := c.Doors.Register(t.Context(), store.By{From: "at the door"}, invited)
			return err
		},
		"link": func(c *storetest.Campus, _ campus.Registration, link string) error {
			_, err := c.Doors.EnterByLink(t.Context(), link, store.Credentials{From: "at the door", Kind: store.Browser})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := storetest.New(t)
			admin, gone, invited, link := givenOut(t, c)
			through, gate := c.Gated(t, "at the door") // which the script that uses it is told
			used := make(chan error, 1)
			go func() { used <- use(through, invited, link) }()
			<-gate.Reached
			must(t, c.People.SetStatus(t.Context(), asks(admin), gone.ID, campus.StatusDisabled))
			gate.Open()
			if err := <-used; campus.CodeOf(err) != campus.Forbidden {
				t.Errorf("it was used: %v", err)
			}
		})
	}
}
