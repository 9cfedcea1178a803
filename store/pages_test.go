package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// pages reads a list to its end, a page at a time, and returns what it names and in which states; after each page
// something may happen.
func pages(t *testing.T, c *storetest.Campus, who campus.Person, state campus.State, limit int, meanwhile func(page int)) (names []string,
	states []campus.State) {
	t.Helper()
	cursor := ""
	for page := 0; ; page++ {
		rows, next, err := c.Meetings.Page(t.Context(), who, nil, state, cursor, limit)
		must(t, err)
		if len(rows) > limit || page > 1000 {
			t.Fatalf("page %d has %d rows, want at most %d", page, len(rows), limit)
		}
		for _, l := range rows {
			names, states = append(names, fmt.Sprintf("%s %d", l.Meeting.Title, l.Instance.Order)), append(states,
				l.Instance.State(c.Now()))
		}
		if next == "" {
			return names, states
		}
		if cursor = next; meanwhile != nil {
			meanwhile(page)
		}
	}
}

// wantOnce checks that of these each is named exactly once.
func wantOnce(t *testing.T, what string, got []string, want []string) {
	t.Helper()
	for _, name := range want {
		if n := countOf(got, name); n != 1 {
			t.Errorf("%s: %s is named %d times in %q", what, name, n, got)
		}
	}
}

// fair plans public, a course's and listed meetings with dates in all states: of each three are over, one is open, three are to
// come and two cancelled.
func fair(t *testing.T, c *storetest.Campus, clock *storetest.Hands, host campus.Person, course campus.Course, guest campus.Person) {
	t.Helper()
	for i, n := range []campus.NewMeeting{{Title: "Open", Public: true}, {Title: "Lecture", Course: course.ID},
		{Title: "Closed", Audience: []string{guest.Email}},
		{Title: "All", Public: true, Course: course.ID, Audience: []string{guest.Email}}} {
		at := time.Duration(i%2) * time.Minute // some begin at the same moment
		for _, after := range []time.Duration{-4 * time.Hour, -3 * time.Hour, -2 * time.Hour, -20 * time.Minute, time.Hour, 2 * time.Hour,
			3 * time.Hour, 4 * time.Hour, 5 * time.Hour} {
			n.Slots = append(n.Slots, hour(at+after))
		}
		m := c.Plan(t, host, n)
		must(t, c.Meetings.CancelInstances(t.Context(), host, m.ID, 8, true, 0, ""))
	}
	clock.Set(noon)
	c.Tick(t)
}

func named(title string, orders ...int) []string {
	var out []string
	for _, order := range orders {
		out = append(out, fmt.Sprintf("%s %d", title, order))
	}
	return out
}

func TestAListIsReadInPagesByEveryRoleAndInEveryState(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-5*time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host, owner, admin, s := c.Person(t, "host", campus.Teacher), c.Person(t, "owner", campus.Teacher), c.Person(t, "admin",
			campus.Admin), c.Students(t, 3)
		course := c.Course(t, owner, "Geometry", 1)
		_, err := c.Courses.Enrol(t.Context(), s[0], course.ID, false, "")
		must(t, err)
		c.Settle(t)
		fair(t, c, clock, admin, course, s[1])
		orders := map[campus.State][]int{campus.Active: {4}, campus.Scheduled: {5, 6, 7}, campus.Ended: {1, 2, 3}, campus.Cancelled: {8, 9}}
		for _, test := range []struct {
			who  campus.Person
			sees []string
		}{
			{admin, []string{"Open", "Lecture", "Closed", "All"}}, {owner, []string{"Open", "Lecture", "All"}}, {host,
				[]string{"Open", "All"}},
			{s[0], []string{"Open", "Lecture", "All"}}, {s[1], []string{"Open", "Closed", "All"}}, {s[2], []string{"Open", "All"}},
		} {
			for _, limit := range []int{1, 3, 50} {
				for state, of := range orders {
					var want []string
					for _, title := range test.sees {
						want = append(want, named(title, of...)...)
					}
					got, states := pages(t, c, test.who, state, limit, nil)
					what := fmt.Sprintf("%s, %s, %d at a time", test.who.Username, state, limit)
					wantOnce(t, what, got, want)
					if len(got) != len(want) || slices.ContainsFunc(states, func(s campus.State) bool { return s != state }) {
						t.Errorf("%s: %q is %v", what, got, states)
					}
				}
				got, states := pages(t, c, test.who, "", limit, nil)
				if len(got) != 9*len(test.sees) || !inOrder(states) {
					t.Errorf("%s sees %d at %d a time: %q, %v", test.who.Username, len(got), limit, got, states)
				}
				for _, title := range test.sees {
					wantOnce(t, test.who.Username, got, named(title, 1, 2, 3, 4, 5, 6, 7, 8, 9))
				}
			}
		}
	})
}

