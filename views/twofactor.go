package views

import (
	"strconv"

	"stoa/views/ui"
)

// TwoFactorPage is where one turns two-factor sign-in on and off.
type TwoFactorPage struct {
	Page
	On       bool
	Left     int    // recovery codes that were not used yet
	Password bool   // one has a password, and is asked for it
	Required bool   // one may do nothing else before it is on
	Setup    *Setup // the secret that waits for its first code; nil for none
	Form     Form   // begins, or confirms
	Renew    Form   // makes new recovery codes
	Off      Form   // turns it off
}

// Setup is a secret for an app: as a picture, as a link and to be typed.
type Setup struct {
	QR   QR
	Link string
	Text string // in groups of four
}

// QR is a picture for an app to read: Size modules wide and high, the dark ones as an SVG path.
type QR struct {
	Size int
	Path string
}

// qrMargin is how many light modules are around a picture, which readers need (ISO/IEC 18004, 9.1).
const qrMargin = 4

// RecoveryPage shows recovery codes, for this one time.
type RecoveryPage struct {
	Page
	Codes   []string // none when they were shown before
	Renewed bool     // they take the place of others
}

// CodePage is the second step of signing in.
type CodePage struct {
	Page
	Form Form // code, and next: where to go then
}

func (p TwoFactorPage) password() ui.Control {
	c := p.Form.control("proof", "Your password")
	c.Required = true
	c.Hint = "So that nobody else does this on a page that you left open."
	return c
}

func (p TwoFactorPage) code() ui.Control {
	c := p.Form.control("code", "The code that the app shows")
	c.Required = true
	c.Hint = "Six digits, new every half a minute."
	return c
}

// proof returns the field of a form that asks who it is; its id says which of the two forms.
func proof(f Form, id string) ui.Control {
	c := f.control("proof", "Your password, or a code")
	c.ID, c.Required = id, true
	return c
}

func (p CodePage) code() ui.Control {
	c := p.Form.control("code", "Code")
	c.Required = true
	c.Hint = "The six digits that your app shows, or one of your recovery codes."
	return c
}

// first returns the field to go to when a form was refused: the one that was wrong, or none.
func (p TwoFactorPage) first(field string) string {
	if p.Form.Errors[field] == "" {
		return ""
	}
	return field
}

// fewCodes is when it is time to make new recovery codes.
const fewCodes = 4

func (q QR) side() string { return strconv.Itoa(q.Size + 2*qrMargin) }

func (q QR) viewBox() string { return "0 0 " + q.side() + " " + q.side() }
