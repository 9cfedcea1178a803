package handlers

import (
	"testing"

	"stoa/store/campus"
)

func TestCoTeachersAreStaffOfTheirCoursesMeetingsEverywhereAndFormerOnesNowhere(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	m := p.ofCourse(t, "Circles", false)
	path, room := "/meetings/"+num(m.ID), "/meetings/"+num(m.ID)+"/1"
	hypatia, err := p.People.Find(t.Context(), "hypatia")
	if err != nil || hypatia == 0 {
		t.Fatal(hypatia, err)
	}
	browser := p.signedIn(t, "hypatia")
	with := func(ids ...int64) {
		body := fieldsIn(t, p.director.call(t, "GET", "/courses/"+p.course.ID, nil))
		body["co_teachers"] = append([]int64{}, ids...) // none, which is not to keep them
		wantStatus(t, p.director.call(t, "PUT", "/courses/"+p.course.ID, body), 200)
		p.Settle(t)
	}
	stands := func(when string, staff bool) {
		t.Helper()
		page, call := 200, 200
		if !staff {
			page, call = 403, 403
		}
		for _, at := range []string{path + "/edit", path + "/dates", path + "/dates/add", room + "/move", room + "/cancel", path +
			"/audience"} {
			wantStatus(t, browser.get(t, at), page)
		}
		wantStatus(t, p.stranger.call(t, "GET", path, nil), call)
		wantStatus(t, p.stranger.call(t, "PUT", path, `{"title":"Circles","course":"`+p.course.ID+`"}`), call)
		wantStatus(t, p.stranger.call(t, "POST", room+"/extend", nil), call)
		if got := p.stranger.call(t, "GET", path, nil); staff && fieldsIn(t, got)["audience"] == nil {
			t.Errorf("%s they do not see whom it lists: %s", when, got)
		}
		wantStatus(t, p.stranger.call(t, "DELETE", path, nil), 403) // which its host and admins alone do
	}
	stands("before", false)
	with(hypatia)
	stands("as a co-teacher", true)
	topic := campus.MeetingTopic(m.ID, 1)
	feed := p.stranger.watch(t, eventsPath, []string{topic})
	wantStatus(t, p.stranger.call(t, "POST", room+"/extend", nil), 200)
	feed.want(t)
	with()
	stands("as a former one", false)
	wantStatus(t, p.stranger.call(t, "GET", "/events?topic="+topic, nil), 403)
	wantStatus(t, browser.get(t, livePath+"?topic="+topic), 403)
}
