package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// profileFields are what one says of oneself on the page.
var profileFields = []string{"name", "username", "email", "born", "gender", "zone"}

// profile is GET /profile: what one has said of oneself.
func (s *Server) profile(c echo.Context) error {
	return s.showProfile(c, http.StatusOK, ownForm(asker(c)), newForm())
}

// ownForm returns the form with what somebody has said of themselves.
func ownForm(p campus.Person) views.Form {
	form := newForm()
	form.Values = map[string]string{"name": p.Name, "username": p.Username, "email": p.Email, "born": p.Born, "gender": p.Gender,
		"zone": p.Zone}
	return form
}

func (s *Server) showProfile(c echo.Context, status int, form, wish views.Form) error {
	who := asker(c)
	return s.page(c, status, views.Profile(views.ProfilePage{Page: s.newPage(c, "Your profile"), Form: form, Email: who.Email,
		Confirmed: who.Confirmed, Zones: campus.Zones(), WishForm: wish,
		Wish: s.wishOf(who)}))
}

// wishOf returns how somebody stands to the wish to teach.
func (s *Server) wishOf(p campus.Person) views.Wish {
	waiting, teachers := p.RequestedRole == campus.Teacher, s.Store.Doors.TeacherSignUp()
	return views.Wish{Shown: !p.Role.Staff() && (waiting || teachers != campus.SignUpClosed), Waiting: waiting,
		AtOnce: teachers == campus.SignUpOpen}
}

// saveProfile is POST /profile (name, username, email, born, gender, zone). A field that was not sent stays as it is.
func (s *Server) saveProfile(c echo.Context) error {
	form := postedForm(c, profileFields...)
	given := func(field string) *string {
		if !postedFields(c).Has(field) {
			return nil
		}
		text := strings.TrimSpace(form.Value(field))
		return &text
	}
	change := campus.PersonChange{Name: given("name"), Username: given("username"), Email: given("email"), Born: given("born"),
		Gender: given("gender"), Zone: given("zone")}
	_, err := s.Store.Doors.EditOwn(c.Request().Context(), web.By(c, posted(c, "op")), change)
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showProfile(c, status, f, newForm()) }})
	}
	s.giveNotice(c, "saved")
	return see(c, views.PathProfile)
}

// wish is POST /profile/wish (teach): asks to teach, or takes that back.
func (s *Server) wish(c echo.Context) error {
	role, notice := campus.Role(""), "unwished"
	if posted(c, "teach") == "1" {
		role, notice = campus.Teacher, "wished"
	}
	_, err := s.Store.Doors.EditOwn(c.Request().Context(), web.By(c, posted(c, "op")), campus.PersonChange{RequestedRole: &role})
	if err != nil {
		return s.refuse(c, err, postedForm(c), redraw{page: func(status int, f views.Form) error {
			return s.showProfile(c, status, ownForm(asker(c)), f)
		}})
	}
	s.giveNotice(c, notice)
	return see(c, views.PathProfile)
}

// ownData is POST /profile/export: everything that the campus keeps about one, as a file.
func (s *Server) ownData(c echo.Context) error { return s.api.ExportMe(c) }
