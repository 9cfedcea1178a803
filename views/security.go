package views

import (
	"strconv"

	"stoa/views/ui"
)

// SecurityPage is where one changes one's password, and sees and ends what opens one's account.
type SecurityPage struct {
	Page
	Password Form
	Sessions []SessionRow
	Op       string // of the buttons that end something
	Refused  string // why something was not ended; "" when nothing was refused
	Tokens   []SessionRow
	Token    Form  // makes a token
	Lives    []int // that a token can have, in days
	Made     Once  // the token that was just made
}

// SessionRow is a sign-in or a named token in a list.
type SessionRow struct {
	ID      string // by which it is ended
	Name    string // of a token; of a sign-in what it came with: "Firefox on Linux"
	Token   bool
	Script  bool // it came by the API
	Current bool // it is the browser that shows this
	From    string
	Since   Moment
	Seen    Moment // no text for never
	Ends    Moment
}

func (p SecurityPage) oldPassword() ui.Control {
	c := p.Password.control("old_password", "Your password now")
	c.Required = true
	return c
}

func (p SecurityPage) newPassword() ui.Control {
	c := p.Password.control("new_password", "New password")
	c.Required, c.Hint = true, "8 to 256 characters, whichever you like."
	return c
}

func (p SecurityPage) tokenName() ui.Control {
	c := p.Token.control("name", "What it is for")
	c.Required, c.Hint = true, "Such as the script that will use it."
	return c
}

func (p SecurityPage) tokenDays() ui.Control { return p.Token.control("days", "Good for") }

func (p SecurityPage) lives() []ui.Option {
	all := make([]ui.Option, len(p.Lives))
	for i, days := range p.Lives {
		all[i] = ui.Option{Value: strconv.Itoa(days), Label: Count(days, "day", "days")}
	}
	return all
}

// others reports whether there is a sign-in beside the one that shows this.
func (p SecurityPage) others() bool {
	for _, s := range p.Sessions {
		if !s.Current {
			return true
		}
	}
	return false
}
