package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"rsc.io/qr"

	"stoa/handlers/api"
	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// issuer is how apps name the campus among their accounts.
const issuer = "Stoa"

// twoFactorPages are where one turns two-factor sign-in on and off, for oneself and as an admin for others.
func (s *Server) twoFactorPages() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, views.PathSignInCode, anyone, s.signInCodePage},
		{post, views.PathSignInCode, anyone, s.signInCode},
		{get, views.PathTwoFactor, members, s.twoFactor},
		{post, views.PathTwoFactor, members, s.confirmTwoFactor},
		{post, views.PathTwoFactorBegin, members, s.beginTwoFactor},
		{post, views.PathTwoFactorOff, members, s.turnTwoFactorOff},
		{post, views.PathRecoveryCodes, members, s.renewRecoveryCodes},
		{post, "/admin/people/:person/two-factor", admins, s.clearTwoFactor},
	}
}

// beforeSetUp is where staff may go who have yet to set two-factor sign-in up, on a campus that requires it.
var beforeSetUp = map[string]bool{
	views.PathTwoFactor: true, views.PathTwoFactorBegin: true, views.PathTwoFactorOff: true, views.PathRecoveryCodes: true,
	views.PathSignIn: true, views.PathSignInCode: true, views.PathSignOut: true,
	api.Base + "/sessions/current": true,
}

// mayGoOn returns ErrNoFactor for staff who have to set two-factor sign-in up before anything else.
func (s *Server) mayGoOn(p campus.Person) error {
	if s.RequireTwoFactor && p.Role.Staff() && !p.TwoFactor {
		return campus.ErrNoFactor
	}
	return nil
}

// askToSetUp leads staff who have no second factor yet to where they get one. A stream and a fragment are refused; the page
// around them loads itself again.
func (s *Server) askToSetUp(c echo.Context, p web.Problem, err error) error {
	if c.Request().URL.Path == views.PathLive || isHTMX(c) {
		c.Response().Header().Set("HX-Redirect", views.PathTwoFactor)
		return answerPart(c, p, err)
	}
	return see(c, views.PathTwoFactor)
}

// twoFactor is GET /profile/two-factor: how it stands, and the secret that waits.
func (s *Server) twoFactor(c echo.Context) error {
	return s.showTwoFactor(c, http.StatusOK, func(*views.TwoFactorPage) {})
}

// showTwoFactor shows the page with one of its forms as it came back.
func (s *Server) showTwoFactor(c echo.Context, status int, change func(*views.TwoFactorPage)) error {
	who := asker(c)
	state, err := s.Store.TwoFactor.State(c.Request().Context(), who.ID)
	if err != nil {
		return err
	}
	page := views.TwoFactorPage{Page: s.newPage(c, "Two-factor sign-in"), On: state.On, Left: state.Left, Password: state.Password,
		Required: s.mayGoOn(who) != nil, Form: newForm(), Renew: newForm(), Off: newForm()}
	if state.Pending != "" {
		link := campus.CodeLink(issuer, who.Username, state.Pending)
		picture, err := drawQR(link)
		if err != nil {
			return err
		}
		page.Setup = &views.Setup{QR: picture, Link: link, Text: campus.Grouped(state.Pending, " ")}
	}
	change(&page)
	return s.page(c, status, views.TwoFactor(page))
}

