package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Two people talk with code and links, answer, change and delete, by keyboard alone.
func TestLinesAreAnsweredChangedAndDeletedByKeyboard(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	chromium := newBrowser(t)
	john, thales := chromium.person(t, "john", campus.url), chromium.person(t, "thales", campus.url)
	for _, w := range []*tab{john, thales} {
		w.signIn(w.name, demoPassword)
		w.open("/meetings/1/4")
		w.press("Join")
		w.until("the composer", "document.querySelector('#composer-body')")
	}
	john.say("Try `XADD`, it is **that** simple: https://redis.io/docs")
	thales.until("code and a link", `document.querySelector('#m-1 .words code')?.innerText === 'XADD' &&
		document.querySelector('#m-1 .words a[rel~=noopener]')?.href === 'https://redis.io/docs'`)

	thales.do(chromedp.Focus(chromedp.CSS("#m-1 a.about")))
	thales.do(chromedp.KeyEvent("\r"))
	thales.choose("Answer it")
	thales.until("what is answered", "!document.querySelector('#replying').hidden && document.activeElement.id === 'composer-body'")
	thales.look("line-answering")
	thales.say("What does it return?")
	john.until("the answer", "document.querySelector('#m-2 .quote')?.innerText.includes('Try XADD')")

	john.do(chromedp.Focus(chromedp.CSS("#composer-body")))
	john.do(chromedp.KeyEvent(kb.ArrowUp))
	john.until("his line as a form", "!!document.activeElement.closest('.editing')")
	john.is("document.activeElement.value = 'Try `XREAD`'")
	john.look("line-editing")
	john.do(chromedp.KeyEvent("\r"))
	for _, w := range []*tab{john, thales} {
		w.until("the line as it is now", "document.querySelector('#m-1 .words code')?.innerText === 'XREAD' && document.querySelector('#m-1 .edited')")
		w.until("the quote as it is now", "document.querySelector('#m-2 .quote').innerText.includes('Try XREAD')")
	}

	john.do(chromedp.Focus(chromedp.CSS("#m-1 a.about")))
	john.do(chromedp.KeyEvent("\r"))
	john.choose("Delete it")
	john.until("the question", "!!document.querySelector('dialog.ask[open]')")
	john.look("line-delete")
	john.tabTo("document.activeElement.innerText === 'Delete the message'")
	john.do(chromedp.KeyEvent("\r"))
	for _, w := range []*tab{john, thales} {
		w.until("the trace", "document.querySelector('#m-1').innerText.includes('This message was deleted.')")
		w.until("no quote of it", "document.querySelector('#m-2 .quote').innerText.includes('This message was deleted.')")
	}
	john.open("/meetings/1/4?line=2#m-2")
	john.until("the line that was linked, with the focus", "document.activeElement.id === 'm-2' && document.querySelector('#composer')")
	john.look("line-linked")
	for _, w := range []*tab{john, thales} {
		w.quiet()
	}
}
