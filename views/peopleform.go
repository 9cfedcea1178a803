package views

import "stoa/views/ui"

// PersonField is a field of a person as an admin's form has it.
type PersonField struct {
	Name, Label, Hint string
	Type              string
	Options           []ui.Option
	Required, Plain   bool
}

// PersonFields returns the fields of a person; the role of who is there has a form of its own.
func PersonFields(isNew bool) []PersonField {
	fields := []PersonField{
		{Name: "name", Label: "Name", Required: true},
		{Name: "username", Label: "Username", Hint: "3 to 32 of a-z, 0-9, dot, dash and underscore", Required: true, Plain: true},
		{Name: "email", Label: "Email", Hint: "An address that you set counts as confirmed.", Type: "email", Plain: true},
		{Name: "role", Label: "Role", Options: RoleOptions()},
		{Name: "born", Label: "Date of birth", Type: "date"},
		{Name: "gender", Label: "Gender", Options: genders()},
		{Name: "zone", Label: "Time zone", Hint: "Such as Europe/Athens. Times are shown in it; without one in UTC.", Plain: true},
		{Name: "external_id", Label: "External id", Hint: "Their id in another directory of people", Plain: true},
	}
	if isNew {
		return fields
	}
	return append(fields[:3:3], fields[4:]...)
}

// PersonFormFields returns the fields that an edit changes, by name and words.
func PersonFormFields() []FormField {
	var fields []FormField
	for _, f := range PersonFields(false) {
		fields = append(fields, FormField{f.Name, f.Label})
	}
	return fields
}

// RoleOptions are the roles to choose from.
func RoleOptions() []ui.Option {
	return []ui.Option{{Value: roleStudent, Label: "Student"}, {Value: "teacher", Label: "Teacher"}, {Value: roleAdmin, Label: "Admin"}}
}

func (p PersonFormPage) control(f PersonField) ui.Control {
	c := p.Form.control(f.Name, f.Label)
	c.Required, c.Hint = f.Required, f.Hint
	return c
}

func (p PersonFormPage) controls() (all []ui.Control) {
	for _, f := range PersonFields(p.ID == 0) {
		all = append(all, p.control(f))
	}
	return all
}

func (p PersonFormPage) saveWords() string {
	if p.ID == 0 {
		return "Add this person"
	}
	return "Save"
}

func (p PersonFormPage) back() string {
	if p.ID == 0 {
		return PathPeople
	}
	return PersonPath(p.ID)
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

func (p ErasePage) control() ui.Control {
	c := p.Form.control("username", "Username of who is erased")
	c.Required, c.Hint = true, "Type "+p.Person.Username+" to show that you mean this person."
	return c
}
