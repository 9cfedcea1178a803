package views

import (
	"strconv"
	"strings"
	"unicode"
)

// Count says how many of something there are: "1 person", "3 people".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes a number with commas, as "3,120": of several thousand rows nobody counts the digits.
func Number(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// SeatWords says how full a course is: "3 of 12 left", "Full", "Full, 4 waiting", "Unlimited places", "Closed", "Deleted".
func SeatWords(s Seats) string {
	switch {
	case s.Gone:
		return "Deleted"
	case s.Closed:
		return "Closed"
	case s.Unlimited:
		return "Unlimited places"
	case s.Full() && s.Waiting > 0:
		return "Full, " + strconv.Itoa(s.Waiting) + " waiting"
	case s.Full():
		return "Full"
	default:
		return strconv.Itoa(s.Left()) + " of " + strconv.Itoa(s.Places) + " left"
	}
}

// FoundWords says how many courses a page of a list shows: "12 courses", "First 20 courses", "7 more courses", "1 course for
// “redis”", "Nothing for “x”". Before and after say that it has other pages.
func FoundWords(n int, before, after bool, query string) string {
	return CountFound(n, "course", before, after, query)
}

// CountFound says the same of things that are called so.
func CountFound(n int, what string, before, after bool, query string) string {
	words := Count(n, what, what+"s")
	switch {
	case before:
		words = Count(n, "more "+what, "more "+what+"s")
	case after:
		words = "First " + words
	}
	if query == "" {
		return words
	}
	if n == 0 {
		words = "Nothing"
	}
	return words + " for “" + Shorten(query, queryShown) + "”"
}

// queryShown is how much of what was searched a sentence repeats, in letters.
const queryShown = 60

// Shorten returns at most n letters of a text, with an ellipsis where it was cut.
func Shorten(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	return strings.TrimSpace(string(letters[:n-1])) + "…"
}

// DeletedWords stand where a line was that its author deleted, or one of the staff.
func DeletedWords(byStaff bool) string {
	if byStaff {
		return "This message was deleted by the staff."
	}
	return "This message was deleted."
}

// Capital returns a word with a capital letter: "beginner" is shown as "Beginner".
func Capital(word string) string {
	for i, r := range word {
		return word[:i] + string(unicode.ToUpper(r)) + word[i+len(string(r)):]
	}
	return ""
}

// PositionWords says where one stands in a waiting list.
func PositionWords(position int) string {
	switch {
	case position < 1:
		return "You are on the waiting list"
	case position == 1:
		return "You are first on the waiting list"
	default:
		return "You are number " + strconv.Itoa(position) + " on the waiting list"
	}
}

// FirstName returns what one is called: the first word of a name.
func FirstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// DocumentTitle returns a page's title with the campus.
func DocumentTitle(title string) string {
	if title == "" {
		return "Stoa"
	}
	return title + " · Stoa"
}

// MeetingWords says what a meeting belongs to: its course and its host.
func MeetingWords(m MeetingRow) string {
	switch {
	case m.Course != "" && m.Course != m.Title:
		return m.Course + " · with " + m.Host
	case m.Public && m.Course == "":
		return "Open to everyone · with " + m.Host
	default:
		return "With " + m.Host
	}
}

// AudienceWords says who may come.
func AudienceWords(m MeetingRow) string {
	switch {
	case m.Public:
		return "Everyone who is signed in"
	case m.Course != "":
		return "Enrolled and invited people"
	default:
		return "Invited people"
	}
}

// InsideWords says how many are in a room.
func InsideWords(people int) string {
	if people == 0 {
		return "Nobody is inside yet"
	}
	return Count(people, "person is inside", "people are inside")
}

// InstanceTitle is the title of an instance's page: windows of different dates of one meeting differ.
func InstanceTitle(m MeetingRow) string { return m.Title + ", " + m.When.Date }

// MidSentence returns a day and time as it stands inside a sentence: "today, 13:00".
func MidSentence(text string) string {
	for _, day := range []string{"Today", "Tomorrow", "Yesterday"} {
		if rest, ok := strings.CutPrefix(text, day); ok {
			return strings.ToLower(day) + rest
		}
	}
	return text
}

// MeetingsTitle names a page of the meetings in a state; "" of all that are one's own.
func MeetingsTitle(state string) string {
	switch state {
	case StateScheduled:
		return "Coming meetings"
	case StateCancelled:
		return "Cancelled meetings"
	case "":
		return "My meetings"
	}
	return "Past meetings"
}

// UndoneWords says what a follow-up was to do, by its kind.
func UndoneWords(kind string) string {
	switch kind {
	case "course":
		return "Bring a course into lists and search"
	case "course-gone":
		return "Let people out of a deleted course's meetings"
	case "seat":
		return "Bring a place into somebody's own courses"
	case "person":
		return "Open meetings to somebody's address"
	case "unlisted":
		return "Take an erased person's address out of meetings"
	case "rights":
		return "Let somebody out of rooms"
	case "scopes":
		return "List a meeting for who may come"
	case "dates":
		return "List dates of a meeting"
	case "lines":
		return "Bring what was said in a room into its search"
	}
	return "Follow up on a change (" + kind + ")"
}
