package api

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// People is GET /people?q=&role=&status=&cursor=&limit=: everybody by name, or who is found by words; for teachers and
// admins. Only admins search addresses.
func (a *API) People(c echo.Context) error {
	n, err := limit(c)
	if err != nil {
		return err
	}
	q := store.PeopleQuery{Words: c.QueryParam("q"), Role: campus.Role(c.QueryParam("role")), Status: campus.Status(c.QueryParam("status")),
		Emails: asker(c).Role == campus.Admin, Cursor: c.QueryParam("cursor"), Limit: n}
	if err := q.Validate(); err != nil {
		return err
	}
	found, err := a.store.People.Page(c.Request().Context(), q)
	if err != nil {
		return err
	}
	people, err := a.shown(c, found.People...)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, map[string]any{"people": people, "next": cursorOrNull(found.Next)})
}

// shown returns people as who asks may see them.
func (a *API) shown(c echo.Context, people ...campus.Person) ([]person, error) {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	known, err := a.store.Meetings.MayKnow(c.Request().Context(), asker(c), ids)
	if err != nil {
		return nil, err
	}
	out := make([]person, len(people))
	for i, p := range people {
		if !known[p.ID] {
			p.Email, p.Confirmed, p.Born, p.Gender, p.ExternalID = "", false, "", "", ""
		}
		out[i] = newPerson(p, a.store.Now())
	}
	return out, nil
}

// Person is GET /people/{id}, for teachers and admins. Of who is erased admins are told how far that is.
func (a *API) Person(c echo.Context) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	p, err := a.store.People.Get(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if p.Status != campus.StatusErased || asker(c).Role != campus.Admin {
		return a.writePerson(c, http.StatusOK, p)
	}
	shown := newPerson(p, a.store.Now()) // of whom there is nothing left that not all may know
	job, begun, err := a.store.Erasures.Get(c.Request().Context(), id)
	if begun {
		shown.Erasure = newErasure(job)
	}
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, shown)
}

func (a *API) writePerson(c echo.Context, status int, p campus.Person) error {
	people, err := a.shown(c, p)
	if err != nil {
		return err
	}
	return write(c, status, people[0])
}

// personID returns whom a route is about, or ErrNoPerson.
func personID(c echo.Context) (int64, error) {
	id, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return 0, campus.ErrNoPerson
	}
	return id, nil
}

// CreatePerson is POST /people: somebody with this role. Without a password they wait for a one-time link.
func (a *API) CreatePerson(c echo.Context) error {
	var in struct {
		meIn
		Password   string `json:"password"`
		Role       string `json:"role"`
		ExternalID given  `json:"external_id"`
	}
	in.Role = string(campus.Student)
	if err := read(c, &in); err != nil {
		return err
	}
	said, err := in.change()
	if err != nil {
		return err
	}
	n := campus.NewPerson{Username: or(said.Username), Name: or(said.Name), Email: or(said.Email), Role: campus.Role(in.Role),
		Born: or(said.Born), Gender: or(said.Gender), Zone: or(said.Zone), ExternalID: or(in.ExternalID.text), Password: in.Password}
	made, err := a.store.People.Create(c.Request().Context(), web.By(c, op(c)), n)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", Base+"/people/"+itoa(made.ID))
	return a.writePerson(c, http.StatusCreated, made)
}

// or returns a text, "" for none.
func or(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// ChangePerson is PATCH /people/{id}: the fields that are given.
func (a *API) ChangePerson(c echo.Context) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	var in struct {
		meIn
		Role       *campus.Role    `json:"role"`
		Status     *campus.Status  `json:"status"`
		Confirmed  json.RawMessage `json:"confirmed"`
		ExternalID given           `json:"external_id"`
	}
	if err := read(c, &in); err != nil {
		return err
	}
	change, err := in.change()
	if err != nil {
		return err
	}
	change.Role, change.Status, change.ExternalID = in.Role, in.Status, in.ExternalID.text
	if in.Confirmed != nil && json.Unmarshal(in.Confirmed, &change.Confirmed) != nil {
		return campus.InvalidField("confirmed", "must be true or false")
	}
	p, _, err := a.store.People.Edit(c.Request().Context(), web.By(c, op(c)), id, change)
	if err != nil {
		return err
	}
	return a.writePerson(c, http.StatusOK, p)
}

// ErasePerson is DELETE /people/{id}: who they are goes, that they were there stays.
func (a *API) ErasePerson(c echo.Context) error {
	id, err := personID(c)
	if err != nil {
		return err
	}
	if err := a.store.People.Erase(c.Request().Context(), web.By(c, op(c)), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
