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

// losing is of how many replies one is lost here: among the first two of each line, now this and now that one.
const losing = 4

// What follows a line follows it also where the reply to it is lost, and it is sent again without anybody having asked for that.

func TestWhoSaysSomethingHasReadItThoughTheReplyIsLost(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	o, general := newTown(t, c), store.GeneralRoom()
	through, lost := c.Dropping(t, losing)
	for n := range 10 {
		line := o.say(t, o.hamid, general, "by another")
		_, err := through.Rooms.Post(t.Context(), o.john, general, campus.NewLine{Body: "mine"}, fmt.Sprint("op", n))
		must(t, err)
		if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{} {
			t.Errorf("after line %d john has not read %v", line+1, got)
		}
	}
	_, err := c.Rooms.MarkUnread(t.Context(), o.john, general, 3, "")
	must(t, err)
	for key := range c.Contents(t) {
		if strings.Contains(key, ":op:") { // much later
			must(t, c.Redis.PExpire(t.Context(), c.Options.Prefix+key, time.Hour).Err())
		}
	}
	_, err = c.Rooms.Post(t.Context(), o.john, general, campus.NewLine{Body: "mine"}, "op9") // as a page that is sent again
	must(t, err)
	if got := o.unread(t, o.john, campus.GeneralID); got != [2]int{18, 0} {
		t.Errorf("a line that is sent again has what was marked as unread be read: %v is left", got)
	}
	wantLost(t, lost, 4)
}

// blockedMeanwhile has a write of john's to his room with hamid wait until hamid has blocked him, after the look at whether he may,
// by way of a campus that loses replies.
func blockedMeanwhile(t *testing.T, c, dropping *storetest.Campus, john, hamid campus.Person, write func(*store.Rooms) error) error {
	t.Helper()
	through, gate := dropping.Gated(t, store.PrivateRoom(john.ID, hamid.ID).Topic)
	done := make(chan error, 1)
	go func() { done <- write(through.Rooms) }()
	<-gate.Reached
	must(t, c.People.Block(t.Context(), hamid, john.ID, ""))
	gate.Open()
	return <-done
}

func TestALineThatRacesWithABlockIsNotSaidThoughTheReplyIsLost(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, john := t.Context(), c.Person(t, "john", campus.Student)
	dropping, lost := c.Dropping(t, losing)
	for round := range 8 {
		hamid := c.Person(t, fmt.Sprintf("hamid%d", round), campus.Student)
		room := store.PrivateRoom(john.ID, hamid.ID)
		_, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "before"}, "")
		must(t, err)
		err = blockedMeanwhile(t, c, dropping, john, hamid, func(r *store.Rooms) error {
			_, err := r.Post(ctx, john, room, campus.NewLine{Body: "after"}, strings.Repeat("x", round)) // "" is an operation of this call alone
			return err
		})
		wantRefusal(t, "a line", err, campus.ErrBlocked)
		lines, err := c.Rooms.Lines(ctx, room, []int64{2})
		if err != nil || len(lines) != 1 || !lines[0].Deleted || lines[0].Body != "" {
			t.Errorf("round %d: it was refused, and is %+v, %v", round, lines, err)
		}
	}
	wantLost(t, lost, 4)
}

func TestAnEditThatRacesWithABlockLeavesTheLineAsItWas(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	ctx, john := t.Context(), c.Person(t, "john", campus.Student)
	dropping, lost := c.Dropping(t, losing)
	for round := range 8 {
		hamid := c.Person(t, fmt.Sprintf("hamid%d", round), campus.Student)
		room := store.PrivateRoom(john.ID, hamid.ID)
		_, err := c.Rooms.Post(ctx, john, room, campus.NewLine{Body: "before"}, "")
		must(t, err)
		if round%2 == 1 {
			_, err := c.Rooms.Edit(ctx, john, room, 1, "edited before", "")
			must(t, err)
		}
		want := lineOf(t, c, room, 1)
		edit := func(r *store.Rooms) error { _, err := r.Edit(ctx, john, room, 1, "after", "again"); return err }
		err = blockedMeanwhile(t, c, dropping, john, hamid, edit)
		wantRefusal(t, "an edit", err, campus.ErrBlocked)
		wantRefusal(t, "sent again", edit(c.Rooms), campus.ErrBlocked)
		if got := lineOf(t, c, room, 1); got.Body != want.Body || got.Edited != want.Edited || got.Edits <= want.Edits || got.Deleted {
			t.Errorf("round %d: it was refused, and is %+v, want %+v", round, got, want)
		}
		must(t, c.People.Unblock(ctx, hamid, john.ID, ""))
		must(t, edit(c.Rooms))
		if got := lineOf(t, c, room, 1); got.Body != "after" {
			t.Errorf("once he may again it is %+v", got)
		}
		c.Settle(t)
		found, err := c.Rooms.Search(ctx, hamid, store.LineQuery{Words: "before", Room: campus.PrivateRoomID(john.ID, hamid.ID)}, nil)
		if err != nil || len(found.Lines) != 0 {
			t.Errorf("by what it was it is found as %+v, %v", found.Lines, err)
		}
	}
	wantLost(t, lost, 4)
}

