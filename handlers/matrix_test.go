package handlers

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
)

// wants is what a route answers to everybody of a quarter, by username; "" is signed out.
func (a asked) wants() map[string]int {
	return map[string]int{"": a.out, "john": a.student, "hamid": cmp.Or(a.outside, a.student), "euclid": cmp.Or(a.enrolled, a.student),
		"haled": cmp.Or(a.waiting, a.student), "thales": a.teacher, "hypatia": cmp.Or(a.other, a.teacher), "admin": a.admin,
		"paused": a.out, "barred": a.out}
}

// quarter is a town in which everybody lives that a route can be asked by. The meeting is of the course, which is full.
type quarter struct {
	*town
	late map[string][2]*visitor // who has come before they were disabled or sent back to wait
}

func newQuarter(t *testing.T, a asked) *quarter {
	t.Helper()
	return newQuarterWith(t, a, setup{})
}

func newQuarterWith(t *testing.T, a asked, s setup) *quarter {
	t.Helper()
	q := &quarter{newTown(t, s), map[string][2]*visitor{}}
	for name, role := range map[string]campus.Role{"hamid": campus.Student, "haled": campus.Student, "euclid": campus.Student,
		"plato":   campus.Student,
		"hypatia": campus.Teacher, "paused": campus.Admin, "barred": campus.Admin} {
		p := q.Person(t, name, role)
		if name == "euclid" || name == "plato" {
			q.enrol(t, p)
		}
	}
	if _, err := q.Courses.Enrol(t.Context(), q.person(t, "haled"), q.course.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	begins := -time.Minute
	if a.early {
		begins = time.Hour
	}
	now := q.Now()
	q.meeting = q.Plan(t, q.thales, campus.NewMeeting{Title: "Lecture", Course: q.course.ID, Audience: []string{q.john.Email},
		Slots: []campus.Slot{{From: now.Add(begins), To: now.Add(begins + time.Hour), Zone: "UTC"}}})
	q.room = "/meetings/" + num(q.meeting.ID) + "/1"
	q.Settle(t)
	if a.inside {
		q.enter(t, q.john, q.person(t, "euclid"), q.thales, q.admin)
	}
	if a.spoken {
		q.enter(t, q.john)
		q.say(t, q.john, "hello")
	}
	if a.talked {
		if _, err := q.Rooms.Post(t.Context(), q.john, store.GeneralRoom(), campus.NewLine{Body: "hello"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	for name, status := range map[string]campus.Status{"paused": campus.StatusPending, "barred": campus.StatusDisabled} {
		q.late[name] = [2]*visitor{q.signedIn(t, name), q.script(t, name)}
		if err := q.People.SetStatus(t.Context(), store.Itself(""), q.person(t, name).ID, status); err != nil {
			t.Fatal(err)
		}
	}
	return q
}

func (q *quarter) person(t *testing.T, username string) campus.Person {
	t.Helper()
	id, err := q.People.Find(t.Context(), username)
	if err != nil {
		t.Fatal(err)
	}
	p, err := q.People.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// visitor is somebody's browser, or their program.
func (q *quarter) visitor(t *testing.T, who string, script bool) *visitor {
	t.Helper()
	late, isLate := q.late[who]
	switch {
	case isLate && script:
		return late[1]
	case isLate:
		return late[0]
	case who == "":
		return q.browser(t)
	case script:
		return q.script(t, who)
	}
	return q.signedIn(t, who)
}

func TestEveryRouteLetsInExactlyWhomItIsFor(t *testing.T) {
	t.Parallel()
	for _, r := range new(Server).routes() {
		name := r.method + " " + r.path
		row, ok := routeRoles[name]
		if !ok {
			t.Errorf("%s has no row in routeRoles", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.hold(t, r)
		})
	}
}

// hold asks a route as everybody. What one has changed the next does not find: they get a quarter of their own.
func (a asked) hold(t *testing.T, r route) {
	t.Helper()
	q, script, wants := newQuarter(t, a), strings.HasPrefix(r.path, api.Base), a.wants()
	for _, who := range slices.Sorted(maps.Keys(wants)) {
		got := a.ask(t, q.town, q.visitor(t, who, script), r)
		if got != wants[who] {
			t.Errorf("%q got %d, want %d", who, got, wants[who])
		}
		if r.method != http.MethodGet && got < 400 && r.access != anyone || a.spends {
			q = newQuarter(t, a)
		}
	}
	if r.access >= tokens {
		if got := a.ask(t, q.town, q.visitor(t, "admin", false), r); got != http.StatusUnauthorized {
			t.Errorf("with a cookie and no token %d, want 401", got)
		}
	}
}

// ask asks a route and returns the status. A stream does not end: of that only its head is asked for.
func (a asked) ask(t *testing.T, town *town, v *visitor, r route) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	response, err := v.client.Do(a.request(t, ctx, town, v, r))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// request is what asks a route.
func (a asked) request(t *testing.T, ctx context.Context, town *town, v *visitor, r route) *http.Request {
	t.Helper()
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(r.path, api.Base) {
		kind = "application/json"
	}
	real := strings.NewReplacer("{course}", town.course.ID, "{room}", town.room, "{meeting}", "/meetings/"+num(town.meeting.ID))
	return v.request(t, ctx, r.method, real.Replace(a.path), strings.NewReader(a.body), "Content-Type", kind)
}
