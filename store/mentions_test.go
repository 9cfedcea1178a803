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

// mentionsOf returns who has mentioned somebody where, the newest first.
func mentionsOf(t testing.TB, c *storetest.Campus, person int64) []string {
	t.Helper()
	page, err := c.Inbox.Page(t.Context(), person, "", 50)
	must(t, err)
	var all []string
	for _, n := range page.Notifications {
		if n.Kind == campus.Mentioned {
			all = append(all, fmt.Sprintf("%d at %s", n.By, leadsTo(n)))
		}
	}
	return all
}

func at(p campus.Person) string { return fmt.Sprintf("@**%s|%d**", p.Name, p.ID) }

func TestWhoIsMentionedIsToldOnceAndCalledByTheirName(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 3)
		ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
		ann, ben, cleo := r.people[0], r.people[1], r.people[2]
		stranger := c.Person(t, "stranger", campus.Student)
		must(t, c.People.Block(ctx, cleo, ann.ID, ""))
		body := at(ben) + " and @" + cleo.Username + ", not " + at(stranger) + " nor @nobody99, nor me, " + at(ann)
		for range 2 {
			said, err := c.Rooms.Say(ctx, ann, talk, campus.NewLine{Body: body, ClientID: "one"}, "")
			if err != nil || said.ID != 1 || !slices.Equal(said.Nobody, []string{"@" + stranger.Name, "@nobody99"}) {
				t.Errorf("it is said as %+v, %v", said, err)
			}
		}
		c.Settle(t)
		want := []string{fmt.Sprintf("%d at /meetings/%d/1/messages/1", ann.ID, r.id)}
		for who, told := range map[int64][]string{ben.ID: want, cleo.ID: nil, stranger.ID: nil, ann.ID: nil} {
			if got := mentionsOf(t, c, who); !slices.Equal(got, told) {
				t.Errorf("person %d is told %q, want %q", who, got, told)
			}
		}
		lines, err := c.Rooms.Lines(ctx, talk, []int64{1})
		must(t, err)
		if want := at(ben) + " and " + at(cleo) + ", not @" + stranger.Name + " nor @nobody99, nor me, " + at(ann); lines[0].Body != want {
			t.Errorf("the line is %q, want %q", lines[0].Body, want)
		}
		for key, value := range c.Contents(t) {
			if strings.Contains(key, ":lines") && strings.Contains(value, ben.Name) {
				t.Errorf("%s has a name, which another may follow: %s", key, value)
			}
		}
	})
}

func TestAnEditTellsWhomItMentionsNewlyAndADeletedLineTellsNobody(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 3)
		ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
		ann, ben, cleo := r.people[0], r.people[1], r.people[2]
		r.say(t, ann, at(ben))
		c.Settle(t)
		for _, body := range []string{at(ben) + at(cleo), "nobody", at(cleo) + at(ben)} {
			_, err := c.Rooms.Edit(ctx, ann, talk, 1, body, "")
			must(t, err)
			c.Settle(t)
		}
		for _, who := range []campus.Person{ben, cleo} {
			if got := mentionsOf(t, c, who.ID); len(got) != 1 {
				t.Errorf("%s is told %q, want once", who.Name, got)
			}
		}
		r.say(t, ann, at(cleo))
		must(t, c.Rooms.Delete(ctx, ann, talk, 2, false, ""))
		c.Settle(t)
		if got := mentionsOf(t, c, cleo.ID); len(got) != 1 {
			t.Errorf("of a line that was deleted meanwhile: %q", got)
		}
	})
}

func TestAMentionInAMeetingIsReadOnceItIsSeenThere(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, 2)
		ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
		ann, ben := r.people[0], r.people[1]
		for range 3 {
			r.say(t, ann, at(ben))
		}
		c.Settle(t)
		unread := func(what string, want int) {
			t.Helper()
			if n, err := c.Inbox.Unread(ctx, ben.ID); n != want || err != nil {
				t.Errorf("%s: %d are unread, %v; want %d", what, n, err, want)
			}
		}
		unread("before, with that the meeting was planned", 4)
		must(t, c.Rooms.SeeMentions(ctx, ann, talk, 3))
		must(t, c.Rooms.SeeMentions(ctx, ben, talk, 2))
		unread("two were seen", 2)
		wantRefusal(t, "of a room that is none", c.Rooms.SeeMentions(ctx, ben, store.MeetingRoom(r.id, 2), 3), campus.ErrNoMeeting)
		must(t, c.Rooms.SeeMentions(ctx, ben, talk, 3))
		unread("all were seen", 1)
	})
}

