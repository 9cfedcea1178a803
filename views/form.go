package views

import (
	"cmp"

	"stoa/views/ui"
)

// Form is a form that changes something: what was typed into it, and why it was refused.
type Form struct {
	Action string            // where it is posted; "" where the page says it
	Op     string            // operation id: the same form sent twice is done once
	Values map[string]string // what was typed, by field
	Error  string            // why it was refused, in a sentence; "" when it was not
	Errors map[string]string // why a field was refused, by field
}

// Value returns what was typed into a field.
func (f Form) Value(field string) string { return f.Values[field] }

// Why returns why a form of one field was refused: the field's reason, or else the form's.
func (f Form) Why(field string) string { return cmp.Or(f.Errors[field], f.Error) }

// to returns the form as it is posted to an address.
func (f Form) to(action string) Form {
	f.Action = action
	return f
}

// control returns what a field's part is drawn from: its name, its words, and why it was refused.
func (f Form) control(name, label string) ui.Control {
	return ui.Control{Name: name, Label: label, Error: f.Errors[name]}
}
