package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

const (
	// ListSize is how many instances a list has, HomeSize how many of what comes the first page shows.
	ListSize = 50
	HomeSize = 6
	// maxActive bounds the open instances of one scope: what a campus of this size could hold at once.
	maxActive = 1000
	// spare is how many more names are read than shown. The followers may be a moment behind, and what has gone meanwhile
	// must not make a list shorter than it is.
	spare = 25
)

// Listed is an instance in a list, with its meeting.
type Listed struct {
	Meeting     campus.Meeting
	Instance    campus.Instance
	CourseTitle string // "" for a meeting of no course
	In          bool   // the asker takes part now
	Mine        bool   // the asker hosts it, or teaches its course
	read        int    // its place among what was read
}

// Agenda is what somebody may enter: open now, to come, and past, each at most ListSize long.
type Agenda struct {
	Active, Coming, Past []Listed
	// MoreComing and MorePast are the cursors with which Page goes on after them; "" when that is all.
	MoreComing, MorePast string
}

// scopesFor returns the lists that a person's agenda is made of, and the courses among them.
func scopesFor(person campus.Person, own *ownRead) []string {
	if person.Role == campus.Admin {
		return []string{scopeAll}
	}
	scopes := []string{scopePublic, campus.PersonTopic(person.ID)}
	if own != nil {
		for _, id := range own.ids(func(status string) bool { return status == campus.Enrolled }) {
			scopes = append(scopes, campus.CourseTopic(id))
		}
	}
	return scopes
}

// queueAhead queues what a page will want to know of a person.
func (d data) queueAhead(ctx context.Context, p engine.Reader, person int64, a *Ahead) {
	if a.Own {
		a.own = d.queueOwn(ctx, p, person)
	}
	if a.Rooms {
		a.rooms = d.queueOwnRooms(ctx, p, person)
		if words := index.Words(a.Sought); len(words) > 0 {
			weighed := d.weigh(ctx, p, words)
			a.weighed = &weighed
		}
	}
	if a.Open {
		a.open = d.queueOpen(ctx, p, scopeAll)
	}
	if a.Stoas {
		a.stoas = d.queueStoas(ctx, p)
	}
	if a.Course && a.Meeting > 0 {
		a.about = p.HGet(ctx, d.keys.meeting(a.Meeting), "course")
	}
	if a.Dates && campus.IsCourseID(a.About) {
		a.dates = d.queueCourseDates(ctx, p, person, a.About, a.Range)
	}
	if a.Rosters {
		a.rosters = d.queueRosters(ctx, p, cmp.Or(a.Whose, person), a.Range)
	}
	if a.Levels || a.Unread {
		a.levels = p.HGetAll(ctx, d.keys.personLevels(person))
	}
	if a.Unread {
		a.told, a.meant = p.ZCard(ctx, d.keys.personUnread(person)), p.HGetAll(ctx, d.keys.personMentions(person))
		if a.rooms != nil {
			a.own = a.rooms.ownRead
		} else if a.own == nil {
			a.own = d.queueOwn(ctx, p, person)
		}
	}
}

// courseOf returns the course of a meeting, as far as that was read ahead.
func (a *Ahead) courseOf(meeting int64) string {
	if a == nil || !a.read || a.about == nil || a.Meeting != meeting {
		return ""
	}
	return a.about.Val()
}

// datesOf returns the dates of a course that are over, as far as that was read ahead.
func (a *Ahead) datesOf(course string, of TimeRange) *courseDatesRead {
	if a == nil || !a.read || a.dates == nil || a.dates.course != course || !a.Range.whole(of) {
		return nil
	}
	return a.dates
}

// News returns how many of the visitor's notifications are unread, as far as that was read ahead.
func (a *Ahead) News() int {
	if a == nil || !a.read || a.told == nil {
		return 0
	}
	return int(a.told.Val())
}

// Meant returns in how many rooms of theirs the visitor has unread lines that are meant for them, as far as that was read ahead. The
// room of a course that they have left is none, nor that of one of which they would be told nothing.
func (a *Ahead) Meant() int {
	if a == nil || !a.read || a.meant == nil {
		return 0
	}
	own := a.own.ids(func(status string) bool { return status == campus.Enrolled })
	n := 0
	for id := range a.meant.Val() {
		course, ok := campus.RoomID(id).Course()
		if !ok || slices.Contains(own, course) && !silent(a.levels.Val(), campus.RoomID(id)) {
			n++
		}
	}
	return n
}

// own returns a person's own lists, from what was read ahead or by a round trip.
func (s *Meetings) own(ctx context.Context, person campus.Person, a *Ahead) (*ownRead, error) {
	if a != nil && a.read && a.own != nil {
		return a.own, nil
	}
	var own *ownRead
	err := s.e.Read(ctx, func(p engine.Reader) { own = s.queueOwn(ctx, p, person.ID) })
	return own, err
}

