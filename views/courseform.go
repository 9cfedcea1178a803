package views

import (
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
	Theirs []Fact // what somebody else has changed meanwhile
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
			"; each edit starts that time again, and each new student moves it out."},
		{Value: "date", Label: "At a time", Hint: "Choose it below."}, {Value: "never", Label: "Never"}}
}

// DeleteWords says what follows when a course is deleted.
func DeleteWords(enrolled, waiting int) string {
	words := "Nobody finds it any more, and it cannot be brought back. What was said and done in it stays for its staff."
	if enrolled+waiting == 0 {
		return words
	}
	return Count(enrolled, "student is", "students are") + " enrolled and " + Count(waiting, "waits", "wait") +
		" for a place; they are told. " + words
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
		return Count(waiting, "student waits", "students wait") +
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
		words += ", also spelt " + strings.Join(p.Meant[:min(len(p.Meant), 3)], ", ")
	}
	return words
}
