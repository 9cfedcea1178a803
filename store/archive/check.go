package archive

import (
	"context"
	"fmt"
	"slices"
)

// Kind is what is wrong with a file.
type Kind string

// The kinds.
const (
	Unknown   Kind = "unknown"    // rows are in it that no registered file has
	Left      Kind = "left over"  // nobody needs it: all of its rows are in registered files, or it was never ended
	Foreign   Kind = "foreign"    // it lies among the files of the archive and is none
	Broken    Kind = "broken"     // it cannot be read
	Missing   Kind = "missing"    // it is registered and is not there
	Differs   Kind = "differs"    // it is not as the index says
	Illegible Kind = "unreadable" // its entry in the index cannot be read
)

// Problem is something that is wrong with a file.
type Problem struct {
	Kind Kind
	Path string // in the database's directory
	Why  string
}

// mostProblems bounds how many problems a report names.
const mostProblems = 1000

// Report says how the files and the index go together.
type Report struct {
	Sums               // of what is registered and as the index says
	Underway     int64 // files that are being written, merged or removed
	Waiting      int64 // dates that are over and not in the archive yet
	Removed      int64 // files that were left over
	Registered   int64 // files that the index did not know
	Unregistered int64 // entries without a file
	Mended       int64 // entries that were not as their files, and folders whose files were counted wrong
	Problems     []Problem
	More         int64 // problems that are not named
}

// Wrong returns how many problems there are.
func (r Report) Wrong() int64 { return int64(len(r.Problems)) + r.More }

// count counts a file that is as the index says.
func (r *Report) count(s Stats) {
	r.Files++
	r.Rows += s.Rows
	r.Bytes += s.Size
}

// found notes a problem, once: what is wrong with an entry may be found in several folders.
func (s *survey) found(kind Kind, path, why string) {
	if kind == Illegible && slices.Contains(s.report.Problems, Problem{kind, path, why}) {
		return
	}
	if len(s.report.Problems) == mostProblems {
		s.report.More++
		return
	}
	s.report.Problems = append(s.report.Problems, Problem{kind, path, why})
}

// Check holds all files against the index, and reports what does not go together. It changes nothing, unless it is to remove what is left
// over: files that were never ended, and those whose rows are all in registered files. What has rows that are nowhere else, what cannot be
// read and what is not ours it never removes. What was changed within the last minutes is counted as under way. What the admins were told
// of files that could not be read it takes back where they are as they should be.
func (a *Archive) Check(ctx context.Context, remove bool) (Report, error) {
	s, err := a.newSurvey(ctx)
	if err != nil {
		return Report{}, err
	}
	s.remove = remove
	if err = s.run(ctx); err == nil && remove {
		err = a.Compactor.drop(ctx)
	}
	if err == nil {
		err = a.settle(ctx, s.report)
	}
	return s.report, err
}

// plural writes a number of things.
func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}
