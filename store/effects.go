package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// effects is everything that changes leave to be done in other partitions, by the kind of the outbox's entry.
func (s *Store) effects() map[string]engine.Effect {
	return map[string]engine.Effect{
		"course":      s.Courses.follow,                    // made, changed, closed, hidden: the teacher's own, the search
		"taught":      engine.Each(s.followTaught),         // handed over, or other co-teachers: who goes, who comes
		"course-gone": engine.Each(s.courseGone),           // hidden: out of its meetings, and its people are told
		"edited":      engine.Each(s.followEdited),         // a course: its people are told what has changed
		"closed":      engine.Each(s.Inbox.followClosed),   // a course: its people are told
		"closing":     engine.Each(s.Inbox.followClosing),  // a course is about to: its people are told
		"starting":    engine.Each(s.tellStarting),         // a date is about to: who is invited is reminded
		"role":        engine.Each(s.Inbox.tellRole),       // somebody's was decided: they are told
		"seat":        s.followSeats,                       // somebody's place: their own courses, out of the course's meetings
		"person":      s.newPeople,                         // made, or their address confirmed: General, the meetings that list it
		"unlisted":    engine.Each(s.Meetings.unlisted),    // erased: their address out of what it is listed in
		"renamed":     s.renamed,                           // has another name: wherever it is copied
		"reported":    engine.Each(s.followReported),       // a line or a person: to the staff of the room, and the audit
		"override":    engine.Each(s.overridden),           // of what is another's: the audit; of excuses: their person's list
		"erased":      engine.Each(s.erased),               // is nobody any more: out of their courses
		"rights":      engine.Each(s.rightsLost),           // may enter no more: out of every room, online no longer
		"joined":      s.joined,                            // let in: noted; out again, should the right be lost by now
		"scopes":      engine.Each(s.followScopes),         // who may see a meeting, and who looks after it
		"invited":     engine.Each(s.tellInvited),          // a meeting: who is invited is told what has changed
		"roll":        engine.Each(s.Meetings.callRoll),    // one begins or ends: who is expected at it
		"cut":         engine.Each(s.Meetings.cut),         // one was cancelled while it was on: how it was attended
		"forgotten":   engine.Each(s.Meetings.forgotten),   // how one was attended, for its age: by who was on its roster too
		"mentioned":   engine.Each(s.tellMentioned),        // in a line: that they are
		"banned":      engine.Each(s.Rooms.forgetBanned),   // from a room that outlives meetings: nothing there is meant for them
		"lines":       s.Rooms.followLines,                 // said, edited, deleted: whose they are, the search in their room
		"unsaid":      engine.Each(s.Records.unsaid),       // a line of a date, maybe one that is in the archive
		"remind":      engine.Each(s.tellAbsent),           // who is absent: that they are missed
		"dates":       engine.Each(s.Meetings.followDates), // when some of its dates are
	}
}

// overridden notes what somebody did to what is another's.
func (s *Store) overridden(ctx context.Context, en engine.Entry) error {
	return errors.Join(s.Audit.overridden(ctx, en), s.Meetings.noteExcused(ctx, en))
}

// NewFollowers returns followers to Run.
func NewFollowers(s *Store) *Followers { return engine.NewFollowers(s.engine, s.effects()) }

// NewScheduler returns a scheduler to Run.
func NewScheduler(s *Store) *Scheduler {
	return engine.NewScheduler(s.engine, map[string]engine.Consequence{
		"close": s.Courses.close,
		"instance": func(ctx context.Context, name string) error {
			id, order, _, ok := parseMember(name)
			if !ok || instanceName(id, order) != name {
				return engine.ErrName
			}
			return s.Meetings.advance(ctx, id, order)
		},
		"gone": s.Meetings.letOutUnseen,
	})
}

// follow brings teachers' own courses and the search in step with courses.
func (s *Courses) follow(ctx context.Context, entries []engine.Entry) error {
	reads := make([]courseRead, len(entries))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, en := range entries {
			reads[i] = s.queue(ctx, p, en.Text("course"))
		}
	})
	if err != nil {
		return err
	}
	calls := make([]engine.Call, 0, 2*len(entries))
	for i, en := range entries {
		c, exists := reads[i].course()
		if exists {
			calls = append(calls, s.noteStaff(c)...)
		}
		calls = append(calls, s.indexed(en.Text("course"), en.Order(), c, exists))
	}
	if _, err = s.e.RunAll(ctx, calls); err != nil {
		return err
	}
	return errors.Join(s.tellNew(ctx, entries), s.checkTeachers(ctx, coursesFrom(reads)))
}

