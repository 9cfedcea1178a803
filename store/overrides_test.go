package store_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// overridden returns what the audit has of deeds to what is another's, oldest first, each as kind, whom and what.
func overridden(t testing.TB, c *storetest.Campus, by campus.Person) (all [][3]string) {
	t.Helper()
	c.Settle(t)
	page, err := c.Audit.Page(t.Context(), store.AuditQuery{Who: strconv.FormatInt(by.ID, 10), Limit: 100})
	must(t, err)
	for _, en := range slices.Backward(page.Entries) {
		switch en.Deed {
		case campus.DeedLineDeleted, campus.DeedCourseEdited, campus.DeedCourseDeleted, campus.DeedMeetingEdited, campus.DeedMeetingDeleted,
			campus.DeedMeetingCancelled, campus.DeedMeetingMoved, campus.DeedMeetingTurned:
			all = append(all, [3]string{string(en.Deed), en.Whom.Name, en.What})
		}
	}
	return all
}

func TestWhatIsDoneToWhatIsAnothersIsNotedOnceAndOfOnesOwnNothing(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newOffice(t, c), t.Context()
		id := strconv.FormatInt(o.meeting.ID, 10)
		later, err := c.Meetings.AddInstance(ctx, o.hypatia, o.meeting.ID, campus.Slot{From: noon.Add(24 * time.Hour),
			To: noon.Add(25 * time.Hour), Zone: "UTC"}, "")
		must(t, err)
		room := store.MeetingRoom(o.meeting.ID, 1)
		deeds := func(by campus.Person, line int64) {
			t.Helper()
			for range 2 { // sent again it is the same deed
				must(t, c.Rooms.Delete(ctx, by, room, line, true, "line"))
				_, err := c.Courses.Edit(ctx, by, o.course.ID, geometry(), "course")
				must(t, err)
				_, err = c.Meetings.Edit(ctx, by, o.meeting.ID, campus.NewMeeting{Title: "Circles again", Course: o.course.ID}, "meeting")
				must(t, err)
				_, err = c.Meetings.Turn(ctx, by, o.meeting.ID, 1, campus.TurnExtend, "turn")
				must(t, err)
				must(t, c.Meetings.MoveInstances(ctx, by, o.meeting.ID, later, campus.Slot{From: noon.Add(25 * time.Hour),
					To: noon.Add(26 * time.Hour), Zone: "UTC"}, false, 0, "move"))
			}
		}
		deeds(o.admin, o.line)
		want := [][3]string{{"line-deleted", "The john", room.Topic + " 1"},
			{"course-edited", "The thales", campus.CourseTopic(o.course.ID)},
			{"meeting-edited", "The hypatia", "meeting:" + id}, {"meeting-turned", "The hypatia", "extend " + room.Topic},
			{"meeting-moved", "The hypatia", "meeting:" + id + " 2"}}
		sorted := func(all [][3]string) [][3]string {
			slices.SortFunc(all, func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
			return all
		}
		if got := overridden(t, c, o.admin); !slices.Equal(sorted(got), sorted(want)) {
			t.Errorf("noted is %q, want %q", got, want)
		}
		clock.Add(time.Minute)
		must(t, c.Meetings.CancelInstances(ctx, o.admin, o.meeting.ID, later, false, 0, ""))
		_, err = c.Meetings.Edit(ctx, o.admin, o.meeting.ID, campus.NewMeeting{Title: "Handed over", Host: o.euclid.ID}, "")
		must(t, err)
		must(t, c.Meetings.Delete(ctx, o.admin, o.meeting.ID, 0, ""))
		must(t, c.Courses.Delete(ctx, o.admin, o.course.ID, ""))
		want = append(want, [3]string{"meeting-cancelled", "The hypatia", "meeting:" + id + " 2"},
			[3]string{"meeting-edited", "The hypatia",
				"meeting:" + id + " host " + strconv.FormatInt(o.euclid.ID, 10)}, [3]string{"meeting-deleted", "The euclid", "meeting:" +
				id},
			[3]string{"course-deleted", "The thales", campus.CourseTopic(o.course.ID)})
		if got := overridden(t, c, o.admin); !slices.Equal(sorted(got), sorted(want)) {
			t.Errorf("noted is %q, want %q", got, want)
		}
	})
}

func TestOfWhatIsOnesOwnTheAuditHasNothing(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		course, m := c.Course(t, thales, "Geometry", 5), c.Meeting(t, thales, "Circle")
		must(t, c.Meetings.Join(ctx, thales, m.ID, 1, ""))
		line, err := c.Rooms.Post(ctx, thales, store.MeetingRoom(m.ID, 1), campus.NewLine{Body: "mine"}, "")
		must(t, err)
		must(t, c.Rooms.Delete(ctx, thales, store.MeetingRoom(m.ID, 1), line, true, ""))
		_, err = c.Courses.Edit(ctx, thales, course.ID, geometry(), "")
		must(t, err)
		_, err = c.Meetings.Edit(ctx, thales, m.ID, campus.NewMeeting{Title: "Mine"}, "")
		must(t, err)
		_, err = c.Meetings.Turn(ctx, thales, m.ID, 1, campus.TurnEnd, "")
		must(t, err)
		must(t, c.Meetings.Delete(ctx, thales, m.ID, 0, ""))
		must(t, c.Courses.Delete(ctx, thales, course.ID, ""))
		if got := overridden(t, c, thales); len(got) != 0 {
			t.Errorf("noted is %q", got)
		}
	})
}
