package handlers

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// courseFields is a form of a course that is in order.
func courseFields() url.Values {
	return url.Values{"title": {"Spheres"}, "summary": {"Round things"}, "level": {"beginner"}, "places": {"7"}, "closing": {"auto"},
		"zone": {"Europe/Athens"}}
}

// fieldsOf returns what a form on a page would send.
func fieldsOf(page *html.Node) url.Values {
	sent := url.Values{}
	for _, n := range all(page, "main input") {
		kind, name := attr(n, "type"), attr(n, "name")
		_, checked := attribute(n, "checked")
		if (kind == "checkbox" || kind == "radio") && !checked || name == "" {
			continue
		}
		if strings.HasPrefix(name, views.MoreCoTeachers) { // the fields for more of what has boxes
			name = "co_teachers"
		}
		sent.Add(name, attr(n, "value"))
	}
	for _, list := range all(page, "main select") {
		for _, n := range all(list, "option") {
			if _, chosen := attribute(n, "selected"); chosen {
				sent.Set(attr(list, "name"), attr(n, "value"))
			}
		}
	}
	for _, n := range all(page, "main textarea") {
		sent.Set(attr(n, "name"), strings.TrimPrefix(value(n), "\n"))
	}
	return sent
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func TestABadCourseIsRefusedByFieldAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	barred := town.Person(t, "barred", campus.Teacher)
	if err := town.People.SetStatus(t.Context(), store.Itself(""), barred.ID, campus.StatusDisabled); err != nil {
		t.Fatal(err)
	}
	waits, gone := town.Person(t, "waits", campus.Teacher), town.Person(t, "gone", campus.Teacher)
	if err := errors.Join(town.People.SetStatus(t.Context(), store.Itself(""), waits.ID, campus.StatusPending),
		town.People.Erase(t.Context(), store.By{Person: town.admin}, gone.ID)); err != nil {
		t.Fatal(err)
	}
	town.Settle(t)
	thales, script := town.signedIn(t, "thales"), town.script(t, "thales")
	before := town.Contents(t)
	date := func(day, clock, zone string) url.Values {
		return url.Values{"closing": {"date"}, "closes_date": {day}, "closes_time": {clock}, "zone": {zone}}
	}
	for name, try := range map[string]struct {
		form  url.Values
		field string // which is refused
		why   string // a part of the reason
		json  string // the same for the API, instead of what is in order; "" where it has none
	}{
		"no places":          {url.Values{"places": {"0"}}, "places", "1,000,000", `"places":0`},
		"fewer than none":    {url.Values{"places": {"-1"}}, "places", "1,000,000", `"places":-1`},
		"half a place":       {url.Values{"places": {"1.5"}}, "places", "1,000,000", `"places":1.5`},
		"a word for places":  {url.Values{"places": {"many"}}, "places", "1,000,000", `"places":"many"`},
		"too many places":    {url.Values{"places": {"1000000000"}}, "places", "1,000,000", `"places":1000000000`},
		"more than a number": {url.Values{"places": {"99999999999999999999"}}, "places", "1,000,000", `"places":99999999999999999999`},
		"places left empty":  {url.Values{"places": {""}}, "places", "1,000,000", `"title":"x"`},
		"no title":           {url.Values{"title": {""}}, "title", "title required", `"title":""`},
		"a title of spaces":  {url.Values{"title": {"   "}}, "title", "title required", `"title":"   "`},
		"a title too long": {url.Values{"title": {strings.Repeat("ω", 201)}}, "title", "200",
			`"title":"` + strings.Repeat("ω", 201) + `"`},
		"a summary too long": {url.Values{"summary": {strings.Repeat("ω", 2001)}}, "summary", "2,000",
			`"summary":"` + strings.Repeat("ω", 2001) + `"`},
		"an unknown level":        {url.Values{"level": {"wizard"}}, "level", "beginner", `"level":"wizard"`},
		"an unknown closing":      {url.Values{"closing": {"soon"}}, "closes", "never", `"closes":"soon"`},
		"no closing":              {url.Values{"closing": {""}}, "closing", "never", ""},
		"a time that is past":     {date("2020-01-01", "12:00", "UTC"), "closes", "in the future", `"closes":"2020-01-01T12:00:00Z"`},
		"a day that is not":       {date("2030-02-30", "12:00", "UTC"), "closes", "", `"closes":"2030-02-30T12:00:00Z"`},
		"a time that is left out": {date("2030-03-31", "03:30", "Europe/Athens"), "closes", "", ""},
		"half a time":             {date("2030-03-01", "", "UTC"), "closes", "", `"closes":"2030-03-01"`},
		"a day half typed":        {date("2030-0", "12:00", "UTC"), "closes", "", ""},
		"a zone that is not":      {date("2030-03-01", "12:00", "Atlantis/Poseidonis"), "closes", "zone", ""},
		"the zone of the server":  {date("2030-03-01", "12:00", "Local"), "closes", "zone", ""},
		"a clock without a zero":  {date("2030-03-31", "3:30", "Europe/Athens"), "closes", "the clocks go forward", ""},
		"places in other digits":  {url.Values{"places": {"１２"}}, "places", "1,000,000", `"places":"１２"`},
		"places by a power":       {url.Values{"places": {"1e3"}}, "places", "1,000,000", `"places":1e3`},
		"a title nobody sees":     {url.Values{"title": {"\u200b\u2060"}}, "title", "title required", `"title":"\u200b\u2060"`},
		"a title that turns":      {url.Values{"title": {"Geo\u202eyrtem"}}, "title", "control", `"title":"Geo\u202eyrtem"`},
		"emoji without end": {url.Values{"title": {strings.Repeat("👩\u200d🔬", 67)}}, "title", "200", `"title":"` +
			strings.Repeat("👩\u200d🔬", 67) + `"`},
		"a co-teacher, a student": {url.Values{"co_teachers": {"john"}}, "co_teachers", "The john is no teacher",
			`"co_teachers":[` + num(town.john.ID) + `]`},
		"a co-teacher, oneself": {url.Values{"co_teachers": {"thales"}}, "co_teachers", "teaches the course already",
			`"co_teachers":[` + num(town.thales.ID) + `]`},
		"a co-teacher, nobody": {url.Values{"co_teachers": {"admin", "nobody", "noone"}}, "co_teachers", "nobody or noone",
			`"co_teachers":[999]`},
		"a co-teacher, disabled": {url.Values{"co_teachers": {"barred"}}, "co_teachers", "cannot sign in",
			`"co_teachers":[` + num(barred.ID) + `]`},
		"a co-teacher, pending": {url.Values{"co_teachers": {"waits"}}, "co_teachers", "cannot sign in",
			`"co_teachers":[` + num(waits.ID) + `]`},
		"a co-teacher, erased": {url.Values{"co_teachers": {"gone"}}, "co_teachers", "gone", `"co_teachers":[` + num(gone.ID) + `]`},
		"too many co-teachers": {url.Values{"co_teachers": strings.Fields(strings.Repeat("x", 21) +
			" a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8 b9 c1 c2 c3")}, "co_teachers", "",
			`"co_teachers":[` + strings.Repeat("1,", 30) + `1]`},
	} {
		t.Run(name, func(t *testing.T) {
			sent := courseFields()
			maps.Copy(sent, try.form)
			edit := fieldsOf(thales.get(t, "/courses/"+town.course.ID+"/edit").page(t))
			maps.Copy(edit, sent)
			for path, form := range map[string]url.Values{"/courses": sent, "/courses/" + town.course.ID + "/edit": edit} {
				got := thales.post(t, path, form)
				if got.status != 422 {
					t.Fatalf("%s: %s", path, got)
				}
				page := got.page(t)
				if why := text(one(t, page, "#"+try.field+"-error")); !strings.Contains(why, try.why) {
					t.Errorf("%s: it says %q, want %q in it", path, why, try.why)
				}
				back := fieldsOf(page)
				for name, values := range sent {
					if name == "level" && try.field == "level" || name == "closing" && slices.Contains([]string{"soon", ""}, values[0]) {
						continue // a choice that there is not cannot be shown as chosen
					}
					for _, value := range values {
						if !slices.Contains(back[name], value) && value != "" {
							t.Errorf("%s: %s was %q and is %q", path, name, value, back[name])
						}
					}
				}
			}
			if try.json == "" {
				return
			}
			in := []string{`"title":"x"`, `"level":"beginner"`, `"places":3`}
			own, _, _ := strings.Cut(try.json, ":")
			in = slices.DeleteFunc(in, func(s string) bool {
				return strings.HasPrefix(s, own) || name == "places left empty" && strings.HasPrefix(s, `"places"`)
			})
			script.call(t, "POST", "/courses", "{"+strings.Join(append(in, try.json), ",")+"}").wantWrong(t, try.field)
			script.call(t, "PUT", "/courses/"+town.course.ID, "{"+strings.Join(append(in, try.json), ",")+"}").wantWrong(t, try.field)
		})
	}
	if after := town.Contents(t); len(after) > len(before)+2 { // of requests that are remembered for a moment
		t.Errorf("something was made: %d keys, then %d", len(before), len(after))
	}
}

