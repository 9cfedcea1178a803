package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// Links are the addresses of pages: those that somebody comes in by with a secret, and of what somebody was told about.
type Links struct {
	Invitation, SignIn, Calendar func(c echo.Context, token string) string
	About                        func(n campus.Notification) string // "" when that is gone
}

// Register is POST /register {username, name, email, password, role?, invitation?}: an account. A role is a wish at most:
// everybody starts as a student, or as what their invitation says.
func (a *API) Register(c echo.Context) error {
	var in struct {
		Username   string `json:"username"`
		Name       string `json:"name"`
		Email      string `json:"email"`
		Password   string `json:"password"`
		Role       string `json:"role"`
		Invitation string `json:"invitation"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	if len(op(c)) > campus.MaxOp {
		return errLongKey
	}
	made, err := a.store.Doors.Register(c.Request().Context(), store.By{From: c.RealIP(), Op: op(c)}, campus.Registration{
		Username: in.Username, Name: in.Name, Email: in.Email, Password: in.Password, Teach: in.Role == string(campus.Teacher),
		Invitation: in.Invitation})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, newPerson(made, a.store.Now()))
}

type invitation struct {
	ID       int64   `json:"id"`
	Email    string  `json:"email"`
	Role     string  `json:"role"`
	By       int64   `json:"by"`
	State    string  `json:"state"`
	Created  instant `json:"created"`
	Expires  instant `json:"expires"`
	Accepted *int64  `json:"accepted"`
	Link     string  `json:"link,omitempty"` // only for who makes it
}

func (a *API) newInvitation(i campus.Invitation) invitation {
	out := invitation{ID: i.ID, Email: i.Email, Role: string(i.Role), By: i.By, State: string(i.State(a.store.Now())),
		Created: instant(i.Created), Expires: instant(i.Expires)}
	if i.Accepted != 0 {
		out.Accepted = &i.Accepted
	}
	return out
}

// Invitations is GET /invitations: who is invited, newest first.
func (a *API) Invitations(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	before := int64(0)
	if text := c.QueryParam("cursor"); text != "" {
		var ok bool
		if before, ok = campus.ParseID(text); !ok {
			return campus.InvalidField("cursor", "not one that a page gave")
		}
	}
	found, err := a.store.Doors.Invitations(c.Request().Context(), asker(c), before, n+1)
	if err != nil {
		return err
	}
	next := ""
	if len(found) > n {
		found = found[:n]
		next = strconv.FormatInt(found[n-1].ID, 10)
	}
	out := make([]invitation, len(found))
	for k, i := range found {
		out[k] = a.newInvitation(i)
	}
	return write(c, http.StatusOK, map[string]any{"invitations": out, "next": cursorOrNull(next)})
}

// Invite is POST /invitations {email, role}: an invitation, with the link to pass on.
func (a *API) Invite(c echo.Context) error {
	var in struct {
		Email string `json:"email"`
		Role  string `json:"role"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	made, token, err := a.store.Doors.Invite(c.Request().Context(), web.By(c, op(c)), campus.NewInvitation{Email: in.Email,
		Role: campus.Role(in.Role)})
	if err != nil {
		return err
	}
	out := a.newInvitation(made)
	out.Link = a.links.Invitation(c, token)
	c.Set(quotesKey, true) // Redis must not have the token: sent again it is made anew, and is the same
	return write(c, http.StatusCreated, out)
}

// RevokeInvitation is DELETE /invitations/{id}.
func (a *API) RevokeInvitation(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("invitation"))
	if !ok {
		return campus.ErrNoSuchInvitation
	}
	if err := a.store.Doors.Revoke(c.Request().Context(), web.By(c, op(c)), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// SignInLink is POST /people/{id}/sign-in-link: a link that signs somebody in once.
func (a *API) SignInLink(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	token, ends, err := a.store.Doors.SignInLink(c.Request().Context(), web.By(c, op(c)), id)
	if err != nil {
		return err
	}
	c.Set(quotesKey, true) // as for an invitation
	return write(c, http.StatusCreated, map[string]any{"link": a.links.SignIn(c, token), "expires": instant(ends)})
}
