package handlers

import (
	"strings"
	"testing"
	"time"

	"stoa/store/campus"
)

// planned returns what the form of dates says of them in an answer.
func (a answer) planned(t *testing.T) string {
	t.Helper()
	return text(one(t, a.page(t), "#planned"))
}

func TestOfEveryDateThatMovesTheOneIsChosenOfATimeThatIsThereTwice(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	move, there := s.path+"/1/move", s.path+"/dates#date-1"
	const box, first = "later_2031-10-26", "03:30 is there twice: it begins at the first"
	const second = "03:30 is there twice: it begins at the second"
	form := with(fieldsOf(s.host.get(t, move).page(t)), "scope", "later", "date_day", "2031-10-12",
		"date_from", "03:30", "date_to", "05:00")
	asked := s.host.post(t, move, form)
	if asked.status != 422 || !strings.Contains(asked.planned(t), first) {
		t.Fatalf("%s", asked)
	}
	chosen := s.host.post(t, move, with(fieldsOf(asked.page(t)), box, "1")) // which is another thing to look at
	if chosen.status != 422 || !strings.Contains(chosen.planned(t), second) {
		t.Fatalf("%s", chosen)
	}
	s.host.post(t, move, fieldsOf(chosen.page(t))).wantSeeOther(t, there)
	if is := s.datesOf(t, s.id)[2]; is != "2031-10-26T01:30:00Z 2031-10-26T03:00:00Z" {
		t.Errorf("it is at %s", is)
	}
	// Moved on, it stays the second, and can be made the first.
	form = with(fieldsOf(s.host.get(t, move).page(t)), "scope", "later", "date_to", "05:30")
	kept := s.host.post(t, move, form)
	if back := fieldsOf(kept.page(t)); kept.status != 422 || !strings.Contains(kept.planned(t), second) || back.Get(box) != "1" {
		t.Fatalf("%s", kept)
	}
	other := s.host.post(t, move, with(fieldsOf(kept.page(t)), box, ""))
	if other.status != 422 || !strings.Contains(other.planned(t), first) {
		t.Fatalf("%s", other)
	}
	s.host.post(t, move, fieldsOf(other.page(t))).wantSeeOther(t, there)
	if is := s.datesOf(t, s.id)[2]; is != "2031-10-26T00:30:00Z 2031-10-26T03:30:00Z" {
		t.Errorf("it is at %s", is)
	}
}

func TestADateThatMovesOrIsAddedSaysWhatElseItsHostHasThen(t *testing.T) {
	t.Parallel()
	s := newSeries(t)
	from := time.Date(2031, 3, 25, 9, 0, 0, 0, time.UTC)
	s.Plan(t, s.thales, campus.NewMeeting{Title: "Other", Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
	s.Settle(t)
	const note = " “Other” at the same time: Tue 25 Mar, 09:00 to 10:00."
	boss := s.signedIn(t, "admin")
	for path, at := range map[string][2]string{s.second + "/move": {"11:01", "11:29"}, s.path + "/dates/add": {"11:30", "11:59"}} {
		form := with(fieldsOf(s.host.get(t, path).page(t)), "date_day", "2031-03-25", "date_from", at[0], "date_to", at[1], "scope", "this")
		if says := boss.post(t, path, with(form, "do", "check")).planned(t); !strings.Contains(says, "The thales hosts"+note) {
			t.Errorf("%s tells an admin %q", path, says)
		}
		got := s.host.post(t, path, form)
		if got.status != 422 || !strings.Contains(got.planned(t), "You host"+note) {
			t.Fatalf("%s: %s", path, got)
		}
		if path == s.second+"/move" {
			s.host.post(t, path, fieldsOf(got.page(t))).wantSeeOther(t, s.path+"/dates#date-2")
		} else {
			s.host.post(t, path, fieldsOf(got.page(t))).wantSeeOther(t, s.path+"/dates#date-5")
		}
	}
}
