package store

import (
	"cmp"
	"context"
	"slices"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Foreseen is what is no reason to refuse dates of a meeting, but to look at them again.
type Foreseen struct {
	Closed string   // the title of its course, if that is closed; ""
	Hosted []Listed // dates of other meetings of its host that are at the same time, by when they begin
}

// maxForeseen is how many of a host's dates at the same time are told.
const maxForeseen = 20

// Foresee returns what is to be known of a meeting that asker would plan, or with other dates of one that is there, whose
// id but is. The meetings of somebody else are told to admins alone, and a host who cannot be to nobody.
func (s *Meetings) Foresee(ctx context.Context, asker campus.Person, n campus.NewMeeting, but int64) (Foreseen, error) {
	var f Foreseen
	if n.Course != "" {
		course, err := s.courses.Get(ctx, n.Course)
		if err := unlessGone(err); err != nil {
			return f, err
		}
		if err == nil && !course.Open(s.e.Now()) {
			f.Closed = course.Title
		}
	}
	host := asker
	if id := cmp.Or(n.Host, asker.ID); id != asker.ID {
		if asker.Role != campus.Admin {
			return f, nil
		}
		var err error
		if host, err = s.people.Get(ctx, id); err != nil {
			return f, unlessGone(err)
		}
	}
	var err error
	f.Hosted, err = s.hostedAt(ctx, host, n.Slots, but)
	return f, err
}

// hostedAt returns the dates that somebody hosts, but those of one meeting, that are open or to come and at the time of a slot.
func (s *Meetings) hostedAt(ctx context.Context, host campus.Person, slots []campus.Slot, but int64) (all []Listed, err error) {
	if len(slots) == 0 {
		return nil, nil
	}
	last := slices.MaxFunc(slots, func(a, b campus.Slot) int { return a.To.Compare(b.To) })
	w := walk{Meetings: s, person: host, scopes: []string{campus.PersonTopic(host.ID)}, whole: true, since: s.e.Now(), mine: true}
	for after, more := (engine.Place{}), true; more && len(all) < maxForeseen; {
		var rows []Listed
		if rows, after, more, err = w.page(ctx, wholeWay[0], after, MaxLines); err != nil {
			return nil, err
		}
		for _, l := range rows {
			at := l.Instance
			if l.Meeting.Host.ID == host.ID && l.Meeting.ID != but && len(all) < maxForeseen &&
				slices.ContainsFunc(slots, func(s campus.Slot) bool { return s.From.Before(at.To) && at.From.Before(s.To) }) {
				all = append(all, l)
			}
			more = more && at.From.Before(last.To)
		}
	}
	return all, nil
}
