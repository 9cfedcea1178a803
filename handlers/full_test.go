package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/handlers/api"
	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// may returns somebody whom a route is for, and how it answers them: who signed out is one of them, or else the strongest.
func (a asked) may() (who string, status int) {
	switch {
	case a.admin < 400:
		return "admin", a.admin
	case a.student < 400:
		return "john", a.student
	case a.out == a.admin:
		return "", a.out
	}
	return "admin", a.admin
}

// change is how a route is asked so that it has something to write.
type change struct {
	v                *visitor // nil for whom it is for
	path, kind, body string   // "" for what its row says
}

// changes are those of the routes whose rows ask for what is not there.
func (t *town) changes(tb *testing.T) map[string]change {
	tb.Helper()
	ctx, admin := tb.Context(), store.By{Person: t.admin}
	link, _, err := t.Doors.SignInLink(ctx, admin, t.john.ID)
	wantNoError(tb, err)
	invitation, _, err := t.Doors.Invite(ctx, admin, campus.NewInvitation{Email: "zeno@stoa.example", Role: campus.Student})
	wantNoError(tb, err)
	report, err := t.Reports.Person(ctx, store.By{Person: t.thales}, store.MeetingRoom(t.meeting.ID, 1), t.john.ID,
		campus.NewReport{Reason: "spam"})
	wantNoError(tb, err)
	t.Settle(tb)
	upload, kind := uploaded(tb, "people", "name,username\nZeno,zeno\n")
	boss := t.signedIn(tb, "admin")
	file := boss.upload(tb, "first", "name,username\nZeno,zeno\n").header.Get("Location")
	boss.reach(tb, file, "Import 1 person")
	armed, begun := t.Person(tb, "armed", campus.Teacher), t.signedIn(tb, "thales")
	safe := t.signedIn(tb, armed.Username)
	safe.arm(tb)
	begun.post(tb, views.PathTwoFactorBegin, url.Values{"proof": {storetest.Password}}).wantSeeOther(tb, views.PathTwoFactor)
	return map[string]change{
		"POST /sign-in/link": {v: t.browser(tb), body: "token=" + url.QueryEscape(link)},
		"POST /sign-in/code": {v: t.halfIn(tb, armed.Username, "/")},
		"POST /register": {v: t.browser(tb),
			body: "username=zeno&name=Zeno&email=z@stoa.example&password=long+enough+1"},
		"POST /profile/two-factor":              {v: begun},
		"POST /profile/two-factor/off":          {v: safe},
		"POST /profile/two-factor/codes":        {v: safe},
		"POST /admin/people/import":             {kind: kind, body: upload},
		"POST /admin/people/import/:import/run": {path: file + "/run"},
		"POST /admin/invitations/revoke":        {body: "id=" + num(invitation.ID)},
		"POST /reports/:report/close":           {path: views.CloseReportPath(report.String())},
		"POST /api/v1/register": {v: t.browser(tb),
			body: `{"username":"zeno","name":"Zeno","email":"z@stoa.example","password":"long enough 1"}`},
		"POST /api/v1/reports/:report/close":     {path: "/api/v1/reports/" + report.String() + "/close"},
		"DELETE /api/v1/invitations/:invitation": {path: "/api/v1/invitations/" + num(invitation.ID)},
	}
}

