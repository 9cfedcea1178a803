package campus

import (
	"strings"
	"testing"
	"time"
)

func TestWhatAMeetingMayBe(t *testing.T) {
	t.Parallel()
	slot := Slot{From: noon, To: noon.Add(time.Second), Zone: "Europe/Athens"}
	good := NewMeeting{Title: "Talk", Slots: []Slot{slot}}
	many := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = "a@b"
		}
		return all
	}
	for name, test := range map[string]struct {
		change func(*NewMeeting)
		wrong  []string
	}{
		"the least":            {func(*NewMeeting) {}, nil},
		"nothing":              {func(m *NewMeeting) { *m = NewMeeting{} }, []string{"instances", "title"}},
		"a long title":         {func(m *NewMeeting) { m.Title = strings.Repeat("x", 201) }, []string{"title"}},
		"10,000 letters":       {func(m *NewMeeting) { m.Description = strings.Repeat("ω", 10_000) }, nil},
		"10,001 letters":       {func(m *NewMeeting) { m.Description = strings.Repeat("x", 10_001) }, []string{"description"}},
		"no text":              {func(m *NewMeeting) { m.Description = "\xff" }, []string{"description"}},
		"a course":             {func(m *NewMeeting) { m.Course = NewCourseID() }, nil},
		"no course":            {func(m *NewMeeting) { m.Course = "x" }, []string{"course"}},
		"a link":               {func(m *NewMeeting) { m.Link = "https://call.example/x?y#z" }, nil},
		"a link without host":  {func(m *NewMeeting) { m.Link = "https:///x" }, []string{"link"}},
		"an open link":         {func(m *NewMeeting) { m.Link = "http://call.example" }, []string{"link"}},
		"a script":             {func(m *NewMeeting) { m.Link = "javascript:alert(1)" }, []string{"link"}},
		"a link with a blank":  {func(m *NewMeeting) { m.Link = "https://call.example/a b" }, []string{"link"}},
		"a thousand addresses": {func(m *NewMeeting) { m.Audience = many(1000) }, nil},
		"one more":             {func(m *NewMeeting) { m.Audience = many(1001) }, []string{"audience"}},
		"no address":           {func(m *NewMeeting) { m.Audience = []string{"a@b", "x"} }, []string{"audience"}},
		"an empty address":     {func(m *NewMeeting) { m.Audience = []string{""} }, []string{"audience"}},
		"500 dates":            {func(m *NewMeeting) { m.Slots = inTurn(slot, 500) }, nil},
		"501 dates":            {func(m *NewMeeting) { m.Slots = inTurn(slot, 501) }, []string{"instances"}},
		"two at the same time": {func(m *NewMeeting) {
			m.Slots = []Slot{{From: noon, To: noon.Add(3)}, {From: noon.Add(5), To: noon.Add(6)}, {From: noon.Add(2), To: noon.Add(4)}}
		}, []string{"instances"}},
		"a date of no length": {func(m *NewMeeting) { m.Slots = []Slot{slot, {From: noon, To: noon}} }, []string{"instances"}},
		"a date backwards":    {func(m *NewMeeting) { m.Slots = []Slot{{From: noon, To: noon.Add(-1)}} }, []string{"instances"}},
		"a date nowhere": {func(m *NewMeeting) { m.Slots = []Slot{{From: noon, To: noon.Add(1), Zone: "Nowhere/Land"}} },
			[]string{"instances"}},
		"a date before 2000":        {func(m *NewMeeting) { m.Slots = []Slot{wholeDay(1999, 12, 31)} }, []string{"instances"}},
		"the year 2000":             {func(m *NewMeeting) { m.Slots = []Slot{wholeDay(2000, 1, 1)} }, nil},
		"the end of 9998":           {func(m *NewMeeting) { m.Slots = []Slot{wholeDay(9998, 12, 30)} }, nil},
		"a date that ends after it": {func(m *NewMeeting) { m.Slots = []Slot{wholeDay(9998, 12, 31)} }, []string{"instances"}},
		"9999 in UTC": {func(m *NewMeeting) {
			m.Slots = []Slot{{From: noon, To: time.Date(9998, 12, 31, 23, 0, 0, 0, time.FixedZone("", -12*3600))}}
		}, []string{"instances"}},
		"a date without times": {func(m *NewMeeting) { m.Slots = []Slot{{}} }, []string{"instances"}},
	} {
		m := good
		test.change(&m)
		wantWrong(t, name, m.Validate(), test.wrong...)
		if len(m.Slots) == 1 && len(test.wrong) == 1 && test.wrong[0] == "instances" {
			wantWrong(t, name+" alone", m.Slots[0].Validate(), "instances")
		}
	}
	wantWrong(t, "a date", slot.Validate())
}

// wholeDay is a date of a whole day.
func wholeDay(year int, month time.Month, day int) Slot {
	from := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return Slot{From: from, To: from.AddDate(0, 0, 1)}
}

// inTurn returns dates of which each begins as the one before it ends.
func inTurn(s Slot, n int) []Slot {
	all := make([]Slot, n)
	for i := range all {
		all[i] = Slot{From: s.From.Add(time.Duration(i) * s.To.Sub(s.From)), To: s.To.Add(time.Duration(i) * s.To.Sub(s.From)),
			Zone: s.Zone}
	}
	return all
}

func TestAnInstancesStateFollowsFromItsTimes(t *testing.T) {
	t.Parallel()
	hour := Instance{Meeting: 1, Order: 4, From: noon, To: noon.Add(time.Hour)}
	cancelled, over := hour, hour
	cancelled.Cancelled, over.Over = true, true
	for _, test := range []struct {
		i    Instance
		at   time.Duration
		want State
	}{
		{hour, -time.Hour, Scheduled}, {hour, -1, Scheduled}, {hour, 0, Active}, {hour, time.Hour - 1, Active}, {hour, time.Hour,
			Ended}, {hour, 48 * time.Hour, Ended},
		{cancelled, -time.Hour, Cancelled}, {cancelled, 0, Cancelled}, {cancelled, 48 * time.Hour, Cancelled},
		{over, time.Hour - 1, Ended}, {over, time.Hour, Ended},
	} {
		if got := test.i.State(noon.Add(test.at)); got != test.want {
			t.Errorf("%v after it begins %+v is %s, want %s", test.at, test.i, got, test.want)
		}
	}
	if hour.Room() != "meeting:1:4" {
		t.Errorf("its room is %s", hour.Room())
	}
}