// inOrder reports whether what is open comes first, then what comes, what is over, and what was cancelled.
func inOrder(states []campus.State) bool {
	order := []campus.State{campus.Active, campus.Scheduled, campus.Ended, campus.Cancelled}
	return slices.IsSortedFunc(states, func(a, b campus.State) int { return slices.Index(order, a) - slices.Index(order, b) })
}

func TestBetweenPagesMeetingsBeginEndAndAreAddedAndNothingIsSkippedOrRepeated(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 3, 4, 5, 8} {
		t.Run(fmt.Sprint(limit, " at a time"), func(t *testing.T) {
			t.Parallel()
			storetest.EverywhereAt(t, noon.Add(-5*time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
				owner, admin, s := c.Person(t, "owner", campus.Teacher), c.Person(t, "admin", campus.Admin), c.Students(t, 2)
				course := c.Course(t, owner, "Geometry", 1)
				_, err := c.Courses.Enrol(t.Context(), s[0], course.ID, false, "")
				must(t, err)
				c.Settle(t)
				fair(t, c, clock, admin, course, s[1])
				who, sees := s[0], []string{"Open", "Lecture", "All"}
				if limit%2 == 0 {
					who, sees = admin, []string{"Open", "Lecture", "Closed", "All"}
				}
				got, _ := pages(t, c, who, "", limit, func(page int) {
					clock.Add(20 * time.Minute) // dates begin and end
					if page%2 == 0 {
						at := clock.Now().Sub(noon) + time.Duration(page%5-2)*time.Hour
						c.Plan(t, admin, campus.NewMeeting{Title: fmt.Sprint("New ", page), Public: true, Slots: []campus.Slot{hour(at)}})
					}
					c.Tick(t)
				})
				for _, title := range sees {
					wantOnce(t, who.Username, got, named(title, 1, 2, 3, 4, 5, 6, 7, 8, 9))
				}
				for _, name := range got {
					if n := countOf(got, name); n != 1 {
						t.Errorf("%s is named %d times", name, n)
					}
				}
			})
		})
	}
}

func TestCancelledDatesAndDeletedMeetingsHideNothing(t *testing.T) {
	t.Parallel()
	const many = 60
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host, john := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
		n := campus.NewMeeting{Title: "Series", Public: true}
		for i := range many + 2 {
			at := noon.Add(time.Duration(i+1) * time.Minute)
			n.Slots = append(n.Slots, campus.Slot{From: at, To: at.Add(time.Minute)})
		}
		series := c.Plan(t, host, n)
		for i := range many {
			must(t, c.Meetings.CancelInstances(ctx, host, series.ID, i+1, false, 0, ""))
			gone := c.Plan(t, host, campus.NewMeeting{Title: "Gone", Public: true,
				Slots: []campus.Slot{hour(time.Hour), hour(-time.Minute)}})
			must(t, c.Meetings.Delete(ctx, host, gone.ID, 0, ""))
		}
		c.Settle(t)
		for _, who := range []campus.Person{host, john} {
			wantAgenda(t, c, who, nil, named("Series", many+1, many+2), nil)
			got, _ := pages(t, c, who, campus.Cancelled, 7, nil)
			if len(got) != many {
				t.Errorf("%s finds %d cancelled dates, want %d", who.Username, len(got), many)
			}
		}
	})
}

