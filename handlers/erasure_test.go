package handlers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stoa/store"
)

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
	if again := all(admin.get(t, path).page(t), "#erasure [hx-get="+path+"]"); len(again) > 0 {
		t.Error("what is done is asked for again and again")
	}
	if says := text(one(t, admin.get(t, "/admin/archive").page(t), "main")); strings.Contains(says, "Erasing") {
		t.Errorf("the archive's page still lists it: %s", says)
	}
}
