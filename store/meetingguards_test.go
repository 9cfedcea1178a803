package store_test

import (
	"slices"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// wantReminded checks who of these people has been told that they are missed, once each.
func wantReminded(t *testing.T, c *storetest.Campus, people []campus.Person, want ...string) {
	t.Helper()
	var got []string
	for _, p := range people {
		page, err := c.Inbox.Page(t.Context(), p.ID, "", 50)
		must(t, err)
		for _, n := range page.Notifications {
			if n.Kind == campus.Reminded {
				got = append(got, p.Username)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q are told that they are missed, want %q", got, want)
	}
}

func TestWhoMayNotComeAnyMoreIsNotToldThatTheyAreMissed(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		ctx, s := t.Context(), c.Students(t, 4)
		l := newLesson(t, c, clock)
		c.Enrol(t, l.course, s...)
		c.Settle(t)
		l.at(t, time.Minute)
		if n, err := c.Meetings.Remind(ctx, l.thales, l.id, 1, ""); n != 4 || err != nil {
			t.Errorf("%d are reminded, %v, want 4", n, err)
		}
		must(t, c.Meetings.Ban(ctx, l.thales, l.id, s[1].ID, "")) // before anybody was told
		if _, err := c.Courses.Drop(ctx, s[2], l.course.ID, ""); err != nil {
			t.Fatal(err)
		}
		must(t, c.People.SetStatus(ctx, store.Itself(""), s[3].ID, campus.StatusDisabled))
		c.Settle(t)
		wantReminded(t, c, s, "student0")
	})
}

func TestNobodyIsToldThatTheyAreMissedOnceItIsOver(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon.Add(-time.Hour), func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		s := c.Students(t, 2)
		l := newLesson(t, c, clock, s...)
		l.at(t, time.Minute)
		_, err := c.Meetings.Remind(t.Context(), l.thales, l.id, 1, "")
		must(t, err)
		clock.Set(noon.Add(time.Hour)) // before anybody was told
		c.Settle(t)
		wantReminded(t, c, s)
	})
}

func TestHowSomebodyStandsToADateIsAskedOfWhoWasThereAndByStaffOfTheBanned(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o, ctx := order(t, c), t.Context()
		outside, banned := c.Person(t, "xeno", campus.Student), c.Person(t, "gorgias", campus.Student)
		must(t, c.Meetings.Ban(ctx, o.host, o.id, banned.ID, ""))
		must(t, c.Meetings.Ban(ctx, o.host, o.id, o.hamid.ID, "")) // who was there
		for _, asker := range []campus.Person{o.john, o.stranger, o.co, o.host, o.admin} {
			_, _, err := c.Meetings.StandingOf(ctx, asker, o.id, 1, outside.ID)
			wantRefusal(t, asker.Username+" asks of who was never there", err, campus.ErrNotThere)
			_, _, err = c.Meetings.StandingOf(ctx, asker, o.id, 1, 999)
			wantRefusal(t, asker.Username+" asks of nobody", err, campus.ErrNotThere)
			_, st, err := c.Meetings.StandingOf(ctx, asker, o.id, 1, o.hamid.ID)
			if err != nil || !st.Banned || !st.Joined.IsZero() || st.Staff {
				t.Errorf("%s asks of who was there and is banned: %+v, %v", asker.Username, st, err)
			}
			seat, st, err := c.Meetings.StandingOf(ctx, asker, o.id, 1, banned.ID)
			if !seat.Staff {
				wantRefusal(t, asker.Username+" asks of who is banned and was never there", err, campus.ErrNotThere)
			} else if err != nil || !st.Banned {
				t.Errorf("%s asks of who is banned and was never there: %+v, %v", asker.Username, st, err)
			}
		}
	})
}

