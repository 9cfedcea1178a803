package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
	"stoa/store/storetest"
	"stoa/views"
)

const (
	noCourse  = "This course does not exist."
	noMeeting = "This meeting does not exist."
	marked    = "Please check what is marked."
	full      = "This course is full."
	closed    = "This course is closed."
)

func TestAWrongPasswordAndAnUnknownLoginGetTheSameAnswer(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	for _, login := range []string{"john", "john@stoa.example", "nobody", "nobody@stoa.example", `<b>"john"</b>`, ""} {
		got := town.browser(t).post(t, "/sign-in", url.Values{"login": {login}, "password": {"wrong"}, "next": {"/meetings"}})
		if got.status != http.StatusUnprocessableEntity {
			t.Fatalf("%q: %s", login, got)
		}
		page := got.page(t)
		wantSays(t, one(t, page, "#sign-in-error"), "The username, email or password is not right.")
		kept, password, next := value(one(t, page, "#login")), value(one(t, page, "#password")), value(one(t, page, "input[name=next]"))
		if kept != login || password != "" || next != "/meetings" {
			t.Errorf("the form has login %q, password %q, next %q, want %q, nothing and /meetings", kept, password, next, login)
		}
		if login != "" {
			got := town.browser(t).call(t, "POST", "/sessions", map[string]string{"login": login, "password": "wrong"})
			got.wantProblem(t, 401, "The username, email or password is not right.")
		}
	}
}

