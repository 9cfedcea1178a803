package store_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// What must hold of a course's seats whatever is asked, and in whatever order: random steps, once one by one beside a
// model that is too simple to be wrong, once by many at the same moment.

const (
	modelStudents = 12
	maxPlaces     = 6
)

// modelSteps is how many steps each way.
func modelSteps() int { return storetest.Times(1000, 200_000) }

// model is a course as one would keep it on paper.
type model struct {
	places            int
	enrolled, waiting []int64
}

func (m *model) enrol(p int64, wait bool) (campus.Enrolment, error) {
	switch at := slices.Index(m.waiting, p); {
	case slices.Contains(m.enrolled, p):
		return campus.Enrolment{Status: campus.Enrolled}, nil
	case at >= 0:
		return campus.Enrolment{Status: campus.Waiting, Position: at + 1}, nil
	case len(m.enrolled) < m.places:
		m.enrolled = append(m.enrolled, p)
		return campus.Enrolment{Status: campus.Enrolled}, nil
	case !wait:
		return campus.Enrolment{}, campus.ErrCourseFull
	}
	m.waiting = append(m.waiting, p)
	return campus.Enrolment{Status: campus.Waiting, Position: len(m.waiting)}, nil
}

func (m *model) drop(p int64) {
	is := func(q int64) bool { return p == q }
	m.enrolled, m.waiting = slices.DeleteFunc(m.enrolled, is), slices.DeleteFunc(m.waiting, is)
	m.promote()
}

func (m *model) promote() {
	for len(m.enrolled) < m.places && len(m.waiting) > 0 {
		m.enrolled, m.waiting = append(m.enrolled, m.waiting[0]), m.waiting[1:]
	}
}

func TestSeatsAreThoseOfTheModelStepByStep(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, modelStudents)
		course, random := c.Course(t, teacher, "Geometry", 3), rand.New(rand.NewSource(1))
		m := model{places: 3}
		for step := range modelSteps() {
			s := students[random.Intn(len(students))]
			switch n := random.Intn(10); {
			case n < 6:
				wait := n < 5
				want, refusal := m.enrol(s.ID, wait)
				if got, err := c.Courses.Enrol(ctx, s, course.ID, wait, ""); got != want || err != refusal {
					t.Fatalf("step %d: %d enrols and gets %+v, %v, want %+v, %v", step, s.ID, got, err, want, refusal)
				}
			case n < 9:
				m.drop(s.ID)
				_, err := c.Courses.Drop(ctx, s, course.ID, "")
				must(t, err)
			default:
				m.places = 1 + random.Intn(maxPlaces)
				m.promote()
				_, err := c.Courses.Edit(ctx, teacher, course.ID, withPlaces(m.places), "")
				must(t, err)
			}
			now := look(t, c, course.ID)
			slices.Sort(m.enrolled)
			if !slices.Equal(now.enrolled, m.enrolled) || !slices.Equal(now.waiting, m.waiting) || now.places != m.places {
				t.Fatalf("step %d: the course is %+v, want %+v", step, now, m)
			}
		}
		t.Logf("%d steps, each as the model has it", modelSteps())
	})
}

func withPlaces(n int) campus.NewCourse {
	return campus.NewCourse{Title: "Geometry", Level: campus.Beginner, Places: n}
}

// look reads a course's seats as they are at one moment.
func look(t testing.TB, c *storetest.Campus, course string) model {
	t.Helper()
	ctx := t.Context()
	fields, enrolled, waiting := c.SeatKeys(course)
	var places *redis.StringCmd
	var in, line *redis.StringSliceCmd
	_, err := c.Redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		places, in, line = p.HGet(ctx, fields, "places"), p.ZRange(ctx, enrolled, 0, -1), p.ZRange(ctx, waiting, 0, -1)
		return nil
	})
	must(t, err)
	n, err := places.Int()
	must(t, err)
	m := model{n, numbers(t, in.Val()), numbers(t, line.Val())}
	slices.Sort(m.enrolled)
	return m
}

func numbers(t testing.TB, texts []string) []int64 {
	t.Helper()
	out := make([]int64, len(texts))
	for i, s := range texts {
		n, err := strconv.ParseInt(s, 10, 64)
		must(t, err)
		out[i] = n
	}
	return out
}

func TestSeatsHoldTogetherUnderAllAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, teacher, students := t.Context(), c.Person(t, "thales", campus.Teacher), c.Students(t, modelStudents)
		course := c.Course(t, teacher, "Geometry", 3)
		over := make(chan struct{})
		watched := make(chan error)
		go func() { watched <- watchSeats(t, c, course.ID, over) }()
		storetest.Together(8, func(i int) {
			random := rand.New(rand.NewSource(int64(i)))
			for range modelSteps() / 8 {
				s := students[random.Intn(len(students))]
				var err error
				switch n := random.Intn(20); {
				case n < 11:
					_, err = c.Courses.Enrol(ctx, s, course.ID, n > 1, "")
				case n < 19:
					_, err = c.Courses.Drop(ctx, s, course.ID, "")
				default:
					_, err = c.Courses.Edit(ctx, teacher, course.ID, withPlaces(1+random.Intn(maxPlaces)), "")
				}
				if err != nil && err != campus.ErrCourseFull {
					t.Error(err)
				}
			}
		})
		close(over)
		if err := <-watched; err != nil {
			t.Error(err)
		}
		if err := replaySeats(t, c, course.ID); err != nil {
			t.Error(err)
		}
		t.Logf("%d steps of eight at once", modelSteps())
	})
}

// watchSeats looks at a course again and again, and returns what was wrong with it at any moment.
func watchSeats(t *testing.T, c *storetest.Campus, course string, over <-chan struct{}) error {
	for {
		m := look(t, c, course)
		switch {
		case len(m.enrolled) > maxPlaces:
			return fmt.Errorf("more are enrolled than there ever were places: %+v", m)
		case len(m.waiting) > 0 && len(m.enrolled) < m.places:
			return fmt.Errorf("somebody waits beside a free seat: %+v", m)
		case slices.ContainsFunc(m.waiting, func(p int64) bool { return slices.Contains(m.enrolled, p) }):
			return fmt.Errorf("somebody is enrolled and waits: %+v", m)
		}
		select {
		case <-over:
			return nil
		default:
		}
	}
}

// replaySeats goes through what the course told its followers, which has the order of what happened, and returns an error
// where somebody was served out of turn.
func replaySeats(t *testing.T, c *storetest.Campus, course string) error {
	entries, err := c.Redis.XRange(t.Context(), c.CourseOutbox(course), "-", "+").Result()
	must(t, err)
	in, line, promoted := map[string]bool{}, []string{}, 0
	for _, e := range entries {
		person, _ := e.Values["person"].(string)
		switch e.Values["why"] {
		case "enrolled":
			if in[person] || len(line) > 0 {
				return fmt.Errorf("%s: %s got a seat past %v (in: %v)", e.ID, person, line, in)
			}
			in[person] = true
		case "waiting":
			line = append(line, person)
		case "promoted":
			if len(line) == 0 || line[0] != person {
				return fmt.Errorf("%s: %s was promoted past %v", e.ID, person, line)
			}
			line, in[person] = line[1:], true
			promoted++
		case "dropped":
			delete(in, person)
			line = slices.DeleteFunc(line, func(p string) bool { return p == person })
		}
	}
	if m := look(t, c, course); len(m.enrolled) != len(in) || len(m.waiting) != len(line) || promoted < 10 {
		return fmt.Errorf("%d promotions led to %v and %v, the course is %+v", promoted, in, line, m)
	}
	return nil
}
