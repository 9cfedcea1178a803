package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/views"
)

// erasureTold is what the API tells of an erasure.
type erasureTold struct {
	Begun, Stage     string
	Done, Trouble    *string
	Files, Of, Lines int
}

// Admins see how far taking somebody out is who was erased: on that person's page until the end and after it, and all such together on
// the archive's page.
func TestAdminsSeeHowFarTakingOutWhoWasErasedIs(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin := d.signedIn(t, "admin")
	if err := d.People.Erase(t.Context(), store.Itself(""), d.zeno.ID); err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/admin/people/%d", d.zeno.ID)
	wantSays := func(path, want string) {
		t.Helper()
		if says := text(one(t, admin.get(t, path).page(t), "main")); !strings.Contains(says, want) {
			t.Errorf("%s does not say %q: %s", path, want, says)
		}
	}
	wantSays(path, "Waiting to be taken out")
	one(t, admin.get(t, path).page(t), "#erasure [hx-get="+path+"]") // it asks again
	wantSays("/admin/archive", "Waiting to be taken out")
	if list := admin.get(t, "/admin/archive"); !strings.Contains(list.body, `href="`+path+`"`) {
		t.Errorf("the archive's page has no link to %s: %s", path, list)
	}
	told := func(who string) erasureTold {
		t.Helper()
		var got struct{ Erasure erasureTold }
		d.script(t, who).call(t, http.MethodGet, fmt.Sprintf("/people/%d", d.zeno.ID), nil).read(t, &got)
		return got.Erasure
	}
	if got := told("admin"); got.Stage != "begun" || got.Begun == "" || got.Done != nil {
		t.Errorf("the API says %+v", got)
	}
	if got := told("thales"); got != (erasureTold{}) {
		t.Errorf("the API tells a teacher %+v", got)
	}
	d.Settle(t)
	for range 20 {
		for _, tick := range []func() (int, error){func() (int, error) { return d.server.Archive.Archiver.Tick(t.Context()) },
			func() (int, error) { return d.server.Archive.Eraser.Tick(t.Context()) },
			func() (int, error) { return d.server.Archive.Compactor.Tick(t.Context()) }} {
			if _, err := tick(); err != nil {
				t.Fatal(err)
			}
		}
		d.clock.Add(10 * time.Second)
	}
	wantSays(path, "of others named them. Taken out of these and of the archive")
	if got := told("admin"); got.Stage != "done" || got.Done == nil || got.Trouble != nil {
		t.Errorf("of what is done the API says %+v", got)
	}
	if again := all(admin.get(t, path).page(t), "#erasure [hx-get="+path+"]"); len(again) > 0 {
		t.Error("what is done is asked for again and again")
	}
	if says := text(one(t, admin.get(t, "/admin/archive").page(t), "main")); strings.Contains(says, "Erasing") {
		t.Errorf("the archive's page still lists it: %s", says)
	}
}

// Whoever has erased somebody is led to how far that is, finds them again in the list, and reads in the audit what was done.
func TestWhoWasErasedIsFoundByAdminsAlone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	admin, path := town.signedIn(t, "admin"), views.PersonPath(town.john.ID)
	town.signedIn(t, "john")
	form := formTo(t, admin.get(t, views.ErasePersonPath(town.john.ID)).page(t), views.ErasePersonPath(town.john.ID))
	list := func(status string) string {
		t.Helper()
		return text(one(t, admin.get(t, views.PeoplePath(views.PeopleAsked{Status: status})).page(t), "#results"))
	}
	if says := list("erased"); !strings.Contains(says, "Nobody is like that") {
		t.Errorf("before anybody is erased the list says %s", says)
	}
	admin.submit(t, form, url.Values{"username": {"john"}}).wantSeeOther(t, path)
	page := admin.get(t, path).page(t)
	if says := text(one(t, page, "main")); !strings.Contains(says, "Waiting to be taken out") {
		t.Errorf("their page says %s", says)
	}
	if says := text(one(t, page, "section[aria-labelledby=trail]")); !strings.Contains(says, "Person erased") ||
		strings.Contains(says, "Nothing yet") {
		t.Errorf("of what was done their page says %s", says)
	}
	found := admin.get(t, views.PeoplePath(views.PeopleAsked{Status: "erased"})).page(t)
	one(t, found, "#results a[href="+path+"]")
	if option := one(t, found, "option[value=erased]"); text(option) != "Erased (1)" {
		t.Errorf("the list offers %q", text(option))
	}
	if says := list("erased"); !strings.Contains(says, "Number "+num(town.john.ID)) {
		t.Errorf("the list of who is erased says %s", says)
	}
	if says := list(""); strings.Contains(says, "Erased") {
		t.Errorf("the list of everybody has who is erased: %s", says)
	}
	town.Settle(t)
	town.TakeOut(t)
	says := text(one(t, admin.get(t, views.AuditPath(views.AuditFilter{Whom: num(town.john.ID), Failures: true}, "")).page(t), "main"))
	if !strings.Contains(says, "taken out of what others said by Stoa itself · about Erased person 0 lines") ||
		strings.Contains(says, "Signed in by") {
		t.Errorf("the audit says %s", says)
	}
}

// What is asked before somebody is erased names all that goes and what stays, and for how long.
func TestTheQuestionBeforeErasingSaysAllThatIsDone(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page := town.signedIn(t, "admin").get(t, views.ErasePersonPath(town.john.ID)).page(t)
	if got := text(one(t, page, "h1")); got != "Erase The john?" {
		t.Errorf("it asks %q", got)
	}
	goes, stays := text(one(t, page, "section[aria-labelledby=goes]")), text(one(t, page, "section[aria-labelledby=stays]"))
	for _, want := range []string{"text of all their private messages", "“Erased person” or “[erased]”", "in the archive",
		"signed in"} {
		if !strings.Contains(goes, want) {
			t.Errorf("of what goes it does not say %q: %s", want, goes)
		}
	}
	for _, want := range []string{"What they said in courses, at meetings", "minutes", "for 365 days", "titles and descriptions"} {
		if !strings.Contains(stays, want) {
			t.Errorf("of what stays it does not say %q: %s", want, stays)
		}
	}
	if says := text(one(t, page, "main")); !strings.Contains(says, "This cannot be undone") {
		t.Errorf("that it cannot be undone it does not say: %s", says)
	}
}
