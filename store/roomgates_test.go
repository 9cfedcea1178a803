package store_test

import (
	"cmp"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// tried is what somebody may try in a room, and what each is answered with.
type tried struct{ post, edit, react, types error }

// try does in a room what speaks there, and wants each answer. mine is a line of theirs; one of the first two is another's, and whoever
// may not edit at all is told that of it too. Of a line that comes too soon the wait is not compared.
func (o town) try(t *testing.T, what string, who campus.Person, room store.Room, mine int64, want tried) {
	t.Helper()
	ctx, rooms := t.Context(), o.Beside(t).Rooms // who types a moment after is not asked again by the same Stoa
	wantRefusal(t, what+": typing", rooms.Typing(ctx, who, room), want.types)
	wantRefusal(t, what+": reacting", rooms.React(ctx, who, room, mine, "heart", true, ""), want.react)
	_, err := rooms.Edit(ctx, who, room, mine, "edited: "+what, "")
	wantRefusal(t, what+": editing", err, want.edit)
	_, err = rooms.Edit(ctx, who, room, 1+(1/mine), "edited: "+what, "")
	wantRefusal(t, what+": editing another's", err, cmp.Or(want.edit, error(campus.ErrNotYours)))
	_, err = rooms.Post(ctx, who, room, campus.NewLine{Body: "said: " + what}, "")
	if campus.CodeOf(want.post) == campus.TooMany {
		wantCode(t, what+": writing", err, campus.TooMany)
		return
	}
	wantRefusal(t, what+": writing", err, want.post)
}

// all is one answer to whatever is tried.
func all(err error) tried { return tried{err, err, err, err} }

// Each guard of the gates of General and of a course's room, for whoever is bound by it, and for the staff, who are not.
func TestWhatTheGatesOfRoomsOutsideMeetingsRefuse(t *testing.T) {
	t.Parallel()
	storetest.EverywhereAt(t, noon, func(t *testing.T, c *storetest.Campus, clock *storetest.Hands) {
		o, ctx := newTown(t, c), t.Context()
		for name, at := range map[string]struct {
			room  store.Room
			staff campus.Person
		}{"general": {store.GeneralRoom(), o.admin}, "course": {store.CourseRoom(o.course.ID), o.thales}} {
			john, staff := o.say(t, o.john, at.room, "john's"), o.say(t, at.staff, at.room, "the staff's")
			sanction := func(what campus.Kind) {
				t.Helper()
				must(t, c.Rooms.Sanction(ctx, at.staff, at.room, o.john.ID, what, ""))
			}
			chat := func(mode campus.ChatMode, seconds int) {
				t.Helper()
				_, err := c.Rooms.SetChat(ctx, at.staff, at.room, campus.Rules{Chat: mode, Seconds: seconds}, "")
				must(t, err)
			}
			o.try(t, name+", open", o.john, at.room, john, tried{})
			sanction(campus.KindMuted)
			o.try(t, name+", muted", o.john, at.room, john, all(campus.ErrMuted))
			sanction(campus.KindUnmuted)
			sanction(campus.KindBanned)
			o.try(t, name+", banned", o.john, at.room, john, all(campus.ErrBannedHere))
			sanction(campus.KindLifted)
			o.try(t, name+", let in again", o.john, at.room, john, tried{})
			chat(campus.ChatStaff, 0)
			o.try(t, name+", only staff", o.john, at.room, john, tried{post: campus.ErrStaffOnly, edit: campus.ErrStaffOnly,
				types: campus.ErrStaffOnly})
			o.try(t, name+", only staff, who are it", at.staff, at.room, staff, tried{})
			chat(campus.ChatSlow, 30)
			o.try(t, name+", slow", o.john, at.room, john, tried{post: campus.TooSoon(0)})
			o.try(t, name+", slow, for staff", at.staff, at.room, staff, tried{})
			chat(campus.ChatOpen, 0)
		}
		general := store.GeneralRoom() // who was muted and banned, and is an admin by now
		theirs := o.say(t, o.haled, general, "haled's")
		for _, what := range []campus.Kind{campus.KindMuted, campus.KindBanned} {
			must(t, c.Rooms.Sanction(ctx, o.admin, general, o.haled.ID, what, ""))
		}
		role := campus.Admin
		haled, _, err := c.People.Edit(ctx, store.By{Person: o.admin}, o.haled.ID, campus.PersonChange{Role: &role})
		must(t, err)
		o.try(t, "an admin by now", haled, general, theirs, tried{})
		course, room := o.course.ID, store.CourseRoom(o.course.ID)
		mine, staff := o.say(t, o.hamid, room, "hamid's"), o.say(t, o.thales, room, "the teacher's")
		_, err = c.Courses.Drop(ctx, o.hamid, course, "")
		must(t, err)
		o.try(t, "dropped", o.hamid, room, mine, all(campus.ErrNotEnrolled))
		_, err = c.Rooms.Post(ctx, o.pythia, room, campus.NewLine{Body: "hello"}, "")
		wantRefusal(t, "a teacher of another course", err, campus.ErrNotEnrolled)
		theirs = o.say(t, o.waits, room, "of who has moved up") // who was muted and banned, and is of the staff by now
		for _, what := range []campus.Kind{campus.KindMuted, campus.KindBanned} {
			must(t, c.Rooms.Sanction(ctx, o.thales, room, o.waits.ID, what, ""))
		}
		_, err = c.Courses.Drop(ctx, o.waits, course, "")
		must(t, err)
		become := func(who campus.Person, role campus.Role) campus.Person {
			t.Helper()
			now, _, err := c.People.Edit(ctx, store.By{Person: o.admin}, who.ID, campus.PersonChange{Role: &role})
			must(t, err)
			return now
		}
		with := func(n campus.NewCourse) {
			t.Helper()
			n.Title, n.Level, n.Places, n.With = "Geometry", campus.Beginner, 2, []int64{o.hypatia.ID, o.waits.ID}
			_, err := c.Courses.Edit(ctx, o.thales, course, n, "")
			must(t, err)
		}
		waits := become(o.waits, campus.Teacher)
		with(campus.NewCourse{Closing: campus.ClosesNever})
		o.try(t, "of the staff by now, of a course that never closes", waits, room, theirs, tried{})
		o.try(t, "no teacher any more", become(waits, campus.Student), room, theirs, all(campus.ErrNotEnrolled))
		with(campus.NewCourse{Closing: campus.ClosesAuto})
		clock.Add(40 * 24 * time.Hour)
		o.try(t, "closed", o.john, room, 1, all(campus.ErrCourseOver))
		o.try(t, "closed, for its teacher", o.thales, room, staff, all(campus.ErrCourseOver))
		must(t, c.Courses.Delete(ctx, o.thales, course, ""))
		o.try(t, "deleted", o.thales, room, staff, all(campus.ErrCourseGone))
	})
}