// noteStaff returns the calls that put a course among the own courses of each who teaches it.
func (s *Courses) noteStaff(c campus.Course) []engine.Call {
	var calls []engine.Call
	for _, one := range c.Staff() {
		calls = append(calls, engine.Call{Script: noteTeacherScript, Keys: []string{s.keys.personTeaches(one.ID)},
			Args: []any{c.ID, c.Created.UnixMilli()}})
	}
	return calls
}

// courseGone sends people out of the meetings of a course that was deleted, and tells those that were in it.
func (s *Store) courseGone(ctx context.Context, en engine.Entry) error {
	return errors.Join(s.Rooms.ringReaders(ctx, en.Text("course")), s.Meetings.courseGone(ctx, en), s.Inbox.followGone(ctx, en))
}

// followTaught takes a course out of the own courses of who taught it and does not any more, and them out of its meetings.
// What was reported there goes to who looks after them now. Who is new in its room has missed nothing there.
func (s *Store) followTaught(ctx context.Context, en engine.Entry) error {
	id, former := en.Text("course"), append(withFrom(en.Text("co_teachers")), campus.Named{ID: en.Number("teacher")})
	gone, err := s.Courses.forgetTeachers(ctx, id, former)
	if err != nil {
		return err
	}
	came, err := s.Rooms.newStaff(ctx, en, former)
	if err = errors.Join(err, s.Rooms.welcome(ctx, came)); err != nil {
		return err
	}
	return errors.Join(s.Meetings.outOfCourse(ctx, id, gone), s.Rooms.ringTaught(ctx, id, gone), s.Reports.handOverCourse(ctx, id))
}

// forgetTeachers takes a course out of the own courses of those among former who do not teach it any more, and returns
// them. Who has been given it again meanwhile gets it back: what the course says is looked at once more after the lists
// have changed.
func (s *Courses) forgetTeachers(ctx context.Context, id string, former []campus.Named) (gone []int64, err error) {
	course, err := s.Get(ctx, id)
	if unlessGone(err) != nil {
		return nil, err
	}
	var calls []engine.Call
	for _, one := range former {
		if !isAmong(course.Staff(), one.ID) {
			gone = append(gone, one.ID)
			calls = append(calls, engine.Call{Script: forgetCourseScript, Keys: []string{s.keys.personTeaches(one.ID)}, Args: []any{id}})
		}
	}
	if _, err = s.e.RunAll(ctx, calls); err != nil || course.ID == "" {
		return gone, err
	}
	if course, err = s.Get(ctx, id); err == nil {
		_, err = s.e.RunAll(ctx, s.noteStaff(course))
	}
	return gone, unlessGone(err)
}

// outOfCourse sends people out of a course's meetings who may be there for no other reason. Who is at a door hears it too.
func (s *Meetings) outOfCourse(ctx context.Context, course string, people []int64) error {
	topics := make([]string, len(people))
	for i, person := range people {
		topics[i] = campus.PersonTopic(person)
	}
	err := s.e.Ring(ctx, string(campus.KindRights), topics...)
	all, lerr := s.openAndComing(ctx, campus.CourseTopic(course))
	if err = errors.Join(err, lerr); err != nil || len(all) == 0 {
		return err
	}
	for _, person := range people {
		err = errors.Join(err, s.evictFrom(ctx, members(all), person))
	}
	return err
}

// courseGone sends everybody out of a course's meetings who may be there for no other reason. What the list has as yet to
// come is looked at too: it may have been started early, and the list be a moment behind.
func (s *Meetings) courseGone(ctx context.Context, en engine.Entry) error {
	all, err := s.openAndComing(ctx, campus.CourseTopic(en.Text("course")))
	if err != nil {
		return err
	}
	if err := s.evictAll(ctx, members(all)); err != nil {
		return err
	}
	var rooms []string
	for _, name := range members(all) {
		if id, order, _, ok := parseMember(name); ok {
			rooms = append(rooms, campus.MeetingTopic(id, order))
		}
	}
	return s.e.Ring(ctx, string(campus.KindRights), rooms...)
}

