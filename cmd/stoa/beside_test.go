package main

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestWhatIsBesideTheWordsIsSeenByOthersAtOnce(t *testing.T) {
	t.Parallel()
	campus := startStoa(t, "--demo", "--data", t.TempDir())
	token := apiToken(t, campus.url, "thales")
	apiCall(t, campus.url, token, http.MethodPost, "/meetings/1/4/join", nil)
	b := newBrowser(t)
	john, thales := b.person(t, "john", campus.url), b.person(t, "thales", campus.url)
	john.signIn("john", demoPassword)
	thales.signIn("thales", demoPassword)
	john.open("/meetings/1/4")
	john.press("Join")
	thales.open("/meetings/1/4")

	apiCall(t, campus.url, token, http.MethodPost, "/meetings/1/4/messages", map[string]any{"body": "first"})
	thales.until("a line, so that his page is live", "document.querySelector('#lines > li')")

	john.write("#composer-body", "hello @tha")
	john.until("Thales offered", "document.querySelector('#mentionable [aria-selected=true]')")
	thales.until("that john types", "document.querySelector('#typing').textContent.endsWith('is typing')")
	john.axe("mentionable")
	john.keys("\r")
	john.until("the mention", "/\\|\\d+\\*\\*\\s+$/.test(document.querySelector('#composer-body').value)")
	john.keys("\r")
	thales.until("that he is meant", "document.querySelector('#lines > li:last-child .mention.me')")
	thales.until("nobody types", "document.querySelector('#typing').textContent === ''")

	thales.is("document.querySelector('#lines > li:last-child .react').focus()")
	thales.keys("\r")
	thales.until("the palette", "document.activeElement.value === 'thumbs-up'")
	thales.axe("palette")
	thales.keys(kb.ArrowRight)
	thales.keys("\r")
	john.until("the heart", "document.querySelector('#lines > li:last-child .chip[value=heart][aria-pressed=false]')")
	thales.until("his own", "document.querySelector('#lines > li:last-child .chip[value=heart][aria-pressed=true]')")
	john.axe("reactions")
	john.quiet()
	thales.quiet()
}
