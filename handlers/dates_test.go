package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
	"stoa/store/storetest"
)

// series is a meeting of a course with four dates, weekly over the change of clocks of Athens in March 2031, seen two weeks
// before.
type series struct {
	*town
	clock        *storetest.Hands
	host, pupil  *visitor
	id           int64
	path, second string
}

func newSeries(t *testing.T) *series {
	t.Helper()
	s := &series{clock: storetest.At(time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC))}
	s.town = newTown(t, setup{clock: s.clock})
	s.enrol(t, s.john)
	s.host, s.pupil = s.signedIn(t, "thales"), s.signedIn(t, "john")
	got := s.host.post(t, "/meetings", with(meetingFields(), "repeat", "week", "times", "4", "date_1_day", "2031-03-17", "course",
		s.course.ID,
		"audience", "h@x.example"))
	s.path = strings.TrimSuffix(got.header.Get("Location"), "/dates")
	s.id, _ = campus.ParseID(strings.TrimPrefix(s.path, "/meetings/"))
	s.second = s.path + "/2"
	if s.id == 0 {
		t.Fatalf("%s", got)
	}
	s.Settle(t)
	return s
}

func TestAllDatesOfAMeetingAreReadByWhoIsInvitedAndChangedByItsStaff(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	s.host.post(t, s.second+"/cancel", url.Values{"scope": {"this"}}).wantSeeOther(t, s.path+"/dates#date-2")
	s.clock.Set(time.Date(2031, 3, 18, 12, 0, 0, 0, time.UTC))
	s.Tick(t)
	want := map[string]string{
		"date-1": "Date 1 Yesterday, 08:00 to 09:30 Ended 10:00 to 11:30 in Europe/Athens Transcript date 1",
		"date-2": "Date 2 Mon 24 Mar, 08:00 to 09:30 Cancelled 10:00 to 11:30 in Europe/Athens",
		"date-3": "Date 3 Mon 31 Mar, 07:00 to 08:30 10:00 to 11:30 in Europe/Athens",
		"date-4": "Date 4 Mon 7 Apr, 07:00 to 08:30 10:00 to 11:30 in Europe/Athens",
	}
	mine, theirs := s.pupil.get(t, s.path+"/dates").page(t), s.host.get(t, s.path+"/dates").page(t)
	for id, words := range want {
		tools, own := "", ""
		switch n := strings.TrimPrefix(id, "date-"); {
		case n == "1":
			tools, own = " Attendance date 1", " My attendance date 1"
		case n > "2":
			tools = " Move date " + n + " Cancel date " + n
		}
		wantSays(t, one(t, mine, "#"+id), words+own)
		wantSays(t, one(t, theirs, "#"+id), words+tools)
	}
	if links := texts(all(mine, "main a")); slices.Contains(links, "Edit") || slices.Contains(links, "Delete") {
		t.Errorf("who is invited is offered %q", links)
	}
	if words := text(one(t, mine, "aside")); !strings.Contains(words, "Geometry of circles") || !strings.Contains(words, "The thales") {
		t.Errorf("it is of %q", words)
	}
	wantStatus(t, s.pupil.get(t, s.path+"/3/move"), 403)
	for _, over := range []string{"/1", "/2"} {
		wantErrorPage(t, s.host.get(t, s.path+over+"/move"), 409, "That is not possible now", campus.ErrOver.Sentence)
	}
	wantErrorPage(t, s.host.post(t, s.path+"/1/cancel", nil), 409, "That is not possible now", campus.ErrOver.Sentence)
	s.host.post(t, s.second+"/cancel", nil).wantSeeOther(t, s.path+"/dates#date-2")
	for _, gone := range []string{"/5/move", "/0/cancel", "/x/move"} {
		wantErrorPage(t, s.host.get(t, s.path+gone), 404, "Not here", noMeeting)
	}
}

