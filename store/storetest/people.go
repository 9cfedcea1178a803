package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// Password is everybody's.
const Password = "correct horse"

// Person makes somebody with this username and role.
func (c *Campus) Person(tb testing.TB, username string, role campus.Role) campus.Person {
	tb.Helper()
	p, err := c.People.Create(tb.Context(), store.Itself(""), campus.NewPerson{Username: username, Name: "The " + username,
		Email: username + "@stoa.example", Role: role,
		Password: Password})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// Students makes n students; their password is hashed once for all.
func (c *Campus) Students(tb testing.TB, n int) []campus.Person {
	tb.Helper()
	hash, err := c.People.HashPassword(tb.Context(), Password)
	if err != nil {
		tb.Fatal(err)
	}
	all := make([]campus.Person, n)
	for i := range all {
		name := fmt.Sprintf("student%d", i)
		all[i], err = c.People.Create(tb.Context(), store.Itself(""), campus.NewPerson{Username: name, Name: "The " + name,
			Email: name + "@stoa.example", Role: campus.Student, Hash: hash})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return all
}

// Course makes a course with so many places, 0 for unlimited.
func (c *Campus) Course(tb testing.TB, teacher campus.Person, title string, places int) campus.Course {
	tb.Helper()
	course, err := c.Courses.Create(tb.Context(), teacher, campus.NewCourse{Title: title, Level: campus.Beginner, Places: places,
		Unlimited: places == 0}, "")
	if err != nil {
		tb.Fatal(err)
	}
	return course
}

// Enrol gives people places in a course, in their order, or places in its waiting list when it is full.
func (c *Campus) Enrol(tb testing.TB, course campus.Course, people ...campus.Person) {
	tb.Helper()
	for _, p := range people {
		if _, err := c.Courses.Enrol(tb.Context(), p, course.ID, true, ""); err != nil {
			tb.Fatal(err)
		}
	}
}

// Meeting makes a meeting of one instance that is open now and for an hour, for an audience of these people.
func (c *Campus) Meeting(tb testing.TB, host campus.Person, title string, audience ...campus.Person) campus.Meeting {
	tb.Helper()
	now := c.Now()
	n := campus.NewMeeting{Title: title, Slots: []campus.Slot{{From: now.Add(-time.Minute), To: now.Add(time.Hour), Zone: "Europe/Athens"}}}
	for _, p := range audience {
		n.Audience = append(n.Audience, p.Email)
	}
	return c.Plan(tb, host, n)
}

// Plan makes a meeting as n says.
func (c *Campus) Plan(tb testing.TB, host campus.Person, n campus.NewMeeting) campus.Meeting {
	tb.Helper()
	m, err := c.Meetings.Create(tb.Context(), host, n, "")
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// Hands is a clock that a test moves.
type Hands struct{ at atomic.Int64 }

// At returns a clock that stands at a time.
func At(t time.Time) *Hands {
	h := &Hands{}
	h.Set(t)
	return h
}

// Now returns where the clock stands.
func (h *Hands) Now() time.Time { return time.UnixMilli(h.at.Load()).UTC() }

// Set moves the clock.
func (h *Hands) Set(t time.Time) { h.at.Store(t.UnixMilli()) }

// Add moves the clock on.
func (h *Hands) Add(d time.Duration) { h.at.Add(d.Milliseconds()) }
