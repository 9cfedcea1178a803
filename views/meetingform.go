package views

import (
	"slices"
	"strconv"
	"strings"

	"stoa/views/ui"
)

// MeetingFormPage is the form for a meeting, new or not.
type MeetingFormPage struct {
	Page
	ID      int64  // 0 for a new one
	Meeting string // its title as it is
	Back    string // where the form was come from
	BackTo  string // what that is called
	Form    Form
	Admin   bool
	Courses []NamedCourse // which it may belong to
	Hosts   []CoTeacher   // who could host it
	Zones   []string      // names to choose from
	Rows    int           // how many dates can be typed
	Dates   PlannedDates
	Theirs  []Fact // what somebody else has changed meanwhile
}

// NamedCourse is a course's id and title.
type NamedCourse struct {
	ID, Title string
	Closed    bool
}

// PlannedDates are the dates that a form makes, as they are said before it is saved.
type PlannedDates struct {
	All        []PlannedDate
	Zone       string // of the dates
	Notes      []string
	Incomplete bool   // there is too little yet to say anything
	Asked      bool   // somebody wants to see them now
	Alone      bool   // they are drawn without their form
	Overnight  bool   // one ends earlier in the day than it begins
	NextDay    bool   // which is meant to be on the next day
	Seen       string // what is said here: sent back, so that nothing is saved unseen
}

// PlannedDate is one of them.
type PlannedDate struct {
	Day    string // YYYY-MM-DD
	When   When   // in the zone of the dates, Planned being the reader's own time where that is another
	Said   string // what the clocks make of it; "" for nothing
	Choice bool   // there are two times of which one is meant
	Later  bool   // the second is
}

// Names of the fields of a meeting's form that there are more than one of.
const (
	DateField   = "date_"   // and the number of a date, and _day, _from or _to
	ChoiceField = "choice_" // and a day: it is decided which is meant of a time that is there twice
	LaterField  = "later_"  // and a day: the second is meant of a time that is there twice
)

// How a meeting repeats.
const (
	RepeatOnce    = "once"
	RepeatWeek    = "week"
	RepeatDay     = "day"
	RepeatSeveral = "several"
)

// MeetingFields returns the fields of a meeting's form that its edit has too.
func MeetingFields() []FormField {
	return []FormField{{"title", "Title"}, {"description", "Description"}, {"link", "Link to a call"}, {"course", "Course"},
		{"public", "Who may come"}, {"audience", "Invited people"}, {"host", "Host"}}
}

// MeetingFieldNames returns what is sent with a meeting's form, but for its dates.
func MeetingFieldNames() []string {
	names := []string{"seen"}
	for _, f := range MeetingFields() {
		names = append(names, f.Name)
	}
	return names
}

// DateFieldNames returns what is sent of a new meeting's dates, but for the dates themselves.
func DateFieldNames() []string {
	return []string{"zone", "repeat", "ends", "times", "until", "overnight", "looked", "from_course"}
}

// MeetingValueWords writes what a field of a meeting's form holds, by the field's name.
func (p MeetingFormPage) MeetingValueWords(name, value string) string {
	switch name {
	case "public":
		for _, o := range audienceOptions() {
			if o.Value == value {
				return o.Label
			}
		}
	case "course":
		for _, c := range p.Courses {
			if c.ID == value {
				return c.Title
			}
		}
	case "audience":
		if value != "" {
			return Count(strings.Count(value, "\n")+1, "address", "addresses")
		}
	}
	return value
}

func (p MeetingFormPage) control(name, label, hint string, required bool) ui.Control {
	c := p.Form.control(name, label)
	c.Hint, c.Required = hint, required
	return c
}

// controls are those that can be wrong, in their order.
func (p MeetingFormPage) controls() []ui.Control {
	all := []ui.Control{p.control("title", "Title", "", true), p.control("description", "Description", "", false),
		p.control("link", "Link to a call", "", false), p.courseControl(), p.control("public", "Who may come", "", true),
		p.control("audience", "Invited people", "", false)}
	if p.ID == 0 {
		for i := 1; i <= p.rows(); i++ {
			all = append(all, p.dateControl(i))
		}
		all = append(all, p.control("zone", "Time zone", "", true), p.control("repeat", "How often", "", true),
			p.control("times", "How many dates", "", false), p.control("until", "Last day", "", false), p.plannedControl())
	}
	return append(all, p.control("host", "Host", "", false))
}

func (p MeetingFormPage) courseControl() ui.Control {
	return p.control("course", "Course", "Whoever is enrolled in it on that day is invited, and its teachers help to run the meeting.",
		false)
}

// plannedControl stands for the dates as a whole.
func (p MeetingFormPage) plannedControl() ui.Control {
	c := p.control("instances", "Dates", "", false)
	c.ID = IDPlanned
	return c
}

// fewestRows is how many dates can be typed at first.
const fewestRows = 3

func (p MeetingFormPage) rows() int { return max(p.Rows, fewestRows) }

// dateControl is the control of one date.
func (p MeetingFormPage) dateControl(i int) ui.Control {
	c := p.control(DateField+strconv.Itoa(i), "Date "+strconv.Itoa(i), "", i == 1)
	if i == 1 {
		c.Label = "First date"
	}
	return c
}

// period is what was typed of one date.
func (p MeetingFormPage) period(i int) ui.PeriodProps {
	c := p.dateControl(i)
	return ui.PeriodProps{Control: c, Day: p.Form.Value(c.Name + "_day"), From: p.Form.Value(c.Name + "_from"),
		To: p.Form.Value(c.Name + "_to")}
}

func (p MeetingFormPage) courseOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "None"}}
	for _, c := range p.Courses {
		label := c.Title
		if c.Closed {
			label += " (closed)"
		}
		options = append(options, ui.Option{Value: c.ID, Label: label})
	}
	return options
}

func audienceOptions() []ui.Option {
	return []ui.Option{{Value: "0", Label: "Who is invited", Hint: "The students of its course, and the people listed below."},
		{Value: "1", Label: "Everyone", Hint: "Whoever is signed in here finds it and may come."}}
}

func repeatOptions() []ui.Option {
	return []ui.Option{{Value: RepeatOnce, Label: "Once"}, {Value: RepeatWeek, Label: "Every week"}, {Value: RepeatDay, Label: "Every day"},
		{Value: RepeatSeveral, Label: "On dates of your choice"}}
}

func endsOptions() []ui.Option {
	return []ui.Option{{Value: "times", Label: "A number of dates"}, {Value: "until", Label: "A last day"}}
}

func (p MeetingFormPage) save() string {
	if p.ID == 0 {
		return "Plan this meeting"
	}
	return "Save"
}

// counts says how many dates there will be.
func (p PlannedDates) counts() string { return Count(len(p.All), "date", "dates") }

// Speaks reports whether anything is said of the dates but when they are.
func (p PlannedDates) Speaks() bool {
	return len(p.Notes) > 0 || slices.ContainsFunc(p.All, func(d PlannedDate) bool { return d.Said != "" })
}

func (p MeetingFormPage) hostHint() string {
	if p.ID == 0 {
		return "The username of a teacher; you, when it is empty"
	}
	return "The username of a teacher. Put somebody else here to hand the meeting over."
}

// dayInput returns the type of a field for a day. What is half typed has no place in a date: it stays as a text.
func (p MeetingFormPage) dayInput(name string) string {
	return ui.DayInput(p.Form.Value(name))
}
