package main

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// inSight reports whether all cells of a table of attendance are in sight, with every row's numbers.
const inSight = `document.querySelectorAll('.attended tbody tr').length > 0 && document.documentElement.scrollWidth <= innerWidth &&
	[...document.querySelectorAll('.attended-box')].every(e => e.scrollWidth <= e.clientWidth) &&
	[...document.querySelectorAll('.attended tbody :is(th, td)')].every(e => {
		const cell = e.getBoundingClientRect(), box = e.closest('.attended-box').getBoundingClientRect()
		return e.checkVisibility() && e.scrollWidth <= e.clientWidth && box.left <= cell.left && cell.right <= box.right
	})`

// A long name, and a title of one word, take the room of no number.
func TestTheNumbersOfAttendanceAreInSightOnEveryScreen(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "somebody", storybook(t))
	for _, width := range []int64{1280, 800, 320} {
		w.do(chromedp.EmulateViewport(width, 700))
		for _, path := range []string{"/attendance/date", "/attendance/own", "/attendance/course/own"} {
			if w.open(path); !w.is(inSight) {
				t.Errorf("%s at %d pixels hides a number", path, width)
			}
		}
	}
}

// Paper cannot be scrolled, pressed or asked what today was.
func TestAttendanceOnPaperIsWholeAndSaysWhen(t *testing.T) {
	t.Parallel()
	w := newBrowser(t).person(t, "somebody", storybook(t))
	w.do(chromedp.EmulateViewport(1046, 700)) // A4, lying
	if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	w.open("/attendance/course/many")
	if !w.is(`getComputedStyle(document.querySelector('.card:has(> .matrix)')).overflowX == 'visible' &&
		document.querySelector('.matrix').getBoundingClientRect().right <= innerWidth`) {
		t.Error("thirty dates are cut off")
	}
	w.open("/attendance/date")
	if !w.is(`document.body.innerText.includes('Fri 20 Nov 2026, 13:00') &&
		!/Download|Transcript|Take back/.test(document.querySelector('main').innerText)`) {
		t.Error("a date has no day with its year, or what can only be pressed")
	}
}
