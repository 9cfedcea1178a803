package rows

import (
	"strings"
	"unicode/utf8"

	"stoa/store"
	"stoa/views"
)

// mark splits text into pieces, those marked that words of a query find.
func mark(text string, words []string) []views.Span {
	if text == "" {
		return nil
	}
	var spans []views.Span
	add := func(piece string, hit bool) {
		if piece != "" {
			spans = append(spans, views.Span{Text: piece, Hit: hit})
		}
	}
	at := 0
	for hits := hitsIn(text, words); len(hits) > 0; hits = hits[2:] {
		add(text[at:hits[0]], false)
		add(text[hits[0]:hits[1]], true)
		at = hits[1]
	}
	add(text[at:], false)
	return spans
}

// hitsIn is store.Marks without folding each word of a catalogue that nobody searches: that costs more than the rest of it.
func hitsIn(text string, words []string) []int {
	if len(words) == 0 {
		return nil
	}
	return store.Marks(text, words)
}

// excerptLen is how much of a summary a row shows, in bytes.
const excerptLen = 200

// excerpt returns the beginning of text, or if the first match is further on, the piece around it.
func excerpt(text string, words []string) string {
	if len(text) <= excerptLen {
		return text
	}
	start := 0
	if hits := hitsIn(text, words); len(hits) > 0 {
		start = max(0, hits[0]-excerptLen/3)
	}
	if start+excerptLen > len(text) {
		start = len(text) - excerptLen
	}
	return cut(text, start, start+excerptLen)
}

// cut returns text[from:to] without broken characters or words at its edges, and with dots where something is missing.
func cut(text string, from, to int) string {
	for from > 0 && !utf8.RuneStart(text[from]) {
		from++
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	piece := text[from:to]
	if from > 0 {
		if i := strings.IndexByte(piece, ' '); i >= 0 && i < 30 {
			piece = piece[i+1:]
		}
		piece = "… " + piece
	}
	if to < len(text) {
		if i := strings.LastIndexByte(piece, ' '); i > len(piece)-30 && i > 0 {
			piece = piece[:i]
		}
		piece += " …"
	}
	return piece
}
