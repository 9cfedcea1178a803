package campus

// Deed is a kind of entry of the audit.
type Deed string

// What is kept in the audit. The first few are written by the scripts that do them.
const (
	DeedCreated Deed = "created" // what: the role
	DeedEdited  Deed = "edited"  // what: the names of the fields
	DeedRole    Deed = "role"    // what: the old and the new
	DeedStatus  Deed = "status"  // what: the old and the new
	DeedErased  Deed = "erased"

	DeedTakenOut Deed = "taken-out" // who was erased, of what others have said; what: how many lines named them

	DeedTwoFactor Deed = "two-factor" // what: on, off, new recovery codes, or how many are left after one was used
	DeedReported  Deed = "reported"   // what: the report's id; whom: who wrote the line

	// What was done to what is another's; whom: whose it is. Nothing is noted of one's own.
	DeedLineDeleted      Deed = "line-deleted"      // what: the room and the line
	DeedCourseEdited     Deed = "course-edited"     // what: the course
	DeedCourseDeleted    Deed = "course-deleted"    // what: the course
	DeedMeetingEdited    Deed = "meeting-edited"    // what: the meeting, and who hosts it from then on, if that changed
	DeedMeetingDeleted   Deed = "meeting-deleted"   // what: the meeting
	DeedMeetingCancelled Deed = "meeting-cancelled" // what: the meeting and the numbers of its dates
	DeedMeetingMoved     Deed = "meeting-moved"     // what: the meeting and the numbers of its dates
	DeedRoomRuled        Deed = "room-ruled"        // what: chat, locked or unlocked, and the date
	DeedMeetingTurned    Deed = "meeting-turned"    // what: start, extend or end, and the date

	DeedSanctioned Deed = "sanctioned" // in a room; what: muted, unmuted, removed, banned or lifted, and where

	DeedExcused Deed = "excused" // of a date; what: excused or taken-back, and the date

	DeedInvited  Deed = "invited"  // what: the role and the invitation's number: an address could not be erased here
	DeedRevoked  Deed = "revoked"  // of an invitation; what: as of invited
	DeedAccepted Deed = "accepted" // of an invitation, by who was made with it; what: as of invited
	DeedLinked   Deed = "linked"   // a sign-in link was made
	DeedEntered  Deed = "entered"  // by such a link

	DeedImported Deed = "imported" // what: how many rows fared how
	DeedExported Deed = "exported" // what: the kind of file, or that it was own data

	// What was tried in vain.
	DeedRefused Deed = "refused" // what: method and pattern of what they may not do

	// What was read.
	DeedAuditTaken Deed = "audit-taken" // what: nothing; somebody took the audit out as a file
)
