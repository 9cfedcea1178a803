package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"time"

	"stoa/store"
)

const (
	// archivePause is how often an archiver looks for dates that are over.
	archivePause = time.Second
	// archiveLease is how long a date is an archiver's own; what fails is tried again after it.
	archiveLease = time.Minute
	// archiveAtOnce is how many dates of a partition are taken up together.
	archiveAtOnce = 4
)

// The names of our tables.
const (
	TableEvents   = "events"
	TableMessages = "messages"
)

// LayerLocal is the one layer of storage there is: the data directory.
const LayerLocal = "local"

// The points of archiving at which a test kills the process.
const (
	PointClaimed    = "claimed"    // nothing is done yet
	PointPrepared   = "prepared"   // a file is to be removed unless it is registered in time, and is not there yet
	PointWritten    = "written"    // a file is there that nobody knows of
	PointRegistered = "registered" // the files are in the index, the date does not know that
	PointMarked     = "marked"
)

// Archiver writes what dates that are over leave as files, enters these into the index, and marks the dates as archived. Every Stoa
// runs one. Whatever crashes or stands still, each row is in the archive once: the files of a date are registered in one step and once for
// all, and a date is marked last. Each try writes files of its own, which are removed unless they are registered in time: who was stopped
// cannot put what they had read before in the place of what another has registered.
type Archiver struct {
	index    *Index
	records  *store.Records
	erasures *store.Erasures
	dir      string
	log      *slog.Logger
	reached  func(point string)
}

// NewArchiver returns an archiver to Run; dir is the data directory, which all Stoas share. log may be nil, and so may reached, which
// hears the points.
func NewArchiver(index *Index, records *store.Records, erasures *store.Erasures, dir string, log *slog.Logger,
	reached func(point string)) *Archiver {
	if reached == nil {
		reached = func(string) {}
	}
	return &Archiver{index, records, erasures, dir, cmp.Or(log, slog.New(slog.DiscardHandler)), reached}
}