func TestAMeetingHasAtMostFiveHundredDates(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		plan := func(dates int) (campus.Meeting, error) {
			n := campus.NewMeeting{Title: "Daily"}
			for i := range dates {
				n.Slots = append(n.Slots, hour(time.Duration(i+1)*24*time.Hour))
			}
			return c.Meetings.Create(ctx, host, n, "")
		}
		_, err := plan(campus.MaxInstances + 1)
		wantFields(t, "501 dates", err, campus.Invalid, "instances")
		m, err := plan(campus.MaxInstances - 5)
		must(t, err)
		errs := make([]error, 20)
		storetest.Together(len(errs), func(i int) {
			_, errs[i] = c.Meetings.AddInstance(ctx, host, m.ID, hour(time.Duration(i*24+2)*time.Hour), "")
		})
		added := 0
		for _, err := range errs {
			if err == nil {
				added++
			} else if campus.CodeOf(err) != campus.Conflict { // it met the others again and again
				wantFields(t, "one too many", err, campus.Invalid, "instances")
			}
		}
		full, err := c.Meetings.Get(ctx, m.ID)
		if err != nil || full.Orders != campus.MaxInstances || added != 5 {
			t.Errorf("%d were added, it has %d dates, %v, want five, and %d", added, full.Orders, err, campus.MaxInstances)
		}
		_, err = c.Meetings.AddInstance(ctx, host, m.ID, hour(time.Hour), "")
		wantFields(t, "date 501", err, campus.Invalid, "instances")
		all, err := c.Meetings.Instances(ctx, full)
		if err != nil || len(all) != campus.MaxInstances {
			t.Errorf("there are %d, %v", len(all), err)
		}
	})
}

func TestStudentsAndParticipantsAreReadInPages(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, teacher, s := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, 12)
		course := c.Course(t, teacher, "Geometry", 5)
		m := c.Meeting(t, teacher, "Talk", s...)
		for i, p := range s {
			if i%2 == 0 { // two at the same moment
				clock.Add(time.Second)
			}
			_, err := c.Courses.Enrol(ctx, p, course.ID, true, "")
			must(t, err)
			must(t, c.Meetings.Join(ctx, p, m.ID, 1, ""))
		}
		for limit := 1; limit <= 13; limit++ {
			var ids []int64
			for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
				rows, next, err := c.Courses.Students(ctx, teacher, course.ID, cursor, limit)
				must(t, err)
				for _, r := range rows {
					ids = append(ids, r.Person.ID)
					at := len(ids)
					want := store.Pupil{Person: campus.Named{ID: s[at-1].ID, Name: s[at-1].Name}, Email: s[at-1].Email,
						Pair: r.Pair, Status: campus.Enrolled, Since: noon.Add(time.Duration((at+1)/2) * time.Second)}
					if at > 5 {
						want.Status, want.Position, want.Since = campus.Waiting, at-5, time.Time{}
					}
					if r.Status == campus.Enrolled { // of two of one moment the id decides, as text
						want.Person, want.Email = r.Person, s[r.Person.ID-s[0].ID].Email
					}
					if r.Pair.To.ID != r.Person.ID || !c.Rooms.MayWriteTo(r.Pair) || r != want {
						t.Errorf("%d at a time, row %d is %+v, want %+v", limit, at, r, want)
					}
				}
				if cursor = next; len(rows) > limit || len(rows) == 0 {
					t.Fatalf("%d at a time, page %d has %d rows", limit, page, len(rows))
				}
			}
			wantEach(t, fmt.Sprint(limit, " students at a time"), ids, s)
			ids = nil
			for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
				rows, next, err := c.Rooms.People(ctx, store.MeetingRoom(m.ID, 1), cursor, limit)
				must(t, err)
				for _, r := range rows {
					ids = append(ids, r.Person.ID)
				}
				if cursor = next; len(rows) > limit || len(rows) == 0 {
					t.Fatalf("%d at a time, page %d has %d rows", limit, page, len(rows))
				}
			}
			wantEach(t, fmt.Sprint(limit, " people at a time"), ids, s)
		}
		for _, cursor := range []string{"x", "w", "w.", "1.x", "w!.1", "w1.0"} {
			if _, _, err := c.Courses.Students(ctx, teacher, course.ID, cursor, 3); cursor != "w" &&
				campus.CodeOf(err) != campus.BadRequest {
				t.Errorf("the cursor %q: %v", cursor, err)
			}
		}
	})
}

