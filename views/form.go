package views

import "cmp"

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
