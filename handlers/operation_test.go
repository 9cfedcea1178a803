package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/api"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// named makes a call with an Idempotency-Key.
func (v *visitor) named(t *testing.T, key, method, path string, body any) answer {
	t.Helper()
	return v.call(t, method, path, body, "Idempotency-Key", key)
}

func TestAKeyStandsForOneRequestOnly(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const courses, circles = "/courses", `{"title":"Circles","level":"beginner","places":1}`
	const lines = `{"title":"Lines","level":"beginner","places":1}`
	if got := p.host.named(t, "one", "POST", courses, circles); got.status != 201 {
		t.Fatalf("%s", got)
	}
	before := p.Contents(t)
	for _, other := range []struct{ method, path, body string }{
		{"POST", courses, lines}, {"POST", courses, ""}, {"POST", courses, circles + " "}, {"POST", courses + "?x=1", circles}, {"PUT",
			"/courses/" + p.course.ID, circles},
		{"DELETE", "/courses/" + p.course.ID, ""}, {"POST", "/meetings", circles}, {"DELETE", "/meetings/2", ""}, {"PATCH", "/meetings/2/1",
			`{}`},
		{"DELETE", "/meetings/2/1", ""}, {"POST", p.room + "/end", ""}, {"POST", p.room + "/join", ""},
	} {
		got := p.host.named(t, "one", other.method, other.path, other.body)
		got.wantWrong(t, "Idempotency-Key")
	}
	after := p.Contents(t)
	for key, value := range after {
		if before[key] != value {
			t.Errorf("%s was %q and is %q", key, before[key], value)
		}
	}
	place := "/courses/" + p.course.ID + "/enrolment"
	if got := p.pupil.named(t, "place", "POST", place, nil); got.status != 200 {
		t.Errorf("%s", got)
	}
	p.pupil.named(t, "place", "DELETE", place, nil).wantWrong(t, "Idempotency-Key")
	// It is the person's own: another's is another, and so is a key that differs.
	for _, got := range []answer{p.director.named(t, "one", "POST", courses, lines), p.host.named(t, "two", "POST", courses, lines)} {
		if got.status != 201 {
			t.Errorf("%s", got)
		}
	}
}

func TestARequestSentAgainUnderItsKeyGetsItsAnswerAndDoesNothing(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	course, room := "/courses/"+p.course.ID, p.room
	const slot = `{"from":"2026-04-01T10:00:00Z","to":"2026-04-01T11:00:00Z"}`
	for i, c := range []struct {
		who          *visitor
		method, path string
		body         any
		status       int
	}{
		{p.host, "POST", "/courses", `{"title":"Solids","level":"beginner","places":1}`, 201},
		{p.host, "PUT", course, `{"title":"Circles","level":"beginner","places":1}`, 200},
		{p.host, "POST", course + "/reopen", nil, 200},
		{p.pupil, "POST", course + "/enrolment", nil, 200},
		{p.pupil, "DELETE", course + "/enrolment", nil, 200},
		{p.host, "POST", "/meetings", `{"title":"Late","instances":[` + slot + `]}`, 201},
		{p.host, "PUT", "/meetings/2", `{"title":"Lectures"}`, 200},
		{p.host, "POST", "/meetings/2/instances", slot, 201},
		{p.host, "PATCH", "/meetings/2/2?scope=later", `{"from":"2026-03-10T09:00:00Z","to":"2026-03-10T10:00:00Z"}`, 200},
		{p.host, "DELETE", "/meetings/2/3?scope=later", nil, 200},
		{p.host, "POST", "/meetings/2/1/start", nil, 200},
		{p.director, "POST", room + "/join", nil, 200},
		{p.director, "POST", room + "/leave", nil, 200},
		{p.pupil, "POST", room + "/messages", `{"body":"hello"}`, 201},
		{p.pupil, "PATCH", room + "/messages/1", `{"body":"hello all"}`, 200},
		{p.pupil, "PUT", room + "/messages/1/reactions/heart", nil, 204},
		{p.pupil, "DELETE", room + "/messages/1/reactions/heart", nil, 204},
		{p.host, "DELETE", room + "/messages/1", nil, 204},
		{p.host, "POST", room + "/extend", nil, 200},
		{p.host, "POST", room + "/end", nil, 200},
		{p.host, "DELETE", "/meetings/2", nil, 204},
		{p.host, "DELETE", course, nil, 204},
	} {
		key := "key " + num(int64(i))
		first := c.who.named(t, key, c.method, c.path, c.body)
		before := p.Contents(t)
		again := c.who.named(t, key, c.method, c.path, c.body)
		if first.status != c.status || again.status != c.status || again.body != first.body {
			t.Errorf("%s %s is first\n%s\nthen\n%s", c.method, c.path, first, again)
		}
		for name, value := range p.Contents(t) {
			if strings.HasPrefix(name, "{people}:session:") && !strings.Contains(before[name], "seen:") {
				continue // which is noted a moment after it was used
			}
			if before[name] != value {
				t.Errorf("%s %s, sent again, makes %s %q, which was %q", c.method, c.path, name, value, before[name])
			}
		}
		p.Settle(t)
	}
}

