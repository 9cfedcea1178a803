package campus

import "time"

// Notification is what somebody is told about something of theirs that has changed.
type Notification struct {
	ID      string
	Kind    NotificationKind
	Course  Course // its id and title as it was; zero when it is about none
	Changes []Change
	At      time.Time
	Read    bool
}

// NotificationKind says what a notification tells.
type NotificationKind string

// The kinds of notifications.
const (
	CourseChanged  NotificationKind = "course-changed"
	CourseClosed   NotificationKind = "course-closed"
	CourseReopened NotificationKind = "course-reopened"
	CourseDeleted  NotificationKind = "course-deleted"
	Promoted       NotificationKind = "promoted" // from the waiting list
)

// Change is a field that an edit has changed: its name, its old and its new value, as they are kept.
type Change struct{ Field, Old, New string }

// MaxNotifications is how many are kept of one person's: the newest.
const MaxNotifications = 500
