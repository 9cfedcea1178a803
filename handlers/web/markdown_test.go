package web

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"
	"pgregory.net/rapid"
)

// shown draws Markdown as a program does that knows all of GitHub's and lets HTML through; it returns the elements and the words.
func shown(t interface{ Fatalf(string, ...any) }, source string) (elements map[string]bool, words string) {
	var out bytes.Buffer
	program := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := program.Convert([]byte(source), &out); err != nil {
		t.Fatalf("%v", err)
	}
	page, err := nethtml.Parse(&out)
	if err != nil {
		t.Fatalf("%v", err)
	}
	elements = map[string]bool{}
	var text strings.Builder
	for n := range page.Descendants() {
		switch n.Type {
		case nethtml.ElementNode:
			elements[n.Data] = true
		case nethtml.TextNode:
			text.WriteString(n.Data)
		case nethtml.CommentNode:
			elements["comment"] = true
		}
	}
	return elements, strings.Join(strings.Fields(text.String()), " ")
}

// harmless are what a quote may be made of.
var harmless = []string{"html", "head", "body", "blockquote", "p", "br", "pre", "code"}

func wantHarmless(t interface {
	Fatalf(string, ...any)
	Errorf(string, ...any)
}, body, source string) {
	elements, words := shown(t, source)
	for _, name := range harmless {
		delete(elements, name)
	}
	if len(elements) > 0 {
		t.Errorf("%q became %v by %q", body, elements, source)
	}
	if want := strings.Join(strings.Fields(body), " "); words != want {
		t.Errorf("%q is read as %q by %q", body, words, source)
	}
	if found := leak.FindString(source); found != "" {
		t.Errorf("%q is %q, where %q means something to some reader", body, source, found)
	}
}

// leak is what means something to readers of Markdown that go their own ways, as those in JavaScript do: a mark where a line begins, by
// whatever ends lines there, a number of many digits, and the beginning of an address in whatever letters.
var leak = regexp.MustCompile(`(?i)(^|[\n\r\x{2028}\x{2029}])(>[\t ]*)?([#+=:-]|\d+[.)])|[\r\x{2028}\x{2029}]|www\.|[a-z]://`)

func TestWhatPeopleTypedIsShownAsTheyTypedItByWhateverReadsMarkdown(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"# a heading", "a\n===", "a\n---", "- list\n- of two", "1. one\n2) two", "[a](javascript:alert(1))",
		"![a](http://x.example/a.png)", "<script>alert(1)</script>", "<!-- a -->", "https://x.example/a?b=c and www.x.example",
		"a@b.example",
		"**bold** _and_ ~~gone~~ `code`", "| a | b |\n|---|---|\n| c | d |", "&lt;b&gt; &amp;", "\\* \\", "    four spaces", "\tcode",
		"> quoted",
		"- [ ] to do", "[1]: http://x.example", "[^1]: a note", "a\n: a term", "+ plus", "a  \nb", "", "a\n\n\nb", "ends with \\", "```",
		"<a@b.c>", "Www.x.example wWw.x.example WWW.X.EXAMPLE", "0123456789012. y", "99999999999999999999) y",
		"a\u2028# b", "a\u2029- b", "\u20281. b", "\u2028\u2029", "1.\u2028+ b",
		"ἡ στοά 🏛️ عربي", "***", "___", "= =", "10) x", "#hash", "!important", "a\n# b", "http://a.example\nhttps://b.example"} {
		if !strings.Contains(body, "```") {
			wantHarmless(t, body, quoted(body))
		}
		if found := leak.FindString(plainLine(body)); found != "" {
			t.Errorf("the title %q is %q, where %q means something to some reader", body, plainLine(body), found)
		}
		elements, words := shown(t, "# "+plainLine(body))
		if want := strings.Join(strings.Fields(body), " "); words != want || elements["a"] || elements["script"] || elements["img"] {
			t.Errorf("as a title %q is %q of %v", body, words, elements)
		}
	}
}

func TestCodeBetweenFencesStaysCode(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"see:\n```go\nx := *p // <b>\n\n    y()\n```\nok": "> see:\n> ```\n> x := *p // <b>\n> \n>     y()\n> ```\n> ok\n",
		"~~~\n```\n~~~":   "> ````\n> ```\n> ````\n",
		"```\nnever shut": "> ```\n> never shut\n> ```\n",
		"```\na\u2028# b": "> ```\n> a\n> # b\n> ```\n",
		"```a`b\nx":       "> \\`\\`\\`a\\`b  \n> x\n",
	} {
		if got := quoted(body); got != want {
			t.Errorf("%q is\n%s\nwant\n%s", body, got, want)
		}
	}
}

// Whatever marks somebody types, in whatever order.
func TestNothingThatSomebodyTypesIsMoreThanWords(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", " ", "\n", "*", "_", "`", "~", "[", "]", "(", ")", "<", ">", "b>", "!", "#", "=", "-", "+",
		"1.", "|",
		"\\", "&", "amp;", ":", "//", "http://x.y", "www.x.yz", "Www.", "1234567890123", "\u2028", "\u2029", "\r",
		"@x.yz", "^", "$", "\"", "'", "{", "}", ".", "    ", "\t", "/", "é"})
	rapid.Check(t, func(r *rapid.T) {
		body := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(r, "pieces"), "")
		if strings.Contains(body, "```") || strings.Contains(body, "~~~") {
			return // code, of which the test above is
		}
		wantHarmless(r, body, quoted(body))
	})
}