func TestACancellationSentAgainDoesNotCancelWhatCameLater(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for range 2 {
		if got := p.host.named(t, "one", "DELETE", "/meetings/2/3?scope=later", nil); got.status != 200 {
			t.Fatalf("%s", got)
		}
		if _, err := p.Meetings.AddInstance(t.Context(), p.thales, 2, campus.Slot{From: p.Now().AddDate(1, 0, 0),
			To: p.Now().AddDate(1, 0, 1), Zone: "UTC"}, "one more"); err != nil {
			t.Fatal(err)
		}
	}
	wantKinds(t, p.log(t, 2, 4))
}

func TestARefusedRequestIsTriedAgainUnderItsKey(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.pupil.named(t, "one", "DELETE", "/courses/"+p.course.ID+"/enrolment", nil)
	for _, path := range []string{"/meetings/2/1/extend", "/meetings/2/1/end"} {
		p.host.named(t, path, "POST", path, nil).wantProblem(t, 400, saidNotActive)
	}
	if err := p.Meetings.Delete(t.Context(), p.thales, 1, 0, ""); err != nil {
		t.Fatal(err)
	}
	p.host.named(t, "gone", "DELETE", "/meetings/1", nil).wantProblem(t, 404, noMeeting)
	p.host.named(t, "gone", "DELETE", "/meetings/1", nil).wantProblem(t, 404, noMeeting)
	p.host.call(t, "POST", "/meetings/2/1/start", nil)
	for _, path := range []string{"/meetings/2/1/extend", "/meetings/2/1/end"} {
		if got := p.host.named(t, path, "POST", path, nil); got.status != 200 {
			t.Errorf("%s", got)
		}
	}
	// A body that is too large or broken is refused as without a key.
	p.host.named(t, "large", "POST", "/courses", `{"title":"`+strings.Repeat("x", 1<<20)+`"}`).wantProblem(t, 413, "")
	p.host.named(t, "broken", "POST", "/courses", `{`).wantProblem(t, 400, "The body is not JSON that can be read.")
}

func TestOneRequestSentManyTimesAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	var sending sync.WaitGroup
	for range storetest.Times(10, 300) {
		sending.Go(func() {
			if got := p.host.named(t, "one", "POST", p.room+"/extend", nil); got.status != 200 {
				t.Errorf("%s", got)
			}
		})
	}
	sending.Wait()
	wantKinds(t, p.log(t, 1, 1), "active", "moved")
}

func TestACoursePutBackAsItWasReadKeepsHowItCloses(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for name, body := range map[string]string{
		"auto":                 `{"title":"T","level":"beginner","places":3}`,
		"a date":               `{"title":"T","summary":"S","level":"advanced","places":null,"closes":"2026-05-01T10:00:00+02:00"}`,
		"a date with fraction": `{"title":"T","level":"beginner","places":3,"closes":"2026-05-01T10:00:00.123456Z"}`,
		"never":                `{"title":"T","level":"beginner","places":3,"closes":null}`,
	} {
		t.Run(name, func(t *testing.T) {
			made := p.host.call(t, "POST", "/courses", body)
			var course struct{ ID string }
			made.read(t, &course)
			before, err := p.Store.Courses.Get(t.Context(), course.ID)
			if err != nil {
				t.Fatal(err)
			}
			p.clock.Add(time.Minute) // by which nothing moves: nobody has edited it
			p.host.want(t, "PUT", "/courses/"+course.ID, made.body, 200, made.body)
			after, err := p.Store.Courses.Get(t.Context(), course.ID)
			if err != nil || !reflect.DeepEqual(after, before) {
				t.Errorf("the course was %+v and is %+v, %v", before, after, err)
			}
		})
	}
}

