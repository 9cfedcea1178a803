package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stoa/views/ui"
)

// CourseFormPage is the form for a course.
type CourseFormPage struct {
	Page
	ID     string // "" for a new one
	Course string // its title as it is
	Form   Form
	Own    bool // the reader may hand it over
	Admin  bool
	Taken  int    // how many are enrolled
	Life   string // how long a course lives that closes by itself
	Longer string // by how much a new student prolongs that
	Theirs []Fact // what somebody else has changed meanwhile

	With     []CoTeacher // who is a co-teacher, or was named as one
	Typed    []string    // usernames that were named, of whom nothing else is known here
	Teachers []CoTeacher // whom to suggest
}

// CoTeacher is somebody who teaches, or could.
type CoTeacher struct {
	Username, Name string
	Kept           bool // is to be a co-teacher
}

// fieldsForMore is how many co-teachers can be added at a time.
const fieldsForMore = 3

// more returns what stands in the fields for further co-teachers.
func (p CourseFormPage) more() []string {
	all := append([]string{}, p.Typed...)
	for len(all) < fieldsForMore {
		all = append(all, "")
	}
	return all
}

// colleagues are the co-teachers as boxes to tick.
func (p CourseFormPage) colleagues() (options []ui.Option, kept []string) {
	for _, one := range p.With {
		options = append(options, ui.Option{Value: one.Username, Label: one.Name + " (" + one.Username + ")"})
		if one.Kept {
			kept = append(kept, one.Username)
		}
	}
	return options, kept
}

// MoreCoTeachers begins the names of the fields for further co-teachers.
const MoreCoTeachers = "co_teacher_"

// another is the control of a further co-teacher.
func (p CourseFormPage) another(i int) ui.Control {
	c := ui.Control{ID: "co-teacher-" + strconv.Itoa(i+1), Name: MoreCoTeachers + strconv.Itoa(i+1), Label: "Add by username"}
	if i > 0 {
		c.Label = "And another"
	}
	if p.Form.Errors["co_teachers"] != "" && i < len(p.Typed) {
		c.Refused = "co_teachers-error"
	}
	return c
}

// CourseValueWords writes what a field of a course's form holds, by the field's label.
func CourseValueWords(label, value string) string {
	for _, o := range slices.Concat(levelOptions(), CourseFormPage{}.closingOptions()) {
		if o.Value == value && (label == "Level" || label == "Enrolment closes") {
			return o.Label
		}
	}
	switch {
	case label == "Unlimited places" && value == "":
		return "no"
	case label == "Unlimited places":
		return "yes"
	case label == "Co-teachers":
		return strings.ReplaceAll(value, "\n", ", ")
	}
	return value
}

// FormField is a field of a form by its name and its words.
type FormField struct{ Name, Label string }

// CourseFields returns the fields of a course's form.
func CourseFields() []FormField {
	return []FormField{{"title", "Title"}, {"summary", "Summary"}, {"level", "Level"}, {"places", "Places"},
		{"unlimited", "Unlimited places"},
		{"closing", "Enrolment closes"}, {"closes_date", "Closing day"}, {"closes_time", "Closing time"}, {"co_teachers", "Co-teachers"},
		{"teacher", "Teacher"}}
}

// CourseFieldNames returns what is sent with a course's form.
func CourseFieldNames() []string {
	names := []string{"zone", "seen"}
	for _, f := range CourseFields() {
		names = append(names, f.Name)
	}
	return names
}

func (p CourseFormPage) control(name, label, hint string, required bool) ui.Control {
	c := p.Form.control(name, label)
	c.Hint, c.Required = hint, required
	return c
}

// controls are those that can be wrong, in their order.
func (p CourseFormPage) controls() []ui.Control {
	return []ui.Control{p.control("title", "Title", "", true), p.control("summary", "Summary", "", false),
		p.control("level", "Level", "", true), p.control("places", "Places", "", false),
		p.control("unlimited", "Unlimited places", "", false),
		p.control("closing", "Enrolment closes", "", false), p.control("closes", "Closing time", "", false),
		p.control("co_teachers", "Co-teachers", "", false), p.control("teacher", "Teacher", "", false)}
}

func (p CourseFormPage) back() string {
	if p.ID == "" {
		return PathCourses
	}
	return CoursePath(p.ID)
}

