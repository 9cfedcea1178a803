package views

import (
	"cmp"
	"strconv"
	"strings"

	"stoa/store/campus"
	"stoa/views/ui"
)

// RosterPath is who was expected at an instance and who came, for its staff, from a cursor on.
func RosterPath(id int64, order int, cursor string) string {
	path := InstancePath(id, order) + "/roster"
	if cursor != "" {
		path += "?cursor=" + cursor
	}
	return path
}

// RemindPath takes the form that reminds who is absent from an instance.
func RemindPath(id int64, order int) string { return InstancePath(id, order) + "/roster/remind" }

// FromAttendance says that somebody is excused from the page about the attendance of a date, and not from the roster.
const FromAttendance = "attendance"

// ExcusePath asks why somebody need not come, and takes the answer; from is FromAttendance, or "" for the roster.
func ExcusePath(id int64, order int, person int64, from string) string {
	return rosterDeed(id, order, person, "/excuse", from)
}

// ExpectPath takes the form that takes an excuse back; from as ExcusePath has it.
func ExpectPath(id int64, order int, person int64, from string) string {
	return rosterDeed(id, order, person, "/expect", from)
}

func rosterDeed(id int64, order int, person int64, deed, from string) string {
	path := InstancePath(id, order) + "/roster/" + strconv.FormatInt(person, 10) + deed
	if from == FromAttendance {
		path += "?from=" + from
	}
	return path
}

// IDRoster is the part of the roster that is refreshed.
const IDRoster = "roster"

// RosterPage shows the staff of an instance who was expected and who came.
type RosterPage struct {
	Page
	Meeting  MeetingRow
	People   []RosterRow
	Count    RosterCount
	Reminded Moment // when the absent last were; the zero Moment for never
	Op       string
	First    string // URL of the first page; "" on it
	Next     string // URL of the next page; "" at the end
	Self     string // URL of this one, to be asked for again
	Gone     string // why nobody is named, when it is kept no more who came
}

// RosterRow is somebody on the roster.
type RosterRow struct {
	ID      int64
	Name    string
	State   string // present, late, absent, excused or, before the beginning, expected
	Joined  Moment // zero for who has not come
	Left    Moment // zero for who is there still
	Minutes int
	Reason  string // of an excuse
	Excused bool   // there is an excuse
}

// RosterCount is how many there are of each state.
type RosterCount struct{ Expected, Present, Late, Absent, Excused int }

// words says what the page is about.
func (p RosterPage) words() string {
	switch {
	case p.Meeting.State == StateCancelled:
		return "This date was cancelled. Nobody is missed."
	case p.Meeting.Public && p.Meeting.State == StateScheduled:
		return "Everyone may come to this meeting, so nobody is expected by name."
	case p.Meeting.State == StateScheduled:
		return "Expected is who is enrolled or invited by an address when the meeting begins: so far these people. Who cannot come " +
			"may be excused now."
	case p.Meeting.Public:
		return "Everyone may come to this meeting, so nobody is absent. These people came."
	}
	return "Expected is who was enrolled or invited by an address while the meeting was on. Late is who came more than " +
		"five minutes after its beginning."
}

// counts says how many there are of each state, those that there are: "12 present, 1 late, 3 absent".
func (c RosterCount) counts() string {
	var words []string
	for _, one := range []struct {
		n    int
		word string
	}{{c.Expected, "expected"}, {c.Present, "present"}, {c.Late, "late"}, {c.Absent, "absent"}, {c.Excused, "excused"}} {
		if one.n > 0 {
			words = append(words, Number(one.n)+" "+one.word)
		}
	}
	return cmp.Or(strings.Join(words, ", "), "Nobody yet")
}

// rosterWords names the link to the roster, with how many are missed.
func rosterWords(absent int) string {
	if absent == 0 {
		return "Roster"
	}
	return "Roster · " + Number(absent) + " absent"
}

// badge returns how a state looks.
func (r RosterRow) badge() (ui.Kind, string) {
	switch campus.Attendance(r.State) {
	case campus.AttendPresent:
		return ui.Done, "check"
	case campus.AttendLate:
		return ui.Primary, "clock"
	case campus.AttendAbsent:
		return ui.Wrong, ""
	}
	return ui.Plain, ""
}

// mayBeExcused reports whether the staff are offered to excuse them: who came needs no excuse, who will be expected may
// have one.
func (r RosterRow) mayBeExcused() bool {
	return r.State == string(campus.AttendAbsent) || r.State == string(campus.AttendExpected)
}

// ExcusePage asks why somebody need not come.
type ExcusePage struct {
	Page
	Meeting MeetingRow
	Name    string
	Form    Form
	Back    string // where the reader came from, and its name
	BackTo  string
}
