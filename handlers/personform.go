package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
	"stoa/views"
)

// newPerson is GET /admin/people/new.
func (s *Server) newPerson(c echo.Context) error {
	form := newForm()
	form.Values = map[string]string{"role": string(campus.Student)}
	return s.showNewPerson(c, http.StatusOK, form)
}

func (s *Server) showNewPerson(c echo.Context, status int, form views.Form) error {
	form.Action = views.PathPeople
	page := views.PersonFormPage{Page: s.newPage(c, "New person"), Form: form}
	page.Nav = views.NavPeople
	return s.page(c, status, views.PersonForm(page))
}

// createPerson is POST /admin/people: somebody without a password, who enters first by a one-time link.
func (s *Server) createPerson(c echo.Context) error {
	form := postedForm(c, "name", "username", "email", "role", "born", "gender", "zone", "external_id")
	n := campus.NewPerson{Name: strings.TrimSpace(form.Value("name")), Username: strings.TrimSpace(form.Value("username")),
		Email: strings.TrimSpace(form.Value("email")), Role: campus.Role(form.Value("role")), Born: form.Value("born"),
		Gender: form.Value("gender"), Zone: strings.TrimSpace(form.Value("zone")), ExternalID: strings.TrimSpace(form.Value("external_id"))}
	made, err := s.Store.People.Create(c.Request().Context(), web.By(c, form.Op), n)
	if err != nil {
		return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error { return s.showNewPerson(c, status, f) }})
	}
	s.giveNotice(c, "made")
	return see(c, views.PersonPath(made.ID))
}

// editPerson is GET /admin/people/{id}/edit.
func (s *Server) editPerson(c echo.Context) error {
	p, err := s.somebody(c)
	if err != nil {
		return err
	}
	form := newForm()
	form.Values = map[string]string{}
	for field, value := range editable(p) {
		form.Values[field], form.Values["shown_"+field] = value, value
	}
	return s.showEditPerson(c, http.StatusOK, p, form, nil)
}

// somebody returns whom a route is about, unless they are erased.
func (s *Server) somebody(c echo.Context) (campus.Person, error) {
	id, err := personID(c)
	if err != nil {
		return campus.Person{}, err
	}
	p, err := s.Store.People.Get(c.Request().Context(), id)
	if err == nil && p.Status == campus.StatusErased {
		err = campus.ErrNoPerson
	}
	return p, err
}

// editable returns the fields that the form changes.
func editable(p campus.Person) map[string]string {
	return map[string]string{"name": p.Name, "username": p.Username, "email": p.Email, "born": p.Born, "gender": p.Gender, "zone": p.Zone,
		"external_id": p.ExternalID}
}

func (s *Server) showEditPerson(c echo.Context, status int, p campus.Person, form views.Form, theirs []views.Fact) error {
	form.Action = views.EditPersonPath(p.ID)
	page := views.PersonFormPage{Page: s.newPage(c, "Edit "+p.Name), ID: p.ID, Name: p.Name, Form: form, Theirs: theirs}
	page.Nav = views.NavPeople
	return s.page(c, status, views.PersonForm(page))
}

// savePerson is POST /admin/people/{id}/edit. Each field comes with what was shown of it: what somebody else has changed
// meanwhile is not written over unseen.
func (s *Server) savePerson(c echo.Context) error {
	var names []string
	for _, f := range views.PersonFields(false) {
		names = append(names, f.Name, "shown_"+f.Name)
	}
	form := postedForm(c, names...)
	change := campus.PersonChange{Shown: map[string]string{}}
	for field, to := range map[string]**string{"name": &change.Name, "username": &change.Username, "email": &change.Email,
		"born": &change.Born, "gender": &change.Gender, "zone": &change.Zone, "external_id": &change.ExternalID} {
		value, shown := strings.TrimSpace(form.Value(field)), "shown_"+field
		switch sent := postedFields(c); {
		case !sent.Has(field) || sent.Has(shown) && sent.Get(shown) == value: // nobody has typed anything else
		case sent.Has(shown):
			*to, change.Shown[field] = &value, sent.Get(shown)
		default:
			*to = &value
		}
	}
	id, err := personID(c)
	if err != nil {
		return err
	}
	if _, _, err = s.Store.People.Edit(c.Request().Context(), web.By(c, form.Op), id, change); err == nil {
		s.giveNotice(c, "saved")
		return see(c, views.PersonPath(id))
	}
	return s.refuse(c, err, form, redraw{page: func(status int, f views.Form) error {
		p, rerr := s.somebody(c)
		if rerr != nil {
			return rerr
		}
		var theirs []views.Fact
		if errors.Is(err, campus.ErrMeanwhile) {
			f, theirs = merged(f, editable(p), views.PersonFormFields())
		}
		return s.showEditPerson(c, status, p, f, theirs)
	}})
}
