package handlers

import (
	"errors"
	"net/http"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// linkPage is GET /sign-in/link (token): the form that signs in once. To look at it uses nothing up.
func (s *Server) linkPage(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"token": c.QueryParam("token")}
	return s.showLink(c, http.StatusOK, form)
}

func (s *Server) showLink(c echo.Context, status int, form views.Form) error {
	linked, err := s.Store.Doors.Link(c.Request().Context(), form.Value("token"))
	if err != nil {
		return err
	}
	return s.page(c, status, views.Link(views.LinkPage{Page: s.newPage(c, "Sign in"), Form: form, Name: linked.Person.Name,
		Username: linked.Person.Username, New: linked.New}))
}

// enterByLink is POST /sign-in/link (token, password).
func (s *Server) enterByLink(c echo.Context) error {
	form := postedForm(c, "token")
	who := s.credentials(c, "")
	who.Password = posted(c, "password")
	opened, err := s.Store.Doors.EnterByLink(c.Request().Context(), form.Value("token"), who)
	switch {
	case errors.Is(err, campus.ErrCodeDue):
		return s.askForCode(c, opened.Half, views.PathHome)
	case errors.Is(err, campus.ErrNoLink):
		return err
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showLink(c, status, f) }})
	}
	return s.welcome(c, opened, views.PathHome)
}

// personLink is GET /admin/people/{id}/link: where an admin makes somebody's sign-in link, and sees it once.
func (s *Server) personLink(c echo.Context) error {
	return s.showPersonLink(c, http.StatusOK, newForm())
}

func (s *Server) showPersonLink(c echo.Context, status int, form views.Form) error {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	p, err := s.Store.People.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	form.Action = views.PersonLinkPath(id)
	return s.page(c, status, views.PersonLink(views.PersonLinkPage{Page: s.newPage(c, "Sign-in link"), ID: id, Form: form,
		Name: p.Name, Made: s.takeOnce(c, views.PersonLinkPath(id))}))
}

// makePersonLink is POST /admin/people/{id}/link.
func (s *Server) makePersonLink(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	token, ends, err := s.Store.Doors.SignInLink(c.Request().Context(), web.By(c, posted(c, "op")), id)
	if err != nil {
		return s.refuse(c, err, postedForm(c), redraw{page: func(status int, f views.Form) error { return s.showPersonLink(c, status, f) }})
	}
	p, err := s.Store.People.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	made := views.Once{For: p.Name, Link: s.outside(c, views.SignInLinkPath(token)), Until: s.clock(asker(c)).Full(ends).Text}
	return s.giveOnce(c, views.PersonLinkPath(id), made)
}

// outside is a path as others reach it.
func (s *Server) outside(c echo.Context, path string) string {
	return web.Outside(c, s.URL, s.Secure, path)
}

// onceCookie carries what a page shows once from the form that made it over to that page. It is signed, lives for a minute,
// and goes away when it is shown.
const onceCookie = "stoa-once"

func (s *Server) onceName() string {
	if s.Secure {
		return "__Host-" + onceCookie
	}
	return onceCookie
}

// giveOnce leads to a page, which then shows what was made.
func (s *Server) giveOnce(c echo.Context, path string, o views.Once) error {
	value, err := securecookie.EncodeMulti(onceCookie, []string{path, o.For, o.Link, o.Until}, s.sessions.codecs...)
	if err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{Name: s.onceName(), Value: value, Path: "/", MaxAge: 60, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteStrictMode})
	return see(c, path)
}

// takeOnce returns what the last form has made for a page to show.
func (s *Server) takeOnce(c echo.Context, path string) views.Once {
	cookie, err := c.Cookie(s.onceName())
	if err != nil {
		return views.Once{}
	}
	var kept []string
	if securecookie.DecodeMulti(onceCookie, cookie.Value, &kept, s.sessions.codecs...) != nil || len(kept) != 4 || path != kept[0] {
		return views.Once{}
	}
	c.SetCookie(&http.Cookie{Name: s.onceName(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteStrictMode})
	return views.Once{For: kept[1], Link: kept[2], Until: kept[3]}
}
