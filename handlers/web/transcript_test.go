package web

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stoa/store/campus"
)

func TestTheNameOfATranscriptIsOneThatEverySystemTakes(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for title, want := range map[string]string{
		"Logic":                            "Logic 2026-03-02",
		".. .hidden":                       "hidden 2026-03-02",
		"../../etc/passwd":                 "etcpasswd 2026-03-02",
		`a/b\c:d*e?f"g<h>i|j`:              "abcdefghij 2026-03-02",
		"invoice\u202egpj.exe\u200b\u2066": "invoicegpj.exe 2026-03-02", // it reads as another ending
		"a\nb\tc\x00\x7f":                  "a b c 2026-03-02",
		"":                                 "2026-03-02",
		"...":                              "2026-03-02",
		strings.Repeat("ω", 200):           strings.Repeat("ω", 80) + " 2026-03-02",
		"." + strings.Repeat("a", 80):      strings.Repeat("a", 80) + " 2026-03-02",
		strings.Repeat("😀", 80):            strings.Repeat("😀", 50) + " 2026-03-02", // 200 bytes
		"ab" + strings.Repeat("€", 80):     "ab" + strings.Repeat("€", 66) + " 2026-03-02",
		"می\u200cروم":                      "می\u200cروم 2026-03-02", // two words without it
		"👩\u200d👧 and 🏳\ufe0f\u200d🌈": "👩\u200d👧 and 🏳\ufe0f\u200d🌈 2026-03-02",
		"\u200d.\u200c":                     "2026-03-02",
		"x\u200c\u200d":                     "x 2026-03-02",
		strings.Repeat("a", 79) + "\u200db": strings.Repeat("a", 79) + " 2026-03-02",
	} {
		if got := fileName(title, day); got != want || !utf8.ValidString(got) || len(got+".parquet") > 255 {
			t.Errorf("of %q the file is called %q, want %q", title, got, want)
		}
	}
}

func TestNeitherANameNorATextIsAFormulaInATableOfATranscript(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	file := &transcriptCSV{csv.NewWriter(&out)}
	for _, cell := range []string{"=1+1", "+1", "-1", "@sum", "plain"} {
		file.entry(campus.Entry{Kind: campus.KindMessage, Line: campus.Line{ID: 1, Author: campus.Named{ID: 2, Name: cell}, Body: cell}})
	}
	file.entry(campus.Entry{Kind: campus.KindMessage, Line: campus.Line{ID: 2, Body: "taken back", Deleted: true}})
	file.flush()
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range []string{"'=1+1", "'+1", "'-1", "'@sum", "plain"} {
		if name, text := rows[i][4], rows[i][5]; name != want || text != want {
			t.Errorf("row %d has the name %q and the text %q, want %q", i, name, text, want)
		}
	}
	if text := rows[5][5]; text != "" {
		t.Errorf("of a line that is deleted it says %q", text)
	}
}
