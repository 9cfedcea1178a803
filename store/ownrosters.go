package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// A person has a list of their own of the dates on whose rosters they are. It stays theirs, whoever may see the meeting later, and costs
// what they attended, whatever the campus has. Whoever is put on a roster is noted right after, and everybody on it once more when the
// date is over: then it is known for good when it ended.

// rosterNote is a date whose roster is being read, for the lists of who is on it.
type rosterNote struct {
	name     string // of the instance
	instance *redis.SliceCmd
	all      *redis.StringSliceCmd // nil when some are meant
	some     map[string]*redis.FloatCmd
}

// noteRosters notes for people that they are on the rosters of dates, if they are: for those that are named, by instance, or for
// everybody when nobody is.
func (s *Meetings) noteRosters(ctx context.Context, dates map[string][]string) error {
	var reads []rosterNote
	err := s.e.Read(ctx, func(p engine.Reader) {
		reads = nil
		for _, name := range slices.Sorted(maps.Keys(dates)) {
			id, order, _, ok := parseMember(name)
			if !ok {
				continue
			}
			roster := s.keys.roster(MeetingRoom(id, order))
			read := rosterNote{name: name, instance: p.HMGet(ctx, s.keys.instance(id, order), instanceFields...)}
			if dates[name] == nil {
				read.all = p.ZRange(ctx, roster, 0, -1)
			}
			read.some = make(map[string]*redis.FloatCmd, len(dates[name]))
			for _, person := range dates[name] {
				read.some[person] = p.ZScore(ctx, roster, person)
			}
			reads = append(reads, read)
		}
	})
	if err != nil {
		return err
	}
	var calls []engine.Call
	people := map[int64]bool{}
	for _, read := range reads {
		calls = append(calls, s.rosterCalls(read, people)...)
	}
	if _, err := s.e.RunAll(ctx, calls); err != nil {
		return err
	}
	return s.forgetErasedRosters(ctx, slices.Collect(maps.Keys(people)))
}

// rosterCalls returns how those who are on a roster are noted, and adds them to people.
func (s *Meetings) rosterCalls(read rosterNote, people map[int64]bool) (calls []engine.Call) {
	i, ok := instanceFrom(read.instance.Val())
	if !ok {
		return nil
	}
	texts := engine.Texts(read.instance.Val())
	on, end := []string(nil), ""
	if read.all != nil {
		on = read.all.Val()
	}
	for person, score := range read.some {
		if score.Err() == nil {
			on = append(on, person)
		}
	}
	if cutShort(&i, fromMillis(texts[cancelledField])) && (i.Cancelled || texts[closedField] != "") {
		end = millis(i.To)
	}
	for _, id := range idsFrom(on) {
		people[id] = true
		calls = append(calls, engine.Call{Script: noteRosterScript, Keys: []string{s.keys.personRosters(id)}, Args: []any{read.name, end}})
	}
	return calls
}

// closedField is where it stands in instanceFields that the consequences of an end are done.
var closedField = slices.Index(instanceFields, "closed")

// cut notes when a date ended that was cancelled while it was on.
func (s *Meetings) cut(ctx context.Context, en engine.Entry) error {
	return s.noteRosters(ctx, map[string][]string{instanceName(en.Number("meeting"), int(en.Number("order"))): nil})
}

// forgotten takes a date out of the lists of who was on its roster, which is no longer kept.
func (s *Meetings) forgotten(ctx context.Context, en engine.Entry) error {
	return s.forgetRosters(ctx, idsFrom(strings.Fields(en.Text("people"))), en.Text("date"))
}

// forgetRosters takes a date out of people's lists, or all dates with "".
func (s *Meetings) forgetRosters(ctx context.Context, people []int64, date string) error {
	calls := make([]engine.Call, len(people))
	for n, id := range people {
		calls[n] = engine.Call{Script: forgetRostersScript, Keys: []string{s.keys.personRosters(id)}, Args: []any{date}}
	}
	_, err := s.e.RunAll(ctx, calls)
	return err
}

// forgetErasedRosters takes away again what was noted for who is erased: what follows from that may have been done before.
func (s *Meetings) forgetErasedRosters(ctx context.Context, people []int64) error {
	gone, err := s.erasedOf(ctx, people)
	if err != nil {
		return err
	}
	return s.forgetRosters(ctx, gone, "")
}

// rostersRead is the names of dates on whose rosters somebody is being read.
type rostersRead struct {
	whose int64
	of    TimeRange
	names []*redis.ZSliceCmd
}

// queueRosters queues the dates on whose rosters somebody is that ended in a range, and those whose end is not known yet.
func (d data) queueRosters(ctx context.Context, p engine.Reader, whose int64, of TimeRange) *rostersRead {
	list := func(from, to string) *redis.ZSliceCmd {
		return p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: d.keys.personRosters(whose), ByScore: true, Start: from, Stop: to})
	}
	from, open := "-inf", "+inf"
	if !of.After.IsZero() {
		from = millis(of.After)
	}
	if of.Before.IsZero() {
		return &rostersRead{whose, of, []*redis.ZSliceCmd{list(from, open)}}
	}
	before := millis(of.Before.Add(time.Millisecond - 1)) // ends are whole ones
	return &rostersRead{whose, of, []*redis.ZSliceCmd{list(from, "("+before), list(open, open)}}
}

func (r *rostersRead) dates() (names []string) {
	for _, some := range r.names {
		for _, z := range some.Val() {
			name, _ := z.Member.(string)
			names = append(names, name)
		}
	}
	return names
}

// rostersOf returns the dates on whose rosters somebody is, as far as they were read ahead.
func (a *Ahead) rostersOf(whose int64, of TimeRange) *rostersRead {
	if a == nil || !a.read || a.rosters == nil || a.rosters.whose != whose || !a.Range.whole(of) {
		return nil
	}
	return a.rosters
}
