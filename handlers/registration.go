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

func (s *Server) signUpClosed() bool { return s.Store.Doors.SignUp() == campus.SignUpClosed }

// registerPage is GET /register (invitation): the form to make an account with.
func (s *Server) registerPage(c echo.Context) error {
	token := c.QueryParam("invitation")
	if _, ok := web.Asker(c); ok && token == "" {
		return see(c, views.PathHome)
	}
	form := newForm()
	form.Values = map[string]string{"invitation": token}
	return s.showRegister(c, http.StatusOK, form)
}

// showRegister draws the form; the error where there is none to fill in.
func (s *Server) showRegister(c echo.Context, status int, form views.Form) error {
	page := views.RegisterPage{Page: s.newPage(c, "Register"), Form: form, Teach: s.Store.Doors.TeacherSignUp() != campus.SignUpClosed,
		AtOnce: s.Store.Doors.TeacherSignUp() == campus.SignUpOpen, Approve: s.Store.Doors.SignUp() == campus.SignUpApprove}
	if token := form.Value("invitation"); token != "" {
		i, err := s.Store.Doors.Invitation(c.Request().Context(), token)
		if err != nil {
			return err
		}
		page.Title, page.Email, page.Role = "You are invited", i.Email, string(i.Role)
	} else if s.signUpClosed() {
		return campus.ErrSignUpClosed
	}
	return s.page(c, status, views.Register(page))
}

// registrationOf reads what somebody tells of themselves. There is no role in it, whatever was sent.
func registrationOf(c echo.Context) (campus.Registration, views.Form) {
	form := postedForm(c, "username", "name", "email", "teach", "invitation", "token")
	return campus.Registration{Username: form.Value("username"), Name: form.Value("name"), Email: form.Value("email"),
		Password: posted(c, "password"), Teach: form.Value("teach") == "1", Invitation: form.Value("invitation")}, form
}

// register is POST /register (username, name, email, password, teach, invitation).
func (s *Server) register(c echo.Context) error {
	ctx := c.Request().Context()
	r, form := registrationOf(c)
	made, err := s.Store.Doors.Register(ctx, store.By{From: c.RealIP(), Op: posted(c, "op")}, r)
	if errors.Is(err, campus.ErrNoInvitation) || errors.Is(err, campus.ErrSignUpClosed) {
		return err // there is no form to fill in again
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showRegister(c, status, f) }})
	}
	if made.Status == campus.StatusPending {
		return see(c, views.PathRegistered)
	}
	return s.enterNew(c, made, r.Password)
}

// enterNew signs in who has just made an account, by the password that they chose: a form that is sent once more lets
// nobody in who does not know it.
func (s *Server) enterNew(c echo.Context, made campus.Person, password string) error {
	who := s.credentials(c, "")
	who.Login, who.Password = made.Username, password
	opened, err := s.Store.Sessions.SignIn(c.Request().Context(), who)
	if err != nil {
		return see(c, views.PathSignIn) // the account is made, so they can sign in by themselves
	}
	return s.welcome(c, opened, views.PathHome)
}

// registered is GET /register/waiting: what comes next for who has registered.
func (s *Server) registered(c echo.Context) error {
	return s.page(c, http.StatusOK, views.Registered(views.RegisteredPage{Page: s.newPage(c, "Waiting for approval")}))
}

// setUpPage is GET /setup (token): the form that makes the first admin of an empty campus.
func (s *Server) setUpPage(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"token": c.QueryParam("token")}
	return s.showSetUp(c, http.StatusOK, form)
}

func (s *Server) showSetUp(c echo.Context, status int, form views.Form) error {
	if err := s.Store.Doors.MaySetUp(c.Request().Context(), form.Value("token")); err != nil {
		return err
	}
	return s.page(c, status, views.SetUp(views.SetUpPage{Page: s.newPage(c, "Set up your campus"), Form: form}))
}

// setUp is POST /setup (token, username, name, email, password).
func (s *Server) setUp(c echo.Context) error {
	r, form := registrationOf(c)
	made, err := s.Store.Doors.SetUp(c.Request().Context(), store.By{From: c.RealIP(), Op: posted(c, "op")}, form.Value("token"), r)
	if errors.Is(err, campus.ErrSetUp) {
		return err
	}
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showSetUp(c, status, f) }})
	}
	return s.enterNew(c, made, r.Password)
}
