package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"stoa/store/campus"
)

// makeAdmin makes an admin with the demo's password beside a running Stoa.
func makeAdmin(t *testing.T, data, username string) {
	t.Helper()
	cmd := stoaCommand(t, "admin", "create", "--data", data, "--username", username)
	cmd.Stdin = strings.NewReader(demoPassword + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// fill types into the visible fields of the page's form, name after name with its text, and sends it.
func (w *tab) fill(fields ...string) {
	w.t.Helper()
	last := ""
	for i := 0; i+1 < len(fields); i += 2 {
		last = "main input[name=" + fields[i] + "]:not([type=hidden])"
		w.write(last, fields[i+1])
	}
	w.do(chromedp.Submit(chromedp.CSS(last)))
}

// zenoPassword is what the one who registers chooses.
const zenoPassword = "a porch of his own"

func TestWhoRegistersIsApprovedAndSignsInWithACode(t *testing.T) {
	t.Parallel()
	stoa := startStoa(t, "--data", t.TempDir(), "--signup", "approve")
	chromium := newBrowser(t)
	zeno, office := chromium.person(t, "zeno", stoa.url), chromium.person(t, "office", stoa.url)
	office.setsUp(t, stoa.said, zeno)

	zeno.open("/register")
	zeno.look("register")
	zeno.fill("username", "zeno", "name", "Zeno of Citium", "email", "zeno@stoa.example", "password", zenoPassword)
	zeno.sees("Waiting for approval")
	zeno.look("register-waiting")
	zeno.open("/sign-in")
	zeno.fill("login", "zeno", "password", zenoPassword)
	zeno.sees(campus.ErrPending.Sentence)
	if zeno.is("document.body.dataset.me") {
		t.Error("who waits for approval is in")
	}

	office.open("/admin/people")
	office.sees("Zeno of Citium")
	office.press("Approve")
	office.until("that nobody waits", "!document.querySelector('main').innerText.includes('Waits for approval')")
	office.quiet()

	zeno.signIn("zeno", zenoPassword)
	secret, recovery := zeno.armed()
	zeno.signOut()
	zeno.wantCodes(secret, recovery[0])
	link := office.makesLink(t, "Zeno of Citium")
	zeno.entersByLink(t, link, recovery[1])
}

func (w *tab) signOut() {
	w.t.Helper()
	w.do(chromedp.Submit(chromedp.CSS("form[action='/sign-out']")))
	w.until("that they are out", "!document.body.dataset.me")
}

// armed turns two-factor sign-in on, reading the secret from the page as somebody does who types it into an app.
func (w *tab) armed() (secret string, recovery []string) {
	w.t.Helper()
	w.open("/profile/two-factor")
	w.look("two-factor-off")
	w.fill("proof", zenoPassword)
	w.sees("Give your app the secret")
	w.look("two-factor-secret")
	secret = strings.ReplaceAll(w.text("#secret"), " ", "")
	w.fill("code", campus.CodeAt(secret, campus.CodeStepAt(time.Now())))
	w.sees("Keep them now")
	w.look("two-factor-codes")
	return secret, strings.Fields(w.text("#recovery-codes"))
}

// wantCodes signs in with a code, is refused with the same once more, and gets in with a recovery code.
func (w *tab) wantCodes(secret, recovery string) {
	w.t.Helper()
	half := func() {
		w.open("/sign-in")
		w.fill("login", "zeno", "password", zenoPassword)
		w.sees("One more step and you are in")
	}
	half()
	w.look("sign-in-code")
	// The code that turned it on is spent, so this is the next one, which counts already.
	code := campus.CodeAt(secret, campus.CodeStepAt(time.Now())+1)
	w.fill("code", code)
	w.until("who is signed in", "document.body.dataset.me")
	w.signOut()
	half()
	w.fill("code", code)
	w.sees(campus.ErrCode.Sentence)
	w.look("sign-in-code-refused")
	w.fill("code", recovery)
	w.until("who is signed in", "document.body.dataset.me")
	w.open("/profile/two-factor")
	w.sees("9 recovery codes are left")
}

// The link that an empty campus prints makes its first admin, once; with an admin none is printed.
func TestTheSetUpLinkThatIsPrintedMakesTheFirstAdminOnce(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	stoa := startStoa(t, "--data", data)
	link := regexp.MustCompile(`(?m)^  (` + regexp.QuoteMeta(stoa.url) + `/setup\?token=(\S+))$`).FindStringSubmatch(stoa.said)
	if link == nil {
		t.Fatalf("no link is printed: %q", stoa.said)
	}
	token, err := url.QueryUnescape(link[2])
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // to look at it uses nothing up
		if got := status(link[1]); got != http.StatusOK {
			t.Fatalf("the link answers %d", got)
		}
	}
	setUp := func(name string) int {
		t.Helper()
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		res, err := client.PostForm(stoa.url+"/setup", url.Values{"token": {token}, "username": {name}, "name": {name},
			"email": {name + "@stoa.example"}, "password": {demoPassword}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if first, second := setUp("plato"), setUp("gorgias"); first != http.StatusSeeOther || second != http.StatusForbidden {
		t.Errorf("used it answers %d, used again %d", first, second)
	}
	if got := status(link[1]); got != http.StatusForbidden {
		t.Errorf("afterwards the link answers %d", got)
	}
	client := visitor(t, stoa.url, "plato")
	if res, err := client.Get(stoa.url + "/admin/active"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the admin's page: %v %v", res, err)
	}
	stoa.stop(t)
	if again := startStoa(t, "--data", data); strings.Contains(again.said, "setup") {
		t.Errorf("with an admin it says %q", again.said)
	}
}

func TestTheSetUpLinkIsAtTheOutsideAddressAndAnAdminMadeBesideVoidsIt(t *testing.T) {
	t.Parallel()
	data, addr := t.TempDir(), freeAddr(t)
	stoa := startStoa(t, "--data", data, "--url", "http://"+addr+"/", "--addr", addr)
	_, query, ok := strings.Cut(stoa.said, "\n  http://"+addr+"/setup?")
	if !ok {
		t.Fatalf("the link is elsewhere: %q", stoa.said)
	}
	link := "http://" + addr + "/setup?" + strings.TrimSpace(query)
	if got := status(link); got != http.StatusOK {
		t.Errorf("before there is an admin the link answers %d", got)
	}
	makeAdmin(t, data, "plato")
	if got := status(link); got != http.StatusForbidden {
		t.Errorf("beside an admin the link answers %d", got)
	}
}
