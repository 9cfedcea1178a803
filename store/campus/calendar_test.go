package campus

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// parsed reads a file with a parser that is not ours.
func parsed(t *testing.T, file string) []*ics.VEvent {
	t.Helper()
	got, err := ics.ParseCalendar(strings.NewReader(file))
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return got.Events()
}

// said returns a property of an event as another program shows it.
func said(e *ics.VEvent, name ics.ComponentProperty) string {
	p := e.GetProperty(name)
	if p == nil {
		return ""
	}
	return p.Value
}

func TestACalendarIsReadByOthersAsItWasMeant(t *testing.T) {
	t.Parallel()
	one := CalendarEvent{UID: "1-4@stoa.example", Sequence: 3, From: noon, To: noon.Add(time.Hour), Changed: noon.Add(-time.Minute),
		Title: "BDMS; Course, 4\\", Description: "First\nsecond", Course: "Data · with Thales", More: "Join: https://x.example/1",
		Location: "https://call.example/a,b", URL: "https://x.example/meetings/1/4?a=b,c;d"}
	two := one
	two.UID, two.Cancelled = "1-5@stoa.example", true
	events := parsed(t, CalendarFile{Name: "Stoa: John", Note: "All", Refresh: time.Hour, Events: []CalendarEvent{one, two}}.String())
	if len(events) != 2 {
		t.Fatalf("there are %d events", len(events))
	}
	for i, status := range []string{"CONFIRMED", "CANCELLED"} {
		e := events[i]
		from, err1 := e.GetStartAt()
		to, err2 := e.GetEndAt()
		if err1 != nil || err2 != nil || !from.Equal(noon) || !to.Equal(noon.Add(time.Hour)) {
			t.Errorf("it is from %v to %v, %v, %v", from, to, err1, err2)
		}
		for name, want := range map[ics.ComponentProperty]string{
			ics.ComponentPropertyUniqueId: "1-" + string(rune('4'+i)) + "@stoa.example", ics.ComponentPropertySequence: "3",
			ics.ComponentPropertyStatus: status, ics.ComponentPropertySummary: one.Title, ics.ComponentPropertyLocation: one.Location,
			ics.ComponentPropertyDescription: "First\nsecond\n\nData · with Thales\n\nJoin: https://x.example/1",
			ics.ComponentPropertyDtstamp:     "20220506T095900Z", ics.ComponentPropertyLastModified: "20220506T095900Z",
		} {
			if got := said(e, name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := e.GetProperty(ics.ComponentPropertyUrl).Value; got != one.URL {
			t.Errorf("its address is %q", got)
		}
	}
}

// nasty returns text that a file could break on.
func nasty(random *rand.Rand) string {
	pieces := []string{"\r\n", "\n", "\r", "BEGIN:VEVENT", "\r\nEND:VCALENDAR\r\n", "ATTACH:file:///etc/passwd",
		";", ",", ":", `\`, `\n`, `"`, "🙏", "👩‍🔬",
		"שלום", "\u202eevil", "λόγος", "\u0000", "\u0007", "\t", " ",
		"\xff\xfe", "a", "=", "^n", strings.Repeat("ω", 80), strings.Repeat("x", 75)}
	var b strings.Builder
	for range random.IntN(40) {
		b.WriteString(pieces[random.IntN(len(pieces))])
	}
	return b.String()
}

// plain is what is left of a text in a calendar.
func plain(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}

func TestNothingThatPeopleWriteBreaksACalendar(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	texts := []string{"", strings.Repeat("🙏", 10_000), strings.Repeat("\u0301", 10_000), strings.Repeat("\r\n ", 3_000)}
	for range 2000 {
		texts = append(texts, nasty(random))
	}
	for _, text := range texts {
		file := CalendarFile{Name: text, Events: []CalendarEvent{
			{UID: "1-1@x", From: noon, To: noon, Title: text, Description: text, Location: text}}}.String()
		for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		events := parsed(t, file)
		if len(events) != 1 {
			t.Fatalf("%q makes %d events", text, len(events))
		}
		if n := len(events[0].Properties); n > 11 {
			t.Fatalf("%q makes %d properties:\n%s", text, n, file)
		}
		for _, name := range []ics.ComponentProperty{ics.ComponentPropertySummary, ics.ComponentPropertyDescription,
			ics.ComponentPropertyLocation} {
			if got := said(events[0], name); got != plain(text) {
				t.Fatalf("%s is %q, want %q", name, got, plain(text))
			}
		}
	}
}
