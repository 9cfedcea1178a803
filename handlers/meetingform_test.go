package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stoa/store/campus"
)

// meetingFields is the form of a new meeting, filled in.
func meetingFields() url.Values {
	return url.Values{"title": {"Circles"}, "description": {"All of them."}, "public": {"0"}, "repeat": {"once"}, "ends": {"times"},
		"zone": {"Europe/Athens"}, "date_1_day": {"2031-03-03"}, "date_1_from": {"10:00"}, "date_1_to": {"11:30"}}
}

// with returns a form with other fields, each name with its value.
func with(form url.Values, more ...string) url.Values {
	form = maps.Clone(form)
	for i := 0; i+1 < len(more); i += 2 {
		form[more[i]] = []string{more[i+1]}
	}
	return form
}

// saidOf returns what a page of a form says of one of its fields.
func saidOf(page *html.Node, field string) string {
	for _, n := range all(page, "#"+field+"-error") {
		return text(n)
	}
	return ""
}

func TestAMeetingThatCannotBeComesBackWithWhyAndWhatWasTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales, gone := town.signedIn(t, "thales"), town.Course(t, town.thales, "Gone", 3)
	if err := town.Courses.Delete(t.Context(), town.thales, gone.ID, ""); err != nil {
		t.Fatal(err)
	}
	many := strings.Builder{}
	for i := range 1001 {
		many.WriteString("a" + strconv.Itoa(i) + "@x.example\r\n")
	}
	lots := []string{"repeat", "several"}
	for i := 1; i <= 501; i++ {
		n := "date_" + strconv.Itoa(i)
		lots = append(lots, n+"_day", "2031-01-01", n+"_from", "10:00", n+"_to", "10:01")
	}
	for name, try := range map[string]struct {
		more       []string
		field, why string
	}{
		"no title":             {[]string{"title", " "}, "title", "title required"},
		"a long description":   {[]string{"description", strings.Repeat("x", 10_001)}, "description", "10,000"},
		"a link that is open":  {[]string{"link", "http://call.example"}, "link", "https"},
		"nobody says for whom": {[]string{"public", ""}, "public", "everyone"},
		"a broken address": {[]string{"audience", "a@b.example\r\nbob\r\n\r\n@x"}, "audience",
			"line 2 is no email address: “bob”; line 4"},
		"1,001 addresses":        {[]string{"audience", many.String()}, "audience", "at most 1,000"},
		"an end before":          {[]string{"date_1_to", "09:00"}, "date_1", "ends before it begins"},
		"an end at once":         {[]string{"date_1_to", "10:00"}, "date_1", "after it begins"},
		"half a date":            {[]string{"date_1_from", ""}, "date_1", "from when"},
		"no date":                {[]string{"date_1_day", "", "date_1_from", "", "date_1_to", ""}, "date_1", "a day"},
		"a day that is not":      {[]string{"date_1_day", "2031-02-30"}, "date_1", "a day"},
		"a second that is half":  {[]string{"repeat", "several", "date_2_day", "2031-03-04"}, "date_2", "from when"},
		"no zone that is":        {[]string{"zone", "Europe/Atlantis"}, "zone", "time zone"},
		"where the Stoa stands":  {[]string{"zone", "Local"}, "zone", "time zone"},
		"no way to repeat":       {[]string{"repeat", "yearly"}, "repeat", "every week"},
		"no number of dates":     {[]string{"repeat", "week", "times", "many"}, "times", "1 to 500"},
		"501 in a series":        {[]string{"repeat", "day", "times", "501"}, "times", "500"},
		"until before the first": {[]string{"repeat", "week", "ends", "until", "until", "2031-03-02"}, "until", "before the first"},
		"until no day":           {[]string{"repeat", "week", "ends", "until", "until", "soon"}, "until", "a day"},
		"until in 30 years":      {[]string{"repeat", "day", "ends", "until", "until", "2061-03-02"}, "until", "500"},
		"30 years off":           {[]string{"date_1_day", "2061-03-03"}, "planned", "ten years from now"},
		"two at the same time": {[]string{"repeat", "several", "date_2_day", "2031-03-03", "date_2_from", "11:00", "date_2_to", "12:00"},
			"planned", "Dates 1 and 2 would be at the same time"},
		"a title that turns":    {[]string{"title", "Geo\u202eyrtem"}, "title", "control"},
		"a title nobody sees":   {[]string{"title", "\u200b\u2060"}, "title", "title required"},
		"a link into the page":  {[]string{"link", "javascript:alert(1)"}, "link", "https"},
		"a link without a host": {[]string{"link", "https:///x"}, "link", "https"},
		"501 dates":             {lots, "planned", "1 to 500"},
		"a course that is gone": {[]string{"course", gone.ID}, "course", "of yours"},
		"another's course":      {[]string{"course", campus.NewCourseID()}, "course", "of yours"},
		"nobody as host":        {[]string{"host", "nobody"}, "", "nobody has the username"},
	} {
		t.Run(name, func(t *testing.T) {
			form := with(meetingFields(), try.more...)
			got := thales.post(t, "/meetings", form)
			if got.status != 422 {
				t.Fatalf("%s", got)
			}
			page := got.page(t)
			if why := saidOf(page, try.field); try.field != "" && !strings.Contains(why, try.why) {
				t.Errorf("of %s it says %q, want %q", try.field, why, try.why)
			}
			if links := all(page, "#refused a"); try.field != "" && (len(links) != 1 || attr(links[0], "href") != "#"+try.field) {
				t.Errorf("the summary leads to %q", texts(links))
			}
			back := fieldsOf(page)
			for field, typed := range form {
				want := strings.TrimSpace(strings.ReplaceAll(typed[0], "\r\n", "\n"))
				if is := strings.TrimSpace(strings.ReplaceAll(back.Get(field), "\r\n", "\n")); is != want &&
					field != "course" && field != "host" && field != "repeat" {
					t.Errorf("%s holds %.60q, want %.60q", field, is, want)
				}
			}
		})
	}
}

