package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Control is what every part of a form has, whatever one does in it: its name, its words, and why it was refused.
type Control struct {
	ID       string // Name when empty; two forms of one page need two
	Name     string
	Label    string
	Hint     string // what may be entered, before somebody tries
	Error    string // why it was refused
	Refused  string // id of the text that says why, when that stands elsewhere
	Required bool   // said in words too: an asterisk explains nothing
	Disabled bool
}

// At returns the id of a control, which a label and a link to it need.
func (c Control) At() string {
	if c.ID != "" {
		return c.ID
	}
	return c.Name
}

func (c Control) hintID() string  { return c.At() + "-hint" }
func (c Control) errorID() string { return c.At() + "-error" }

// wrong reports whether it was refused.
func (c Control) wrong() bool { return c.Error != "" || c.Refused != "" }

// described returns the ids of what explains the control, hint first, "" for nothing.
func (c Control) described() string {
	var ids []string
	if c.Hint != "" {
		ids = append(ids, c.hintID())
	}
	if c.Error != "" {
		ids = append(ids, c.errorID())
	}
	if c.Refused != "" {
		ids = append(ids, c.Refused)
	}
	return strings.Join(ids, " ")
}

// attributes are those that inputs of all kinds share.
func (c Control) attributes() templ.Attributes {
	all := templ.Attributes{"id": c.At(), "name": c.Name, "required": c.Required, "disabled": c.Disabled}
	if c.wrong() {
		all["aria-invalid"] = "true"
	}
	if ids := c.described(); ids != "" {
		all["aria-describedby"] = ids
	}
	return all
}

// Option is one thing to choose.
type Option struct {
	Value    string
	Label    string
	Hint     string // what choosing it means; a Select has no room for it
	Disabled bool
}
