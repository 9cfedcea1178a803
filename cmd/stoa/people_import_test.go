package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// chooses chooses a file of so many people on the page for it, with a row that is wrong, and sends it.
func (w *tab) chooses(prefix string, people int) {
	w.t.Helper()
	var file strings.Builder
	file.WriteString("name,external_id\n,none\n")
	for i := range people {
		fmt.Fprintf(&file, "Ada Byron,%s%d\n", prefix, i)
	}
	at := filepath.Join(w.t.TempDir(), prefix+".csv")
	if err := os.WriteFile(at, []byte(file.String()), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.open("/admin/people/import")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{at}))
	w.press("Look at the file")
}

func TestAFileOfPeopleIsChosenLookedAtAndTakenInOnThePage(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	stoa := startStoa(t, "--data", data)
	makeAdmin(t, data, "office")
	office := newBrowser(t).person(t, "office", stoa.url)
	office.signIn("office", demoPassword)
	office.open("/admin/people/import")
	office.look("import")

	office.chooses("scripted", 3000)
	office.sees("name required")
	office.look("import-checked")
	office.press("Import 3,000 people")
	office.sees("Importing")
	office.is("window.said = document.querySelector('main [role=status]')")
	office.until("the row that is wrong", "document.querySelector('main [role=group]')")
	office.is("document.querySelector('main [role=group]').focus()")
	office.until("by itself, and by what was there before, that it is done",
		"window.said.isConnected && window.said.innerText === 'Imported'")
	if !office.is("document.activeElement.matches('main [role=group]')") {
		t.Error("what asks again takes the focus away")
	}
	office.look("import-done")
	office.quiet()

	office.withoutScript()
	office.chooses("plain", 300)
	office.sees("Import 300 people")
	office.press("Import 300 people")
	office.sees("Imported")
	office.open("/admin/people?q=byron")
	office.sees("Ada Byron")
}
