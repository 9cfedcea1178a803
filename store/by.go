package store

import (
	"stoa/store/campus"
)

// By says who asks for a change, from where, and under which operation.
type By struct {
	Person campus.Person
	From   string // network address; "" where there is none
	Op     string // see engine.Asked

	itself bool
}

// Itself is Stoa asking by itself: from the command line, for the demo, for somebody who registers. It may do all.
func Itself(op string) By { return By{Op: op, itself: true} }

// who names who asks as the scripts do: "" for Stoa itself. Nobody is not Stoa.
func (b By) who() string {
	if b.itself {
		return ""
	}
	return num(b.Person.ID)
}
