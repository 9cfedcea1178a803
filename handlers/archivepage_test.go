package handlers

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/views"
)

// An admin sees what the archive has and, when they ask, what is wrong with it; nobody else does.
func TestAnAdminSeesHowTheArchiveIsDoing(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin := d.signedIn(t, "admin")
	page := admin.get(t, "/admin/archive").page(t)
	says := text(one(t, page, "main"))
	for _, want := range []string{"events", "messages", "2026-03-02", "2026-03-03"} {
		if !strings.Contains(says, want) {
			t.Errorf("the page says nothing of %s: %s", want, says)
		}
	}
	if strings.Contains(says, "Nothing is wrong") {
		t.Error("it was checked unasked")
	}
	if says = text(one(t, admin.get(t, "/admin/archive?check=1").page(t), "main")); !strings.Contains(says, "Nothing is wrong") {
		t.Errorf("of a sound archive a check says %s", says)
	}
	files, err := filepath.Glob(filepath.Join(d.data, "*", "messages", "*", "*", "*.parquet"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	says = text(one(t, admin.get(t, "/admin/archive?check=1").page(t), "main"))
	if strings.Contains(says, "Nothing is wrong") || !strings.Contains(says, filepath.Base(files[0])) {
		t.Errorf("of an archive without %s a check says %s", files[0], says)
	}
	if strings.Contains(says, "What failed") {
		t.Error("nothing failed, and the page has a list of it")
	}
	if err := os.RemoveAll(filepath.Join(d.data)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.data, nil, 0o600); err != nil { // where the directory is to be
		t.Fatal(err)
	}
	m := d.Plan(t, d.thales, campus.NewMeeting{Title: "Late", Public: true, Slots: []campus.Slot{{From: d.clock.Now(),
		To: d.clock.Now().Add(time.Minute), Zone: "UTC"}}})
	d.Tick(t)
	d.clock.Add(time.Hour)
	d.Tick(t)
	d.Settle(t)
	if _, err := d.server.Archive.Archiver.Tick(t.Context()); err == nil {
		t.Fatal("it was archived")
	}
	if page := admin.get(t, "/admin/archive"); !strings.Contains(page.body, "not a directory") ||
		!strings.Contains(page.body, fmt.Sprintf(`href="/meetings/%d/1"`, m.ID)) {
		t.Errorf("of a date that could not be archived it says %s", page)
	}
	wantStatus(t, d.signedIn(t, "thales").get(t, "/admin/archive"), 403)
	if system := admin.get(t, "/admin/system"); !strings.Contains(system.body, `href="/admin/archive"`) {
		t.Errorf("no link leads to it from %s", system)
	}
}

// Of what waits only that is told for which something will be done; what the index cannot read, and what a check has counted, in words.
func TestTheArchivesPageSaysWhatWaitsAndWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin, ctx := d.signedIn(t, "admin"), t.Context()
	says := func(path string) string { return text(one(t, admin.get(t, path).page(t), "main")) }
	status, err := d.server.Archive.Status(ctx, 1)
	if err != nil || status.Waiting < 2 || status.Waiting == status.Groups {
		t.Fatalf("nothing that waits differs from groups: %+v, %v", status, err)
	}
	if want := views.Count(int(status.Groups), "group of small files waits", "groups of small files wait"); !strings.Contains(
		says("/admin/archive"), want+" to be merged.") {
		t.Errorf("it does not say %q: %s", want, says("/admin/archive"))
	}
	found, err := d.server.Archive.Query(ctx, archive.Query{Table: archive.TableMessages})
	if err != nil || len(found.Files) == 0 {
		t.Fatal(found, err)
	}
	path := found.Files[0].Path
	day, _, _ := strings.Cut(path, "/")
	key := "files:" + d.server.Archive.Database() + ":" + archive.TableMessages + ":" + day
	if err := d.Redis.HSet(ctx, key, path, `{"path":7}`).Err(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.server.Archive.Compare(ctx, archive.TableMessages); err != nil {
		t.Fatal(err)
	}
	if got := says("/admin/archive"); !strings.Contains(got, "1 file that the index cannot tell about") || !strings.Contains(got, path) {
		t.Errorf("of what the index cannot read it says %s", got)
	}
	d.Plan(t, d.thales, campus.NewMeeting{Title: "Late", Public: true, Slots: []campus.Slot{{From: d.clock.Now(),
		To: d.clock.Now().Add(time.Minute), Zone: "UTC"}}})
	d.Tick(t)
	d.clock.Add(time.Hour)
	d.Tick(t)
	d.Settle(t)
	if got := says("/admin/archive?check=1"); !strings.Contains(got, "1 date that is over waits to be archived.") {
		t.Errorf("of what waits to be archived a check says %s", got)
	}
	if err := d.server.Archive.Batch(ctx, nil, []archive.Name{found.Files[1].Name()}); err != nil {
		t.Fatal(err)
	}
	if got := says("/admin/archive"); !regexp.MustCompile(`again\. From [^.]{1,30} on the first of them is removed\.`).MatchString(got) {
		t.Errorf("of what is to be removed it says %s", got)
	}
}
