package handlers

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store/campus"
)

// tagOf returns the entity tag of an answer that succeeded.
func tagOf(tb testing.TB, got answer) string {
	tb.Helper()
	tag := got.header.Get("ETag")
	if got.status >= 300 || !regexp.MustCompile(`^W/"[1-9][0-9]*"$`).MatchString(tag) {
		tb.Fatalf("the tag is %q of %s", tag, got)
	}
	return tag
}

// fieldsIn returns what a JSON answer says.
func fieldsIn(tb testing.TB, got answer) (fields map[string]any) {
	tb.Helper()
	got.read(tb, &fields)
	return fields
}

func TestTheTagOfACourseIsOfWhatIsEdited(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	other := p.Person(t, "euclid", campus.Teacher)
	made := p.host.call(t, "POST", "/courses", `{"title":"Solids","level":"beginner","places":3}`)
	at := made.header.Get("Location")
	path := strings.TrimPrefix(at, api.Base)
	tag := tagOf(t, made)
	for _, got := range []answer{p.host.call(t, "GET", path, nil), p.host.call(t, "GET", path, nil), p.pupil.call(t, "GET", path, nil),
		p.host.do(t, http.MethodHead, at, nil)} {
		if is := tagOf(t, got); is != tag {
			t.Errorf("it is %s, want %s of %s", is, tag, got)
		}
	}
	wantStatus(t, p.pupil.call(t, "POST", path+"/enrolment", nil), 200)
	enrolled := p.host.call(t, "GET", path, nil, "If-None-Match", tag)
	if is := tagOf(t, enrolled); is != tag || fieldsIn(t, enrolled)["taken"] != 1.0 {
		t.Errorf("somebody has enrolled: %s of %s", is, enrolled)
	}
	for field, value := range map[string]any{"title": "Cubes", "summary": "Of six sides.", "level": "advanced", "places": nil,
		"closes": "2026-03-02T10:00:00Z", "co_teachers": []int64{p.admin.ID}, "teacher": other.ID} {
		body := fieldsIn(t, p.director.call(t, "GET", path, nil))
		body[field] = value
		is := tagOf(t, p.director.call(t, "PUT", path, body))
		if now := tagOf(t, p.pupil.call(t, "GET", path, nil)); is == tag || is != now {
			t.Errorf("with another %s it is %s, then %s, and was %s", field, is, now, tag)
		}
		tag = is
	}
	if is := tagOf(t, p.director.call(t, "POST", path+"/reopen", nil)); is != tag {
		t.Errorf("opened, which it was, it is %s, and was %s", is, tag)
	}
	p.clock.Add(48 * time.Hour)
	p.Tick(t)
	if is := tagOf(t, p.director.call(t, "POST", path+"/reopen", nil)); is == tag {
		t.Errorf("opened again it is still %s", is)
	}
}

func TestACourseIsChangedFromTheVersionsThatIfMatchNames(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for status, headers := range map[int][][]string{
		200: {nil, {"*"}, {" * "}, {`W/"2"`}, {`"2"`}, {`"x", W/"2"`}, {`W/"1",W/"2"`}, {`W/"2" , "9"`}, {`W/"1"`, `W/"2"`}, {`, "2",,`},
			{`"a,b", "2"`}},
		409: {{`W/"1"`}, {`"1"`}, {`W/"3"`}, {`"x"`}, {`""`}, {`"02"`}, {`"+2"`}, {`"-1"`}, {`"0"`}, {`"1", "x"`}, {`W/"1"`, `W/"3"`},
			{`"99999999999999999999"`}},
		400: {{""}, {" , "}, {"2"}, {"W/2"}, {`"2`}, {`2"`}, {`*, "2"`}, {`"2" "1"`}, {`w/"2"`}, {`"2 "`}, {`W/`}, {`"2";"1"`},
			{`"2", nothing`}},
	} {
		for _, values := range headers {
			course := p.Course(t, p.thales, "Lines", 3)
			p.host.call(t, "PUT", "/courses/"+course.ID, `{"title":"Theirs","level":"beginner","places":3}`)
			r := p.host.request(t, t.Context(), "PUT", api.Base+"/courses/"+course.ID,
				strings.NewReader(`{"title":"Mine","level":"beginner","places":3}`),
				"Content-Type", "application/json")
			for _, value := range values {
				r.Header.Add("If-Match", value)
			}
			got, err := p.host.send(r)
			if err != nil {
				t.Fatal(err)
			}
			now, err := p.Courses.Get(t.Context(), course.ID)
			if want := map[bool]string{true: "Mine", false: "Theirs"}[status == 200]; got.status != status || err != nil ||
				now.Title != want {
				t.Errorf("%q: %d, want %d, and it is %q, %v", values, got.status, status, now.Title, err)
			}
			if status == 400 {
				got.wantProblem(t, 400, `If-Match is neither * nor a list of entity tags such as W/"3".`)
			}
		}
	}
	gone := "/courses/" + campus.NewCourseID()
	for _, tags := range []string{"*", `"1"`, `"1", "2"`} {
		p.host.call(t, "PUT", gone, `{"title":"Mine","level":"beginner","places":3}`, "If-Match", tags).wantProblem(t, 404,
			campus.ErrNoCourse.Sentence)
	}
}

