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