func TestThisAndAllLaterDatesMoveAsTheFormForetold(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	form := fieldsOf(s.host.get(t, s.second+"/move").page(t))
	if form.Get("date_day") != "2031-03-24" || form.Get("date_from") != "10:00" || form.Get("date_to") != "11:30" ||
		form.Get("zone") != "Europe/Athens" || form.Get("scope") != "this" {
		t.Fatalf("it has %v", form)
	}
	form = with(form, "scope", "later", "date_day", "2031-03-25", "date_from", "12:00", "date_to", "13:00", "op", "one")
	for _, got := range []answer{s.host.post(t, s.second+"/move", with(form, "do", "check")),
		s.host.post(t, s.second+"/move", form, "HX-Request", "true", "HX-Request-Type", "partial")} {
		says := text(one(t, got.page(t), "#planned"))
		if got.status != 200 || !strings.HasPrefix(says, "3 dates move by 1 day to 12:00 to 13:00 Date 2, was Mon 24 Mar, 10:00 to 11:30 "+
			"Tue 25 Mar, 12:00 to 13:00 EET Date 3, was Mon 31 Mar, 10:00 to 11:30 Tue 1 Apr, 12:00 to 13:00 EEST") {
			t.Errorf("it foretells %q of %d", says, got.status)
		}
	}
	for range 2 {
		s.host.post(t, s.second+"/move", form).wantSeeOther(t, s.path+"/dates#date-2")
	}
	want := []string{"2031-03-17T08:00:00Z 2031-03-17T09:30:00Z", "2031-03-25T10:00:00Z 2031-03-25T11:00:00Z",
		"2031-04-01T09:00:00Z 2031-04-01T10:00:00Z", "2031-04-08T09:00:00Z 2031-04-08T10:00:00Z"}
	if is := s.datesOf(t, s.id); !slices.Equal(is, want) {
		t.Errorf("they are at %q, want %q", is, want)
	}
	s.Settle(t)
	if inbox := s.pupil.get(t, "/inbox"); !strings.Contains(inbox.body, "has moved") {
		t.Errorf("who is invited is not told: %s", inbox)
	}
}

func TestADateThatCannotMoveThereSaysWhy(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	form := fieldsOf(s.host.get(t, s.second+"/move").page(t))
	for name, try := range map[string]struct {
		more       []string
		status     int
		field, why string
	}{
		"an end before": {[]string{"date_to", "09:00"}, 422, "date", "ends before it begins"},
		"no day":        {[]string{"date_day", ""}, 422, "date", "from when"},
		"nothing":       {[]string{"date_day", "", "date_from", "", "date_to", ""}, 422, "date", "a day"},
		"no zone":       {[]string{"zone", "Nowhere"}, 422, "zone", "time zone"},
		"no such scope": {[]string{"scope", "all"}, 422, "scope", "later"},
		"clocks that skip it": {[]string{"date_day", "2031-03-30", "date_from", "03:30", "date_to", "06:00"}, 422, "planned",
			"what is said"},
		"clocks that go twice": {[]string{"date_day", "2031-10-26", "date_from", "03:30", "date_to", "06:00"}, 422, "planned",
			"what is said"},
		"another date's time":   {[]string{"date_day", "2031-03-31"}, 422, "planned", "Date 3 of the meeting is at that time"},
		"30 years off":          {[]string{"date_day", "2061-03-24"}, 422, "planned", "ten years from now"},
		"one that has gone off": {[]string{"seen", "1 2 UTC"}, 409, "", "meanwhile"},
	} {
		got := s.host.post(t, s.second+"/move", with(form, append([]string{"date_day", "2031-03-25"}, try.more...)...))
		if got.status != try.status {
			t.Errorf("%s: %s", name, got)
			continue
		}
		page := got.page(t)
		why := saidOf(page, try.field)
		if try.field == "" {
			why = text(one(t, page, "#refused"))
		}
		if got.status != try.status || !strings.Contains(why, try.why) {
			t.Errorf("%s: %d says %q of %s, want %d and %q", name, got.status, why, try.field, try.status, try.why)
		}
		back := fieldsOf(page)
		for i := 0; i < len(try.more); i += 2 {
			if field := try.more[i]; field != "seen" && field != "scope" && back.Get(field) != try.more[i+1] {
				t.Errorf("%s: %s holds %q", name, field, back.Get(field))
			}
		}
	}
	skipped := with(form, "date_day", "2031-03-30", "date_from", "03:30", "date_to", "06:00")
	said := fieldsOf(s.host.post(t, s.second+"/move", skipped).page(t)) // and once it has been said, it is done
	s.host.post(t, s.second+"/move", said).wantSeeOther(t, s.path+"/dates#date-2")
	if is := s.datesOf(t, s.id)[1]; is != "2031-03-30T01:30:00Z 2031-03-30T03:00:00Z" {
		t.Errorf("it is at %s", is)
	}
}

