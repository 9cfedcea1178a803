package views

// Where one's own calendar is made and taken back.
const (
	PathOwnCalendar    = PathProfile + "/calendar"
	PathRevokeCalendar = PathOwnCalendar + "/revoke"
)

// PathCalendars is what the secret addresses of calendars lie under.
const PathCalendars = "/calendar"

// CalendarFeedPath is the calendar that a secret opens.
func CalendarFeedPath(secret string) string { return PathCalendars + "/" + secret + ".ics" }

// MeetingCalendarPath is a meeting's dates as a file for calendars.
func MeetingCalendarPath(id int64) string { return MeetingPath(id) + "/calendar.ics" }

// DateCalendarPath is one date of a meeting as such a file.
func DateCalendarPath(id int64, order int) string { return InstancePath(id, order) + "/calendar.ics" }