func TestAKeyAnswersAsItFirstDidWhateverHasHappenedSince(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	made := p.host.named(t, "course", "POST", "/courses", `{"title":"Solids","level":"beginner","places":1}`)
	planned := p.host.named(t, "meeting", "POST", "/meetings",
		`{"title":"Late","instances":[{"from":"2026-04-01T10:00:00Z","to":"2026-04-01T11:00:00Z"}]}`)
	joined := p.director.named(t, "join", "POST", p.room+"/join", nil)
	place := "/courses/" + p.course.ID + "/enrolment"
	dropped := p.pupil.named(t, "drop", "DELETE", place, nil)
	enrolled := p.pupil.named(t, "enrol", "POST", place, nil)
	for _, undo := range []struct {
		who    *visitor
		method string
		path   string
	}{{p.host, "DELETE", made.header.Get("Location")}, {p.host, "DELETE", planned.header.Get("Location")}, {p.director, "POST", p.room +
		"/leave"},
		{p.host, "POST", p.room + "/end"}} {
		if got := undo.who.call(t, undo.method, strings.TrimPrefix(undo.path, "/api/v1"), nil); got.status >= 300 {
			t.Fatalf("%s %s: %s", undo.method, undo.path, got)
		}
	}
	p.Settle(t)
	for _, sent := range []struct {
		first, again answer
	}{
		{made, p.host.named(t, "course", "POST", "/courses", `{"title":"Solids","level":"beginner","places":1}`)},
		{planned, p.host.named(t, "meeting", "POST", "/meetings",
			`{"title":"Late","instances":[{"from":"2026-04-01T10:00:00Z","to":"2026-04-01T11:00:00Z"}]}`)},
		{joined, p.director.named(t, "join", "POST", p.room+"/join", nil)},
		{dropped, p.pupil.named(t, "drop", "DELETE", place, nil)},
		{enrolled, p.pupil.named(t, "enrol", "POST", place, nil)},
	} {
		if sent.again.status != sent.first.status || sent.again.body != sent.first.body ||
			sent.again.header.Get("Location") != sent.first.header.Get("Location") {
			t.Errorf("it was first\n%s\nand is now\n%s", sent.first, sent.again)
		}
	}
	// The place that was taken after the drop is still taken.
	if got := p.pupil.call(t, "GET", "/courses/"+p.course.ID, nil); !strings.Contains(got.body, `"mine":"enrolled"`) {
		t.Errorf("%s", got)
	}
}

func TestACorrectedBodyGoesUnderTheKeyOfARefusedOne(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.host.named(t, "one", "POST", "/courses", `{"title":"","level":"beginner","places":1}`).wantWrong(t, "title")
	if got := p.host.named(t, "one", "POST", "/courses", `{"title":"Solids","level":"beginner","places":1}`); got.status != 201 {
		t.Errorf("%s", got)
	}
	p.host.named(t, "one", "POST", "/courses", `{"title":"","level":"beginner","places":1}`).wantWrong(t, "Idempotency-Key")
}

func TestAKeyKeepsNothingOfALineThatIsDeleted(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	p.enter(t, p.john)
	line := p.room + "/messages/1"
	p.pupil.named(t, "say", "POST", p.room+"/messages", `{"body":"a word too many","client_id":"c"}`)
	for range 2 {
		if got := p.pupil.named(t, "edit", "PATCH", line, `{"body":"a kinder word"}`); got.status != 200 ||
			!strings.Contains(got.body, "a kinder word") {
			t.Errorf("%s", got)
		}
	}
	if got := p.pupil.call(t, "DELETE", line, nil); got.status != 204 {
		t.Errorf("%s", got)
	}
	if got := p.pupil.named(t, "edit", "PATCH", line, `{"body":"a kinder word"}`); got.status != 200 || strings.Contains(got.body, "word") {
		t.Errorf("the edit, sent again: %s", got)
	}
	for key, value := range p.Contents(t) {
		if strings.Contains(value, "too many") || strings.Contains(value, "kinder") {
			t.Errorf("%s has %q", key, value)
		}
	}
}

func TestAFaultUnderAKeyIsNotAnsweredAsASuccess(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{config: func(c *Config) { c.Log = discard() }})
	script := town.script(t, "john")
	for name, handle := range map[string]echo.HandlerFunc{
		"a panic":                 func(echo.Context) error { panic("a fault of ours") },
		"a panic after an answer": func(c echo.Context) error { _ = c.JSON(201, "made"); panic("a fault of ours") },
		"an answer that cannot be kept": func(c echo.Context) error {
			for key := range town.Contents(t) {
				if strings.Contains(key, ":request:") {
					key = town.Options.Prefix + key
					town.Redis.Set(t.Context(), key, "broken", 0)
					t.Cleanup(func() { town.Redis.Del(context.Background(), key) })
				}
			}
			return c.JSON(201, "made")
		},
	} {
		path := "/" + strings.ReplaceAll(name, " ", "-")
		town.server.echo.POST(api.Base+path, town.server.guard(route{http.MethodPost, path, tokens, handle}))
		script.named(t, name, "POST", path, `{}`).wantProblem(t, 500, "Something went wrong on our side. It has been noted.")
	}
}

func TestAPasswordInARequestIsKeptUnderNoPlainHash(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const body = `{"username":"zeno","name":"Zeno","password":"paradoxes all the way"}`
	if got := p.director.named(t, "a key", "POST", "/people", body); got.status != 201 {
		t.Fatalf("%s", got)
	}
	plain := sha256.Sum256([]byte("POST " + api.Base + "/people\n" + body))
	for key, value := range p.Contents(t) {
		if strings.Contains(value, base64.RawURLEncoding.EncodeToString(plain[:])) {
			t.Errorf("%s holds what a password could be guessed by at once: %s", key, value)
		}
	}
}
