package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// On a phone a title of one long word is broken wherever it stands, in the link that leads back too.
func TestALongWordInATitleScrollsNoPageOfTheCourseSideways(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	const title = "Donaudampfschifffahrtsgesellschaftskapitänsmützen"
	path := "/courses/" + ownCourse(t, campus.url, apiToken(t, campus.url, "thales"), map[string]any{"title": title, "level": "beginner",
		"places": 12})
	thales := newBrowser(t).person(t, "thales", campus.url)
	thales.signIn("thales", demoPassword)
	thales.do(chromedp.EmulateViewport(320, 640))
	for _, page := range []string{"/courses", "/courses?cards=1", path, path + "/edit", path + "/students", path + "/delete"} {
		thales.open(page)
		if !thales.is("document.body.textContent.includes('" + title + "') && document.documentElement.scrollWidth <= innerWidth") {
			t.Errorf("%s scrolls sideways, or does not name the course", page)
		}
	}
}
