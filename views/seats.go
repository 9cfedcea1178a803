package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// What can be done in a course, as far as it is the same for everybody.
const (
	standingOpen   = "open"
	standingFull   = "full"
	standingQueue  = "queue" // somebody waits for a place
	standingClosed = "closed"
	standingGone   = "gone"
)

// standing says what can be done. When it changes, so does the form on the course's page.
func (s Seats) standing() string {
	switch {
	case s.Gone:
		return standingGone
	case s.Closed:
		return standingClosed
	case s.Waiting > 0:
		return standingQueue
	case s.Full():
		return standingFull
	}
	return standingOpen
}

// words lead to the closing time.
func (c Closing) words() string {
	switch {
	case c.Gone:
		return "No longer in the catalogue"
	case c.Closed && c.At.Text == "":
		return "Enrolment is closed"
	case c.Closed:
		return "Enrolment closed"
	case c.At.Text == "":
		return "Enrolment never closes"
	}
	return "Enrolment closes"
}

// teachers are all who teach the course, its teacher first.
func (p CoursePage) teachers() []NamedPerson {
	return append([]NamedPerson{{p.TeacherID, p.Teacher}}, p.With...)
}

// levelStep is the step of a level, from 1.
func levelStep(level string) int {
	for i, o := range levelOptions() {
		if o.Value == level {
			return i + 1
		}
	}
	return 0
}

// sure is what the button of a question sends.
func (p AskPage) sure() templ.Attributes {
	if p.Sure == "" {
		return nil
	}
	return templ.Attributes{"name": "sure", "value": p.Sure}
}

// plain is text without its marks.
func plain(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// WaitingWords says shortly where in line somebody stands.
func WaitingWords(position int) string {
	if position < 1 {
		return "Waiting"
	}
	return "Waiting, number " + strconv.Itoa(position)
}

// nothingHelp says what to try when nothing was found.
func (p CoursesPage) nothingHelp() string {
	if p.Asked.Query == "" {
		return "Try another level, or look at full courses too: they have a waiting list."
	}
	return "Try one word less, another spelling, the teacher’s name, or any level."
}

// What has happened to a course, as the kinds of its events have it.
const (
	saidClosed   = "closed"
	saidReopened = "reopened"
	saidDeleted  = "deleted"
)

// SaidWords says what has just happened to a course.
func SaidWords(kind string, changes []string) string {
	switch kind {
	case saidClosed:
		return "Enrolment has closed."
	case saidDeleted:
		return "This course was deleted."
	case saidReopened:
		return "Enrolment is open again."
	}
	if len(changes) == 0 {
		return ""
	}
	return "Changed just now: " + strings.Join(changes, "; ") + "."
}