func (p CourseFormPage) save() string {
	if p.ID == "" {
		return "Open this course"
	}
	return "Save"
}

// placesHint says what places mean, and what fewer of them do.
func (p CourseFormPage) placesHint() string {
	if p.Taken == 0 {
		return "From 1 to 1,000,000. Whoever comes later waits in line."
	}
	return Count(p.Taken, "student is", "students are") + " enrolled. Fewer places send nobody away, and open none."
}

func levelOptions() []ui.Option {
	return []ui.Option{{Value: "beginner", Label: "Beginner"}, {Value: "intermediate", Label: "Intermediate"},
		{Value: "advanced", Label: "Advanced"}}
}

func (p CourseFormPage) closingOptions() []ui.Option {
	return []ui.Option{
		{Value: "auto", Label: "By itself", Hint: "In " + p.Life +
			". An edit starts that time again; each new student adds " + p.Longer + "."},
		{Value: "never", Label: "Never"}, {Value: "date", Label: "At a time that you choose"}}
}

// DeleteWords says what follows when a course is deleted.
func DeleteWords(enrolled, waiting int) string {
	words := "Nobody finds the course any more, and it cannot be brought back. What was said and done in it stays for its staff."
	if enrolled+waiting == 0 {
		return "Nobody is enrolled. " + words
	}
	who := Count(enrolled, "student has a place", "students have a place")
	if enrolled == 0 {
		who = Count(waiting, "student waits for a place", "students wait for a place")
	} else if waiting > 0 {
		who += ", " + Count(waiting, "waits for one", "wait for one")
	}
	return who + ". They are told at once. " + words
}

// SpanWords writes how long something lasts, in the largest unit that is whole.
func SpanWords(d time.Duration) string {
	for _, unit := range []struct {
		is        time.Duration
		one, more string
	}{{24 * time.Hour, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}} {
		if d >= unit.is && d%unit.is == 0 {
			return Count(int(d/unit.is), unit.one, unit.more)
		}
	}
	return strconv.FormatInt(int64(d/time.Second), 10) + " seconds"
}

// DropWords says what follows when somebody gives a place back.
func DropWords(waiting int, open bool) string {
	switch {
	case !open:
		return "The course is closed: you cannot come back."
	case waiting > 0:
		if waiting == 1 {
			return "1 student waits for a place, and gets yours at once. To come back you would wait behind them."
		}
		return Count(waiting, "", "students wait") +
			" for a place, and the first of them gets yours at once. To come back you would wait behind them."
	}
	return "You can come back as long as there are places."
}

// UnqueueWords says what follows when somebody leaves a waiting list.
func UnqueueWords(position, waiting int) string {
	if waiting > position {
		return "You are number " + strconv.Itoa(position) + " in line. To come back you would wait behind " +
			Count(waiting-1, "other", "others") + "."
	}
	return "You are number " + strconv.Itoa(position) + " in line. You can join again as long as the course is open."
}

// anyLevel is the levels to look for.
func anyLevel() []ui.Option {
	return append([]ui.Option{{Value: "", Label: "Any level"}}, levelOptions()...)
}

// courseOrders is how courses can be ordered.
func courseOrders() []ui.Option {
	return []ui.Option{{Value: "", Label: "Best match"}, {Value: "newest", Label: "Newest first"},
		{Value: "closing", Label: "Closing first"}}
}

// everything is all courses, looking as they do now.
func (p CoursesPage) everything() CoursesAsked {
	return CoursesAsked{Cards: p.Asked.Cards, Sort: p.Asked.Sort}
}

// other is the same courses as cards, or as a list.
func (p CoursesPage) other() CoursesAsked {
	a := p.Asked
	if a.Cards == "" {
		a.Cards = "1"
	} else {
		a.Cards = ""
	}
	return a
}

// found says how much was found, and of what.
func (p CoursesPage) found() string {
	words := FoundWords(len(p.Rows), p.First != "", p.Next != "", p.Asked.Query)
	if p.Taught != "" {
		words += " by " + p.Taught
	}
	if len(p.Meant) > 0 {
		words += ", and for words like that: " + strings.Join(p.Meant[:min(len(p.Meant), 3)], ", ")
	}
	return words
}
