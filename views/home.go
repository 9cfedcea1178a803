package views

import "stoa/store/campus"

// HomePage is the first page after signing in.
type HomePage struct {
	Page
	Date        string // which day it is for the reader
	Active      []MeetingRow
	Today       []MeetingRow // that begin today
	Coming      []MeetingRow // that come after that
	Waits       []WaitRow    // what waits for the reader's decision
	Rooms       []RoomRow    // in which something is unread
	MoreRooms   int          // how many such rooms are not named
	Courses     []HomeCourse // the reader's own
	MoreCourses int          // how many of these are not named
	Past        int          // how many of the reader's courses are over
}

// WaitRow is something that waits for a decision.
type WaitRow struct{ Icon, Text, Path string }

// HomeCourse is a course of the reader's own with what they have not read of it yet.
type HomeCourse struct {
	CourseRow
	News []Piece
	New  int // how much of it is new, though not all of it is listed
}

// Piece is one thing that the reader was told.
type Piece struct {
	Text string
	Link string // "" where that is gone
	At   Moment
}

// fresh reports whether the reader has no course yet, and never had one: they are shown what to do first.
func (p HomePage) fresh() bool { return len(p.Courses)+p.Past == 0 }

// quiet says that nothing is going on, as far as that is all there is to say of it.
func (p HomePage) quiet() string {
	if len(p.Today) > 0 {
		return "Nothing at the moment. What comes today is below."
	}
	if len(p.Coming) > 0 {
		return "Nothing at the moment, and nothing more today."
	}
	return "Nothing at the moment. When a meeting of yours begins, its door is here."
}

// moreCourses leads to those of the reader's courses that are not listed.
func (p HomePage) moreCourses() string {
	switch {
	case p.MoreCourses > 0 && p.Past > 0:
		return Count(p.MoreCourses, "more course", "more courses") + " and " + Count(p.Past, "past one", "past ones")
	case p.MoreCourses > 0:
		return Count(p.MoreCourses, "more course", "more courses")
	case p.Past > 0:
		return Count(p.Past, "past course", "past courses")
	}
	return ""
}

func (p HomePage) moreCoursesPath() string {
	if p.MoreCourses == 0 {
		return PathMyCourses + "#past"
	}
	return PathMyCourses
}

// Step is something to do first.
type Step struct{ Icon, Title, Text, Path string }

// firstSteps are for somebody who is new here.
func firstSteps(me Me) []Step {
	hello := Step{"rooms", "Say hello", "General is everybody’s room. Ask there, and read the answer whenever it comes.",
		RoomPath(campus.GeneralID)}
	profile := Step{"clock", "Check your time zone", "Times are shown to you as clocks show them in " + me.Zone + ".", PathProfile}
	switch me.Role {
	case roleAdmin:
		return []Step{
			{"people", "Invite people", "Send a link to who teaches here, and to who learns.", PathInvitations},
			{"courses", "Make a course", "Teachers make their own; you can begin with one for everybody.", PathNewCourse},
			hello,
			profile,
		}
	case roleTeacher:
		return []Step{
			{"courses", "Make a course", "Say what it is about and how many places it has. Students find it at once.", PathNewCourse},
			{"meetings", "Plan a meeting", "Once, or as a series; for a course, for whom you list, or for everyone.", PathNewMeeting},
			hello,
			profile,
		}
	}
	return []Step{
		{"search", "Find a course", "A course brings its meetings and its room with it. Take a place in one that suits you.", PathCourses},
		{"meetings", "Look at the meetings", "Some are open to everyone: you can join those without a course.", PathMeetings},
		hello,
		profile,
	}
}
