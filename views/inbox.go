package views

import (
	"cmp"
	"net/url"
	"strings"
)

// The addresses of what one was told.
const (
	PathInbox     = "/inbox"
	PathInboxRead = PathInbox + "/read"
)

// InboxPath is a page of what one was told, from a cursor on; "" for the newest.
func InboxPath(cursor string) string {
	if cursor == "" {
		return PathInbox
	}
	return PathInbox + "?" + url.Values{"cursor": {cursor}}.Encode()
}

// ToldPath opens what somebody was told: it leads on to what that is about, and it is read.
func ToldPath(id string) string { return PathInbox + "/" + url.PathEscape(id) }

// InboxPage is what somebody was told, the newest first.
type InboxPage struct {
	Page
	Rows        []InboxRow
	Came        int64 // which of those unread came last, for what marks all as read
	Op          string
	Cursor      string // of this page, to come back to
	Staff       bool   // teaches, and has no place in a course
	First, Next string // URLs of pages; "" where there is none
}

// InboxRow is something that somebody was told.
type InboxRow struct {
	ID      string
	Kind    string
	Head    string   // what has happened
	Changes []string // each "places 10 → 12"
	After   string   // what has become of it since; "" for nothing
	Link    string   // opens it; "" when what it is about is gone
	About   string   // the address of what it is about; "" likewise
	Line    string   // of a room that outlives meetings, "3:5/7": the page that shows it has it read; "" for none
	At      Moment
	Read    bool
}

// NotificationID is the id of the element of something that somebody was told.
func NotificationID(id string) string { return "told-" + strings.ReplaceAll(id, ".", "-") }

// ToastID is the id of the element that says that it was just told: told again it is another.
func ToastID(row InboxRow) string { return "toast-" + NotificationID(row.ID) + "-" + row.At.ISO }

// icon returns the drawing of a kind of news.
func (r InboxRow) icon() string {
	switch r.Kind {
	case "course-closed", "course-deleted":
		return "lock"
	case "course-closing", "meeting-starting":
		return "clock"
	case "promoted":
		return "check"
	case "role-decided":
		return "shield"
	case "report":
		return "warning"
	case "private-message":
		return "reply"
	case "mention", "reminded", "meeting-planned", "meeting-moved", "meeting-changed":
		return "meetings"
	case "meeting-cancelled":
		return "warning"
	}
	return "courses"
}

// unread is how many of a page's notifications nobody has read.
func (p InboxPage) unread() int {
	for _, e := range p.Entries {
		if e.Key == NavInbox {
			return e.Badge
		}
	}
	return 0
}

// inboxWords says how much there is to read.
func (p InboxPage) words() string {
	switch n := p.unread(); {
	case len(p.Rows) == 0:
		return ""
	case n > 0:
		return Count(n, "notification is", "notifications are") + " unread."
	}
	return "You have read them all."
}

// What a page shows that may have changed elsewhere, for static/js/lists.js.
const (
	ShowsMeetings = "meetings"
	ShowsCourses  = "courses"
	ShowsTalk     = "lines" // what was said last in one's rooms; static/js/unread.js
	ShowsUnread   = "rooms" // in which of them something is unread
	ShowsDecided  = "people"
	ShowsInbox    = "inbox" // which notifications are unread; static/js/toasts.js
)

// subject returns what of a page may be other by a notification.
func (r InboxRow) subject() string {
	switch {
	case strings.HasPrefix(r.Kind, "meeting-"):
		return ShowsMeetings
	case strings.HasPrefix(r.Kind, "course-"), r.Kind == "promoted":
		return ShowsCourses
	case r.Kind == "private-message", r.Kind == "mention":
		return "nothing" // the rooms themselves say so
	}
	return ShowsDecided
}

// line returns the line of a room that it is about, as a word.
func (r InboxRow) line() string { return cmp.Or(r.Line, "-") }

// listed returns a word of each, one after the other.
func listed(all []InboxRow, word func(InboxRow) string) string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = word(r)
	}
	return strings.Join(words, " ")
}
