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

// claims returns which dates a worker is given.
func claims(t *testing.T, c *storetest.Campus) []string {
	t.Helper()
	held, err := c.Records.Claim(t.Context(), 10, time.Minute)
	must(t, err)
	var names []string
	for _, h := range held {
		names = append(names, fmt.Sprint(h.Meeting.ID, h.Instance.Meeting, ":", h.Order))
	}
	return names
}

func TestADateThatIsOverIsTakenUpByOneUntilItIsInTheArchive(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, host := t.Context(), c.Person(t, "thales", campus.Teacher)
		m := c.Meeting(t, host, "Physics")
		c.Tick(t)
		if got := claims(t, c); got != nil {
			t.Errorf("while it is open: %v", got)
		}
		clock.Add(2 * time.Hour)
		c.Tick(t)
		wantWaiting(t, c, 1)
		name := fmt.Sprint(0, m.ID, ":", 1)
		if got := claims(t, c); !slices.Equal(got, []string{name}) {
			t.Errorf("at its end: %v, want %s", got, name)
		}
		if got := claims(t, c); got != nil {
			t.Errorf("while somebody is at it: %v", got)
		}
		clock.Add(time.Minute)
		if got := claims(t, c); !slices.Equal(got, []string{name}) {
			t.Errorf("after the first has died over it: %v, want %s", got, name)
		}
		for range 2 {
			must(t, c.Records.MarkArchived(ctx, m.ID, 1))
			clock.Add(time.Hour)
		}
		wantWaiting(t, c, 0)
		held, err := c.Records.Held(ctx, m.ID, 1)
		if got := claims(t, c); got != nil || err != nil || !held.Archived.Equal(clock.Now().Add(-2*time.Hour)) {
			t.Errorf("once it is there: %v, %v, archived %v", got, err, held.Archived)
		}
		wantRefusal(t, "a date that is none", onlyErr(c.Records.Held(ctx, m.ID, 2)), campus.ErrNoMeeting)
	})
}

func wantWaiting(t *testing.T, c *storetest.Campus, want int64) {
	t.Helper()
	if n, err := c.Records.Waiting(t.Context()); n != want || err != nil {
		t.Errorf("%d dates wait to be archived, %v, want %d", n, err, want)
	}
}

// onlyErr is the error of what returns something too.
func onlyErr[T any](_ T, err error) error { return err }

func TestADateThatIsCancelledIsArchivedIfItHadBegun(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		host := c.Person(t, "thales", campus.Teacher)
		day := 24 * time.Hour
		var slots []campus.Slot
		for i := range 3 {
			from := noon.Add(time.Duration(i) * day)
			slots = append(slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: "UTC"})
		}
		m := c.Plan(t, host, campus.NewMeeting{Title: "Physics", Slots: slots})
		c.Tick(t)
		clock.Add(time.Minute)
		must(t, c.Meetings.CancelInstances(t.Context(), host, m.ID, 1, true, 0, ""))
		if got, want := claims(t, c), fmt.Sprint(0, m.ID, ":", 1); !slices.Equal(got, []string{want}) {
			t.Errorf("%v wait, want %s, which was open when all three were cancelled", got, want)
		}
	})
}

func TestARecordHasAllThatHappenedInItsOrder(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 3)
		l := newLesson(t, c, clock, s[0], s[1], s[2])
		room := store.MeetingRoom(l.id, 1)
		must(t, c.Meetings.Excuse(ctx, l.thales, l.id, 1, s[2].ID, "ill", ""))
		c.Settle(t)
		l.at(t, 0)
		must(t, c.Meetings.Join(ctx, s[0], l.id, 1, ""))
		l.at(t, time.Minute)
		line, err := c.Rooms.Post(ctx, s[0], room, campus.NewLine{Body: "first"}, "")
		must(t, err)
		must(t, c.Meetings.Join(ctx, l.thales, l.id, 1, ""))
		l.at(t, 2*time.Minute)
		must(t, onlyErr(c.Rooms.Edit(ctx, s[0], room, line, "second", "")))
		must(t, c.Meetings.Mute(ctx, l.thales, l.id, 1, s[0].ID, ""))
		l.at(t, 3*time.Minute)
		must(t, c.Rooms.Delete(ctx, l.thales, room, line, true, ""))
		l.at(t, time.Hour)
		r, err := c.Records.Read(ctx, l.id, 1)
		must(t, err)
		var got []string
		for _, e := range r.Events {
			got = append(got, fmt.Sprint(e.Kind, e.At.Sub(noon).Minutes(), e.Person, e.By, e.Role, e.Ref, e.Detail))
		}
		a, b, x, th := s[0].ID, s[1].ID, s[2].ID, l.thales.ID
		at := func(kind string, minute, person, by int64, role string, ref int64, detail string) string {
			return fmt.Sprint(kind, float64(minute), person, by, role, ref, detail)
		}
		want := []string{at("excused", -60, x, th, "student", 0, `{"reason":"ill"}`), at("join", 0, a, 0, "student", 0, ""),
			at("active", 0, 0, 0, "", 0, ""),
			at("join", 1, th, 0, "host", 0, ""), at("edited", 2, 0, 0, "", 1, ""),
			at("muted", 2, a, th, "student", 2, ""), at("deleted", 3, 0, 0, "", 1, ""), at("leave", 60, a, 0, "student", 0, ""),
			at("leave", 60, th, 0, "host", 0, ""), at("ended", 60, 0, 0, "", 0, ""),
			at("absent", 60, b, 0, "student", 0, ""), at("absent", 60, x, 0, "student", 0, "")}
		if !slices.Equal(got, want) {
			t.Errorf("it is\n%q, want\n%q", got, want)
		}
		lines, next, err := c.Records.Lines(ctx, l.id, 1, 0, 1)
		must(t, err)
		if len(lines) != 1 || !lines[0].Deleted || lines[0].Body != "" || lines[0].Detail != `{"staff":true}` || next != 1 {
			t.Errorf("the first line is %+v, then comes %d", lines, next)
		}
		lines, next, err = c.Records.Lines(ctx, l.id, 1, 1, 10)
		if len(lines) != 1 || lines[0].Detail != fmt.Sprintf(`{"notice":"muted","whom":%d}`, a) || next != 0 || err != nil {
			t.Errorf("the rest is %+v, then comes %d, %v", lines, next, err)
		}
	})
}
