package handlers

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// invitationsShown is how many are on a page.
const invitationsShown = 50

// invitations is GET /admin/invitations (before): who is invited, newest first.
func (s *Server) invitations(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"role": string(campus.Student)}
	return s.showInvitations(c, http.StatusOK, form)
}

func (s *Server) showInvitations(c echo.Context, status int, form views.Form) error {
	ctx, who := c.Request().Context(), asker(c)
	before := int64(0)
	if text := c.QueryParam("before"); text != "" {
		id, ok := campus.ParseID(text)
		if !ok {
			return campus.InvalidField("before", "the number of an invitation")
		}
		before = id
	}
	found, err := s.Store.Doors.Invitations(ctx, who, before, invitationsShown+1)
	if err != nil {
		return err
	}
	page := views.InvitationsPage{Page: s.newPage(c, "Invitations"), Form: form, Op: campus.NewOp(),
		Made: s.takeOnce(c, views.PathInvitations)}
	if before != 0 {
		page.First = views.PathInvitations
	}
	if len(found) > invitationsShown {
		found = found[:invitationsShown]
		page.Next = views.InvitationsPath(found[invitationsShown-1].ID)
	}
	clock := s.clock(who)
	for _, i := range found {
		page.Rows = append(page.Rows, views.InvitationRow{ID: i.ID, Email: cmp.Or(i.Email, campus.NameErased),
			Role: string(i.Role), State: string(i.State(clock.Now)),
			By: cmp.Or(i.ByName, "somebody who was an admin"), Created: clock.Full(i.Created), Expires: clock.Full(i.Expires)})
	}
	return s.page(c, status, views.Invitations(page))
}

// invite is POST /admin/invitations (email, role).
func (s *Server) invite(c echo.Context) error {
	form := postedForm(c, "email", "role")
	made, token, err := s.Store.Doors.Invite(c.Request().Context(), web.By(c, posted(c, "op")),
		campus.NewInvitation{Email: form.Value("email"), Role: campus.Role(form.Value("role"))})
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showInvitations(c, status, f) }})
	}
	return s.giveOnce(c, views.PathInvitations, views.Once{For: made.Email, Link: s.outside(c, views.InvitationPath(token)),
		Until: s.clock(asker(c)).Full(made.Expires).Text})
}

// revoke is POST /admin/invitations/revoke (id).
func (s *Server) revoke(c echo.Context) error {
	id, ok := campus.ParseID(posted(c, "id"))
	if !ok {
		return campus.ErrNoSuchInvitation
	}
	if err := s.Store.Doors.Revoke(c.Request().Context(), web.By(c, posted(c, "op")), id); err != nil {
		return err
	}
	s.giveNotice(c, "revoked")
	return see(c, views.PathInvitations)
}