// queueOpen queues what is open now of a scope.
func (d data) queueOpen(ctx context.Context, p engine.Reader, scope string) *redis.Cmd {
	return d.queueScope(ctx, p, scope, d.e.Now(), agendaSize{})
}

// queueScope queues a scope's lists, of each as much as may be shown.
func (d data) queueScope(ctx context.Context, p engine.Reader, scope string, now time.Time, size agendaSize) *redis.Cmd {
	return d.e.Queue(ctx, p, readAgendaScript, []string{d.keys.list(scope, "open"), d.keys.list(scope, "past")},
		millis(now), maxActive, withSpare(size.coming), withSpare(size.past))
}

// openAndComing returns what is open now of a scope, and what comes.
func (s *Meetings) openAndComing(ctx context.Context, scope string) ([]engine.Place, error) {
	return s.e.Page(ctx, s.keys.list(scope, "open"), engine.Place{}, maxActive, false)
}

// agendaSize is how much of an agenda is wanted beside what is open.
type agendaSize struct{ coming, past int }

// The agenda's own page shows whole lists, the first page only what comes next.
var (
	wholeAgenda = agendaSize{ListSize, ListSize}
	homeAgenda  = agendaSize{HomeSize, 0}
)

// agendaRead is an agenda being read: first the lists, then what they name.
type agendaRead struct {
	s     *Meetings
	now   time.Time
	size  agendaSize
	lists []*redis.Cmd
	names []string
	rows  *rowsRead
}

// queueLists queues the lists of scopes, of each as much as may be shown.
func (s *Meetings) queueLists(ctx context.Context, p engine.Reader, scopes []string, size agendaSize) *agendaRead {
	r := &agendaRead{s: s, now: s.e.Now(), size: size}
	for _, scope := range scopes {
		r.lists = append(r.lists, s.queueScope(ctx, p, scope, r.now, size))
	}
	return r
}

// withSpare is how many names are read to show so many rows.
func withSpare(n int) int {
	if n == 0 {
		return 0
	}
	return n + spare
}

// queueRows queues what the lists name.
func (r *agendaRead) queueRows(ctx context.Context, p engine.Reader, person campus.Person) {
	r.names = slices.Concat(members(first(merge(parts(r.lists, 0), false), maxActive)),
		members(first(merge(parts(r.lists, 1), false), withSpare(r.size.coming))),
		members(first(merge(parts(r.lists, 2), true), withSpare(r.size.past))))
	r.rows = r.s.queueRows(ctx, p, person, r.names)
}

// agenda sorts what was read.
func (r *agendaRead) agenda(person campus.Person) Agenda {
	var a Agenda
	for _, l := range r.rows.enterable(person, r.now) {
		switch l.Instance.State(r.now) {
		case campus.Active:
			a.Active = append(a.Active, l)
		case campus.Scheduled:
			a.Coming = append(a.Coming, l)
		case campus.Ended:
			a.Past = append(a.Past, l)
		}
	}
	slices.SortStableFunc(a.Active, byStart)
	slices.SortStableFunc(a.Coming, func(x, y Listed) int { // as the list has them, for Page goes on there
		return cmp.Or(x.Instance.From.Compare(y.Instance.From), strings.Compare(r.names[x.read], r.names[y.read]))
	})
	slices.SortStableFunc(a.Past, func(x, y Listed) int {
		return cmp.Or(y.Instance.To.Compare(x.Instance.To), strings.Compare(r.names[y.read], r.names[x.read]))
	})
	a.Coming, a.MoreComing = r.cut(a.Coming, r.size.coming, func(l Listed) int64 { return l.Instance.From.UnixMilli() })
	a.Past, a.MorePast = r.cut(a.Past, r.size.past, func(l Listed) int64 { return l.Instance.To.UnixMilli() })
	return a
}

// cut cuts rows to size; the cursor says what comes after them.
func (r *agendaRead) cut(rows []Listed, size int, by func(Listed) int64) ([]Listed, string) {
	if len(rows) <= size {
		return rows, ""
	}
	rows = rows[:size]
	if size == 0 {
		return rows, ""
	}
	last := rows[size-1]
	return rows, agendaCursor{since: r.now, after: engine.Place{Score: by(last), Member: r.names[last.read]}}.String()
}

func byStart(x, y Listed) int {
	return cmp.Or(x.Instance.From.Compare(y.Instance.From), cmp.Compare(x.Meeting.ID, y.Meeting.ID),
		cmp.Compare(x.Instance.Order, y.Instance.Order))
}

