package index

import (
	"slices"
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

// Has reports whether a text has a word that begins with one of a query's, folded as Words gives them.
func Has(text string, words []string) bool {
	return slices.ContainsFunc(splitWords(text), func(w string) bool { return begins(w, words) })
}

// HasAll reports whether a text has for each of a query's words one that begins with it. A text has all of no words.
func HasAll(text string, words []string) bool {
	has := splitWords(text)
	for _, word := range words {
		if !slices.ContainsFunc(has, func(w string) bool { return strings.HasPrefix(w, word) }) {
			return false
		}
	}
	return true
}

// splitWords folds text and returns its words.
func splitWords(text string) []string {
	var words []string
	for text = Fold(text); text != ""; {
		piece, kind := nextPiece(text)
		text = text[len(piece):]
		switch {
		case kind == paired && utf8.RuneCountInString(piece) > 1:
			for at, r := range piece {
				if next, size := utf8.DecodeRuneInString(piece[at+utf8.RuneLen(r):]); size > 0 {
					words = append(words, string([]rune{r, next}))
				}
			}
		case kind != between:
			words = append(words, cutWord(piece))
		}
	}
	return words
}

func cutWord(word string) string {
	if len(word) > maxWordLen {
		return strings.ToValidUTF8(word[:maxWordLen], "")
	}
	return word
}

// kind is what a piece of text is to the search.
type kind int

const (
	between kind = iota // what stands between words
	plain               // a word: a run of letters, digits and their marks
	foreign             // the same in katakana, which writes words of other languages
	// paired is a run of Chinese or Japanese characters, which has no spaces: each two neighbours are taken for a word, so
	// that what stands in the middle is found too.
	paired
)

// nextPiece returns the first piece of a text, and what it is.
func nextPiece(text string) (string, kind) {
	first := between
	for at, r := range text {
		k := kindOf(r, first)
		if at == 0 {
			first = k
		} else if k != first {
			return text[:at], first
		}
	}
	return text, first
}

// kindOf returns of what kind of piece a character is that comes after one of a kind.
func kindOf(r rune, before kind) kind {
	switch {
	case r < utf8.RuneSelf && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'):
		return plain
	case r < utf8.RuneSelf:
		return between
	case unicode.Is(unicode.M, r) || unseen(r) || r == 'ー': // belongs to what it stands behind
		return before
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return between
	case unicode.Is(unicode.Katakana, r):
		return foreign
	case unicode.In(r, unicode.Han, unicode.Hiragana):
		return paired
	}
	return plain
}

// accents are the marks that may be left out in writing: those of Latin, Greek, Cyrillic, Hebrew and Arabic letters. In
// other scripts a mark makes another letter.
var accents = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x300, Hi: 0x36f, Stride: 1}, {Lo: 0x483, Hi: 0x489, Stride: 1},
	{Lo: 0x591, Hi: 0x5bd, Stride: 1}, {Lo: 0x5bf, Hi: 0x5c7, Stride: 1}, {Lo: 0x610, Hi: 0x61a, Stride: 1},
	{Lo: 0x640, Hi: 0x640, Stride: 1}, {Lo: 0x64b, Hi: 0x65f, Stride: 1}, {Lo: 0x670, Hi: 0x670, Stride: 1},
	{Lo: 0x6d6, Hi: 0x6dc, Stride: 1}, {Lo: 0x6df, Hi: 0x6e4, Stride: 1}, {Lo: 0x6e7, Hi: 0x6e8, Stride: 1},
	{Lo: 0x6ea, Hi: 0x6ed, Stride: 1}, {Lo: 0x1ab0, Hi: 0x1aff, Stride: 1}, {Lo: 0x1dc0, Hi: 0x1dff, Stride: 1},
	{Lo: 0x20d0, Hi: 0x20ff, Stride: 1}, {Lo: 0xfe00, Hi: 0xfe2f, Stride: 1}}}

// unseen reports whether a character is left out of words: an accent, or one that only says how others are drawn.
func unseen(r rune) bool {
	return unicode.Is(accents, r) || unicode.Is(unicode.Cf, r) && r != '\u200b'
}

// plainLetters are letters that people without such a key, or with another, write differently.
var plainLetters = strings.NewReplacer("ς", "σ", "ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th",
	"ħ", "h", "ŧ", "t", "ı", "i", "ى", "ي", "ی", "ي", "ک", "ك", "ة", "ه")

// Fold returns text without case and accents, so that "Ανάλυση" and "αναλυση" are one word.
func Fold(text string) string {
	if isASCII(text) { // nearly all, and the long way costs as much as drawing a row
		return strings.ToLower(text)
	}
	strip := transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(unseen)), norm.NFC)
	folded, _, err := transform.String(strip, strings.ToValidUTF8(text, " "))
	if err != nil { // it is valid now, so nothing is left to fail
		folded = text
	}
	return plainLetters.Replace(strings.ToLower(folded))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
