package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// wakeAtOnce is how many lines are let go or brought back in one step: of the longest it takes Redis some milliseconds.
	wakeAtOnce = 200
	// awakeFor is how long what was brought back stays.
	awakeFor = 24 * time.Hour
	// wakeWithin is how long bringing back one room may take.
	wakeWithin = time.Minute
	// wakeTries is how often it is begun anew, where the room was let go meanwhile.
	wakeTries = 10
)

// The points of letting a room go, of bringing it back and of taking away what is too old at which a test kills the process.
const (
	PointTaken     = "taken"     // a room is to be let go, nothing is done yet
	PointReleasing = "releasing" // who reads has it brought back from here on; all of it is there still
	PointThinned   = "thinned"   // some lines are gone
	PointReleased  = "released"  // all of it is let go
	PointWaking    = "waking"    // a room is to be brought back, nothing is there yet
	PointRefilled  = "refilled"  // some lines are there
	PointAwake     = "awake"     // all of it is back
	PointAged      = "aged"      // dates are known to be too old, nothing of them is gone
	PointEmptied   = "emptied"   // what was said at some of them is gone, or how they were attended
)

// Shelf is the archive as rooms see it whose lines were let go.
type Shelf struct {
	// Lines returns what was said at a date, some lines at a time, until the first error.
	Lines func(ctx context.Context, held Held) iter.Seq2[[]RecordedLine, error]
	// Events returns what happened at a date, of a time; the roles of who is named are left out.
	Events func(ctx context.Context, held Held, since, until time.Time) ([]RecordedEvent, error)
	// Noted tells the admins that what was said at a date cannot be read, and with nil that it can be by now.
	Noted func(ctx context.Context, id int64, order int, failed error) error
	// Retain is how long it is kept at all.
	Retain campus.Retention
	// After is how long a date stays in Redis once it is in the archive; 0 for always.
	After time.Duration
	// Reached hears the points; it may be nil.
	Reached func(point string)
}

// OnWake says where the lines are of rooms that were let go. It is called once, before anybody reads.
func (s *Records) OnWake(shelf Shelf) {
	if shelf.Reached == nil {
		shelf.Reached = func(string) {}
	}
	s.shelf.Store(&shelf)
}

var (
	errKept = campus.Refuse(campus.Conflict, "This date is not over, or not in the archive.")
	// errAsleep is that a line may be in the archive; see Rooms.awake.
	errAsleep = campus.Busy("What was said here was let go of at this moment. Please try again.", soon)
	// errLost is that others took a turn at a room meanwhile.
	errLost = campus.Busy("What was said here is let go of and brought back by others just now. Please try again.", soon)
)

// soon is when others are done with a room that they let go of or bring back.
const soon = 2 * time.Second

// Releasable returns up to n dates of each partition that have been in the archive for so long that what was said at them can be let
// go, and takes them up for a while, as Claim does.
func (s *Records) Releasable(ctx context.Context, n int64, lease time.Duration) ([]Held, error) {
	shelf := s.shelf.Load()
	if shelf == nil || shelf.After <= 0 {
		return nil, nil
	}
	return s.claim(ctx, s.keys.archived, n, lease, shelf.After)
}

// Release lets the lines of a date go that the archive has, and what its room's log told until it was archived; all else stays, and so
// does each line that is not as the archive has it: who was deleted later is not told by anybody but Redis. Whoever reads there
// afterwards has it brought back. It lets nothing go unless all of the date can be read from the archive. Whatever stops it, it is begun
// anew after the lease.
func (s *Records) Release(ctx context.Context, id int64, order int) error {
	shelf := s.shelf.Load()
	if shelf == nil {
		return errKept
	}
	shelf.Reached(PointTaken)
	held, err := s.Held(ctx, id, order)
	if err != nil {
		return err
	}
	for _, err := range shelf.Lines(ctx, held) {
		if err != nil {
			return err
		}
	}
	since, err := s.logged(ctx, held, shelf)
	if err != nil {
		return err
	}
	room := MeetingRoom(id, order)
	got, err := s.e.Run(ctx, beginReleaseScript, []string{s.keys.instance(id, order), s.keys.room(room), s.keys.lines(room)})
	if err != nil {
		return err
	}
	shelf.Reached(PointReleasing)
	turn := got.Text(1)
	for some, err := range shelf.Lines(ctx, held) {
		if err == nil {
			err = s.drop(ctx, room, turn, some)
		}
		if err != nil {
			return err
		}
	}
	got, err = s.e.Run(ctx, endReleaseScript, []string{s.keys.instance(id, order), s.keys.room(room), s.keys.lines(room),
		s.keys.events(room), s.keys.archived(room.tag)}, turn, instanceName(id, order), since)
	if err = lost(got, err); err == nil {
		shelf.Reached(PointReleased)
	}
	return err
}