func TestWhoIsOfTheStaffIsDecidedByTheirOwnRightsNotTheAskers(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		o := order(t, c)
		staff := map[int64]bool{o.host.ID: true, o.co.ID: true, o.admin.ID: true}
		for _, asker := range []campus.Person{o.john, o.stranger, o.co, o.host, o.admin} {
			for _, whom := range []campus.Person{o.john, o.hamid, o.stranger, o.co, o.host, o.admin} {
				seat, st, err := c.Meetings.StandingOf(t.Context(), asker, o.id, 1, whom.ID)
				if err != nil || st.Staff != staff[whom.ID] || seat.Staff != staff[asker.ID] || st.Joined.IsZero() {
					t.Errorf("%s asks of %s: %+v and as staff %t, %v", asker.Username, whom.Username, st, seat.Staff, err)
				}
			}
		}
	})
}

func TestWhatElseSomebodyHostsIsToldToThemAndToAdminsAlone(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, _ *storetest.Hands) {
		ctx, thales, hypatia := t.Context(), c.Person(t, "thales", campus.Teacher), c.Person(t, "hypatia", campus.Teacher)
		admin, nobody := c.Person(t, "admin", campus.Admin), int64(999)
		m := c.Plan(t, hypatia, campus.NewMeeting{Title: "Secret", Slots: []campus.Slot{hour(time.Hour), hour(3 * time.Hour)}})
		c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Audience: []string{hypatia.Email}, Slots: []campus.Slot{hour(time.Hour)}})
		c.Settle(t)
		for _, test := range []struct {
			what  string
			asker campus.Person
			host  int64
			but   int64
			want  []string
		}{
			{"herself", hypatia, 0, 0, []string{"Secret"}},
			{"herself by her id", hypatia, hypatia.ID, 0, []string{"Secret"}},
			{"herself, of this very meeting", hypatia, 0, m.ID, nil},
			{"an admin", admin, hypatia.ID, 0, []string{"Secret"}},
			{"an admin of their own", admin, 0, 0, nil},
			{"an admin of nobody", admin, nobody, 0, nil},
			{"another teacher", thales, hypatia.ID, 0, nil},
			{"another teacher of his own", thales, 0, 0, []string{"Talk"}},
		} {
			n := campus.NewMeeting{Host: test.host, Slots: []campus.Slot{hour(90 * time.Minute)}}
			got, err := c.Meetings.Foresee(ctx, test.asker, n, test.but)
			var titles []string
			for _, l := range got.Hosted {
				titles = append(titles, l.Meeting.Title)
			}
			if err != nil || !slices.Equal(titles, test.want) {
				t.Errorf("%s is told of %q, %v, want %q", test.what, titles, err, test.want)
			}
		}
	})
}

func TestARoomHearsOnceInAWhileThatSomebodyTypes(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 1)
		_, e := listen(t, c.Beside(t))
		const tries, pace = 100, time.Second / 2
		began := time.Now()
		for range tries {
			must(t, c.Rooms.Typing(t.Context(), r.people[0], store.MeetingRoom(r.id, 1)))
		}
		most := 1 + int(time.Since(began)/pace)
		r.say(t, r.people[0], "said")
		told := 0
		for event := e.next(t, campus.MeetingTopic(r.id, 1)); event.Kind != campus.KindMessage; event = e.next(t, event.Topic) {
			if event.Kind == campus.KindTyping {
				told++
			}
		}
		if told < 1 || told > most {
			t.Errorf("of %d times it is told %d times, want at most %d", tries, told, most)
		}
	})
}

// A clock that is behind, as Redis' own is after a fail-over, does not open again what was said to be over.
func TestTheRulesOfWhatIsOverStayThoughAClockFallsBack(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := order(t, c), t.Context()
		behind := c.WithClock(t, func() time.Time { return noon.Add(time.Minute) })
		clock.Add(time.Hour)
		c.Tick(t)
		before := lasting(t, c)
		_, err := behind.Meetings.SetChat(ctx, o.host, o.id, 1, campus.Rules{Chat: campus.ChatStaff}, "")
		wantRefusal(t, "the chat", err, campus.ErrNotActive)
		_, err = behind.Meetings.Lock(ctx, o.host, o.id, 1, true, "")
		wantRefusal(t, "the lock", err, campus.ErrNotActive)
		if got := lasting(t, c); got != before {
			t.Errorf("it made of\n%s\nthis:\n%s", before, got)
		}
	})
}
