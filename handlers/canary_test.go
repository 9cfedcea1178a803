package handlers

import (
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	own := campus.PersonChange{Born: new("1901-02-03"), Email: new("canary@mail.example")}
	if _, _, err := q.People.Edit(t.Context(), store.By{Person: q.john}, q.john.ID, own); err != nil {
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
			"/notifications", "/rooms", "/rooms/search?q=canary", "/rooms/search?q=canary&room=1:2"} {
			if got := script.call(t, http.MethodGet, path, nil); strings.Contains(got.body, "canary-") {
				t.Errorf("%s tells %s of it", path, who)
			}
		}
	}
}

// logged is a log of everything, which several write.
type logged struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(line)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// whispers has john and thales do privately all that two can do, by their browsers: each line has a canary. One of them thales reports,
// with a canary too.
func (q *quarter) whispers(t *testing.T) {
	t.Helper()
	john, thales := q.signedIn(t, "john"), q.signedIn(t, "thales")
	for path, form := range map[string]url.Values{"/typing": {}, "/messages": {"body": {"canary-refused"}, "reply_to": {"77"}}} {
		john.post(t, "/rooms/1:2"+path, form)
	}
	for _, body := range []string{"canary-first", "canary-named @hamid @hypatia @admin", "canary-reported", "canary-last"} {
		wantStatus(t, john.post(t, "/rooms/1:2/messages", url.Values{"body": {body}}), http.StatusSeeOther)
	}
	wantStatus(t, thales.post(t, "/rooms/1:2/messages", url.Values{"body": {"canary-answer"}, "reply_to": {"1"}}), http.StatusSeeOther)
	wantStatus(t, john.post(t, "/rooms/1:2/messages/1/edit", url.Values{"body": {"canary-edited"}, "edits": {"0"}}), http.StatusSeeOther)
	wantStatus(t, thales.post(t, "/rooms/1:2/messages/2/reactions", url.Values{"give": {"heart"}}), http.StatusSeeOther)
	thales.post(t, "/rooms/1:2/messages/3/report", url.Values{"reason": {"abuse"}, "text": {"canary-why"}}).wantSeeOther(t, "/rooms/1:2")
	wantStatus(t, thales.get(t, "/rooms/1:2?q=canary"), http.StatusOK)
	wantStatus(t, q.script(t, "john").call(t, http.MethodGet, "/rooms/search?q=canary", nil), http.StatusOK)
}

// questions are what asks for words, by pages and calls.
var questions = []string{"/search?q=canary", "/courses?q=canary", "/rooms?q=canary", "/rooms/search?q=canary", "/rooms/general?q=canary",
	"/rooms/new?q=canary", "/rooms/general/mentionable?q=canary", "/admin/people?q=canary", "/admin/audit?what=canary",
	"/admin/audit?whom=john", "/admin/audit?who=thales", "/api/v1/rooms/search?q=canary", "/api/v1/rooms/search?q=canary&room=1:2",
	"/api/v1/rooms/general/mentionable?q=canary", "/api/v1/people?q=canary", "/api/v1/audit?whom=1", "/api/v1/people/export?format=json",
	"/api/v1/people/export", "/api/v1/me/export"}

// What two say privately is in no byte that anybody else is sent, and in no log. Of what one of them reports the admins have that line
// and what was said to it, on their list.
func TestWhatIsSaidPrivatelyIsInNoByteOfAnybodyElse(t *testing.T) {
	t.Parallel()
	var log logged
	q := newQuarterWith(t, asked{}, setup{busy: true, online: true, config: func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}})
	others := []string{"hamid", "hypatia", "admin"}
	var feeds []*feed
	for _, who := range others {
		topics := []string{"me", "room:general", "presence", "courses"}
		feeds = append(feeds, q.visitor(t, who, false).watch(t, livePath, topics),
			q.visitor(t, who, true).watch(t, eventsPath, topics, "Last-Event-ID", campus.LogStart))
	}
	q.whispers(t)
	q.Settle(t)
	q.talk(t, q.admin, campus.GeneralID, "the end")
	for i, f := range feeds {
		for got := f.want(t); ; got = f.want(t) {
			if strings.Contains(got.data, "canary-") || strings.Contains(got.data, "room:1:2") || strings.Contains(got.data, `"1:2"`) {
				t.Errorf("%s is sent %+v", others[i/2], got)
			}
			if strings.Contains(got.data, "the end") {
				break
			}
		}
	}
	report := campus.ReportID{Room: "room:1:2", Line: 3, Whom: q.john.ID, Reporter: q.thales.ID}.String()
	for _, who := range others {
		q.hearsNoWhisper(t, who, []string{"1", "3", "1:2", report})
	}
	admin := q.signedIn(t, "admin").get(t, "/reports").body
	if !strings.Contains(admin, "canary-reported") || !strings.Contains(admin, "canary-why") {
		t.Error("the admin does not find what was reported")
	}
	mine := q.signedIn(t, "john").get(t, "/rooms/1:2").body
	if !strings.Contains(mine, "canary-edited") || !strings.Contains(mine, "canary-last") {
		t.Error("john does not find what was said")
	}
	if all := log.String(); strings.Contains(all, "canary-") {
		t.Errorf("the log tells it: %.3000s", all)
	}
}

// hearsNoWhisper asks all that can be asked, under all ids.
func (q *quarter) hearsNoWhisper(t *testing.T, who string, ids []string) {
	t.Helper()
	both, paths := [2]*visitor{q.visitor(t, who, false), q.visitor(t, who, true)}, slices.Clone(questions)
	for _, r := range q.server.routes() {
		if r.method == http.MethodGet && r.path != streamPath && r.path != eventsPath && !strings.HasPrefix(r.path, "/static/") {
			paths = append(paths, fillings(r.path, ids)...)
		}
	}
	for _, path := range paths {
		v := both[0]
		if strings.HasPrefix(path, api.Base) {
			v = both[1]
		}
		body := v.get(t, path).body
		if who == "admin" && (path == views.PathReports || path == api.Base+"/reports") {
			body = strings.NewReplacer("canary-reported", "", "canary-why", "").Replace(body)
		}
		if strings.Contains(body, "canary-") {
			t.Errorf("%s tells %s of it", path, who)
		}
	}
}
