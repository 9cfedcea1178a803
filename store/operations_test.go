package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// An operation is done once, and has for a day one answer, whatever happens meanwhile.

func TestASeatThatWasGivenBackAndTakenAgainIsNotGivenBackByTheFirstDrop(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		course := c.Course(t, c.Person(t, "thales", campus.Teacher), "Geometry", 1)
		enrol := func(key string) error {
			got, err := c.Courses.Enrol(ctx, john, course.ID, false, key)
			if err == nil && got.Status != campus.Enrolled {
				t.Errorf("enrolling under %s got %+v", key, got)
			}
			return err
		}
		drop := func(key string) error { _, err := c.Courses.Drop(ctx, john, course.ID, key); return err }
		for i, step := range []struct {
			do    func(string) error
			key   string
			taken int
		}{
			{drop, "k1", 0}, {enrol, "k2", 1}, {drop, "k1", 1}, // a drop without a seat is done, too
			{enrol, "k3", 1}, {drop, "k4", 0}, {enrol, "k3", 0}, {enrol, "k2", 0}, // and so is enrolling twice
			{enrol, "k5", 1}, {drop, "k4", 1},
		} {
			must(t, step.do(step.key))
			if got := look(t, c, course.ID); len(got.enrolled) != step.taken {
				t.Errorf("after step %d (%s) %d are enrolled, want %d", i, step.key, len(got.enrolled), step.taken)
			}
		}
	})
}

func TestARefusedOperationLeavesItsKeyFree(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 2)
		course := c.Course(t, host, "Geometry", 1)
		_, err := c.Courses.Enrol(ctx, s[0], course.ID, false, "")
		must(t, err)
		m := c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(time.Minute)}})
		enrol := func() error { _, err := c.Courses.Enrol(ctx, s[1], course.ID, false, "k"); return err }
		join := func() error { return c.Meetings.Join(ctx, s[1], m.ID, 1, "k") }
		extend := func() error { _, err := c.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnExtend, "k"); return err }
		for range 2 {
			wantRefusal(t, "enrolling in a full course", enrol(), campus.ErrCourseFull)
			wantRefusal(t, "joining before the begin", join(), campus.ErrNotActive)
			wantRefusal(t, "extending before the begin", extend(), campus.ErrNotActive)
		}
		_, err = c.Courses.Drop(ctx, s[0], course.ID, "")
		must(t, err)
		clock.Set(noon.Add(time.Minute))
		for range 2 {
			wantRefusal(t, "enrolling", enrol(), nil)
			wantRefusal(t, "joining", join(), nil)
			wantRefusal(t, "extending", extend(), nil)
		}
		if i, err := c.Meetings.Instance(ctx, m.ID, 1); err != nil || !i.To.Equal(noon.Add(time.Hour+11*time.Minute)) {
			t.Errorf("it ends %s, %v, want ten minutes later", i.To, err)
		}
	})
}

// forget lets the day be over for which operations are remembered.
func forget(t *testing.T, c *storetest.Campus) {
	t.Helper()
	n := 0
	for key := range c.Contents(t) {
		if strings.Contains(key, ":op:") {
			must(t, c.Redis.Del(t.Context(), c.Options.Prefix+key).Err())
			n++
		}
	}
	if n == 0 {
		t.Fatal("no operation is remembered")
	}
}