// Agenda returns a person's agenda: active and coming by start, past by end, latest first. Three round trips, or two after
// Ahead{Own: true}.
func (s *Meetings) Agenda(ctx context.Context, person campus.Person, a *Ahead) (Agenda, error) {
	own, err := s.own(ctx, person, a)
	if err != nil {
		return Agenda{}, err
	}
	var read *agendaRead
	err = s.e.Read(ctx, func(p engine.Reader) { read = s.queueLists(ctx, p, scopesFor(person, own), wholeAgenda) })
	if err == nil {
		err = s.e.Read(ctx, func(p engine.Reader) { read.queueRows(ctx, p, person) })
	}
	if err != nil {
		return Agenda{}, err
	}
	return read.agenda(person), nil
}

// Active returns the open instances that a person may enter, an admin all, by start and then by id.
func (s *Meetings) Active(ctx context.Context, person campus.Person) ([]Listed, error) {
	return s.active(ctx, person, nil, func(engine.Reader, []string) {})
}

// active is Active; also queues what more is wanted of what the lists name.
func (s *Meetings) active(ctx context.Context, person campus.Person, a *Ahead, also func(engine.Reader, []string)) ([]Listed, error) {
	var lists []*redis.Cmd
	if a != nil && a.read && a.open != nil && person.Role == campus.Admin {
		lists = []*redis.Cmd{a.open}
	} else {
		own, err := s.own(ctx, person, a)
		if err != nil {
			return nil, err
		}
		err = s.e.Read(ctx, func(p engine.Reader) {
			lists = nil
			for _, scope := range scopesFor(person, own) {
				lists = append(lists, s.queueOpen(ctx, p, scope))
			}
		})
		if err != nil {
			return nil, err
		}
	}
	now := s.e.Now()
	names := members(merge(parts(lists, 0), false))
	var rows *rowsRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		rows = s.queueRows(ctx, p, person, names)
		also(p, names)
	})
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(rows.enterable(person, now), func(l Listed) bool { return l.Instance.State(now) != campus.Active })
	slices.SortStableFunc(all, byStart)
	return all, nil
}

// parts returns one part of what was read of several scopes: 0 what is open, 1 what comes, 2 what is past.
func parts(cmds []*redis.Cmd, part int) [][]engine.Place {
	lists := make([][]engine.Place, len(cmds))
	for i, cmd := range cmds {
		lists[i] = engine.PlacesOf(engine.Queued(cmd).List(part))
	}
	return lists
}

// merge joins the lists of several scopes into one, each instance once, in their order.
func merge(lists [][]engine.Place, back bool) []engine.Place {
	var all []engine.Place
	seen := map[string]bool{}
	for _, list := range lists {
		for _, p := range list {
			if !seen[p.Member] {
				seen[p.Member] = true
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y engine.Place) int {
		if back {
			return y.Compare(x)
		}
		return x.Compare(y)
	})
	return all
}

func first(places []engine.Place, n int) []engine.Place { return places[:min(len(places), n)] }

func members(places []engine.Place) []string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.Member
	}
	return names
}

// rowsRead is instances of lists being read, with how one person stands to them.
type rowsRead struct {
	rows    []rowRead
	courses map[string]seatRead
}

type rowRead struct {
	meeting, instance *redis.SliceCmd
	standing          standingRead
	present           *redis.FloatCmd
	read              int
}

// queueRows queues what lists name; the courses that it takes to decide who may enter stand in the names.
func (s *Meetings) queueRows(ctx context.Context, p engine.Reader, person campus.Person, names []string) *rowsRead {
	r := &rowsRead{courses: map[string]seatRead{}}
	seen := map[string]bool{} // one that has just ended may stand in two lists
	for i, name := range names {
		id, order, course, ok := parseMember(name)
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		if _, known := r.courses[course]; !known && campus.IsCourseID(course) {
			r.courses[course] = s.courses.queueSeat(ctx, p, person.ID, course)
		}
		r.rows = append(r.rows, rowRead{p.HMGet(ctx, s.keys.meeting(id), meetingFields...),
			p.HMGet(ctx, s.keys.instance(id, order), instanceFields...),
			s.queueStanding(ctx, p, person.ID, id), p.ZScore(ctx, s.keys.present(MeetingRoom(id, order)), num(person.ID)), i})
	}
	return r
}

// enterable returns those that the person may enter: the lists may be a moment behind, so each right is looked up.
func (r *rowsRead) enterable(person campus.Person, now time.Time) []Listed {
	rows := make([]Listed, 0, len(r.rows))
	for _, row := range r.rows {
		m, ok1 := evenDeleted(row.meeting.Val())
		i, ok2 := instanceFrom(row.instance.Val())
		facts := row.standing.facts(m)
		r.courses[m.Course].facts(&facts)
		if !ok1 || !ok2 || !campus.MeetingRights(person, facts).Enter || m.Deleted && i.State(now) != campus.Ended {
			continue
		}
		in := row.present.Err() == nil && i.State(now) == campus.Active
		rows = append(rows, Listed{Meeting: m, Instance: i, CourseTitle: courseTitle(facts), In: in,
			Mine: campus.MeetingRights(notAsAdmin(person), facts).Staff, read: row.read})
	}
	return rows
}
