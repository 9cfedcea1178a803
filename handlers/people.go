package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// people is GET /admin/people?q=&role=&status=&wish=&waiting=&cursor=: everybody by name and the search among them; to htmx the
// list alone.
func (s *Server) people(c echo.Context) error {
	asked := views.PeopleAsked{Query: c.QueryParam("q"), Role: c.QueryParam("role"), Status: c.QueryParam("status"),
		Wish: c.QueryParam("wish") == "1", Waiting: c.QueryParam("waiting") == "1", Cursor: c.QueryParam("cursor")}
	query := store.PeopleQuery{Words: asked.Query, Emails: true, Counted: true, Role: campus.Role(asked.Role),
		Status: campus.Status(asked.Status), Wish: asked.Wish, Waiting: asked.Waiting, Cursor: asked.Cursor, Limit: store.PageSize}
	if err := query.Validate(); err != nil {
		return err
	}
	found, err := s.Store.People.Page(c.Request().Context(), query)
	if err != nil {
		return err
	}
	n := found.Counts
	page := views.PeoplePage{Page: s.newPage(c, "People"), Query: asked.Query, Role: asked.Role, Status: asked.Status, Wish: asked.Wish,
		Roles: roleFilters(n), States: statusFilters(n), All: n.Of("", ""), Waiting: n.Waiting, Wishing: n.Wish,
		Op: campus.NewOp(), Here: views.PeoplePath(asked), Rows: make([]views.PersonRow, len(found.People))}
	page.Nav, page.Live = views.NavPeople, views.LivePath(campus.TopicPresence)
	for i, p := range found.People {
		page.Rows[i] = personRow(p)
		page.Rows[i].Online = found.Online[p.ID]
	}
	if asked.Cursor != "" {
		asked.Cursor = ""
		page.First = views.PeoplePath(asked)
	}
	if found.Next != "" {
		asked.Cursor = found.Next
		page.Next = views.PeoplePath(asked)
	}
	return s.draw(c, http.StatusOK, views.People(page), views.PeopleResults(page))
}

// roleFilters are the roles to look for, each with how many have it.
func roleFilters(n store.PeopleCounts) []views.Filter {
	var all []views.Filter
	for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
		all = append(all, views.Filter{Value: string(role), Count: n.Of(role, "")})
	}
	return all
}

// statusFilters are the states to look for, each with how many are in it.
func statusFilters(n store.PeopleCounts) []views.Filter {
	var all []views.Filter
	for _, status := range []campus.Status{campus.StatusActive, campus.StatusPending, campus.StatusDisabled, campus.StatusErased} {
		all = append(all, views.Filter{Value: string(status), Count: n.Of("", status)})
	}
	return all
}

func personRow(p campus.Person) views.PersonRow {
	return views.PersonRow{ID: p.ID, Name: p.Name, Username: p.Username, Email: p.Email, Confirmed: p.Confirmed, Role: string(p.Role),
		Status: string(p.Status), ExternalID: p.ExternalID, Erased: p.Status == campus.StatusErased, NoPassword: p.NoPassword,
		Wish: p.RequestedRole == campus.Teacher && p.Role == campus.Student}
}
