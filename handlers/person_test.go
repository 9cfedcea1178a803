package handlers

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// formTo is the form of a page that posts to a path.
func formTo(t *testing.T, page *html.Node, path string) *html.Node {
	t.Helper()
	return one(t, page, "form[action="+path+"]")
}

// now is how somebody is now.
func (t *town) now(tb testing.TB, id int64) campus.Person {
	tb.Helper()
	p, err := t.People.Get(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// waiting is somebody who has registered, wishes to teach, and has typed an address.
func (t *town) waiting(tb testing.TB) campus.Person {
	tb.Helper()
	p, err := t.People.Create(tb.Context(), store.Itself(""),
		campus.NewPerson{Username: "zeno", Name: "Zeno of Kition", Email: "zeno@stoa.example",
			Unconfirmed: true, Role: campus.Student, RequestedRole: campus.Teacher, Status: campus.StatusPending,
			Password: storetest.Password})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func TestWhoHasNoPasswordIsOfferedALinkAndWhoWaitsIsApproved(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	zeno, admin := town.waiting(t), town.signedIn(t, "admin")
	made, err := town.People.Create(t.Context(), store.Itself(""),
		campus.NewPerson{Username: "imported", Name: "Ada", Role: campus.Student})
	if err != nil {
		t.Fatal(err)
	}
	list := admin.get(t, views.PeoplePath(views.PeopleAsked{})).page(t)
	for _, p := range []campus.Person{zeno, made} {
		page, waits := admin.get(t, views.PersonPath(p.ID)).page(t), p.ID == zeno.ID
		approve, link := "form[action="+views.ApprovePath(p.ID)+"]", "a[href="+views.PersonLinkPath(p.ID)+"]"
		if got := [3]bool{len(all(list, approve)) > 0, len(all(page, approve)) > 0, len(all(page, link)) > 0}; got != [3]bool{waits, waits,
			!waits} {
			t.Errorf("%s is offered approval in the list, on the page, and a link: %v", p.Name, got)
		}
	}
	if got := text(list); !strings.Contains(got, "1 waits for approval") || !strings.Contains(got, "Not entered yet") {
		t.Errorf("the list says %q", got)
	}
	only := admin.get(t, views.PeoplePath(views.PeopleAsked{Waiting: true}))
	if !strings.Contains(only.body, "Zeno of Kition") || strings.Contains(only.body, "imported") {
		t.Errorf("who waits: %s", only)
	}
}

func TestTheButtonsOfAPersonsPageDoWhatTheySay(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	zeno, admin := town.waiting(t), town.signedIn(t, "admin")
	path := views.PersonPath(zeno.ID)
	for _, step := range []struct {
		action string
		typed  url.Values
		change func(*campus.Person)
	}{
		{views.ApprovePath(zeno.ID), nil, func(p *campus.Person) { p.Status = campus.StatusActive }},
		{views.ConfirmPath(zeno.ID), nil, func(p *campus.Person) { p.Confirmed = true }},
		{views.RolePath(zeno.ID), url.Values{"role": {"teacher"}}, func(p *campus.Person) { p.Role, p.RequestedRole = campus.Teacher, "" }},
		{views.DisablePath(zeno.ID), nil, func(p *campus.Person) { p.Status = campus.StatusDisabled }},
		{views.EnablePath(zeno.ID), nil, func(p *campus.Person) { p.Status = campus.StatusActive }},
	} {
		page := admin.get(t, path).page(t)
		sent := fields(formTo(t, page, step.action))
		maps.Copy(sent, step.typed)
		admin.post(t, step.action, sent).wantSeeOther(t, path)
		if step.change(&zeno); town.now(t, zeno.ID) != zeno {
			t.Errorf("after %s they are %+v, want %+v", step.action, town.now(t, zeno.ID), zeno)
		}
	}
	page := admin.get(t, views.PersonPath(town.admin.ID)).page(t)
	for _, action := range []string{views.RolePath(town.admin.ID), views.DisablePath(town.admin.ID)} {
		if all := all(page, "form[action="+action+"]"); len(all) != 0 {
			t.Errorf("an admin's own page has the form to %s", action)
		}
	}
	got := admin.post(t, views.DisablePath(town.admin.ID), nil)
	if got.status != 403 || !strings.Contains(got.body, "role") {
		t.Errorf("disabling oneself: %s", got)
	}
}

func TestTheListApprovesWhoWaitsAndComesBackToWhereOneWas(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	zeno, admin := town.waiting(t), town.signedIn(t, "admin")
	const here = "/admin/people?q=ze&status=pending"
	page := admin.get(t, here).page(t)
	for _, path := range []string{views.PathNewPerson, views.PathInvitations, views.PathImport} {
		one(t, page, "main a[href="+path+"]")
	}
	admin.submit(t, formTo(t, page, views.ApprovePath(zeno.ID)), nil).wantSeeOther(t, here)
	if town.now(t, zeno.ID).Status != campus.StatusActive {
		t.Error("who was approved still waits")
	}
	// Disabled meanwhile by another admin, they are not let in by a list that is old.
	status := campus.StatusDisabled
	if _, _, err := town.People.Edit(t.Context(), store.Itself(""), zeno.ID, campus.PersonChange{Status: &status}); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, admin.post(t, views.ApprovePath(zeno.ID), url.Values{"next": {here}}), 409)
	wantStatus(t, admin.get(t, "/admin/people?role=emperor"), 422)
	wantStatus(t, admin.get(t, "/admin/people?status=gone"), 422)
}

// Of two admins who change a field at once the second is shown what the first has made of it, beside what they typed.
func TestWhatSomebodyElseHasChangedMeanwhileIsShownBesideWhatWasTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin, path := town.signedIn(t, "admin"), views.EditPersonPath(town.john.ID)
	form := formTo(t, admin.get(t, path).page(t), path)
	name, zone := "John of the first admin", "Europe/Athens"
	if _, _, err := town.People.Edit(t.Context(), store.Itself(""), town.john.ID,
		campus.PersonChange{Name: &name, Zone: &zone}); err != nil {
		t.Fatal(err)
	}
	got := admin.submit(t, form, url.Values{"name": {"John of the second"}, "username": {"johnny"}})
	wantStatus(t, got, 409)
	page := got.page(t)
	if now := town.now(t, town.john.ID); now.Name != name || now.Username != "john" {
		t.Errorf("they are %+v, though the form was refused", now)
	}
	if said := text(one(t, page, "#refused")); !strings.Contains(said, "Name is now: "+name) ||
		!strings.Contains(said, "Time zone is now: "+zone) {
		t.Errorf("the page says %q, without what is there now", said)
	}
	sent := fields(formTo(t, page, path))
	for field, want := range map[string]string{"name": "John of the second", "username": "johnny", "zone": zone, "shown_name": name,
		"shown_zone": zone} {
		if sent.Get(field) != want {
			t.Errorf("the form has %q in %s, want %q", sent.Get(field), field, want)
		}
	}
	admin.submit(t, formTo(t, page, path), nil).wantSeeOther(t, views.PersonPath(town.john.ID)) // having seen it
	if now := town.now(t, town.john.ID); now.Name != "John of the second" || now.Username != "johnny" || now.Zone != zone {
		t.Errorf("they are now %+v", now)
	}
}

func TestErasingAsksForTheUsernameFirst(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin, path := town.signedIn(t, "admin"), views.ErasePersonPath(town.john.ID)
	one(t, admin.get(t, views.PersonPath(town.john.ID)).page(t), "a[href="+path+"]")
	page := admin.get(t, path).page(t)
	got := admin.submit(t, formTo(t, page, path), url.Values{"username": {"thales"}})
	wantStatus(t, got, 422)
	page = got.page(t)
	if typed := fields(formTo(t, page, path)).Get("username"); typed != "thales" {
		t.Errorf("the form has %q, without what was typed", typed)
	}
	if town.now(t, town.john.ID).Status == campus.StatusErased {
		t.Fatal("they are erased under another's name")
	}
	admin.submit(t, formTo(t, page, path), url.Values{"username": {"John"}}).wantSeeOther(t, views.PersonPath(town.john.ID))
	if now := town.now(t, town.john.ID); now.Name != campus.NameErased || now.Status != campus.StatusErased {
		t.Errorf("they are now %+v", now)
	}
	wantStatus(t, admin.get(t, path), 404)
	left := admin.get(t, views.PersonPath(town.john.ID)).page(t)
	if forms := all(left, "main form"); len(forms) != 0 {
		t.Errorf("%d things can be done about who is erased", len(forms))
	}
}

func TestAnAdminSeesWhereSomebodyIsSignedInAndEndsIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, admin, path := town.signedIn(t, "john"), town.signedIn(t, "admin"), views.PersonPath(town.john.ID)
	page := admin.get(t, path).page(t)
	one(t, page, "a[href="+views.PersonLinkPath(town.john.ID)+"]")
	one(t, page, "a[href="+views.AuditPath(views.AuditFilter{Whom: num(town.john.ID), Failures: true}, "")+"]")
	if said := text(one(t, page, "section[aria-labelledby=trail]")); !strings.Contains(said, "Account made") ||
		!strings.Contains(said, "Signed in") {
		t.Errorf("the trail says %q", said)
	}
	form := formTo(t, page, views.EndSessionPath(town.john.ID))
	admin.submit(t, form, nil).wantSeeOther(t, path)
	if got := john.get(t, "/courses"); got.status != 303 {
		t.Errorf("the session that was ended still shows pages: %s", got)
	}
	page = admin.get(t, path).page(t)
	if said := text(one(t, page, "section[aria-labelledby=sessions]")); !strings.Contains(said, "signed in nowhere") {
		t.Errorf("the sessions are now %q", said)
	}
	got := admin.submit(t, form, url.Values{"op": {"another"}}) // it is not there any more
	wantStatus(t, got, 404)
}
