package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Home puts together what somebody's first page shows.
type Home struct {
	data
	people   *People
	meetings *Meetings
	inbox    *Inbox
	reports  *Reports
	rooms    *Rooms
}

const (
	// newsRead is how many of the newest notifications are looked through for unread ones about one's own courses.
	newsRead = 50
	// reportsRead is how many of the newest reports are looked through for open ones. Who has more of them that are open goes
	// to their own page anyway.
	reportsRead = 20
)

// Today is what goes on for somebody, what comes, what is new of their own, and what waits for them.
type Today struct {
	Agenda
	Courses []CourseNews // their own, open and past: those with news first, then the newest
	Rooms   []MyRoom     // in which something is unread: those with lines meant for them first, then by what was said last
	Waits   Waits
}

// CourseNews is a course of one's own, with what one was told of it and its meetings and has not read yet, the newest first.
type CourseNews struct {
	MyCourse
	News []campus.Notification
}

// Latest is when the newest of it was told; zero for none.
func (c CourseNews) Latest() time.Time {
	if len(c.News) == 0 {
		return time.Time{}
	}
	return c.News[0].At
}

// Waits is what waits for a decision of somebody of the staff.
type Waits struct {
	Approvals   int  // people who wait to be let in, for admins
	Wishes      int  // people who wish to teach, for admins
	Reports     int  // that are open, among the newest
	MoreReports bool // there are older ones, which were not looked at
}

// todayRead is a first page being read: what can be asked for at once, and then what that names.
type todayRead struct {
	h     *Home
	who   campus.Person
	lists *agendaRead
	mine  []seatRead
	told  *redis.Cmd
	rooms *unreadRooms

	reports   engine.PageRead
	approvals []*redis.IntCmd
	wishes    *redis.IntCmd

	news     []campus.Notification
	meetings []*redis.SliceCmd // that the news are about
	names    peopleRead
	open     []reportRead
}

// Today returns what somebody's first page shows, in as many round trips as their agenda alone: three, or two after
// Ahead{Rooms: true}. Its cost follows what is the person's own.
func (h *Home) Today(ctx context.Context, who campus.Person, a *Ahead) (Today, error) {
	own, err := h.rooms.own(ctx, who, a)
	if err != nil {
		return Today{}, err
	}
	var r *todayRead
	err = h.e.Read(ctx, func(p engine.Reader) {
		r = &todayRead{h: h, who: who}
		r.queueLists(ctx, p, own)
	})
	if err == nil {
		err = h.e.Read(ctx, func(p engine.Reader) { r.queueNamed(ctx, p) })
	}
	if err != nil {
		return Today{}, err
	}
	people := r.names.people()
	return Today{Agenda: r.lists.agenda(who), Courses: r.courses(people), Rooms: r.rooms.named(people), Waits: r.waits()}, nil
}

func (r *todayRead) queueLists(ctx context.Context, p engine.Reader, own *ownRooms) {
	h := r.h
	r.lists = h.meetings.queueLists(ctx, p, scopesFor(r.who, own.ownRead), homeAgenda)
	r.mine = h.meetings.courses.queueMine(ctx, p, r.who.ID, own.ownRead)
	r.rooms = h.rooms.queueUnread(ctx, p, r.who, own)
	r.told = h.e.Queue(ctx, p, readInboxScript, h.inbox.inboxKeys(r.who.ID), "", "", newsRead)
	if r.who.Role.Staff() {
		r.reports = h.e.QueuePage(ctx, p, h.reports.listed(r.who), engine.Place{}, reportsRead+1, true)
	}
	if r.who.Role == campus.Admin {
		r.approvals, r.wishes = h.people.queueWaiting(ctx, p)
	}
}

func (r *todayRead) queueNamed(ctx context.Context, p engine.Reader) {
	h := r.h
	r.lists.queueRows(ctx, p, r.who)
	r.news, r.open = unread(notificationsFrom(engine.Queued(r.told))), nil
	r.meetings = make([]*redis.SliceCmd, len(r.news))
	people := r.rooms.read()
	for i, n := range r.news {
		people = append(people, n.By)
		if n.Meeting.ID != 0 {
			r.meetings[i] = p.HMGet(ctx, h.keys.meeting(n.Meeting.ID), meetingFields...)
		}
	}
	r.names = h.people.queue(ctx, p, people)
	if !r.who.Role.Staff() {
		return
	}
	places := r.reports.Places()
	for _, place := range places[:min(len(places), reportsRead)] {
		if id, course, ok := parseListed(place.Member); ok {
			r.open = append(r.open, h.reports.queueReport(ctx, p, id, course))
		}
	}
}

func unread(all []campus.Notification) []campus.Notification {
	return slices.DeleteFunc(all, func(n campus.Notification) bool { return n.Read })
}

// courses sorts the news by what they are about. What is about none of one's own courses, or gone, stands in the inbox alone.
func (r *todayRead) courses(people map[int64]campus.Person) []CourseNews {
	names := map[int64]string{}
	for id, p := range people {
		names[id] = p.Name
	}
	of := map[string][]campus.Notification{}
	for i, n := range r.news {
		course := n.Course.ID
		if r.meetings[i] != nil {
			m, ok := meetingFrom(r.meetings[i].Val())
			if course = m.Course; !ok || n.Why == campus.WhyOut {
				continue
			}
		}
		n.Names = names
		of[course] = append(of[course], n)
	}
	mine := mineFrom(r.who, r.mine)
	all := make([]CourseNews, len(mine))
	for i, m := range mine {
		all[i] = CourseNews{m, of[m.Course.ID]}
	}
	slices.SortStableFunc(all, func(x, y CourseNews) int { return y.Latest().Compare(x.Latest()) })
	return all
}

func (r *todayRead) waits() Waits {
	var w Waits
	for _, n := range r.approvals {
		w.Approvals += int(n.Val())
	}
	if r.wishes != nil {
		w.Wishes = int(r.wishes.Val())
	}
	for _, one := range r.open {
		report, ok := one.report()
		if ok && report.Closed.IsZero() && campus.SeesReport(r.who, one.id, one.facts()) && !one.listedElsewhere(r.who) {
			w.Reports++
		}
	}
	w.MoreReports = r.who.Role.Staff() && len(r.reports.Places()) > reportsRead
	return w
}

// Crowded returns the courses of one's own in which people wait for a place, the most first.
func (t Today) Crowded(who campus.Person, now time.Time) []MyCourse {
	var all []MyCourse
	for _, c := range t.Courses {
		if c.Course.Waiting > 0 && c.Course.Open(now) && campus.CourseRights(who, c.Course, c.Mine).Staff {
			all = append(all, c.MyCourse)
		}
	}
	slices.SortStableFunc(all, func(x, y MyCourse) int { return cmp.Compare(y.Course.Waiting, x.Course.Waiting) })
	return all
}
