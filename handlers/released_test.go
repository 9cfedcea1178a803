package handlers

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"stoa/store/archive"
	"stoa/store/campus"
)

// anew is what every page has anew: names of operations, and until when a session is.
var anew = regexp.MustCompile(`"[0-9A-Z]{26}"`)

// shown is what somebody sees of a room of the past, page by page.
func (d *pastDays) shown(t *testing.T, who string, m campus.Meeting, order int) (all []string) {
	t.Helper()
	page, script := d.signedIn(t, who), d.script(t, who)
	room := fmt.Sprintf("/meetings/%d/%d", m.ID, order)
	for _, path := range []string{room, room + "?before=2", room + "?after=0", room + "?line=1"} {
		got := page.get(t, path)
		wantStatus(t, got, 200)
		all = append(all, anew.ReplaceAllString(got.body, `""`))
	}
	got := script.call(t, http.MethodGet, room+"/messages?limit=1", nil)
	wantStatus(t, got, 200)
	mine := script.call(t, http.MethodGet, "/me/export", nil)
	wantStatus(t, mine, 200)
	_, said, _ := strings.Cut(mine.body, `"messages":`)
	said, _, _ = strings.Cut(said, `"blocked":`)
	return append(all, got.body, said)
}

func TestThePagesOfARoomThatWasLetGoAreAsTheyWere(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	d.clock.Add(91 * 24 * time.Hour)
	for _, who := range []string{"john", "thales"} {
		before := d.shown(t, who, d.lecture, 2)
		if err := d.Records.Release(t.Context(), d.lecture.ID, 2); err != nil {
			t.Fatal(err)
		}
		for i, got := range d.shown(t, who, d.lecture, 2) {
			if was := before[i]; got != was {
				t.Errorf("what %s sees is\n%.600s\nwas\n%.600s", who, got, was)
			}
		}
	}
}

func TestARoomWhoseFileIsGoneSaysSoAndShowsTheRest(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	d.clock.Add(91 * 24 * time.Hour)
	if done, err := d.server.Archive.Releaser.Tick(t.Context()); done != 6 || err != nil {
		t.Fatalf("%d dates were let go, %v", done, err)
	}
	files, err := filepath.Glob(filepath.Join(d.data, "*", "messages", "*", "*", "*.parquet"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if err := os.Rename(file, file+".away"); err != nil {
			t.Fatal(err)
		}
	}
	room := fmt.Sprintf("/meetings/%d/1", d.lecture.ID)
	john := d.signedIn(t, "john")
	for _, path := range []string{room, room + "?line=1"} {
		got := john.get(t, path)
		wantStatus(t, got, 503)
		says := text(one(t, got.page(t), "main"))
		if !strings.Contains(says, "lies in the archive") || !strings.Contains(says, d.john.Name) || strings.Contains(says, "=noon") {
			t.Errorf("%s says %s", path, says)
		}
	}
	api := d.script(t, "john").call(t, http.MethodGet, room+"/messages", nil)
	wantStatus(t, api, 503)
	if !strings.Contains(api.body, "lies in the archive") {
		t.Errorf("the API says %s", api.body)
	}
	wantStatus(t, d.signedIn(t, "hamid").get(t, room), 403)
	for _, file := range files {
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
	}
	wantStatus(t, john.get(t, room), 200)
}

func TestARoomSaysForHowLongWhatWasSaidIsKept(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	room := fmt.Sprintf("/meetings/%d/2", d.lecture.ID)
	const kept, gone = "Messages are kept for 12 months.", "What was said here was kept for 12 months."
	if page := d.signedIn(t, "john").get(t, room); strings.Contains(page.body, "kept for") {
		t.Error("what is always kept is not")
	}
	a, err := archive.New(t.Context(), d.Redis, d.Store, d.data, archive.Options{Prefix: d.Options.Prefix, Clock: d.Options.Clock,
		Log: d.Options.Log, Release: 90 * 24 * time.Hour, Retain: campus.Retention{Messages: 12}})
	if err != nil {
		t.Fatal(err)
	}
	d.server.Archive = a
	page := d.signedIn(t, "john").get(t, room)
	if wantStatus(t, page, 200); !strings.Contains(page.body, kept) || strings.Contains(page.body, gone) {
		t.Errorf("the page does not say %q", kept)
	}
	admin := d.signedIn(t, "admin")
	if page := admin.get(t, "/admin/archive"); !strings.Contains(page.body, "Messages are kept for 12 months, in rooms too.") {
		t.Error("admins are not told")
	}
	d.clock.Set(pastNoon.AddDate(1, 0, 1))
	if _, err := a.Expirer.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{room, room + "?line=1"} {
		page = d.signedIn(t, "john").get(t, path)
		if wantStatus(t, page, 200); !strings.Contains(page.body, gone) || strings.Contains(page.body, kept) {
			t.Errorf("%s does not say %q", path, gone)
		}
	}
	got := d.script(t, "john").call(t, http.MethodGet, room+"/messages", nil)
	if wantStatus(t, got, 200); !strings.Contains(got.body, `"messages":[]`) {
		t.Errorf("the messages are %s", got.body)
	}
}
