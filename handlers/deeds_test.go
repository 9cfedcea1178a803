package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// here is where everybody of a test asks from.
const here = "127.0.0.1"

// noted is an entry of the audit. People are usernames: "" is nobody, "stoa" Stoa itself or who has no account yet.
type noted struct {
	deed            campus.Deed
	who, whom, what string
	from            string
}

// tokenID is by what the audit calls a token: what somebody has named it may say who they are.
var tokenID = regexp.MustCompile(`\b[0-9a-f]{16}\b`)

// step is something that is done once, and all that the audit has of it.
type step struct {
	name string
	do   func(t *testing.T)
	want []noted
}

// story is what happens on a campus, deed after deed.
type story struct {
	*town
	page, script map[string]*visitor // by username
	names        map[int64]string    // who is erased is still called here what they were
	told         map[string]bool     // entries of the steps before
	device       device              // of thales
	token, link  string              // a named token's secret, and where a link leads
	op           int
}

// newStory begins with the people of a town; that they were made is its first step.
func newStory(t *testing.T) *story {
	t.Helper()
	return &story{town: newTown(t, setup{}), page: map[string]*visitor{}, script: map[string]*visitor{}, names: map[int64]string{},
		told: map[string]bool{}}
}

func TestEveryDeedIsNotedOnceWithWhoWhomWhatAndWhence(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	rows := map[string]bool{}
	for _, steps := range [][]step{s.entering(), s.arriving(), s.changing(), s.proving(), s.files(), s.overriding(), s.refusing()} {
		for _, one := range steps {
			s.follow(t, one)
			for _, n := range one.want {
				rows[string(n.deed)] = true
			}
		}
	}
	declared := all(s.page["admin"].get(t, views.PathAudit).page(t), "select[name=deed] option")
	for _, option := range declared { // which are all that are declared: the views' own test holds that
		if kind := attr(option, "value"); kind != "" && !rows[kind] {
			t.Errorf("no step does %q", kind)
		}
	}
	if len(declared) < len(rows) {
		t.Errorf("the page offers %d deeds", len(declared))
	}
}

// follow does a step, and compares what the audit has since. Refusals are written down a little later.
func (s *story) follow(t *testing.T, one step) {
	t.Helper()
	one.do(t)
	s.Settle(t)
	want, got := []string{}, []string{}
	for _, n := range one.want {
		want = append(want, fmt.Sprintf("%+v", n))
	}
	if slices.ContainsFunc(one.want, func(n noted) bool { return n.deed == campus.DeedRefused }) {
		storetest.Await(t, one.name, func() bool { return len(s.fresh(t)) > 0 })
	}
	for id, n := range s.fresh(t) {
		s.told[id] = true
		got = append(got, fmt.Sprintf("%+v", n))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s: noted are\n  %s\nwant\n  %s", one.name, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// fresh returns what no step before was told of, by its id.
func (s *story) fresh(t *testing.T) map[string]noted {
	t.Helper()
	found := map[string]noted{}
	err := s.Audit.Each(t.Context(), store.AuditQuery{Failures: true}, func(e campus.AuditEntry) error {
		if s.told[e.ID] {
			return nil
		}
		n := noted{e.Deed, s.name(t, e.Who.ID), s.name(t, e.Whom.ID), tokenID.ReplaceAllString(e.What, "ID"), e.From}
		if e.Itself {
			n.who = "stoa"
		}
		if inVain := e.Deed == campus.DeedRefused || e.Deed == campus.DeedSignInFailed; e.Failed != inVain {
			t.Errorf("%+v was in vain: %v", n, e.Failed)
		}
		found[e.ID] = n
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// name returns by which username the story knows somebody.
func (s *story) name(t *testing.T, id int64) string {
	t.Helper()
	if id == 0 || s.names[id] != "" {
		return s.names[id]
	}
	p, err := s.Store.People.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	s.names[id] = p.Username
	return p.Username
}

// id returns whom the story knows by a username.
func (s *story) id(t *testing.T, username string) int64 {
	t.Helper()
	for id, name := range s.names {
		if name == username {
			return id
		}
	}
	t.Fatalf("nobody is called %s", username)
	return 0
}

// posts is a step's deed that is a form, which leads on. The form is sent twice, as by a click too many: that is one deed.
func (s *story) posts(who string, path func(t *testing.T) string, form ...string) func(t *testing.T) {
	return func(t *testing.T) {
		t.Helper()
		s.op++
		values := url.Values{"op": {fmt.Sprintf("form-%d", s.op)}}
		for i := 0; i < len(form); i += 2 {
			values.Set(form[i], form[i+1])
		}
		to := path(t)
		for i := range 2 {
			if got := s.page[who].post(t, to, values); i == 0 && got.status != http.StatusSeeOther || got.status >= 500 {
				t.Fatalf("%s by %s: %s", to, who, got)
			}
		}
	}
}

// calls is a step's deed that is a call, sent twice under one key.
func (s *story) calls(who, method string, path func(t *testing.T) string, body any) func(t *testing.T) {
	return func(t *testing.T) {
		t.Helper()
		s.op++
		to := path(t)
		for i := range 2 {
			got := s.script[who].call(t, method, to, body, "Idempotency-Key", fmt.Sprintf("call-%d", s.op))
			if i == 0 && got.status >= 300 || got.status >= 500 {
				t.Fatalf("%s %s by %s: %s", method, to, who, got)
			}
		}
	}
}

// at is a path that is known beforehand, of is one about somebody.
func at(path string) func(*testing.T) string { return func(*testing.T) string { return path } }

func (s *story) of(path func(int64) string, username string) func(*testing.T) string {
	return func(t *testing.T) string { t.Helper(); return path(s.id(t, username)) }
}

// comes is a step in which somebody signs in with a browser, which they use from then on.
func (s *story) comes(who string) step {
	return step{who + " signs in", func(t *testing.T) { s.page[who] = s.signedIn(t, who) },
		[]noted{{campus.DeedSignedIn, who, who, "browser", here}}}
}

// connects is comes with a script.
func (s *story) connects(who string) step {
	return step{who + "'s script signs in", func(t *testing.T) { s.script[who] = s.town.script(t, who) },
		[]noted{{campus.DeedSignedIn, who, who, "api", here}}}
}

// tries is a sign-in that must not succeed, on the page and by the call.
func (s *story) tries(login, password string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		page := s.browser(t).post(t, views.PathSignIn, url.Values{"login": {login}, "password": {password}})
		call := s.browser(t).call(t, http.MethodPost, "/sessions", map[string]string{"login": login, "password": password})
		if page.status < 400 || call.status < 400 {
			t.Fatalf("%s is in: %s, %s", login, page, call)
		}
	}
}
