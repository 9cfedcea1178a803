package store_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// Who may see what is private is held by everybody against everybody.
func TestOnlyAdminsAndTheStaffOfWhatOneSharesMayKnow(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx := t.Context()
		role := map[string]campus.Role{"admin": campus.Admin, "thales": campus.Teacher, "hypatia": campus.Teacher, "euclid": campus.Teacher}
		people, names := map[string]campus.Person{}, map[int64]string{}
		for _, name := range []string{"admin", "thales", "hypatia", "euclid", "john", "hamid", "haled", "passerby", "stranger"} {
			r := role[name]
			if r == "" {
				r = campus.Student
			}
			people[name] = c.Person(t, name, r)
			names[people[name].ID] = name
		}
		// thales: john is enrolled in his course, hamid waits in it, haled is invited to a meeting of it that hypatia hosts.
		course := c.Course(t, people["thales"], "Geometry", 1)
		for _, name := range []string{"john", "hamid"} {
			if _, err := c.Courses.Enrol(ctx, people[name], course.ID, true, ""); err != nil {
				t.Fatal(err)
			}
		}
		slot := campus.Slot{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}
		seminar := campus.NewMeeting{Title: "Seminar", Course: course.ID, Host: people["hypatia"].ID,
			Audience: []string{"haled@stoa.example"},
			Slots:    []campus.Slot{slot}}
		c.Plan(t, people["admin"], seminar)
		// euclid: whoever comes to his open hour.
		open := c.Plan(t, people["euclid"], campus.NewMeeting{Title: "Open hour", Public: true, Slots: []campus.Slot{slot}})
		if err := c.Meetings.Join(ctx, people["passerby"], open.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
		c.Settle(t)
		var all []int64
		for id := range names {
			all = append(all, id)
		}
		everybody := slices.Sorted(maps.Values(names))
		for asker, want := range map[string][]string{
			"admin":    everybody,
			"thales":   {"haled", "hamid", "john", "thales"},
			"hypatia":  {"haled", "hypatia", "john"},
			"euclid":   {"euclid", "passerby"},
			"john":     {"john"},
			"hamid":    {"hamid"},
			"haled":    {"haled"},
			"passerby": {"passerby"},
		} {
			known, err := c.Meetings.MayKnow(ctx, people[asker], all)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for id, is := range known {
				if is {
					got = append(got, names[id])
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s knows of %q, want %q", asker, got, want)
			}
		}
		// What is shared no longer is not known any more: the place, the meeting, the course.
		for _, err := range []error{
			second(c.Courses.Drop(ctx, people["john"], course.ID, "")),
			c.Meetings.Delete(ctx, people["euclid"], open.ID, 0, ""),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		c.Settle(t)
		for asker, gone := range map[string]string{"thales": "john", "euclid": "passerby"} {
			if known, err := c.Meetings.MayKnow(ctx, people[asker], []int64{people[gone].ID}); err != nil || known[people[gone].ID] {
				t.Errorf("%s still knows of %s, %v", asker, gone, err)
			}
		}
	})
}

// second is for calls of which only the error matters.
func second[A any](_ A, err error) error { return err }
