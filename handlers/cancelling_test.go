package handlers

import (
	"strings"
	"testing"

	"stoa/store/campus"
)

// wantMeanwhile checks that a question was asked anew because of what somebody else has done, and returns its form.
func (a answer) wantMeanwhile(t *testing.T, words ...string) map[string][]string {
	t.Helper()
	if a.status != 409 {
		t.Fatalf("%s", a)
	}
	page := a.page(t)
	told := text(one(t, page, "#refused"))
	for _, want := range append(words, "Somebody else has changed this meanwhile. Please look at it once more.") {
		if !strings.Contains(told, want) {
			t.Errorf("it says %q, want %q", told, want)
		}
	}
	if strings.Count(told, ": ") != len(words)+1 {
		t.Errorf("it says more than %q: %q", words, told)
	}
	return fieldsOf(page)
}

func (s *series) wantCancelled(t *testing.T, want int) {
	t.Helper()
	if is := strings.Join(s.datesOf(t, s.id), ", "); strings.Count(is, "cancelled") != want {
		t.Errorf("%d are to be cancelled: %s", want, is)
	}
}

func TestDatesAreCancelledOnlyAsWhoCancelsThemHasSeenThem(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	other := s.signedIn(t, "admin")
	open := fieldsOf(s.host.get(t, s.second+"/cancel").page(t))
	move := fieldsOf(other.get(t, s.path+"/3/move").page(t))
	other.post(t, s.path+"/3/move", with(move, "date_day", "2031-04-01")).wantSeeOther(t, s.path+"/dates#date-3")
	again := s.host.post(t, s.second+"/cancel", with(open, "scope", "later")).wantMeanwhile(t, "Date 3: Tue 1 Apr, 07:00 to 08:30")
	s.wantCancelled(t, 0)
	if again["scope"][0] != "later" || again["op"][0] == open.Get("op") {
		t.Errorf("the form has %v", again)
	}
	other.post(t, s.path+"/4/cancel", nil).wantSeeOther(t, s.path+"/dates#date-4")
	s.host.post(t, s.second+"/cancel", again).wantMeanwhile(t, "Date 4: no longer to come")
	s.wantCancelled(t, 1)
	// Of date 2 alone nothing is another than was shown.
	for range 2 {
		s.host.post(t, s.second+"/cancel", open).wantSeeOther(t, s.path+"/dates#date-2")
	}
	s.wantCancelled(t, 2)
	// What two cancel is cancelled.
	first, second := fieldsOf(s.host.get(t, s.path+"/3/cancel").page(t)), fieldsOf(other.get(t, s.path+"/3/cancel").page(t))
	s.host.post(t, s.path+"/3/cancel", first).wantSeeOther(t, s.path+"/dates#date-3")
	other.post(t, s.path+"/3/cancel", second).wantSeeOther(t, s.path+"/dates#date-3")
	s.wantCancelled(t, 3)
}

func TestWhoCannotSayWhatTheyHaveSeenIsShownIt(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	for _, seen := range []string{"x", "-1", "7", "99999999999999999999"} {
		s.host.post(t, s.second+"/cancel", map[string][]string{"seen": {seen}}).wantMeanwhile(t, "Title: Circles",
			"Who is told: The students of Geometry of circles and 1 invited person are told.", "Date 2: Mon 24 Mar, 08:00 to 09:30")
	}
	s.wantCancelled(t, 0)
}

func TestAMeetingIsDeletedOnlyAsWhoDeletesItHasSeenIt(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	other := s.signedIn(t, "admin")
	open := fieldsOf(s.host.get(t, s.path+"/delete").page(t))
	other.post(t, s.path+"/dates/add", with(fieldsOf(other.get(t, s.path+"/dates/add").page(t)), "date_day", "2031-05-05"))
	other.post(t, s.path+"/edit", with(fieldsOf(other.get(t, s.path+"/edit").page(t)), "title", "Other", "audience", ""))
	again := s.host.post(t, s.path+"/delete", open).wantMeanwhile(t, "Title: Other", "Date 5: Mon 5 May, 07:00 to 08:30",
		"Who is told: The students of Geometry of circles are told.")
	// Another version in which nothing is another that was asked about.
	other.post(t, s.path+"/edit", with(fieldsOf(other.get(t, s.path+"/edit").page(t)), "description", "More."))
	for range 2 {
		s.host.post(t, s.path+"/delete", again).wantSeeOther(t, "/meetings")
	}
	if _, err := s.Meetings.Get(t.Context(), s.id); err != campus.ErrNoMeeting {
		t.Errorf("%v", err)
	}
}
