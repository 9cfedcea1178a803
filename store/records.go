package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Records is what dates that are over leave to the archive: which of them wait, and all that happened in each.
type Records struct {
	data
	people *People
	rooms  *Rooms
	// masks takes a line that was deleted after its date was over out of the archive; nil where there is none.
	masks *atomic.Pointer[Masks]
	// shelf is where the lines are of rooms that were let go; nil where there is none.
	shelf *atomic.Pointer[Shelf]
}

// Masks take lines of dates that are over out of the archive.
type Masks struct {
	// Deleting hides a line at the moment at which it is deleted, if its date is in the archive.
	Deleting func(ctx context.Context, meeting int64, order int, line int64) error
	// Deleted takes a line out of whatever was written of it, or will be from what was read before it was deleted. Of the line it is told
	// which it is, and when it was said.
	Deleted func(ctx context.Context, held Held, line campus.Line) error
}

// OnDelete says who takes lines out of the archive. It is called once, before the followers run.
func (s *Records) OnDelete(masks Masks) { s.masks.Store(&masks) }

// deleting hides a line in the archive before anybody is told that it was deleted. Where that fails, it is hidden as soon as what is left
// to be done has been done.
func (s *Records) deleting(ctx context.Context, room Room, line int64) {
	masks := s.masks.Load()
	id, order, ok := campus.ParseMeetingTopic(room.Topic)
	if masks == nil || !ok {
		return
	}
	if err := masks.Deleting(ctx, id, order, line); err != nil {
		s.e.Log().WarnContext(ctx, "hiding a deleted line in the archive", "room", room.Topic, "line", line, "err", err)
	}
}

// unsaid has a line that was deleted taken out of the archive, unless its date goes on: then the archive gets it as it is by now.
func (s *Records) unsaid(ctx context.Context, en engine.Entry) error {
	masks := s.masks.Load()
	id, order, ok := campus.ParseMeetingTopic(en.Text("room"))
	if masks == nil || !ok {
		return nil
	}
	held, err := s.Held(ctx, id, order)
	if state := held.State(s.e.Now()); err != nil || state == campus.Scheduled || state == campus.Active {
		return unlessGone(err)
	}
	return masks.Deleted(ctx, held, campus.Line{ID: en.Number("line"), At: fromMillis(en.Text("at"))})
}

// Held is a date that is over.
type Held struct {
	Meeting campus.Meeting // also one that is deleted
	campus.Instance
	Archived time.Time // when all of it was in the archive; zero for not yet
	Rolled   bool      // all are noted who were expected

	logged  string    // the last that the room's log had told by then
	trimmed time.Time // since when it told what is in the archive alone; zero for none
}

// Record is all that happened at a date but what was said, in the order in which it happened.
type Record struct {
	Held
	Events []RecordedEvent
}

// RecordedEvent is one thing that happened at a date.
type RecordedEvent struct {
	Kind   string // as in the room's log; or absent, excused
	At     time.Time
	Person int64  // whom it is about; 0 for nobody
	By     int64  // who did it, where that is somebody else
	Role   string // of the person, as it was when this was read: host, student, teacher or admin
	Ref    int64  // the line that it is about; 0 for none
	Detail string // what else there is, as JSON; "" for nothing
}

// RecordedLine is a line of a room as it is kept: also what nobody said, and what was deleted.
type RecordedLine struct {
	campus.Line
	Detail string // what a campus.Line does not say, as JSON; "" for nothing
}

// RecordChunk is how much of a log or a list is read at once.
const RecordChunk = 500

// Claim returns up to n dates of each partition that wait to be archived, and takes them up for a while: no other worker gets them
// before. What is not marked by then waits again.
func (s *Records) Claim(ctx context.Context, n int64, lease time.Duration) ([]Held, error) {
	return s.claim(ctx, s.keys.unarchived, n, lease, 0)
}

// claim takes up dates that have waited long enough, where they do.
func (s *Records) claim(ctx context.Context, where func(tag string) string, n int64, lease, wait time.Duration) ([]Held, error) {
	tags := engine.PartitionTags()
	waiting := make([]*redis.ZSliceCmd, len(tags))
	err := s.e.Read(ctx, func(p engine.Reader) {
		for i, tag := range tags {
			waiting[i] = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: where(tag), Start: "-inf",
				Stop: millis(s.e.Now().Add(-wait)), ByScore: true, Count: n})
		}
	})
	if err != nil {
		return nil, err
	}
	var calls []engine.Call
	for i, tag := range tags {
		for _, name := range waiting[i].Val() {
			calls = append(calls, engine.Call{Script: claimRecordScript, Keys: []string{where(tag)},
				Args: []any{name.Member, lease.Milliseconds(), wait.Milliseconds()}})
		}
	}
	got, err := s.e.RunAll(ctx, calls)
	var held []Held
	for i, reply := range got {
		name, _ := calls[i].Args[0].(string)
		if id, order, _, ok := parseMember(name); ok && reply.Number(1) == 1 {
			held = append(held, Held{Instance: campus.Instance{Meeting: id, Order: order}})
		}
	}
	return held, err
}