func TestAFormOfACourseThatIsGoneOrAnothersKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	hypatia := town.Person(t, "hypatia", campus.Teacher)
	browser, script := town.signedIn(t, "hypatia"), town.script(t, "hypatia")
	course, err := town.Courses.Create(t.Context(), town.thales, campus.NewCourse{Title: "Shared", Level: campus.Beginner, Places: 3,
		With: []int64{hypatia.ID}}, "")
	if err != nil {
		t.Fatal(err)
	}
	path := "/courses/" + course.ID + "/edit"
	form := fieldsOf(browser.get(t, path).page(t))
	form.Set("summary", "a long text that took an evening")
	kept := func(got answer, status int, why string) {
		t.Helper()
		if got.status != status {
			t.Fatalf("%s", got)
		}
		page := got.page(t)
		if says := text(one(t, page, "#refused")); !strings.Contains(says, why) {
			t.Errorf("it says %q, want %q", says, why)
		}
		back := fieldsOf(page)
		if back.Get("summary") != form.Get("summary") || back.Get("title") != "Shared" ||
			attr(all(page, "main form")[0], "action") != "/courses" {
			t.Errorf("it gives back %v", back)
		}
	}
	if _, err = town.Courses.Edit(t.Context(), town.thales, course.ID,
		campus.NewCourse{Title: "Shared", Level: campus.Beginner, Places: 3, With: []int64{}}, ""); err != nil {
		t.Fatal(err)
	}
	kept(browser.post(t, path, form), 403, "a course of your own")
	script.call(t, "PUT", "/courses/"+course.ID, `{"title":"x","level":"beginner","places":1}`).wantProblem(t, 403,
		campus.ErrNotStaff.Sentence)
	if err := town.Courses.Delete(t.Context(), town.thales, course.ID, ""); err != nil {
		t.Fatal(err)
	}
	got := browser.post(t, path, form)
	kept(got, 404, "has been deleted")
	script.call(t, "PUT", "/courses/"+course.ID, `{"title":"x","level":"beginner","places":1}`).wantProblem(t, 404,
		campus.ErrNoCourse.Sentence)
	again := fieldsOf(got.page(t))
	made := browser.post(t, "/courses", again)
	if made.status != 303 {
		t.Fatalf("as a course of one's own: %s", made)
	}
	if page := browser.get(t, made.header.Get("Location")); !strings.Contains(page.body, "took an evening") {
		t.Errorf("the new one is %s", page)
	}
	for _, path := range []string{path, "/courses/" + course.ID + "/delete", "/courses/" + course.ID + "/students", "/courses/x/edit"} {
		if got := browser.get(t, path); got.status != 404 {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// A page may ask for what can be done before its stream has said that nothing can be any more, above all one in a hidden tab.
func TestWhatCanBeDoneInACourseThatWasDeletedIsNothing(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	john, path := town.signedIn(t, "john"), "/courses/"+town.course.ID
	if err := town.Courses.Delete(t.Context(), town.admin, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	part := john.get(t, path, "HX-Request", "true", "HX-Request-Type", "partial")
	wantStatus(t, part, 200)
	if !strings.Contains(part.body, `id="course-action"`) || !strings.Contains(part.body, "Nobody can enrol any more") {
		t.Errorf("the part is %s", part)
	}
	wantStatus(t, john.get(t, path), 404)
	wantStatus(t, john.post(t, path+"/enrol", url.Values{"op": {"late"}}, "HX-Request", "true", "HX-Request-Type", "partial"), 404)
}

func TestTwoTeachersWhoEditAtOnceOverwriteNothingUnseen(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales, admin := town.signedIn(t, "thales"), town.signedIn(t, "admin")
	path := "/courses/" + town.course.ID + "/edit"
	first, second := fieldsOf(thales.get(t, path).page(t)), fieldsOf(admin.get(t, path).page(t))
	first.Set("places", "20")
	first.Set("summary", "By the first")
	thales.post(t, path, first).wantSeeOther(t, "/courses/"+town.course.ID)
	second.Set("places", "14")
	second.Set("title", "By the second")
	got := admin.post(t, path, second)
	if got.status != 409 {
		t.Fatalf("%s", got)
	}
	page := got.page(t)
	said := text(one(t, page, "#refused"))
	for _, want := range []string{"Places: 20", "Summary: By the first"} {
		if !strings.Contains(said, want) {
			t.Errorf("it says %q, want %q", said, want)
		}
	}
	if strings.Contains(said, "Title:") {
		t.Errorf("what one alone has changed is in %q", said)
	}
	back := fieldsOf(page)
	if back.Get("places") != "14" || back.Get("title") != "By the second" || back.Get("summary") != "By the first" {
		t.Errorf("the form has %v", back)
	}
	if c, err := town.Courses.Get(t.Context(), town.course.ID); err != nil || c.Places != 20 || c.Title != town.course.Title {
		t.Errorf("the second has written over the first: %+v, %v", c, err)
	}
	for range 2 { // sent twice it is done once
		admin.post(t, path, back).wantSeeOther(t, "/courses/"+town.course.ID)
	}
	c, err := town.Courses.Get(t.Context(), town.course.ID)
	if err != nil || c.Places != 14 || c.Title != "By the second" || c.Summary != "By the first" || c.Version != town.course.Version+2 {
		t.Errorf("it is %+v, %v", c, err)
	}
	// Who goes back and sends the old form with something else in it is not told that it is saved.
	back.Set("title", "By who went back")
	if got := admin.post(t, path, back); got.status != 409 || fieldsOf(got.page(t)).Get("title") != "By who went back" {
		t.Errorf("an operation used for something else: %s", got)
	}
	// A version in which nothing of the form is another is no conflict.
	open := fieldsOf(thales.get(t, path).page(t))
	if _, err := town.Courses.Reopen(t.Context(), town.admin, town.course.ID, ""); err != nil {
		t.Fatal(err)
	}
	open.Set("title", "After it was opened again")
	thales.post(t, path, open).wantSeeOther(t, "/courses/"+town.course.ID)
}

func TestACoTeacherIsShownAHandOverAndNoErrorOfAFieldThatTheyDoNotHave(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	town.Person(t, "hypatia", campus.Teacher)
	town.Person(t, "kate", campus.Teacher)
	hypatia, admin := town.signedIn(t, "hypatia"), town.signedIn(t, "admin")
	path := "/courses/" + town.course.ID + "/edit"
	with := fieldsOf(admin.get(t, path).page(t))
	with.Set("co_teacher_1", "hypatia")
	admin.post(t, path, with).wantSeeOther(t, "/courses/"+town.course.ID)
	mine, theirs := fieldsOf(hypatia.get(t, path).page(t)), fieldsOf(admin.get(t, path).page(t))
	theirs.Set("teacher", "kate")
	admin.post(t, path, theirs).wantSeeOther(t, "/courses/"+town.course.ID)
	mine.Set("summary", "By the co-teacher")
	got := hypatia.post(t, path, mine)
	if got.status != 409 {
		t.Fatalf("%s", got)
	}
	if said := text(one(t, got.page(t), "#refused")); !strings.Contains(said, "Teacher: kate") {
		t.Errorf("it says %q", said)
	}
	for _, link := range all(got.page(t), "#refused a") {
		if attr(link, "href") == "#teacher" {
			t.Errorf("%q leads to a field that is not there", text(link))
		}
	}
	hypatia.post(t, path, fieldsOf(got.page(t))).wantSeeOther(t, "/courses/"+town.course.ID)
}

func TestACourseFormSentTwiceMakesOneCourse(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.signedIn(t, "thales")
	form := courseFields()
	form.Set("op", "one")
	form["co_teachers"] = []string{"admin", ""}
	form.Set("co_teacher_2", " ADMIN ")
	first := thales.post(t, "/courses", form).header.Get("Location")
	thales.post(t, "/courses", form).wantSeeOther(t, first)
	course, err := town.Courses.Get(t.Context(), strings.TrimPrefix(first, "/courses/"))
	if err != nil || len(course.With) != 1 || course.With[0].ID != town.admin.ID {
		t.Errorf("it is %+v, %v", course, err)
	}
	edit := thales.get(t, first+"/edit").page(t)
	if who := text(one(t, edit, "#co_teachers")); !strings.Contains(who, "The admin (admin)") {
		t.Errorf("its co-teachers are shown as %q", who)
	}
	if len(all(edit, "#teachers option")) == 0 || attr(one(t, edit, "#co-teacher-1"), "list") != "teachers" {
		t.Error("nobody is suggested")
	}
	form.Set("title", "Another")
	if other := thales.post(t, "/courses", form).header.Get("Location"); other == first || other == "" {
		t.Errorf("another course under the same operation is %q", other)
	}
}
