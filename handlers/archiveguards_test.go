package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/views"
)

// Days and times are those of the years that files can be of: nothing is cut off by one, and no other is taken for one of them.
func TestWhatIsAskedForOfOtherYearsIsRefusedAndNothingElse(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	thales, script := d.signedIn(t, "thales"), d.script(t, "thales")
	course := "/courses/" + d.course.ID + "/attendance"
	for query, want := range map[string]int{"after=1969-12-31": 422, "after=1970-01-01": 200, "before=9998-12-31": 200,
		"before=9999-01-01": 422} {
		for _, path := range []string{course, course + ".csv", "/attendance", "/attendance.csv"} {
			if got := thales.get(t, path+"?"+query); got.status != want || want == 200 && path == course+".csv" &&
				!strings.Contains(got.body, "Lecture") {
				t.Errorf("%s?%s: %s, want %d", path, query, got, want)
			}
		}
	}
	for query, want := range map[string]int{"from=1969-12-31": 422, "from=1970-01-01": 200, "to=9999-12-31": 200, "to=1969-12-31": 422} {
		wantStatus(t, d.signedIn(t, "admin").get(t, "/admin/audit?"+query), want)
	}
	const all = "=noon|public|before midnight|after midnight"
	for _, path := range []string{"/archive/events", "/archive/messages", course, "/me/attendance"} {
		for query, want := range map[string]int{"after=1969-12-31T23:59:59Z": 422, "before=1969-12-31T23:59:59Z": 422,
			"after=1970-01-01T00:00:00Z": 200, "before=9999-12-31T23:59:59Z": 200, "after=9999-12-31T23:59:59Z": 200} {
			wantStatus(t, script.call(t, http.MethodGet, path+"?"+query, nil), want)
		}
	}
	for query, want := range map[string]string{"after=1970-01-01T00:00:00Z": all, "before=9999-12-31T23:59:59Z": all,
		"after=9999-12-31T23:59:59Z": "", "before=1970-01-01T00:00:00Z": ""} {
		if got := bodies(d.lines(t, script, query, 50)); got != want {
			t.Errorf("with %s thales reads %q, want %q", query, got, want)
		}
	}
}

// Whoever asks for the head of a file learns what it is, and has nothing of it.
func TestTheHeadOfADownloadIsThatOfTheFile(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	john, script := d.signedIn(t, "john"), d.script(t, "john")
	date, course := views.InstancePath(d.lecture.ID, 1), "/courses/"+d.course.ID
	type file struct {
		who  *visitor
		path string
	}
	var files []file
	for _, path := range []string{date, course, ""} {
		for _, kind := range []string{"csv", "parquet"} {
			files = append(files, file{john, path + "/attendance." + kind},
				file{script, "/api/v1" + cmp.Or(path, "/me") + "/attendance?format=" + kind})
		}
	}
	for _, kind := range []string{"csv", "parquet"} {
		for _, table := range []string{"events", "messages"} {
			files = append(files, file{script, "/api/v1/archive/" + table + "?format=" + kind})
		}
	}
	files = append(files, file{john, date + "/transcript.md"}, file{john, date + "/transcript.csv"},
		file{script, "/api/v1" + date + "/transcript?format=csv"})
	for _, f := range files {
		get, head := f.who.get(t, f.path), f.who.do(t, http.MethodHead, f.path, nil)
		if get.status != 200 || head.status != 200 || get.body == "" || head.body != "" {
			t.Errorf("%s: GET is %d with %d bytes, HEAD %d with %d", f.path, get.status, len(get.body), head.status, len(head.body))
		}
		for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
			if got, want := head.header.Get(name), get.header.Get(name); got != want || want == "" {
				t.Errorf("%s has the %s %q, its head %q", f.path, name, want, got)
			}
		}
	}
}

// What is in the archive stays as it was when a date ended; the pages about attendance go by what its staff say of it later.
func TestAnExcuseThatIsTakenBackLaterChangesAttendanceAndNotTheArchive(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	thales, night := d.script(t, "thales"), views.InstancePath(d.lecture.ID, 2)
	says := func(state string) {
		t.Helper()
		if _, got := d.events(t, thales, "meeting="+num(d.lecture.ID)); !strings.Contains(got, "excused john") {
			t.Errorf("the archive has %s", got)
		}
		for _, path := range []string{night + "/attendance.csv", "/courses/" + d.course.ID + "/attendance.csv"} {
			if got := d.signedIn(t, "thales").get(t, path).body; !strings.Contains(got, ","+state+",") {
				t.Errorf("%s does not have %s: %s", path, state, got)
			}
		}
	}
	says("excused")
	wantStatus(t, thales.call(t, http.MethodDelete, night+"/roster/"+num(d.john.ID)+"/excuse", nil), 204)
	d.Settle(t)
	says("absent")
}

// An archive with more wrong than a page shows: all of it is counted.
func TestACheckOfTheArchiveShowsSoManyProblemsAndCountsAll(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	table := filepath.Join(d.data, d.server.Archive.Database(), "messages")
	for n := range shownProblems + 3 {
		if err := os.WriteFile(filepath.Join(table, fmt.Sprint(n, ".txt")), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page := d.signedIn(t, "admin").get(t, "/admin/archive?check=1").page(t)
	rows := all(page, "main table")
	var shown int
	for _, one := range rows {
		if strings.HasPrefix(text(one), "What is wrong") {
			shown = len(all(one, "tbody tr"))
		}
	}
	if says := text(one(t, page, "main")); shown != 100 || !strings.Contains(says, "103 problems.") ||
		!strings.Contains(says, "3 more are not listed here") {
		t.Errorf("it shows %d, and says %s", shown, says)
	}
}

// deadlines counts what is asked of Redis for a request with a deadline.
type deadlines struct{ with atomic.Int64 }

func (l *deadlines) note(ctx context.Context) {
	if _, ends := ctx.Deadline(); ends && ctx.Value(http.ServerContextKey) != nil {
		l.with.Add(1)
	}
}

// DialHook implements redis.Hook.
func (l *deadlines) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (l *deadlines) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { l.note(ctx); return next(ctx, cmd) }
}

// ProcessPipelineHook implements redis.Hook.
func (l *deadlines) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { l.note(ctx); return next(ctx, cmds) }
}

// A check ends after a while, and a page whose check did says what to do; it says nothing of what was found by then.
func TestACheckOfTheArchiveOnAPageEndsAfterAWhile(t *testing.T) {
	t.Parallel()
	d := newPastDays(t)
	admin, looks := d.signedIn(t, "admin"), &deadlines{}
	d.Redis.AddHook(looks)
	for query, want := range map[string]bool{"": false, "?check=1": true} {
		before := looks.with.Load()
		wantStatus(t, admin.get(t, "/admin/archive"+query), 200)
		if got := looks.with.Load() > before; got != want {
			t.Errorf("with %q something is asked with a deadline: %t", query, got)
		}
	}
	over, cancel := context.WithDeadline(t.Context(), pastNoon)
	defer cancel()
	var page views.ArchivePage
	if err := d.server.checkArchive(over, &page); err != nil || !page.Checked || !page.TooLong {
		t.Fatalf("whose time is over: %v, %+v", err, page)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	page = views.ArchivePage{}
	if err := d.server.checkArchive(gone, &page); err == nil || page.TooLong {
		t.Errorf("who does not wait is told %+v, %v", page, err)
	}
}