func TestOfADateThatHasBegunOnlyTheEndMoves(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	s.clock.Set(time.Date(2031, 3, 17, 7, 59, 21, 5e6, time.UTC))
	if _, err := s.Meetings.Turn(t.Context(), s.thales, s.id, 1, campus.TurnStart, ""); err != nil {
		t.Fatal(err)
	}
	form := fieldsOf(s.host.get(t, s.path+"/1/move").page(t))
	if form.Get("date_from") != "09:59" {
		t.Errorf("it has %v", form)
	}
	s.host.post(t, s.path+"/1/move", with(form, "date_to", "12:15")).wantSeeOther(t, s.path+"/dates#date-1")
	if is := s.datesOf(t, s.id)[0]; is != "2031-03-17T07:59:21Z 2031-03-17T10:15:00Z" {
		t.Errorf("it is at %s", is)
	}
	if got := s.host.post(t, s.path+"/1/move", with(form, "date_from", "11:00")); got.status < 400 || got.status > 499 {
		t.Errorf("its beginning moves: %s", got)
	}
}

func TestDatesAreCancelledAfterAQuestionThatNamesWhatFollows(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	asked := text(one(t, s.host.get(t, s.second+"/cancel").page(t), "main"))
	for _, want := range []string{"Mon 24 Mar", "The students of Geometry of circles and 1 invited person are told.",
		"This and all later dates (3)", "cannot be brought back"} {
		if !strings.Contains(asked, want) {
			t.Errorf("it asks %q, want %q", asked, want)
		}
	}
	if got := s.host.post(t, s.second+"/cancel", url.Values{"scope": {"some"}}); got.status != 422 {
		t.Errorf("%s", got)
	}
	for range 2 {
		s.host.post(t, s.second+"/cancel", url.Values{"scope": {"later"}, "op": {"one"}}).wantSeeOther(t, s.path+"/dates#date-2")
	}
	is := s.datesOf(t, s.id)
	if n := strings.Count(strings.Join(is, " "), "cancelled"); n != 3 || strings.HasSuffix(is[0], "cancelled") {
		t.Errorf("they are %q", is)
	}
	s.Settle(t)
	if inbox := s.pupil.get(t, "/inbox"); !strings.Contains(inbox.body, "are cancelled") {
		t.Errorf("who is invited is not told: %s", inbox)
	}
	question := text(one(t, s.host.get(t, s.path+"/delete").page(t), "main"))
	if !strings.Contains(question, "1 date that is to come is cancelled.") {
		t.Errorf("it asks %q", question)
	}
	for range 2 {
		s.host.post(t, s.path+"/delete", url.Values{"op": {"two"}}).wantSeeOther(t, "/meetings")
	}
	wantErrorPage(t, s.pupil.get(t, s.path+"/dates"), 404, "Not here", noMeeting)
}

func TestAMeetingThatIsDeletedIsOnePageOfItsPastForItsStaff(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	s.clock.Set(time.Date(2031, 3, 18, 12, 0, 0, 0, time.UTC)) // the first date is over
	s.Tick(t)
	s.host.post(t, s.path+"/delete", url.Values{"op": {"one"}}).wantSeeOther(t, "/meetings")
	s.Settle(t)
	s.host.get(t, s.path).wantSeeOther(t, s.path+"/dates")
	main := one(t, s.host.get(t, s.path+"/dates").page(t), "main")
	if words := text(main); !strings.Contains(words, "Deleted") || strings.Contains(words, "To come") ||
		strings.Count(words, "Cancelled") != 3 {
		t.Errorf("it says %q", words)
	}
	if tools := all(main, "a[href$='/edit'], a[href$='/delete'], a[href$='/add'], a[href$='/audience'], a[href$='/move']"); len(tools) > 0 {
		t.Errorf("it has %d tools", len(tools))
	}
	room := s.host.get(t, s.path+"/1").page(t)
	if words := text(one(t, room, "main")); !strings.Contains(words, "This meeting was deleted.") {
		t.Errorf("its room says %q", words)
	}
	wantStatus(t, s.host.get(t, s.path+"/1/roster"), 200)
	if past := s.host.get(t, "/meetings?state=ended"); !strings.Contains(past.body, s.path+"/1") {
		t.Error("it is not among what is past")
	}
	for _, page := range []string{"", "/dates", "/1", "/1/roster", "/2"} {
		wantErrorPage(t, s.pupil.get(t, s.path+page), 404, "Not here", noMeeting)
	}
	for _, page := range []string{"/edit", "/delete", "/dates/add", "/audience", "/2/move", "/2/cancel"} {
		wantErrorPage(t, s.host.get(t, s.path+page), 404, "Not here", noMeeting)
	}
}