func lost(got engine.Reply, err error) error {
	if err == nil && got.Word() == "lost" {
		return errLost
	}
	return err
}

// logged returns since when a room's log tells what happened, if the archive has all of that until the date was archived; else "".
func (s *Records) logged(ctx context.Context, held Held, shelf *Shelf) (string, error) {
	var all []RecordedEvent
	if held.logged == "" {
		return "", nil
	}
	room := MeetingRoom(held.Instance.Meeting, held.Order)
	err := s.told(ctx, room, "-", held.logged, func(some []RecordedEvent) error { all = append(all, some...); return nil })
	if err != nil {
		return "", err
	}
	since, until := held.From, held.From
	for _, e := range all {
		if e.At.Before(since) {
			since = e.At
		}
		if e.At.After(until) {
			until = e.At
		}
	}
	there, err := shelf.Events(ctx, held, since, until)
	if err != nil {
		return "", err
	}
	type fact struct {
		kind    string
		at, ref int64
	}
	has := map[fact]int{}
	for _, e := range there {
		has[fact{e.Kind, e.At.UnixMilli(), e.Ref}]++
	}
	for _, e := range all {
		f := fact{e.Kind, e.At.UnixMilli(), e.Ref}
		if has[f]--; has[f] < 0 {
			return "", nil
		}
	}
	return millis(since), nil
}

// toldEarlier adds what a room's log told before the date was archived and does not tell any more.
func (s *Records) toldEarlier(ctx context.Context, r *Record) error {
	shelf := s.shelf.Load()
	if shelf == nil {
		return campus.ErrUnreadable
	}
	there, err := shelf.Events(ctx, r.Held, r.trimmed, r.Archived)
	for _, e := range there {
		if !slices.Contains(recordedElsewhere, campus.Kind(e.Kind)) && !slices.Contains(rolledKinds, e.Kind) {
			r.Events = append(r.Events, e)
		}
	}
	return err
}

// drop lets those of some lines go that are as the archive has them.
func (s *Records) drop(ctx context.Context, room Room, turn string, some []RecordedLine) error {
	for len(some) > 0 {
		lines := some[:min(len(some), wakeAtOnce)]
		some = some[len(lines):]
		fields := make([]string, len(lines))
		for i, line := range lines {
			fields[i] = num(line.ID)
		}
		var read *redis.SliceCmd
		if err := s.e.Read(ctx, func(p engine.Reader) { read = p.HMGet(ctx, s.keys.lines(room), fields...) }); err != nil {
			return err
		}
		args := []any{turn}
		for i, text := range engine.Texts(read.Val()) {
			var is storedLine
			if text == "" || json.Unmarshal([]byte(text), &is) != nil {
				continue
			}
			if kept, err := lines[i].stored(); err == nil && kept == is {
				args = append(args, fields[i], text)
			}
		}
		got, err := s.e.Run(ctx, dropLinesScript, []string{s.keys.room(room), s.keys.lines(room)}, args...)
		if err = lost(got, err); err != nil {
			return err
		}
		s.shelf.Load().Reached(PointThinned)
	}
	return nil
}

// stored is a line of the archive as a room keeps it: the opposite of Records.Lines.
func (l RecordedLine) stored() (storedLine, error) {
	out := storedLine{Author: l.Author.ID, At: l.At.UnixMilli(), Body: l.Body, Client: l.ClientID, Reply: l.ReplyTo, Edited: l.Edited,
		Edits: l.Edits, Deleted: l.Deleted}
	if !l.Changed.IsZero() {
		out.Changed = l.Changed.UnixMilli()
	}
	if l.Detail == "" {
		return out, nil
	}
	return out, json.Unmarshal([]byte(l.Detail), &out)
}

// waking is the rooms that this Stoa brings back at this moment: who else needs one of them waits along.
type waking struct {
	mu   sync.Mutex
	each map[string]*wake
}

type wake struct {
	done chan struct{}
	err  error
}

func newWaking() *waking { return &waking{each: map[string]*wake{}} }