func TestWhatOneKeyMadeIsItsAnswerForADayAlsoWhenItIsGone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		n := geometry()
		n.Closing, n.Closes = campus.ClosesDate, noon.Add(time.Hour)
		course, err := c.Courses.Create(ctx, thales, n, "k")
		must(t, err)
		plan := campus.NewMeeting{Title: "Talk", Course: course.ID, Slots: []campus.Slot{hour(time.Hour)}}
		m, err := c.Meetings.Create(ctx, thales, plan, "k")
		must(t, err)
		same := func(when string) {
			t.Helper()
			if again, err := c.Courses.Create(ctx, thales, n, "k"); err != nil || !reflect.DeepEqual(again, course) {
				t.Errorf("%s the key gives the course %+v, %v, want %+v", when, again, err, course)
			}
			if again, err := c.Meetings.Create(ctx, thales, plan, "k"); err != nil || again != m {
				t.Errorf("%s the key gives the meeting %+v, %v, want %+v", when, again, err, m)
			}
		}
		same("at once")
		_, err = c.Courses.Edit(ctx, thales, course.ID, withPlaces(3), "")
		must(t, err)
		_, err = c.Meetings.Edit(ctx, thales, m.ID, campus.NewMeeting{Title: "Speech", Course: course.ID}, "")
		must(t, err)
		same("edited")
		must(t, c.Meetings.Delete(ctx, thales, m.ID, 0, ""))
		must(t, c.Courses.Delete(ctx, thales, course.ID, ""))
		same("deleted")
		clock.Add(2 * time.Hour) // now this closing time would be refused
		same("later")
		c.Settle(t)
		if mine, err := c.Courses.Mine(ctx, thales); err != nil || len(mine) != 0 {
			t.Errorf("the course is there again: %+v, %v", mine, err)
		}
		n.Closes, plan.Course = clock.Now().Add(time.Hour), ""
		if other, err := c.Courses.Create(ctx, hypatia, n, "k"); err != nil || other.ID == course.ID || other.Teacher.ID != hypatia.ID {
			t.Errorf("another's key gives the course %+v, %v", other, err)
		}
		if other, err := c.Meetings.Create(ctx, hypatia, plan, "k"); err != nil || other.ID == m.ID || other.Host.ID != hypatia.ID {
			t.Errorf("another's key gives the meeting %+v, %v", other, err)
		}
		forget(t, c)
		if next, err := c.Courses.Create(ctx, thales, n, "k"); err != nil || next.ID == course.ID || next.Version != 1 {
			t.Errorf("the next day the key gives the course %+v, %v", next, err)
		}
		if next, err := c.Meetings.Create(ctx, thales, plan, "k"); err != nil || next.ID == m.ID {
			t.Errorf("the next day the key gives the meeting %+v, %v", next, err)
		}
	})
}

func TestAJoinThatIsSentAgainAfterLeavingIsNoSecondJoin(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, john, host := t.Context(), c.Person(t, "john", campus.Student), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Talk", john)
		join := func(key string) error { return c.Meetings.Join(ctx, john, m.ID, 1, key) }
		leave := func(key string) error { return c.Meetings.Leave(ctx, john, m.ID, 1, key) }
		for i, step := range []struct {
			do  func(string) error
			key string
			in  int
		}{{join, "k", 1}, {leave, "k", 0}, {join, "k", 0}, {join, "k2", 1}, {leave, "k", 1}} {
			must(t, step.do(step.key))
			if n, err := c.Rooms.PresentCount(ctx, store.MeetingRoom(m.ID, 1)); err != nil || n != step.in {
				t.Errorf("after step %d %d are in, %v, want %d", i, n, err, step.in)
			}
		}
		clock.Add(2 * time.Hour)
		c.Tick(t)
		must(t, c.Meetings.Delete(ctx, host, m.ID, 0, ""))
		wantRefusal(t, "joining, sent again when it is over and deleted", join("k"), nil)
		wantRefusal(t, "leaving, sent again when it is over and deleted", leave("k"), nil)
		wantRefusal(t, "joining anew", join("k3"), campus.ErrNotActive)
		if got := kinds(t, c, m); got[campus.KindJoin] != 2 || got[campus.KindLeave] != 1 {
			t.Errorf("the log has %v, want two joins, and one leave before the end", got)
		}
	})
}

// opTime passes after each thing that staff do: a course that is to close by then can be opened again.
const opTime = time.Millisecond

// staffOp is something that staff do under a key.
type staffOp struct {
	name string
	do   func(c *storetest.Campus, key string) error
}

func staffOps(t *testing.T, host campus.Person, course campus.Course, m campus.Meeting) []staffOp {
	ctx := t.Context()
	return []staffOp{
		{"edit course", func(c *storetest.Campus, key string) error {
			n := withPlaces(4)
			n.Closing, n.Closes = campus.ClosesDate, noon.Add(opTime)
			_, err := c.Courses.Edit(ctx, host, course.ID, n, key)
			return err
		}},
		{"re-open", func(c *storetest.Campus, key string) error {
			_, err := c.Courses.Reopen(ctx, host, course.ID, key)
			return err
		}},
		{"edit meeting", func(c *storetest.Campus, key string) error {
			_, err := c.Meetings.Edit(ctx, host, m.ID, campus.NewMeeting{Title: "Speech"}, key)
			return err
		}},
		{"move", func(c *storetest.Campus, key string) error {
			return c.Meetings.MoveInstances(ctx, host, m.ID, 2, hour(29*time.Hour), true, 0, key)
		}},
		{"extend", func(c *storetest.Campus, key string) error {
			_, err := c.Meetings.Turn(ctx, host, m.ID, 1, campus.TurnExtend, key)
			return err
		}},
		{"add", func(c *storetest.Campus, key string) error {
			_, err := c.Meetings.AddInstance(ctx, host, m.ID, hour(9*time.Hour), key)
			return err
		}},
		{"cancel", func(c *storetest.Campus, key string) error {
			return c.Meetings.CancelInstances(ctx, host, m.ID, 3, false, 0, key)
		}},
		{"cancel from", func(c *storetest.Campus, key string) error {
			return c.Meetings.CancelInstances(ctx, host, m.ID, 4, true, 0, key)
		}},
		{"delete meeting", func(c *storetest.Campus, key string) error { return c.Meetings.Delete(ctx, host, m.ID, 0, key) }},
		{"delete course", func(c *storetest.Campus, key string) error { return c.Courses.Delete(ctx, host, course.ID, key) }},
	}
}

