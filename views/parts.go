package views

import "strconv"

// The roles, as Me has them.
const (
	roleStudent = "student"
	roleAdmin   = "admin"
	roleTeacher = "teacher"
)

// refreshing returns the page so that a browser without the script asks again, when it should.
func (p Page) refreshing(seconds int, should bool) Page {
	if should {
		p.Refresh = seconds
	}
	return p
}

// errorRetry is after how many seconds a page that could not reach Redis tries again.
const errorRetry = 5

// retrying returns the error's page so that it tries again by itself, when that can help.
func (p ErrorPage) retrying() Page {
	if p.Retry {
		p.Page.Again, p.Page.Refresh = true, errorRetry
	}
	return p.Page
}

// errorIcon returns the drawing for a status.
func errorIcon(status int) string {
	switch status {
	case 401, 403:
		return "lock"
	case 404:
		return "search"
	case 429, 503:
		return "clock"
	default:
		return "warning"
	}
}

// outside returns the row without the reader's own part: in the room that one is in goes without saying.
func (m MeetingRow) outside() MeetingRow {
	m.In = false
	return m
}

// turns is when the row becomes another by itself; "" when it does not any more.
func (m MeetingRow) turns() string {
	switch m.State {
	case StateScheduled:
		return m.When.From.ISO
	case StateActive:
		return m.When.To.ISO
	}
	return ""
}

// activeID is the id of an open meeting in the admin's list.
func activeID(m MeetingRow) string {
	return "active-" + strconv.FormatInt(m.ID, 10) + "-" + strconv.Itoa(m.Order)
}

// at returns the page as the one that an entry of the navigation leads to.
func (p Page) at(nav string) Page {
	p.Nav = nav
	return p
}

// withoutCourse returns the rows without their course: on its own page it goes without saying.
func withoutCourse(rows []MeetingRow) []MeetingRow {
	out := make([]MeetingRow, len(rows))
	for i, row := range rows {
		row.Course = ""
		out[i] = row
	}
	return out
}

// closesClass tells a course that closes within a day from the others.
func closesClass(soon bool) string {
	if soon {
		return "closes soon"
	}
	return "closes"
}

// lineClass tells a line that goes on from the one before from one that begins anew.
func lineClass(follows bool) string {
	if follows {
		return "line follows"
	}
	return "line"
}
