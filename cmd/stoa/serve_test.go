package main

import (
	"bufio"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"stoa/store/redisserver"
)

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// visitor is a signed-in client.
func visitor(t *testing.T, base, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	res, err := c.PostForm(base+"/sign-in", url.Values{"login": {login}, "password": {demoPassword}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("signing in as %s: %s", login, res.Status)
	}
	return c
}

func TestSIGTERMWithStreamsOpenEndsThemWithByeAndLeavesNoProcess(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	campus := startStoa(t, "--demo", "--data", data)
	client := visitor(t, campus.url, "thales")
	res, err := client.Get(campus.url + "/live?topic=meeting:1:4")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the stream: %v %v", res, err)
	}
	defer res.Body.Close()
	redis := redisPID(t, data)
	began := time.Now()
	campus.stop(t)
	t.Logf("stopped after %s", time.Since(began))
	said := ""
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		said += lines.Text() + "\n"
	}
	if !strings.Contains(said, "event: bye") {
		t.Errorf("the stream ended without bye: %q", said)
	}
	eventually(t, "redis-server is gone", func() bool { return syscall.Kill(redis, 0) != nil })
}

func TestThereAreNoMoreStreamsThanTheSettingsAllow(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir(), "--streams-per-person", "1", "--streams", "2")
	for _, one := range []struct {
		login  string
		status int
	}{{"thales", http.StatusOK}, {"thales", http.StatusTooManyRequests}, {"john", http.StatusOK}, {"admin", http.StatusTooManyRequests}} {
		res, err := visitor(t, campus.url, one.login).Get(campus.url + "/live?topic=meeting:1:4")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if again := res.Header.Get("Retry-After"); res.StatusCode != one.status || (again != "") != (one.status != http.StatusOK) {
			t.Errorf("%s's stream is answered %s, Retry-After %q", one.login, res.Status, again)
		}
	}
}

func redisPID(t *testing.T, data string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "redis.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestAKilledRedisComesBackWithEverything(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	campus := startStoa(t, "--demo", "--data", data)
	client := visitor(t, campus.url, "john")
	old := redisPID(t, data)
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// A request in the middle waits for the new one instead of failing.
	res, err := client.Get(campus.url + "/courses?q=geometry")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", res, err)
	}
	res.Body.Close()
	if redisPID(t, data) == old {
		t.Error("it is still the old redis-server")
	}
	eventually(t, "stoa is ready again", func() bool { return status(campus.url+"/readyz") == http.StatusOK })
}

