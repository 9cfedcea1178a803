package archive

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"stoa/store/engine"
)

// Failure is what could not be done the last time it was tried, and will be tried again.
type Failure struct {
	Meeting int64 // which was to be archived; 0 for another work
	Order   int
	Work    string // that other work
	Why     string
	At      time.Time // the last time
}

// workDropping is the removing of files.
const workDropping = "removing files"

// mostFailures bounds how many are kept: a full disk stops every date.
const mostFailures = 50

// longestWhy bounds what is kept of an error.
const longestWhy = 500

var failureScript = engine.Declare("note_failure", engine.Works, 1)

// tell notes for the admins how a work, or the archiving of a date, went.
func (x *Index) tell(ctx context.Context, work string, failed error) error {
	why := ""
	if failed != nil {
		if why = failed.Error(); len(why) > longestWhy {
			why = strings.ToValidUTF8(why[:longestWhy], "") + "…"
		}
	}
	_, err := x.e.Run(ctx, failureScript, []string{x.keys.own("failures")}, work, why, mostFailures)
	return err
}

// failuresFrom reads what is noted, the latest first.
func failuresFrom(kept map[string]string) (all []Failure) {
	for work, text := range kept {
		at, why, _ := strings.Cut(text, " ")
		ms, _ := strconv.ParseInt(at, 10, 64)
		f := Failure{Work: work, Why: why, At: time.UnixMilli(ms).UTC()}
		if meeting, order, ok := parseLedger(work); ok {
			f.Meeting, f.Order, f.Work = meeting, order, ""
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Failure) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Meeting, b.Meeting), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Work, b.Work))
	})
	return all
}

// parseLedger reads what ledgerOf wrote.
func parseLedger(text string) (meeting int64, order int, ok bool) {
	id, rest, _ := strings.Cut(text, ":")
	meeting, err := strconv.ParseInt(id, 10, 64)
	order, wrong := strconv.Atoi(rest)
	return meeting, order, err == nil && wrong == nil && ledgerOf(meeting, order) == text
}
