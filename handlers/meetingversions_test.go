package handlers

import (
	"slices"
	"testing"
	"time"

	"stoa/store/campus"
)

func TestAMeetingIsChangedOnlyFromTheVersionThatIfMatchNames(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const path = "/meetings/2"
	old := tagOf(t, p.host.call(t, "GET", path, nil))
	if is := tagOf(t, p.pupil.call(t, "GET", path, nil)); is != old {
		t.Errorf("to a guest it is %s, to its host %s", is, old)
	}
	second := tagOf(t, p.director.call(t, "PUT", path, `{"title":"Theirs"}`, "If-Match", old))
	third := tagOf(t, p.director.call(t, "PATCH", path+"/3", `{"to":"2026-03-16T11:00:00Z"}`, "If-Match", second))
	now := p.host.call(t, "GET", path, nil)
	if is := tagOf(t, now); second == old || third == second || is != third {
		t.Errorf("the versions are %s, %s, %s and %s", old, second, third, is)
	}
	stale := []struct{ method, path, body string }{{"PUT", path, `{"title":"Mine"}`},
		{"PATCH", path + "/1", `{"to":"2026-03-02T11:00:00Z"}`},
		{"PATCH", path + "/1?scope=later", `{"to":"2026-03-02T11:00:00Z"}`}, {"DELETE", path + "/1", ""}, {"DELETE", path +
			"/1?scope=later", ""},
		{"DELETE", path, ""}}
	for _, change := range stale {
		for seen, want := range map[string][]any{old: {"title", "description", "link", "instances"}, second: {"instances"}, `"9"`: nil} {
			got := p.host.call(t, change.method, change.path, change.body, "If-Match", seen)
			said := fieldsIn(t, got)
			current, _ := said["current"].(map[string]any)
			changed, _ := said["changed"].([]any)
			if got.status != 409 || said["detail"] != campus.ErrMeanwhile.Sentence || current["title"] != "Theirs" ||
				!slices.Equal(changed, want) || got.header.Get("ETag") != third {
				t.Errorf("%s %s from %s, want %v: %s", change.method, change.path, seen, want, got)
			}
		}
	}
	if is := p.host.call(t, "GET", path, nil); is.body != now.body {
		t.Errorf("refused, it is\n%s\nand was\n%s", is, now)
	}
	for _, change := range stale { // without a version the last wins
		if got := p.host.call(t, change.method, change.path, change.body); got.status >= 300 {
			t.Errorf("%s %s: %s", change.method, change.path, got)
		}
		if change.method == "DELETE" && change.path != path {
			break
		}
	}
	last := p.host.call(t, "GET", path, nil)
	if got := p.host.call(t, "DELETE", path, nil, "If-Match", tagOf(t, last)); got.status != 204 {
		t.Errorf("from what it is: %s", got)
	}
}

func TestADateOverTheAPIIsNeverAtTheTimeOfAnotherNorTenYearsOff(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const path = "/meetings/2"
	far := p.clock.Now().AddDate(10, 0, 1).Format(time.RFC3339)
	further := p.clock.Now().AddDate(10, 0, 2).Format(time.RFC3339)
	before := p.host.call(t, "GET", path, nil)
	for _, call := range []struct{ method, path, body string }{
		{"POST", path + "/instances", `{"from":"2026-03-02T09:59:00Z","to":"2026-03-02T10:30:00Z"}`},
		{"POST", path + "/instances", `{"from":"` + far + `","to":"` + further + `"}`},
		{"PATCH", path + "/1", `{"from":"2026-03-09T08:00:00Z","to":"2026-03-09T09:01:00Z"}`},
		{"PATCH", path + "/1?scope=later", `{"from":"2026-03-02T09:00:00Z","to":"2026-03-09T09:01:00Z"}`},
		{"PATCH", path + "/3", `{"from":"` + far + `","to":"` + further + `"}`},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"` + far + `","to":"` + further + `"}]}`},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z"},
			{"from":"2026-03-02T09:30:00Z","to":"2026-03-02T11:00:00Z"}]}`},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T08:00:00Z"}]}`},
		{"POST", "/meetings", `{"title":"x","instances":[{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z","zone":"Mars/Base"}]}`},
	} {
		p.host.call(t, call.method, call.path, call.body).wantWrong(t, "instances")
	}
	if is := p.host.call(t, "GET", path, nil); is.body != before.body {
		t.Errorf("refused, it is\n%s\nand was\n%s", is, before)
	}
	// All of them pass each other's old places.
	p.host.call(t, "PATCH", path+"/1?scope=later", `{"from":"2026-03-09T09:00:00Z","to":"2026-03-09T10:00:00Z"}`).wantField(t,
		"from", "2026-03-09T09:00:00Z")
}

func TestTenMinutesMoreAreGivenTenTimes(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	for i := range 10 {
		want := p.clock.Now().Add(time.Hour + time.Duration(i+1)*10*time.Minute).Format(time.RFC3339)
		p.host.call(t, "POST", p.room+"/extend", nil).wantField(t, "to", want)
	}
	p.host.call(t, "POST", "/meetings/1/instances", `{"from":"2026-03-01T11:45:00Z","to":"2026-03-01T12:00:00Z"}`)
	if got := p.host.call(t, "POST", p.room+"/extend", nil); got.status != 409 {
		t.Errorf("into the time of another: %s", got)
	}
}

func TestASeriesOverTheAPIIsCheckedByItsFields(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	const first = `"from":"2026-03-23T08:00:00Z","to":"2026-03-23T09:00:00Z","zone":"Europe/Athens"`
	var made struct {
		ID        int64
		Instances []struct{ From, To string }
	}
	p.host.call(t, "POST", "/meetings", `{"title":"Weekly","series":{`+first+`,"every":"week","until":"2026-03-30"}}`).read(t, &made)
	if len(made.Instances) != 2 || made.Instances[1].From != "2026-03-30T07:00:00Z" || made.Instances[1].To != "2026-03-30T08:00:00Z" {
		t.Errorf("over the change of clocks it is %+v", made)
	}
	for series, field := range map[string]string{
		first + `,"every":"week","times":501`:                                                                  "series.times",
		first + `,"every":"week","times":0`:                                                                    "series.times",
		first + `,"every":"week","times":"x"`:                                                                  "series.times",
		first + `,"every":"month","times":2`:                                                                   "series.every",
		first + `,"every":"day","until":"2026-03-22"`:                                                          "series.until",
		first + `,"every":"day","until":"2028-03-22"`:                                                          "series.until",
		first + `,"every":"day","times":2,"until":"2026-04-01"`:                                                "series.until",
		`"from":"2026-03-23T08:00:00Z","to":"2026-03-23T07:00:00Z","every":"day","times":2`:                    "series.to",
		`"from":"2026-03-23T08:00:00Z","to":"2026-03-23T09:00:00Z","zone":"Mars/Base","every":"day","times":2`: "series.zone",
		`"from":"2026-03-23T08:00:00Z","to":"2026-03-24T09:00:00Z","zone":"UTC","every":"day","times":2`:       "instances",
		`"from":"2036-02-28T08:00:00Z","to":"2036-02-28T09:00:00Z","zone":"UTC","every":"week","times":2`:      "instances",
		`"from":"1926-03-23T08:00:00Z","to":"1926-03-23T09:00:00Z","zone":"UTC","every":"day","times":2`:       "instances",
	} {
		p.host.call(t, "POST", "/meetings", `{"title":"Weekly","series":{`+series+`}}`).wantWrong(t, field)
	}
}
