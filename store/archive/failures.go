package archive

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// Failure is what could not be done the last time it was tried, and will be tried again.
type Failure struct {
	Meeting int64 // which was to be archived, or to be read; 0 for another work
	Order   int
	Reading bool   // it was to be read
	Work    string // that other work
	Why     string
	At      time.Time // the last time
}

// workDropping is the removing of files.
const workDropping = "removing files"

// workReading stands before a date or a file that was to be read, by who asked for it.
const workReading = "reading "

// mostFailures bounds how many are kept: a full disk stops every date. Of dates that cannot be read there are fewer, so that one broken
// file leaves room for what is worse.
const (
	mostFailures = 50
	mostReadings = 25
)

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
	most := mostFailures
	if strings.HasPrefix(work, workReading) {
		most = mostReadings
	}
	_, err := x.e.Run(ctx, failureScript, []string{x.keys.own("failures")}, work, why, most)
	return err
}

// TellReading notes for the admins that what was said at a date cannot be read, or with nil that it can be by now.
func (x *Index) TellReading(ctx context.Context, meeting int64, order int, failed error) error {
	if bad, ok := errors.AsType[*fileError](failed); ok { // which was noted by itself as well
		if err := x.tell(ctx, workReading+TableMessages+"/"+bad.path, nil); err != nil {
			return err
		}
		failed = bad
	}
	return x.tell(ctx, workReading+ledgerOf(meeting, order), failed)
}

// settle lets go of what was noted of files that a check has found nothing wrong with.
func (x *Index) settle(ctx context.Context, report Report) error {
	if report.More > 0 {
		return nil
	}
	wrong := map[string]bool{}
	for _, p := range report.Problems {
		wrong[p.Path] = true
	}
	var kept *redis.MapStringStringCmd
	if err := x.e.Read(ctx, func(p engine.Reader) { kept = p.HGetAll(ctx, x.keys.own("failures")) }); err != nil {
		return err
	}
	for work := range kept.Val() {
		file, reading := strings.CutPrefix(work, workReading)
		if _, _, date := parseLedger(file); !reading || date || wrong[file] {
			continue
		}
		if err := x.tell(ctx, work, nil); err != nil {
			return err
		}
	}
	return nil
}

// failuresFrom reads what is noted, the latest first.
func failuresFrom(kept map[string]string) (all []Failure) {
	for work, text := range kept {
		at, why, _ := strings.Cut(text, " ")
		ms, _ := strconv.ParseInt(at, 10, 64)
		f := Failure{Work: work, Why: why, At: time.UnixMilli(ms).UTC()}
		date, reading := strings.CutPrefix(work, workReading)
		if meeting, order, ok := parseLedger(date); ok {
			f.Meeting, f.Order, f.Reading, f.Work = meeting, order, reading, ""
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
