package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// ListSize is how many instances a list has.
const ListSize = 50

// Listed is an instance in a list, with its meeting.
type Listed struct {
	Meeting     campus.Meeting
	Instance    campus.Instance
	CourseTitle string // "" for a meeting of no course
	In          bool   // the asker takes part now
}

// Agenda is what somebody may enter: open now, to come, and past, each at most ListSize long.
type Agenda struct{ Active, Coming, Past []Listed }

// Agenda returns a person's agenda: active and coming by start, past by end, latest first.
func (s *Store) Agenda(ctx context.Context, person campus.Person) (Agenda, error) {
	scopes, err := s.scopes(ctx, person)
	if err != nil {
		return Agenda{}, err
	}
	now := s.Now()
	var open, coming, past []*redis.ZSliceCmd
	err = s.pipe(ctx, func(p redis.Pipeliner) {
		for _, scope := range scopes {
			open = append(open, s.queueActive(ctx, p, scope, now))
			coming = append(coming, p.ZRangeByScoreWithScores(ctx, s.keys.open(scope), &redis.ZRangeBy{Min: "(" + millis(now), Max: "+inf", Count: ListSize}))
			past = append(past, p.ZRevRangeWithScores(ctx, s.keys.past(scope), 0, ListSize-1))
		}
	})
	if err != nil {
		return Agenda{}, err
	}
	listed, err := s.enterable(ctx, person, merge(open, 1, maxActive), merge(coming, 1, ListSize), merge(past, -1, ListSize))
	var a Agenda
	for _, l := range listed {
		switch l.Instance.State(now) {
		case campus.Active:
			a.Active = append(a.Active, l)
		case campus.Scheduled:
			a.Coming = append(a.Coming, l)
		default:
			a.Past = append(a.Past, l)
		}
	}
	slices.SortStableFunc(a.Past, func(x, y Listed) int { return y.Instance.To.Compare(x.Instance.To) })
	return a, err
}

// ActiveInstances returns the open instances that a person may enter, an admin all, by start and then by id.
func (s *Store) ActiveInstances(ctx context.Context, person campus.Person) ([]Listed, error) {
	scopes, err := s.scopes(ctx, person)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	var open []*redis.ZSliceCmd
	err = s.pipe(ctx, func(p redis.Pipeliner) {
		for _, scope := range scopes {
			open = append(open, s.queueActive(ctx, p, scope, now))
		}
	})
	if err != nil {
		return nil, err
	}
	all, err := s.enterable(ctx, person, merge(open, 1, maxActive))
	all = slices.DeleteFunc(all, func(l Listed) bool { return l.Instance.State(now) != campus.Active })
	slices.SortStableFunc(all, func(x, y Listed) int {
		return cmp.Or(x.Instance.From.Compare(y.Instance.From), cmp.Compare(x.Meeting.ID, y.Meeting.ID))
	})
	return all, err
}

// maxActive bounds the open instances of one scope: what a campus of this size could hold at once.
const maxActive = 1000

func (s *Store) queueActive(ctx context.Context, p redis.Cmdable, scope string, now time.Time) *redis.ZSliceCmd {
	return p.ZRangeByScoreWithScores(ctx, s.keys.open(scope), &redis.ZRangeBy{Min: "-inf", Max: millis(now), Count: maxActive})
}

// scopes returns the lists that a person's agenda is made of.
func (s *Store) scopes(ctx context.Context, person campus.Person) ([]string, error) {
	if person.Role == campus.Admin {
		return []string{scopeAll}, nil
	}
	scopes := []string{scopePublic, campus.PersonTopic(person.ID)}
	var mine *redis.MapStringStringCmd
	var own *redis.StringSliceCmd
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		mine, own = p.HGetAll(ctx, s.keys.personCourses(person.ID)), p.ZRange(ctx, s.keys.personTeaches(person.ID), 0, -1)
	})
	for id, kept := range mine.Val() {
		if strings.HasSuffix(kept, " "+campus.Enrolled) {
			scopes = append(scopes, campus.CourseTopic(id))
		}
	}
	for _, id := range own.Val() {
		scopes = append(scopes, campus.CourseTopic(id))
	}
	return scopes, err
}

