package archive

import (
	"context"
	"iter"
	"maps"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// aside is how far beside a date's times its rows are looked for: clocks of Redis differ where one took over from another.
const aside = time.Minute

// rowsOf is which rows are a date's.
func rowsOf(held store.Held) Filter {
	return Filter{After: held.From.Add(-aside), Before: held.To.Add(aside), Meeting: held.Instance.Meeting, Order: int32(held.Order)}
}

// Lines returns what was said at a date, some lines at a time, until the first error; of one that is masked only the trace,
// and without the names of who was erased.
func (a *Archive) Lines(ctx context.Context, held store.Held) iter.Seq2[[]store.RecordedLine, error] {
	return func(yield func([]store.RecordedLine, error) bool) {
		masks, erased := Masks{}, store.Redaction{}
		for some, err := range chunks[Message](ctx, a, rowsOf(held), facts{}) {
			var more Masks
			var also store.Redaction
			if err == nil {
				more, err = a.Masks(ctx)
			}
			if err == nil {
				also, err = a.erasures.Redaction(ctx)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			maps.Copy(masks, more) // what is masked no more may still be in a file that is being read
			erased = erased.And(also)
			lines := make([]store.RecordedLine, len(some))
			for i := range some {
				masks.Hide(&some[i])
				redactMessage(erased, &some[i])
				lines[i] = lineOf(some[i])
			}
			if !yield(lines, nil) {
				return
			}
		}
	}
}

// lineOf is a row as a line: the opposite of messageOf. What a line has beside, its Detail says.
func lineOf(m Message) store.RecordedLine {
	line := campus.Line{ID: m.ID, Author: campus.Named{ID: m.Person}, At: m.At, Body: m.Body, ClientID: m.ClientID, ReplyTo: m.ReplyTo,
		Edited: m.Edited, Edits: int64(m.Edits), Deleted: m.Deleted, Changed: m.Changed}
	return store.RecordedLine{Line: line, Detail: m.Detail}
}

// Events returns what happened at a date, of a time.
func (a *Archive) Events(ctx context.Context, held store.Held, since, until time.Time) (all []store.RecordedEvent, err error) {
	filter := rowsOf(held)
	filter.After, filter.Before = since, until
	erased, err := a.erasures.Redaction(ctx)
	if err != nil {
		return nil, err
	}
	for some, err := range chunks[Event](ctx, a, filter, facts{}) {
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			redactEvent(erased, &e)
			all = append(all, store.RecordedEvent{Kind: e.Kind, At: e.At, Person: e.Person, By: e.By, Ref: e.Ref, Detail: e.Detail})
		}
	}
	return all, nil
}
