package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// term is a course with a lecture on three days, and a lab of another host between them.
type term struct {
	*storetest.Campus
	clock                         *storetest.Hands
	thales, hypatia, euclid, boss campus.Person
	s                             []campus.Person
	course                        campus.Course
	lecture, lab                  int64
}

func newTerm(t *testing.T, c *storetest.Campus, clock *storetest.Hands) *term {
	t.Helper()
	y := &term{Campus: c, clock: clock, thales: c.Person(t, "thales", campus.Teacher), hypatia: c.Person(t, "hypatia", campus.Teacher),
		euclid: c.Person(t, "euclid", campus.Teacher), boss: c.Person(t, "boss", campus.Admin), s: c.Students(t, 4)}
	y.course = c.Course(t, y.thales, "Geometry", 0)
	c.Enrol(t, y.course, y.s[:3]...)
	y.lecture = c.Plan(t, y.thales, campus.NewMeeting{Title: "Lecture", Course: y.course.ID,
		Slots: []campus.Slot{hour(0), hour(day), hour(2 * day)}}).ID
	y.lab = c.Plan(t, y.thales, campus.NewMeeting{Title: "Lab", Course: y.course.ID, Audience: []string{y.s[3].Email},
		Slots: []campus.Slot{hour(day + 2*time.Hour)}}).ID
	y.play(t, 0, y.lecture, 1, "0 0-60", "1 30-60")
	y.play(t, day, y.lecture, 2, "0 0-60", "1 0-30", "1 30-60")
	y.play(t, day+2*time.Hour, y.lab, 1, "0 0-30", "3 0-60")
	y.play(t, 2*day, y.lecture, 3, "2 0-60")
	must(t, c.Meetings.Excuse(t.Context(), y.thales, y.lecture, 3, y.s[0].ID, "ill", ""))
	return y
}

// play lets students in and out of a date, each "student from-to" in minutes, and ends it.
func (y *term) play(t *testing.T, after time.Duration, id int64, order int, stays ...string) {
	t.Helper()
	type move struct {
		minute, student int
		in              bool
	}
	var moves []move
	for _, text := range stays {
		var student, from, to int
		if _, err := fmt.Sscanf(text, "%d %d-%d", &student, &from, &to); err != nil {
			t.Fatal(err)
		}
		moves = append(moves, move{from, student, true}, move{to, student, false})
	}
	slices.SortStableFunc(moves, func(a, b move) int { return a.minute - b.minute })
	for _, m := range moves {
		if m.minute >= 60 {
			continue
		}
		y.clock.Set(noon.Add(after + time.Duration(m.minute)*time.Minute))
		y.Tick(t)
		y.Settle(t)
		if m.in {
			must(t, y.Meetings.Join(t.Context(), y.s[m.student], id, order, ""))
		} else {
			must(t, y.Meetings.Leave(t.Context(), y.s[m.student], id, order, ""))
		}
	}
	y.clock.Set(noon.Add(after + 61*time.Minute))
	y.Tick(t)
	y.Settle(t)
}