func TestAStartThatCannotWorkSaysWhyInOneSentence(t *testing.T) {
	t.Parallel()
	busy := t.TempDir()
	campus := startStoa(t, "--data", busy)
	for _, c := range []struct {
		name, want string
		args, env  []string
	}{
		{"a data directory in use", "in use by another process", []string{"serve", "--addr", "127.0.0.1:0", "--data", busy}, nil},
		{"a port in use", "cannot listen on", []string{"serve", "--data", t.TempDir(), "--addr", strings.TrimPrefix(campus.url, "http://")},
			nil},
		{"no port", "--addr (STOA_ADDR) cannot be \"here\"", []string{"serve", "--addr", "here"}, nil},
		{"a bad setting", "--course-ttl (STOA_COURSE_TTL) cannot be \"soon\"", []string{"serve"}, []string{"STOA_COURSE_TTL=soon"}},
		{"no stream at all", "--streams-per-person (STOA_STREAMS_PER_PERSON) cannot be \"0\": it must be a number from 1 on",
			[]string{"serve"}, []string{"STOA_STREAMS_PER_PERSON=0"}},
		{"a password too easily guessed", "--password-cost (STOA_PASSWORD_COST) cannot be \"4\": it must be a number from 10 to 15",
			[]string{"serve"}, []string{"STOA_PASSWORD_COST=4"}},
		{"two Redis", "exactly one of REDIS_URL, REDIS_SENTINELS and REDIS_CLUSTER", []string{"serve", "--redis-url", "redis://h:1",
			"--redis-cluster", "h:2"}, nil},
		{"a Redis that is not there", "cannot use Redis", []string{"serve", "--redis-url", "redis://user:hush@127.0.0.1:1"}, nil},
		{"no redis-server", redisserver.ErrNotInstalled.Error(), []string{"serve", "--data", t.TempDir()}, []string{"PATH=/nowhere"}},
		{"an unknown command", "there is no command \"fly\"", []string{"fly"}, nil},
		{"a key without certificate", "--tls-cert and --tls-key go together", []string{"serve", "--tls-key", "k"}, nil},
		{"neither true nor false", "--require-2fa (STOA_REQUIRE_2FA) cannot be \"ja\": it must be true or false", []string{"serve"},
			[]string{"STOA_REQUIRE_2FA=ja"}},
		{"an admin without a password", "the password is read from standard input",
			[]string{"admin", "create", "--data", t.TempDir(), "--username", "plato"}, nil},
		{"a key that is too short", "SECRET_KEY and SECRET_KEY_OLD must be at least 32 bytes long", []string{"serve"},
			[]string{"SECRET_KEY=hush" + strings.Repeat("x", 27)}},
		{"a key of before that is too short", "SECRET_KEY and SECRET_KEY_OLD must be at least 32 bytes long", []string{"serve"},
			[]string{"SECRET_KEY=" + strings.Repeat("x", 32), "SECRET_KEY_OLD=hush"}},
		{"an outside address without scheme", "it must begin with http:// or https://", []string{"serve", "--url", "campus.example"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := stoaCommand(t, c.args...)
			cmd.Env = append(cmd.Env, c.env...)
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Error("it started")
			}
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			last := lines[len(lines)-1]
			if !strings.HasPrefix(last, "stoa: ") || !strings.Contains(last, c.want) || strings.Contains(string(out), "hush") {
				t.Errorf("it said %q, want %q", last, c.want)
			}
		})
	}
}

func TestEverySettingIsInHelpAndTheReadmeWithItsVariable(t *testing.T) {
	t.Parallel()
	out, err := stoaCommand(t, "serve", "--help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings() {
		if !strings.Contains(string(out), "-"+s.flag) || !strings.Contains(string(out), s.env) {
			t.Errorf("--help does not tell of --%s (%s)", s.flag, s.env)
		}
		if !strings.Contains(string(readme), "`--"+s.flag+"`") || !strings.Contains(string(readme), "`"+s.env+"`") {
			t.Errorf("the README does not tell of --%s (%s)", s.flag, s.env)
		}
	}
}

func TestNoSettingIsTalkedOfThatThereIsNot(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range settings() {
		known[s.env] = true
	}
	for _, page := range []string{"../../README.md", "../../SECURITY.md", "../../Makefile"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\b(?:STOA|REDIS|SECRET)_[A-Z0-9_]+`).FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s tells of %s, which is no setting", page, name)
			}
		}
	}
}

func TestAnAdminIsMadeBesideARunningStoa(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	campus := startStoa(t, "--data", data)
	cmd := stoaCommand(t, "admin", "create", "--data", data, "--username", "plato", "--name", "Plato", "--email", "plato@stoa.example")
	cmd.Stdin = strings.NewReader(demoPassword + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "plato can sign in as an admin now.") {
		t.Fatalf("%v: %s", err, out)
	}
	client := visitor(t, campus.url, "plato@stoa.example")
	res, err := client.Get(campus.url + "/admin/active")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the admin's page: %v %v", res, err)
	}
}

func TestLoadingTheDemoAgainChangesNothing(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	campus := startStoa(t, "--demo", "--data", data)
	before := demoPages(t, campus.url)
	for range 2 {
		if out, err := stoaCommand(t, "demo", "--data", data).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	if after := demoPages(t, campus.url); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// demoPages returns what a student sees of a campus through the API.
func demoPages(t *testing.T, base string) string {
	t.Helper()
	token := apiToken(t, base, "john")
	var all strings.Builder
	for _, path := range []string{"/courses?limit=200", "/meetings", "/active-meetings", "/meetings/1/3/messages"} {
		all.WriteString(apiGet(t, base, token, path) + "\n")
	}
	return all.String()
}
