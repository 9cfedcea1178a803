package handlers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	wantStatus(t, d.signedIn(t, "thales").get(t, "/admin/archive"), 403)
	if system := admin.get(t, "/admin/system"); !strings.Contains(system.body, `href="/admin/archive"`) {
		t.Errorf("no link leads to it from %s", system)
	}
}
