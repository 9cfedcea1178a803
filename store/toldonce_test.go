package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// telling is a kind of notification: what causes it, by a Stoa that loses replies, and who is told of that.
type telling struct {
	before func(t *testing.T, g guests, by *storetest.Campus, clock *storetest.Hands) // what is so before; may be nil
	cause  func(t *testing.T, g guests, by *storetest.Campus, clock *storetest.Hands) error
	told   func(g guests) []campus.Person
}

func courseStaffAndJohn(g guests) []campus.Person { return []campus.Person{g.host, g.co, g.john} }
func coAndJohn(g guests) []campus.Person          { return []campus.Person{g.co, g.john} }
func invitedAndCo(g guests) []campus.Person       { return []campus.Person{g.co, g.john, g.aisha} }
func johnAlone(g guests) []campus.Person          { return []campus.Person{g.john} }

// closes moves the clock to so long before a course closes.
func closes(ahead time.Duration) func(*testing.T, guests, *storetest.Campus, *storetest.Hands) error {
	return func(t *testing.T, g guests, by *storetest.Campus, clock *storetest.Hands) error {
		course, err := by.Courses.Get(t.Context(), g.course.ID) // its closing has moved as people enrolled
		clock.Set(course.Closes.Add(-ahead))
		return err
	}
}

func hourOn(days int) campus.Slot {
	from := monday.Add(time.Hour).AddDate(0, 0, days)
	return campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"}
}

// tellings are all kinds there are.
var tellings = map[campus.NotificationKind]telling{
	campus.CourseChanged: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		n := geometry()
		n.With, n.Title = []int64{g.co.ID}, "Algebra"
		_, err := by.Courses.Edit(t.Context(), g.host, g.course.ID, n, "once")
		return err
	}, told: coAndJohn},
	campus.CourseClosing: {cause: closes(24 * time.Hour), told: courseStaffAndJohn},
	campus.CourseClosed:  {cause: closes(0), told: courseStaffAndJohn},
	campus.CourseReopened: {before: func(t *testing.T, g guests, by *storetest.Campus, clock *storetest.Hands) {
		must(t, closes(0)(t, g, by, clock))
		by.Tick(t)
	}, cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		_, err := by.Courses.Reopen(t.Context(), g.host, g.course.ID, "once")
		return err
	}, told: coAndJohn},
	campus.CourseDeleted: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		return by.Courses.Delete(t.Context(), g.host, g.course.ID, "once")
	}, told: coAndJohn},
	campus.Promoted: {before: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) {
		n := geometry()
		n.With, n.Places = []int64{g.co.ID}, 1
		_, err := by.Courses.Edit(t.Context(), g.host, g.course.ID, n, "")
		must(t, err)
		by.Enrol(t, g.course, g.aisha)
	}, cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		_, err := by.Courses.Drop(t.Context(), g.john, g.course.ID, "once")
		return err
	}, told: func(g guests) []campus.Person { return []campus.Person{g.aisha} }},
	campus.RoleDecided: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		role := campus.Teacher
		_, _, err := by.People.Edit(t.Context(), store.By{Person: g.admin, Op: "once"}, g.john.ID, campus.PersonChange{Role: &role})
		return err
	}, told: johnAlone},
	campus.PrivateMessage: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		two := store.PrivateRoom(g.co.ID, g.john.ID)
		_, err := by.Rooms.Post(t.Context(), g.co, two, campus.NewLine{Body: "To you", ClientID: "once"}, "")
		return err
	}, told: johnAlone},
	campus.Mentioned: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		n := campus.NewLine{Body: "@hypatia and @john", ClientID: "once"}
		_, err := by.Rooms.Post(t.Context(), g.host, store.GeneralRoom(), n, "")
		return err
	}, told: coAndJohn},
	campus.Reported: {before: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) {
		_, err := by.Rooms.Post(t.Context(), g.stranger, store.GeneralRoom(), campus.NewLine{Body: "Buy this"}, "")
		must(t, err)
	}, cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		_, err := by.Reports.Line(t.Context(), store.By{Person: g.john, Op: "once"}, store.GeneralRoom(), 1,
			campus.NewReport{Reason: campus.ReasonSpam})
		return err
	}, told: func(g guests) []campus.Person { return []campus.Person{g.admin} }},
	campus.MeetingPlanned: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		_, err := by.Meetings.AddInstance(t.Context(), g.host, g.m.ID, hourOn(300), "once")
		return err
	}, told: invitedAndCo},
	campus.MeetingMoved: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		return by.Meetings.MoveInstances(t.Context(), g.host, g.m.ID, 2, hourOn(8), true, 0, "once")
	}, told: invitedAndCo},
	campus.MeetingChanged: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		n := g.edited()
		n.Title = "Daily"
		_, err := by.Meetings.Edit(t.Context(), g.host, g.m.ID, n, "once")
		return err
	}, told: invitedAndCo},
	campus.MeetingCancelled: {cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		return by.Meetings.CancelInstances(t.Context(), g.host, g.m.ID, 2, true, 0, "once")
	}, told: invitedAndCo},
	campus.MeetingStarting: {cause: func(_ *testing.T, g guests, _ *storetest.Campus, clock *storetest.Hands) error {
		clock.Set(monday.Add(50 * time.Minute))
		return nil
	}, told: func(g guests) []campus.Person { return []campus.Person{g.host, g.co, g.john, g.aisha} }},
	campus.Reminded: {before: func(t *testing.T, g guests, by *storetest.Campus, clock *storetest.Hands) {
		clock.Set(monday.Add(70 * time.Minute))
		by.Tick(t)
	}, cause: func(t *testing.T, g guests, by *storetest.Campus, _ *storetest.Hands) error {
		_, err := by.Meetings.Remind(t.Context(), g.host, g.m.ID, 1, "once")
		return err
	}, told: func(g guests) []campus.Person { return []campus.Person{g.john, g.aisha} }},
}