func lineOf(t *testing.T, c *storetest.Campus, room store.Room, n int64) campus.Line {
	t.Helper()
	lines, err := c.Rooms.Lines(t.Context(), room, []int64{n})
	must(t, err)
	return lines[0]
}

func TestWhatALineWasGivenGoesWithItWhenItIsTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, admin, john := t.Context(), c.Person(t, "admin", campus.Admin), c.Person(t, "john", campus.Student)
		hamid := c.Person(t, "hamid", campus.Student)
		room := store.PrivateRoom(john.ID, hamid.ID)
		for _, who := range []campus.Person{john, hamid} {
			_, err := c.Rooms.Post(ctx, who, room, campus.NewLine{Body: "hello"}, "")
			must(t, err)
		}
		for line := range int64(2) {
			must(t, c.Rooms.React(ctx, hamid, room, line+1, "heart", true, ""))
		}
		must(t, c.People.Erase(ctx, store.By{Person: admin}, john.ID))
		c.Settle(t)
		if got := lineOf(t, c, room, 1); !got.Deleted || len(got.Reactions) != 0 {
			t.Errorf("the line of who is erased is %+v", got)
		}
		if got := lineOf(t, c, room, 2); len(got.Reactions) != 1 {
			t.Errorf("the other's is %+v", got)
		}
		for key, value := range c.Contents(t) {
			if strings.Contains(key, room.Topic+":react") && strings.Contains(value, "1 heart") {
				t.Errorf("%s still has %s", key, value)
			}
		}
	})
}

func TestWhereRepliesAreLostEverythingIsToldOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.At(monday)
	c := storetest.New(t, storetest.Clock(clock.Now))
	through, lost := c.Dropping(t, lossy)
	ctx, o := t.Context(), newTown(t, c)
	before := map[int64]int{}
	for _, who := range []campus.Person{o.admin, o.thales, o.john} {
		before[who.ID] = len(said(t, c, who))
	}
	rounds, teacher := storetest.Times(4, 20), campus.Teacher
	for round := range rounds {
		clock.Add(time.Minute)
		for _, room := range []store.Room{store.GeneralRoom(), store.CourseRoom(o.course.ID)} {
			line, err := through.Rooms.Post(ctx, o.hamid, room, campus.NewLine{Body: at(o.john)}, "")
			must(t, err)
			_, err = through.Reports.Line(ctx, store.By{Person: o.john}, room, line, campus.NewReport{Reason: campus.ReasonOther, Text: fmt.Sprint(round)})
			must(t, err)
		}
		_, err := through.Doors.EditOwn(ctx, store.By{Person: o.haled}, campus.PersonChange{RequestedRole: &teacher})
		must(t, err)
		for _, role := range []campus.Role{campus.Teacher, campus.Student} {
			_, _, err := through.People.Edit(ctx, store.By{Person: o.admin}, o.haled.ID, campus.PersonChange{Role: &role})
			must(t, err)
		}
	}
	through.Settle(t)
	must(t, through.Courses.Delete(ctx, o.admin, o.course.ID, ""))
	through.Settle(t)
	for who, want := range map[*campus.Person]map[string]int{
		&o.john: {"mention": 2 * rounds, "course-deleted": 1}, &o.haled: {"role-decided": 2 * rounds},
		&o.admin: {"report": 2 * rounds}, &o.thales: {"report": rounds, "course-deleted": 1},
	} {
		got, all := map[string]int{}, said(t, c, *who)
		for _, one := range all[:len(all)-before[who.ID]] {
			kind, _, _ := strings.Cut(one, " ")
			got[kind]++
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s was told %v, want %v: %q", who.Username, got, want, slices.Compact(all))
		}
	}
	wantLost(t, lost, 10*rounds/4)
}