func TestWhoChangesAnOldVersionIsToldWhatHasBecomeOfIt(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	path := "/courses/" + p.course.ID
	const mine, theirs, others = `{"title":"Mine","level":"beginner","places":3}`,
		`{"title":"Geometry of circles","level":"beginner","places":7,"closes":null}`,
		`{"title":"Geometry of circles","summary":"Round.","level":"beginner","places":7,"closes":null}`
	first := tagOf(t, p.host.call(t, "GET", path, nil))
	second := tagOf(t, p.director.call(t, "PUT", path, theirs))
	third := tagOf(t, p.director.call(t, "PUT", path, others))
	now := fieldsIn(t, p.host.call(t, "GET", path, nil))
	for seen, changed := range map[string][]any{first: {"summary", "places", "closes"}, second: {"summary"},
		first + ", " + second: {"summary"},
		`"x"`:                 nil, `"9"`: nil} {
		got := p.host.call(t, "PUT", path, mine, "If-Match", seen)
		said := fieldsIn(t, got)
		if got.status != 409 || said["detail"] != campus.ErrMeanwhile.Sentence {
			t.Errorf("from %s: %s", seen, got)
		}
		is, _ := said["changed"].([]any)
		if !slices.Equal(is, changed) || !reflect.DeepEqual(said["current"], any(now)) || got.header.Get("ETag") != third {
			t.Errorf("from %s it says %v and %v at %s", seen, is, said["current"], got.header.Get("ETag"))
		}
	}
	p.stranger.call(t, "PUT", path, mine, "If-Match", first).wantProblem(t, 403, campus.ErrNotStaff.Sentence)
	// Under a name of its own a refusal is said again; then the name is free for the same change from the version that it is.
	put := func(body, seen string) answer {
		return p.host.call(t, "PUT", path, body, "If-Match", seen, "Idempotency-Key", "one")
	}
	refused, again := put(mine, first), put(mine, first)
	if refused.status != 409 || again.status != 409 || again.body != refused.body {
		t.Errorf("it says\n%s\nthen\n%s", refused, again)
	}
	done := put(mine, third)
	for _, seen := range []string{third, first} {
		if got := put(mine, seen); got.body != done.body || got.status != 200 || tagOf(t, got) != tagOf(t, done) {
			t.Errorf("sent again it says\n%s %s\nand first\n%s", got, got.header.Get("ETag"), done)
		}
	}
	put(theirs, third).wantWrong(t, "Idempotency-Key")
	if is := tagOf(t, p.host.call(t, "GET", path, nil)); is != tagOf(t, done) {
		t.Errorf("it is %s, want %s", is, tagOf(t, done))
	}
	wantStatus(t, p.host.call(t, "PUT", path, theirs), 200) // without a version the last wins
}

func TestACoursePutBackAsItWasReadTellsNobody(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	path := "/courses/" + p.course.ID
	feed := p.host.watch(t, eventsPath, []string{campus.CourseTopic(p.course.ID)})
	feed.want(t)
	p.enrol(t, p.john)
	p.Settle(t)
	feed.want(t) // the seat that was taken
	read := p.host.call(t, "GET", path, nil)
	before := p.Contents(t)
	for _, tags := range []string{"*", read.header.Get("ETag")} {
		for _, who := range []*visitor{p.host, p.director} {
			p.clock.Add(time.Hour)
			got := who.call(t, "PUT", path, read.body, "If-Match", tags)
			if got.status != 200 || got.body != read.body || tagOf(t, got) != tagOf(t, read) {
				t.Errorf("it is\n%s %s\nand was\n%s", got.header.Get("ETag"), got, read)
			}
		}
	}
	after := p.Contents(t)
	maps.DeleteFunc(after, func(name, value string) bool { return before[name] == value })
	for name, value := range after {
		if !strings.Contains(name, ":op:") {
			t.Errorf("%s is %q and was %q", name, value, before[name])
		}
	}
	body := fieldsIn(t, read)
	body["title"] = "Cubes"
	wantStatus(t, p.host.call(t, "PUT", path, body), 200)
	var event struct{ Changed map[string]any }
	told := feed.want(t)
	if err := json.Unmarshal([]byte(told.data), &event); err != nil || event.Changed["title"] == nil {
		t.Errorf("the next to be told is %+v, %v", told, err)
	}
}
