package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// CalendarPast is how far back a person's calendar goes.
	CalendarPast = 90 * 24 * time.Hour
	// MaxCalendar is how many dates it holds at most, what comes first: a term's, many times over.
	MaxCalendar = 1000
	// CalendarGone is for how long after a meeting was deleted its dates stay in calendars, as cancelled: a calendar elsewhere that
	// asks in this time learns that they are off. Until then it has them still.
	CalendarGone = 30 * 24 * time.Hour
	// calendarPage is how many of them are read at once.
	calendarPage = 250
)

// Calendar returns the dates that a person may enter, by start: what is open or comes, what has been and what was cancelled in
// the last 90 days; and for 30 days what was cancelled with its meeting. more says that there are others. An admin's are those
// that they would have without being one. It takes two round trips for every 250 dates, and two more.
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
	gone, err := w.gone(ctx, oldest, MaxCalendar-len(all))
	if err != nil {
		return nil, false, err
	}
	all = append(all, gone...)
	slices.SortStableFunc(all, byStart)
	return all, more, nil
}

// gone returns the cancelled dates of meetings that were deleted lately, of those that the person could enter.
func (w walk) gone(ctx context.Context, oldest time.Time, most int) ([]Listed, error) {
	if most == 0 {
		return nil, nil
	}
	var lists []*redis.ZSliceCmd
	err := w.e.Read(ctx, func(p engine.Reader) {
		lists = nil
		for _, scope := range w.scopes {
			lists = append(lists, p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: w.keys.list(scope, "gone"), ByScore: true,
				Start: "(" + millis(w.e.Now()), Stop: "+inf", Count: int64(most)}))
		}
	})
	var names []string
	for _, list := range lists {
		for _, z := range list.Val() {
			names = append(names, fmt.Sprint(z.Member))
		}
	}
	if err != nil || len(names) == 0 {
		return nil, err
	}
	var rows *rowsRead
	if err := w.e.Read(ctx, func(p engine.Reader) { rows = w.queueRows(ctx, p, w.person, names) }); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(rows.gone(w.person), func(l Listed) bool { return l.Instance.To.Before(oldest) })
	return all[:min(len(all), most)], nil
}

// gone returns the cancelled dates of deleted meetings that the person could enter, without what calendars have no use for any
// more.
func (r *rowsRead) gone(person campus.Person) []Listed {
	var all []Listed
	for _, row := range r.rows {
		m, was := evenDeleted(row.meeting.Val())
		i, ok := instanceFrom(row.instance.Val())
		before := m
		before.Deleted = false
		facts := row.standing.facts(before)
		r.courses[m.Course].facts(&facts)
		if !was || !m.Deleted || !ok || !i.Cancelled || !campus.MeetingRights(person, facts).Enter {
			continue
		}
		m.Description, m.Link = "", ""
		all = append(all, Listed{Meeting: m, Instance: i, CourseTitle: courseTitle(facts)})
	}
	return all
}

// leaveBehind brings lists in step with a meeting that is deleted: what is cancelled of it stands in those which calendars read,
// for a while, and what had ended stays among the past of admins and of its host.
func (s *Meetings) leaveBehind(ctx context.Context, order string, m campus.Meeting, scopes []string, instances []campus.Instance) error {
	until := s.e.Now().Add(CalendarGone).UnixMilli()
	var staff, others []string
	for _, scope := range scopes {
		if scope == scopeAll || scope == campus.PersonTopic(m.Host.ID) {
			staff = append(staff, scope)
		} else {
			others = append(others, scope)
		}
	}
	var forStaff, forOthers []any
	for _, i := range instances {
		none := unlisted([]campus.Instance{i})
		row, past := none, none
		if i.Cancelled {
			row = []any{instanceName(i.Meeting, i.Order), memberOf(m, i), "gone", until}
			past = row
		} else if i.State(s.e.Now()) == campus.Ended {
			past = s.listed(m, []campus.Instance{i})
		}
		forStaff, forOthers = append(forStaff, past...), append(forOthers, row...)
	}
	return errors.Join(s.list(ctx, order, staff, forStaff), s.list(ctx, order, others, forOthers))
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