// together does something for a room, once for all who ask for it at the same time. It goes on when who asked first has gone away.
func (w *waking) together(ctx context.Context, topic string, do func(ctx context.Context) error) error {
	w.mu.Lock()
	one, begun := w.each[topic]
	if !begun {
		one = &wake{done: make(chan struct{})}
		w.each[topic] = one
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wakeWithin)
			defer cancel()
			one.err = do(ctx)
			w.mu.Lock()
			delete(w.each, topic)
			w.mu.Unlock()
			close(one.done)
		}()
	}
	w.mu.Unlock()
	select {
	case <-one.done:
		return one.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awake brings back what was said in a room. campus.ErrUnreadable says that the archive cannot be read.
func (s *Rooms) awake(ctx context.Context, room Room) error {
	return s.waking.together(ctx, room.Topic, func(ctx context.Context) error {
		var err error = errLost
		for try := 0; try < wakeTries && errors.Is(err, errLost); try++ {
			err = s.records.wake(ctx, room)
		}
		if err == nil || errors.Is(err, campus.ErrExpired) {
			s.records.noted(ctx, room, nil)
		}
		return err
	})
}

// wakeful does something that needs what was said in a room, and if that was let go, again once it is back.
func (s *Rooms) wakeful(ctx context.Context, room Room, do func() error) error {
	err := do()
	for try := 0; try < wakeTries && errors.Is(err, errAsleep); try++ {
		if err = s.awake(ctx, room); err == nil {
			err = do()
		}
	}
	return err
}

// wake brings the lines of a room back, into where they were, and opens it to readers last.
func (s *Records) wake(ctx context.Context, room Room) error {
	shelf := s.shelf.Load()
	id, order := date(room)
	held, err := s.Held(ctx, id, order)
	if err != nil {
		return err
	}
	if shelf == nil {
		return s.unreadable(ctx, room, errors.New("there is no archive"))
	}
	if held.From.Before(campus.KeptSince(s.e.Now(), shelf.Retain.Messages)) {
		return campus.ErrExpired
	}
	since := s.e.Now().Add(awakeFor - shelf.After)
	got, err := s.e.Run(ctx, beginWakeScript, []string{s.keys.room(room), s.keys.archived(room.tag)}, instanceName(id, order),
		millis(since))
	if err != nil || got.Word() == "awake" {
		return err
	}
	shelf.Reached(PointWaking)
	turn := got.Text(1)
	for some, err := range shelf.Lines(ctx, held) {
		if err != nil {
			return s.unreadable(ctx, room, err)
		}
		if done, err := s.putBack(ctx, room, turn, some); done || err != nil {
			return err
		}
	}
	got, err = s.e.Run(ctx, endWakeScript, []string{s.keys.room(room), s.keys.lines(room)}, turn)
	if err == nil && got.Word() == "short" {
		return s.unreadable(ctx, room, fmt.Errorf("%d lines of %d are there", got.Number(1), got.Number(2)))
	}
	if err = lost(got, err); err == nil {
		shelf.Reached(PointAwake)
	}
	return err
}

// unreadable notes why a room cannot be brought back. Redis not answering is no word about the archive.
func (s *Records) unreadable(ctx context.Context, room Room, err error) error {
	if errors.Is(err, campus.Away(nil)) {
		return err
	}
	s.noted(ctx, room, err)
	s.e.Log().Error("what was said in a room cannot be read from the archive", "room", room.Topic, "err", err)
	return fmt.Errorf("%w (%w)", campus.ErrUnreadable, err)
}

// noted tells the admins why a room cannot be brought back, or with nil that it can be. Whoever reads has no part in whether that works.
func (s *Records) noted(ctx context.Context, room Room, failed error) {
	shelf := s.shelf.Load()
	if shelf == nil || shelf.Noted == nil {
		return
	}
	id, order := date(room)
	if err := shelf.Noted(context.WithoutCancel(ctx), id, order, failed); err != nil {
		s.e.Log().WarnContext(ctx, "how bringing back a room went could not be noted", "room", room.Topic, "err", err)
	}
}

// putBack brings some lines back. It is done with all of them when another has been quicker.
func (s *Records) putBack(ctx context.Context, room Room, turn string, some []RecordedLine) (done bool, err error) {
	for len(some) > 0 {
		lines := some[:min(len(some), wakeAtOnce)]
		some = some[len(lines):]
		args := []any{turn}
		for _, line := range lines {
			kept, err := line.stored()
			if err != nil {
				return false, s.unreadable(ctx, room, fmt.Errorf("line %d: %w", line.ID, err))
			}
			args = append(args, line.ID, object(kept))
		}
		got, err := s.e.Run(ctx, wakeLinesScript, []string{s.keys.room(room), s.keys.lines(room)}, args...)
		if err = lost(got, err); err != nil || got.Word() == "awake" {
			return true, err
		}
		s.shelf.Load().Reached(PointRefilled)
	}
	return false, nil
}
