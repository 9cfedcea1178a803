package api

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
)

// meIn is what somebody may say of themselves. All else that a person has is not theirs to change, and ignored.
type meIn struct {
	Username      given `json:"username"`
	Name          given `json:"name"`
	Email         given `json:"email"`
	RequestedRole given `json:"requested_role"`
	Born          given `json:"born"`
	Gender        given `json:"gender"`
	Zone          given `json:"zone"`
}

// given is a text that may be left out, which is not the same as null: that takes away what there was.
type given struct {
	text  *string
	wrong bool // it is something else than text
}

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (g *given) UnmarshalJSON(b []byte) error {
	g.text = new(string)
	g.wrong = json.Unmarshal(b, g.text) != nil
	return nil
}

// change returns what is to change, or an Invalid naming each field that is not text.
func (in meIn) change() (campus.PersonChange, error) {
	wrong := map[string]string{}
	for name, field := range map[string]given{"username": in.Username, "name": in.Name, "email": in.Email,
		"requested_role": in.RequestedRole, "born": in.Born, "gender": in.Gender, "zone": in.Zone} {
		if field.wrong {
			wrong[name] = "must be text"
		}
	}
	return campus.PersonChange{Username: in.Username.text, Name: in.Name.text, Email: in.Email.text, Born: in.Born.text,
		Gender: in.Gender.text, Zone: in.Zone.text, RequestedRole: (*campus.Role)(in.RequestedRole.text)}, campus.InvalidFields(wrong)
}

// ChangeMe is PATCH /me: what one says of oneself.
func (a *API) ChangeMe(c echo.Context) error {
	var in meIn
	if err := read(c, &in); err != nil {
		return err
	}
	change, err := in.change()
	if err != nil {
		return err
	}
	me, err := a.store.Doors.EditOwn(c.Request().Context(), web.By(c, op(c)), change)
	if err != nil {
		return err
	}
	return write(c, http.StatusOK, newPerson(me, a.store.Now()))
}
