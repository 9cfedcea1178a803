package campus

import "unicode"

// Marks of Unicode's bidirectional algorithm (UAX #9): from the first to the second the text has a direction of its own.
const firstStrongIsolate, popDirectionalIsolate = "\u2068", "\u2069"

// Isolated returns text that stands among other words, a course's title in a sentence: written from right to left it keeps its
// own order and does not turn what follows it.
func Isolated(text string) string {
	for _, r := range text {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) {
			return firstStrongIsolate + text + popDirectionalIsolate
		}
	}
	return text
}
