package markdown

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tree "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// a is a link as it is drawn.
func a(to, words string) string {
	return `<a aria-describedby="opens-elsewhere" href="` + to + `" rel="noopener noreferrer nofollow" target="_blank">` + words + `</a>`
}

func p(words string) string { return `<p dir="auto">` + words + `</p>` }

const fence = "```"

func TestWhatIsDrawnOfWhatIsTyped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ typed, drawn string }{
		{"Yes", p("Yes")},
		{"one\ntwo", p("one<br>two")},
		{"one\n\ntwo", p("one") + p("two")},
		{"one\n  two", p("one<br>  two")},
		{"  one **b**", p("  one <strong>b</strong>")},
		{"1 < 2 & \"so\"", p("1 &lt; 2 &amp; &#34;so&#34;")},
		{"*a* **b** `c`", p("<em>a</em> <strong>b</strong> <code>c</code>")},
		{"***both***", p("<em><strong>both</strong></em>")},
		{"__init__ and snake_case_name and _so_", p("__init__ and snake_case_name and _so_")},
		{"2 * 3 * 4", p("2 * 3 * 4")},
		{`\*not so\* and \d+\.\w`, p(`*not so* and \d+\.\w`)},
		{`\- no list`, p("- no list")},
		{"# no heading\n===\n---", p("# no heading<br>===<br>---")},
		{"&lt; stays", p("&amp;lt; stays")},
		{"[x]: https://example.org", p("[x]: " + a("https://example.org", "https://example.org"))},
		{"- a\n- b", `<ul dir="auto"><li dir="auto">a</li><li dir="auto">b</li></ul>`},
		{"3. c\n4. d", `<ol dir="auto" start="3"><li dir="auto">c</li><li dir="auto">d</li></ol>`},
		{"> so\n> it is", `<blockquote dir="auto">` + p("so<br>it is") + `</blockquote>`},
		{fence + "go\nif a < b {\n\tx := \"*\"\n}\n" + fence,
			"<pre dir=\"ltr\" tabindex=\"0\"><code>if a &lt; b {\n\tx := &#34;*&#34;\n}</code></pre>"},
		{fence + "\nnever closed", "<pre dir=\"ltr\" tabindex=\"0\"><code>never closed</code></pre>"},
		{"see https://a.example/x?y=1&z=2.", p("see " + a("https://a.example/x?y=1&amp;z=2", "https://a.example/x?y=1&amp;z=2") + ".")},
		{"(http://localhost:8080/)", p("(" + a("http://localhost:8080/", "http://localhost:8080/") + ")")},
		{"**https://a.example**", p("<strong>" + a("https://a.example", "https://a.example") + "</strong>")},
		{"[words](https://a.example)", p(a("https://a.example", "words"))},
		{"[](https://a.example)", p(a("https://a.example", "https://a.example"))},
		{"![picture](https://a.example/x.png)", p(a("https://a.example/x.png", "picture"))},
		{"<https://a.example>", p(a("https://a.example", "https://a.example"))},
		{"john@stoa.example", p(a("mailto:john@stoa.example", "john@stoa.example"))},
		{"@john and a@b", p("@john and a@b")},
		{"<b>bold</b><script>alert(1)</script>", p("&lt;b&gt;bold&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;")},
		{"a\x00b", p("a\ufffdb")},
	} {
		got := strings.ReplaceAll(HTML(test.typed), "\x00", "\ufffd")
		if got != test.drawn {
			t.Errorf("%q is drawn as\n%s, want\n%s", test.typed, got, test.drawn)
		}
		wantHarmless(t, test.typed)
	}
}

func TestLinksLeadToTheWebAndToMailAlone(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "file:///etc/passwd",
		"vbscript:x", "//evil.example", "/meetings/1/4/leave", "https:", "http:///x", "mailto:", "ftp://a.example", "java\tscript:alert(1)",
		"&#106;avascript:alert(1)", "blob:https://a.example/1", "tel:123", "https&colon;//a.example", " javascript:alert(1)"} {
		for _, typed := range []string{"[words](" + to + ")", "![words](" + to + ")", "[words](<" + to + ">)", "<" + to + ">", to,
			"[words][x]\n\n[x]: " + to} {
			if got := HTML(typed); strings.Contains(got, "<a") || strings.Contains(got, "<img") {
				t.Errorf("%q is drawn as %s", typed, got)
			}
			if words := readable(t, HTML(typed)); !strings.Contains(words, strings.TrimSpace(to)) && !strings.Contains(typed, "\n") {
				t.Errorf("of %q is left %q", typed, words)
			}
		}
	}
}

