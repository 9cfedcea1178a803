package markdown

import (
	"html"
	"net/url"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// drawPlain draws one paragraph of words.
func drawPlain(body string) string {
	return `<p dir="auto">` + strings.ReplaceAll(html.EscapeString(body), "\n", "<br>") + `</p>`
}

// draw reads a text and draws it.
func draw(src []byte) string {
	d := drawing{src: src}
	_ = ast.Walk(reader.Parse(text.NewReader(src)), d.node) // it returns no error
	return d.out.String()
}

// drawing is HTML that is being written.
type drawing struct {
	src   []byte
	out   strings.Builder
	spans int // how many emphases are open
}

// tags are the elements of blocks whose children are drawn between them.
func tags(n ast.Node) (open, shut string) {
	switch n := n.(type) {
	case *ast.Paragraph:
		return `<p dir="auto">`, `</p>`
	case *ast.Blockquote:
		return `<blockquote dir="auto">`, `</blockquote>`
	case *ast.ListItem:
		return `<li dir="auto">`, `</li>`
	case *ast.List:
		switch {
		case !n.IsOrdered():
			return `<ul dir="auto">`, `</ul>`
		case n.Start == 1:
			return `<ol dir="auto">`, `</ol>`
		}
		return `<ol dir="auto" start="` + strconv.Itoa(n.Start) + `">`, `</ol>`
	}
	return "", ""
}

// node draws what begins, or ends, with a node.
func (d *drawing) node(n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch n := n.(type) {
	case *ast.Emphasis:
		d.emphasis(n, entering)
	case *ast.Link:
		d.link(n, string(n.Destination), "", entering)
	case *ast.Image:
		d.link(n, string(n.Destination), "!", entering)
	case *ast.Text:
		if entering {
			d.text(n)
		}
	case *ast.AutoLink:
		if entering {
			d.autoLink(n)
		}
	case *mention:
		if entering {
			d.mention(n)
		}
	case *ast.CodeSpan, *ast.FencedCodeBlock:
		if entering {
			d.code(n)
		}
		return ast.WalkSkipChildren, nil
	default:
		open, shut := tags(n)
		if !entering {
			open = shut
		}
		d.out.WriteString(open)
	}
	return ast.WalkContinue, nil
}

func (d *drawing) words(text string) { d.out.WriteString(html.EscapeString(text)) }

// emphasis draws what stands between stars; where it is too deep, the stars.
func (d *drawing) emphasis(n *ast.Emphasis, entering bool) {
	if entering {
		d.spans++
	}
	name := "em"
	if n.Level == 2 {
		name = "strong"
	}
	switch {
	case d.spans > maxSpans:
		d.words(strings.Repeat("*", n.Level))
	case entering:
		d.out.WriteString("<" + name + ">")
	default:
		d.out.WriteString("</" + name + ">")
	}
	if !entering {
		d.spans--
	}
}

// text draws words, with the spaces that a line of a paragraph was indented by.
func (d *drawing) text(n *ast.Text) {
	if p := n.Parent(); p.Kind() == ast.KindParagraph && p.Parent().Kind() == ast.KindDocument {
		d.words(indent(d.src, n.Segment.Start))
	}
	d.words(unescaped(n, d.src))
	if n.SoftLineBreak() || n.HardLineBreak() {
		d.out.WriteString("<br>")
	}
}

// indent returns the blanks between the beginning of a line and a place in it; none where there is something else.
func indent(src []byte, at int) string {
	from := at
	for from > 0 && (src[from-1] == ' ' || src[from-1] == '\t') {
		from--
	}
	if from > 0 && src[from-1] != '\n' {
		return ""
	}
	return string(src[from:at])
}

// unescaped returns a piece of text without the backslashes that keep a mark a mark: those before stars, backticks and
// backslashes before them, and before what would begin a list or a quote. All others were meant as they stand.
func unescaped(n *ast.Text, src []byte) string {
	value := string(n.Segment.Value(src))
	if !strings.Contains(value, `\`) {
		return value
	}
	value = strings.NewReplacer(`\*`, `*`, "\\`", "`").Replace(value)
	if len(value) > 1 && value[0] == '\\' && strings.ContainsRune("->+", rune(value[1])) && begins(src, n.Segment.Start) {
		value = value[1:]
	}
	return value
}

// begins reports whether a place is the first of its line but for blanks.
func begins(src []byte, at int) bool {
	return at == 0 || src[at-1] == '\n' || indent(src, at) != ""
}

// code draws a text that means what it says.
func (d *drawing) code(n ast.Node) {
	if n, fenced := n.(*ast.FencedCodeBlock); fenced {
		// It scrolls in itself, so the keyboard must get there.
		d.out.WriteString(`<pre dir="ltr" tabindex="0"><code>`)
		d.words(strings.TrimSuffix(string(n.Lines().Value(d.src)), "\n"))
		d.out.WriteString(`</code></pre>`)
		return
	}
	d.out.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if piece, ok := c.(*ast.Text); ok {
			d.words(strings.ReplaceAll(string(piece.Segment.Value(d.src)), "\n", " "))
		}
	}
	d.out.WriteString("</code>")
}

// link draws a link with words of its own, or its marks where it may not lead there. Of a picture only the link is left.
func (d *drawing) link(n ast.Node, to, mark string, entering bool) {
	may := leads(to)
	switch {
	case entering && may:
		d.open(to)
		if n.FirstChild() == nil {
			d.words(to)
		}
	case entering:
		d.words(mark + "[")
	case may:
		d.out.WriteString("</a>")
	default:
		d.words("](" + to + ")")
	}
}

// autoLink draws an address.
func (d *drawing) autoLink(n *ast.AutoLink) {
	to, may := target(n, d.src), leads(target(n, d.src))
	if may {
		d.open(to)
	}
	d.words(string(n.Label(d.src)))
	if may {
		d.out.WriteString("</a>")
	}
}

// target is where an address leads.
func target(n *ast.AutoLink, src []byte) string {
	to := string(n.URL(src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(to), "mailto:") {
		to = "mailto:" + to
	}
	return to
}

func (d *drawing) open(to string) {
	d.out.WriteString(`<a aria-describedby="` + IDElsewhere + `" href="` + html.EscapeString(to) + `" rel="` + rel + `" target="_blank">`)
}

// leads reports whether a link may lead to an address: to a page on the web, or to somebody's mail.
func leads(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return strings.Contains(u.Opaque, "@")
	}
	return false
}