// termLines writes a course's attendance: a line for its dates, then one for each person.
func termLines(a store.CourseAttendance) []string {
	var dates []string
	for _, d := range a.Dates {
		dates = append(dates, fmt.Sprintf("%s %d/%d", d.Meeting.Title, d.Came, d.Expected))
	}
	lines := []string{strings.Join(dates, ", ")}
	for _, one := range a.People {
		line := fmt.Sprintf("%s: %d/%d late %d absent %d excused %d, %d minutes, %.2f", one.Person.Name, one.Attended, one.Dates, one.Late,
			one.Absent, one.Excused, one.Minutes(), one.Share())
		for _, at := range one.At {
			if at == nil {
				line += " ."
			} else {
				line += " " + string(at.State)[:1]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

var termSays = []string{"Lecture 1/2, Lab 2/4, Lecture 2/3, Lecture 2/3",
	"The student0: 3/4 late 0 absent 0 excused 1, 150 minutes, 0.83 e l p p",
	"The student1: 2/4 late 1 absent 2 excused 0, 90 minutes, 0.38 a a p l",
	"The student2: 1/4 late 0 absent 3 excused 0, 60 minutes, 0.25 p a a a",
	"The student3: 1/1 late 0 absent 0 excused 0, 60 minutes, 1.00 . p . ."}

func TestTheAttendanceOfACourseIsThatOfAllItsDates(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		y, ctx := newTerm(t, c, clock), t.Context()
		ask := func(who campus.Person, q store.AttendanceQuery) store.CourseAttendance {
			t.Helper()
			got, err := c.Meetings.AttendanceOf(ctx, who, y.course.ID, q, nil)
			must(t, err)
			return got
		}
		want := func(what string, got store.CourseAttendance, want ...string) {
			t.Helper()
			if !slices.Equal(termLines(got), want) {
				t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(termLines(got), "\n"), strings.Join(want, "\n"))
			}
		}
		for _, who := range []campus.Person{y.thales, y.boss} {
			want(who.Name, ask(who, store.AttendanceQuery{Limit: 10}), termSays...)
		}
		byShare := ask(y.thales, store.AttendanceQuery{Limit: 2, ByShare: true})
		want("who is at risk", byShare, termSays[0], termSays[3], termSays[2])
		rest := ask(y.thales, store.AttendanceQuery{Limit: 2, ByShare: true, Cursor: byShare.Next})
		want("the others", rest, termSays[0], termSays[1], termSays[4])
		if byShare.Count != 4 || rest.Next != "" {
			t.Errorf("there are %d, next %q", byShare.Count, rest.Next)
		}
		want("a range", ask(y.thales, store.AttendanceQuery{TimeRange: store.TimeRange{After: noon.Add(day), Before: noon.Add(day +
			2*time.Hour)}}), "Lecture 2/3", "The student0: 1/1 late 0 absent 0 excused 0, 60 minutes, 1.00 p",
			"The student1: 1/1 late 0 absent 0 excused 0, 60 minutes, 1.00 p",
			"The student2: 0/1 late 0 absent 1 excused 0, 0 minutes, 0.00 a")
		want("nothing", ask(y.thales, store.AttendanceQuery{TimeRange: store.TimeRange{After: noon.Add(9 * day)}}), "")
		want("a student", ask(y.s[1], store.AttendanceQuery{}), "Lecture 0/0, Lab 0/0, Lecture 0/0, Lecture 0/0", termSays[2])
		want("who has no place", ask(y.s[3], store.AttendanceQuery{}), "Lab 0/0",
			"The student3: 1/1 late 0 absent 0 excused 0, 60 minutes, 1.00 p")
		want("a teacher of others", ask(y.euclid, store.AttendanceQuery{}), "",
			"The euclid: 0/0 late 0 absent 0 excused 0, 0 minutes, 0.00")
		_, err := c.Meetings.AttendanceOf(ctx, y.thales, strings.Repeat("0", 32), store.AttendanceQuery{}, nil)
		wantRefusal(t, "no course", err, campus.ErrNoCourse)
		for _, q := range []store.AttendanceQuery{{Dates: "x"}, {Cursor: "x"}, {Dates: "1.x"}} {
			_, err := c.Meetings.AttendanceOf(ctx, y.thales, y.course.ID, q, nil)
			wantCode(t, "a bad cursor", err, campus.BadRequest)
		}
		must(t, c.People.Erase(ctx, store.By{Person: y.boss}, y.s[1].ID))
		c.Settle(t)
		got := ask(y.thales, store.AttendanceQuery{})
		if len(got.People) != 4 || got.People[1].Person.Name != campus.NameErased || got.People[1].Minutes() != 90 {
			t.Errorf("with who was erased it is %+v", got.People)
		}
	})
}

func TestEarlierDatesOfACourseComeOnFurtherPages(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		thales, s := c.Person(t, "thales", campus.Teacher), c.Students(t, 1)
		course := c.Course(t, thales, "Geometry", 0)
		c.Enrol(t, course, s...)
		var slots []campus.Slot
		for n := range 2*store.DatesAtOnce + 5 {
			slots = append(slots, hour(time.Duration(n)*2*time.Hour))
		}
		c.Plan(t, thales, campus.NewMeeting{Title: "Lecture", Course: course.ID, Slots: slots})
		clock.Set(noon.Add(30 * day))
		c.Tick(t)
		c.Settle(t)
		var orders []int
		q := store.AttendanceQuery{}
		for _, n := range []int{store.DatesAtOnce, store.DatesAtOnce, 5} {
			for _, who := range []campus.Person{thales, s[0]} {
				got, err := c.Meetings.AttendanceOf(t.Context(), who, course.ID, q, nil)
				must(t, err)
				if len(got.Dates) != n || len(got.People) != 1 || len(got.People[0].At) != n || got.Held != len(slots) ||
					got.People[0].Absent != len(slots) {
					t.Fatalf("a page for %s has %d dates of %d, want %d; %+v", who.Name, len(got.Dates), got.Held, n, got.People)
				}
				if who.ID != thales.ID {
					q.Dates = got.NextDates
					continue
				}
				for _, d := range got.Dates {
					orders = append(orders, d.Instance.Order)
				}
			}
		}
		for i, order := range orders {
			if order != len(slots)-i {
				t.Fatalf("the dates come in the order %v", orders)
			}
		}
		if q.Dates != "" {
			t.Errorf("after all of them %q comes", q.Dates)
		}
	})
}