// Four thousand marks are a line too. It must not be drawn larger than it is, but for what each mark is written as.
func TestWhatNestsDeeplyIsDrawnShallow(t *testing.T) {
	t.Parallel()
	const most = 4000
	deep := strings.Builder{}
	for i := 0; deep.Len() < most-100; i++ {
		deep.WriteString(strings.Repeat(" ", i) + "- x\n")
	}
	for name, typed := range map[string]string{
		"quotes": strings.Repeat(">", most), "quotes apart": strings.Repeat("> ", most/2), "lists": deep.String(),
		"lists in a line": strings.Repeat("- ", most/2-1) + "x", "numbers": strings.Repeat("1. ", most/3) + "x",
		"both": strings.Repeat("> - ", most/4), "stars": strings.Repeat("*", most),
		"stars around":          strings.Repeat("*", 1999) + "x" + strings.Repeat("*", 1999),
		"pairs":                 strings.Repeat("*a ", most/6) + strings.Repeat("b* ", most/6),
		"brackets":              strings.Repeat("[", most/2) + strings.Repeat("]", most/2),
		"links":                 strings.Repeat("[", 1000) + "a" + strings.Repeat("](https://a.example)", 140),
		"ticks":                 strings.Repeat("`", most-1) + "a",
		"ticks of many lengths": ticks(most), "angles": strings.Repeat("<", most), "fences": strings.Repeat(fence+"\n", most/4),
		"pictures": strings.Repeat("![", most/2), "backslashes": strings.Repeat(`\`, most), "mails": strings.Repeat("a@b.c ", most/6),
		"lines of quotes": strings.Repeat(">>>>>>>>>\n", most/10),
	} {
		got := HTML(typed)
		elements, depth := measure(t, got)
		if depth > 2*maxBlocks+maxSpans+4 || elements > most || len(got) > 40*most {
			t.Errorf("%s: %d bytes, %d elements, %d deep", name, len(got), elements, depth)
		}
		wantHarmless(t, typed)
	}
}

func ticks(most int) string {
	b := strings.Builder{}
	for i := 1; b.Len()+i < most; i++ {
		b.WriteString(strings.Repeat("`", i) + " ")
	}
	return b.String()
}

// measure returns how many elements a piece of HTML has, and how deep they lie in each other.
func measure(t *testing.T, drawn string) (elements, depth int) {
	t.Helper()
	var walk func(*tree.Node, int)
	walk = func(n *tree.Node, at int) {
		if n.Type == tree.ElementNode {
			elements++
			depth = max(depth, at)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, at+1)
		}
	}
	for _, n := range parse(t, drawn) {
		walk(n, 1)
	}
	return elements, depth
}

func parse(t *testing.T, drawn string) []*tree.Node {
	t.Helper()
	all, err := tree.ParseFragment(strings.NewReader(drawn), &tree.Node{Type: tree.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// readable returns what one reads of a piece of HTML.
func readable(t *testing.T, drawn string) string {
	t.Helper()
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(drawn, ""))
}

var attributes = map[string][]string{"p": {"dir"}, "br": nil, "em": nil, "strong": nil, "code": nil, "pre": {"dir", "tabindex"},
	"blockquote": {"dir"}, "ul": {"dir"}, "ol": {"dir", "start"}, "li": {"dir"}, "a": {"href", "rel", "target", "aria-describedby"}}

// wantHarmless checks that what is drawn of a text is a tree of known elements, that it is written as it is read, and that
// no link leads elsewhere than to the web and to mail.
func wantHarmless(t *testing.T, typed string) {
	t.Helper()
	drawn := HTML(typed)
	var again strings.Builder
	var walk func(*tree.Node)
	walk = func(n *tree.Node) {
		if n.Type == tree.ElementNode {
			known, ok := attributes[n.Data]
			if !ok {
				t.Errorf("%.200q has a %s: %.500s", typed, n.Data, drawn)
			}
			for _, at := range n.Attr {
				if !slices.Contains(known, at.Key) || at.Key == "href" && !leads(at.Val) {
					t.Errorf("%.200q has %s=%q in %s: %.500s", typed, at.Key, at.Val, n.Data, drawn)
				}
			}
		} else if n.Type != tree.TextNode {
			t.Errorf("%.200q has a node of type %d: %.500s", typed, n.Type, drawn)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range parse(t, drawn) {
		walk(n)
		if err := tree.Render(&again, n); err != nil {
			t.Fatal(err)
		}
	}
	// What a browser makes of it is what was meant: it closes, opens and moves nothing by itself.
	if got := strings.ReplaceAll(again.String(), "<br/>", "<br>"); got != drawn && !strings.ContainsAny(typed, "\x00\r") {
		t.Errorf("%.200q is drawn as\n%.500s\nand read as\n%.500s", typed, drawn, got)
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"*a* **b** `c`", "- a\n  - b\n\n    > c", fence + "\nx", "[a](https://b.example \"c\")",
		"<a href=x>", "![a](javascript:b)",
		"> a\nb\n\n1. c\n2. d", `\*a\*`, "<https://a.example> a@b.example www.a.example",
		"a\n b\n\tc", "***a** b*", "1986. a", "-\n- \n\n-", "\ufeff*a*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(typed) || len(typed) > 20000 || strings.Contains(typed, "\x00") {
			return
		}
		typed = strings.TrimSpace(strings.ReplaceAll(typed, "\r", "")) // as campus.NewLine.Clean has it
		wantHarmless(t, typed)
		if isPlain(typed) && typed != "" {
			if quick, slow := drawPlain(typed), policy.Sanitize(draw([]byte(typed))); quick != slow {
				t.Errorf("%q is drawn in haste as %s, and else as %s", typed, quick, slow)
			}
		}
		if n := utf8.RuneCountInString(Words(typed, 40)); n > 40 {
			t.Errorf("the first words of %q are %d characters", typed, n)
		}
	})
}

func TestTheFirstWordsOfALine(t *testing.T) {
	t.Parallel()
	for typed, words := range map[string]string{
		"one\ntwo": "one two",
		"**so** it `is`, [see](https://a.example)": "so it is, see",
		"> quoted\n\nsaid":                         "quoted said",
		fence + "\ncode()\n" + fence:               "code()",
		"abcdefghijklmnopqrstuvwxyz":               "abcdefghijklmnopqrs…",
		"https://a.example":                        "https://a.example",
	} {
		if got := Words(typed, 20); got != words {
			t.Errorf("the first words of %q are %q, want %q", typed, got, words)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	for b.Loop() {
		HTML("Good afternoon, everyone. Today: streams. Has everyone a Redis running?")
	}
}

func BenchmarkMarked(b *testing.B) {
	for b.Loop() {
		HTML("Try `XADD`, it is **that** simple; see https://redis.io/docs and then:\n\n- one\n- two")
	}
}
