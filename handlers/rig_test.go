package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/static"
	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// patience is how long a test waits for what should come at once.
const patience = 40 * time.Second

// setup says how a test's Stoa differs from the usual.
type setup struct {
	clock  *storetest.Hands // nil: Redis' own
	redis  store.Redis      // a Redis of the test's own; else the package's
	config func(*Config)
	store  storetest.Option // nil: the usual settings
	busy   bool             // followers and scheduler run; else a test calls Settle and Tick
	online bool             // who has streams is said to be online; else nobody is
}

// rig is a Stoa of a test's own, with its workers and a server that can be visited.
type rig struct {
	*storetest.Campus
	server *Server
	http   *httptest.Server
	data   string // the data directory
}

// loaded are the assets, which are packed once for all tests.
var loaded = sync.OnceValues(static.Load)

// newRig starts a Stoa that ends with the test.
func newRig(tb testing.TB, s setup) *rig {
	tb.Helper()
	var options []storetest.Option
	if s.clock != nil {
		options = append(options, storetest.Clock(s.clock.Now))
	}
	if s.store != nil {
		options = append(options, s.store)
	}
	if s.redis.Socket != "" {
		return startRig(tb, storetest.On(tb, s.redis, options...), s)
	}
	return startRig(tb, storetest.New(tb, options...), s)
}

// startRig starts a Stoa of a campus.
func startRig(tb testing.TB, c *storetest.Campus, s setup) *rig {
	tb.Helper()
	r := &rig{Campus: c, data: tb.TempDir()}
	assets, err := loaded()
	if err != nil {
		tb.Fatal(err)
	}
	config := Config{Store: r.Store, Archive: r.archive(tb), Hub: live.NewHub(live.Limits{}), Assets: assets, Log: textLog(tb.Output()),
		Secret: []byte("a secret of thirty-two characters"), Ready: r.Store.Ping}
	if s.config != nil {
		s.config(&config)
	}
	r.server = New(config)
	r.run(tb, s)
	r.http = httptest.NewUnstartedServer(r.server)
	r.http.Config.RegisterOnShutdown(r.server.Drain)
	r.http.Start()
	tb.Cleanup(r.http.Close)
	return r
}

// archive is the archive of the campus. Nothing is in it before a test has its archiver work.
func (r *rig) archive(tb testing.TB) *archive.Archive {
	tb.Helper()
	a, err := archive.New(tb.Context(), r.Redis, r.Store, r.data, archive.Options{Prefix: r.Options.Prefix, Clock: r.Options.Clock,
		Log: r.Options.Log, Release: 90 * 24 * time.Hour})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// run runs the workers until the test ends, and waits for them.
func (r *rig) run(tb testing.TB, s setup) {
	broadcaster := live.NewBroadcaster(r.server.Hub, r.server.Topics(), r.Followers.Wake, r.server.Log)
	workers := []func(context.Context) error{r.server.Hub.Run, r.server.Standing().Run, broadcaster.Run, r.server.Refusals, r.Sessions.Run,
		r.Imports.Run, store.NewListener(r.Store, broadcaster).Run}
	if s.busy {
		workers = append(workers, r.Followers.Run, r.Scheduler.Run)
	}
	if s.online {
		workers = append(workers, r.server.Online().Run, r.Presence.Run)
	}
	if s.clock == nil { // a test's clock leaps over hours in which it would seem that no Stoa ran
		workers = append(workers, r.server.Report)
	}
	var running sync.WaitGroup
	ctx := tb.Context() // asked for here: a fuzz target lets nobody ask while it runs
	for _, work := range workers {
		running.Go(func() {
			if err := work(ctx); err != nil {
				tb.Errorf("a worker ended: %v", err)
			}
		})
	}
	tb.Cleanup(running.Wait) // the context is done before this
}

// discard is a log for tests in which errors are meant to be.
func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// textLog is a log of errors, which no test should have without meaning it.
func textLog(to io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: slog.LevelError}))
}

// visitor asks over HTTP and follows no redirect: a browser, which keeps cookies, or a script, which has a token.
type visitor struct {
	rig    *rig
	client *http.Client
	header http.Header // sent with every request
}