func TestHowAPersonAttendedIsKnownToThemselvesAndToWhoseDatesItWas(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		y, ctx := newTerm(t, c, clock), t.Context()
		talk := c.Plan(t, y.hypatia, campus.NewMeeting{Title: "Talk", Public: true, Slots: []campus.Slot{hour(3 * day)}})
		c.Plan(t, y.hypatia, campus.NewMeeting{Title: "Another", Public: true, Slots: []campus.Slot{hour(3 * day)}})
		y.play(t, 3*day, talk.ID, 1, "1 0-60")
		if _, err := c.Courses.Drop(ctx, y.s[1], y.course.ID, ""); err != nil {
			t.Fatal(err)
		}
		c.Settle(t)
		want := func(who, whose campus.Person, of store.TimeRange, want string) {
			t.Helper()
			got, err := c.Meetings.AttendanceOfPerson(ctx, who, whose.ID, store.AttendanceQuery{TimeRange: of}, nil)
			must(t, err)
			var says []string
			for _, d := range got.Dates {
				says = append(says, strings.TrimSpace(d.CourseTitle+" "+d.Meeting.Title+" "+string(d.State)))
			}
			if text := strings.Join(says, ", "); text != want || got.Person.ID != whose.ID || got.Next != "" {
				t.Errorf("%s learns of %s: %s; want %s", who.Name, whose.Name, text, want)
			}
		}
		ofCourse := "Geometry Lecture absent, Geometry Lab absent, Geometry Lecture present, Geometry Lecture late"
		any := store.TimeRange{}
		want(y.s[1], y.s[1], any, "Talk present, "+ofCourse)
		want(y.boss, y.s[1], any, "Talk present, "+ofCourse)
		want(y.thales, y.s[1], any, ofCourse)
		want(y.hypatia, y.s[1], any, "Talk present")
		want(y.s[0], y.s[1], any, "")
		want(y.thales, y.thales, any, "")
		want(y.s[1], y.s[1], store.TimeRange{After: noon.Add(day), Before: noon.Add(2 * day)},
			"Geometry Lab absent, Geometry Lecture present")
		_, err := c.Meetings.AttendanceOfPerson(ctx, y.boss, 999, store.AttendanceQuery{}, nil)
		wantRefusal(t, "nobody", err, campus.ErrNoPerson)
		_, err = c.Meetings.AttendanceOfPerson(ctx, y.boss, y.s[1].ID, store.AttendanceQuery{Dates: "x"}, nil)
		wantCode(t, "a bad cursor", err, campus.BadRequest)
	})
}

func TestOnesDatesComePageByPageThoughMostAreOthers(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host, s := c.Person(t, "thales", campus.Teacher), c.Students(t, 1)
		var public, mine []campus.Slot
		for n := range 3 * store.DatesAtOnce {
			public = append(public, hour(time.Duration(4*n)*time.Hour))
			mine = append(mine, hour(time.Duration(4*n+2)*time.Hour))
		}
		c.Plan(t, host, campus.NewMeeting{Title: "Talk", Public: true, Slots: public})
		c.Plan(t, host, campus.NewMeeting{Title: "Mine", Audience: []string{s[0].Email}, Slots: mine})
		clock.Set(noon.Add(60 * day))
		c.Tick(t)
		c.Settle(t)
		var orders []int
		for q, pages := (store.AttendanceQuery{}), 0; ; pages++ {
			got, err := c.Meetings.AttendanceOfPerson(t.Context(), s[0], s[0].ID, q, nil)
			must(t, err)
			if len(got.Dates) != store.DatesAtOnce || got.Absent != len(mine) || pages > 9 {
				t.Fatalf("page %d has %d dates, and %d are counted", pages, len(got.Dates), got.Sums.Dates)
			}
			for _, d := range got.Dates {
				orders = append(orders, d.Instance.Order)
			}
			if q.Dates = got.Next; q.Dates == "" {
				break
			}
		}
		for i, order := range orders {
			if order != len(mine)-i {
				t.Fatalf("the dates come in the order %v", orders)
			}
		}
		if len(orders) != len(mine) {
			t.Errorf("%d of %d come", len(orders), len(mine))
		}
	})
}
