package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// takes brings somebody into the town's course, or into its waiting list.
func (t *town) takes(tb testing.TB, who campus.Person) {
	tb.Helper()
	if _, err := t.Courses.Enrol(tb.Context(), who, t.course.ID, true, ""); err != nil {
		tb.Fatal(err)
	}
}

func (t *town) stands(tb testing.TB, who campus.Person, want string) {
	tb.Helper()
	if _, mine, err := t.Courses.For(tb.Context(), who.ID, t.course.ID); err != nil || mine.Status != want {
		tb.Errorf("%s is %s, %v; want %s", who.Username, mine.Status, err, want)
	}
}

func TestAPlaceIsNotGivenUpUnasked(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	path := "/courses/" + town.course.ID
	ada, bob := town.Person(t, "ada", campus.Student), town.Person(t, "bob", campus.Student)
	john := town.signedIn(t, "john")
	town.takes(t, town.john)
	if got := john.get(t, path); strings.Contains(got.body, path+`/drop" class`) {
		t.Error("giving a place back that nobody wants asks")
	}
	town.takes(t, ada)
	town.takes(t, bob) // waits
	wantSays(t, one(t, john.get(t, path).page(t), "#course-action a[href="+path+"/drop]"), "Give my place back")

	// A page from before somebody waited sends the form as it was.
	if got := john.post(t, path+"/drop", nil); got.status != 303 || got.header.Get("Location") != path+"/drop" {
		t.Fatalf("the form of an old page is answered with %d to %s", got.status, got.header.Get("Location"))
	}
	town.stands(t, town.john, campus.Enrolled)
	question := john.get(t, path+"/drop").page(t)
	wantSays(t, one(t, question, "#ask"), "Give your place in Geometry of circles back? 1 student waits for a place, and "+
		"gets yours at once. To come back you would wait behind them. Give my place back No, go back")

	asked := town.signedIn(t, "bob").get(t, path+"/drop").page(t)
	wantSays(t, one(t, asked, "#ask"), "Leave the waiting list of Geometry of circles? You are number 1 in line. You can join again as "+
		"long as the course is open. Leave the waiting list No, go back")
	leave := attr(one(t, asked, "main form button"), "value")
	answered := john.post(t, path+"/drop", url.Values{"sure": {attr(one(t, question, "main form button"), "value")}})
	wantNotice(t, john.follow(t, answered, "Geometry of circles · Stoa"), "You have given your place back.")
	town.stands(t, bob, campus.Enrolled)

	// Bob was asked about his place in line, and has another by now.
	if got := town.signedIn(t, "bob").post(t, path+"/drop", url.Values{"sure": {leave}}); got.header.Get("Location") != path+"/drop" {
		t.Errorf("who has moved up meanwhile is answered with %d to %s", got.status, got.header.Get("Location"))
	}
	town.stands(t, bob, campus.Enrolled)

	town.takes(t, town.john)
	left := john.post(t, path+"/drop", url.Values{"sure": {campus.Waiting}})
	wantNotice(t, john.follow(t, left, "Geometry of circles · Stoa"), "You have left the waiting list.")

	clock.Add(60 * 24 * time.Hour)
	closed := town.signedIn(t, "bob")
	wantSays(t, one(t, closed.get(t, path+"/drop").page(t), "#ask"),
		"Give your place in Geometry of circles back? The course is closed: you cannot come "+
			"back. Give my place back No, go back")
	if got := closed.post(t, path+"/drop", nil); got.header.Get("Location") != path+"/drop" {
		t.Errorf("a place in a closed course is given back unasked: %d to %s", got.status, got.header.Get("Location"))
	}
	town.stands(t, bob, campus.Enrolled)
}

func TestHomeSaysWhereInLineOneWaitsAndPastCoursesStayWithTheirPeople(t *testing.T) {
	t.Parallel()
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	town := newTown(t, setup{clock: clock})
	for _, name := range []string{"ada", "bob", "eve"} {
		town.takes(t, town.Person(t, name, campus.Student))
	}
	town.takes(t, town.john)
	town.Settle(t)
	john := town.signedIn(t, "john")
	wantSays(t, one(t, john.get(t, "/").page(t), "section[aria-labelledby=mine] article"),
		"Geometry of circles Waiting, number 2 The thales")
	for _, list := range []string{"/courses", "/courses?q=circles", "/courses?cards=1"} {
		if said := text(one(t, john.get(t, list).page(t), "main article")); !strings.HasSuffix(said, "UTC Waiting, number 2") {
			t.Errorf("%s says %q, want that john waits as number 2", list, said)
		}
	}
	var listed struct {
		Courses []struct {
			Mine     string
			Position int
		}
	}
	town.script(t, "john").call(t, "GET", "/courses?q=circles", nil).read(t, &listed)
	if len(listed.Courses) != 1 || listed.Courses[0].Mine != campus.Waiting || listed.Courses[0].Position != 2 {
		t.Errorf("the API lists %+v, want one in which john waits as number 2", listed.Courses)
	}

	clock.Add(60 * 24 * time.Hour)
	john = town.signedIn(t, "john")
	wantSays(t, one(t, john.get(t, "/").page(t), "a[href=/courses/mine#past]"), "1 past course")
	past := func(v *visitor) []string {
		return texts(all(v.get(t, "/courses/mine").page(t), "section[aria-labelledby=past] h3"))
	}
	thales := town.signedIn(t, "thales")
	for name, v := range map[string]*visitor{"john": john, "thales": thales} {
		if got := past(v); !slices.Equal(got, []string{"Geometry of circles"}) {
			t.Errorf("past for %s are %q", name, got)
		}
	}
	if forms := all(john.get(t, "/courses/mine").page(t), "main form"); len(forms) > 0 {
		t.Error("a student can open a course again")
	}
	again := thales.submit(t, one(t, thales.get(t, "/courses/mine").page(t), "section[aria-labelledby=past] form"), nil)
	if again.status != http.StatusSeeOther || len(past(thales)) != 0 {
		t.Errorf("opened again: %d, and past are %q", again.status, past(thales))
	}
	open := texts(all(john.get(t, "/courses/mine").page(t), "section[aria-labelledby=open] h3"))
	if !slices.Equal(open, []string{"Geometry of circles"}) {
		t.Errorf("john's open courses are %q", open)
	}
}
