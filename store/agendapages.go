package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// A leg is a part of the way through a list: the states that it shows, the list that they stand in, and whether that is
// read backwards.
type leg struct {
	states []campus.State
	list   string
	back   bool
}

// wholeWay is the way through everything. What is open and what comes are one leg, for they stand in one order: a date
// that begins between two pages stays where it was.
var wholeWay = []leg{
	{[]campus.State{campus.Active, campus.Scheduled}, "open", false},
	{[]campus.State{campus.Ended}, "past", true},
	{[]campus.State{campus.Cancelled}, "cancelled", true},
}

// legsTo returns the way through one state, or with "" through all.
func legsTo(state campus.State) []leg {
	if state == "" {
		return wholeWay
	}
	for _, l := range wholeWay {
		if slices.Contains(l.states, state) {
			return []leg{{[]campus.State{state}, l.list, l.back}}
		}
	}
	return nil
}

// agendaCursor is where a page ended: on which leg, after what, and since when the list has been read.
type agendaCursor struct {
	leg   int
	since time.Time
	after engine.Place
}

// begin is the member of the place before all that begins later; it sorts after every name.
const begin = "~"

func (a agendaCursor) String() string {
	text := strconv.Itoa(a.leg) + "." + strconv.FormatInt(a.since.UnixMilli(), 36) + "."
	if a.after.Member != "" {
		text += a.after.String()
	}
	return text
}

// parseAgendaCursor reads a cursor on a way of so many legs; now is since when the list is read that begins here.
func parseAgendaCursor(cursor string, legs int, now time.Time) (agendaCursor, error) {
	if cursor == "" {
		return agendaCursor{since: now}, nil
	}
	in, rest, _ := strings.Cut(cursor, ".")
	at, place, _ := strings.Cut(rest, ".")
	n, err1 := strconv.Atoi(in)
	since, err2 := strconv.ParseInt(at, 36, 64)
	after, err3 := engine.ParsePlace(place)
	_, _, _, ok := parseMember(after.Member)
	if err1 != nil || err2 != nil || err3 != nil || n < 0 || n >= legs || !ok && after.Member != "" && after.Member != begin {
		return agendaCursor{}, engine.ErrCursor
	}
	return agendaCursor{n, time.UnixMilli(since).UTC(), after}, nil
}

// Page returns what a person may enter of one state, or with state "" of all, in this order: active, scheduled, ended,
// cancelled. cursor is what Page has returned before, or "" for the start; the cursor returned is "" at the end. What
// begins, ends or is added between pages is neither skipped nor repeated; who has ended since the first page stands where
// it stood then. What is cancelled between pages may come once more, as cancelled; it is among the cancelled within a second.
func (s *Meetings) Page(ctx context.Context, person campus.Person, a *Ahead, state campus.State, cursor string, limit int) (
	[]Listed, string, error) {
	own, err := s.own(ctx, person, a)
	if err != nil {
		return nil, "", err
	}
	return s.pageOf(ctx, walk{Meetings: s, person: person, scopes: scopesFor(person, own), whole: state == ""}, state, cursor, limit)
}

// pageOf is a page of somebody's way to a state, from a cursor on.
func (s *Meetings) pageOf(ctx context.Context, w walk, state campus.State, cursor string, limit int) ([]Listed, string, error) {
	legs := legsTo(state)
	at, err := parseAgendaCursor(cursor, len(legs), s.e.Now())
	if err != nil {
		return nil, "", err
	}
	w.since = at.since
	var all []Listed
	for ; at.leg < len(legs); at.leg, at.after = at.leg+1, (engine.Place{}) {
		if len(all) == limit { // whether there is more, the next page tells
			return all, at.String(), nil
		}
		rows, after, more, err := w.page(ctx, legs[at.leg], at.after, limit-len(all))
		if err != nil {
			return nil, "", err
		}
		if all = append(all, rows...); more {
			at.after = after
			return all, at.String(), nil
		}
	}
	return all, "", nil
}

// walk is somebody's way through the lists of what they may enter.
type walk struct {
	*Meetings
	person campus.Person
	scopes []string
	whole  bool      // it goes through everything
	since  time.Time // when it began
	mine   bool      // it shows only what is the person's own
}

// placed is a row with where it stands on its leg.
type placed struct {
	Listed
	at engine.Place
}

// page returns one leg's part of a page, after which place it ended, and whether there is more. What may not be shown (any
// more) is passed over.
func (w walk) page(ctx context.Context, of leg, after engine.Place, limit int) (rows []Listed, end engine.Place, more bool, err error) {
	now := w.e.Now()
	if of.states[0] == campus.Scheduled && after.Member == "" {
		after = engine.Place{Score: now.UnixMilli(), Member: begin} // after all that have begun
	}
	for {
		found, last, err := w.read(ctx, of, after, limit+spare)
		if err != nil {
			return nil, after, false, err
		}
		for _, l := range found {
			if !w.shows(of, l.Instance, now) || w.mine && !l.Mine {
				continue
			}
			if len(rows) == limit {
				return rows, after, true, nil
			}
			rows, after = append(rows, l.Listed), l.at
		}
		if last.Member == "" || of.states[0] == campus.Active && !w.whole && last.Score > now.UnixMilli() {
			return rows, after, false, nil
		}
		after = last
	}
}