// rightsLost sends a person who may enter no more out of every room.
func (s *Meetings) rightsLost(ctx context.Context, en engine.Entry) error {
	all, err := s.openAndComing(ctx, scopeAll)
	if err != nil {
		return err
	}
	return s.evictFrom(ctx, members(all), en.Number("person"))
}

// joined follows who has come into a room for the first time; of the room of two, who has spoken there.
func (s *Store) joined(ctx context.Context, entries []engine.Entry) error {
	if err := s.Meetings.joined(ctx, entries); err != nil {
		return err
	}
	return s.Rooms.listSpoken(ctx, entries)
}

// joined notes for people where they have been, and looks again at who was let in. Join does so itself; but its Stoa may
// have died in between.
func (s *Meetings) joined(ctx context.Context, entries []engine.Entry) error {
	if err := s.noteRooms(ctx, entries); err != nil {
		return err
	}
	let := map[string][]string{}
	for _, en := range entries {
		let[en.Text("room")] = append(let[en.Text("room")], en.Text("person"))
	}
	noted := map[string][]string{}
	for room, people := range let {
		if id, order, ok := campus.ParseMeetingTopic(room); ok {
			noted[instanceName(id, order)] = people
		}
	}
	if err := s.noteRosters(ctx, noted); err != nil {
		return err
	}
	for room, people := range let {
		id, order, ok := campus.ParseMeetingTopic(room)
		if !ok {
			continue
		}
		if err := s.evictSome(ctx, id, order, people); err != nil {
			return err
		}
	}
	return nil
}

// followDates brings the lists of everybody who may see a meeting in step with some of its dates.
func (s *Meetings) followDates(ctx context.Context, en engine.Entry) error {
	m, exists, err := s.evenHidden(ctx, en.Number("meeting"))
	if err != nil || !exists {
		return err // hidden meanwhile: that has an entry of its own
	}
	var orders []int
	for _, text := range strings.Fields(en.Text("orders")) {
		if order, err := strconv.Atoi(text); err == nil {
			orders = append(orders, order)
		}
	}
	instances, err := s.some(ctx, m.ID, orders)
	if err != nil {
		return err
	}
	scopes, err := s.scopesOf(ctx, m)
	if err != nil {
		return err
	}
	if err := s.list(ctx, en.Order(), scopes, s.listed(m, instances)); err != nil {
		return err
	}
	// Who lost a right while the lists did not know that these dates are open was not found by them.
	return s.evictAll(ctx, s.openOf(instances))
}

// followScopes brings what is listed of a meeting in step with who may see it, and who looks after it.
func (s *Store) followScopes(ctx context.Context, en engine.Entry) error {
	return errors.Join(s.Meetings.followScopes(ctx, en), s.Reports.handOver(ctx, campus.MeetingTopic(en.Number("meeting"), 1)))
}

// followScopes brings the lists of who may see a meeting now, or may not any more, in step with that, and sends out who
// may not be there any more.
func (s *Meetings) followScopes(ctx context.Context, en engine.Entry) error {
	m, exists, err := s.evenHidden(ctx, en.Number("meeting"))
	if err != nil || m.ID == 0 {
		return err
	}
	now, err := s.scopesOf(ctx, m)
	if err != nil {
		return err
	}
	gone, came := strings.Fields(en.Text("gone")), strings.Fields(en.Text("came"))
	everybody := slices.Contains(came, "*")
	switch {
	case !exists: // what an edit just before took it out of has it still
		gone, came = slices.DeleteFunc(append(gone, now...), func(scope string) bool { return scope == "*" }), nil
	case everybody || en.Text("course") == "changed": // then its dates have other names in all lists
		came = now
	}
	// What came may have gone again meanwhile, and the other way round.
	came = slices.DeleteFunc(came, func(scope string) bool { return !slices.Contains(now, scope) })
	gone = slices.DeleteFunc(gone, func(scope string) bool { return exists && slices.Contains(now, scope) })
	if everybody || en.Text("audience") == "changed" {
		if err := s.bindWaiting(ctx, m.ID); err != nil {
			return err
		}
	}
	instances, err := s.Instances(ctx, m)
	if err != nil {
		return err
	}
	if exists {
		err = s.list(ctx, en.Order(), gone, unlisted(instances))
	} else {
		err = s.leaveBehind(ctx, en.Order(), m, gone, instances)
	}
	if err != nil {
		return err
	}
	if err := s.list(ctx, en.Order(), came, s.listed(m, instances)); err != nil {
		return err
	}
	// A meeting that is hidden by now has everybody among those who are gone.
	if err := errors.Join(s.checkHost(ctx, m), s.checkInvited(ctx, m.ID, slices.Concat(came, gone))); err != nil {
		return err
	}
	if exists {
		if err := s.expectListed(ctx, m, s.openOf(instances)); err != nil {
			return err
		}
	}
	// Who lost a right before the lists had these dates was not found by them. Whoever loses one from now on is.
	if err := s.evictAll(ctx, s.openOf(instances)); err != nil || len(gone) == 0 {
		return err
	}
	return s.e.Ring(ctx, string(campus.KindRights), s.watched(instances)...)
}

