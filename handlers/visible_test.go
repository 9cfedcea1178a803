package handlers

import (
	"cmp"
	"fmt"
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

// private are the ways in which an answer can tell what only some may know of john: none of them is anywhere else.
var private = map[string][]string{
	"email":  {"canary@mail.example"},
	"born":   {"1907-02-03"},
	"age":    {`"age":119`, "119 years"},
	"excuse": {"canary-excuse"},
	"gender": {`"gender":"other"`, ">Other</dd>", "Other\n</dd>", `value="other" selected`},
}

// told returns what a text tells of john, in the order of the alphabet.
func told(text string) string {
	var all []string
	for what, spellings := range private {
		if slices.ContainsFunc(spellings, func(s string) bool { return strings.Contains(text, s) }) {
			all = append(all, what)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// visible is which route tells whom what of john. Of all that is not here nobody is told anything.
var visible = map[string]map[string]string{
	"/profile":                                     {"john": "born email gender"},
	"/admin/people":                                {"admin": "email"},
	"/admin/people/:person":                        {"admin": "age born email gender"},
	"/admin/people/:person/edit":                   {"admin": "born email gender"},
	"/admin/people/export":                         {"admin": "born email gender"},
	"/courses/:course/students":                    {"thales": "email", "admin": "email"},
	"/courses/:course/students.csv":                {"thales": "email", "admin": "email"},
	"/meetings/:meeting/:order/roster":             {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/meetings/:meeting/:order/attendance":         {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/meetings/:meeting/:order/attendance.csv":     {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/meetings/:meeting/:order/attendance.parquet": {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/api/v1/meetings/:meeting/:order/attendance":  {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/meetings/:meeting/edit":                      {"thales": "email", "zeno": "email", "admin": "email"},
	"/meetings/:meeting/audience":                  {"thales": "email", "zeno": "email", "admin": "email"},
	"/api/v1/meetings/:meeting":                    {"thales": "email", "zeno": "email", "admin": "email"},
	"/api/v1/me":                                   {"john": whole},
	"/api/v1/me/export":                            {"john": whole},
	"/api/v1/people":                               {"thales": whole, "zeno": whole, "admin": whole},
	"/api/v1/people/:person":                       {"thales": whole, "zeno": whole, "admin": whole},
	"/api/v1/people/external/:external":            {"thales": whole, "zeno": whole, "admin": whole},
	"/api/v1/people/export":                        {"admin": "born email gender"},
	"/api/v1/meetings/:meeting/:order/roster":      {"thales": "excuse", "zeno": "excuse", "admin": "excuse"},
	"/api/v1/meetings/:meeting/:order/participants": {"thales": "age email gender", "zeno": "age email gender",
		"admin": "age email gender"},
}

const whole = "age born email gender"

// newSeen starts a town in which john shares a course with thales and euclid, and a meeting with zeno and thales; euclid has reported a
// line of
// his. Hypatia teaches too, and shares nothing with him; nor does hamid.
func newSeen(t *testing.T) (town *town, meetings []string) {
	t.Helper()
	town = newTown(t, setup{})
	born, email, gender, external := "1907-02-03", "canary@mail.example", "other", "canary-x"
	admin := store.By{Person: town.admin}
	john, _, err := town.People.Edit(t.Context(), admin, town.john.ID,
		campus.PersonChange{Born: &born, Email: &email, Gender: &gender, ExternalID: &external})
	if err != nil {
		t.Fatal(err)
	}
	town.john = john
	people := map[string]campus.Person{"thales": town.thales}
	for name, role := range map[string]campus.Role{"hamid": campus.Student, "euclid": campus.Student, "hypatia": campus.Teacher,
		"zeno": campus.Teacher} {
		people[name] = town.Person(t, name, role)
	}
	town.enrol(t, john)
	town.enrol(t, people["euclid"])
	slot := campus.Slot{From: town.Now().Add(-time.Minute), To: town.Now().Add(time.Hour), Zone: "UTC"}
	for _, host := range []string{"thales", "zeno"} {
		m := town.Plan(t, people[host], campus.NewMeeting{Title: "Talk of " + host, Audience: []string{john.Email, people["euclid"].Email},
			Slots: []campus.Slot{slot}})
		town.Settle(t)
		town.meeting = m
		for _, p := range []campus.Person{john, people["euclid"], people[host]} {
			town.enter(t, p)
		}
		if err := town.Meetings.Excuse(t.Context(), people[host], m.ID, 1, john.ID, "canary-excuse", ""); err != nil {
			t.Fatal(err)
		}
		line := town.say(t, john, "a line")
		if _, err := town.Reports.Line(t.Context(), store.By{Person: people["euclid"]}, store.MeetingRoom(m.ID, 1), line,
			campus.NewReport{Reason: "abuse"}); err != nil {
			t.Fatal(err)
		}
		meetings = append(meetings, num(m.ID))
	}
	town.Settle(t)
	return town, meetings
}

// Every route that can be read is asked by everybody, for every id that it could have, and all bytes are looked through.
func TestWhatIsPrivateOfAPersonIsToldOnlyToWhomItMayBe(t *testing.T) {
	t.Parallel()
	town, meetings := newSeen(t)
	ids := append([]string{num(town.john.ID), "canary-x", town.course.ID}, meetings...)
	asked, got := 0, map[string]map[string]string{}
	for _, who := range []string{"hamid", "euclid", "thales", "hypatia", "zeno", "admin", "john", ""} {
		both := [2]*visitor{town.browser(t), town.browser(t)}
		if who != "" {
			both = [2]*visitor{town.signedIn(t, who), town.script(t, who)}
		}
		for _, r := range town.server.routes() {
			if r.method != http.MethodGet || r.path == streamPath || r.path == eventsPath || strings.HasPrefix(r.path, "/static/") {
				continue
			}
			v := both[0]
			if strings.HasPrefix(r.path, api.Base) {
				v = both[1]
			}
			tells := map[string]bool{}
			for _, path := range fillings(r.path, ids) {
				answer := v.get(t, path+"?format=json")
				asked++
				for _, what := range strings.Fields(told(fmt.Sprint(answer.header) + answer.body)) {
					tells[what] = true
				}
			}
			if len(tells) > 0 {
				if got[r.path] == nil {
					got[r.path] = map[string]string{}
				}
				got[r.path][who] = strings.Join(slices.Sorted(maps.Keys(tells)), " ")
			}
		}
	}
	for path := range union(got, visible) {
		for who := range union(got[path], visible[path]) {
			if a, b := got[path][who], visible[path][who]; a != b {
				t.Errorf("%s tells %s %q of john, want %q", path, cmp.Or(who, "a visitor"), a, b)
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d addresses were asked", asked)
	}
}

func union[V any](a, b map[string]V) map[string]bool {
	all := map[string]bool{}
	for key := range a {
		all[key] = true
	}
	for key := range b {
		all[key] = true
	}
	return all
}