// Run works until ctx is done, and then returns nil.
func (a *Archiver) Run(ctx context.Context) error {
	pause := time.NewTicker(archivePause)
	defer pause.Stop()
	for {
		if _, err := a.Tick(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "archiving dates that are over", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick archives the dates that wait now, and returns how many it did. One that fails does not keep the others.
func (a *Archiver) Tick(ctx context.Context) (done int, err error) {
	for {
		held, failed := a.records.Claim(ctx, archiveAtOnce, archiveLease)
		err = errors.Join(err, failed)
		for _, date := range held {
			failed := a.archive(ctx, date.Instance.Meeting, date.Order)
			if errors.Is(failed, errEarly) { // it is taken up again after the lease
				continue
			}
			err = errors.Join(err, a.index.tell(ctx, ledgerOf(date.Instance.Meeting, date.Order), failed))
			if failed != nil {
				err = errors.Join(err, fmt.Errorf("meeting %d, date %d: %w", date.Instance.Meeting, date.Order, failed))
				continue
			}
			done++
		}
		if len(held) == 0 || failed != nil || ctx.Err() != nil {
			return done, errors.Join(err, a.tend(ctx))
		}
	}
}

// errEarly is of a date that is over, and of which not all is noted yet.
var errEarly = errors.New("not all is noted of this date yet")

// archive archives one date.
func (a *Archiver) archive(ctx context.Context, meeting int64, order int) error {
	a.reached(PointClaimed)
	ledger := ledgerOf(meeting, order)
	noted, err := a.index.Noted(ctx, ledger)
	if err != nil {
		return err
	}
	if !noted {
		if held, err := a.records.Held(ctx, meeting, order); err != nil {
			return err
		} else if !held.Complete(a.index.e.Now()) {
			return errEarly
		}
		files, err := a.write(ctx, meeting, order)
		if err != nil {
			return err
		}
		fresh, err := a.index.Once(ctx, ledger, files)
		if err == nil && !fresh || errors.Is(err, ErrDropping) { // another was first, or what was to remove them has come before them
			err = errors.Join(err, a.index.discard(ctx, names(files)...))
		}
		if err != nil {
			return err
		}
		a.reached(PointRegistered)
	}
	if err := a.hide(ctx, meeting, order); err != nil {
		return err
	}
	if err := a.records.MarkArchived(ctx, meeting, order); err != nil {
		return err
	}
	a.reached(PointMarked)
	return nil
}

// ledgerOf names a date in the index.
func ledgerOf(meeting int64, order int) string {
	return strconv.FormatInt(meeting, 10) + ":" + strconv.Itoa(order)
}

// write writes all that a date leaves, and returns the entries of the files.
func (a *Archiver) write(ctx context.Context, meeting int64, order int) ([]Entry, error) {
	record, err := a.records.Read(ctx, meeting, order)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(record.Events))
	for i, e := range record.Events {
		events[i] = Event{Meeting: meeting, Order: int32(order), Course: record.Meeting.Course, Seq: int32(i + 1), Kind: e.Kind, At: e.At,
			Person: e.Person, By: e.By, Role: e.Role, Ref: e.Ref, Detail: e.Detail}
	}
	lines, err := a.lines(ctx, record.Held)
	if err != nil {
		return nil, err
	}
	if err := a.redact(ctx, meeting, order, events, lines); err != nil {
		return nil, err
	}
	files, err := writeHours(ctx, a, TableEvents, events)
	if err != nil {
		return nil, err
	}
	more, err := writeHours(ctx, a, TableMessages, lines)
	if err != nil {
		return nil, err
	}
	err = errors.Join(a.index.note(ctx, TableEvents, periodsOf(events)), a.index.note(ctx, TableMessages, periodsOf(lines)))
	return append(files, more...), err
}

// lines returns what was said at a date.
func (a *Archiver) lines(ctx context.Context, held store.Held) (all []Message, err error) {
	for after := int64(0); ; {
		some, next, err := a.records.Lines(ctx, held.Instance.Meeting, held.Order, after, store.RecordChunk)
		if err != nil {
			return nil, err
		}
		for _, line := range some {
			all = append(all, messageOf(held, line))
		}
		if after = next; next == 0 {
			return all, nil
		}
	}
}

// messageOf is a line as a row.
func messageOf(held store.Held, line store.RecordedLine) Message {
	m := Message{Meeting: held.Instance.Meeting, Order: int32(held.Order), Course: held.Meeting.Course, ID: line.ID, Kind: "message",
		At: line.At, Person: line.Author.ID, Body: line.Body, ClientID: line.ClientID, ReplyTo: line.ReplyTo, Edited: line.Edited,
		Edits: int32(line.Edits), Deleted: line.Deleted, Changed: line.Changed, Detail: line.Detail}
	if line.Notice != "" {
		m.Kind = "notice"
	}
	return m
}

// writeHours writes a date's rows of a table, a file for each hour, and returns the files' entries.
func writeHours[T Row](ctx context.Context, a *Archiver, name string, rows []T) (files []Entry, err error) {
	Sort(rows)
	t := tableOf[T]()
	hourOf := func(i int) time.Time { return time.UnixMilli(t.facts(&rows[i]).at).UTC().Truncate(time.Hour) }
	for from, to := 0, 0; from < len(rows); from = to {
		hour := hourOf(from)
		for to = from + 1; to < len(rows) && hourOf(to).Equal(hour); to++ {
		}
		path := FileName{hour, newID(), 1}.Path()
		if err := a.index.Prepare(ctx, Name{name, path}); err != nil {
			return nil, err
		}
		a.reached(PointPrepared)
		stats, err := Write(a.tableDir(name), path, Slice(rows[from:to]))
		if err != nil {
			return nil, err
		}
		a.reached(PointWritten)
		files = append(files, entryOf(name, path, stats))
	}
	return files, nil
}

// entryOf is what the index says of a file that was written.
func entryOf(table, path string, s Stats) Entry {
	return Entry{Layer: LayerLocal, Table: table, Path: path, Bytes: s.Size, Rows: s.Rows, MinTime: s.MinTime, MaxTime: s.MaxTime,
		ChunkTime: s.MinTime}
}

// tableDir is where the files of a table lie.
func (a *Archiver) tableDir(table string) string {
	return filepath.Join(a.dir, a.index.Database(), table)
}
