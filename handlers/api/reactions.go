package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store/campus"
)

// reaction is a reaction that a message has. Whether it is the asker's too is said to who asks, and not in events, which
// are the same for everybody.
type reaction struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	Mine  bool   `json:"mine,omitempty"`
}

func newReactions(all []campus.Reacted) []reaction {
	out := make([]reaction, len(all))
	for i, r := range all {
		out[i] = reaction{r.Name, r.Count, r.Mine}
	}
	return out
}

// PutReaction is PUT /meetings/{id}/{order}/messages/{message}/reactions/{reaction}: given twice it is given once.
func (a *API) PutReaction(c echo.Context) error { return a.react(c, true) }

// DeleteReaction is DELETE /meetings/{id}/{order}/messages/{message}/reactions/{reaction}: takes one's own back.
func (a *API) DeleteReaction(c echo.Context) error { return a.react(c, false) }

func (a *API) react(c echo.Context, give bool) error {
	in, line, err := a.line(c)
	if err != nil {
		return err
	}
	err = a.store.Rooms.React(c.Request().Context(), asker(c), in.room, line, c.Param("reaction"), give, op(c))
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
