package views

import "strconv"

// AudiencePage shows the staff of a meeting whom it lists.
type AudiencePage struct {
	Page
	Meeting        int64
	Title          string // of the meeting
	Public, Course bool   // who may come beside those who are listed
	Addresses      []Address
	Banned         []Sanctioned // the first banned first
}

// Address is one that a meeting lists.
type Address struct {
	Email string
	State string // invited, unconfirmed or unknown
}

// The states of an address.
const (
	addressInvited     = "invited"
	addressUnconfirmed = "unconfirmed"
)

// words says what the list is of, and who may come beside it.
func (p AudiencePage) words() string {
	switch {
	case p.Public:
		return "Everyone who is signed in may come. These are invited by their address."
	case p.Course:
		return "Whoever is enrolled in its course may come, and who is invited by an address."
	}
	return "Who is invited by an address may come."
}

// counts says how many there are of each state.
func (p AudiencePage) counts() string {
	n := map[string]int{}
	for _, a := range p.Addresses {
		n[a.State]++
	}
	words := Count(n[addressInvited], "person is invited", "people are invited")
	if waiting := len(p.Addresses) - n[addressInvited]; waiting > 0 {
		words += ", " + strconv.Itoa(waiting) + " to come"
	}
	return words
}
