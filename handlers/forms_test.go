package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestWhatStandsInTheAddressOfAFormIsNoPartOfIt(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	right := url.Values{"login": {"john"}, "password": {storetest.Password}, "next": {"/courses"}}
	for name, body := range map[string]url.Values{"nothing": nil, "the login alone": {"login": {"john"}},
		"another password": {"login": {"john"}, "password": {"wrong"}}} {
		v := town.browser(t)
		got := v.post(t, "/sign-in?"+right.Encode(), body)
		if got.status != http.StatusUnprocessableEntity || len(cookies(got)) != 0 {
			t.Errorf("with %s in the body: %s and cookies %v", name, got, cookies(got))
		}
	}
	town.browser(t).post(t, "/sign-in?next=/meetings", url.Values{"login": {"john"}, "password": {storetest.Password}}).wantSeeOther(t, "/")

	town.enter(t, town.john)
	john := town.signedIn(t, "john")
	if got := john.post(t, town.room+"/messages?body=hello", nil); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a line in the address: %s", got)
	}
	course := town.Course(t, town.thales, "One seat", 1)
	if _, err := town.Courses.Enrol(t.Context(), town.Person(t, "other", campus.Student), course.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	if got := john.post(t, "/courses/"+course.ID+"/enrol?wait=1", nil); got.status != http.StatusConflict {
		t.Errorf("a wish to wait in the address: %s", got)
	}
	// An operation in the address is none: the same one twice is two lines.
	for range 2 {
		john.post(t, town.room+"/messages?op=one", url.Values{"body": {"again"}}).wantSeeOther(t, town.room+"#composer")
	}
	if lines := all(john.get(t, town.room).page(t), "#lines li"); len(lines) != 2 {
		t.Errorf("there are %d lines, want 2", len(lines))
	}
}

func TestNoPageReadsAFormInAnotherWay(t *testing.T) {
	t.Parallel()
	for name, functions := range readSource(t, "*.go") {
		for _, f := range functions {
			if read := (source{name: {f}}).readings(name); slices.ContainsFunc(read,
				func(r string) bool { return strings.HasPrefix(r, "form ") }) && name != "readForm" {
				t.Errorf("%s reads %q, which takes the address for a part of the form: use posted", name, read)
			}
		}
	}
}

func TestARefusedFormComesBackWithWhatWasTypedAndWhyUnderTheStatusThatIsTrue(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enter(t, town.john)
	long := strings.Repeat("x", 4001)
	messages, course := town.room+"/messages", "/courses/"+town.course.ID
	for name, try := range map[string]struct {
		who, path string
		sent      url.Values
		status    int
		at, why   string // where it says why
		field     string // that holds what was typed
	}{
		"a line too long": {"john", messages, url.Values{"body": {long}, "op": {"one"}}, 422, "#composer-error", "4,000",
			"#composer-body"},
		"a line from outside": {"thales", messages, url.Values{"body": {"hello"}}, 409, "#refused", saidNotAttending, "#composer-body"},
		"a teacher who enrols": {"thales", course + "/enrol", url.Values{"op": {"one"}}, 403, "#course-error",
			"Only students enrol in courses.", ""},
		"a password not right": {"", "/sign-in", url.Values{"login": {"<john>"}, "password": {"x"}}, 422, "#sign-in-error", "not right",
			"#login"},
	} {
		t.Run(name, func(t *testing.T) {
			v := town.browser(t)
			if try.who != "" {
				v = town.signedIn(t, try.who)
			}
			got := v.post(t, try.path, try.sent)
			if got.status != try.status {
				t.Fatalf("%s, want %d", got, try.status)
			}
			page := got.page(t)
			one(t, page, "main h1")
			if why := text(one(t, page, try.at)); !strings.Contains(why, try.why) || why == "" {
				t.Errorf("it says %q, want %q in it", why, try.why)
			}
			typed := try.sent.Get("body") + try.sent.Get("login")
			if try.field != "" && value(one(t, page, try.field)) != typed {
				t.Errorf("it holds %.40q, want what was typed", value(one(t, page, try.field)))
			}
		})
	}
}

func TestARefusedFormIsAloneForHtmxAndSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, partial := town.signedIn(t, "john"), []string{"HX-Request", "true", "HX-Request-Type", "partial"}
	got := john.post(t, town.room+"/messages", url.Values{"body": {"hello"}, "op": {"one"}}, partial...)
	if got.status != http.StatusConflict || strings.Contains(got.body, "<html") {
		t.Fatalf("%s", got)
	}
	form := one(t, got.page(t), "#composer")
	if op, body := value(one(t, form, "input[name=op]")), value(one(t, form, "#composer-body")); op != "one" || body != "hello" ||
		attr(form, "action") != town.room+"/messages" {
		t.Errorf("the form is %q %q to %s", op, body, attr(form, "action"))
	}
	wantSays(t, one(t, form, "#composer-error"), saidNotAttending)

	guest := town.browser(t)
	for range 10 {
		guest.post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {"wrong"}})
	}
	slow := guest.post(t, "/sign-in", url.Values{"login": {"thales"}, "password": {"wrong"}, "next": {"/courses"}})
	if slow.status != http.StatusTooManyRequests || slow.header.Get("Retry-After") == "" {
		t.Fatalf("%s %v", slow, slow.header)
	}
	if next := value(one(t, slow.page(t), "input[name=next]")); next != "/courses" {
		t.Errorf("the form forgets where to go: %q", next)
	}
}
