package views

import (
	"testing"

	"stoa/store/campus"
)

func TestWhatSomebodyWasToldLeadsToWhatItIsAbout(t *testing.T) {
	t.Parallel()
	course, meeting := campus.Course{ID: "a1", Title: "Geometry"}, campus.AboutMeeting{ID: 7, Title: "Talk"}
	date, line := campus.AboutMeeting{ID: 7, Order: 2, Title: "Talk"}, campus.AboutMeeting{ID: 7, Order: 2, Line: 9, Title: "Talk"}
	for name, test := range map[string]struct {
		n    campus.Notification
		want string
	}{
		"a course":            {campus.Notification{Kind: campus.CourseChanged, Course: course}, "/courses/a1"},
		"a meeting":           {campus.Notification{Kind: campus.MeetingChanged, Meeting: meeting}, "/meetings/7"},
		"of a course":         {campus.Notification{Kind: campus.MeetingPlanned, Meeting: date, Course: course}, "/meetings/7/2"},
		"a line of a meeting": {campus.Notification{Kind: campus.Mentioned, Meeting: line}, "/meetings/7/2/messages/9"},
		"a line": {campus.Notification{Kind: campus.Mentioned, Room: campus.AboutRoom{ID: "general", Line: 4}},
			"/rooms/general/messages/4"},
		"a line of two":         {campus.Notification{Kind: campus.PrivateMessage, Room: campus.AboutRoom{ID: "1:2", Line: 4}}, "/rooms/1:2"},
		"a role":                {campus.Notification{Kind: campus.RoleDecided, Gone: true}, "/profile"},
		"a report":              {campus.Notification{Kind: campus.Reported, Meeting: line, Gone: true}, "/reports"},
		"a course that is gone": {campus.Notification{Kind: campus.CourseDeleted, Course: course, Gone: true}, ""},
		"nothing":               {campus.Notification{Kind: "newer"}, ""},
	} {
		if got := AboutPath(test.n); got != test.want {
			t.Errorf("%s leads to %q, want %q", name, got, test.want)
		}
	}
}