func TestAFullRedisIsReadByAllPagesAndRefusesEveryChangeInWords(t *testing.T) {
	t.Parallel()
	town, _ := newOwnTown(t)
	early := town.planned(t, campus.NewMeeting{Title: "Late hour"}, time.Hour)
	visitors := map[string][2]*visitor{"": {town.browser(t), town.browser(t)}}
	for _, who := range []string{"john", "admin"} {
		visitors[who] = [2]*visitor{town.signedIn(t, who), town.script(t, who)}
	}
	town.talk(t, town.john, campus.GeneralID, "hello")
	changes := town.changes(t)
	town.fill(t, true)
	before := town.Contents(t) // now nothing can come that a request before has left to do
	for _, r := range town.server.routes() {
		name := r.method + " " + r.path
		row, change := routeRoles[name], changes[name]
		who, status := row.may()
		v := visitors[who][0]
		if strings.HasPrefix(r.path, api.Base) {
			v = visitors[who][1]
		}
		if row.early {
			row.path = strings.Replace(row.path, "{room}", "/meetings/"+num(early.ID)+"/1", 1)
		}
		_, real := changes[name]
		row.path, row.body = cmp.Or(change.path, row.path), cmp.Or(change.body, row.body)
		v = cmp.Or(change.v, v)
		idle := status >= 400 && !real && !row.spends // what it refuses it need not write down
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			request := row.request(t, ctx, town, v, r)
			if change.kind != "" {
				request.Header.Set("Content-Type", change.kind)
			}
			if r.path == streamPath || r.path == eventsPath { // without an end: its head is enough
				response, err := v.client.Do(request)
				if err != nil || response.StatusCode != status {
					t.Fatalf("%v, %v; want %d", response, err, status)
				}
				response.Body.Close()
				return
			}
			got, err := v.send(request)
			switch {
			case err != nil:
				t.Fatal(err)
			case r.method == http.MethodGet && !row.noted || row.draws || idle && got.status != 503:
				wantStatus(t, got, status)
				return
			case strings.HasPrefix(r.path, api.Base):
				got.wantProblem(t, 503, saidFull)
			default:
				wantErrorPage(t, got, 503, saidUnsent, saidFull)
			}
			if after := got.header.Get("Retry-After"); after != "2" {
				t.Errorf("Retry-After is %q, want 2", after)
			}
		})
	}
	wantSameContents(t, before, town.Contents(t))
}

// wantSameContents says of each key what it held and what it holds, where that is not the same. Buckets of tries end by themselves.
func wantSameContents(tb testing.TB, before, after map[string]string) {
	tb.Helper()
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if after[key] != before[key] && !(after[key] == "" && strings.HasPrefix(key, "attempts:")) {
			tb.Errorf("%s held\n%q\nand holds\n%q", key, before[key], after[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if _, was := before[key]; !was {
			tb.Errorf("%s was not there and holds\n%q", key, after[key])
		}
	}
}

func TestAnImportDuringWhichRedisFillsUpSaysSoAndIsDoneByTheNext(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	town, _ := newOwnTown(t)
	admin := town.script(t, "admin")
	var file strings.Builder
	file.WriteString("name,external_id\n")
	for i := range rows {
		fmt.Fprintf(&file, "Ada Byron%d,%d\n", i, i)
	}
	send := func() *http.Response { // without a limit of its own: so many rows take long where other tests are beside
		response, err := admin.client.Do(admin.request(t, t.Context(), http.MethodPost, api.ImportPath, strings.NewReader(file.String()),
			"Content-Type", "text/csv"))
		wantNoError(t, err)
		t.Cleanup(func() { response.Body.Close() })
		return response
	}
	response := send()
	town.fill(t, true) // the head has come with the first rows
	var out importOut
	wantNoError(t, json.NewDecoder(response.Body).Decode(&out))
	if out.Error == nil || !strings.HasPrefix(*out.Error, saidFull) || out.Totals.Added != len(out.Rows) || len(out.Rows) == 0 ||
		len(out.Rows) == rows {
		t.Fatalf("it came to %+v with %d rows, %v", out.Totals, len(out.Rows), out.Error)
	}
	town.fill(t, false)
	before, next := out.Totals.Added, send()
	out = importOut{}
	wantNoError(t, json.NewDecoder(next.Body).Decode(&out))
	if next.StatusCode != 200 || out.Error != nil || out.Totals.Added+out.Totals.Same != rows || out.Totals.Same < before {
		t.Errorf("the next came to %+v, %v", out.Totals, out.Error)
	}
}