func TestAFormOfAMeetingMakesItsDates(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.signedIn(t, "thales")
	for name, try := range map[string]struct {
		more []string
		want []string
	}{
		"one":       {nil, []string{"2031-03-03T08:00:00Z 2031-03-03T09:30:00Z"}},
		"overnight": {[]string{"date_1_to", "01:00", "overnight", "1"}, []string{"2031-03-03T08:00:00Z 2031-03-03T23:00:00Z"}},
		"several, one left out": {[]string{"repeat", "several", "date_3_day", "2031-04-03", "date_3_from", "9:00", "date_3_to", "10:00"},
			[]string{"2031-03-03T08:00:00Z 2031-03-03T09:30:00Z", "2031-04-03T06:00:00Z 2031-04-03T07:00:00Z"}},
		"a series over a change of clocks": {[]string{"repeat", "week", "date_1_day", "2031-03-24", "times", "2"},
			[]string{"2031-03-24T08:00:00Z 2031-03-24T09:30:00Z", "2031-03-31T07:00:00Z 2031-03-31T08:30:00Z"}},
		"days until one": {[]string{"repeat", "day", "ends", "until", "until", "2031-03-04"},
			[]string{"2031-03-03T08:00:00Z 2031-03-03T09:30:00Z", "2031-03-04T08:00:00Z 2031-03-04T09:30:00Z"}},
	} {
		got := thales.post(t, "/meetings", with(meetingFields(), try.more...))
		id, _ := campus.ParseID(strings.TrimSuffix(strings.TrimPrefix(got.header.Get("Location"), "/meetings/"), "/dates"))
		if got.status != 303 || id == 0 {
			t.Errorf("%s: %s", name, got)
			continue
		}
		if is := town.datesOf(t, id); !slices.Equal(is, try.want) {
			t.Errorf("%s makes %q, want %q", name, is, try.want)
		}
	}
}

