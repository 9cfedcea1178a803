package archive

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"stoa/store"
)

// files goes on with a walk through all files of both tables, folder by folder: what a folder holds at one moment is looked at whole,
// and a merge never leaves its folder. So what a merge makes of a file that it read too early is found in this walk or leaves a
// trace in it.
func (r *Eraser) files(ctx context.Context, job *store.ErasureJob, w *walk) error {
	job.Of = 0
	folders := map[string][]Folder{}
	tables := []string{TableEvents, TableMessages}
	for _, table := range tables {
		all, err := r.index.Paths(ctx, table)
		if err != nil {
			return err
		}
		folders[table] = all
		for _, folder := range all {
			job.Of += folder.Files
		}
	}
	for _, table := range tables {
		if w.Table > table {
			continue
		}
		for _, folder := range folders[table] {
			if w.Table == table && folder.Path <= w.Folder {
				continue
			}
			if err := r.folder(ctx, job, w, table, folder.Path); err != nil {
				return err
			}
			w.Table, w.Folder, w.Files = table, folder.Path, job.Files
			r.at(job, *w)
			if err := r.erasures.Step(ctx, *job, eraseLease, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// folder looks at the files of a folder.
func (r *Eraser) folder(ctx context.Context, job *store.ErasureJob, w *walk, table, folder string) error {
	found, err := r.index.All(ctx, Query{Table: table, Folder: folder})
	if err != nil {
		return err
	}
	for _, bad := range found.Unreadable {
		w.Unclean, job.Trouble = true, short(table+"/"+bad.Path+": "+bad.Why)
		if err := r.erasures.Leave(ctx, job.Person, broken+table+"/"+bad.Path); err != nil {
			return err
		}
	}
	for _, file := range found.Files {
		clean, err := r.file(ctx, job, file)
		if err != nil {
			return err
		}
		w.Unclean = w.Unclean || !clean
		job.Files++
		if err := r.erasures.Step(ctx, *job, eraseLease, true); err != nil {
			return err
		}
	}
	return nil
}

// file has a file written anew that names somebody, and reports whether it did not. One that cannot be read is in the way, and the
// others are gone on with.
func (r *Eraser) file(ctx context.Context, job *store.ErasureJob, file Entry) (clean bool, err error) {
	named, bad := r.look(ctx, job, file)
	if bad != nil && ctx.Err() != nil {
		return false, ctx.Err()
	}
	if bad != nil {
		_, err := r.index.Get(ctx, file.Name())
		if errors.Is(err, ErrNoFile) { // it was merged into another, which the next walk finds
			return false, nil
		}
		job.Trouble = short(file.Name().String() + ": " + bad.Error())
		return false, r.erasures.Leave(ctx, job.Person, broken+file.Name().String())
	}
	// Excuses may be given when a date is in the archive already: each date of a file has its own looked through.
	for some := range slices.Chunk(named.dates(), chunk) {
		if err := r.erasures.RedactExcuses(ctx, job.Open(), some...); err != nil {
			return false, err
		}
	}
	if len(named.names) == 0 {
		return true, nil
	}
	r.reached(PointNamed)
	if err := named.ofRooms(ctx, r.erasures, job.Open()); err != nil {
		return false, err
	}
	if err := r.erasures.Leave(ctx, job.Person, file.Name().String()); err != nil {
		return false, err
	}
	err = unlessGone(r.index.Rewrite(ctx, file.Name()))
	r.reached(PointAsked)
	return false, err
}

// date names a date.
type date struct {
	meeting int64
	order   int
}

// named is what of a file names somebody.
type named struct {
	names []string // of lines and events, as the erasures count them
	lines map[date][]int64
	held  map[date]bool // all dates that it has events of
}

func newNamed() named { return named{lines: map[date][]int64{}, held: map[date]bool{}} }

// event takes somebody out of an event, and notes it if it named them.
func (n *named) event(r store.Redaction, e *Event) {
	n.held[date{e.Meeting, int(e.Order)}] = true
	if !redactEvent(r, e) {
		return
	}
	name := fmt.Sprintf("events %d:%d:%d", e.Meeting, e.Order, e.Seq)
	if e.Kind == "excused" {
		name = store.ExcuseOf(store.MeetingRoom(e.Meeting, int(e.Order)), fmt.Sprint(e.Person))
	}
	n.names = append(n.names, name)
}

// line takes somebody out of a line, and notes it if it named them.
func (n *named) line(r store.Redaction, m *Message) {
	if redactMessage(r, m) {
		of := date{m.Meeting, int(m.Order)}
		n.names = append(n.names, store.LineOf(store.MeetingRoom(m.Meeting, int(m.Order)), m.ID))
		n.lines[of] = append(n.lines[of], m.ID)
	}
}

// ofRooms takes somebody out of the lines that named them where rooms still keep these, and counts all that named them.
func (n *named) ofRooms(ctx context.Context, erasures *store.Erasures, job store.OpenErasure) error {
	if err := erasures.Found(ctx, job.Person, n.names...); err != nil {
		return err
	}
	for of, ids := range n.lines {
		if err := erasures.RedactLines(ctx, job, store.MeetingRoom(of.meeting, of.order), ids); err != nil {
			return err
		}
	}
	return nil
}

// dates returns the rooms of the dates that a file has events of.
func (n named) dates() (rooms []store.Room) {
	for held := range n.held {
		rooms = append(rooms, store.MeetingRoom(held.meeting, held.order))
	}
	return rooms
}

// look returns what of a file names somebody. It reads the columns alone that may.
func (r *Eraser) look(ctx context.Context, job *store.ErasureJob, file Entry) (named, error) {
	found := newNamed()
	dir := filepath.Join(r.dir, r.index.Database(), file.Table)
	if file.Table == TableEvents {
		return found, each(ctx, dir, file.Path, []string{"kind", "person", "detail"}, func(e *Event) { found.event(job.Redaction, e) })
	}
	return found, each(ctx, dir, file.Path, []string{"body", "detail"}, func(m *Message) { found.line(job.Redaction, m) })
}

// each looks at all rows of a file.
func each[T Row](ctx context.Context, dir, path string, columns []string, look func(*T)) error {
	file, err := Open[T](dir, path)
	if err != nil {
		return err
	}
	defer file.Close()
	for row, err := range file.Rows(Filter{}, columns...) {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		look(&row)
	}
	return nil
}

// redactMessage takes out of a row what names people who were erased, and reports whether there was anything.
func redactMessage(r store.Redaction, m *Message) bool {
	body, inBody := r.Text(m.Body, m.At)
	detail, inDetail := r.JSON(m.Detail, m.At)
	m.Body, m.Detail = body, detail
	return inBody || inDetail
}

// redactEvent does the same with an event.
func redactEvent(r store.Redaction, e *Event) (changed bool) {
	if e.Kind == "excused" {
		e.Detail, changed = r.Excuse(e.Person, e.Detail, e.At)
		return changed
	}
	e.Detail, changed = r.JSON(e.Detail, e.At)
	return changed
}

// takenOut is what of a file names people whose jobs are not done.
type takenOut []takenOutOf

type takenOutOf struct {
	job   store.OpenErasure
	named named
}

func takesOut(open []store.OpenErasure) (all takenOut) {
	for _, job := range open {
		all = append(all, takenOutOf{job, newNamed()})
	}
	return all
}

func (all takenOut) event(e *Event) {
	for i := range all {
		all[i].named.event(all[i].job.Redaction, e)
	}
}

func (all takenOut) line(m *Message) {
	for i := range all {
		all[i].named.line(all[i].job.Redaction, m)
	}
}

func (all takenOut) ofRooms(ctx context.Context, erasures *store.Erasures) error {
	for i := range all {
		if err := all[i].named.ofRooms(ctx, erasures, all[i].job); err != nil {
			return err
		}
	}
	return nil
}

// redact takes those who were erased out of what a date leaves, and out of its room, which keeps it too.
func (a *Archiver) redact(ctx context.Context, meeting int64, order int, events []Event, lines []Message) error {
	open, err := a.erasures.Open(ctx)
	if err != nil {
		return err
	}
	room := store.MeetingRoom(meeting, order)
	for _, job := range open {
		var named []int64
		for i := range lines {
			if redactMessage(job.Redaction, &lines[i]) {
				named = append(named, lines[i].ID)
			}
		}
		excuses := false
		for i := range events {
			excuses = redactEvent(job.Redaction, &events[i]) || excuses
		}
		if err := a.erasures.RedactLines(ctx, job, room, named); err != nil {
			return err
		}
		if excuses {
			if err := a.erasures.RedactExcuses(ctx, job, room); err != nil {
				return err
			}
		}
	}
	return nil
}