// browser is a browser that has never been here.
func (r *rig) browser(tb testing.TB) *visitor {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	transport := &http.Transport{}
	tb.Cleanup(transport.CloseIdleConnections)
	return &visitor{r, &http.Client{Jar: jar, Transport: transport, CheckRedirect: stay}, http.Header{}}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// signedIn is the browser of somebody who has signed in.
func (r *rig) signedIn(tb testing.TB, username string) *visitor {
	tb.Helper()
	b := r.browser(tb)
	got := b.post(tb, "/sign-in", url.Values{"login": {username}, "password": {storetest.Password}})
	if got.status != http.StatusSeeOther {
		tb.Fatalf("signing %s in: %s", username, got)
	}
	return b
}

// script is somebody's program, with a token.
func (r *rig) script(tb testing.TB, username string) *visitor {
	tb.Helper()
	s := r.browser(tb)
	s.client.Jar = nil
	got := s.call(tb, http.MethodPost, "/sessions", map[string]string{"login": username, "password": storetest.Password})
	var session struct{ Token string }
	got.read(tb, &session)
	if got.status != http.StatusCreated || session.Token == "" {
		tb.Fatalf("a token for %s: %s", username, got)
	}
	s.header.Set("Authorization", "Bearer "+session.Token)
	return s
}

// get asks for a page. More are headers, name after name with its value.
func (v *visitor) get(tb testing.TB, path string, more ...string) answer {
	tb.Helper()
	return v.do(tb, http.MethodGet, path, nil, more...)
}

// post sends a form.
func (v *visitor) post(tb testing.TB, path string, form url.Values, more ...string) answer {
	tb.Helper()
	return v.do(tb, http.MethodPost, path, strings.NewReader(form.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded"}, more...)...)
}

// call makes a call of the API; the body is sent as JSON, a string as it is, nil as nothing.
func (v *visitor) call(tb testing.TB, method, path string, body any, more ...string) answer {
	tb.Helper()
	var sent io.Reader
	if text, ok := body.(string); ok {
		sent = strings.NewReader(text)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			tb.Fatal(err)
		}
		sent = bytes.NewReader(text)
	}
	if body != nil {
		more = append([]string{"Content-Type", "application/json"}, more...)
	}
	return v.do(tb, method, api.Base+path, sent, more...)
}

func (v *visitor) request(tb testing.TB, ctx context.Context, method, path string, body io.Reader, more ...string) *http.Request {
	tb.Helper()
	r, err := http.NewRequestWithContext(ctx, method, v.rig.http.URL+path, body)
	if err != nil {
		tb.Fatal(err)
	}
	r.Header = v.header.Clone()
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	return r
}

func (v *visitor) do(tb testing.TB, method, path string, body io.Reader, more ...string) answer {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	got, err := v.send(v.request(tb, ctx, method, path, body, more...))
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

// send is for requests that are under way at the same time.
func (v *visitor) send(r *http.Request) (answer, error) {
	response, err := v.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// String is for messages of tests.
func (a answer) String() string {
	return http.StatusText(a.status) + " " + a.header.Get("Location") + "\n" + a.body[:min(len(a.body), 2000)]
}

// read reads a JSON answer.
func (a answer) read(tb testing.TB, into any) {
	tb.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		tb.Fatalf("%v in %s", err, a)
	}
}

// page reads an HTML answer.
func (a answer) page(tb testing.TB) *html.Node {
	tb.Helper()
	if kind := a.header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
		tb.Fatalf("a page of type %q: %s", kind, a)
	}
	tree, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

// wantProblem checks that an API answer is the problem document that says this.
func (a answer) wantProblem(tb testing.TB, status int, detail string) {
	tb.Helper()
	want := api.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
	var got api.Problem
	a.read(tb, &got)
	got.Errors = nil
	if kind := a.header.Get("Content-Type"); a.status != status || kind != "application/problem+json" || !equal(got, want) {
		tb.Errorf("got %d %s %+v, want %+v", a.status, kind, got, want)
	}
}

func equal(a, b api.Problem) bool {
	return a.Type == b.Type && a.Title == b.Title && a.Status == b.Status && a.Detail == b.Detail
}

// wantSeeOther checks that a form was answered by leading elsewhere.
func (a answer) wantSeeOther(tb testing.TB, path string) {
	tb.Helper()
	if at := a.header.Get("Location"); a.status != http.StatusSeeOther || at != path {
		tb.Fatalf("led to %q with %d, want %q with 303: %s", at, a.status, path, a)
	}
}

// town is the few people and things that most tests need.
type town struct {
	*rig
	john, thales, admin campus.Person // a student, a teacher, an admin
	course              campus.Course // of thales, with two places
	meeting             campus.Meeting
	room                string // path of its one instance, on the pages and in the API
}

// newTown starts a Stoa with a town in it: john is invited to thales' meeting, which is open.
func newTown(tb testing.TB, s setup) *town {
	tb.Helper()
	t := &town{rig: newRig(tb, s)}
	t.john, t.thales, t.admin = t.Person(tb, "john", campus.Student), t.Person(tb, "thales", campus.Teacher), t.Person(tb, "admin",
		campus.Admin)
	t.course = t.Course(tb, t.thales, "Geometry of circles", 2)
	t.meeting = t.Meeting(tb, t.thales, "Office hour", t.john)
	t.room = "/meetings/" + num(t.meeting.ID) + "/1"
	t.Settle(tb)
	return t
}

// enter lets people into the room without a page.
func (t *town) enter(tb testing.TB, people ...campus.Person) {
	tb.Helper()
	for _, p := range people {
		if err := t.Store.Meetings.Join(tb.Context(), p, t.meeting.ID, 1, ""); err != nil {
			tb.Fatal(err)
		}
	}
}

// say posts a line without a page.
func (t *town) say(tb testing.TB, who campus.Person, body string) int64 {
	tb.Helper()
	id, err := t.Rooms.Post(tb.Context(), who, store.MeetingRoom(t.meeting.ID, 1), campus.NewLine{Body: body}, "")
	if err != nil {
		tb.Fatal(err)
	}
	return id
}
