package handlers

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
	"stoa/views/preview"
)

// frame is what a page has around its words: what the script is told, what leads where, and which forms there are. Ids and
// cursors differ from page to page, so only their kind is kept.
func frame(page *html.Node) map[string][]string {
	facts := map[string][]string{}
	for _, a := range all(page, "body")[0].Attr {
		if a.Key != "class" {
			facts["body"] = append(facts["body"], map[bool]string{true: "empty "}[a.Val == ""]+a.Key)
		}
	}
	for _, live := range append(all(page, "body"), all(page, "#results")...) {
		for _, topic := range strings.FieldsFunc(attr(live, "data-live"), func(r rune) bool { return r == '?' || r == '&' }) {
			kind, _, _ := strings.Cut(topic, ":")
			facts["live"] = append(facts["live"], kind)
		}
	}
	for _, a := range all(page, "nav[aria-label=Campus] a") {
		facts["nav"] = append(facts["nav"], text(a)+" "+attr(a, "href")+" "+attr(a, "aria-current"))
	}
	title, _, dated := strings.Cut(text(all(page, "title")[0]), ", ")
	facts["title"] = append(facts["title"], map[bool]string{true: "dated", false: ""}[dated])
	if h1 := all(page, "h1"); len(h1) == 1 && strings.HasPrefix(text(h1[0]), strings.TrimSuffix(title, " · Stoa")) {
		facts["title"] = append(facts["title"], "as the heading")
	}
	for _, field := range append(all(page, "input"), all(page, "textarea")...) {
		facts["fields"] = append(facts["fields"], attr(field, "name"))
	}
	for _, list := range facts {
		slices.Sort(list)
	}
	for name := range facts {
		facts[name] = slices.Compact(facts[name])
	}
	return facts
}

func TestTheStorybookShowsWhatTheAppSets(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock, config: func(c *Config) {
		c.Demo = []views.DemoPerson{{Username: "john", Name: "John", Role: "student", Password: "x"}}
	}})
	soon := town.planned(t, campus.NewMeeting{Title: "Late hour", Public: true}, time.Hour)
	town.Meeting(t, town.thales, "Open hour", town.john)
	over := town.Meeting(t, town.thales, "Over", town.john)
	if _, err := town.Meetings.Turn(t.Context(), town.thales, over.ID, 1, campus.TurnEnd, ""); err != nil {
		t.Fatal(err)
	}
	town.enter(t, town.john)
	town.say(t, town.john, "hello")
	town.Settle(t)
	if _, err := town.Inbox.MarkRead(t.Context(), town.john.ID, town.Now().Add(time.Hour), nil, ""); err != nil {
		t.Fatal(err)
	}
	samples := map[string]preview.Sample{}
	for _, s := range preview.All(town.server.assets) {
		samples[s.Path] = s
	}
	for _, pair := range []struct{ sample, who, path string }{
		{"/landing", "", "/"},
		{"/sign-in/demo", "", "/sign-in"},
		{"/register", "", "/register"},
		{"/register/waiting", "", "/register/waiting"},
		{"/admin/invitations/none", "admin", "/admin/invitations"},
		{"/admin/people/link", "admin", "/admin/people/" + num(town.john.ID) + "/link"},
		{"/home", "john", "/"},
		{"/courses", "john", "/courses"},
		{"/course/open", "john", "/courses/" + town.course.ID},
		{"/meetings", "john", "/meetings"},
		{"/door/early", "john", "/meetings/" + num(soon.ID) + "/1"},
		{"/door/open", "thales", town.room},
		{"/room", "john", town.room},
		{"/room/ended", "john", "/meetings/" + num(over.ID) + "/1"},
		{"/profile", "john", "/profile"},
		{"/two-factor/off", "john", "/profile/two-factor"},
		{"/admin/active", "admin", "/admin/active"},
		{"/admin/audit", "admin", "/admin/audit"},
		{"/error/403", "john", "/admin/active"},
		{"/error/404", "john", "/nothing"},
		{"/error/404/guest", "", "/nothing"},
	} {
		v := town.browser(t)
		if pair.who != "" {
			v = town.signedIn(t, pair.who)
		}
		real := frame(v.get(t, pair.path).page(t))
		var drawn bytes.Buffer
		if err := samples[pair.sample].Component.Render(t.Context(), &drawn); err != nil {
			t.Fatal(err)
		}
		tree, err := html.Parse(&drawn)
		if err != nil {
			t.Fatal(err)
		}
		shown := frame(tree)
		for _, name := range []string{"body", "live", "nav", "title", "fields"} {
			if !slices.Equal(real[name], shown[name]) {
				t.Errorf("%s: the app's %s is\n%q, the sample's\n%q", pair.sample, name, real[name], shown[name])
			}
		}
	}
}
