package campus

import (
	"strconv"
	"time"
)

// The kinds of notifications about meetings.
const (
	MeetingPlanned   NotificationKind = "meeting-planned"
	MeetingMoved     NotificationKind = "meeting-moved"
	MeetingChanged   NotificationKind = "meeting-changed"
	MeetingCancelled NotificationKind = "meeting-cancelled"
	MeetingStarting  NotificationKind = "meeting-starting" // soon: see RemindBefore
	Mentioned        NotificationKind = "mention"          // in a line of its chat
	Reminded         NotificationKind = "reminded"         // by its staff, of who is missed
)

// RemindBefore is how long before a date who is invited is reminded of it; lib_starting.lua has the same.
const RemindBefore = 10 * time.Minute

// Why says more closely than a notification's kind what has happened.
type Why string

// What more there is to say.
const (
	WhyAdded   Why = "added"   // dates, to a meeting that is known
	WhyInvited Why = "invited" // to a meeting that was planned before
	WhyOut     Why = "out"     // not invited any more
	WhyDeleted Why = "deleted" // the meeting as a whole
	WhyRefused Why = "refused" // a wish
)

// AboutMeeting is the meeting that a notification is about.
type AboutMeeting struct {
	ID    int64 // 0 for none
	Order int   // of the date; 0 for the meeting as a whole
	Line  int64 // of the date's chat; 0 for none
	Title string
}

// AboutDates are the dates that a notification tells of: when the first is, and when it was, and how many later ones there are.
type AboutDates struct {
	From, To       time.Time // zero for no dates; To is zero for a moment
	WasFrom, WasTo time.Time // zero unless it has moved
	More           int
}

// meetingHead is Head of what is about a meeting.
func (n Notification) meetingHead() string {
	meeting, many := Isolated(n.Meeting.Title), n.Dates.More > 0
	switch n.Kind {
	case MeetingPlanned:
		switch {
		case n.Why == WhyInvited:
			return "You are invited to " + meeting
		case n.Why == WhyAdded && many:
			return meeting + " has more dates"
		case n.Why == WhyAdded:
			return meeting + " has one more date"
		}
		return meeting + " is planned"
	case MeetingMoved:
		return meeting + " has moved"
	case MeetingChanged:
		return meeting + " has changed"
	case MeetingCancelled:
		switch {
		case n.Why == WhyOut:
			return "You are not invited to " + meeting + " any more"
		case n.Why == WhyDeleted:
			return meeting + " was deleted, and what was to come is cancelled"
		case many:
			return "Dates of " + meeting + " are cancelled"
		}
		return "A date of " + meeting + " is cancelled"
	case MeetingStarting:
		return meeting + " begins soon"
	case Mentioned:
		return n.by() + " has mentioned you in " + meeting
	case Reminded:
		return "You are missed in " + meeting + ": it is on now"
	}
	return meeting + ": something new" // a newer Stoa's
}

// said says when dates are, and when they were: "Tue 3 Mar 10:00 → Wed 4 Mar 10:00; and 11 later dates"; of what has no end it is
// when it begins. Years are left out that are the reader's own at the time.
func (d AboutDates) said(now time.Time, zone *time.Location) []string {
	if d.From.IsZero() {
		return nil
	}
	at := func(from, to time.Time) string { return dateWords(from.In(zone), now.In(zone)) }
	if !d.To.IsZero() && (d.WasFrom.IsZero() || d.To.Sub(d.From) != d.WasTo.Sub(d.WasFrom)) {
		at = func(from, to time.Time) string { return spanWords(from.In(zone), to.In(zone), now.In(zone)) }
	}
	said := at(d.From, d.To)
	if !d.WasFrom.IsZero() {
		said = at(d.WasFrom, d.WasTo) + " → " + said
	}
	all := []string{said}
	switch {
	case d.More == 1:
		all = append(all, "and 1 later date")
	case d.More > 1:
		all = append(all, "and "+strconv.Itoa(d.More)+" later dates")
	}
	return all
}

func dateWords(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("Mon 2 Jan 15:04")
	}
	return t.Format("Mon 2 Jan 2006 15:04")
}

func spanWords(from, to, now time.Time) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return dateWords(from, now) + "–" + to.Format("15:04")
	}
	return dateWords(from, now) + " – " + dateWords(to, now)
}

func linkWords(c Change) string {
	switch "" {
	case c.Old:
		return "a link to a call"
	case c.New:
		return "no link to a call any more"
	}
	return "a new link to the call"
}

// openWords says for whom a meeting is.
func openWords(public string) string {
	if public == "1" {
		return "everybody"
	}
	return "who is invited"
}
