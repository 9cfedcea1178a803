package archive

import (
	"context"
	"errors"
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

// mask is a line that is masked.
type mask struct {
	name  LineName
	at    time.Time // when it was said; zero while that is not known
	asked time.Time // when its file was to be written anew the last time; zero for never
	ends  time.Time // when nobody reads a file any more that has its text; zero while one is registered
}

// text writes a mask as the script takes it.
func (m mask) text() []any {
	at := int64(0)
	if !m.at.IsZero() {
		at = m.at.UnixMilli()
	}
	return []any{m.name.String(), at}
}

var masksScript = engine.Declare("change_masks", engine.Works, 1)

// Masks returns all lines that are masked now. They are few: each is masked for as long as it takes to write its file anew, and as
// somebody may read the one of before.
func (x *Index) Masks(ctx context.Context) (Masks, error) {
	kept, err := x.masked(ctx)
	all := make(Masks, len(kept))
	for _, m := range kept {
		all[m.name] = true
	}
	return all, err
}

func (x *Index) masked(ctx context.Context) (all []mask, err error) {
	var read *redis.MapStringStringCmd
	if err := x.e.Read(ctx, func(p engine.Reader) { read = p.HGetAll(ctx, x.keys.own("masked")) }); err != nil {
		return nil, err
	}
	for field, text := range read.Val() {
		name, ok := parseLineName(field)
		if !ok {
			continue
		}
		m, times := mask{name: name}, [3]int64{}
		_, _ = fmt.Sscan(text, &times[0], &times[1], &times[2]) // what cannot be read is masked all the same
		for i, to := range []*time.Time{&m.at, &m.asked, &m.ends} {
			if times[i] > 0 {
				*to = time.UnixMilli(times[i])
			}
		}
		all = append(all, m)
	}
	return all, nil
}

// Mask masks lines.
func (x *Index) Mask(ctx context.Context, lines ...LineName) error {
	return x.change(ctx, "mask", masksOf(lines))
}

// Unmask says that the text of lines is in no registered file any more.
func (x *Index) Unmask(ctx context.Context, lines ...LineName) error {
	return x.change(ctx, "gone", masksOf(lines))
}

func masksOf(lines []LineName) []mask {
	all := make([]mask, len(lines))
	for i, name := range lines {
		all[i].name = name
	}
	return all
}

// change does one thing with some masks: see the script.
func (x *Index) change(ctx context.Context, what string, masks []mask) error {
	if len(masks) == 0 {
		return nil
	}
	args := []any{what, x.o.Grace.Milliseconds()}
	for _, m := range masks {
		args = append(args, m.text()...)
	}
	_, err := x.e.Run(ctx, masksScript, []string{x.keys.own("masked")}, args...)
	return err
}

// Deleting masks a line of a date that was deleted at this moment, if the date is over: it is in the archive, or may be on its way.
func (a *Archiver) Deleting(ctx context.Context, meeting int64, order int, line int64) error {
	held, err := a.records.Held(ctx, meeting, order)
	if state := held.State(a.index.e.Now()); err != nil || state == campus.Scheduled || state == campus.Active {
		return err
	}
	return a.index.Mask(ctx, LineName{meeting, int32(order), line})
}

// Deleted masks a line of a date that is over, and has the file that has its text written anew, now or, where that fails, later. Of a
// date that is not archived yet only the mask is noted: what is being written now may have the text.
func (a *Archiver) Deleted(ctx context.Context, held store.Held, line campus.Line) error {
	m := mask{name: LineName{held.Instance.Meeting, int32(held.Order), line.ID}, at: line.At}
	if err := a.index.change(ctx, "mask", []mask{m}); err != nil {
		return err
	}
	if err := a.pursue(ctx, m); err != nil {
		a.log.WarnContext(ctx, "taking a deleted line out of the archive", "line", m.name.String(), "err", err)
	}
	return nil
}

// askAgain is after what time the file of a masked line is asked for again that was not written anew.
const askAgain = 10 * time.Minute

// tend sees to it that no line stays masked: who was to have its file written anew may have failed. It forgets those that have been in no
// file for long.
func (a *Archiver) tend(ctx context.Context) (err error) {
	masks, err := a.index.masked(ctx)
	if err != nil {
		return err
	}
	var old []mask
	now := a.index.e.Now()
	for _, m := range masks {
		switch {
		case !m.ends.IsZero():
			if now.After(m.ends) {
				old = append(old, m)
			}
		case !m.at.IsZero() && now.Sub(m.asked) > askAgain:
			err = errors.Join(err, a.pursue(ctx, m))
		}
	}
	return errors.Join(err, a.index.change(ctx, "forget", old))
}

// pursue has the file written anew that has a masked line, if its date is in the archive.
func (a *Archiver) pursue(ctx context.Context, m mask) error {
	noted, err := a.index.Noted(ctx, ledgerOf(m.name.Meeting, int(m.name.Order)))
	if err != nil || !noted {
		return err
	}
	if err := a.index.change(ctx, "asked", []mask{m}); err != nil {
		return err
	}
	return a.rewrite(ctx, m.name, m.at)
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
