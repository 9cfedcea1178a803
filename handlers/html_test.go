package handlers

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A selector is tag, #id or tag[name=value] (either part may be left out), several of them meaning one inside another.

// all returns the elements that a selector names, in the order of the page.
func all(within *html.Node, selector string) []*html.Node {
	found := []*html.Node{within}
	for step := range strings.FieldsSeq(selector) {
		var next []*html.Node
		for _, n := range found {
			for d := range n.Descendants() {
				if matches(d, step) {
					next = append(next, d)
				}
			}
		}
		found = next
	}
	return found
}

// one returns the only element that a selector names; another number of them fails the test.
func one(tb testing.TB, within *html.Node, selector string) *html.Node {
	tb.Helper()
	found := all(within, selector)
	if len(found) != 1 {
		tb.Fatalf("%d elements are %q, want 1, in %q", len(found), selector, text(within))
	}
	return found[0]
}

func matches(n *html.Node, step string) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if id, ok := strings.CutPrefix(step, "#"); ok {
		return attr(n, "id") == id
	}
	tag, condition, conditional := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	if tag != "" && n.Data != tag {
		return false
	}
	name, value, _ := strings.Cut(condition, "=")
	return !conditional || attr(n, name) == value
}

// attr returns an attribute, "" when there is none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns what one reads in an element, with single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// texts returns what one reads in each of several elements.
func texts(nodes []*html.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = text(n)
	}
	return out
}

// value returns what a field of a form holds: a textarea's text as it is, else its value.
func value(n *html.Node) string {
	if n.Data == "textarea" {
		if n.FirstChild == nil {
			return ""
		}
		return n.FirstChild.Data
	}
	return attr(n, "value")
}

// wantSays checks that an element reads like this.
func wantSays(tb testing.TB, n *html.Node, want string) {
	tb.Helper()
	if got := text(n); got != want {
		tb.Errorf("it says %q, want %q", got, want)
	}
}

// wantErrorPage checks an error's page: its title, its heading and its sentence.
func wantErrorPage(tb testing.TB, a answer, status int, heading, sentence string) *html.Node {
	tb.Helper()
	if a.status != status {
		tb.Fatalf("status %d, want %d: %s", a.status, status, a)
	}
	page := a.page(tb)
	wantSays(tb, one(tb, page, "title"), heading+" · Stoa")
	wantSays(tb, one(tb, page, "h1"), heading)
	if main := text(one(tb, page, "main")); !strings.Contains(main, sentence) {
		tb.Errorf("the page says %q, want %q in it", main, sentence)
	}
	return page
}

func num(n int64) string { return strconv.FormatInt(n, 10) }
