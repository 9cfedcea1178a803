package campus

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CalendarEvent is one date of a meeting, as calendars of other makers take it.
type CalendarEvent struct {
	UID          string // the same for ever
	Sequence     int64  // grows whenever the date or its meeting changes
	From, To     time.Time
	Changed      time.Time
	Title        string
	Description  string
	Location     string
	URL          string
	Cancelled    bool
	More, Course string // lines of the description beside what was written: how to get there, and what it belongs to
}

// CalendarFile is dates as a file of RFC 5545, in which all times are in UTC.
type CalendarFile struct {
	Name    string
	Note    string // what a reader of the whole should know; "" for nothing
	Refresh time.Duration
	Events  []CalendarEvent
}

// String returns the file. What people wrote cannot become a line of its own.
func (f CalendarFile) String() string {
	w := icsWriter{}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Stoa//Stoa//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("X-WR-CALNAME", f.Name)
	w.text("X-WR-CALDESC", f.Note)
	if f.Refresh > 0 {
		every := "PT" + strconv.Itoa(int(f.Refresh.Minutes())) + "M"
		w.line("REFRESH-INTERVAL;VALUE=DURATION", every)
		w.line("X-PUBLISHED-TTL", every)
	}
	for _, e := range f.Events {
		e.write(&w)
	}
	w.line("END", "VCALENDAR")
	return w.String()
}

func (e CalendarEvent) write(w *icsWriter) {
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", icsTime(e.Changed))
	w.line("LAST-MODIFIED", icsTime(e.Changed))
	w.line("SEQUENCE", strconv.FormatInt(e.Sequence, 10))
	w.line("DTSTART", icsTime(e.From))
	w.line("DTEND", icsTime(e.To))
	w.line("STATUS", status)
	w.text("SUMMARY", e.Title)
	w.text("DESCRIPTION", e.words())
	w.text("LOCATION", e.Location)
	w.line("URL", e.URL)
	w.line("END", "VEVENT")
}

// words is all that the description says, a part a paragraph.
func (e CalendarEvent) words() string {
	var parts []string
	for _, part := range []string{e.Description, e.Course, e.More} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n\n")
}

func icsTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// icsLine is how many octets a line has at most, without its end (RFC 5545, 3.1).
const icsLine = 75

// icsWriter writes lines of RFC 5545.
type icsWriter struct{ strings.Builder }

// text writes a property of type TEXT; nothing for none (RFC 5545, 3.3.11).
func (w *icsWriter) text(name, value string) {
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(value, "\uFFFD"))
	value = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, value)
	w.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}

// line writes a property whose value is as it is to stand there, folded where it is too long, never within a character.
func (w *icsWriter) line(name, value string) {
	if value == "" {
		return
	}
	room := icsLine
	for rest := name + ":" + value; rest != ""; {
		n := min(room, len(rest))
		for n < len(rest) && !utf8.RuneStart(rest[n]) {
			n--
		}
		if room < icsLine {
			w.WriteByte(' ')
		}
		w.WriteString(rest[:n] + "\r\n")
		rest, room = rest[n:], icsLine-1
	}
}
