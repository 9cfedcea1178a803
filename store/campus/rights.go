package campus

import "slices"

// Rights is what somebody may do with something. It follows from facts alone: pages, the API, streams and the callers of
// scripts all ask here.
type Rights struct {
	Enter bool // be in it and read it; where it is open, speak
	Staff bool // change it and keep order in it
	Own   bool // delete it and hand it over
}

// CourseRights returns what p may do with a course, given how p stands in it.
func CourseRights(p Person, c Course, mine Enrolment) Rights {
	own := p.Role == Admin || p.Role == Teacher && c.Teacher.ID == p.ID
	staff := own || p.Role == Teacher && slices.ContainsFunc(c.With, func(n Named) bool { return n.ID == p.ID })
	return Rights{Enter: staff || mine.Status == Enrolled, Staff: staff, Own: own}
}

// MeetingFacts is what the rights to a meeting follow from.
type MeetingFacts struct {
	Meeting Meeting
	Invited bool      // p is listed by name
	Banned  bool      // the meeting's staff have shut p out; it binds nobody who is of the staff
	Course  *Course   // the meeting's course; nil when it has none, or that is gone
	Mine    Enrolment // of p in that course
}

// MeetingRights returns what p may do with a meeting. Of one that is deleted the staff may read what was, and
// delete lines; no script changes anything else of it.
func MeetingRights(p Person, f MeetingFacts) Rights {
	own := p.Role == Admin || p.Role == Teacher && f.Meeting.Host.ID == p.ID
	var course Rights
	if f.Course != nil {
		course = CourseRights(p, *f.Course, f.Mine)
	}
	staff := own || course.Staff
	if f.Meeting.Deleted {
		return Rights{Own: own, Staff: staff, Enter: staff}
	}
	return Rights{Own: own, Staff: staff, Enter: staff || !f.Banned && (course.Enter || f.Meeting.Public || f.Invited)}
}

// Refusal returns what to say to somebody who may not enter.
func (f MeetingFacts) Refusal() error {
	switch {
	case f.Meeting.Deleted:
		return ErrNoMeeting
	case f.Banned:
		return ErrBanned
	}
	return ErrNotInvited
}

// Elsewhere returns what is left of a meeting's facts without those that lie with the meeting itself: what a script about
// the meeting cannot see, and has to be told.
func (f MeetingFacts) Elsewhere() MeetingFacts {
	return MeetingFacts{Course: f.Course, Mine: f.Mine}
}
