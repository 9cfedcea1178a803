package index

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Marks returns where text has what words of a query find, folded as Words gives them: from and to in turn. A word that
// begins with one of them is marked whole.
func Marks(text string, words []string) []int {
	var marks []int
	for at := 0; at < len(text); {
		piece, kind := nextPiece(text[at:])
		switch {
		case kind == paired:
			marks = markPairs(marks, at, piece, words)
		case kind != between && begins(Fold(piece), words):
			marks = mark(marks, at, at+len(piece))
		}
		at += len(piece)
	}
	return marks
}

func begins(folded string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(folded, w) })
}

// markPairs marks each two neighbours that are looked for, and each character that is looked for by itself.
func markPairs(marks []int, at int, piece string, words []string) []int {
	for i := range piece {
		_, first := utf8.DecodeRuneInString(piece[i:])
		_, second := utf8.DecodeRuneInString(piece[i+first:])
		pair := Fold(piece[i : i+first+second])
		for _, w := range words {
			if w == pair {
				marks = mark(marks, at+i, at+i+first+second)
			} else if w == Fold(piece[i:i+first]) {
				marks = mark(marks, at+i, at+i+first)
			}
		}
	}
	return marks
}

// mark adds a place to marks; places that touch are one.
func mark(marks []int, from, to int) []int {
	if n := len(marks); n > 0 && from <= marks[n-1] {
		marks[n-1] = max(marks[n-1], to)
		return marks
	}
	return append(marks, from, to)
}
