package markdown

import (
	"html"
	"regexp"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// mentionForm is somebody who is mentioned: their name, and who they are.
var mentionForm = regexp.MustCompile(`^@\*\*([^*|\n]{1,300})\|([0-9]{1,18})\*\*`)

// mention is somebody in a text.
type mention struct {
	ast.BaseInline
	name, id string
}

var kindMention = ast.NewNodeKind("Mention")

// Kind implements ast.Node.
func (*mention) Kind() ast.NodeKind { return kindMention }

// Dump implements ast.Node.
func (m *mention) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"id": m.id}, nil)
}

// mentions reads who is mentioned.
type mentions struct{}

// Trigger implements parser.InlineParser.
func (mentions) Trigger() []byte { return []byte{'@'} }

// Parse implements parser.InlineParser.
func (mentions) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); unicode.IsLetter(before) || unicode.IsDigit(before) {
		return nil
	}
	line, _ := block.PeekLine()
	found := mentionForm.FindSubmatch(line)
	if found == nil {
		return nil
	}
	block.Advance(len(found[0]))
	return &mention{name: string(found[1]), id: string(found[2])}
}

// mention draws a name that other names may take the place of; page script says whether it is the reader's.
func (d *drawing) mention(m *mention) {
	d.out.WriteString(`<span class="mention" data-mention="` + m.id + `">@<span dir="auto" data-name="` + m.id + `">` +
		html.EscapeString(m.name) + `</span></span>`)
}
