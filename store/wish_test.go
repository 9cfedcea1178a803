package store_test

import (
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestARoleThatAnAdminGaveMeanwhileStandsAgainstAWishThatIsGrantedAtOnce(t *testing.T) {
	t.Parallel()
	c := storetest.New(t, func(o *store.Options) { o.TeacherSignUp = campus.SignUpOpen })
	john := c.Person(t, "john", campus.Student)
	through, gate := c.Gated(t, `{"role":"teacher"}`) // which only the granting is told
	wish, admin := campus.Teacher, campus.Admin
	done := make(chan error, 1)
	go func() {
		_, err := through.Doors.EditOwn(t.Context(), store.By{Person: john}, campus.PersonChange{RequestedRole: &wish})
		done <- err
	}()
	<-gate.Reached
	_, _, err := c.People.Edit(t.Context(), store.Itself(""), john.ID, campus.PersonChange{Role: &admin})
	must(t, err)
	gate.Open()
	must(t, <-done)
	if p, err := c.Store.People.Get(t.Context(), john.ID); p.Role != campus.Admin || err != nil {
		t.Errorf("john is %s, %v, want the admin that he was made", p.Role, err)
	}
}
