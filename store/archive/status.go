package archive

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// listed is how many plans and files a status names.
const listed = 50

// Sums are how much there is.
type Sums struct{ Files, Rows, Bytes int64 }

// Day is how much there is of a day.
type Day struct {
	Day time.Time // its beginning, in UTC
	Sums
}

// TableStatus is how much there is of a table.
type TableStatus struct {
	Table string
	Sums
	Days []Day // the last ones, the earliest first
}

// PlanStatus is a plan and how it goes.
type PlanStatus struct {
	ID, Table, Folder, Owner, Why, To string
	Iteration, Files, Attempts        int
	Rewrite                           bool
	When                              time.Time // it may be taken from then on; a parked one was parked then
}

// Status is how much there is in the index, and what is left to do.
type Status struct {
	Tables     []TableStatus
	Waiting    int64        // files that can be merged, also those that are alone: nothing is done about these
	Groups     int64        // how many groups of two and more there are, each of which waits to become one file
	Plans      int64        // being carried out, or to be tried again
	Next       []PlanStatus // the first 50 of them
	Parked     int64        // that failed too often
	Given      []PlanStatus // the first 50 of them
	Drops      int64        // files that are to be removed
	DropsSince time.Time    // when the first of them could be; zero for none
	Wrong      int64        // files whose entries in the index cannot be read: nobody finds their rows
	Failures   []Failure    // what could not be done, 50 at most
	Unreadable []Unreadable // the first 50 of them, by table/path
}

// asked is a status being read.
type asked struct {
	tables, failures                                        *redis.MapStringStringCmd
	waiting, groups, plans, parked, drops, dropping, unread *redis.IntCmd
	next, given, first                                      *redis.ZSliceCmd
	wrong                                                   *redis.StringSliceCmd
}

// Status reads how much there is, of each table also for each of so many last days, in two round trips.
func (x *Index) Status(ctx context.Context, days int) (Status, error) {
	var a asked
	k := x.keys
	err := x.e.Read(ctx, func(p engine.Reader) {
		a = asked{tables: p.HGetAll(ctx, k.own("tables")), failures: p.HGetAll(ctx, k.own("failures")),
			waiting: p.ZCard(ctx, k.own("pending")), groups: p.ZCard(ctx, k.own("due")),
			plans: p.ZCard(ctx, k.own("leases")), parked: p.ZCard(ctx, k.own("parked")), drops: p.ZCard(ctx, k.own("drops")),
			dropping: p.ZCard(ctx, k.own("dropping")), unread: p.ZCard(ctx, k.own("unreadable")),
			next:  p.ZRangeWithScores(ctx, k.own("leases"), 0, listed-1),
			given: p.ZRangeWithScores(ctx, k.own("parked"), 0, listed-1),
			first: p.ZRangeWithScores(ctx, k.own("drops"), 0, 0), wrong: p.ZRange(ctx, k.own("unreadable"), 0, listed-1)}
	})
	if err != nil {
		return Status{}, err
	}
	s := Status{Waiting: a.waiting.Val(), Groups: a.groups.Val(), Plans: a.plans.Val(), Parked: a.parked.Val(),
		Drops: a.drops.Val() + a.dropping.Val(), Wrong: a.unread.Val(),
		Failures: failuresFrom(a.failures.Val())}
	for _, z := range a.first.Val() {
		s.DropsSince = time.UnixMilli(int64(z.Score)).UTC()
	}
	return s, x.fill(ctx, &s, a, days)
}

