package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// CreateSession is POST /sessions {login, password}: a bearer token.
func (a *API) CreateSession(c echo.Context) error {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
		OTP      string `json:"otp"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	wrong := map[string]string{}
	if in.Login == "" {
		wrong["login"] = "login required"
	}
	if in.Password == "" {
		wrong["password"] = "password required"
	}
	if err := campus.InvalidFields(wrong); err != nil {
		return err
	}
	session, err := a.store.Sessions.SignIn(c.Request().Context(), store.Credentials{Login: in.Login, Password: in.Password, Code: in.OTP,
		From: c.RealIP(), Agent: c.Request().UserAgent(), Kind: store.API})
	if err != nil {
		return err
	}
	return write(c, http.StatusCreated, map[string]any{"token": session.Token, "expires": instant(session.Ends)})
}

// DeleteSession is DELETE /sessions/current: the token that it is called with ends.
func (a *API) DeleteSession(c echo.Context) error {
	if err := a.store.Sessions.SignOut(c.Request().Context(), web.Token(c), c.RealIP()); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// Me is GET /me: who has the token.
func (a *API) Me(c echo.Context) error {
	return write(c, http.StatusOK, newPerson(asker(c), a.store.Now()))
}

// MyCourses is GET /me/courses: a student's enrolled and waiting courses, a teacher's own, past ones too.
func (a *API) MyCourses(c echo.Context) error {
	who := asker(c)
	mine, err := a.store.Courses.Mine(c.Request().Context(), who)
	if err != nil {
		return err
	}
	out := make([]course, len(mine))
	for i, m := range mine {
		out[i] = newCourse(m.Course, a.store.Now()).with(who, m.Mine)
	}
	return write(c, http.StatusOK, map[string]any{"courses": out, "next": nil})
}
