package store

import (
	"context"
	"slices"
	"time"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// CalendarPast is how far back a person's calendar goes.
	CalendarPast = 90 * 24 * time.Hour
	// MaxCalendar is how many dates it holds at most, what comes first: a term's, many times over.
	MaxCalendar = 1000
	// calendarPage is how many of them are read at once.
	calendarPage = 250
)

// Calendar returns the dates that a person may enter, by start: what is open or comes, what has been and what was cancelled in
// the last 90 days. more says that there are others. An admin's are those that they would have without being one. It takes two
// round trips for every 250 dates, and one more.
func (s *Meetings) Calendar(ctx context.Context, person campus.Person) (all []Listed, more bool, err error) {
	own, err := s.own(ctx, person, nil)
	if err != nil {
		return nil, false, err
	}
	now := s.e.Now()
	oldest := now.Add(-CalendarPast)
	person = notAsAdmin(person)
	w := walk{Meetings: s, person: person, scopes: scopesFor(person, own), whole: true, since: now}
	for _, leg := range wholeWay {
		var rows []Listed
		if rows, more, err = w.recent(ctx, leg, oldest, MaxCalendar-len(all)); err != nil {
			return nil, false, err
		}
		if all = append(all, rows...); more {
			break
		}
	}
	slices.SortStableFunc(all, byStart)
	return all, more, nil
}

// recent returns what a leg shows that ended, or was to end, after a time; more says that there is more than was asked for.
func (w walk) recent(ctx context.Context, of leg, oldest time.Time, most int) (all []Listed, more bool, err error) {
	var after engine.Place
	for {
		rows, end, further, err := w.page(ctx, of, after, min(calendarPage, most-len(all)))
		if err != nil {
			return nil, false, err
		}
		for _, l := range rows {
			if of.back && l.Instance.To.Before(oldest) {
				return all, false, nil
			}
			all = append(all, l)
		}
		if !further {
			return all, false, nil
		}
		if len(all) >= most {
			return all, true, nil
		}
		after = end
	}
}