// Waiting returns how many dates are over and not in the archive yet.
func (s *Records) Waiting(ctx context.Context) (n int64, err error) {
	var waiting []*redis.IntCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		waiting = nil
		for _, tag := range engine.PartitionTags() {
			waiting = append(waiting, p.ZCard(ctx, s.keys.unarchived(tag)))
		}
	})
	if err != nil {
		return 0, err
	}
	for _, some := range waiting {
		n += some.Val()
	}
	return n, nil
}

// MarkArchived notes that all of a date is in the archive.
func (s *Records) MarkArchived(ctx context.Context, id int64, order int) error {
	tag := meetingTag(id)
	_, err := s.e.Run(ctx, markArchivedScript, []string{s.keys.instance(id, order), s.keys.unarchived(tag), s.keys.archived(tag),
		s.keys.events(MeetingRoom(id, order)), s.keys.expiring(tag), s.keys.forgetting(tag)}, instanceName(id, order))
	return err
}

// Held returns a date, or ErrNoMeeting.
func (s *Records) Held(ctx context.Context, id int64, order int) (Held, error) {
	var meeting, instance *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		meeting = p.HMGet(ctx, s.keys.meeting(id), meetingFields...)
		instance = p.HMGet(ctx, s.keys.instance(id, order), append(slices.Clone(instanceFields), "archived", "logged", "trimmed",
			"rolled")...)
	})
	if err != nil {
		return Held{}, err
	}
	m, ok := evenDeleted(meeting.Val())
	i, known := instanceFrom(instance.Val())
	if !ok || !known {
		return Held{}, campus.ErrNoMeeting
	}
	more := engine.Texts(instance.Val())[len(instanceFields):]
	return Held{m, i, fromMillis(more[0]), more[3] != "", more[1], fromMillis(more[2])}, nil
}

// rollPatience is how long the archive waits for those who were expected at a date to be noted.
const rollPatience = 10 * time.Minute

// Complete reports whether all is noted of a date that is over, or waiting for it has no end.
func (h Held) Complete(now time.Time) bool {
	return h.Rolled || h.State(now) != campus.Ended || now.Sub(h.To) >= rollPatience
}

// Read returns all that happened at a date but what was said. It refuses with ErrNoMeeting.
func (s *Records) Read(ctx context.Context, id int64, order int) (Record, error) {
	held, err := s.Held(ctx, id, order)
	if err != nil {
		return Record{}, err
	}
	r, room := Record{Held: held}, MeetingRoom(id, order)
	for _, part := range []func(context.Context, Room, *Record) error{s.visits, s.wholeLog, s.rolled} {
		if err := part(ctx, room, &r); err != nil {
			return Record{}, err
		}
	}
	slices.SortStableFunc(r.Events, func(a, b RecordedEvent) int { return a.At.Compare(b.At) })
	return r, s.roles(ctx, &r)
}

// visits adds who came and went.
func (s *Records) visits(ctx context.Context, room Room, r *Record) error {
	for from := int64(0); ; from += RecordChunk {
		var read *redis.StringSliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) { read = p.LRange(ctx, s.keys.visits(room), from, from+RecordChunk-1) })
		if err != nil {
			return err
		}
		for _, text := range read.Val() {
			if v, ok := campus.ParseVisit(text); ok {
				r.Events = append(r.Events, RecordedEvent{Kind: string(v.Kind), At: v.At, Person: v.Person})
			}
		}
		if len(read.Val()) < RecordChunk {
			return nil
		}
	}
}

// recordedElsewhere are the kinds of events that are in a record by another list: who came and went is dated better by the visits.
var recordedElsewhere = []campus.Kind{campus.KindJoin, campus.KindLeave, campus.KindMessage, campus.KindReacted, campus.KindRenamed}

// wholeLog adds all that a room's log tells, or told before it was let go.
func (s *Records) wholeLog(ctx context.Context, room Room, r *Record) error {
	if r.trimmed.IsZero() {
		return s.log(ctx, room, r, "-", "+")
	}
	if err := s.toldEarlier(ctx, r); err != nil {
		return err
	}
	return s.log(ctx, room, r, "("+r.logged, "+")
}

// log adds what the room's log tells from one entry to another; of what staff did who did it, and to whom.
func (s *Records) log(ctx context.Context, room Room, r *Record, from, until string) error {
	return s.told(ctx, room, from, until, func(some []RecordedEvent) error {
		refs := make([]int64, len(some))
		for i, event := range some {
			refs[i] = event.Ref
		}
		err := s.deeds(ctx, room, some, refs)
		r.Events = append(r.Events, some...)
		return err
	})
}

