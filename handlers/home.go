package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// home is GET /: what is going on for who is signed in, the front door for who is not.
func (s *Server) home(c echo.Context) error {
	who, ok := web.Asker(c)
	if !ok {
		return s.page(c, http.StatusOK, views.Landing(views.LandingPage{Page: s.newPage(c, ""), Closed: s.signUpClosed()}))
	}
	today, err := s.Store.Home.Today(c.Request().Context(), who, aheadOf(c))
	if err != nil {
		return err
	}
	page := views.HomePage{Page: s.newPage(c, "Home")}
	page.Nav = views.NavHome
	s.clock(who).Home(&page, who, today)
	return s.draw(c, http.StatusOK, views.Home(page), views.HomeToday(page))
}

// signInPage is GET /sign-in.
func (s *Server) signInPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if _, ok := web.Asker(c); ok {
		return see(c, next)
	}
	return s.showSignIn(c, http.StatusOK, views.Form{Values: map[string]string{"next": next}})
}

func (s *Server) showSignIn(c echo.Context, status int, form views.Form) error {
	return s.page(c, status, views.SignIn(views.SignInPage{Page: s.newPage(c, "Sign in"), Form: form, People: s.Demo,
		Closed: s.signUpClosed()}))
}

// signIn is POST /sign-in.
func (s *Server) signIn(c echo.Context) error {
	form := postedForm(c, "login", "next")
	form.Values["next"] = localPath(form.Value("next"))
	who := s.credentials(c, "")
	who.Login, who.Password = form.Value("login"), posted(c, "password")
	opened, err := s.Store.Sessions.SignIn(c.Request().Context(), who)
	if errors.Is(err, campus.ErrCodeDue) {
		return s.askForCode(c, opened.Half, form.Value("next"))
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showSignIn(c, status, f) }})
	}
	return s.welcome(c, opened, form.Value("next"))
}

// credentials returns what a browser says of itself, with the code of a second factor.
func (s *Server) credentials(c echo.Context, code string) store.Credentials {
	return store.Credentials{Code: code, From: c.RealIP(), Agent: c.Request().UserAgent(), Device: s.sessions.deviceOf(c),
		Kind: store.Browser}
}

// welcome gives a browser the session that was opened for it. Every way in ends here.
func (s *Server) welcome(c echo.Context, opened store.Session, next string) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	if !session.IsNew { // the old session ends: its id is never the new one's
		if err := s.Store.Sessions.SignOut(c.Request().Context(), session.ID, c.RealIP()); err != nil {
			return err
		}
	}
	session.ID = opened.Token
	if err := s.sessions.Save(c.Request(), c.Response(), session); err != nil {
		return err
	}
	if err := s.sessions.know(c, opened.Person.ID); err != nil {
		return err
	}
	return see(c, next)
}

// signOut is POST /sign-out.
func (s *Server) signOut(c echo.Context) error {
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	if !session.IsNew {
		if err := s.Store.Sessions.SignOut(c.Request().Context(), session.ID, c.RealIP()); err != nil {
			return err
		}
	}
	session.Options.MaxAge = -1
	if err := s.sessions.Save(c.Request(), c.Response(), session); err != nil {
		return err
	}
	return see(c, views.PathHome)
}

// healthy is GET /healthz: the process lives.
func (s *Server) healthy(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready is GET /readyz: send people here.
func (s *Server) ready(c echo.Context) error {
	if s.draining.Load() {
		return c.String(http.StatusServiceUnavailable, "stopping\n")
	}
	if err := s.Ready(c.Request().Context()); err != nil {
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
