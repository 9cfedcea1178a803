package archive

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

const benchRows = 200_000

// said returns lines as people write them, more or less.
func said(rows int) []Message {
	words := strings.Fields("the of and a to in is you that it he was for on are as with his they at be this have from")
	made, random := make([]Message, rows), uint32(1)
	next := func(n int) int { random = random*1664525 + 1013904223; return int(random>>8) % n }
	for i := range made {
		var body strings.Builder
		for range 1 + next(15) {
			body.WriteString(words[next(len(words))])
			body.WriteByte(' ')
		}
		made[i] = Message{Meeting: int64(1 + i*40/rows), Order: 1, Course: "algebra", ID: int64(i), Kind: "message",
			Person: int64(1 + next(500)), At: hour.Add(time.Duration(i*3_599_999/rows) * time.Millisecond), Body: body.String(),
			ClientID: "c" + strings.Repeat("0", next(9))}
	}
	return made
}

func BenchmarkEvents(b *testing.B)   { measure(b, aDay(benchRows), Filter{Meeting: 17}) }
func BenchmarkMessages(b *testing.B) { measure(b, said(benchRows), Filter{Meeting: 17}) }

func measure[T Row](b *testing.B, rows []T, some Filter) {
	dir := b.TempDir()
	stats := write(b, dir, fileA, rows)
	var table bytes.Buffer
	if err := WriteCSV(&table, Slice(rows)); err != nil {
		b.Fatal(err)
	}
	perSecond := func(b *testing.B, n int) { b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s") }
	b.Run("written", func(b *testing.B) {
		for b.Loop() {
			write(b, dir, fileB, rows)
		}
		perSecond(b, len(rows))
		b.ReportMetric(float64(stats.Size)/float64(len(rows)), "bytes/row")
		b.ReportMetric(float64(table.Len())/float64(len(rows)), "csvbytes/row")
	})
	read := func(filter Filter) func(*testing.B) {
		return func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = len(all(b, ReadFiles[T](dir, []string{fileA}, filter)))
			}
			perSecond(b, n)
		}
	}
	b.Run("a small file written", func(b *testing.B) {
		for b.Loop() {
			write(b, dir, fileB, rows[:100])
		}
	})
	b.Run("read", read(Filter{}))
	b.Run("one meeting read", read(some))
	b.Run("merged", func(b *testing.B) {
		write(b, dir, fileB, rows)
		for b.Loop() {
			if _, err := MergeFiles[T](dir, []string{fileA, fileB}, fileC, nil); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, 2*len(rows))
	})
	b.Run("as CSV", func(b *testing.B) {
		for b.Loop() {
			if err := WriteCSV(io.Discard, ReadFiles[T](dir, []string{fileA}, Filter{})); err != nil {
				b.Fatal(err)
			}
		}
		perSecond(b, len(rows))
	})
}