// drawQR draws text as a picture for apps: each row's runs of dark modules as rectangles of one path.
func drawQR(text string) (views.QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return views.QR{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if n := strconv.Itoa(x - from); x > from {
				path.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	return views.QR{Size: code.Size, Path: path.String()}, nil
}

// beginTwoFactor is POST /profile/two-factor/begin (proof: the password): makes a secret.
func (s *Server) beginTwoFactor(c echo.Context) error {
	err := s.Store.TwoFactor.Begin(c.Request().Context(), web.By(c, posted(c, "op")), posted(c, "proof"))
	if err != nil {
		return s.refuseTwoFactor(c, err, func(p *views.TwoFactorPage, f views.Form) { p.Form = f })
	}
	return see(c, views.PathTwoFactor)
}

// confirmTwoFactor is POST /profile/two-factor (code): turns it on. Its answer is the page with the recovery codes itself,
// for they are kept nowhere that a page could read them from.
func (s *Server) confirmTwoFactor(c echo.Context) error {
	codes, opened, err := s.Store.TwoFactor.Confirm(c.Request().Context(), web.By(c, posted(c, "op")),
		store.Credentials{Code: posted(c, "code"), Agent: c.Request().UserAgent()})
	if err != nil {
		return s.refuseTwoFactor(c, err, func(p *views.TwoFactorPage, f views.Form) { p.Form = f })
	}
	session, err := s.sessions.Get(c.Request(), s.sessions.name())
	if err != nil {
		return err
	}
	session.ID = opened.Token // the old one ended with all others
	if err := s.sessions.Save(c.Request(), c.Response(), session); err != nil {
		return err
	}
	web.SetAsker(c, opened.Person)
	return s.showRecoveryCodes(c, codes, false)
}

func (s *Server) showRecoveryCodes(c echo.Context, codes []string, renewed bool) error {
	page := views.RecoveryPage{Page: s.newPage(c, "Recovery codes"), Codes: codes, Renewed: renewed}
	if !renewed {
		page.Notice = "Two-factor sign-in is on."
	}
	return s.page(c, http.StatusOK, views.Recovery(page))
}

// renewRecoveryCodes is POST /profile/two-factor/codes (proof): new codes in the place of the old, shown in its answer.
func (s *Server) renewRecoveryCodes(c echo.Context) error {
	codes, err := s.Store.TwoFactor.Renew(c.Request().Context(), web.By(c, posted(c, "op")), posted(c, "proof"))
	if err != nil {
		return s.refuseTwoFactor(c, err, func(p *views.TwoFactorPage, f views.Form) { p.Renew = f })
	}
	return s.showRecoveryCodes(c, codes, true)
}

// turnTwoFactorOff is POST /profile/two-factor/off (proof).
func (s *Server) turnTwoFactorOff(c echo.Context) error {
	err := s.Store.TwoFactor.TurnOff(c.Request().Context(), web.By(c, posted(c, "op")), posted(c, "proof"))
	if err != nil {
		return s.refuseTwoFactor(c, err, func(p *views.TwoFactorPage, f views.Form) { p.Off = f })
	}
	s.giveNotice(c, "two-factor-off")
	return see(c, views.PathTwoFactor)
}

func (s *Server) refuseTwoFactor(c echo.Context, err error, put func(*views.TwoFactorPage, views.Form)) error {
	return s.refuse(c, err, postedForm(c), redraw{page: func(status int, f views.Form) error {
		return s.showTwoFactor(c, status, func(p *views.TwoFactorPage) { put(p, f) })
	}})
}

// clearTwoFactor is POST /admin/people/{id}/two-factor: turns it off for who has lost their device.
func (s *Server) clearTwoFactor(c echo.Context) error {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	if err := s.Store.People.ClearTwoFactor(c.Request().Context(), web.By(c, posted(c, "op")), id); err != nil {
		return err
	}
	s.giveNotice(c, "two-factor-cleared")
	return see(c, views.PersonPath(id))
}

// The cookie of half a sign-in: somebody's password was right, and their code is due.
const (
	halfName       = "stoa-half"
	secureHalfName = "__Host-stoa-half"
)

func (s *Server) halfCookie(value string, seconds int) *http.Cookie {
	name := halfName
	if s.Secure {
		name = secureHalfName
	}
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode}
}

// half returns the half sign-in that a browser brings; "" for none.
func (s *Server) half(c echo.Context) string {
	cookie, err := c.Cookie(s.halfCookie("", 0).Name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// askForCode leads who has proved the first factor to the second.
func (s *Server) askForCode(c echo.Context, half, next string) error {
	c.SetCookie(s.halfCookie(half, int(store.HalfLife.Seconds())))
	return see(c, views.SignInCodeNext(next))
}

// signInCodePage is GET /sign-in/code: the second step of signing in.
func (s *Server) signInCodePage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if _, ok := web.Asker(c); ok {
		return see(c, next)
	}
	half := s.half(c)
	if half == "" {
		return see(c, views.SignInNext(next))
	}
	waiting, err := s.Store.Sessions.Waiting(c.Request().Context(), half)
	if err != nil {
		return err
	}
	if !waiting {
		return s.beginAgain(c, next)
	}
	return s.showSignInCode(c, http.StatusOK, views.Form{Values: map[string]string{"next": next}})
}

func (s *Server) showSignInCode(c echo.Context, status int, form views.Form) error {
	return s.page(c, status, views.SignInCode(views.CodePage{Page: s.newPage(c, "Your code"), Form: form}))
}

// beginAgain leads to the first step, when what was proved there is too old.
func (s *Server) beginAgain(c echo.Context, next string) error {
	c.SetCookie(s.halfCookie("", -1))
	s.giveNotice(c, "half-over")
	return see(c, views.SignInNext(next))
}

// signInCode is POST /sign-in/code (code, next).
func (s *Server) signInCode(c echo.Context) error {
	form := postedForm(c, "next")
	form.Values["next"] = localPath(form.Value("next"))
	half := s.half(c)
	if half == "" {
		return see(c, views.SignInNext(form.Value("next")))
	}
	opened, err := s.Store.Sessions.Finish(c.Request().Context(), half, s.credentials(c, posted(c, "code")))
	switch {
	case errors.Is(err, campus.ErrSignedOut):
		return s.beginAgain(c, form.Value("next"))
	case errors.Is(err, campus.ErrCode):
		err = campus.InvalidField("code", campus.ErrCode.Sentence)
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showSignInCode(c, status, f) }})
	}
	c.SetCookie(s.halfCookie("", -1))
	return s.welcome(c, opened, form.Value("next"))
}
