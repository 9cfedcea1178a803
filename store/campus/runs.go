package campus

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Run is lines of a room that follow each other.
type Run struct{ First, Last int64 }

// String writes it as LineRuns reads it: "5-60", or of one line "5".
func (r Run) String() string {
	first := strconv.FormatInt(r.First, 10)
	if r.First == r.Last {
		return first
	}
	return first + "-" + strconv.FormatInt(r.Last, 10)
}

// LineRuns reads runs from where they stand side by side, as Mark.Own and a room's notices do: "3 5-60". They come in order, and each
// line is in one.
func LineRuns(text string) []Run {
	var all []Run
	for field := range strings.FieldsSeq(text) {
		from, to, many := strings.Cut(field, "-")
		first, ok := ParseID(from)
		last := first
		if ok && many {
			last, ok = ParseID(to)
		}
		if ok {
			all = append(all, Run{first, last})
		}
	}
	slices.SortFunc(all, func(a, b Run) int { return cmp.Compare(a.First, b.First) })
	joined := all[:0]
	for _, run := range all {
		if n := len(joined); n > 0 && run.First <= joined[n-1].Last+1 {
			joined[n-1].Last = max(joined[n-1].Last, run.Last)
		} else {
			joined = append(joined, run)
		}
	}
	return joined
}

// InRuns reports whether a line is in one of runs.
func InRuns(line int64, runs []Run) bool {
	return slices.ContainsFunc(runs, func(r Run) bool { return r.First <= line && line <= r.Last })
}

// CountInRuns returns how many lines of runs, each of which is in one, come after a line, up to another.
func CountInRuns(runs []Run, after, to int64) (n int64) {
	for _, r := range runs {
		n += max(0, min(r.Last, to)-max(r.First, after+1)+1)
	}
	return n
}

// RunWords writes runs side by side.
func RunWords(runs []Run) string {
	words := make([]string, len(runs))
	for i, r := range runs {
		words[i] = r.String()
	}
	return strings.Join(words, " ")
}