func TestAFlawedSignInToTheAPINamesTheField(t *testing.T) {
	t.Parallel()
	v := newTown(t, setup{}).browser(t)
	for name, one := range map[string]struct {
		body   string
		status int
		detail string
	}{
		"nothing in it":  {`{}`, 422, marked},
		"a wrong type":   {`{"login":7,"password":"x"}`, 422, marked},
		"not JSON":       {`login=john`, 400, "The body is not JSON that can be read."},
		"cut off":        {`{"login":"jo`, 400, "The body is not JSON that can be read."},
		"two values":     {`{"login":"a","password":"b"} {}`, 400, "The body is not JSON that can be read."},
		"empty":          {``, 400, "The body is not JSON that can be read."},
		"more than 1 MB": {`{"login":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
	} {
		t.Run(name, func(t *testing.T) { v.call(t, "POST", "/sessions", one.body).wantProblem(t, one.status, one.detail) })
	}
	v.do(t, "POST", "/api/v1/sessions", strings.NewReader(`{"login":"john","password":"x"}`), "Content-Type", "text/plain").
		wantProblem(t, 400, "Please send JSON, with Content-Type application/json.")
}

func TestWhatDoesNotExistIsNotFoundHoweverItIsSpelt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	page, script := town.signedIn(t, "admin"), town.script(t, "admin")
	long := strings.Repeat("9", 3000)
	for _, id := range []string{"0", "-1", "1000000000", "01", "1.0", "+1", "abc", "%00", "%20", "%F0%9F%8F%9B", "..%2F1", "%27%22",
		strings.Repeat("a", 32), long} {
		wantErrorPage(t, page.get(t, "/courses/"+id), 404, "Not here", noCourse)
		wantErrorPage(t, page.post(t, "/courses/"+id+"/drop", nil), 404, "Not here", noCourse)
		wantErrorPage(t, page.get(t, "/meetings/"+id), 404, "Not here", noMeeting)
		wantErrorPage(t, page.get(t, "/meetings/1/"+id), 404, "Not here", noMeeting)
		wantErrorPage(t, page.get(t, "/meetings/"+id+"/1"), 404, "Not here", noMeeting)
		for _, do := range []string{"leave", "messages"} {
			if got := page.post(t, "/meetings/"+id+"/1/"+do, url.Values{"body": {"hello"}}); got.status != 404 && got.status != 400 {
				t.Errorf("%s in meeting %.20q: %s", do, id, got)
			}
		}
		script.call(t, "GET", "/courses/"+id, nil).wantProblem(t, 404, noCourse)
		script.call(t, "PUT", "/courses/"+id, `{"title":"x","level":"beginner","places":1}`).wantProblem(t, 404, noCourse)
		script.call(t, "DELETE", "/courses/"+id, nil).wantProblem(t, 404, noCourse)
		script.call(t, "DELETE", "/courses/"+id+"/enrolment", nil).wantProblem(t, 404, noCourse)
		script.call(t, "GET", "/courses/"+id+"/students", nil).wantProblem(t, 404, noCourse)
		script.call(t, "GET", "/meetings/"+id, nil).wantProblem(t, 404, noMeeting)
		script.call(t, "GET", "/meetings/1/"+id+"/messages", nil).wantProblem(t, 400, saidNotActive)
	}
	for _, path := range []string{"/nothing", "/courses/x/y", "/wp-login.php", "/static", "/api/v1x"} {
		guest := wantErrorPage(t, town.browser(t).get(t, path), 404, "Not here", "There is nothing at this address.")
		member := wantErrorPage(t, page.get(t, path), 404, "Not here", "There is nothing at this address.")
		if len(all(guest, "nav")) != 0 || len(all(member, "nav")) != 1 {
			t.Errorf("%s: the page must have a navigation for who is signed in alone", path)
		}
	}
	for _, path := range []string{"", "/", "/nothing", "/courses/x/y", "/live"} { // of the API, whoever asks
		script.call(t, "GET", path, nil).wantProblem(t, 404, "")
		page.call(t, "GET", path, nil).wantProblem(t, 404, "")
		town.browser(t).call(t, "POST", path, `{}`).wantProblem(t, 404, "")
	}
	script.call(t, "PATCH", "/courses", nil).wantProblem(t, 405, "")
	wantErrorPage(t, page.get(t, "/sign-out"), 405, "That is not how this page works", "does not take this kind of request")
}

func TestAFullCourseOffersTheWaitingList(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	course := town.Course(t, town.thales, "One seat", 1)
	other := town.Person(t, "other", campus.Student)
	if _, err := town.Courses.Enrol(t.Context(), other, course.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	script.call(t, "POST", "/courses/"+course.ID+"/enrolment?wait=0", nil).wantProblem(t, 409, full)
	got := john.post(t, "/courses/"+course.ID+"/enrol", nil)
	if got.status != http.StatusConflict {
		t.Fatalf("%s", got)
	}
	page := got.page(t)
	wantSays(t, one(t, page, "#course-error"), full)
	form := one(t, page, "form[action=/courses/"+course.ID+"/enrol]")
	wantSays(t, one(t, form, "button"), "Join the waiting list")
	sent := fields(form)
	john.post(t, attr(form, "action"), sent).wantSeeOther(t, "/courses/"+course.ID)
	john.post(t, attr(form, "action"), sent).wantSeeOther(t, "/courses/"+course.ID) // sent twice, done once
	page = john.get(t, "/courses/"+course.ID).page(t)
	if main := text(one(t, page, "main")); !strings.Contains(main, "You are first on the waiting list") ||
		!strings.Contains(main, "Full, 1 waiting") {
		t.Errorf("the course says %q", main)
	}
	script.want(t, "POST", "/courses/"+course.ID+"/enrolment", nil, 200, `{"status":"waiting","position":1}`)
}

func TestAClosedCourseTakesNobody(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	clock.Add(30 * 24 * time.Hour)
	town.Tick(t)
	script.call(t, "POST", "/courses/"+town.course.ID+"/enrolment", nil).wantProblem(t, 409, closed)
	got := john.post(t, "/courses/"+town.course.ID+"/enrol", url.Values{"wait": {"1"}})
	if got.status != http.StatusConflict {
		t.Fatalf("%s", got)
	}
	wantSays(t, one(t, got.page(t), "#course-error"), closed)
	if forms := all(got.page(t), "main form"); len(forms) != 0 {
		t.Errorf("a closed course has %d forms", len(forms))
	}
	wantSays(t, one(t, john.get(t, "/courses").page(t), "#results h2"), "0 courses")
	script.call(t, "GET", "/courses/"+town.course.ID, nil).wantField(t, "status", "closed")
}

func TestWhoIsNotInvitedLearnsNothingOfAMeeting(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	town.say(t, town.john, "a secret line")
	town.Person(t, "stranger", campus.Student)
	page, script := town.signedIn(t, "stranger"), town.script(t, "stranger")
	for _, got := range []answer{page.get(t, town.room), page.post(t, town.room+"/join", nil),
		page.post(t, town.room+"/messages", url.Values{"body": {"hello"}})} {
		if got.status == http.StatusForbidden {
			wantErrorPage(t, got, 403, "This door is closed to you", saidNotAllowed)
		} else if got.status != http.StatusForbidden {
			t.Errorf("%s", got)
		}
		for _, secret := range []string{"Office hour", "The john", "a secret line", "thales"} {
			if strings.Contains(got.body, secret) {
				t.Errorf("the page says %q", secret)
			}
		}
	}
	for _, path := range []string{"", "/1/participants", "/1/messages", "/1/users/1/messages"} {
		script.call(t, "GET", "/meetings/1"+path, nil).wantProblem(t, 403, saidNotAllowed)
	}
	script.call(t, "POST", town.room+"/join", nil).wantProblem(t, 403, saidNotAllowed)
	script.want(t, "GET", "/meetings", nil, 200, `{"meetings":[],"next":null}`)
	script.want(t, "GET", "/active-meetings", nil, 200, `{"active_meetings":[]}`)
}

func TestJoiningTwiceOnAPageIsTheRoomAndLeavingTwiceIsSaid(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	john.post(t, town.room+"/join", nil).wantSeeOther(t, town.room)
	john.post(t, town.room+"/join", nil).wantSeeOther(t, town.room)
	john.post(t, town.room+"/leave", url.Values{"op": {"one"}}).wantSeeOther(t, "/meetings")
	john.post(t, town.room+"/leave", url.Values{"op": {"one"}}).wantSeeOther(t, "/meetings")
	wantErrorPage(t, john.post(t, town.room+"/leave", url.Values{"op": {"two"}}), 409, views.ErrorHeading(409), saidNotAttending)
}

// fields returns what a form would send.
func fields(form *html.Node) url.Values {
	sent := url.Values{}
	for _, tag := range []string{"input", "textarea"} {
		for _, n := range all(form, tag) {
			sent.Add(attr(n, "name"), value(n))
		}
	}
	return sent
}

// wantField checks one text of a JSON answer.
func (a answer) wantField(tb testing.TB, name, want string) {
	tb.Helper()
	var got map[string]any
	a.read(tb, &got)
	if got[name] != want {
		tb.Errorf("%s is %v, want %q", name, got[name], want)
	}
}

func TestARefusedLineIsNeverLost(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	john, thales := town.signedIn(t, "john"), town.signedIn(t, "thales")
	town.enter(t, town.john)
	long, messages := "<b>"+strings.Repeat("ω", 3998), town.room+"/messages"
	for reason, body := range map[string]string{"Write something first.": " \n", "A message has at most 4,000 characters.": long} {
		for _, htmx := range []string{"", "true"} {
			got := john.post(t, messages, url.Values{"body": {body}, "op": {"same"}}, "HX-Request", htmx)
			if got.status != http.StatusUnprocessableEntity {
				t.Fatalf("%s", got)
			}
			page := got.page(t)
			wantSays(t, one(t, page, "#composer-error"), reason)
			form := one(t, page, "#composer")
			// A browser drops the first newline of a textarea and sends \r\n; the text is otherwise as typed.
			if kept := fields(form); kept.Get("body") != body || kept.Get("op") != "same" || attr(form, "action") != messages {
				t.Errorf("the form to %s has %.20q and op %q, want what was typed", attr(form, "action"), kept.Get("body"), kept.Get("op"))
			}
			if whole := len(all(page, "h1")) == 1; whole == (htmx == "true") {
				t.Errorf("HX-Request %q: a whole page is %v", htmx, whole)
			}
		}
	}
	// Who is not in, and who comes after the end, gets the line back on a page of its own.
	got := thales.post(t, messages, url.Values{"body": {"from outside"}})
	wantRefused(t, got, 409, saidNotAttending, "from outside")
	clock.Add(2 * time.Hour)
	town.Tick(t)
	wantRefused(t, john.post(t, messages, url.Values{"body": {"after the end"}}), 400, saidNotActive, "after the end")
	fragment := john.post(t, messages, url.Values{"body": {"after the end"}}, "HX-Request", "true")
	if fragment.status != http.StatusBadRequest || value(one(t, fragment.page(t), "textarea")) != "after the end" {
		t.Errorf("the fragment is %s", fragment)
	}
}

func wantRefused(t *testing.T, got answer, status int, reason, kept string) {
	t.Helper()
	if got.status != status {
		t.Fatalf("%s", got)
	}
	page := got.page(t)
	wantSays(t, one(t, page, "#refused"), reason)
	if is := value(one(t, page, "#composer-body")); is != kept {
		t.Errorf("the page keeps %q, want %q", is, kept)
	}
}

func TestWhatIsTypedInTheSearchBoxIsText(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	for _, q := range []string{strings.Repeat("circles ", 1250), strings.Repeat("x", 10_000), strings.Repeat("🏛", 10_000),
		`"title:(a OR b) -c*`, "\x00", "\xff\xfe", "%", "<script>", "  "} {
		page := john.get(t, "/courses?"+url.Values{"q": {q}}.Encode())
		if page.status != http.StatusOK || script.call(t, "GET", "/courses?"+url.Values{"q": {q}}.Encode(), nil).status != http.StatusOK {
			t.Errorf("%.20q: %s", q, page)
		}
		one(t, page.page(t), "#results")
	}
	marks := texts(all(john.get(t, "/courses?q=GEOM").page(t), "#results mark"))
	if len(marks) != 1 || marks[0] != "Geometry" {
		t.Errorf("marked are %q, want Geometry", marks)
	}
	wantErrorPage(t, john.get(t, "/courses?cursor=nonsense"), 400, "That did not work", "This page of the list does not exist.")
	script.call(t, "GET", "/courses?limit=201", nil).wantProblem(t, 422, marked)
	script.call(t, "GET", "/courses?limit=x", nil).wantProblem(t, 422, marked)
	script.call(t, "GET", "/meetings?state=odd", nil).wantProblem(t, 422, marked)
}

func TestWhatCannotBeReadIs400AndWhatIsWrongIs422WithItsField(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.script(t, "thales")
	huge := `{"title":"` + strings.Repeat("x", 1<<20) + `"}`
	for _, one := range []struct {
		method, path, body string
		status             int
		field              string
	}{
		{"POST", "/courses", `{`, 400, ""},
		{"POST", "/courses", huge, 413, ""},
		{"POST", "/courses", `{"title":5,"level":"beginner","places":1}`, 422, "title"},
		{"POST", "/courses", `{"title":" ","level":"beginner","places":1}`, 422, "title"},
		{"POST", "/courses", `{"title":"x","level":"hard","places":1}`, 422, "level"},
		{"POST", "/courses", `{"title":"x","level":"beginner"}`, 422, "places"},
		{"POST", "/courses", `{"title":"x","level":"beginner","places":0}`, 422, "places"},
		{"POST", "/courses", `{"title":"x","level":"beginner","places":1.5}`, 422, "places"},
		{"POST", "/courses", `{"title":"x","level":"beginner","places":"many"}`, 422, "places"},
		{"POST", "/courses", `{"title":"x","level":"beginner","places":1,"closes":"soon"}`, 422, "closes"},
		{"POST", "/courses", `{"title":"x","level":"beginner","places":1,"closes":"2001-01-01T00:00:00Z"}`, 422, "closes"},
		{"PUT", "/courses/" + town.course.ID, `{"title":"x","level":"beginner","places":-1}`, 422, "places"},
		{"POST", "/meetings", `{"title":"x"}`, 422, "instances"},
		{"POST", "/meetings", `{"title":"x","instances":"later"}`, 422, "instances"},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"tomorrow","to":"2030-01-01T10:00:00Z"}]}`, 422, "instances"},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T10:00:00Z"}]}`, 422, "instances"},
		{"POST", "/meetings",
			`{"title":"x","instances":[{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T11:00:00Z","zone":"Nowhere"}]}`, 422, "instances"},
		{"POST", "/meetings",
			`{"title":"x","link":"javascript:alert(1)","instances":[{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T11:00:00Z"}]}`,
			422, "link"},
		{"POST", "/meetings",
			`{"title":"x","audience":["nobody"],"instances":[{"from":"2030-01-01T10:00:00Z","to":"2030-01-01T11:00:00Z"}]}`,
			422, "audience"},
		{"POST", "/meetings/1/instances", `{}`, 422, "instances"},
		{"POST", "/meetings/1/instances", `{"from":"2030-01-01T10:00:00Z","to":"2029-01-01T10:00:00Z"}`, 422, "instances"},
		{"POST", "/meetings/1/instances", `{"from":7,"to":[]}`, 422, "instances"},
		{"POST", "/meetings/1/1/messages", `{"body":{}}`, 422, "body"},
	} {
		got := thales.call(t, one.method, one.path, one.body)
		var problem struct{ Errors map[string]string }
		got.read(t, &problem)
		if reason := problem.Errors[one.field]; got.status != one.status || len(problem.Errors) > 1 || (reason == "") != (one.field == "") {
			t.Errorf("%s %s %.80s: %d %v, want %d for %q", one.method, one.path, one.body, got.status, problem.Errors, one.status,
				one.field)
		}
	}
	long := thales.call(t, "POST", "/courses", `{}`, "Idempotency-Key", strings.Repeat("k", 101))
	long.wantProblem(t, 400, "The Idempotency-Key is longer than 100 characters.")
}

