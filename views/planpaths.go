package views

import (
	"net/url"
	"strconv"
)

// The addresses at which meetings are planned.
const PathNewMeeting = PathMeetings + "/new" // the form of a new one; posted there it is only drawn again

// NewMeetingPath is the form of a new meeting, of a course.
func NewMeetingPath(course string) string {
	return PathNewMeeting + "?" + url.Values{"course": {course}}.Encode()
}

// MeetingEditPath is the form of a meeting.
func MeetingEditPath(id int64) string { return MeetingPath(id) + "/edit" }

// MeetingDeletePath asks before a meeting is deleted, and deletes it.
func MeetingDeletePath(id int64) string { return MeetingPath(id) + "/delete" }

// DatesPath is all dates of a meeting, for whoever may come to it.
func DatesPath(id int64) string { return MeetingPath(id) + "/dates" }

// DatePath is the tools of one date in its list.
func DatePath(id int64, order int) string { return DatesPath(id) + "#" + DateID(order) }

// AddDatePath takes the form that plans one more date.
func AddDatePath(id int64) string { return DatesPath(id) + "/add" }

// MovePath is the form that moves a date, or it and all later ones.
func MovePath(id int64, order int) string { return InstancePath(id, order) + "/move" }

// CancelPath asks before a date is cancelled, or it and all later ones, and cancels.
func CancelPath(id int64, order int) string { return InstancePath(id, order) + "/cancel" }

// DateID is the id of a date in the list of its meeting's.
func DateID(order int) string { return "date-" + strconv.Itoa(order) }
