package web

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/store"
	"stoa/store/campus"
)

// Transcript answers with a transcript as a file, .md or .csv, piece by piece as it is read. What is refused is, before anything is
// written, and the right is asked for with each piece; where it breaks off the connection ends without the file's end.
func Transcript(c echo.Context, s *store.Store, who campus.Person, id int64, order int, zone *time.Location, kind string) error {
	ctx, of := c.Request().Context(), store.TranscriptPiece{Limit: store.TranscriptLines}
	if kind == ".md" {
		of.Folded = zone // a table has a row for each visit
	}
	t, err := s.Meetings.Transcript(ctx, who, id, order, of)
	if err != nil {
		return err
	}
	media, name := MediaCSV, fileName(t.Meeting.Title, t.Instance.From.In(zone))+kind
	if kind == ".md" {
		media = "text/markdown; charset=utf-8"
	}
	out := NewDownload(c, media, name)
	if c.Request().Method == http.MethodHead {
		out.Begin()
		return nil
	}
	to := bufio.NewWriterSize(out, 32<<10)
	var file transcriptFile = &transcriptCSV{csv.NewWriter(to)}
	if kind == ".md" {
		file = &transcriptMarkdown{to: to, zone: zone}
	}
	expired := t.Expired
	for file.head(t); ; {
		for _, e := range t.Entries {
			file.entry(e)
		}
		if t.Next == 0 {
			break
		}
		of.After = t.Next
		if who, err = s.People.Still(ctx, who); err == nil {
			t, err = s.Meetings.Transcript(ctx, who, id, order, of)
		}
		if err != nil || t.Expired != expired {
			panic(http.ErrAbortHandler) // what was sent must not pass for all of it
		}
	}
	file.flush()
	if err := to.Flush(); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// transcriptFile is a transcript being written in some format. An error of the writing shows when it is flushed.
type transcriptFile interface {
	head(t store.Transcript)
	entry(e campus.Entry)
	flush()
}

// transcriptCSV is a row for each entry.
type transcriptCSV struct{ to *csv.Writer }

func (f *transcriptCSV) head(store.Transcript) {
	_ = f.to.Write([]string{"line", "kind", "at", "person_id", "person", "text", "reply_to", "edited", "deleted"})
}

func (f *transcriptCSV) entry(e campus.Entry) {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	l, text, who := e.Line, e.Sentence(), e.By()
	if e.Kind == campus.KindMessage {
		text = campus.PlainMentions(l.Body)
	}
	if l.Deleted {
		text = ""
	}
	_ = f.to.Write([]string{number(l.ID), string(e.Kind), e.At.UTC().Format("2006-01-02T15:04:05.000Z"), number(who.ID),
		Harmless(who.Name), Harmless(text), number(l.ReplyTo), strconv.FormatBool(l.Edited), strconv.FormatBool(l.Deleted)})
}

func (f *transcriptCSV) flush() { f.to.Flush() }

// transcriptMarkdown is a text to read, whose times are those of a zone.
type transcriptMarkdown struct {
	to   io.Writer
	zone *time.Location
	day  string // of the last entry
}

func (f *transcriptMarkdown) print(format string, args ...any) {
	_, _ = fmt.Fprintf(f.to, format, args...)
}

func (f *transcriptMarkdown) clock(at time.Time) string { return at.In(f.zone).Format("15:04") }

func (f *transcriptMarkdown) head(t store.Transcript) {
	i := t.Instance
	f.print("# %s\n\n", plainLine(t.Meeting.Title))
	if t.Course != "" {
		f.print("- Course: %s\n", plainLine(t.Course))
	}
	f.print("- Host: %s\n- Held: %s\n", plainLine(t.Meeting.Host.Name), campus.Span(i.From, i.To, f.zone))
	from := i.From
	if !i.Planned.IsZero() {
		from = i.Planned
	}
	if !from.Equal(i.From) || !t.PlannedTo.Equal(i.To) {
		f.print("- Planned: %s\n", campus.Span(from, t.PlannedTo, f.zone))
	}
	f.print("- Times: %s\n\n## Who was there\n\n", plainLine(f.zone.String()))
	for _, one := range t.People {
		f.print("- %s, %s – %s%s\n", plainLine(one.Person.Name), f.clock(one.Joined), f.clock(one.Left), attendedWords(one))
	}
	if more := t.Count - len(t.People); more > 0 {
		f.print("- and %d more\n", more)
	} else if t.Instance.Forgotten {
		f.print("Who came and when is kept no more.\n")
	} else if t.Count == 0 {
		f.print("Nobody came.\n")
	}
	f.print("\n## Conversation\n")
	if t.Expired {
		f.print("\nWhat was said here is kept no more.\n")
	} else if t.Lines == 0 {
		f.print("\nNothing was written.\n")
	}
}

// attendedWords says how somebody attended, to who may know.
func attendedWords(one store.Attendee) string {
	if one.State == "" {
		return ""
	}
	words := ", " + strconv.Itoa(one.Minutes()) + " min"
	if one.State != campus.AttendPresent {
		words += ", " + strings.ReplaceAll(string(one.State), "_", " ")
	}
	return words
}

func (f *transcriptMarkdown) entry(e campus.Entry) {
	if day := e.At.In(f.zone).Format("Monday, 2 January 2006"); day != f.day {
		f.day = day
		f.print("\n### %s\n", day)
	}
	l := e.Line
	if e.Kind != campus.KindMessage {
		when := f.clock(e.At)
		if until := f.clock(e.Until); !e.Until.IsZero() && until != when {
			when += "–" + until
		}
		f.print("\n*%s %s*\n", when, plainLine(e.Sentence()))
		return
	}
	f.print("\n**%s** %s \\#%d", plainLine(l.Author.Name), f.clock(e.At), l.ID)
	if l.ReplyTo != 0 {
		f.print(", answers \\#%d", l.ReplyTo)
	}
	if l.Edited && !l.Deleted {
		f.print(", edited")
	}
	f.print("\n\n")
	switch {
	case l.Deleted && l.ByStaff:
		f.print("> *This message was deleted by the staff.*\n")
	case l.Deleted:
		f.print("> *This message was deleted.*\n")
	default:
		f.print("%s", quoted(campus.PlainMentions(l.Body)))
	}
}

func (f *transcriptMarkdown) flush() {}