func TestAFormThatIsTooLargeOrBrokenIsSaidToBe(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john := town.signedIn(t, "john")
	wantErrorPage(t, john.post(t, town.room+"/messages", url.Values{"body": {strings.Repeat("x", 1<<20)}}), 413, "Too much at once",
		"larger than Stoa takes")
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	wantErrorPage(t, john.do(t, "POST", town.room+"/messages", strings.NewReader("body=%zz"), form...), 400, "That did not work",
		errUnreadable.Sentence)
	multipart := "--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n" + strings.Repeat("x", 1<<20) + "\r\n--b--\r\n"
	wantErrorPage(t, john.do(t, "POST", town.room+"/messages", strings.NewReader(multipart),
		"Content-Type", "multipart/form-data; boundary=b"), 413, "Too much at once", "larger")
}

func TestWhenRedisIsAwayPageAndAPISayWhenToTryAgain(t *testing.T) {
	t.Parallel()
	own, err := redisserver.Start(t.Context(), redisserver.Config{Dir: t.TempDir(), Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { own.Close() })
	town := newTown(t, setup{redis: store.Redis{Socket: own.Socket()}, config: func(c *Config) { c.Log = discard() }})
	john, script := town.signedIn(t, "john"), town.script(t, "john")
	if err := own.Kill(); err != nil {
		t.Fatal(err)
	}
	guest := town.browser(t)
	asks := []struct {
		who          *visitor
		method, path string
		check        func(*testing.T, answer)
	}{
		{john, "GET", "/courses", wantAwayPage},
		{john, "GET", town.room, wantAwayPage},
		{john, "GET", "/live?topic=course:" + town.course.ID, wantAwayPage},
		{john, "POST", "/courses/" + town.course.ID + "/enrol", wantAwayAfterForm},
		{guest, "POST", "/sign-in", wantAwayAfterForm},
		{script, "GET", "/api/v1/courses", wantAwayProblem},
		{script, "GET", "/api/v1/events?topic=meeting:1:1", wantAwayProblem},
		{guest, "GET", "/readyz", func(t *testing.T, got answer) { wantStatus(t, got, 503) }},
		{guest, "GET", "/healthz", func(t *testing.T, got answer) { wantStatus(t, got, 200) }},
		{guest, "GET", "/", func(t *testing.T, got answer) { wantStatus(t, got, 200) }}, // the front door needs no Redis
	}
	// Each waits a while for Redis to come back, so they ask at the same time.
	got, errs := make([]answer, len(asks)), make([]error, len(asks))
	var asking sync.WaitGroup
	for i, ask := range asks {
		r := ask.who.request(t, t.Context(), ask.method, ask.path, nil)
		asking.Go(func() { got[i], errs[i] = ask.who.send(r) })
	}
	asking.Wait()
	for i, ask := range asks {
		t.Run(ask.method+" "+ask.path, func(t *testing.T) {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			ask.check(t, got[i])
		})
	}
}

const away = "Stoa cannot reach its data at the moment. Nothing is lost; please try again."

// wantAwayPage checks the page of a Redis that is away, which asks again by itself.
func wantAwayPage(t *testing.T, got answer) { t.Helper(); wantAway(t, got, true) }

// wantAwayAfterForm checks the answer to a form: asked again by itself it would be another request.
func wantAwayAfterForm(t *testing.T, got answer) { t.Helper(); wantAway(t, got, false) }

func wantAway(t *testing.T, got answer, again bool) {
	t.Helper()
	heading := "Redis is away, trying again"
	if !again {
		heading = saidUnsent
	}
	page := wantErrorPage(t, got, 503, heading, away)
	after, asks := got.header.Get("Retry-After"), strings.Contains(text(one(t, page, "main")), "tries again by itself")
	if after != "2" || asks != again {
		t.Errorf("Retry-After %q and asking again %v, want 2 and %v", after, asks, again)
	}
}

func wantAwayProblem(t *testing.T, got answer) {
	t.Helper()
	got.wantProblem(t, 503, away)
	if after := got.header.Get("Retry-After"); after != "2" {
		t.Errorf("Retry-After is %q, want 2", after)
	}
}

func wantStatus(t *testing.T, got answer, want int) {
	t.Helper()
	if got.status != want {
		t.Errorf("want %d, got %s", want, got)
	}
}
