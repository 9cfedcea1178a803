package handlers

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// securityPages are those of one's password, sessions and tokens.
func (s *Server) securityPages() []route {
	return []route{
		{get, views.PathSecurity, members, s.security},
		{post, views.PathPassword, members, s.changePassword},
		{post, views.PathEnd, members, s.endSession},
		{post, views.PathEndOthers, members, s.endOthers},
		{post, views.PathTokens, members, s.makeToken},
	}
}

// security is GET /profile/security: what opens one's account.
func (s *Server) security(c echo.Context) error {
	return s.showSecurity(c, http.StatusOK, func(*views.SecurityPage) {})
}

// showSecurity shows the page with one of its forms as it came back.
func (s *Server) showSecurity(c echo.Context, status int, change func(*views.SecurityPage)) error {
	token, err := s.ownToken(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Sessions.List(c.Request().Context(), asker(c).ID, token)
	if err != nil {
		return err
	}
	page := views.SecurityPage{Page: s.newPage(c, "Security"), Password: newForm(), Token: newForm(), Op: campus.NewOp(),
		Lives: store.TokenDays(), Made: s.takeOnce(c, views.PathSecurity)}
	clock := s.clock(asker(c))
	for _, one := range all {
		row := sessionRow(one, clock)
		switch {
		case row.Token:
			page.Tokens = append(page.Tokens, row)
		case one.Current:
			page.Sessions = append([]views.SessionRow{row}, page.Sessions...)
		default:
			page.Sessions = append(page.Sessions, row)
		}
	}
	change(&page)
	return s.page(c, status, views.Security(page))
}

// sessionRow says of a session or a token what tells it from others. A time that is not known is left out.
func sessionRow(one store.SessionInfo, clock rows.Clock) views.SessionRow {
	row := views.SessionRow{ID: one.ID, Name: cmp.Or(one.Name, rows.Agent(one.Agent)), Token: one.Name != "", Script: one.Kind == store.API,
		Current: one.Current, From: one.From, Since: clock.Full(one.Started), Ends: clock.Full(one.Ends)}
	if !one.Seen.IsZero() {
		row.Seen = clock.Full(one.Seen)
	}
	return row
}

// ownToken returns the secret of the session that asks.
func (s *Server) ownToken(c echo.Context) (string, error) {
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return "", err
	}
	return session.ID, nil
}

// refuseSecurity draws the page again, with the form that was refused in its place.
func (s *Server) refuseSecurity(c echo.Context, err error, form views.Form, put func(*views.SecurityPage, views.Form)) error {
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error {
		return s.showSecurity(c, status, func(p *views.SecurityPage) { put(p, f) })
	}})
}

// changePassword is POST /profile/security/password (old_password, new_password). The browser goes on with a new session.
func (s *Server) changePassword(c echo.Context) error {
	who := s.credentials(c, "")
	who.Password = posted(c, "old_password")
	opened, err := s.Store.Sessions.ChangePassword(c.Request().Context(), web.By(c, posted(c, "op")), who, posted(c, "new_password"))
	if err != nil {
		return s.refuseSecurity(c, err, postedForm(c), func(p *views.SecurityPage, f views.Form) { p.Password = f })
	}
	s.giveNotice(c, "password")
	return s.welcome(c, opened, views.PathSecurity)
}

// endSession is POST /profile/security/end (id): ends a sign-in of one's own, or revokes a token.
func (s *Server) endSession(c echo.Context) error {
	err := s.Store.Sessions.End(c.Request().Context(), web.By(c, posted(c, "op")), asker(c).ID, posted(c, "id"))
	if err != nil {
		return s.refuseSecurity(c, err, postedForm(c), func(p *views.SecurityPage, f views.Form) { p.Refused = f.Error })
	}
	s.giveNotice(c, "ended")
	return see(c, views.PathSecurity)
}

// endOthers is POST /profile/security/end-others: ends all sign-ins but this one.
func (s *Server) endOthers(c echo.Context) error {
	token, err := s.ownToken(c)
	if err != nil {
		return err
	}
	if err := s.Store.Sessions.EndOthers(c.Request().Context(), web.By(c, posted(c, "op")), asker(c).ID, token); err != nil {
		return s.refuseSecurity(c, err, postedForm(c), func(p *views.SecurityPage, f views.Form) { p.Refused = f.Error })
	}
	s.giveNotice(c, "others-ended")
	return see(c, views.PathSecurity)
}

// makeToken is POST /profile/security/tokens (name, days): makes a named token, which the next page shows once.
func (s *Server) makeToken(c echo.Context) error {
	form := postedForm(c, "name", "days")
	token, err := s.ownToken(c)
	if err != nil {
		return err
	}
	days, _ := strconv.Atoi(form.Value("days")) // what is no number is none that can be chosen
	made, err := s.Store.Sessions.CreateToken(c.Request().Context(), web.By(c, posted(c, "op")), token, form.Value("name"), days)
	if err != nil {
		return s.refuseSecurity(c, err, form, func(p *views.SecurityPage, f views.Form) { p.Token = f })
	}
	return s.giveOnce(c, views.PathSecurity, views.Once{For: form.Value("name"), Link: made.Token,
		Until: s.clock(asker(c)).Full(made.Ends).Text})
}
