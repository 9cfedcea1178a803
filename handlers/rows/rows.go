// Package rows turns domain values into what the views show.
//
//	clock.go times as a reader, or every reader at once, reads them
//	rows.go  courses, meetings and people
//	lines.go lines of chat, with their Markdown drawn
//	roster.go who should be in a room, attendance.go who was, transcript.go with what was said
//	reactions.go what lines are given
//	zonenames.go what a zone is called, for the page's script
//	rules.go what holds in a room
//	marks.go what a search found, marked in its text; found.go lines that it found
package rows

import (
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// Seats shows how full a course is.
func Seats(c campus.Course, now time.Time) views.Seats {
	return views.Seats{Course: c.ID, Taken: c.Taken, Places: c.Places, Unlimited: c.Unlimited, Waiting: c.Waiting, Closed: !c.Open(now)}
}

// Standing names an enrolment as the views do: nothing for none.
func Standing(e campus.Enrolment) string {
	if e.Status == campus.NotEnrolled {
		return ""
	}
	return e.Status
}

// CourseRow shows a course as its reader stands in it, with what words found marked in it.
func (c Clock) CourseRow(course campus.Course, mine campus.Enrolment, words []string) views.CourseRow {
	return views.CourseRow{ID: course.ID, Title: mark(course.Title, words),
		Teacher: mark(course.Teacher.Name, words), TeacherID: course.Teacher.ID,
		Summary: mark(excerpt(course.Summary, words), words), Level: string(course.Level), Seats: Seats(course, c.Now),
		Closes: c.Closing(course), Mine: Standing(mine), Position: mine.Position}
}

// Closing shows until when a course takes people, with the zone of the clock: of a time alone nobody knows whose it is.
func (c Clock) Closing(course campus.Course) views.Closing {
	closing := views.Closing{Course: course.ID, Closed: !course.Open(c.Now)}
	if course.Closes.IsZero() {
		return closing
	}
	closing.At = c.Full(course.Closes)
	if !c.shared {
		zone, _ := course.Closes.In(c.Zone).Zone()
		closing.At.Text += " " + zone
	}
	closing.Soon = !closing.Closed && course.Closes.Sub(c.Now) < 24*time.Hour
	return closing
}

// NewCourses shows what came last into the catalogue.
func NewCourses(newest []campus.Course) []views.NewCourse {
	all := make([]views.NewCourse, len(newest))
	for i, c := range newest {
		all[i] = views.NewCourse{ID: c.ID, Opened: iso(c.Created)}
	}
	return all
}

// SeatRow shows an instance as one person stands to it.
func (c Clock) SeatRow(seat campus.Seat) views.MeetingRow {
	row := c.MeetingRow(seat.Meeting, seat.Instance)
	row.Course, row.In = seat.Course, seat.Present
	return row
}

// MeetingRow shows an instance.
func (c Clock) MeetingRow(m campus.Meeting, i campus.Instance) views.MeetingRow {
	row := views.MeetingRow{ID: m.ID, Order: i.Order, Title: m.Title, Description: m.Description, Host: m.Host.Name, HostID: m.Host.ID,
		CourseID: m.Course, Public: m.Public, When: c.When(i), State: string(i.State(c.Now)), Link: m.Link,
		Deleted: m.Deleted}
	if i.CutShort() {
		row.CutShort = c.Full(i.CancelledAt)
	}
	return row
}

// MeetingRows shows a list of instances.
func (c Clock) MeetingRows(all []store.Listed) []views.MeetingRow {
	rows := make([]views.MeetingRow, len(all))
	for i, l := range all {
		rows[i] = c.MeetingRow(l.Meeting, l.Instance)
		rows[i].Course, rows[i].In = l.CourseTitle, l.In
		if rows[i].State == views.StateActive && !l.In {
			rows[i].Op = campus.NewOp()
		}
	}
	return rows
}

// Participant shows somebody in the room of a host.
func (c Clock) Participant(p campus.Participant, host int64) views.Participant {
	row := views.Participant{ID: p.Person.ID, Name: p.Person.Name, Host: p.Person.ID == host, Online: p.Online}
	if !p.Joined.IsZero() { // who is in a room that nobody comes into at a time
		row.Since = c.Short(p.Joined)
	}
	if !p.Left.IsZero() {
		row.Until = c.Short(p.Left)
	}
	return row
}

// Participants shows who is in the room of a host.
func (c Clock) Participants(all []campus.Participant, host int64) []views.Participant {
	rows := make([]views.Participant, len(all))
	for i, p := range all {
		rows[i] = c.Participant(p, host)
	}
	return rows
}

// Active shows the open meetings and who is in each, and which Stoas there are.
func (c Clock) Active(open []store.Attended, stoas []store.Stoa) views.ActivePage {
	p := views.ActivePage{At: c.Short(c.Now), Meetings: make([]views.ActiveMeeting, len(open)), Stoas: c.Stoas(stoas)}
	for i, a := range open {
		p.Meetings[i] = views.ActiveMeeting{Meeting: c.MeetingRow(a.Meeting, a.Instance), Times: c.Times(a.Instance),
			People: c.Participants(a.People, a.Meeting.Host.ID), Count: a.Count}
	}
	return p
}
