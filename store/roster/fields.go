package roster

import (
	"strings"

	"stoa/store/campus"
)

// The names that files have for what is known of a person. The first few are Stoa's own; a directory of another system has
// the others.
const (
	username  = "username"
	name      = "name"
	email     = "email"
	role      = "role"
	born      = "born"
	gender    = "gender"
	zone      = "zone"
	external  = "external_id"
	confirmed = "confirmed"
	customer  = "customerID"
	firstName = "firstName"
	lastName  = "lastName"
)

var known = []string{username, name, email, role, born, gender, zone, external, confirmed, customer, firstName, lastName}

// knownAs returns the field that a column is, whatever the case of its name; "" for one that is none.
func knownAs(column string) string {
	for _, field := range known {
		if strings.EqualFold(field, strings.TrimSpace(column)) {
			return field
		}
	}
	return ""
}

// rowOf makes a row of the fields that a file gives.
func rowOf(n int, fields, wrong map[string]string) campus.ImportRow {
	row := campus.ImportRow{N: n, Wrong: wrong}
	if len(wrong) > 0 {
		return row
	}
	row.Given, row.Wrong = Change(fields)
	if len(row.Wrong) == 0 && row.Given.Username == nil && row.Given.Email == nil && row.Given.ExternalID == nil {
		row.Wrong = map[string]string{external: "external_id, username or email required: without one a second import would add them again"}
	}
	return row
}

// Change returns what fields by the names of files say of a person, or why they cannot be. First and last name make the
// name; both are needed then.
func Change(fields map[string]string) (campus.PersonChange, map[string]string) {
	var c campus.PersonChange
	wrong := map[string]string{}
	given := func(field string) *string {
		v, ok := fields[field]
		if !ok || v == "" && (field == username || field == role || field == external || field == customer) {
			return nil // nobody is without these: nothing is said of them
		}
		return &v
	}
	c.Username, c.Name, c.Email = given(username), given(name), given(email)
	c.Born, c.Gender, c.Zone = given(born), given(gender), given(zone)
	c.ExternalID, c.Role = given(external), (*campus.Role)(given(role))
	if c.ExternalID == nil {
		c.ExternalID = given(customer)
	}
	if first, last := given(firstName), given(lastName); c.Name == nil && (first != nil || last != nil) {
		c.Name = fullName(wrong, first, last)
	}
	if c.Email != nil && *c.Email != "" {
		c.Confirmed = new(bool)
		switch strings.ToLower(strings.TrimSpace(fields[confirmed])) {
		case "", "yes", "true", "1":
			*c.Confirmed = true
		case "no", "false", "0":
		default: // a word that is not understood must not vouch for anybody
			wrong[confirmed] = "yes or no"
		}
	}
	for field, reason := range c.Wrong() {
		wrong[field] = reason
	}
	return c, wrong
}

// fullName joins a first and a last name.
func fullName(wrong map[string]string, first, last *string) *string {
	for field, part := range map[string]*string{firstName: first, lastName: last} {
		if part == nil || strings.TrimSpace(*part) == "" {
			wrong[field] = field + " required"
		}
	}
	if len(wrong) > 0 {
		return nil
	}
	full := strings.TrimSpace(*first) + " " + strings.TrimSpace(*last)
	return &full
}