func TestOneMoreDateIsAsLongAsTheLast(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	add := s.path + "/dates/add"
	form := fieldsOf(s.host.get(t, add).page(t))
	if form.Get("date_from") != "10:00" || form.Get("date_to") != "11:30" || form.Get("zone") != "Europe/Athens" {
		t.Errorf("it has %v", form)
	}
	if got := s.host.post(t, add, form); got.status != 422 || saidOf(got.page(t), "date") == "" {
		t.Errorf("without a day: %s", got)
	}
	form = with(form, "date_day", "2031-05-05")
	if says := text(one(t, s.host.post(t, add, with(form, "do", "check")).page(t), "#planned")); !strings.Contains(says,
		"Mon 5 May, 10:00") ||
		!strings.Contains(says, "07:00 to 08:30 in UTC") {
		t.Errorf("it foretells %q", says)
	}
	for range 2 {
		s.host.post(t, add, form).wantSeeOther(t, s.path+"/dates#date-5")
	}
	if is := s.datesOf(t, s.id); len(is) != 5 || is[4] != "2031-05-05T07:00:00Z 2031-05-05T08:30:00Z" {
		t.Errorf("they are at %q", is)
	}
}

func TestThePlanOfFiveHundredDatesTakesThreeRoundTrips(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	counted := &trips{}
	town.Redis.AddHook(counted)
	n := campus.NewMeeting{Title: "Daily", Course: town.course.ID}
	for i := range campus.MaxInstances {
		from := town.Now().AddDate(0, 0, i+1)
		n.Slots = append(n.Slots, campus.Slot{From: from, To: from.Add(time.Hour), Zone: "Europe/Athens"})
	}
	m := town.Plan(t, town.thales, n)
	host := town.signedIn(t, "thales")
	for _, path := range []string{"/dates", "/2/move", "/2/cancel", "/delete", "/dates/add"} {
		counted.take()
		wantStatus(t, host.get(t, "/meetings/"+num(m.ID)+path), 200)
		if all := counted.take(); len(all) > maxTrips {
			t.Errorf("%s takes %d round trips", path, len(all))
		}
	}
	if rows := all(host.get(t, fmt.Sprintf("/meetings/%d/dates", m.ID)).page(t), "main li"); len(rows) != campus.MaxInstances {
		t.Errorf("%d dates are shown", len(rows))
	}
	if got := host.post(t, fmt.Sprintf("/meetings/%d/dates/add", m.ID), url.Values{"date_day": {"2040-01-01"}, "date_from": {"10:00"},
		"date_to": {"11:00"}, "zone": {"UTC"}}); got.status != 422 || saidOf(got.page(t), "planned") == "" {
		t.Errorf("date 501: %s", got)
	}
}

