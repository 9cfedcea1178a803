package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestPeopleOfACampusThatKeptNoListAreListed(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		thales, admin := c.Person(t, "thales", campus.Teacher), c.Person(t, "admin", campus.Admin)
		_, err := c.People.Create(ctx, store.Itself(""), campus.NewPerson{Username: "typed", Name: "Typed", Email: "typed@stoa.example",
			Role: campus.Student, Password: storetest.Password, Unconfirmed: true})
		must(t, err)
		must(t, c.Redis.Del(ctx, c.ListsOfPeople()...).Err())
		for _, p := range []campus.Person{thales, admin} { // as they were made before
			must(t, c.Redis.HDel(ctx, c.PersonKey(p.ID), "words", "address", "confirmed").Err())
		}
		for range 2 {
			must(t, c.People.Relist(ctx))
			page, err := c.People.Page(ctx, store.PeopleQuery{Limit: 10})
			must(t, err)
			if len(page.People) != 3 || page.People[0].ID != admin.ID || !page.People[0].Confirmed || page.People[2].Confirmed {
				t.Errorf("listed are %+v, want the three by name, and what somebody typed not confirmed", page.People)
			}
		}
		found, err := c.People.Page(ctx, store.PeopleQuery{Words: "thal", Limit: 10})
		if must(t, err); len(found.People) != 1 || found.People[0].ID != thales.ID {
			t.Errorf("found %+v, want thales", found.People)
		}
		wantRefusal(t, "the last admin", c.People.SetStatus(ctx, store.Itself(""), admin.ID, campus.StatusDisabled),
			campus.Refuse(campus.Conflict, "This is the last admin; a campus cannot be without one."))
	})
}
