package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stoa/store/campus"
	"stoa/store/storetest"
	"stoa/views"
)

// Who writes while their course is deleted keeps what they wrote, whether they may still read there or not.
func TestWhatWasWrittenForARoomThatIsGoneIsGivenBack(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.enrol(t, town.john)
	room := "/rooms/" + string(campus.CourseRoomID(town.course.ID))
	line := town.talk(t, town.john, campus.CourseRoomID(town.course.ID), "before")
	john, thales, admin := town.signedIn(t, "john"), town.signedIn(t, "thales"), town.signedIn(t, "admin")
	wantStatus(t, john.get(t, room), 200)
	if err := town.Courses.Delete(t.Context(), town.thales, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	typed := func(path string) url.Values {
		field := "body"
		if strings.HasSuffix(path, "/report") {
			field = "text"
		}
		return url.Values{field: {"what I had to say"}, "op": {"one"}}
	}
	for name, test := range map[string]struct {
		who    *visitor
		path   string
		status int
		why    string
	}{
		"a student":             {john, room + "/messages", 404, "This room does not exist."},
		"a report":              {john, room + "/messages/" + num(line) + "/report", 404, "This room does not exist."},
		"an edit":               {john, room + "/messages/" + num(line) + "/edit", 404, "This room does not exist."},
		"its teacher":           {thales, room + "/messages", 403, "This course is deleted"},
		"of two others":         {admin, "/rooms/" + string(campus.PrivateRoomID(town.john.ID, town.thales.ID)) + "/messages", 404, "This room does not exist."},
		"a room that is none":   {john, "/rooms/nowhere/messages", 404, "This room does not exist."},
		"a meeting that is not": {john, "/meetings/999/1/messages", 404, noMeeting},
	} {
		got := test.who.post(t, test.path, typed(test.path))
		wantStatus(t, got, test.status)
		page := got.page(t)
		wantHolds(t, one(t, page, "main"), test.why)
		if box := all(page, "main textarea"); len(box) != 1 || value(box[0]) != "what I had to say" && text(box[0]) != "what I had to say" {
			t.Errorf("%s: what was typed is not given back: %s", name, got)
		}
		if !strings.Contains(got.body, "not sent") {
			t.Errorf("%s: it is not said that it was not sent: %s", name, got)
		}
	}
	wantStatus(t, thales.get(t, room), 200)
	if got := john.get(t, room); strings.Contains(got.body, "not sent") {
		t.Errorf("who only reads has sent nothing: %s", got)
	}
}

// Whoever has a room open sees there that nothing can be said in it any more, and why; and that something can, once it can.
func TestAnOpenRoomIsToldThatNothingIsSaidThereAnyMore(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	hypatia := town.Person(t, "hypatia", campus.Student)
	course, err := town.Courses.Create(t.Context(), town.thales, campus.NewCourse{Title: "Cones", Level: "beginner", Places: 9,
		Closing: campus.ClosesDate, Closes: clock.Now().Add(time.Hour)}, "")
	if err == nil {
		_, err = town.Courses.Enrol(t.Context(), town.john, course.ID, false, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	john := town.signedIn(t, "john")
	watch := func(id campus.RoomID) *feed { return john.watch(t, livePath, []string{campus.RoomTopic(id)}) }
	says := func(f *feed, sentence string) {
		t.Helper()
		got := f.until(t, views.IDRoomShut)
		if !strings.Contains(got, html.EscapeString(sentence)) || strings.Contains(got, "data-shut") != (sentence != "") {
			t.Errorf("it says %s, want %q", got, sentence)
		}
		if !strings.Contains(got, `data-swap="own" data-target="`+strconv.FormatInt(town.john.ID, 10)+`"`) {
			t.Errorf("it is not for its reader alone: %s", got)
		}
	}
	room, two := watch(campus.CourseRoomID(course.ID)), watch(campus.PrivateRoomID(town.john.ID, hypatia.ID))
	says(room, "")
	says(two, "")
	for _, step := range []struct {
		do   func(context.Context, campus.Person, int64, string) error
		says string
	}{{town.People.Block, campus.ErrBlocked.Sentence}, {town.People.Unblock, ""}} {
		if err := step.do(t.Context(), hypatia, town.john.ID, ""); err != nil {
			t.Fatal(err)
		}
		town.server.Hub.Recheck(town.john.ID) // as every beat does
		says(two, step.says)
	}
	clock.Add(2 * time.Hour)
	town.Settle(t)
	says(room, campus.ErrCourseOver.Sentence)
	if _, err := town.Courses.Reopen(t.Context(), town.thales, course.ID, ""); err != nil {
		t.Fatal(err)
	}
	says(room, "")
}
