package markdown

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// How deep a text nests; what is deeper stays as it was typed. Nobody reads deeper, and four thousand > are a line too.
const (
	maxBlocks = 4 // lists and quotes in each other
	maxSpans  = 4 // emphasis in emphasis
)

// bareLink is an address that stands in a text without any marks.
var bareLink = regexp.MustCompile("^https?://[^\\s<>\"`\\[\\]]+")

// reader reads a text. It keeps nothing between texts.
var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(shallow{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(mentions{}, 150),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(angles{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(stars{}, 500),
		util.Prioritized(extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
			extension.WithLinkifyURLRegexp(bareLink)), 999),
	),
)

// shallow opens a list or a quote only where it is not too deep in others.
type shallow struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (s shallow) Open(parent ast.Node, line text.Reader, c parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindList || n.Kind() == ast.KindBlockquote {
			depth++
		}
	}
	if depth >= maxBlocks {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, line, c)
}

// stars reads *emphasis* and **strong**. An underscore is a letter: names of code are full of them.
type stars struct{}

// Trigger implements parser.InlineParser.
func (stars) Trigger() []byte { return []byte{'*'} }

// Parse implements parser.InlineParser.
func (s stars) Parse(_ ast.Node, block text.Reader, c parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	node := parser.ScanDelimiter(line, before, 1, s)
	if node == nil {
		return nil
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	c.PushDelimiter(node)
	return node
}

// IsDelimiter implements parser.DelimiterProcessor.
func (stars) IsDelimiter(b byte) bool { return b == '*' }

// CanOpenCloser implements parser.DelimiterProcessor.
func (stars) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

// OnMatch implements parser.DelimiterProcessor.
func (stars) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }

// angles reads an address between < and > where a link may lead there. Anywhere else they are what they look like.
type angles struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (a angles) Parse(parent ast.Node, block text.Reader, c parser.Context) ast.Node {
	line, at := block.Position()
	n, ok := a.InlineParser.Parse(parent, block, c).(*ast.AutoLink)
	if ok && leads(target(n, block.Source())) {
		return n
	}
	block.SetPosition(line, at)
	return nil
}
