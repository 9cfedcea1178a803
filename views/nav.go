package views

import (
	"slices"
	"strconv"
)

// Entry is one entry of the navigation.
type Entry struct {
	Key   string // what Page.Nav is on its page
	Word  string
	Icon  string
	Path  string
	Roles []string // who sees it; nil for everybody who is signed in
	Badge int      // how much there is new; 0 for nothing
	Phone bool     // a phone always shows it
}

// entries is every entry there is, what is used most first. A phone that cannot show all has those that say what is new, and
// what is on, and the others under More: one's courses are on the first page too.
func entries() []Entry {
	return []Entry{
		{Key: NavHome, Word: "Home", Icon: "home", Path: PathHome, Phone: true},
		{Key: NavCourses, Word: "Courses", Icon: "courses", Path: PathCourses},
		{Key: NavMeetings, Word: "Meetings", Icon: "meetings", Path: PathMeetings, Phone: true},
		{Key: NavRooms, Word: "Rooms", Icon: "rooms", Path: PathRooms, Phone: true},
		{Key: NavInbox, Word: "Inbox", Icon: "inbox", Path: PathInbox, Phone: true},
		{Key: NavReports, Word: "Reports", Icon: "warning", Path: PathReports, Roles: []string{roleTeacher, roleAdmin}},
		{Key: NavAdmin, Word: "Active now", Icon: "admin", Path: PathActive, Roles: []string{roleAdmin}},
		{Key: NavPeople, Word: "People", Icon: "people", Path: PathPeople, Roles: []string{roleAdmin}},
		{Key: NavAudit, Word: "Audit", Icon: "audit", Path: PathAudit, Roles: []string{roleAdmin}},
		{Key: NavSystem, Word: "System", Icon: "system", Path: PathSystem, Roles: []string{roleAdmin}},
	}
}

// Navigation returns the entries that a role sees.
func Navigation(role string) []Entry {
	return slices.DeleteFunc(entries(), func(e Entry) bool { return e.Roles != nil && !slices.Contains(e.Roles, role) })
}

// WithUnread returns the page with how much its reader has not read.
func (p Page) WithUnread(n int) Page {
	for i := range p.Entries {
		if p.Entries[i].Key == NavInbox {
			p.Entries[i].Badge = n
		}
	}
	return p
}

// WithRooms returns the page with in how many rooms its reader has not read what is meant for them.
func (p Page) WithRooms(n int) Page {
	for i := range p.Entries {
		if p.Entries[i].Key == NavRooms {
			p.Entries[i].Badge = n
		}
	}
	return p
}

// onPhone is how many cells fit beside each other at 320 pixels, so that their words can be read and their edges hit.
const onPhone = 5

// parted returns the entries that a phone always shows, and those that it has under More.
func parted(all []Entry) (shown, rest []Entry) {
	if len(all) <= onPhone {
		return all, nil
	}
	left := onPhone - 1
	for _, e := range all {
		if e.Phone {
			left--
		}
	}
	for _, e := range all {
		switch {
		case e.Phone:
			shown = append(shown, e)
		case left > 0:
			shown, left = append(shown, e), left-1
		default:
			rest = append(rest, e)
		}
	}
	return shown, rest
}

// bar returns the entries that a phone always shows.
func bar(all []Entry) []Entry {
	shown, _ := parted(all)
	return shown
}

// under returns those that it has under More; nil for none.
func under(all []Entry) []Entry {
	_, rest := parted(all)
	return rest
}

// current returns what More is to a screen reader when the page is one under it.
func current(some []Entry, nav string) bool {
	return slices.ContainsFunc(some, func(e Entry) bool { return e.Key == nav })
}

// news adds up what is new.
func news(some []Entry) (n int) {
	for _, e := range some {
		n += e.Badge
	}
	return n
}

// badgeMost is the largest number that a badge says: a larger one helps nobody and takes the word's room.
const badgeMost = 99

func badgeText(n int) string {
	if n > badgeMost {
		return strconv.Itoa(badgeMost) + "+"
	}
	return strconv.Itoa(n)
}
