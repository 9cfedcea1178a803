package views

import (
	"fmt"
	"strconv"
	"strings"
)

// PathArchive shows how the archive is doing.
const PathArchive = "/admin/archive"

// ArchivePage shows an admin how the archive is doing.
type ArchivePage struct {
	Page
	Tables  []ArchiveSums
	Days    []ArchiveSums    // of all tables, the earliest first
	Groups  int              // groups of files that wait to be merged
	Planned int              // plans being carried out, or to be tried again
	Plans   []ArchivePlan    // the first of them
	GivenUp int              // plans that failed too often
	Parked  []ArchivePlan    // the first of them
	Drops   int              // files that wait to be removed
	Failed  []ArchiveFailure // what could not be done, and will be tried again
	Wrong   int              // files whose entries in the index cannot be read
	Entries []ArchiveProblem // the first of them
	Since   Moment           // when the first of them could be; zero for none
	Kept    []string         // how long what is kept, when that is not for always
	Erasing []Erasure        // who was erased and is not taken out yet
	Checked bool             // it was asked for
	TooLong bool             // the check takes longer than a page may
	Report  ArchiveReport
}

// ArchiveSums are how much there is of a table or a day.
type ArchiveSums struct {
	Name               string // events, or a day
	Files, Rows, Bytes int64
}

// ArchivePlan is a plan to make one file of several, and how it goes.
type ArchivePlan struct {
	Folder   string // events/date=2026-11-20/hour=13
	Files    int
	Attempts int
	Why      string // what failed the last time, "" for nothing
	When     Moment
}

// ArchiveFailure is what could not be done.
type ArchiveFailure struct {
	What string // Archiving meeting 12, date 3; or another work
	Path string // of the date; "" for none
	Why  string
	When Moment // the last time
}

// ArchiveReport is what a check has found.
type ArchiveReport struct {
	Files, Rows, Underway, Waiting, More int64
	Problems                             []ArchiveProblem
}

// ArchiveProblem is what is wrong with a file.
type ArchiveProblem struct{ Kind, Path, Why string }

// BytesWords writes a size.
func BytesWords(n int64) string {
	if n < 1000 {
		return Count(int(n), "byte", "bytes")
	}
	size, units := float64(n)/1000, []string{"kB", "MB", "GB", "TB"}
	for size >= 999.5 && len(units) > 1 {
		size, units = size/1000, units[1:]
	}
	return strconv.FormatFloat(size, 'f', min(1, max(0, int(10/max(size, 1)))), 64) + " " + units[0]
}

// barsOfDays draws a bar for each day, the highest as high as the chart.
func barsOfDays(days []ArchiveSums) string {
	most := int64(1)
	for _, d := range days {
		most = max(most, d.Bytes)
	}
	var path strings.Builder
	for i, d := range days {
		if d.Bytes == 0 {
			continue
		}
		left, right := i*chartWidth/len(days), (i+1)*chartWidth/len(days)-4
		high := max(1, int(float64(d.Bytes)/float64(most)*chartHeight)) // what is little is seen too
		fmt.Fprintf(&path, "M%d %dH%dV%dH%dZ", left, chartHeight-high, right, chartHeight, left)
	}
	return path.String()
}

// written are the days on which there is something.
func (p ArchivePage) written() (all []ArchiveSums) {
	for _, d := range p.Days {
		if d.Files > 0 {
			all = append(all, d)
		}
	}
	return all
}

// mostBytes is what the highest bar stands for.
func (p ArchivePage) mostBytes() (most int64) {
	for _, d := range p.Days {
		most = max(most, d.Bytes)
	}
	return most
}

// found says in a sentence what a check has found.
func (r ArchiveReport) found() string {
	words := Count(int(r.Files), "file", "files") + " with " + Count(int(r.Rows), "row", "rows") + " are as the index says."
	if n := len(r.Problems) + int(r.More); n > 0 {
		words += " " + Count(n, "problem", "problems") + "."
	} else {
		words += " Nothing is wrong."
	}
	if r.Underway > 0 {
		words += " " + Count(int(r.Underway), "file is", "files are") + " under way: being written, merged or removed."
	}
	if r.Waiting > 0 {
		words += " " + Count(int(r.Waiting), "date that is over waits", "dates that are over wait") + " to be archived."
	}
	return words
}
