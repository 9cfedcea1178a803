package rows

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

func TestWhatASearchFoundIsMarkedFromTheBeginningOfAWord(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		text, query string
		want        []views.Span
	}{
		"nothing in it":    {"", "a", nil},
		"nothing asked":    {"Big Data", "", []views.Span{{Text: "Big Data"}}},
		"nothing found":    {"Big Data", "x", []views.Span{{Text: "Big Data"}}},
		"case and accents": {"Ανάλυση ΙΙ", "αναλυση", []views.Span{{Text: "Ανάλυση", Hit: true}, {Text: " ΙΙ"}}},
		"a prefix":         {"(Geometry)", "geo", []views.Span{{Text: "("}, {Text: "Geometry", Hit: true}, {Text: ")"}}},
		"not within":       {"Asymmetry", "metry", []views.Span{{Text: "Asymmetry"}}},
		"two words":        {"Big, Data", "data big", []views.Span{{Text: "Big", Hit: true}, {Text: ", "}, {Text: "Data", Hit: true}}},
		"what is not text": {"a\xffb", "b", []views.Span{{Text: "a\xff"}, {Text: "b", Hit: true}}},
		"without spaces":   {"日本語の入門", "入門 日本", []views.Span{{Text: "日本", Hit: true}, {Text: "語の"}, {Text: "入門", Hit: true}}},
		"one character":    {"日本語の入門", "語", []views.Span{{Text: "日本"}, {Text: "語", Hit: true}, {Text: "の入門"}}},
		"two scripts":      {"データ構造とC言語", "データ", []views.Span{{Text: "データ", Hit: true}, {Text: "構造とC言語"}}},
		"vowel signs":      {"हिन्दी सीखें", "हिन्दी", []views.Span{{Text: "हिन्दी", Hit: true}, {Text: " सीखें"}}},
		"other letters": {"Łódź, Straße", "lodz strasse", []views.Span{{Text: "Łódź", Hit: true}, {Text: ", "},
			{Text: "Straße", Hit: true}}},
		"a soft hyphen":     {"quo\u00adtes", "quotes", []views.Span{{Text: "quo\u00adtes", Hit: true}}},
		"a combining acute": {"e\u0301te\u0301 rest", "ete", []views.Span{{Text: "e\u0301te\u0301", Hit: true}, {Text: " rest"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mark(one.text, store.Words(one.query)); !reflect.DeepEqual(got, one.want) {
				t.Errorf("it is %+v, want %+v", got, one.want)
			}
		})
	}
}

func TestALongSummaryIsShownAroundWhatWasFound(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("λόγος and more ", 20)
	text := filler + "the circle " + filler
	for name, one := range map[string]struct {
		text, query, begins, holds, ends string
	}{
		"short as it is":   {"A circle.", "circle", "A circle.", "A circle.", "A circle."},
		"the beginning":    {text, "", "λόγος and", "", " …"},
		"the middle":       {text, "circle", "… ", "the circle ", " …"},
		"the end":          {filler + "circle", "circle", "… ", "circle", "circle"},
		"one long word":    {strings.Repeat("ω", 500), "", "ω", "", "ω …"},
		"nothing is found": {text, "square", "λόγος and", "", " …"},
	} {
		t.Run(name, func(t *testing.T) {
			got := excerpt(one.text, store.Words(one.query))
			if !strings.HasPrefix(got, one.begins) || !strings.Contains(got, one.holds) || !strings.HasSuffix(got, one.ends) ||
				!utf8.ValidString(got) || len(got) > excerptLen+10 {
				t.Errorf("it is %q (%d bytes), want %q … %q … %q", got, len(got), one.begins, one.holds, one.ends)
			}
		})
	}
}

func TestTimesAreInTheReadersZoneAndInThePlannersWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	zone := func(name string) *time.Location {
		l, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	now := time.Date(2026, 5, 6, 21, 30, 0, 0, time.UTC) // in Athens the next day has begun
	at := func(day, hour int) time.Time { return time.Date(2026, 5, day, hour, 0, 0, 0, time.UTC) }
	for name, one := range map[string]struct {
		zone          string
		from, to      time.Time
		text, planned string
	}{
		"today, at home":      {"Europe/Athens", at(7, 10), at(7, 12), "Today, 13:00 to 15:00", ""},
		"tomorrow, elsewhere": {"UTC", at(7, 10), at(7, 12), "Tomorrow, 10:00 to 12:00", "13:00 to 15:00 in Europe/Athens"},
		"the same clock":      {"Europe/Helsinki", at(6, 10), at(6, 12), "Yesterday, 13:00 to 15:00", ""},
		"over midnight": {"UTC", at(8, 23), at(9, 1), "Fri 8 May, 23:00 to Sat 9 May, 01:00",
			"Sat 9 May, 02:00 to 04:00 in Europe/Athens"},
		"into tomorrow": {"Europe/Helsinki", at(7, 20), at(7, 22), "Today, 23:00 to tomorrow, 01:00", ""},
		"another year": {"UTC", at(6, 10).AddDate(-1, 0, 0), at(6, 12).AddDate(-1, 0, 0), "Tue 6 May 2025, 10:00 to 12:00",
			"13:00 to 15:00 in Europe/Athens"},
		"earlier today": {"UTC", at(6, 1), at(6, 2), "Today, 01:00 to 02:00", "04:00 to 05:00 in Europe/Athens"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Clock{Now: now, Zone: zone(one.zone), zones: new(Zones)}.When(campus.Instance{From: one.from, To: one.to,
				Zone: "Europe/Athens"})
			if got.Text != one.text || got.Planned != one.planned || got.From.ISO != one.from.Format("2006-01-02T15:04:05.000Z") {
				t.Errorf("it is %+v, want %q and %q", got, one.text, one.planned)
			}
		})
	}
}