// datesOf returns when the dates of a meeting are.
func (t *town) datesOf(tb testing.TB, id int64) (all []string) {
	tb.Helper()
	_, instances, err := t.Meetings.Plan(tb.Context(), t.admin, id)
	if err != nil {
		tb.Fatal(err)
	}
	for _, i := range instances {
		const layout = "2006-01-02T15:04:05Z"
		line := i.From.UTC().Format(layout) + " " + i.To.UTC().Format(layout)
		if i.Cancelled {
			line += " cancelled"
		}
		all = append(all, line)
	}
	return all
}

func TestWhatClocksMakeOfADateIsSaidBeforeItIsPlanned(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.signedIn(t, "thales")
	skipped := with(meetingFields(), "date_1_day", "2031-03-30", "date_1_from", "03:30", "date_1_to", "05:00")
	twice := with(meetingFields(), "date_1_day", "2031-10-26", "date_1_from", "03:30", "date_1_to", "05:00")
	later := with(twice, "later_2031-10-26", "1")
	for want, form := range map[string]url.Values{
		"2031-03-30T01:30:00Z 2031-03-30T02:00:00Z": skipped,
		"2031-10-26T00:30:00Z 2031-10-26T03:00:00Z": twice,
		"2031-10-26T01:30:00Z 2031-10-26T03:00:00Z": later,
	} {
		got := thales.post(t, "/meetings", form)
		if got.status != 422 || !strings.Contains(text(one(t, got.page(t), "#planned")), "Clocks go ") {
			t.Fatalf("%s is not said: %s", want, got)
		}
		checked := thales.post(t, "/meetings/new", with(form, "do", "check"), "HX-Request", "true", "HX-Request-Type", "partial")
		if checked.status != 200 || strings.Contains(checked.body, "<html") {
			t.Fatalf("to htmx: %s", checked)
		}
		if a, b := text(one(t, checked.page(t), "#planned ol")), text(one(t, got.page(t), "#planned ol")); a != b {
			t.Errorf("to htmx it says %q, else %q", a, b)
		}
		back := fieldsOf(got.page(t))
		made := thales.post(t, "/meetings", back)
		id, _ := campus.ParseID(strings.TrimSuffix(strings.TrimPrefix(made.header.Get("Location"), "/meetings/"), "/dates"))
		if made.status != 303 {
			t.Fatalf("seen, %s is refused: %s", want, made)
		}
		if is := town.datesOf(t, id); !slices.Equal(is, []string{want}) {
			t.Errorf("it is at %q, want %s", is, want)
		}
	}
}

func TestWhatIsMissingOrWrongOfDatesIsSaidWhileOneTypes(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	move := fieldsOf(s.host.get(t, s.second+"/move").page(t))
	for want, try := range map[string]struct {
		path string
		form url.Values
	}{
		"No dates yet How many dates: a number from 1 to 500.": {"/meetings/new", with(meetingFields(), "repeat", "week", "times", "")},
		"No dates yet Time zone: a time zone such as Europe/Athens.": {"/meetings/new",
			with(meetingFields(), "date_1_day", "2031-03-20", "date_1_from", "10:00", "date_1_to", "11:00", "zone", "Athens")},
		"What will happen When: a day, from when and to when.":           {s.second + "/move", with(move, "date_from", "")},
		"What will happen Time zone: a time zone such as Europe/Athens.": {s.path + "/dates/add", with(move, "zone", "Athens")},
	} {
		got := s.host.post(t, try.path, try.form, "HX-Request", "true", "HX-Request-Type", "partial")
		if says := text(one(t, got.page(t), "#planned")); got.status != 200 || says != want {
			t.Errorf("it says %q, want %q", says, want)
		}
	}
}