func TestTwoWhoEditAMeetingAtOnceOverwriteNothingUnseen(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	other := s.signedIn(t, "admin")
	edit := s.path + "/edit"
	first, second := fieldsOf(s.host.get(t, edit).page(t)), fieldsOf(other.get(t, edit).page(t))
	first = with(first, "title", "By the first", "audience", "h@x.example\r\nj@x.example")
	for range 2 {
		s.host.post(t, edit, first).wantSeeOther(t, s.path+"/dates")
	}
	second = with(second, "title", "By the second", "description", "Theirs.")
	got := other.post(t, edit, second)
	if got.status != 409 {
		t.Fatalf("%s", got)
	}
	page := got.page(t)
	told := text(one(t, page, "#refused"))
	for _, want := range []string{"Title: By the first", "Invited people: 2 addresses"} {
		if !strings.Contains(told, want) {
			t.Errorf("it says %q, want %q", told, want)
		}
	}
	back := fieldsOf(page)
	if back.Get("title") != "By the second" || back.Get("description") != "Theirs." ||
		!strings.Contains(back.Get("audience"), "j@x.example") {
		t.Errorf("the form has %v", back)
	}
	if m, err := s.Meetings.Get(t.Context(), s.id); err != nil || m.Title != "By the first" {
		t.Errorf("the second has written over the first: %+v, %v", m, err)
	}
	other.post(t, edit, back).wantSeeOther(t, s.path+"/dates")
	// A version in which nothing of the form is another is no conflict.
	open := fieldsOf(other.get(t, edit).page(t))
	s.host.post(t, s.second+"/cancel", nil).wantSeeOther(t, s.path+"/dates#date-2")
	other.post(t, edit, with(open, "link", "https://call.example")).wantSeeOther(t, s.path+"/dates")
	m, list, err := s.Meetings.Audience(t.Context(), s.admin, s.id)
	if err != nil || m.Title != "By the second" || m.Description != "Theirs." || len(list) != 2 || m.Host.ID != s.thales.ID {
		t.Errorf("it is %+v with %+v, %v", m, list, err)
	}
}

func TestAnEditThatCannotBeSaysWhyAndAMeetingThatIsGoneIsOfferedAsANewOne(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	edit := s.path + "/edit"
	form := fieldsOf(s.host.get(t, edit).page(t))
	if form.Get("course") != s.course.ID || form.Get("audience") != "h@x.example" || form.Get("public") != "0" {
		t.Errorf("it has %v", form)
	}
	for field, value := range map[string]string{"title": "", "link": "ftp://x", "audience": "x"} {
		got := s.host.post(t, edit, with(form, field, value))
		if got.status != 422 || saidOf(got.page(t), field) == "" || strings.TrimPrefix(fieldsOf(got.page(t)).Get(field), "\n") != value {
			t.Errorf("%s %q: %s", field, value, got)
		}
	}
	kate := s.Person(t, "kate", campus.Teacher)
	boss := s.signedIn(t, "admin")
	over := with(fieldsOf(boss.get(t, edit).page(t)), "host", "kate")
	boss.post(t, edit, over).wantSeeOther(t, s.path+"/dates")
	if m, err := s.Meetings.Get(t.Context(), s.id); err != nil || m.Host.ID != kate.ID {
		t.Errorf("it is handed to %+v, %v", m.Host, err)
	}
	if got := boss.post(t, edit, with(over, "host", "john", "shown_host", "kate", "op", "two")); got.status != 422 ||
		!strings.Contains(saidOf(got.page(t), "host"), "teacher") {
		t.Errorf("handed to a student: %s", got)
	}
	if err := s.Meetings.Delete(t.Context(), s.admin, s.id, 0, ""); err != nil {
		t.Fatal(err)
	}
	got := s.host.post(t, edit, with(form, "description", "An evening's work."))
	page := got.page(t)
	if got.status != 404 || !strings.Contains(text(one(t, page, "#refused")), "has been deleted") {
		t.Fatalf("%s", got)
	}
	again := with(fieldsOf(page), "date_1_day", "2031-06-02", "date_1_from", "10:00", "date_1_to", "11:00")
	made := s.host.post(t, "/meetings", again)
	if made.status != 303 || !strings.Contains(s.host.get(t, made.header.Get("Location")).body, "An evening&#39;s work.") {
		t.Errorf("as a new one: %s", made)
	}
}

func TestWhoSharesAMeetingsCourseMayPlanButNotDelete(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	kate := s.Person(t, "kate", campus.Teacher)
	if _, err := s.Courses.Edit(t.Context(), s.thales, s.course.ID, campus.NewCourse{Title: s.course.Title, Level: s.course.Level,
		Places: 3,
		With:   []int64{kate.ID}}, ""); err != nil {
		t.Fatal(err)
	}
	with := s.signedIn(t, "kate")
	wantStatus(t, with.get(t, s.path+"/edit"), 200)
	wantStatus(t, with.get(t, s.second+"/move"), 200)
	wantErrorPage(t, with.get(t, s.path+"/delete"), 403, "Not for you", campus.ErrNotHost.Sentence)
	if links := texts(all(with.get(t, s.path+"/dates").page(t), "aside a")); slices.Contains(links, "Delete") {
		t.Errorf("offered are %q", links)
	}
}