// kindsOfNotifications are those that the domain declares, as its source says.
func kindsOfNotifications(t *testing.T) []campus.NotificationKind {
	t.Helper()
	var all []campus.NotificationKind
	files, err := fs.Glob(os.DirFS("campus"), "*.go")
	must(t, err)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), "campus/"+name, nil, 0)
		must(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); !ok || of.Name != "NotificationKind" {
				return true
			}
			for _, value := range spec.Values {
				word, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				must(t, err)
				all = append(all, campus.NotificationKind(word))
			}
			return true
		})
	}
	return all
}

func TestEveryKindOfNotificationHasARowOfWhoIsToldOnce(t *testing.T) {
	t.Parallel()
	declared, rows := kindsOfNotifications(t), slices.Sorted(maps.Keys(tellings))
	if slices.Sort(declared); !slices.Equal(declared, rows) {
		t.Errorf("declared are %q, and rows there are of %q", declared, rows)
	}
	described, err := os.ReadFile("../handlers/api/openapi/notifications.json")
	must(t, err)
	for _, kind := range declared {
		if !strings.Contains(string(described), strconv.Quote(string(kind))) {
			t.Errorf("the description of the API names no kind %q", kind)
		}
	}
}

// work returns all that is left to be done.
func work(t *testing.T, c *storetest.Campus) []redis.XMessage {
	t.Helper()
	outboxes, err := c.Redis.Keys(t.Context(), c.Options.Prefix+"*:outbox").Result()
	must(t, err)
	var all []redis.XMessage
	for _, outbox := range outboxes {
		all = append(all, entries(t, c, outbox)...)
	}
	return all
}

// tellByTwo has two Stoas, of which one loses replies, do all that is due and that follows from it at the same moment, and what
// follows once more each.
func tellByTwo(t *testing.T, c, through *storetest.Campus) {
	t.Helper()
	stoas := []*storetest.Campus{c, through, c.Beside(t), through}
	storetest.Together(len(stoas), func(i int) {
		for range 4 {
			_, _ = stoas[i].Scheduler.Tick(t.Context()) // a reply that was lost is an error: another tick does the rest
		}
	})
	for n := 1; n > 0; {
		var err error
		n, err = c.Scheduler.Tick(t.Context())
		must(t, err)
	}
	left := work(t, c)
	storetest.Together(len(stoas), func(i int) {
		for _, entry := range left {
			should(t, stoas[i].Followers.Follow(t.Context(), entry))
		}
		_, _ = stoas[i].Followers.Tick(t.Context())
	})
	c.Settle(t)
}

// toldOf counts what of a kind stands in somebody's inbox.
func toldOf(t *testing.T, c *storetest.Campus, kind campus.NotificationKind, who campus.Person) int {
	t.Helper()
	n := 0
	for _, words := range said(t, c, who) {
		if strings.HasPrefix(words, string(kind)+" ") {
			n++
		}
		if strings.Contains(words, "something new") {
			t.Errorf("who is told of %s reads %q, as if a newer Stoa had told it", kind, words)
		}
	}
	return n
}

func TestEachIsToldOnceThoughRepliesAreLostAndTwoStoasTellIt(t *testing.T) {
	t.Parallel()
	for kind, row := range tellings {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			clock := storetest.At(monday)
			c := storetest.New(t, storetest.Clock(clock.Now))
			g := invite(t, c)
			c.Settle(t)
			if row.before != nil {
				row.before(t, g, c, clock)
				c.Settle(t)
			}
			people := []campus.Person{g.host, g.co, g.admin, g.john, g.aisha, g.stranger}
			before := map[int64]int{}
			for _, who := range people {
				before[who.ID] = toldOf(t, c, kind, who)
			}
			through, lost := c.Dropping(t, 2)
			must(t, row.cause(t, g, through, clock))
			tellByTwo(t, c, through)
			for _, who := range people {
				want := 0
				if slices.ContainsFunc(row.told(g), func(p campus.Person) bool { return p.ID == who.ID }) {
					want = 1
				}
				if got := toldOf(t, c, kind, who) - before[who.ID]; got != want {
					t.Errorf("%s was told %d times, want %d: %q", who.Username, got, want, said(t, c, who))
				}
			}
			if lost() == 0 {
				t.Error("no reply was lost")
			}
		})
	}
}
