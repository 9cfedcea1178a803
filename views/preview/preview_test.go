package preview

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/views"
)

// assets are addresses as static makes them.
func assets() views.Assets {
	return views.Assets{CSS: "/static/app.0.css", HTMX: "/static/htmx.0.js", Campus: "/static/campus.0.js", Icon: "/static/favicon.0.svg",
		Preload: []string{"/static/a.woff2"}}
}

// draw returns a sample's tree.
func draw(t *testing.T, s Sample) *html.Node {
	t.Helper()
	var out bytes.Buffer
	if err := s.Component.Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	root, err := html.ParseWithOptions(&out, html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func TestEveryPageKeepsTheRules(t *testing.T) {
	paths := map[string]bool{}
	for _, sample := range All(assets()) {
		t.Run(sample.Path, func(t *testing.T) {
			if paths[sample.Path] {
				t.Errorf("two samples at %s", sample.Path)
			}
			paths[sample.Path] = true
			for _, problem := range problems(draw(t, sample)) {
				t.Error(problem)
			}
		})
	}
}

func TestTheRulesFindWhatBreaksThem(t *testing.T) {
	for broken, want := range map[string]string{
		`<p style="color:red">`:           "inline style on p",
		`<script>alert(1)</script>`:       "inline script",
		`<p hx-on:click="x()">`:           "script in attribute hx-on:click",
		`<p onclick="x()">`:               "script in attribute onclick",
		`<p hx-trigger="click[ctrlKey]">`: "a trigger's filter needs eval",
		`<p id="a"></p><p id="a">`:        "two elements with id a",
		`<label for="none">`:              "for points to none, which is not there",
		`<p aria-describedby="gone">`:     "aria-describedby points to gone, which is not there",
		`<form method="post">`:            "a form that posts nowhere",
		`<style>p{}</style>`:              "inline style sheet",
	} {
		root, err := html.Parse(strings.NewReader("<main><h1>One</h1>" + broken + "</main>"))
		if err != nil {
			t.Fatal(err)
		}
		if got := problems(root); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", broken, got, want)
		}
	}
}

// problems returns what on a page breaks the content security policy or the plainest rules of access.
func problems(root *html.Node) []string {
	var found []string
	ids := map[string]bool{}
	count := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if id, ok := attr(n, "id"); ok && ids[id] {
			found = append(found, "two elements with id "+id)
		} else if ok {
			ids[id] = true
		}
		found = append(found, policyProblems(n)...)
	}
	for n := range root.Descendants() {
		found = append(found, danglingReferences(n, ids)...)
	}
	if count["h1"] != 1 || count["main"] != 1 {
		found = append(found, "not exactly one h1 and one main")
	}
	return found
}

// policyProblems returns what of an element a strict policy blocks.
func policyProblems(n *html.Node) []string {
	var found []string
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			found = append(found, "inline style on "+n.Data)
		case strings.HasPrefix(a.Key, "hx-on"), strings.HasPrefix(a.Key, "on"):
			found = append(found, "script in attribute "+a.Key)
		case a.Key == "hx-trigger" && strings.Contains(a.Val, "["):
			found = append(found, "a trigger's filter needs eval")
		}
	}
	switch n.Data {
	case "script":
		if _, ok := attr(n, "src"); !ok {
			found = append(found, "inline script")
		}
	case "style":
		found = append(found, "inline style sheet")
	case "form":
		action, _ := attr(n, "action")
		if method, _ := attr(n, "method"); method == "post" && action == "" {
			found = append(found, "a form that posts nowhere")
		}
	}
	return found
}

// danglingReferences returns the references of an element that lead nowhere.
func danglingReferences(n *html.Node, ids map[string]bool) []string {
	var found []string
	for _, name := range []string{"for", "aria-describedby", "aria-labelledby"} {
		value, _ := attr(n, name)
		for _, id := range strings.Fields(value) {
			if !ids[id] {
				found = append(found, name+" points to "+id+", which is not there")
			}
		}
	}
	if target, _ := attr(n, "hx-target"); strings.HasPrefix(target, "#") && !ids[target[1:]] {
		found = append(found, "hx-target points to "+target[1:]+", which is not there")
	}
	return found
}