func TestAFormOfAMeetingSentTwiceMakesOne(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.signedIn(t, "thales")
	form := with(meetingFields(), "op", "one", "course", town.course.ID, "audience",
		"john@stoa.example\r\nJOHN@stoa.example, \"H\" <h@x.example>")
	first := thales.post(t, "/meetings", form).header.Get("Location")
	thales.post(t, "/meetings", form).wantSeeOther(t, first)
	if page := thales.get(t, first); !strings.Contains(page.body, "listed twice") || !strings.Contains(page.body, "Geometry of circles") {
		t.Errorf("it is %s", page)
	}
	list := texts(all(thales.get(t, strings.TrimSuffix(first, "dates")+"audience").page(t), "main li"))
	if len(list) != 2 || !strings.HasPrefix(list[0], "h@x.example") {
		t.Errorf("it lists %q", list)
	}
	other := thales.post(t, "/meetings", with(form, "title", "Another")).header.Get("Location")
	if other == first || other == "" {
		t.Errorf("something else under the same operation is %q", other)
	}
}

func TestOneMoreDateToFillInKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	town := newTown(t, setup{})
	thales := town.signedIn(t, "thales")
	opened := thales.get(t, "/meetings/new?course="+town.course.ID).page(t)
	if form := fieldsOf(opened); form.Get("course") != town.course.ID || form.Get("zone") != "UTC" {
		t.Errorf("from the course's page it has %v", form)
	}
	form := with(meetingFields(), "title", "", "date_2_day", "2031-0", "do", "add", "op", "one")
	rows := len(all(opened, "input[type=date]"))
	for range 2 {
		got := thales.post(t, "/meetings/new", form)
		page := got.page(t)
		if got.status != 200 || len(all(page, "#refused")) != 0 {
			t.Fatalf("%s", got)
		}
		back := fieldsOf(page)
		if back.Get("date_2_day") != "2031-0" || back.Get("date_1_from") != "10:00" || back.Get("repeat") != "several" ||
			back.Get("op") != "one" {
			t.Errorf("it keeps %v", back)
		}
		form = with(back, "do", "add")
	}
	if _, there := form["date_4_day"]; !there || rows < 2 {
		t.Errorf("at first %d, then %v", rows, form)
	}
}

func TestWhatElseTheHostDoesThenAndAClosedCourseAreSaidOnceAndNotRefused(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	same := with(meetingFields(), "title", "Again", "date_1_day", "2031-03-24", "date_1_from", "11:00", "date_1_to", "12:00",
		"course", s.course.ID)
	after := with(same, "date_1_from", "11:30", "date_1_to", "12:30")
	if s.host.post(t, "/meetings", after).status != 303 {
		t.Error("what begins as another ends is said to be at the same time")
	}
	const overlap = "You host “Circles” at the same time: "
	got := s.host.post(t, "/meetings", same)
	if says := text(one(t, got.page(t), "#planned")); got.status != 422 || !strings.Contains(says, overlap) {
		t.Errorf("of the same time it says %q, %d", says, got.status)
	}
	if made := s.host.post(t, "/meetings", fieldsOf(got.page(t))); made.status != 303 {
		t.Errorf("said, it is refused: %s", made)
	}
	s.clock.Set(s.course.Closes.AddDate(0, 0, 2)) // a new student has prolonged it
	s.Tick(t)
	closed := s.host.post(t, "/meetings", with(after, "date_1_day", "2031-05-24", "op", "closed"))
	if says := text(one(t, closed.page(t), "#planned")); closed.status != 422 ||
		!strings.Contains(says, "“Geometry of circles” is closed") {
		t.Errorf("of a closed course it says %q, %d", says, closed.status)
	}
	if made := s.host.post(t, "/meetings", fieldsOf(closed.page(t))); made.status != 303 {
		t.Errorf("said, it is refused: %s", made)
	}
}
