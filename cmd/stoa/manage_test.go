package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// On a phone, and at 200 % zoom, all that staff can do with a room is within the window; it closes like a menu.
func TestWhatStaffDoWithARoomIsWithinReachOnASmallScreen(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	thales := newBrowser(t).person(t, "thales", campus.url)
	thales.signIn("thales", demoPassword)
	thales.open("/meetings/1/4")
	thales.press("Join")
	for _, size := range [][2]int64{{320, 640}, {640, 400}, {1280, 400}, {1280, 900}} {
		thales.do(chromedp.EmulateViewport(size[0], size[1]))
		thales.click("#manage summary")
		if !thales.is(`[...document.querySelectorAll('#manage a, #manage button')].every((one) => {
			one.scrollIntoView();
			const at = one.getBoundingClientRect();
			return one.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2));
		})`) {
			t.Errorf("at %v something in it is out of reach", size)
		}
		thales.do(chromedp.KeyEvent("\u001b"))
		thales.until("it closed", "!document.querySelector('#manage').open && document.activeElement.matches('#manage summary')")
	}
	thales.click("#manage summary")
	thales.click("#composer-body")
	thales.until("it closed", "!document.querySelector('#manage').open")
}
