package views

import (
	"strconv"
	"strings"

	"stoa/views/ui"
)

// PeoplePage is an admin's list of people and the search in it.
type PeoplePage struct {
	Page
	Query  string
	Role   string // only these; "" for all
	Status string
	Wish   bool // only who wishes to teach
	Roles  []Filter
	States []Filter
	Rows   []PersonRow

	All, Waiting, Wishing int // how many there are, and who waits for an admin
	Op                    string
	Here                  string // URL of this page
	First                 string // URL of the first page; "" when this is it
	Next                  string // URL of the next page; "" at the end
}

// asked reports whether only some are asked for.
func (p PeoplePage) asked() bool { return p.Query != "" || p.Role != "" || p.Status != "" || p.Wish }

// Filter is a value to look for, with how many have it.
type Filter struct {
	Value string
	Count int
}

// filters returns what there is to choose from, with any of them first.
func filters(anything string, all []Filter) []ui.Option {
	options := []ui.Option{{Value: "", Label: anything}}
	for _, f := range all {
		options = append(options, ui.Option{Value: f.Value, Label: Capital(f.Value) + " (" + Number(f.Count) + ")"})
	}
	return options
}

// PersonRow is somebody in an admin's list.
type PersonRow struct {
	ID                      int64
	Name, Username, Email   string
	Role, Status            string
	ExternalID              string
	Confirmed, Wish, Erased bool
	NoPassword              bool // they enter first by a one-time link
	Online                  bool
}

// waits reports whether somebody waits to be approved.
func (r PersonRow) waits() bool { return r.Status == statusPending && !r.NoPassword }

// isNew reports whether somebody was made without a password, and has not entered yet.
func (r PersonRow) isNew() bool { return r.Status == statusPending && r.NoPassword }

// linkWords says what a sign-in link is for.
func (r PersonRow) linkWords() string {
	if r.NoPassword {
		return "They have no password yet. The link lets them in once, and they choose one. You pass it on yourself."
	}
	return "Lets them in once without their password, if they have forgotten it. You pass it on yourself."
}

// words says who somebody is, below their name.
func (r PersonRow) words() string {
	if r.Erased { // of whom nothing is left to tell them apart by
		return "Number " + strconv.FormatInt(r.ID, 10)
	}
	return strings.Join([]string{r.Username, Capital(r.Role)}, " · ")
}

// The states of a person, as rows have them.
const (
	statusPending  = "pending"
	statusDisabled = "disabled"
)

// PersonPage is what an admin sees of a person, and what can be done about them.
type PersonPage struct {
	Page
	Person   PersonRow
	Own      bool // the admin's own page: nobody changes their own role or status
	Facts    []Fact
	Courses  []CourseRow
	Teaches  []CourseRow
	Meetings []MeetingRow
	Form     Form // of what is done with a button

	TwoFactor bool // a code is due when they sign in
	Sessions  []SessionRow
	Trail     []AuditRow
	Erasure   Erasure // of who is erased
}

// Fact is something known of a person.
type Fact struct {
	Name, Text string
	At         Moment // instead of a text
}

// PersonFormPage is the form for a person's fields: of somebody new, or of who is there.
type PersonFormPage struct {
	Page
	ID     int64 // 0 for somebody new
	Name   string
	Form   Form
	Theirs []Fact // what somebody else has changed meanwhile, as it is now
}

// ErasePage asks before somebody is erased.
type ErasePage struct {
	Page
	Person    PersonRow
	AuditKept string // how long the audit is kept
	Form      Form
}

// PeopleFoundWords says how many people a page of the list shows.
func PeopleFoundWords(p PeoplePage) string {
	n, who := len(p.Rows), [2]string{"person", "people"}
	if p.Wish {
		who = [2]string{"person who wishes to teach", "people who wish to teach"}
	}
	words := Count(n, who[0], who[1])
	switch {
	case n == 0 && p.Next != "":
		words = "Nobody so far"
	case p.First != "":
		words = Count(n, "more "+who[0], "more "+who[1])
	case p.Next != "":
		words = "First " + words
	}
	if p.Query == "" {
		return words
	}
	if n == 0 && p.Next == "" {
		words = "Nobody"
	}
	return words + " for “" + Shorten(p.Query, queryShown) + "”"
}