// fill reads what a status names.
func (x *Index) fill(ctx context.Context, s *Status, a asked, days int) error {
	tables := slices.Sorted(maps.Keys(a.tables.Val()))
	today := x.e.Now().UTC().Truncate(24 * time.Hour)
	fields := sumFields(tables, today, days)
	var counts, plans, facts *redis.SliceCmd
	held := append(slices.Clone(a.next.Val()), a.given.Val()...)
	err := x.e.Read(ctx, func(p engine.Reader) {
		if len(fields) > 0 {
			counts = p.HMGet(ctx, x.keys.own("counts"), fields...)
		}
		if len(held) > 0 {
			plans = p.HMGet(ctx, x.keys.own("plans"), ids(held)...)
		}
		if len(a.wrong.Val()) > 0 {
			facts = p.HMGet(ctx, x.keys.own("facts"), a.wrong.Val()...)
		}
	})
	if err != nil {
		return err
	}
	if counts != nil {
		s.Tables = sumsOf(tables, today, days, engine.Texts(counts.Val()))
	}
	for i, z := range held {
		plan, ok := planStatus(engine.Texts(plans.Val())[i], z)
		switch {
		case !ok: // it ended meanwhile
		case i < len(a.next.Val()):
			s.Next = append(s.Next, plan)
		default:
			s.Given = append(s.Given, plan)
		}
	}
	for i, name := range a.wrong.Val() {
		if why := engine.Texts(facts.Val())[i]; len(why) > 1 {
			s.Unreadable = append(s.Unreadable, Unreadable{name, why[1:]})
		}
	}
	return nil
}

func ids(members []redis.Z) []string {
	all := make([]string, len(members))
	for i, z := range members {
		all[i], _ = z.Member.(string)
	}
	return all
}

// planStatus reads a plan as it is kept; false when there is none.
func planStatus(text string, z redis.Z) (PlanStatus, bool) {
	var k kept
	if json.Unmarshal([]byte(text), &k) != nil {
		return PlanStatus{}, false
	}
	return PlanStatus{ID: k.ID, Table: k.Table, Folder: k.Dir, Owner: k.Owner, Why: k.Why, To: k.To, Iteration: k.Iteration,
		Files: len(k.From), Attempts: k.Attempts, Rewrite: k.Rewrite, When: time.UnixMilli(int64(z.Score)).UTC()}, true
}

var sums = []string{" files", " rows", " bytes"}

// sumFields lists the sums of tables and of their last days, the earliest first.
func sumFields(tables []string, today time.Time, days int) (fields []string) {
	for _, table := range tables {
		for back := days; back >= 0; back-- { // the table itself, then its days
			of := table
			if back < days {
				of += today.AddDate(0, 0, -back).Format("/date=2006-01-02")
			}
			for _, sum := range sums {
				fields = append(fields, of+sum)
			}
		}
	}
	return fields
}

// sumsOf reads what sumFields lists.
func sumsOf(tables []string, today time.Time, days int, got []string) []TableStatus {
	next := func() (s Sums) {
		for i, to := range []*int64{&s.Files, &s.Rows, &s.Bytes} {
			*to, _ = strconv.ParseInt(got[i], 10, 64) // what is not there is 0
		}
		got = got[len(sums):]
		return s
	}
	all := make([]TableStatus, len(tables))
	for i, table := range tables {
		all[i] = TableStatus{Table: table, Sums: next()}
		for back := days - 1; back >= 0; back-- {
			all[i].Days = append(all[i].Days, Day{today.AddDate(0, 0, -back), next()})
		}
	}
	return all
}

// Underway returns the files that may be there without being registered: those that plans are to make, and those that are to be
// removed. What else is there and not registered is nobody's.
func (x *Index) Underway(ctx context.Context) (making []Name, dropping []Drop, err error) {
	var plans *redis.MapStringStringCmd
	var drops, taken *redis.StringSliceCmd
	err = x.e.Read(ctx, func(p engine.Reader) {
		plans = p.HGetAll(ctx, x.keys.own("plans"))
		drops, taken = p.ZRange(ctx, x.keys.own("drops"), 0, -1), p.ZRange(ctx, x.keys.own("dropping"), 0, -1)
	})
	if err != nil {
		return nil, nil, err
	}
	for _, text := range plans.Val() {
		var k kept
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return nil, nil, err
		}
		making = append(making, Name{k.Table, k.To})
	}
	for _, member := range append(drops.Val(), taken.Val()...) {
		dropping = append(dropping, dropOf(member))
	}
	return making, dropping, nil
}
