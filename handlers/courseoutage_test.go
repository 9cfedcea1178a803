package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
)

// readOnly makes a Redis take no writes, as one that has just lost an election does, or take them again.
func (t *town) readOnly(tb *testing.T, on bool) {
	tb.Helper()
	of := []any{"REPLICAOF", "NO", "ONE"}
	if on {
		of = []any{"REPLICAOF", "127.0.0.1", "1"}
	}
	wantNoError(tb, t.Redis.Do(tb.Context(), of...).Err())
}

func TestTheFormOfACourseComesBackFromAnOutageAndIsDoneOnceAfterwards(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]struct {
		begin, end func(*testing.T, *town, *redisserver.Server)
	}{
		"full": {func(t *testing.T, town *town, _ *redisserver.Server) { town.fill(t, true) },
			func(t *testing.T, town *town, _ *redisserver.Server) { town.fill(t, false) }},
		"read-only": {func(t *testing.T, town *town, _ *redisserver.Server) { town.readOnly(t, true) },
			func(t *testing.T, town *town, _ *redisserver.Server) { town.readOnly(t, false) }},
		"frozen": {func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Pause()) },
			func(t *testing.T, _ *town, s *redisserver.Server) { wantNoError(t, s.Resume()) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town, server := newOwnTown(t)
			town.Person(t, "hypatia", campus.Teacher)
			thales := town.signedIn(t, "thales")
			path := "/courses/" + town.course.ID
			edit, made := fieldsOf(thales.get(t, path+"/edit").page(t)), courseFields()
			edit.Set("title", "Spheres <b>\"anew\"</b>")
			edit.Set("summary", "What took\nan evening")
			made.Set("op", "one")
			made["co_teachers"] = []string{"hypatia"}
			made.Set("co_teacher_1", "admin")
			town.Redis.AddHook(hurry(2 * time.Second))
			outage.begin(t, town, server)
			first, second := thales.post(t, "/courses", made), thales.post(t, path+"/edit", edit)
			outage.end(t, town, server)
			for got, want := range map[*answer]struct {
				to   string
				sent url.Values
			}{&first: {"/courses", made}, &second: {path + "/edit", edit}} {
				form := one(t, wantErrorPage(t, *got, 503, saidUnsent, ""), "main form")
				if back := fields(form); attr(form, "action") != want.to || back.Encode() != want.sent.Encode() {
					t.Errorf("the form to %s has %q, want %s with %q", attr(form, "action"), back, want.to, want.sent)
				}
			}
			again := thales.post(t, "/courses", made).header.Get("Location")
			for range 2 {
				thales.post(t, "/courses", made).wantSeeOther(t, again)
				thales.post(t, path+"/edit", edit).wantSeeOther(t, path)
			}
			town.Settle(t)
			found, err := town.Courses.Search(t.Context(), store.CourseQuery{Words: "spheres", Limit: 10})
			if err != nil || len(found.Courses) != 2 {
				t.Errorf("there are %+v, %v", found.Courses, err)
			}
			now, err := town.Courses.Get(t.Context(), town.course.ID)
			if err != nil || now.Title != edit.Get("title") || strings.ReplaceAll(now.Summary, "\r", "") != edit.Get("summary") ||
				now.Version != town.course.Version+1 {
				t.Errorf("it is %+v, %v", now, err)
			}
			if c, err := town.Courses.Get(t.Context(), strings.TrimPrefix(again, "/courses/")); err != nil || len(c.With) != 2 {
				t.Errorf("made is %+v, %v", c, err)
			}
		})
	}
}
