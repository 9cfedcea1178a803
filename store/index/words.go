package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxWords bounds a query: more words than this do not find more, they only cost.
	maxWords = 16
	// maxWordLen cuts a word, in a document and in a query alike, so that a word without end is no burden on the index.
	maxWordLen = 40
)

// Words returns the different words of a query, folded, at most sixteen.
func Words(query string) []string {
	var words []string
	seen := map[string]bool{}
	for _, w := range splitWords(query) {
		if !seen[w] && len(words) < maxWords {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

// splitWords folds text and returns its words: runs of letters and digits.
func splitWords(text string) []string {
	words := strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > maxWordLen {
			words[i] = strings.ToValidUTF8(w[:maxWordLen], "")
		}
	}
	return words
}

// Fold returns text without case and accents, so that "Ανάλυση" and "αναλυση" are one word.
func Fold(text string) string {
	if isASCII(text) { // nearly all, and the long way costs as much as drawing a row
		return strings.ToLower(text)
	}
	strip := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(strip, strings.ToValidUTF8(text, " "))
	if err != nil { // it is valid now, so nothing is left to fail
		folded = text
	}
	return strings.ReplaceAll(strings.ToLower(folded), "ς", "σ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
