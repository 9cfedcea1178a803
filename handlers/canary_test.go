package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
)

// parameter is a part of a route's pattern that a visitor chooses.
var parameter = regexp.MustCompile(`:[a-z_]+`)

// fillings returns every address that a pattern stands for with these ids.
func fillings(pattern string, ids []string) []string {
	at := parameter.FindStringIndex(pattern)
	if at == nil {
		return []string{pattern}
	}
	var all []string
	for _, id := range ids {
		all = append(all, fillings(pattern[:at[0]]+id+pattern[at[1]:], ids)...)
	}
	return all
}

// secrets are things of john and thales that nobody else may hear of. Each has a word that is nowhere else.
func (q *quarter) secrets(t *testing.T) {
	t.Helper()
	now := q.Now()
	m := q.Plan(t, q.thales, campus.NewMeeting{Title: "canary-title", Description: "canary-description", Link: "https://call.example/canary-link", Audience: []string{q.john.Email},
		Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
	if _, _, err := q.People.Edit(t.Context(), store.By{Person: q.john}, q.john.ID, campus.PersonChange{Born: new("1901-02-03"), Email: new("canary@mail.example")}); err != nil {
		t.Fatal(err)
	}
	if err := q.Meetings.Join(t.Context(), q.john, m.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	q.meeting = m
	q.say(t, q.john, "canary-line")
	q.Settle(t)
}

var canaries = []string{"canary-title", "canary-description", "canary-link", "canary-line", "canary@mail.example", "1901-02-03"}

// Whoever has nothing to do with a thing asks for it under every id that it could have.
func TestNobodyReachesWhatIsAnothersByItsId(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, asked{})
	q.secrets(t)
	ids := []string{"1", "2", "3", "4", q.course.ID, "1:2"}
	asked, found := 0, 0
	for _, who := range []string{"hamid", "hypatia", "john"} {
		both := [2]*visitor{q.visitor(t, who, false), q.visitor(t, who, true)}
		for _, r := range q.server.routes() {
			if r.method != http.MethodGet || r.path == streamPath || r.path == eventsPath || strings.HasPrefix(r.path, "/static/") {
				continue
			}
			v := both[0]
			if strings.HasPrefix(r.path, api.Base) {
				v = both[1]
			}
			for _, path := range fillings(r.path, ids) {
				got := v.get(t, path)
				asked++
				for _, canary := range canaries {
					switch has := strings.Contains(got.body, canary); {
					case has && who == "john":
						found++
					case has:
						t.Errorf("%s for %s tells %s", path, who, canary)
					}
				}
			}
		}
	}
	if asked < 500 || found < 6 {
		t.Errorf("%d addresses were asked, and john himself finds his things %d times", asked, found)
	}
}
