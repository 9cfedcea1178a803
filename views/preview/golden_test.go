package preview

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the goldens anew: look at their diff before you commit it")

// Every page in every state is kept as it was last looked at. A change of a template shows here as the change of pages
// that it is.
func TestEveryPageIsAsItWasLastLookedAt(t *testing.T) {
	kept := map[string]bool{}
	for _, sample := range All(assets()) {
		name := strings.ReplaceAll(strings.Trim(sample.Path, "/"), "/", "_") + ".html"
		if kept[name] {
			t.Errorf("two samples are kept as %s", name)
		}
		kept[name] = true
		t.Run(sample.Path, func(t *testing.T) { compareGolden(t, filepath.Join("testdata", name), outline(draw(t, sample))) })
	}
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !kept[filepath.Base(file)] {
			t.Errorf("%s belongs to no sample", file)
		}
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./views/preview -update writes it)", err)
	}
	if got != string(want) {
		t.Errorf("the page has changed; go test ./views/preview -update shows how:\n%s", firstDifference(got, string(want)))
	}
}

// outline writes a tree one element a line, so that a diff says what has changed.
func outline(root *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch n.Type {
		case html.ElementNode:
			b.WriteString(strings.Repeat(" ", depth) + "<" + n.Data)
			attrs := slices.SortedFunc(slices.Values(n.Attr), func(x, y html.Attribute) int { return strings.Compare(x.Key, y.Key) })
			for _, a := range attrs {
				fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
			}
			b.WriteString(">\n")
			depth++
		case html.TextNode:
			if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
				b.WriteString(strings.Repeat(" ", depth) + text + "\n")
			}
		}
		for c := range n.ChildNodes() {
			walk(c, depth)
		}
	}
	walk(root, 0)
	return b.String()
}

// firstDifference returns the first lines that differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n now: %s\n was: %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, were %d", len(g), len(w))
}
