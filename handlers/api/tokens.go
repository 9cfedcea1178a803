package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
)

// token is a named token. Its secret is there only in the answer that made it.
type token struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Token   string  `json:"token,omitempty"`
	Created instant `json:"created"`
	Used    instant `json:"last_used"` // null: never
	Expires instant `json:"expires"`
}

// Tokens is GET /me/tokens: the named tokens of who asks, the latest first.
func (a *API) Tokens(c echo.Context) error {
	all, err := a.store.Sessions.List(c.Request().Context(), asker(c).ID, "")
	if err != nil {
		return err
	}
	out := []token{}
	for _, one := range all {
		if one.Name != "" {
			out = append(out, token{ID: one.ID, Name: one.Name, Created: instant(one.Started), Used: instant(one.Seen),
				Expires: instant(one.Ends)})
		}
	}
	return write(c, http.StatusOK, map[string]any{"tokens": out, "next": nil})
}

// CreateToken is POST /me/tokens {name, days}: a named token, shown this once.
func (a *API) CreateToken(c echo.Context) error {
	in := struct {
		Name string `json:"name"`
		Days int    `json:"days"`
	}{Days: store.TokenDays()[0]}
	if err := read(c, &in); err != nil {
		return err
	}
	c.Set(quotesKey, true) // Redis must not have the token: sent again the answer is that it was shown
	made, err := a.store.Sessions.CreateToken(c.Request().Context(), web.By(c, op(c)), web.Token(c), in.Name, in.Days)
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, token{ID: store.TokenID(made.Token), Name: strings.TrimSpace(in.Name), Token: made.Token,
		Created: instant(a.store.Now()), Expires: instant(made.Ends)})
}

// RevokeToken is DELETE /me/tokens/{id}. Another's is not there.
func (a *API) RevokeToken(c echo.Context) error {
	if err := a.store.Sessions.End(c.Request().Context(), web.By(c, op(c)), asker(c).ID, c.Param("token")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
