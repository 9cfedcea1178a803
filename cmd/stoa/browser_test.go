package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser is a Chromium; each person in it has their own cookies.
type browser struct {
	ctx   context.Context
	shots string // where screenshots go
}

// chromiums are the names under which it may be installed.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium"}

// built says whether the pages have the script that static/js is by now: "" if so.
var built = sync.OnceValue(func() string {
	said, err := exec.Command("sh", "../../static/build.sh", "check").CombinedOutput()
	if err != nil {
		return fmt.Sprintf("%s%v", said, err)
	}
	return ""
})

// newBrowser starts a Chromium. Screenshots go to STOA_SHOTS, or are thrown away with the test.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	path := ""
	for _, name := range chromiums {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("Chromium is not installed: make test installs it")
	}
	if why := built(); why != "" {
		t.Fatal(why)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
		// A busy machine may be late to paint a page that is there: what is clicked and typed meanwhile counts.
		chromedp.Flag("allow-pre-commit-input", true),
		// A name that is no localhost: a campus on plain http, as a browser sees it.
		chromedp.Flag("host-resolver-rules", "MAP campus.test 127.0.0.1"))
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocated)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	b := &browser{ctx: ctx, shots: os.Getenv("STOA_SHOTS")}
	if b.shots == "" {
		b.shots = t.TempDir()
	}
	return b
}

// tab is one person's window.
type tab struct {
	t       *testing.T
	ctx     context.Context
	browser *browser
	name    string
	base    string

	scriptless bool // its pages' scripts are off, so nothing in them hears of a click

	mu     sync.Mutex
	errors []string // what the console complained of
}

// person opens a window with cookies of its own on a campus.
func (b *browser) person(t *testing.T, name, base string) *tab {
	t.Helper()
	return b.window(t, b.ctx, name, base, chromedp.WithNewBrowserContext())
}

// another opens one more tab in the window, in front of the others.
func (w *tab) another(name string) *tab {
	w.t.Helper()
	return w.browser.window(w.t, w.ctx, name, w.base, chromedp.WithNewWindow(false))
}

func (b *browser) window(t *testing.T, parent context.Context, name, base string, where chromedp.ContextOption) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(parent, where)
	t.Cleanup(closeTab)
	w := &tab{t: t, ctx: ctx, browser: b, name: name, base: base}
	// The first action opens the tab, which lives as long as that action's context.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
	said := chromedp.Console(ctx)
	var listening sync.WaitGroup
	listening.Go(func() {
		for m, err := range said {
			if err != nil {
				return
			}
			if m.Type == "error" || m.Type == chromedp.ConsoleException {
				w.mu.Lock()
				w.errors = append(w.errors, m.Text)
				w.mu.Unlock()
			}
		}
	})
	t.Cleanup(func() { closeTab(); listening.Wait() })
	return w
}

func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := w.try(steps...); err != nil {
		w.t.Fatalf("%s: %v", w.name, err)
	}
}

func (w *tab) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (w *tab) open(path string) { w.t.Helper(); w.do(chromedp.Navigate(w.base + path)) }

// click clicks an element.
func (w *tab) click(css string) {
	w.t.Helper()
	w.hit(fmt.Sprintf("(e) => e.closest(%q)", css), chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
}

// press clicks the button with these words.
func (w *tab) press(words string) {
	w.t.Helper()
	w.hit(fmt.Sprintf("(e, says) => says(e.closest('main button'), %q)", words),
		chromedp.Click(chromedp.Search(fmt.Sprintf(`//main//button[normalize-space()=%q]`, words)), chromedp.NodeVisible))
}

// follow clicks the link with these words.
func (w *tab) follow(words string) {
	w.t.Helper()
	w.hit(fmt.Sprintf("(e, says) => says(e.closest('a'), %q)", words),
		chromedp.Click(chromedp.Search(fmt.Sprintf(`//a[normalize-space()=%q]`, words)), chromedp.NodeVisible))
}

// write types into a field.
func (w *tab) write(css, text string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(css), text, chromedp.NodeVisible))
}

// is evaluates a condition in the page; what cannot be evaluated just now does not hold.
func (w *tab) is(condition string) bool {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")"))
	return err == nil && ok
}

// until waits for a condition in the page.
func (w *tab) until(what, condition string) {
	w.t.Helper()
	held := false
	defer func() {
		if !held {
			w.t.Logf("%s sees instead: %s", w.name, w.page())
		}
	}()
	eventually(w.t, fmt.Sprintf("%s sees: %s", w.name, what), func() bool { held = w.is(condition); return held })
}