// shows reports whether a leg shows an instance. On the way through everything, what has ended since the walk began is shown
// where it stood then, and not among the ended again.
func (w walk) shows(of leg, i campus.Instance, now time.Time) bool {
	state := i.State(now)
	if w.whole && state == campus.Ended {
		return (of.list == "open") == i.To.After(w.since)
	}
	return slices.Contains(of.states, state)
}

// place returns where an instance stands on a leg, or will once it is listed there.
func (of leg) place(i campus.Instance, member string) engine.Place {
	if of.list == "past" {
		return engine.Place{Score: i.To.UnixMilli(), Member: member}
	}
	return engine.Place{Score: i.From.UnixMilli(), Member: member}
}

// before reports whether x comes before y on a leg.
func (of leg) before(x, y engine.Place) bool {
	if of.back {
		x, y = y, x
	}
	return x.Compare(y) < 0
}

// read reads what stands on a leg after a place, in its order, and up to which place that is; none when that is all.
func (w walk) read(ctx context.Context, of leg, after engine.Place, limit int) (found []placed, last engine.Place, err error) {
	places, astray, err := w.names(ctx, of, after, limit)
	if err != nil {
		return nil, last, err
	}
	if len(places) == limit {
		last = places[limit-1]
	}
	names := append(members(places), astray...)
	var rows *rowsRead
	if err := w.e.Read(ctx, func(p engine.Reader) { rows = w.queueRows(ctx, p, w.person, names) }); err != nil {
		return nil, last, err
	}
	for _, l := range rows.enterable(w.person, w.e.Now()) {
		at := of.place(l.Instance, names[l.read])
		if l.read < len(places) {
			at = places[l.read]
		} else if after.Member != "" && !of.before(after, at) || last.Member != "" && of.before(last, at) {
			continue // it belongs on another page
		}
		found = append(found, placed{l, at})
	}
	slices.SortStableFunc(found, func(x, y placed) int {
		if of.back {
			x, y = y, x
		}
		return x.at.Compare(y.at)
	})
	return found, last, nil
}

// names reads what a leg's lists name after a place. On the way through everything what belongs on the leg and stands in
// another list is astray: what has ended and is not listed so yet, or what had not when the walk began.
func (w walk) names(ctx context.Context, of leg, after engine.Place, limit int) (places []engine.Place, astray []string, err error) {
	var lists []engine.PageRead
	var others []*redis.ZSliceCmd
	between := func(p engine.Reader, scope, list, from, to string) {
		others = append(others, p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: w.keys.list(scope, list), ByScore: true,
			Start: from, Stop: to, Count: maxActive}))
	}
	err = w.e.Read(ctx, func(p engine.Reader) {
		lists, others = nil, nil
		for _, scope := range w.scopes {
			if w.whole && of.list == "past" { // first, or it could move between the two
				between(p, scope, "open", "-inf", millis(w.e.Now()))
			}
			lists = append(lists, w.e.QueuePage(ctx, p, w.keys.list(scope, of.list), after, limit, of.back))
			if w.whole && of.list == "open" {
				between(p, scope, "past", "("+millis(w.since), "+inf")
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	read := make([][]engine.Place, len(lists))
	for i, list := range lists {
		read[i] = list.Places()
	}
	for _, cmd := range others {
		for _, z := range cmd.Val() {
			astray = append(astray, fmt.Sprint(z.Member))
		}
	}
	return first(merge(read, of.back), limit), astray, nil
}

// CourseView is what the page of a course shows.
type CourseView struct {
	Course   campus.Course
	Mine     campus.Enrolment
	Meetings []Listed                      // the open and coming instances of its meetings that the reader may enter, by start
	Online   map[int64]bool                // who of its staff is online
	Pairs    map[int64]campus.PrivateFacts // how the reader stands to each of its staff; see Rooms.MayWriteTo
}

// OfCourse returns what the page of a course shows, in two round trips; ErrNoCourse when there is none.
func (s *Meetings) OfCourse(ctx context.Context, person campus.Person, course string) (CourseView, error) {
	if !campus.IsCourseID(course) {
		return CourseView{}, campus.ErrNoCourse
	}
	var read seatRead
	var open engine.PageRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		read = s.courses.queueSeat(ctx, p, person.ID, course)
		open = s.e.QueuePage(ctx, p, s.keys.list(campus.CourseTopic(course), "open"), engine.Place{}, ListSize+spare, false)
	})
	if err != nil {
		return CourseView{}, err
	}
	c, ok := read.course()
	if !ok {
		return CourseView{}, campus.ErrNoCourse
	}
	var rows *rowsRead
	var online onlineRead
	var pairs pairsRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		rows = s.queueRows(ctx, p, person, members(open.Places()))
		online = s.queueOnline(ctx, p, staffIDs(c)...)
		pairs = s.queuePairs(ctx, p, person, s.people.queue(ctx, p, staffIDs(c)))
	})
	if err != nil {
		return CourseView{}, err
	}
	view := CourseView{Course: c, Mine: read.mine(), Online: online.online(), Pairs: map[int64]campus.PrivateFacts{}}
	for _, id := range staffIDs(c) {
		view.Pairs[id] = pairs.pair(id)
	}
	now := s.e.Now()
	for _, l := range rows.enterable(person, now) {
		if state := l.Instance.State(now); (state == campus.Active || state == campus.Scheduled) && len(view.Meetings) < ListSize {
			view.Meetings = append(view.Meetings, l)
		}
	}
	return view, nil
}
