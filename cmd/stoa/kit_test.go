package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"stoa/static"
	"stoa/views"
	"stoa/views/preview"
)

// storybook serves the samples, and returns where.
func storybook(t *testing.T) string {
	t.Helper()
	assets, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, assets)
	for _, sample := range preview.All(views.NewAssets(assets)) {
		mux.HandleFunc("GET "+sample.Path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if err := sample.Component.Render(r.Context(), w); err != nil {
				t.Error(err)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// reach says which controls of a page a finger misses, because they are lower than 44 pixels (WCAG 2.2, 2.5.5), or which
// nothing names; a hidden one is nobody's target.
const reach = `[...document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea, button, nav a), nav :is(summary, a)')]
	.filter(e => e.checkVisibility())
	.filter(e => (e.closest('label') || e).getBoundingClientRect().height < 44 ||
		(e.labels && e.matches(':not(button)') && !e.labels.length))
	.map(e => e.outerHTML.slice(0, 120)).join('\n')`

func TestThePartsOfPagesAreWithinReachOfEverybody(t *testing.T) {
	t.Parallel()
	base := storybook(t)
	w := newBrowser(t).person(t, "somebody", base)
	for _, path := range []string{"/kit/forms", "/kit/parts", "/kit/question", "/kit/navigation"} {
		w.open(path)
		w.look("kit" + strings.ReplaceAll(strings.TrimPrefix(path, "/kit"), "/", "-"))
		w.do(chromedp.EmulateViewport(320, 640))
		missed, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](reach))
		if err != nil {
			t.Fatal(err)
		}
		if missed != "" {
			t.Errorf("%s: too small, or without a name:\n%s", path, missed)
		}
		w.do(chromedp.EmulateViewport(1280, 900))
	}
}

// On a phone what does not fit is behind More, which is opened by keyboard and without a script.
func TestTenEntriesFitOnAPhone(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "admin", storybook(t))
	w.withoutScript()
	w.open("/kit/navigation")
	const shown = "[...document.querySelectorAll('nav a')].filter(a => a.checkVisibility()).length"
	w.until("all ten in the column", shown+" === 10")
	w.do(chromedp.EmulateViewport(320, 640))
	w.until("four of them", shown+" === 4")
	if !w.is("document.querySelector('nav summary[aria-current=true]')") {
		t.Error("More does not say that the page is one under it")
	}
	if !w.is("[...document.querySelectorAll('nav .nav-badge')].some(e => e.checkVisibility() && e.innerText.startsWith('99+'))") {
		t.Error("the bar does not say what is new")
	}
	if !w.is(`[...document.querySelectorAll('nav li, nav details')].filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
		.every(r => r.width >= 44 && r.height >= 44 && r.left >= 0 && r.right <= 320)`) {
		t.Error("an entry is too small, or not on the screen")
	}
	w.is("document.querySelector('nav summary').focus()")
	w.do(chromedp.KeyEvent("\r"))
	w.until("the others too", shown+" === 10")
	if !w.is(`[...document.querySelectorAll('.nav-more a')].map(a => a.getBoundingClientRect())
		.every(r => r.height >= 44 && r.top >= 0 && r.bottom <= document.querySelector('nav').getBoundingClientRect().top + 1)`) {
		t.Error("what is under More is not above the bar, or too small")
	}
	w.shoot("kit-more-phone")
	w.quiet()
}

// The words for an empty list stand right behind it: behind anything else they would be shown for a full one.
func TestAListThatIsCutDoesNotSayThatItIsEmpty(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "john", storybook(t))
	const empty = "[...document.querySelectorAll('.when-empty')].filter(e => e.checkVisibility()).map(e => e.innerText).join(' ')"
	for _, path := range []string{"/room", "/room/many"} {
		w.open(path)
		if said, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](empty)); err != nil || said != "" {
			t.Errorf("%s: a list with people says %q: %v", path, said, err)
		}
	}
	w.open("/room/empty")
	w.until("that nothing was said yet", empty)
}

// What is said about a line has a class of the same name, and hides until it is pointed at.
func TestACourseInAListSaysWhatItIsAbout(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "john", storybook(t))
	for _, path := range []string{"/courses", "/admin/person"} {
		w.open(path)
		if !w.is(`(all => all.length && all.every(p => getComputedStyle(p).opacity === '1' && p.clientWidth > ` +
			`100))([...document.querySelectorAll('main p.about')])`) {
			t.Errorf("%s: what a course is about is not to be seen", path)
		}
	}
}

func TestAMeetingWithALongNameStaysOnAPhonesScreen(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "admin", storybook(t))
	w.do(chromedp.EmulateViewport(320, 640))
	w.open("/admin/active")
	w.is("document.querySelector('main h2 a').innerText = 'Straßenverkehrsordnungsänderungsbesprechung'")
	if !w.is("document.documentElement.scrollWidth <= innerWidth") {
		t.Error("the page scrolls sideways")
	}
}
