// Package markdown draws what people write: a small part of Markdown as HTML, and everything else as it was typed.
//
// It knows paragraphs whose lines break where they were broken, *emphasis*, **strong**, `code`, code between fences, lists,
// quotes and links. There are no headings, no images, no tables and no HTML: a # at the beginning of a line is a #.
//
//	markdown.go HTML and Words
//	parse.go    what is read as Markdown, and how deep it nests
//	draw.go     HTML of what was read
//	mention.go  people who are mentioned, with the name that they have now
package markdown

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// IDElsewhere is the element of a page that says of its links that they open elsewhere.
const IDElsewhere = "opens-elsewhere"

// rel is what every link says of where it leads.
const rel = "noopener noreferrer nofollow"

// HTML returns a text as HTML. It is made of the elements that the policy names, whatever the text is.
func HTML(body string) string {
	if isPlain(body) {
		return drawPlain(body)
	}
	return policy.Sanitize(draw([]byte(body)))
}

// Words returns the beginning of a text in words alone, at most so many characters.
func Words(body string, most int) string {
	src, words := []byte(body), strings.Builder{}
	_ = ast.Walk(reader.Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Kind() == ast.KindDocument {
			return ast.WalkContinue, nil
		}
		if words.Len() > most*utf8.UTFMax {
			return ast.WalkStop, nil
		}
		if n.Type() == ast.TypeBlock {
			words.WriteByte(' ')
		}
		switch n := n.(type) {
		case *ast.Text:
			words.WriteString(unescaped(n, src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				words.WriteByte(' ')
			}
		case *mention:
			words.WriteString("@" + n.name)
		case *ast.AutoLink:
			words.Write(n.Label(src))
		case *ast.FencedCodeBlock:
			words.Write(n.Lines().Value(src))
		}
		return ast.WalkContinue, nil
	})
	return shorten(strings.Join(strings.Fields(words.String()), " "), most)
}

// shorten cuts a text at a number of characters.
func shorten(words string, most int) string {
	letters := []rune(words)
	if len(letters) <= most {
		return words
	}
	return strings.TrimSpace(string(letters[:most-1])) + "…"
}

// isPlain reports whether a text is one paragraph of nothing but words: most lines of a chat are, and are drawn at once.
func isPlain(body string) bool {
	begins := true // a line
	for i := range len(body) {
		c := body[i]
		switch {
		case strings.IndexByte("*`[\\<@", c) >= 0 || c < ' ' && c != '\n':
			return false
		case begins && strings.IndexByte(" \n-+>0123456789", c) >= 0:
			return false
		case c == ' ' && (i+1 == len(body) || body[i+1] == '\n'):
			return false
		case c == ':' && strings.HasPrefix(body[i:], "://"), c == 'w' && strings.HasPrefix(body[i:], "www."),
			c == '~' && strings.HasPrefix(body[i:], "~~~"):
			return false
		}
		begins = c == '\n'
	}
	return !begins
}

// policy is what drawn HTML may be made of. It holds also where the drawing is wrong.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(auto|ltr)$`)).OnElements("p", "pre", "blockquote", "ul", "ol", "li", "span")
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile(`^0$`)).OnElements("pre")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^` + rel + `$`)).OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_blank$`)).OnElements("a")
	p.AllowAttrs("aria-describedby").Matching(regexp.MustCompile(`^` + IDElsewhere + `$`)).OnElements("a")
	p.AllowElements("span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^mention$`)).OnElements("span")
	p.AllowAttrs("data-mention", "data-name").Matching(regexp.MustCompile(`^[0-9]{1,18}$`)).OnElements("span")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	return p
}
