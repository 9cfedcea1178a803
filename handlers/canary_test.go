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
	"stoa/views"
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
	m := q.Plan(t, q.thales, campus.NewMeeting{Title: "canary-title", Description: "canary-description",
		Link: "https://call.example/canary-link", Audience: []string{q.john.Email},
		Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "UTC"}}})
	if _, _, err := q.People.Edit(t.Context(), store.By{Person: q.john}, q.john.ID, campus.PersonChange{Born: new("1901-02-03"),
		Email: new("canary@mail.example")}); err != nil {
		t.Fatal(err)
	}
	if err := q.Meetings.Join(t.Context(), q.john, m.ID, 1, ""); err != nil {
		t.Fatal(err)
	}
	q.talk(t, q.john, "1:2", "canary-private")
	q.meeting = m
	q.say(t, q.john, "canary-line")
	q.Settle(t)
}

var canaries = []string{"canary-title", "canary-description", "canary-link", "canary-line", "canary-private", "canary@mail.example",
	"1901-02-03"}

// Whoever has nothing to do with a thing asks for it under every id that it could have.
func TestNobodyReachesWhatIsAnothersByItsId(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, asked{})
	q.secrets(t)
	ids := []string{"1", "2", "3", "4", q.course.ID, "1:2", "general"}
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

// Nobody but its two people is sent a byte of a private room: not an admin, by no page, call, stream or replay.
func TestAPrivateLineReachesItsTwoPeopleAlone(t *testing.T) {
	t.Parallel()
	q := newQuarter(t, asked{})
	q.talk(t, q.john, "1:2", "canary-first")
	type heard struct {
		who  string
		feed *feed
	}
	var open []heard
	for _, who := range []string{"hamid", "hypatia", "admin"} {
		topics := []string{"me", "room:general", "presence", "courses"}
		open = append(open, heard{who, q.visitor(t, who, false).watch(t, livePath, topics)},
			heard{who, q.visitor(t, who, true).watch(t, eventsPath, topics, "Last-Event-ID", campus.LogStart)})
	}
	q.talk(t, q.thales, "1:2", "canary-second")
	q.Settle(t)
	q.talk(t, q.admin, campus.GeneralID, "the end")
	for _, h := range open {
		for {
			got := h.feed.want(t)
			if strings.Contains(got.data, "canary-") || strings.Contains(got.data, "room:1:2") {
				t.Errorf("%s is sent %+v", h.who, got)
			}
			if strings.Contains(got.data, "the end") {
				break
			}
		}
	}
	for _, who := range []string{"hamid", "hypatia", "admin"} {
		page, script := q.visitor(t, who, false), q.visitor(t, who, true)
		for _, path := range []string{"/", "/inbox", "/rooms", views.PathSearch + "?q=canary", "/rooms/1:2",
			"/rooms/general", "/rooms/1:2/messages/1", "/reports"} {
			if got := page.get(t, path); strings.Contains(got.body, "canary-") {
				t.Errorf("%s tells %s of it", path, who)
			}
		}
		for _, path := range []string{"/rooms/1:2/messages", "/rooms/1:2/messages?after=1", "/rooms/1:2/mentionable", "/me/export",
			"/notifications",
			"/rooms", "/rooms/search?q=canary", "/rooms/search?q=canary&room=1:2"} {
			if got := script.call(t, http.MethodGet, path, nil); strings.Contains(got.body, "canary-") {
				t.Errorf("%s tells %s of it", path, who)
			}
		}
	}
}
