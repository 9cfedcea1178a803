package handlers

import (
	"net/url"
	"strings"
	"testing"

	"stoa/store/campus"
)

func TestHowMuchOneIsToldOfACourseIsSaidOnItsPageAndOnOneOfAll(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.Person(t, "hypatia", campus.Teacher)
	town.Settle(t)
	john, hamid, path := town.signedIn(t, "john"), town.signedIn(t, "hypatia"), "/courses/"+town.course.ID
	chosen := func(page string) string {
		t.Helper()
		for _, option := range all(john.get(t, page).page(t), "#news-"+town.course.ID+" option") {
			if _, is := attribute(option, "selected"); is {
				return attr(option, "value")
			}
		}
		return ""
	}
	if got := chosen(path); got != "all" {
		t.Errorf("at first one is told %q", got)
	}
	if got := all(hamid.get(t, path).page(t), "#news-"+town.course.ID); len(got) != 0 {
		t.Error("who takes no part is asked too")
	}
	form := url.Values{"level": {"mentions"}, "op": {"a"}, "back": {path}}
	john.post(t, path+"/notifications", form).wantSeeOther(t, path)
	if a, b := chosen(path), chosen("/inbox/levels"); a != "mentions" || b != "mentions" {
		t.Errorf("the course's page says %q, that of all %q", a, b)
	}
	form.Set("back", "https://elsewhere.example/")
	john.post(t, path+"/notifications", form).wantSeeOther(t, "/")
	for _, level := range []string{"", "loud", "ALL"} {
		if got := john.post(t, path+"/notifications", url.Values{"level": {level}}); got.status != 422 {
			t.Errorf("%q: %s", level, got)
		}
	}
	if got := hamid.get(t, "/inbox/levels"); !strings.Contains(got.body, "No courses") {
		t.Errorf("who has no course: %s", got)
	}
}

func TestTheAPISaysHowMuchOneIsToldOfACourse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	town.Person(t, "hypatia", campus.Teacher)
	town.Settle(t)
	john, hamid, path := town.script(t, "john"), town.script(t, "hypatia"), "/courses/"+town.course.ID+"/notifications"
	john.want(t, "GET", path, nil, 200, `{"level":"all"}`)
	john.want(t, "PUT", path, `{"level":"none"}`, 200, `{"level":"none"}`)
	john.want(t, "GET", path, nil, 200, `{"level":"none"}`)
	john.want(t, "GET", "/me/levels", nil, 200, `{"levels":[{"course":"`+town.course.ID+`","title":"Geometry of circles","level":"none"}]}`)
	if got := john.call(t, "GET", "/me/export", nil); !strings.Contains(got.body, `"levels":[
{"course":"`+town.course.ID+`","title":"Geometry of circles","level":"none"}]`) {
		t.Errorf("it is not among john's own data: %s", got.body)
	}
	for _, body := range []string{`{}`, `{"level":"loud"}`, `{"level":null}`} {
		john.call(t, "PUT", path, body).wantWrong(t, "level")
	}
	wantStatus(t, john.call(t, "PUT", path, `{"level":5}`), 422)
	wantStatus(t, john.call(t, "PUT", path, `[`), 400)
	wantStatus(t, hamid.call(t, "PUT", path, `{"level":"none"}`), 403)
	wantStatus(t, hamid.call(t, "GET", "/courses/"+campus.NewCourseID()+"/notifications", nil), 404)
}
