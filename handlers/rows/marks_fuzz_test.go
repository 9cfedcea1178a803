package rows

import (
	"strings"
	"testing"

	"stoa/store"
)

// Whatever is marked for whatever was typed, the pieces are the text, no two alike in a row, and none is empty.
func FuzzMarkedPiecesAreTheText(f *testing.F) {
	for _, seed := range [][2]string{{"Big, Data", "data big"}, {"日本語の入門", "入門 日本"}, {"a\xffb", "b"}, {"Łódź ﷺ ½ №", "lodz no"},
		{"ー日ー", "日"}, {"İı", "i"},
		{"e\u0301\u00adte", "ete"}, {"हिन्दी", "ह"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, text, typed string) {
		var all strings.Builder
		spans := mark(text, store.Words(typed))
		for i, span := range spans {
			if span.Text == "" || i > 0 && span.Hit == spans[i-1].Hit {
				t.Errorf("the pieces of %q are %+v", text, spans)
			}
			all.WriteString(span.Text)
		}
		if all.String() != text {
			t.Errorf("the pieces of %q are %q", text, all.String())
		}
	})
}