// stageOps makes a course, and a meeting of a date that is open and three to come.
func stageOps(t *testing.T, c *storetest.Campus, host campus.Person) (campus.Course, campus.Meeting) {
	t.Helper()
	n := campus.NewMeeting{Title: "Talk"}
	for i := range 4 {
		n.Slots = append(n.Slots, hour(time.Duration(i)*24*time.Hour-time.Minute))
	}
	return c.Course(t, host, "Geometry", 2), c.Plan(t, host, n)
}

// lasting is all that Redis holds but answers and lists, which only repeat it, and what is waited for.
func lasting(t *testing.T, c *storetest.Campus) string {
	t.Helper()
	var all []string
	for key, value := range c.Contents(t) {
		if !strings.Contains(key, ":op:") && !strings.HasSuffix(key, ":due") {
			all = append(all, key+"="+value)
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestWhatStaffDoUnderOneKeyIsDoneOnceAndAnsweredAlikeEvenWhenAllIsGone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host := c.Person(t, "thales", campus.Teacher)
		course, m := stageOps(t, c, host)
		ops := staffOps(t, host, course, m)
		for _, op := range ops {
			before := lasting(t, c)
			wantRefusal(t, op.name, op.do(c, "k"), nil)
			clock.Add(opTime)
			after := lasting(t, c)
			if before == after {
				t.Errorf("%s changes nothing", op.name)
			}
			wantRefusal(t, op.name+" again", op.do(c, "k"), nil)
			if got := lasting(t, c); got != after {
				t.Errorf("%s, sent again, makes of\n%s\nthis:\n%s", op.name, after, got)
			}
		}
		all := lasting(t, c)
		for _, op := range ops { // now there is neither course nor meeting
			wantRefusal(t, op.name+" when all is gone", op.do(c, "k"), nil)
			if err := op.do(c, "new"); campus.CodeOf(err) != campus.NotFound {
				t.Errorf("%s anew: %v, want that there is none", op.name, err)
			}
		}
		if got := lasting(t, c); got != all {
			t.Errorf("in the end\n%s\nbecame\n%s", all, got)
		}
	})
}

func TestWhereRepliesAreLostWhatStaffDoIsDoneOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(clock.Now))
	through, lost := c.Dropping(t, 2)
	host := c.Person(t, "thales", campus.Teacher)
	for range storetest.Times(5, 50) {
		clock.Set(noon)
		course, m := stageOps(t, c, host)
		for _, op := range staffOps(t, host, course, m) {
			must(t, op.do(through, ""))
			clock.Add(opTime)
		}
		fields, _, _ := c.SeatKeys(course.ID)
		version, err := c.Redis.HGet(t.Context(), fields, "version").Int()
		if err != nil || version != 3 {
			t.Errorf("the course has the version %d, %v, want 3: made, edited and re-opened", version, err)
		}
		all, err := c.Meetings.Instances(t.Context(), campus.Meeting{ID: m.ID, Orders: 10})
		if err != nil || len(all) != 5 || !all[0].To.Equal(noon.Add(69*time.Minute)) || !all[1].From.Equal(noon.Add(29*time.Hour)) {
			t.Errorf("the dates are %+v, %v", all, err)
		}
		for order, want := range []map[campus.Kind]int{{campus.KindActive: 1, campus.KindMoved: 1, campus.KindCancelled: 1},
			{campus.KindMoved: 1, campus.KindCancelled: 1}, {campus.KindMoved: 1, campus.KindCancelled: 1}, {campus.KindMoved: 1,
				campus.KindCancelled: 1},
			{campus.KindCancelled: 1}} {
			got := map[campus.Kind]int{}
			for _, e := range logOf(t, c, m.ID, order+1) {
				got[e.Kind]++
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("date %d has %v, want %v", order+1, got, want)
			}
		}
	}
	wantLost(t, lost, storetest.Times(10, 100))
}
