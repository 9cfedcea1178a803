package handlers

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
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
