package rows

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stoa/store"
	"stoa/views"
)

// mark splits text into pieces, those that begin with one of words marked. Words are folded as the search folds them.
func mark(text string, words []string) []views.Span {
	if text == "" {
		return nil
	}
	if len(words) == 0 {
		return []views.Span{{Text: text}} // folding every word of a catalogue costs more than the rest of its page
	}
	var spans []views.Span
	add := func(piece string, hit bool) {
		if last := len(spans) - 1; last >= 0 && spans[last].Hit == hit {
			spans[last].Text += piece
		} else if piece != "" {
			spans = append(spans, views.Span{Text: piece, Hit: hit})
		}
	}
	for text != "" {
		word := len(text) - len(strings.TrimLeftFunc(text, inWord))
		add(text[:word], word > 0 && found(text[:word], words))
		text = text[word:]
		gap := len(text) - len(strings.TrimLeftFunc(text, func(r rune) bool { return !inWord(r) }))
		add(text[:gap], false)
		text = text[gap:]
	}
	return spans
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func found(word string, words []string) bool {
	folded := store.Fold(word)
	for _, w := range words {
		if strings.HasPrefix(folded, w) {
			return true
		}
	}
	return false
}

// excerptLen is how much of a summary a row shows, in bytes.
const excerptLen = 200

// excerpt returns the beginning of text, or if the first match is further on, the piece around it.
func excerpt(text string, words []string) string {
	if len(text) <= excerptLen {
		return text
	}
	start, at := 0, 0
	for _, s := range mark(text, words) {
		if s.Hit {
			start = max(0, at-excerptLen/3)
			break
		}
		at += len(s.Text)
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