func TestALineMentionsAtMostTwentyPeople(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		r := enter(t, c, campus.MaxMentions+1)
		ctx, talk := t.Context(), store.MeetingRoom(r.id, 1)
		var all string
		for _, p := range r.people {
			all += "@" + p.Username + " "
		}
		_, err := c.Rooms.Say(ctx, r.people[0], talk, campus.NewLine{Body: all}, "")
		wantFields(t, "mentioning 21", err, campus.Invalid, "body")
		r.say(t, r.people[0], strings.TrimSuffix(all, "@"+r.people[campus.MaxMentions].Username+" ")+strings.Repeat("@", 100))
		r.say(t, r.people[0], strings.Repeat("@x", campus.MaxBody/2))
		if _, err := c.Rooms.Edit(ctx, r.people[0], talk, 2, all, ""); campus.CodeOf(err) != campus.Invalid {
			t.Errorf("an edit mentions 21: %v", err)
		}
	})
}

func TestALineThatNamesHundredsIsRefusedBeforeAnyOfThemIsLookedUp(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, john := t.Context(), c.Person(t, "john", campus.Student)
		var all strings.Builder
		for id := 1; all.Len() < campus.MaxBody-20; id++ {
			fmt.Fprintf(&all, "@**|%d**", id)
		}
		for _, room := range []store.Room{store.GeneralRoom(), store.PrivateRoom(john.ID, c.Person(t, "hamid", campus.Student).ID)} {
			_, err := c.Rooms.Say(ctx, john, room, campus.NewLine{Body: all.String()}, "")
			wantFields(t, "mentioning hundreds in "+room.Topic, err, campus.Invalid, "body")
			said, err := c.Rooms.Say(ctx, john, room, campus.NewLine{Body: strings.Repeat("@**x|99999999** @john ", campus.MaxMentions)}, "")
			if err != nil || !slices.Equal(said.Nobody, []string{"@x"}) {
				t.Errorf("mentioning two often is %+v, %v", said, err)
			}
		}
	})
}

func TestAtMostNinetyNineLinesThatMentionSomebodyAreCounted(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, general := newTown(t, c), store.GeneralRoom()
	for range 120 {
		o.say(t, o.hamid, general, at(o.john))
	}
	c.Settle(t)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{120, 99} {
		t.Errorf("of 120 john has not read %v", got)
	}
	o.read(t, o.john, general, 60) // of those that are counted are 60 left: the newest are
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{60, 60} {
		t.Errorf("of the last 60 john has not read %v", got)
	}
	o.read(t, o.john, general, 120)
	_, err := c.Rooms.MarkUnread(t.Context(), o.john, general, 1, "")
	must(t, err)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{120, 99} {
		t.Errorf("marked as unread john has not read %v", got)
	}
}

func TestAMentionIsToldOnceThoughAnswersAreLost(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	r := enter(t, c, 2)
	talk := store.MeetingRoom(r.id, 1)
	through, lost := c.Dropping(t, 2)
	for n := range 10 {
		_, err := through.Rooms.Say(t.Context(), r.people[0], talk, campus.NewLine{Body: at(r.people[1]), ClientID: fmt.Sprint(n)}, "")
		must(t, err)
	}
	through.Settle(t)
	c.Settle(t)
	if got := mentionsOf(t, c, r.people[1].ID); len(got) != 10 || lost() == 0 {
		t.Errorf("told %d times over %d lost answers, want 10: %q", len(got), lost(), got)
	}
}

func TestWhoCanBeMentionedIsWhoIsThereAndWhoIsExpected(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, thales := t.Context(), c.Person(t, "thales", campus.Teacher)
		students := c.Students(t, 12)
		course := c.Course(t, thales, "Lines", 0)
		c.Enrol(t, course, students[:11]...)
		m := c.Plan(t, thales, campus.NewMeeting{Title: "Talk", Public: true, Course: course.ID,
			Slots: []campus.Slot{{From: c.Now().Add(-time.Minute), To: c.Now().Add(time.Hour), Zone: "UTC"}}})
		must(t, c.Meetings.Join(ctx, students[0], m.ID, 1, ""))
		must(t, c.Meetings.Join(ctx, students[1], m.ID, 1, ""))
		names := func(q string) (all []string) {
			people, err := c.Meetings.Mentionable(ctx, students[0], m.ID, 1, q)
			must(t, err)
			for _, p := range people {
				all = append(all, p.Name)
			}
			return all
		}
		for q, want := range map[string][]string{"": {thales.Name, students[1].Name}, "thal": {thales.Name}, "Student1": {students[1].Name, students[10].Name},
			"student11": nil, "zeno": nil, "😀": {thales.Name, students[1].Name}, students[3].Email: nil} {
			if got := names(q); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
		must(t, c.Meetings.Ban(ctx, thales, m.ID, students[10].ID, ""))
		if got := names("Student1"); !slices.Equal(got, []string{students[1].Name}) {
			t.Errorf("%q are offered, and one of them is banned", got)
		}
		if got := names("the"); len(got) != store.MaxMentionable || got[0] != thales.Name || slices.Contains(got, students[0].Name) {
			t.Errorf("of many %q are offered", got)
		}
	})
}
