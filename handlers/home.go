package handlers

import (
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
		return s.page(c, http.StatusOK, views.Landing(views.LandingPage{Page: s.newPage(c, "")}))
	}
	ctx := c.Request().Context()
	agenda, err := s.Store.Agenda(ctx, who)
	if err != nil {
		return err
	}
	mine, err := s.Store.MyCourses(ctx, who)
	if err != nil {
		return err
	}
	clock := s.clock(who)
	page := views.HomePage{Page: s.newPage(c, "Home"), Active: clock.MeetingRows(agenda.Active), Coming: clock.MeetingRows(firstFew(agenda.Coming))}
	page.Nav = views.NavHome
	for _, m := range mine {
		if m.Course.Open(clock.Now) {
			page.Courses = append(page.Courses, clock.CourseRow(m.Course, standing(m.Mine), nil))
		}
	}
	return s.page(c, http.StatusOK, views.Home(page))
}

// firstFew is how much of what comes the first page shows.
func firstFew(all []store.Listed) []store.Listed {
	const few = 5
	return all[:min(few, len(all))]
}

// standing names an enrolment as the views do: nothing for none.
func standing(e campus.Enrolment) string {
	if e.Status == campus.NotEnrolled {
		return ""
	}
	return e.Status
}

// signInPage is GET /sign-in.
func (s *Server) signInPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if _, ok := web.Asker(c); ok {
		return see(c, next)
	}
	return s.showSignIn(c, http.StatusOK, "", next, "")
}

func (s *Server) showSignIn(c echo.Context, status int, login, next, problem string) error {
	page := views.SignInPage{Page: s.newPage(c, "Sign in"), Login: login, Next: next, Error: problem, People: s.Demo}
	return s.page(c, status, views.SignIn(page))
}

// signIn is POST /sign-in.
func (s *Server) signIn(c echo.Context) error {
	login, password, next := c.FormValue("login"), c.FormValue("password"), localPath(c.FormValue("next"))
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	opened, err := s.Store.SignIn(ctx, login, password, c.RealIP(), store.Browser)
	switch code := campus.CodeOf(err); {
	case err == nil:
	case code == campus.Unauthenticated:
		return s.showSignIn(c, http.StatusUnprocessableEntity, login, next, sentence(err, ""))
	case code == campus.TooMany:
		web.SetRetryAfter(c.Response().Header(), err)
		return s.showSignIn(c, http.StatusTooManyRequests, login, next, sentence(err, ""))
	default:
		return err
	}
	if !session.IsNew { // the old session ends: its id is never the new one's
		if err := s.Store.SignOut(ctx, session.ID); err != nil {
			return err
		}
	}
	session.ID = opened.Token
	if err := s.sessions.Save(c.Request(), c.Response(), session); err != nil {
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
		if err := s.Store.SignOut(c.Request().Context(), session.ID); err != nil {
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
