package views

import (
	"strconv"
	"strings"
	"time"
)

// DOM ids that fragments are swapped into. Stream, poll and page share them.
const (
	IDMain         = "main"
	IDResults      = "results"       // the list that the search box refreshes
	IDLines        = "lines"         // the conversation
	IDPeople       = "people"        // the participants
	IDPeopleCount  = "people-count"  // how many they are
	IDRoomPeople   = "room-people"   // around them, in the room of a course
	IDComposer     = "composer"      // the form for a line
	IDComposerBody = "composer-body" // its text
	IDAudit        = "audit"         // the list of what was done
	IDNewCourses   = "new-courses"   // says that there are new courses
	IDNewest       = "newest"        // which they may be, for the page's script
	IDCourseAction = "course-action" // how the reader stands in a course, and what they can do
	IDCourseSaid   = "course-said"   // what has just happened to it
	IDActive       = "active"        // the admin's list of open meetings
	IDSystemNow    = "system-now"    // how the Stoas are doing
	IDErasure      = "erasure"       // how far taking out is who was erased
	IDImport       = "import"        // how far a file of people has come
	IDToasts       = "toasts"        // what one was just told
	IDTold         = "told"          // which of that is unread
	IDInbox        = "inbox"
	IDInboxNews    = "inbox-news"  // what came while the inbox was open
	IDLiveStatus   = "live-status" // says when the page is not live

	IDScroll        = "scroll"         // what scrolls around the conversation; its end is scrollTop 0
	IDNewLines      = "new-lines"      // the button that leads to newest lines, for who reads further up
	IDEarlier       = "earlier"        // what leads to earlier lines
	IDPending       = "pending"        // lines on their way
	IDPendingLine   = "pending-line"   // what one of them is made from
	IDRoomShut      = "room-shut"      // why nothing can be said in a room that outlives meetings; empty when it can
	IDReplying      = "replying"       // which line the composer answers
	IDComposerError = "composer-error" // why a line was not taken; empty when it was
	IDMeetings      = "meeting-lists"  // lists of meetings that are kept right while they are read
	IDRoomList      = "room-list"      // one's rooms, likewise
	IDRules         = "rules"          // who may write in a room; data-chat has the mode
	IDOwnRules      = "own-rules"      // that the reader is muted; data-muted
	IDLockSign      = "lock-sign"      // says that the room is locked
	IDManage        = "manage"         // what staff do with the room
	IDDoor          = "door"           // says whether a meeting is open; data-state has its state
	IDDoorLock      = "door-lock"      // says at a door that the room is locked; data-locked
	IDDoorBegins    = "door-begins"    // when a meeting begins, at its door
	IDDoorUntil     = "door-until"     // until when it is open, at its door
	IDDoorLeft      = "door-left"      // in how long that is
	IDDoorWaits     = "door-waits"     // lets in by itself who waits at a door
	IDTimeLeft      = "time-left"      // how long a room is still open, near its end
	IDTimeLeftSaid  = "time-left-said" // says so to who listens
	IDWhen          = "when"           // when a meeting is, at its door and in its room
	IDPlanned       = "planned"        // the dates that the form of a new meeting makes
	IDWhenMoved     = "when-moved"     // says so to who listens, when that has changed
)

// DOM ids of secrets that are shown, which programs that try them look for.
const (
	IDSecret        = "secret" // the secret of an app that shows codes
	IDRecoveryCodes = "recovery-codes"
	IDToken         = "token" // a named token, shown once
)

// EventTurn is an event of a stream that the page's script acts on: the meeting has opened or ended or been cancelled, so
// that the page is another one now. Its first line of data is what has happened, its second the milliseconds within which
// the page is to load itself again, at a random moment.
const EventTurn = "turn"

// EventOnline is an event of a stream that says who is online, in one line: OnlineAll, or the kind of what has happened, and whom
// it is about. static/js/online.js shows it wherever the page names them.
const (
	EventOnline = "online"
	OnlineAll   = "all"
)

// LineID is the id of a line of chat.
func LineID(line int64) string { return "m-" + strconv.FormatInt(line, 10) }

// QuoteName is the data-name of what a line says, above those that answer it.
func QuoteName(line int64) string { return "line-" + strconv.FormatInt(line, 10) }

// ParticipantID is the id of somebody in the list of participants.
func ParticipantID(person int64) string { return "p-" + strconv.FormatInt(person, 10) }

// SeatsID is the id of a course's seat count.
func SeatsID(course string) string { return "seats-" + course }

// RollID is the id of what says, in the room of a course, whether its people are those that are drawn.
func RollID(course string) string { return "roll-" + course }

// ClosesID is the id of a course's closing time.
func ClosesID(course string) string { return "closes-" + course }

// LevelID is the id of a course's level.
func LevelID(course string) string { return "level-" + course }

// SummaryID is the id of a course's summary on its own page.
func SummaryID(course string) string { return "summary-" + course }

// TeachersID is the id of who teaches a course, on its own page.
func TeachersID(course string) string { return "teachers-" + course }

// TitleName is the data-name of a course's title, wherever it stands.
func TitleName(course string) string { return "course-" + course }

// RoomRowID is the id of a room in a list of rooms.
func RoomRowID(room string) string { return "room-" + strings.ReplaceAll(room, ":", "-") }

// HomeCourseID is the id of a course on the first page.
func HomeCourseID(course string) string { return "home-" + course }

// DayID is the id of the mark of a day in a conversation.
func DayID(day time.Time) string { return "day-" + day.Format(time.DateOnly) }

// NavBadgeID is the id of what is new behind an entry of the navigation.
func NavBadgeID(key string) string { return "nav-" + key + "-new" }

// How a fragment in the stream gets into the page; see static/js/swap.js.
const (
	SwapAppend  = "append"  // at the target's end, or in the place of the element with its id
	SwapReplace = "replace" // in the place of the target
	SwapRemove  = "remove"  // takes the target away
	SwapOwn     = "own"     // for the person alone whose id the target is: each part in the place of the element with its id
	SwapName    = "name"    // has names: every element with the same data-name gets the same text
)