// told calls with what the room's log tells from one entry to another, some at a time.
func (s *Records) told(ctx context.Context, room Room, from, until string, with func([]RecordedEvent) error) error {
	for {
		var read *redis.XMessageSliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) { read = p.XRangeN(ctx, s.keys.events(room), from, until, RecordChunk) })
		if err != nil {
			return err
		}
		var some []RecordedEvent
		for _, entry := range read.Val() {
			event := eventFrom(room.Topic, entry)
			if !slices.Contains(recordedElsewhere, event.Kind) {
				some = append(some, RecordedEvent{Kind: string(event.Kind), At: event.At, Ref: event.Ref})
			}
		}
		if err = with(some); err != nil || len(read.Val()) < RecordChunk {
			return err
		}
		from = "(" + read.Val()[len(read.Val())-1].ID
	}
}

// deeds says of events that are about a notice who did what to whom.
func (s *Records) deeds(ctx context.Context, room Room, told []RecordedEvent, refs []int64) error {
	lines, err := s.rooms.bareLines(ctx, room, refs)
	if err != nil {
		return err
	}
	notices := map[int64]campus.Line{}
	for _, line := range lines {
		if line.Notice != "" {
			notices[line.ID] = line
		}
	}
	for i, event := range told {
		notice, ok := notices[event.Ref]
		if !ok || string(notice.Notice) != event.Kind {
			continue
		}
		told[i].By, told[i].Person = notice.Author.ID, notice.Whom.ID
		if notice.Rules.Chat != "" {
			told[i].Detail = jsonOf(map[string]any{"chat": notice.Rules.Chat, "seconds": notice.Rules.Seconds})
		}
	}
	return nil
}

// rolledKinds are the kinds of events that a room's roster tells.
var rolledKinds = []string{"absent", "excused"}

// rolled adds who was expected and never came, at the end, and who was excused.
func (s *Records) rolled(ctx context.Context, room Room, r *Record) error {
	var roster *redis.ZSliceCmd
	var excused *redis.MapStringStringCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		roster = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.roster(room), Start: absentScore, Stop: excusedScore,
			ByScore: true})
		excused = p.HGetAll(ctx, s.keys.excused(room))
	})
	if err != nil {
		return err
	}
	var missed []int64
	for _, z := range roster.Val() {
		member, _ := z.Member.(string)
		person, _ := campus.ParseID(member)
		missed = append(missed, person)
	}
	for _, person := range slices.Sorted(slices.Values(missed)) {
		r.Events = append(r.Events, RecordedEvent{Kind: "absent", At: r.To, Person: person})
	}
	for _, person := range slices.Sorted(slices.Values(idsFrom(slices.Collect(maps.Keys(excused.Val()))))) {
		if why := excuseFrom(excused.Val()[num(person)]); why != nil {
			event := RecordedEvent{Kind: "excused", At: why.At, Person: person, By: why.By}
			if why.Reason != "" {
				event.Detail = jsonOf(map[string]any{"reason": why.Reason})
			}
			r.Events = append(r.Events, event)
		}
	}
	return nil
}

// roles says of each person what they were.
func (s *Records) roles(ctx context.Context, r *Record) error {
	var ids []int64
	for _, event := range r.Events {
		ids = append(ids, event.Person)
	}
	slices.Sort(ids)
	people, err := s.people.Some(ctx, slices.Compact(ids))
	for i, event := range r.Events {
		r.Events[i].Role = string(people[event.Person].Role)
		if event.Person != 0 && event.Person == r.Meeting.Host.ID {
			r.Events[i].Role = "host"
		}
	}
	return err
}

// Lines returns up to n lines of a date after one, oldest first, and the last number that was looked at; 0 for the end. A line that
// cannot be read is left out, and the log told of it.
func (s *Records) Lines(ctx context.Context, id int64, order int, after int64, n int) ([]RecordedLine, int64, error) {
	room := MeetingRoom(id, order)
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = after + 1 + int64(i)
	}
	var count *redis.StringCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { count = p.HGet(ctx, s.keys.room(room), "lines") }); err != nil {
		return nil, 0, err
	}
	last, _ := count.Int64()
	lines, err := s.rooms.bareLines(ctx, room, ids)
	out := make([]RecordedLine, len(lines))
	for i, line := range lines {
		out[i] = RecordedLine{line, detailOf(line)}
	}
	if next := after + int64(n); next < last {
		return out, next, err
	}
	return out, 0, err
}

// detailOf says as JSON what the archive has no column for.
func detailOf(line campus.Line) string {
	rest := map[string]any{}
	if line.Follows {
		rest["follows"] = true
	}
	if line.ByStaff {
		rest["staff"] = true
	}
	if line.Notice != "" {
		rest["notice"], rest["whom"] = line.Notice, line.Whom.ID
	}
	if line.Rules.Chat != "" {
		rest["chat"], rest["seconds"] = line.Rules.Chat, line.Rules.Seconds
	}
	if len(rest) == 0 {
		return ""
	}
	return jsonOf(rest)
}

// jsonOf writes what can always be written; maps are sorted by their keys, so that the same is always written alike.
func jsonOf(fields map[string]any) string {
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(text)
}
