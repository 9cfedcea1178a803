package main

import (
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// choose goes through the menu that is opening, with the keyboard, to what is called so, and chooses it.
func (w *tab) choose(label string) {
	w.t.Helper()
	w.until("the menu", "!!document.activeElement.closest('[role=menu]')")
	for range 12 {
		if w.is("document.activeElement.innerText.trim() === '" + label + "'") {
			w.do(chromedp.KeyEvent("\r"))
			return
		}
		w.do(chromedp.KeyEvent(kb.ArrowDown))
	}
	w.t.Fatalf("%s: the menu has no %s: %s", w.name, label, w.text(".menu"))
}
