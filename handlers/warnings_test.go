package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// wantWarned checks what is said of something that was planned all the same, and returns its id.
func (a answer) wantWarned(t *testing.T, warnings ...string) int64 {
	t.Helper()
	var made struct {
		ID       int64
		Warnings []string
	}
	a.read(t, &made)
	if a.status != 201 || !slices.Equal(made.Warnings, warnings) {
		t.Errorf("%d, it says %q, want %q", a.status, made.Warnings, warnings)
	}
	return made.ID
}

func TestWhatIsPlannedAtTheTimeOfAnotherOfItsHostsIsMadeAndSaysSo(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	plan := func(who *visitor, host int, from, to string) answer {
		return who.call(t, "POST", "/meetings", fmt.Sprintf(`{"title":"Other","host":%d,"instances":[
			{"from":"2026-03-%s:00Z","to":"2026-03-%s:00Z"},{"from":"2026-03-20T08:00:00Z","to":"2026-03-20T09:00:00Z"}]}`, host, from, to))
	}
	const first = "The thales hosts date 1 of “Lecture” (meeting 2) at the same time: 2026-03-02T09:00:00.000Z to 2026-03-02T10:00:00.000Z."
	const open = "The thales hosts date 1 of “Office hour” (meeting 1) at the same time: 2026-03-01T08:59:00.000Z to " +
		"2026-03-01T10:00:00.000Z."
	host := int(p.thales.ID)
	plan(p.host, 0, "02T08:00", "02T09:00").wantWarned(t) // as it ends, the other begins
	p.Settle(t)
	plan(p.stranger, 0, "02T09:30", "02T10:30").wantWarned(t) // another's host is not theirs
	plan(p.director, host, "02T09:59", "02T11:00").wantWarned(t, first,
		"The thales hosts date 2 of “Other” (meeting 3) at the same time: 2026-03-20T08:00:00.000Z to 2026-03-20T09:00:00.000Z.")
	p.Settle(t)
	p.host.call(t, "POST", "/meetings/3/instances", `{"from":"2026-03-01T09:30:00Z","to":"2026-03-01T11:00:00Z"}`).wantWarned(t, open)
	p.host.call(t, "POST", "/meetings/3/instances", `{"from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:30:00Z"}`).wantWarned(t,
		"The thales hosts date 1 of “Other” (meeting 5) at the same time: 2026-03-02T09:59:00.000Z to 2026-03-02T11:00:00.000Z.")
	var moved struct{ Warnings []string }
	p.host.call(t, "PATCH", "/meetings/3/1", `{"to":"2026-03-02T09:30:00Z"}`).read(t, &moved)
	if !slices.Equal(moved.Warnings, []string{first}) {
		t.Errorf("moved, it says %q", moved.Warnings)
	}
	moved.Warnings = nil
	p.host.call(t, "PATCH", "/meetings/3/1", `{"to":"2026-03-02T09:00:00Z"}`).read(t, &moved)
	if len(moved.Warnings) > 0 {
		t.Errorf("moved back, it says %q", moved.Warnings)
	}
	p.host.call(t, "DELETE", "/meetings/2/1", nil)
	p.Settle(t)
	p.host.call(t, "POST", "/meetings", `{"title":"Alone","series":{"from":"2026-03-02T09:10:00Z","to":"2026-03-02T09:20:00Z",
		"every":"week","times":2}}`).wantWarned(t,
		"The thales hosts date 2 of “Lecture” (meeting 2) at the same time: 2026-03-09T09:00:00.000Z to 2026-03-09T10:00:00.000Z.")
}

func TestWhatSomebodyIsInvitedToOrAnotherHostsIsNotTold(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	hypatia := p.signedIn(t, "hypatia")
	const at = `"instances":[{"from":"2026-03-05T09:00:00Z","to":"2026-03-05T10:00:00Z"}]}`
	p.host.call(t, "POST", "/meetings", `{"title":"Of thales","audience":["hypatia@stoa.example"],`+at).wantWarned(t)
	p.Settle(t)
	p.stranger.call(t, "POST", "/meetings", `{"title":"At the same time",`+at).wantWarned(t)
	form := with(meetingFields(), "date_1_day", "2026-03-05", "date_1_from", "09:00", "date_1_to", "10:00", "zone", "UTC", "host", "thales")
	for who, want := range map[*visitor]bool{hypatia: false, p.signedIn(t, "admin"): true} {
		if says := who.post(t, "/meetings/new", with(form, "do", "check")).planned(t); strings.Contains(says, "Of thales") != want {
			t.Errorf("of the dates of another host it says %q", says)
		}
	}
}

func TestAClosedCourseAndAnAddressTwiceAreSaidAndABrokenOneIsRefusedByItsLine(t *testing.T) {
	t.Parallel()
	p := newPlans(t)
	course := p.Course(t, p.thales, "Geometry", 3)
	p.clock.Add(31 * 24 * time.Hour)
	p.Tick(t)
	body := func(audience string) string {
		return `{"title":"Other","course":"` + course.ID + `","audience":` + audience +
			`,"instances":[{"from":"2026-05-02T09:00:00Z","to":"2026-05-02T10:00:00Z"}]}`
	}
	p.host.call(t, "POST", "/meetings", body(`["a@x.example","b@x.example","A@X.example"]`)).wantWarned(t,
		"audience: line 3 is the same address as line 1", "“Geometry” is closed: who is enrolled may come, and nobody else can enrol.")
	broken := p.host.call(t, "POST", "/meetings", body(`["a@x.example","b","c@"]`))
	broken.wantWrong(t, "audience")
	var problem struct{ Errors map[string]string }
	if broken.read(t, &problem); problem.Errors["audience"] != "line 2 is no email address: “b”; line 3 is no email address: “c@”" {
		t.Errorf("of broken ones it says %q", problem.Errors)
	}
	if _, err := p.Courses.Reopen(t.Context(), p.thales, course.ID, ""); err != nil {
		t.Fatal(err)
	}
	p.host.call(t, "POST", "/meetings", body(`[]`)).wantWarned(t)
	if err := p.Courses.Delete(t.Context(), p.thales, course.ID, ""); err != nil {
		t.Fatal(err)
	}
	p.host.call(t, "POST", "/meetings", body(`[]`)).wantWrong(t, "course")
}
