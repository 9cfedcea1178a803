package handlers

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
		if after := got.header.Get("Retry-After"); after != "60" {
			t.Errorf("%s is to be asked for again after %q", path, after)
		}
	}
	transcript := john.get(t, room+"/transcript")
	page := wantErrorPage(t, transcript, 503, "This cannot be read just now", campus.ErrUnreadable.Sentence)
	one(t, page, "main a[href="+room+"/transcript]")
	if says := text(one(t, page, "main")); strings.Contains(says, "by itself") || transcript.header.Get("Retry-After") != "60" {
		t.Errorf("the transcript asks again by itself: %s", transcript)
	}
	api := d.script(t, "john").call(t, http.MethodGet, room+"/messages", nil)
	wantStatus(t, api, 503)
	if !strings.Contains(api.body, "lies in the archive") || api.header.Get("Retry-After") != "60" {
		t.Errorf("the API says %s with %v", api.body, api.header)
	}
	failed := func() string { return text(one(t, d.signedIn(t, "admin").get(t, "/admin/archive").page(t), "main")) }
	if says, want := failed(), fmt.Sprintf("Reading meeting %d, date 1", d.lecture.ID); !strings.Contains(says, want) {
		t.Errorf("to admins it does not say %q: %s", want, says)
	}
	wantStatus(t, d.signedIn(t, "hamid").get(t, room), 403)
	for _, file := range files {
		if err := os.Rename(file+".away", file); err != nil {
			t.Fatal(err)
		}
	}
	wantStatus(t, john.get(t, room), 200)
	if says := failed(); strings.Contains(says, "What failed") {
		t.Errorf("once it can be read admins still see %s", says)
	}
}

// keeps has things kept for some months only from here on.
func (d *pastDays) keeps(t *testing.T, r campus.Retention) *archive.Archive {
	t.Helper()
	a, err := archive.New(t.Context(), d.Redis, d.Store, d.data, archive.Options{Prefix: d.Options.Prefix, Clock: d.Options.Clock,
		Log: d.Options.Log, Release: 90 * 24 * time.Hour, Retain: r})
	if err != nil {
		t.Fatal(err)
	}
	d.server.Archive = a
	return a
}

func TestPagesSayForHowLongThingsAreKeptAndWere(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	room := fmt.Sprintf("/meetings/%d/2", d.lecture.ID)
	const (
		said, saidGone = "Messages are kept for 12 months.", "What was said here was kept for 12 months."
		came, cameGone = "Who came and when is kept for 12 months.", "Who came and when was kept for 12 months."
	)
	course := "/courses/" + d.lecture.Course + "/attendance"
	pages := []struct {
		path   string
		before []string
		after  []string
	}{
		{room, []string{said}, []string{saidGone, cameGone}},
		{room + "?line=1", []string{said}, []string{saidGone, cameGone}},
		{room + "/transcript", []string{said, came}, []string{saidGone, cameGone}},
		{room + "/transcript?line=1", []string{said, came}, []string{saidGone, cameGone}},
		{room + "/transcript?q=noon", []string{said, came}, []string{saidGone}},
		{room + "/attendance", []string{came}, []string{cameGone}},
		{room + "/roster", nil, []string{cameGone}},
		{course, []string{came}, []string{came}},
		{"/attendance", []string{came}, []string{came}},
		{"/admin/archive", []string{came, said}, []string{came, said}},
	}
	admin := d.signedIn(t, "admin")
	all := []string{said, saidGone, came, cameGone}
	check := func(when string, want func(n int) []string) {
		t.Helper()
		for n, page := range pages {
			got := admin.get(t, page.path)
			wantStatus(t, got, 200)
			for _, words := range all {
				if has := strings.Contains(got.body, words); has != slices.Contains(want(n), words) {
					t.Errorf("%s %s says %q: %v", when, page.path, words, has)
				}
			}
		}
	}
	check("always kept", func(int) []string { return nil })
	a := d.keeps(t, campus.Retention{Events: 12, Messages: 12})
	if !strings.Contains(admin.get(t, course).body, room+"/attendance") {
		t.Error("a course's attendance does not have the date")
	}
	check("before", func(n int) []string { return pages[n].before })
	d.clock.Set(pastNoon.AddDate(1, 0, 1))
	if _, err := a.Expirer.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("afterwards", func(n int) []string {
		if strings.HasPrefix(pages[n].path, room+"/transcript") {
			return append([]string{said, came}, pages[n].after...)
		}
		return pages[n].after
	})
	if strings.Contains(admin.get(t, course).body, room+"/attendance") {
		t.Error("a course's attendance has the date still")
	}
	if file := admin.get(t, room+"/transcript.md").body; !strings.Contains(file, "What was said here is kept no more.") ||
		!strings.Contains(file, "Who came and when is kept no more.") || strings.Contains(file, "Nobody came") {
		t.Errorf("the file says\n%s", file)
	}
	script := d.script(t, "john")
	for _, path := range []string{"/messages", "/transcript", "/attendance"} {
		got := script.call(t, http.MethodGet, room+path, nil)
		if wantStatus(t, got, 200); !strings.Contains(got.body, `"expired":true`) || strings.Contains(got.body, d.john.Name) {
			t.Errorf("%s is %s", path, got.body)
		}
	}
	d.keeps(t, campus.Retention{}) // what is gone does not come back when it is set that things are kept
	if got := admin.get(t, room); !strings.Contains(got.body, "What was said here is kept no more.") {
		t.Error("the page of a room does not say that its messages are kept no more")
	}
}

// A file that is gone is the same trouble for who asks for the archive's rows as for who opens a room: somebody has to mend it.
func TestTheRowsOfAFileThatIsGoneAreToBeAskedForInAWhile(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	for _, table := range []string{"messages", "events"} {
		files, err := filepath.Glob(filepath.Join(d.data, "*", table, "*", "*", "*.parquet"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		for _, format := range []string{"json", "csv", "parquet"} {
			got := d.script(t, "john").call(t, http.MethodGet, "/archive/"+table+"?format="+format, nil)
			wantStatus(t, got, 503)
			if !strings.Contains(got.body, "A file of the archive cannot be read") || got.header.Get("Retry-After") != "60" {
				t.Errorf("%s as %s are %s with %v", table, format, got.body, got.header)
			}
		}
	}
}
