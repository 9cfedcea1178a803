package views

import (
	"net/url"
	"strconv"
)

// The admin's pages of people.
const (
	PathPeople    = "/admin/people"
	PathNewPerson = PathPeople + "/new"
)

// PeopleAsked is which people a page of the list is about.
type PeopleAsked struct {
	Query, Role, Status string
	Wish, Waiting       bool
	Cursor              string
}

// PeoplePath is a page of the people who are asked for.
func PeoplePath(q PeopleAsked) string {
	values := url.Values{}
	for name, value := range map[string]string{"q": q.Query, "role": q.Role, "status": q.Status, "cursor": q.Cursor} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for name, only := range map[string]bool{"wish": q.Wish, "waiting": q.Waiting} {
		if only {
			values.Set(name, "1")
		}
	}
	if len(values) == 0 {
		return PathPeople
	}
	return PathPeople + "?" + values.Encode()
}

// PersonPath is an admin's page of a person.
func PersonPath(id int64) string { return PathPeople + "/" + strconv.FormatInt(id, 10) }

// EditPersonPath has the form for a person's fields, and takes it.
func EditPersonPath(id int64) string { return PersonPath(id) + "/edit" }

// ApprovePath takes the form that lets in who waits.
func ApprovePath(id int64) string { return PersonPath(id) + "/approve" }

// ConfirmPath takes the form that confirms an address.
func ConfirmPath(id int64) string { return PersonPath(id) + "/confirm" }

// WishPath takes the form that grants or refuses the wish to teach.
func WishPath(id int64) string { return PersonPath(id) + "/wish" }

// RolePath takes the form that changes a role.
func RolePath(id int64) string { return PersonPath(id) + "/role" }

// DisablePath takes the form that keeps somebody out.
func DisablePath(id int64) string { return PersonPath(id) + "/disable" }

// EnablePath takes the form that lets somebody in again.
func EnablePath(id int64) string { return PersonPath(id) + "/enable" }

// EndSessionPath takes the form that ends a session or token of somebody.
func EndSessionPath(id int64) string { return PersonPath(id) + "/sessions/end" }

// ErasePersonPath asks before somebody is erased, and takes the form that does it.
func ErasePersonPath(id int64) string { return PersonPath(id) + "/erase" }