// wantEach checks that each person is there exactly once.
func wantEach(t *testing.T, what string, ids []int64, people []campus.Person) {
	t.Helper()
	want := make([]int64, len(people))
	for i, p := range people {
		want[i] = p.ID
	}
	got := slices.Clone(ids)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want each of %v once", what, ids, want)
	}
}

func TestAPageGoesOnWhereTheAgendaWasCut(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-100*time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host := c.Person(t, "host", campus.Teacher)
		for range 12 { // of all these, as many begin at the same moment
			n := campus.NewMeeting{Title: "Talk", Public: true}
			for i := range 6 {
				n.Slots = append(n.Slots, hour(time.Duration(i+1)*time.Hour), hour(-time.Duration(i+2)*time.Hour))
			}
			c.Plan(t, host, n)
		}
		clock.Set(noon)
		c.Tick(t)
		agenda, err := c.Meetings.Agenda(t.Context(), host, nil)
		must(t, err)
		for state, first := range map[campus.State]struct {
			rows []store.Listed
			more string
		}{campus.Scheduled: {agenda.Coming, agenda.MoreComing}, campus.Ended: {agenda.Past, agenda.MorePast}} {
			rest, _, err := c.Meetings.Page(t.Context(), host, nil, state, first.more, store.ListSize)
			must(t, err)
			seen := map[string]int{}
			for _, l := range append(first.rows, rest...) {
				seen[l.Instance.Room()]++
			}
			if len(first.rows) != store.ListSize || len(rest) != 72-store.ListSize || len(seen) != 72 {
				t.Errorf("%s: %d, then %d, in all %d different ones; want 50, 22, 72", state, len(first.rows), len(rest), len(seen))
			}
		}
	})
}

func TestWhatHasJustEndedIsNamedOnceThoughNotListedSoYet(t *testing.T) {
	t.Parallel()
	for limit := 1; limit <= 6; limit++ {
		for tick := -1; tick < 5; tick++ { // after which page the scheduler comes to it
			t.Run(fmt.Sprint(limit, " at a time, listed after page ", tick), func(t *testing.T) {
				t.Parallel()
				clock := storetest.At(noon.Add(-5 * time.Hour))
				c := storetest.New(t, storetest.Clock(clock.Now))
				n := campus.NewMeeting{Title: "Open", Public: true}
				for _, after := range []time.Duration{-4 * time.Hour, -3 * time.Hour, -2 * time.Hour, -time.Hour, 0, time.Hour} {
					n.Slots = append(n.Slots, hour(after))
				}
				c.Plan(t, c.Person(t, "host", campus.Teacher), n)
				c.Settle(t)
				clock.Set(noon.Add(-150 * time.Minute))
				c.Tick(t)       // the first is over
				clock.Set(noon) // and three more, which nobody has noted
				got, _ := pages(t, c, c.Students(t, 1)[0], "", limit, func(page int) {
					if page == tick {
						c.Tick(t)
					}
				})
				wantOnce(t, "all", got, named("Open", 1, 2, 3, 4, 5, 6))
				if len(got) != 6 {
					t.Errorf("it has %q", got)
				}
			})
		}
	}
}
