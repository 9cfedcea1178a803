package views

import "testing"

func TestSeatsAreSaidInWords(t *testing.T) {
	for _, test := range []struct {
		seats Seats
		want  string
	}{
		{Seats{Taken: 9, Places: 12}, "3 of 12 left"},
		{Seats{Taken: 0, Places: 1}, "1 of 1 left"},
		{Seats{Taken: 12, Places: 12}, "Full"},
		{Seats{Taken: 14, Places: 12}, "Full"},
		{Seats{Taken: 12, Places: 12, Waiting: 4}, "Full, 4 waiting"},
		{Seats{Taken: 31, Unlimited: true}, "Unlimited places"},
		{Seats{Taken: 9, Places: 12, Closed: true}, "Closed"},
	} {
		if got := SeatWords(test.seats); got != test.want {
			t.Errorf("SeatWords(%+v) = %q, want %q", test.seats, got, test.want)
		}
	}
}

func TestWhatASearchFoundIsSaidInWords(t *testing.T) {
	long := "a question that goes on and on and never seems to come to its end, whatever one does"
	for _, test := range []struct {
		n             int
		before, after bool
		query         string
		want          string
	}{
		{12, false, false, "", "12 courses"},
		{20, false, true, "", "First 20 courses"},
		{1, false, false, "redis", "1 course for “redis”"},
		{20, false, true, "redis", "First 20 courses for “redis”"},
		{0, false, false, "redis", "Nothing for “redis”"},
		{0, false, false, "", "0 courses"},
		{20, true, true, "", "20 more courses"},
		{1, true, false, "redis", "1 more course for “redis”"},
		{0, false, false, long, "Nothing for “a question that goes on and on and never seems to come to i…”"},
	} {
		if got := FoundWords(test.n, test.before, test.after, test.query); got != test.want {
			t.Errorf("FoundWords(%d, %v, %v, %q) = %q, want %q", test.n, test.before, test.after, test.query, got, test.want)
		}
	}
}

func TestWhomASearchFoundIsSaidInWords(t *testing.T) {
	t.Parallel()
	one := []PersonRow{{Name: "Zeno"}}
	for _, test := range []struct {
		page PeoplePage
		want string
	}{
		{PeoplePage{Rows: one}, "1 person"},
		{PeoplePage{Rows: one, Next: "n"}, "First 1 person"},
		{PeoplePage{Rows: one, First: "f", Next: "n", Query: "z"}, "1 more person for “z”"},
		{PeoplePage{Query: "z"}, "Nobody for “z”"},
		{PeoplePage{Query: "z", Next: "n"}, "Nobody so far for “z”"},
		{PeoplePage{Query: "z", First: "f", Next: "n"}, "Nobody so far for “z”"},
		{PeoplePage{Wish: true}, "0 people who wish to teach"},
	} {
		if got := PeopleFoundWords(test.page); got != test.want {
			t.Errorf("%d rows of %q are %q, want %q", len(test.page.Rows), test.page.Query, got, test.want)
		}
	}
}

func TestWords(t *testing.T) {
	public := MeetingRow{Title: "Seminar", Host: "Thales", Public: true}
	ofCourse := MeetingRow{Title: "First evening", Host: "Hypatia", Course: "Geometry"}
	invited := MeetingRow{Title: "BDMS Course", Host: "Thales"}
	sameName := MeetingRow{Title: "Geometry", Host: "Thales", Course: "Geometry"}
	for _, test := range []struct{ name, got, want string }{
		{"one", Count(1, "person", "people"), "1 person"},
		{"none", Count(0, "person", "people"), "0 people"},
		{"many", Count(3, "person", "people"), "3 people"},
		{"short stays", Shorten("πέντε", 5), "πέντε"},
		{"long is cut between letters", Shorten("Κωνσταντίνα", 5), "Κωνσ…"},
		{"capital", Capital("beginner"), "Beginner"},
		{"capital of a Greek word", Capital("ήχος"), "Ήχος"},
		{"capital of nothing", Capital(""), ""},
		{"first in line", PositionWords(1), "You are first on the waiting list"},
		{"third in line", PositionWords(3), "You are number 3 on the waiting list"},
		{"somewhere in line", PositionWords(0), "You are on the waiting list"},
		{"first name", FirstName(" John Papadatos"), "John"},
		{"only name", FirstName("Hypatia"), "Hypatia"},
		{"title", DocumentTitle("Courses"), "Courses · Stoa"},
		{"no title", DocumentTitle(""), "Stoa"},
		{"public meeting", MeetingWords(public), "Open to everyone · with Thales"},
		{"meeting of a course", MeetingWords(ofCourse), "Geometry · with Hypatia"},
		{"private meeting", MeetingWords(invited), "With Thales"},
		{"meeting named as its course", MeetingWords(sameName), "With Thales"},
		{"who may come, public", AudienceWords(public), "Everyone who is signed in"},
		{"who may come, course", AudienceWords(ofCourse), "Enrolled and invited people"},
		{"who may come, private", AudienceWords(invited), "Invited people"},
		{"nobody inside", InsideWords(0), "Nobody is inside yet"},
		{"one inside", InsideWords(1), "1 person is inside"},
		{"three inside", InsideWords(3), "3 people are inside"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}