// openOf returns those of a meeting's dates that are open.
func (s *Meetings) openOf(instances []campus.Instance) []string {
	var open []string
	for _, i := range instances {
		if i.State(s.e.Now()) == campus.Active {
			open = append(open, instanceName(i.Meeting, i.Order))
		}
	}
	return open
}

// watched returns the rooms of a meeting that somebody may be in, or wait for at the door: who lost the right hears it.
func (s *Meetings) watched(instances []campus.Instance) []string {
	var rooms []string
	for _, i := range instances {
		if state := i.State(s.e.Now()); state == campus.Active || state == campus.Scheduled {
			rooms = append(rooms, i.Room())
		}
	}
	return rooms
}

// scopesOf returns the lists that a meeting belongs in.
func (s *Meetings) scopesOf(ctx context.Context, m campus.Meeting) ([]string, error) {
	var invited *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { invited = p.SMembers(ctx, s.keys.invited(m.ID)) }); err != nil {
		return nil, err
	}
	scopes := []string{scopeAll, campus.PersonTopic(m.Host.ID)}
	if m.Public {
		scopes = append(scopes, scopePublic)
	}
	if m.Course != "" {
		scopes = append(scopes, campus.CourseTopic(m.Course))
	}
	for _, person := range invited.Val() {
		if id, ok := campus.ParseID(person); ok && id != m.Host.ID {
			scopes = append(scopes, campus.PersonTopic(id))
		}
	}
	return scopes, nil
}

// listed returns how dates of a meeting stand in lists: open by their start, past by their end, cancelled by their start.
func (s *Meetings) listed(m campus.Meeting, instances []campus.Instance) []any {
	now, args := s.e.Now(), make([]any, 0, 4*len(instances))
	for _, i := range instances {
		list, at := "open", i.From
		switch i.State(now) {
		case campus.Cancelled:
			list = "cancelled"
		case campus.Ended:
			list, at = "past", i.To
		}
		args = append(args, instanceName(i.Meeting, i.Order), memberOf(m, i), list, at.UnixMilli())
	}
	return args
}

// unlisted returns that dates stand in no list.
func unlisted(instances []campus.Instance) []any {
	args := make([]any, 0, 4*len(instances))
	for _, i := range instances {
		args = append(args, instanceName(i.Meeting, i.Order), "", "none", 0)
	}
	return args
}

// list writes dates into the lists of scopes: one call for each, many in one round trip.
func (s *Meetings) list(ctx context.Context, order string, scopes []string, dates []any) error {
	if len(dates) == 0 {
		return nil
	}
	calls := make([]engine.Call, len(scopes))
	for i, scope := range scopes {
		calls[i] = engine.Call{Script: listInstancesScript, Args: append([]any{order}, dates...),
			Keys: []string{s.keys.list(scope, "open"), s.keys.list(scope, "past"), s.keys.list(scope, "cancelled"),
				s.keys.list(scope, "written"), s.keys.list(scope, "gone")}}
	}
	_, err := s.e.RunAll(ctx, calls)
	return err
}

// memberOf names a date in lists: with its course, so that who reads the list knows at once which courses to look at.
func memberOf(m campus.Meeting, i campus.Instance) string {
	name := instanceName(i.Meeting, i.Order)
	if m.Course != "" {
		name += ":" + m.Course
	}
	return name
}

// parseMember reads what memberOf wrote, or instanceName.
func parseMember(member string) (id int64, order int, course string, ok bool) {
	parts := strings.SplitN(member, ":", 3)
	if len(parts) < 2 {
		return 0, 0, "", false
	}
	if len(parts) == 3 {
		course = parts[2]
	}
	id, order, ok = campus.ParseMeetingTopic("meeting:" + parts[0] + ":" + parts[1])
	return id, order, course, ok
}
