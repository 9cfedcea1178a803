package handlers

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/handlers/api"
)

// Whatever is typed into the search is text: pages and API find something or nothing, never fail, and say it back as text.
func FuzzASearchIsText(f *testing.F) {
	for _, seed := range []string{"", "circles", "CIRCLES geo", `"quotes" OR (a|b) -c @title:x* ~ \`, "<b>geometry</b>",
		"</mark><script>alert(1)</script>", "العربية geometry",
		"\u202egeometry\u202c", "g", "日本語", "pyhton geometrie", strings.Repeat("geo ", 2500), strings.Repeat("x",
			10_000), "%", "\x00", "\xff\xfe", "🏛", "&lt;mark&gt;",
		"a\u0301", "1' OR '1'='1", "{p0}", "\r\nset-cookie: a=b", "ß ı İ", "ﷺ"} {
		f.Add(seed)
	}
	town := newTown(f, setup{})
	page, script := town.signedIn(f, "john"), town.script(f, "john")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, more := range []string{"", "&sort=closing&available=1", "&level=beginner&teacher=2"} {
			query := "/courses?q=" + url.QueryEscape(typed) + more
			got := page.get(t, query)
			if got.status != 200 {
				t.Fatalf("%q: %s", query, got)
			}
			if strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<b>geometry") {
				t.Errorf("%q is in the page as it was typed", typed)
			}
			for _, inside := range inMarks(t, got.body) {
				if inside != html.TextNode {
					t.Errorf("%q: in a mark is more than text", typed)
				}
			}
			if answer := script.get(t, api.Base+query); answer.status != 200 {
				t.Fatalf("API %q: %s", query, answer)
			}
		}
	})
}

// inMarks returns what kinds of nodes there are inside the marks of a page.
func inMarks(t *testing.T, body string) (inside []html.NodeType) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "mark" {
			for child := range n.Descendants() {
				inside = append(inside, child.Type)
			}
		}
	}
	return inside
}