// page says where the tab is, which clicks it has heard and what stands there.
func (w *tab) page() string {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href + ', ' + document.visibilityState + ', ' + "+
		"'heard ' + JSON.stringify(window.stoaClicks ?? []) + ': ' + document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return text
}

// sees waits for words on the page.
func (w *tab) sees(words string) {
	w.t.Helper()
	quoted, _ := json.Marshal(words)
	w.until(words, "document.querySelector('main')?.innerText.includes("+string(quoted)+")")
}

// text returns what an element says.
func (w *tab) text(css string) string {
	w.t.Helper()
	quoted, _ := json.Marshal(css)
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.querySelector("+string(quoted)+").innerText"))
	if err != nil {
		w.t.Fatalf("%s: %s: %v", w.name, css, err)
	}
	return strings.TrimSpace(text)
}

// signIn signs in through the form.
func (w *tab) signIn(login, password string) {
	w.t.Helper()
	w.open("/sign-in")
	w.write("input[name=login]:not([type=hidden])", login)
	w.write("input[name=password]:not([type=hidden])", password)
	w.do(chromedp.Submit(chromedp.CSS("input[name=password]:not([type=hidden])")))
	w.until("who is signed in", "document.body.dataset.me")
}

// withoutScript switches the page's scripts off.
func (w *tab) withoutScript() {
	w.t.Helper()
	w.scriptless = true
	if _, err := chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		w.t.Fatal(err)
	}
}

// strayWords are those of a list's items that lie outside of them: over something else, or out of sight.
const strayWords = `[...document.querySelectorAll('main li')].flatMap((item) => {
  const place = item.getBoundingClientRect();
  const says = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
  const unseen = (e) => e !== item && (e.clientWidth === 1 || unseen(e.parentElement)); // said by screen readers only
  const strays = (r) => r.width > 1 && r.height > 1 &&
    (r.left < place.left - 2 || r.right > place.right + 2 || r.top < place.top - 2 || r.bottom > place.bottom + 2);
  return [...item.querySelectorAll('*')]
    .filter((e) => says(e) && e.checkVisibility() && !unseen(e) && strays(e.getBoundingClientRect()))
    .map((e) => e.textContent.trim());
})`

// look checks and photographs the page as it is: wide, on a phone, and dark; nothing scrolls sideways, and axe finds
// nothing serious. The tab comes to the front, for one that is hidden is never painted.
func (w *tab) look(name string) {
	w.t.Helper()
	w.bring()
	for _, view := range []struct {
		name          string
		width, height int64
		dark          bool
	}{{"wide", 1280, 900, false}, {"phone", 320, 640, false}, {"dark", 1280, 900, true}} {
		scheme := "light"
		if view.dark {
			scheme = "dark"
		}
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, media); err != nil {
			w.t.Fatal(err)
		}
		w.do(chromedp.EmulateViewport(view.width, view.height))
		w.until("the page at rest in its new width", fmt.Sprintf("innerWidth === %d && document.getAnimations().every(a => a.playState "+
			"!== 'running' || a.effect.getTiming().iterations === Infinity)", view.width))
		if !w.is("document.documentElement.scrollWidth <= innerWidth") {
			w.t.Errorf("%s, %s: the page scrolls sideways", name, view.name)
		}
		if words := w.value(strayWords); words != "[]" {
			w.t.Errorf("%s, %s: these words are not where their item of a list is: %s", name, view.name, words)
		}
		w.axe(name + ", " + view.name)
		w.shoot(name + "-" + view.name)
	}
	w.do(chromedp.EmulateViewport(1280, 900))
}

func (w *tab) shoot(name string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(w.browser.shots, name+".png"), png, 0o600)
	}
	if err != nil {
		w.t.Errorf("%s: %v", name, err)
	}
}

// axe runs axe-core on the page and reports what is serious or critical. It is evaluated from outside, so the page's
// policy does not keep it out.
func (w *tab) axe(name string) {
	w.t.Helper()
	source, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		w.t.Fatal(err)
	}
	const ask = `axe.run().then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
		.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))`
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](string(source)+";\n"+ask, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: axe: %v", name, err)
	}
	for _, v := range found {
		w.t.Errorf("%s: %s", name, v)
	}
}

// quiet checks that the console had nothing to complain of: no blocked script, no failed request, no exception.
func (w *tab) quiet() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.errors {
		w.t.Errorf("%s: the console said: %s", w.name, e)
	}
}