// merge joins the lists of several scopes into one, each instance once, ordered by score (backwards
// with -1) and cut to limit.
func merge(lists []*redis.ZSliceCmd, direction, limit int) []string {
	var all []redis.Z
	seen := map[any]bool{}
	for _, cmd := range lists {
		for _, z := range cmd.Val() {
			if !seen[z.Member] {
				seen[z.Member] = true
				all = append(all, z)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y redis.Z) int {
		return direction * cmp.Or(cmp.Compare(x.Score, y.Score), cmp.Compare(x.Member.(string), y.Member.(string)))
	})
	names := make([]string, 0, len(all))
	for _, z := range all {
		names = append(names, z.Member.(string))
	}
	return names[:min(len(names), limit)]
}

// listRead is an instance of a list being read, with how one person stands to it.
type listRead struct {
	meeting, instance *redis.SliceCmd
	invited           *redis.BoolCmd
	present           *redis.FloatCmd
}

func (s *Store) queueListed(ctx context.Context, p redis.Pipeliner, person, id int64, order int) listRead {
	return listRead{p.HMGet(ctx, s.keys.meeting(id), meetingFields...), p.HMGet(ctx, s.keys.instance(id, order), instanceFields...),
		p.SIsMember(ctx, s.keys.invited(id), person), p.ZScore(ctx, s.keys.present(id, order), num(person))}
}

// row is what was read, with whether the person is listed by name; false for what no longer exists.
func (r listRead) row(now time.Time) (row Listed, invited, ok bool) {
	m, ok1 := meetingFrom(r.meeting.Val())
	i, ok2 := instanceFrom(r.instance.Val())
	in := r.present.Err() == nil && i.State(now) == campus.Active
	return Listed{Meeting: m, Instance: i, In: in}, r.invited.Val(), ok1 && ok2
}

// enterable reads what lists name and a person may enter: the lists may be a moment behind, so each right is looked up. It
// takes one round trip after the lists, and one more when there are meetings of courses among them.
func (s *Store) enterable(ctx context.Context, person campus.Person, lists ...[]string) ([]Listed, error) {
	var reads []listRead
	seen := map[string]bool{} // one that has just ended may stand in two lists
	err := s.pipe(ctx, func(p redis.Pipeliner) {
		for _, name := range slices.Concat(lists...) {
			if id, order, ok := parseInstanceName(name); ok && !seen[name] {
				seen[name] = true
				reads = append(reads, s.queueListed(ctx, p, person.ID, id, order))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	now := s.Now()
	courses, err := s.coursesOf(ctx, person, reads, now)
	if err != nil {
		return nil, err
	}
	rows := make([]Listed, 0, len(reads))
	for _, r := range reads {
		row, invited, ok := r.row(now)
		allowed := row.Meeting.HostedBy(person) || row.Meeting.Public || invited
		if c, found := courses[row.Meeting.Course].course(); found {
			row.CourseTitle = c.Title
			allowed = allowed || c.Staff(person) || courses[row.Meeting.Course].mine().Status == campus.Enrolled
		}
		if ok && allowed {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// coursesOf reads the courses that meetings belong to, and how a person stands in them; nothing when there are none.
func (s *Store) coursesOf(ctx context.Context, person campus.Person, reads []listRead, now time.Time) (map[string]seatRead, error) {
	courses := map[string]seatRead{}
	var ids []string
	for _, r := range reads {
		if row, _, _ := r.row(now); row.Meeting.Course != "" && !slices.Contains(ids, row.Meeting.Course) {
			ids = append(ids, row.Meeting.Course)
		}
	}
	if len(ids) == 0 {
		return courses, nil
	}
	return courses, s.pipe(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			courses[id] = s.queueSeat(ctx, p, person.ID, id)
		}
	})
}

func parseInstanceName(name string) (int64, int, bool) {
	return campus.ParseMeetingTopic("meeting:" + name)
}

// listMeeting brings the lists in step with all instances of a meeting.
func (s *Store) listMeeting(ctx context.Context, id int64) error {
	m, err := s.Meeting(ctx, id)
	if errors.Is(err, campus.ErrNoMeeting) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.bindWaiting(ctx, id); err != nil {
		return err
	}
	instances, err := s.Instances(ctx, m)
	if err != nil {
		return err
	}
	return s.list(ctx, m, instances)
}

// listInstance brings the lists in step with one instance.
func (s *Store) listInstance(ctx context.Context, name string) error {
	id, order, ok := parseInstanceName(name)
	if !ok {
		return nil
	}
	m, err := s.Meeting(ctx, id)
	if err != nil {
		return unlessGone(err)
	}
	i, err := s.Instance(ctx, id, order)
	if err != nil {
		return unlessGone(err)
	}
	return s.list(ctx, m, []campus.Instance{i})
}

// list writes instances into the list of every scope that may see them: into open by their start, from their end on into
// past by their end.
func (s *Store) list(ctx context.Context, m campus.Meeting, instances []campus.Instance) error {
	scopes, err := s.audienceScopes(ctx, m)
	if err != nil {
		return err
	}
	now := s.Now()
	for _, scope := range scopes {
		err := s.pipe(ctx, func(p redis.Pipeliner) {
			for _, i := range instances {
				name := instanceName(i.Meeting, i.Order)
				if state := i.State(now); state == campus.Active || state == campus.Scheduled {
					p.ZAdd(ctx, s.keys.open(scope), redis.Z{Score: float64(i.From.UnixMilli()), Member: name})
					continue
				}
				p.ZRem(ctx, s.keys.open(scope), name)
				p.ZAdd(ctx, s.keys.past(scope), redis.Z{Score: float64(i.To.UnixMilli()), Member: name})
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) audienceScopes(ctx context.Context, m campus.Meeting) ([]string, error) {
	scopes := []string{scopeAll, campus.PersonTopic(m.Host.ID)}
	if m.Public {
		scopes = append(scopes, scopePublic)
	}
	if m.Course != "" {
		scopes = append(scopes, campus.CourseTopic(m.Course))
	}
	invited, err := s.rdb.SMembers(ctx, s.keys.invited(m.ID)).Result()
	for _, person := range invited {
		if id, ok := campus.ParseID(person); ok && id != m.Host.ID {
			scopes = append(scopes, campus.PersonTopic(id))
		}
	}
	return scopes, away(err)
}

// bindWaiting notes which addresses of a meeting nobody has yet, and then looks once more: whoever came in between is
// bound here, whoever comes later by bindPerson.
func (s *Store) bindWaiting(ctx context.Context, id int64) error {
	audience, err := s.rdb.HGetAll(ctx, s.keys.audience(id)).Result()
	if err != nil {
		return away(err)
	}
	var unbound []string
	for address, person := range audience {
		if person == "" {
			unbound = append(unbound, address)
		}
	}
	err = s.pipe(ctx, func(p redis.Pipeliner) {
		for _, address := range unbound {
			p.SAdd(ctx, s.keys.awaiting(address), id)
		}
	})
	if err != nil {
		return err
	}
	found, err := s.findEmails(ctx, unbound)
	for i, person := range found {
		if person != 0 {
			err = errors.Join(err, s.bindAddress(ctx, id, unbound[i], person))
		}
	}
	return err
}

// bindPerson opens to a new person the meetings that list their address.
func (s *Store) bindPerson(ctx context.Context, id int64) error {
	p, err := s.Person(ctx, id)
	if err != nil || p.Email == "" {
		return err
	}
	address := campus.FoldLogin(p.Email)
	meetings, err := s.rdb.SMembers(ctx, s.keys.awaiting(address)).Result()
	if err != nil {
		return away(err)
	}
	for _, member := range meetings {
		meeting, _ := campus.ParseID(member)
		if err := s.bindAddress(ctx, meeting, address, id); err != nil {
			return err
		}
		if err := s.listMeeting(ctx, meeting); err != nil {
			return err
		}
	}
	return away(s.rdb.Del(ctx, s.keys.awaiting(address)).Err())
}

func (s *Store) bindAddress(ctx context.Context, meeting int64, address string, person int64) error {
	_, err := s.run(ctx, s.scripts.bindAddress, []string{s.keys.audience(meeting), s.keys.invited(meeting)}, address, person)
	return err
}

// CourseMeetings returns the open and coming instances of a course's meetings that a person may enter, by start.
func (s *Store) CourseMeetings(ctx context.Context, person campus.Person, course string) ([]Listed, error) {
	names, err := s.rdb.ZRange(ctx, s.keys.open(campus.CourseTopic(course)), 0, ListSize-1).Result()
	if err != nil {
		return nil, away(err)
	}
	return s.enterable(ctx, person, names)
}
