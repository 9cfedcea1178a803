package archive

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/engine"
)

// LineName names a line of a date: a row of the table messages.
type LineName struct {
	Meeting int64
	Order   int32
	ID      int64
}

// Name returns which line a row is.
func (m Message) Name() LineName { return LineName{m.Meeting, m.Order, m.ID} }

// String is how a line is named in Redis.
func (n LineName) String() string { return fmt.Sprint(n.Meeting, ":", n.Order, ":", n.ID) }

func parseLineName(text string) (n LineName, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return n, false
	}
	meeting, err1 := strconv.ParseInt(parts[0], 10, 64)
	order, err2 := strconv.ParseInt(parts[1], 10, 32)
	id, err3 := strconv.ParseInt(parts[2], 10, 64)
	return LineName{meeting, int32(order), id}, err1 == nil && err2 == nil && err3 == nil
}

// Masks are lines that were deleted after they were archived, and whose text is in a file still. Whoever reads a file hides it, from the
// moment at which the line was deleted; a compactor then writes the file anew without it.
type Masks map[LineName]bool

// Hide takes out of a row what a deleted line does not show, and reports whether there was anything.
func (m Masks) Hide(row *Message) bool {
	if !m[row.Name()] {
		return false
	}
	row.Body, row.ClientID, row.Deleted = "", "", true
	return true
}

var (
	maskScript   = engine.Declare("mask_lines", engine.Works, 1)
	unmaskScript = engine.Declare("unmask_lines", engine.Works, 1)
)

// Masks returns all lines that are masked now. They are few: each is masked no longer than it takes to write its file anew.
func (x *Index) Masks(ctx context.Context) (Masks, error) {
	var read *redis.MapStringStringCmd
	if err := x.e.Read(ctx, func(p engine.Reader) { read = p.HGetAll(ctx, x.keys.own("masked")) }); err != nil {
		return nil, err
	}
	all := Masks{}
	for text := range read.Val() {
		if name, ok := parseLineName(text); ok {
			all[name] = true
		}
	}
	return all, nil
}

// Mask masks lines.
func (x *Index) Mask(ctx context.Context, lines ...LineName) error {
	return x.masked(ctx, maskScript, lines)
}

// Unmask says that the text of lines is in no file any more.
func (x *Index) Unmask(ctx context.Context, lines ...LineName) error {
	return x.masked(ctx, unmaskScript, lines)
}

func (x *Index) masked(ctx context.Context, script engine.Script, lines []LineName) error {
	if len(lines) == 0 {
		return nil
	}
	args := make([]any, len(lines))
	for i, line := range lines {
		args[i] = line.String()
	}
	_, err := x.e.Run(ctx, script, []string{x.keys.own("masked")}, args...)
	return err
}

// Deleted masks a line of a date that is over, and has the file that has its text written anew. Of a date that is not archived yet
// only the mask is noted: what is being written now may have the text.
func (a *Archiver) Deleted(ctx context.Context, held store.Held, line campus.Line) error {
	name := LineName{held.Instance.Meeting, int32(held.Order), line.ID}
	if err := a.index.Mask(ctx, name); err != nil {
		return err
	}
	noted, err := a.index.Noted(ctx, ledgerOf(held.Instance.Meeting, held.Order))
	if err != nil || !noted {
		return err
	}
	return a.rewrite(ctx, name, line.At)
}

// hide has the lines of a date taken out of its files that were deleted while these were written.
func (a *Archiver) hide(ctx context.Context, meeting int64, order int) error {
	masks, err := a.index.Masks(ctx)
	if err != nil {
		return err
	}
	for name := range masks {
		if name.Meeting != meeting || int(name.Order) != order {
			continue
		}
		lines, _, err := a.records.Lines(ctx, meeting, order, name.ID-1, 1)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := a.rewrite(ctx, name, line.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewrite has the file written anew that has the text of a line that is masked. If none has it the mask has done its work. ErrNoFile says
// that the file was merged into another at this moment: then it is to be asked again.
func (a *Archiver) rewrite(ctx context.Context, name LineName, at time.Time) error {
	for cursor := ""; ; {
		found, err := a.index.Query(ctx, Query{Table: TableMessages, After: at, Before: at, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, file := range found.Files {
			if has, err := a.has(file, name, at); err != nil {
				return err
			} else if has {
				return a.index.Rewrite(ctx, file.Name())
			}
		}
		if cursor = found.Next; cursor == "" {
			return a.index.Unmask(ctx, name)
		}
	}
}

// has reports whether a file has a line's text.
func (a *Archiver) has(file Entry, name LineName, at time.Time) (bool, error) {
	r, err := Open[Message](a.tableDir(TableMessages), file.Path)
	if err != nil {
		return false, err
	}
	defer r.Close()
	for row, err := range r.Rows(Filter{After: at, Before: at, Meeting: name.Meeting, Order: name.Order}) {
		if err != nil {
			return false, err
		}
		if row.ID == name.ID {
			return !row.Deleted, nil
		}
	}
	return false, nil
}
