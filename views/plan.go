package views

import (
	"strconv"
	"strings"

	"stoa/views/ui"
)

// plans reports whether the reader may plan meetings.
func (p Page) plans() bool { return p.Me != nil && p.Me.Role != roleStudent }

// DatesPage is a meeting with all its dates.
type DatesPage struct {
	Page
	ID           int64
	Description  string
	Host         NamedPerson
	Course       string // its title; "" for none
	CourseID     string
	Public       bool
	Link         string
	Staff, Own   bool // the reader is of its staff; may delete it
	Room         bool // it may have more dates
	Deleted      bool // it is hidden from all but its staff
	Coming, Past []MeetingRow
}

// pastWords is the heading of what is over. Of a deleted meeting all dates stand there, also those that were to come.
func (p DatesPage) pastWords() string {
	if p.Deleted {
		return "Dates"
	}
	return "Past"
}

// row is the meeting as its audience is written.
func (p DatesPage) row() MeetingRow { return MeetingRow{Public: p.Public, Course: p.Course} }

// Told is whom a change of a meeting concerns.
type Told struct {
	Course string // whose students; "" for none
	Listed int    // how many addresses
	Public bool
}

// Words name them.
func (t Told) Words() string {
	var who []string
	if t.Course != "" {
		who = append(who, "the students of "+t.Course)
	}
	if t.Listed > 0 {
		who = append(who, Count(t.Listed, "invited person", "invited people"))
	}
	switch {
	case len(who) == 0 && t.Public:
		return "Everyone sees it under Meetings."
	case len(who) == 0:
		return "Nobody else is invited."
	}
	return Capital(strings.Join(who, " and ")) + " are told."
}

// CancelPage asks before dates are cancelled.
type CancelPage struct {
	Page
	Form   Form // scope, and AskedFields
	Date   MeetingRow
	Later  int // how many dates after it could be cancelled too
	Told   Told
	Theirs []Fact // what somebody else has changed meanwhile
}

// AskedFields are what a question's form knows of what it is asked of: which version of a meeting, its title, who is told, and
// which dates, each with when it is.
var AskedFields = []string{"seen", "shown_title", "shown_told", "shown_dates"}

// DateWords name a date by its number.
func DateWords(order int) string { return "Date " + strconv.Itoa(order) }

// words say what follows.
func (p CancelPage) words() string {
	words := p.Date.When.Text + ". "
	if p.Date.State == StateActive {
		words = "It is open now: whoever is inside leaves at once. "
	}
	return words + p.Told.Words() + " A cancelled date keeps its number and stays in the list; it cannot be brought back."
}

func (p CancelPage) scopes() ui.ChoicesProps {
	c := p.Form.control("scope", "What to cancel")
	c.Required = true
	return ui.ChoicesProps{Control: c, Options: scopeOptions(p.Later), Values: []string{p.Form.Value("scope")}}
}

// scopeOptions are one date alone, or it and all later ones.
func scopeOptions(later int) []ui.Option {
	return []ui.Option{{Value: "this", Label: "This date"},
		{Value: "later", Label: "This and all later dates (" + Number(later+1) + ")"}}
}

// DeleteMeetingWords says what follows when a meeting is deleted.
func DeleteMeetingWords(coming int, told Told) string {
	words := "Nobody finds the meeting any more, and it cannot be brought back. What was said and done in it stays for its staff."
	if coming == 0 {
		return words
	}
	return Count(coming, "date that is to come is", "dates that are to come are") + " cancelled. " + told.Words() + " " + words
}

// MovePage is the form that moves a date, or plans one more.
type MovePage struct {
	Page
	Meeting int64
	Of      string // the meeting's title
	Number  int    // of the date; 0 for one more
	Form    Form   // scope, date_day, date_from, date_to, zone, overnight, looked
	Later   int    // how many dates after it could move too
	Begun   bool   // only the end can move
	Zones   []string
	Moves   PlannedMoves
}

// PlannedMoves is what the form does.
type PlannedMoves struct {
	Text      string // in a sentence; "" as long as too little is known
	All       []PlannedMove
	Asked     bool
	Alone     bool // drawn without the form
	Overnight bool
	NextDay   bool
	Notes     []string // what else there is to know, in sentences
	Seen      string
}

// PlannedMove is where a date goes.
type PlannedMove struct {
	Number   int
	Was, Now When // in the zone of the dates
	Said     string
	Day      string
	Choice   bool
	Later    bool
}

func (p MovePage) period() ui.PeriodProps {
	c := p.Form.control("date", "When")
	c.Required = true
	if p.Begun {
		c.Hint = "It has begun: only its end can move."
	}
	return ui.PeriodProps{Control: c, Day: p.Form.Value("date_day"), From: p.Form.Value("date_from"), To: p.Form.Value("date_to")}
}

func (p MovePage) zone() ui.Control {
	c := p.Form.control("zone", "Time zone")
	c.Required = true
	return c
}

func (p MovePage) scopes() ui.ChoicesProps {
	c := p.Form.control("scope", "What to move")
	c.Required = true
	return ui.ChoicesProps{Control: c, Options: scopeOptions(p.Later), Values: []string{p.Form.Value("scope")}}
}

// planned stands for the dates as a whole.
func (p MovePage) planned() ui.Control {
	c := p.Form.control("instances", "Dates")
	c.ID = IDPlanned
	return c
}

func (p MovePage) controls() []ui.Control {
	return []ui.Control{p.scopes().Control, p.period().Control, p.zone(), p.planned()}
}

func (p MovePage) save() string {
	if p.Number == 0 {
		return "Plan this date"
	}
	return "Move"
}

// MoveWords says what becomes of dates that move: how many they are, by how many days and, if other, to which times of day.
func MoveWords(n, days int, other bool, times string) string {
	if n == 0 {
		return "Nothing changes"
	}
	words := Count(n, "date moves", "dates move")
	switch {
	case days > 0:
		words += " by " + Count(days, "day", "days")
	case days < 0:
		words += " back by " + Count(-days, "day", "days")
	case !other:
		return words + ": now " + times
	}
	if other {
		words += " to " + times
	}
	return words
}
