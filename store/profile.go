package store

import (
	"context"

	"stoa/store/campus"
)

// EditOwn changes what who asks says of themselves. It refuses as Edit does.
func (s *People) EditOwn(ctx context.Context, by By, c campus.PersonChange) (campus.Person, error) {
	// Whatever a caller has read, these are never one's own to change.
	c.Role, c.Status, c.Confirmed, c.ExternalID = nil, nil, nil, nil
	if by.Person.Role.Staff() && c.RequestedRole != nil && *c.RequestedRole != "" {
		c.RequestedRole = nil // they teach already
	}
	p, _, err := s.Edit(ctx, by, by.Person.ID, c)
	return p, err
}

var errNoWish = campus.Refuse(campus.Forbidden, "On this campus nobody asks to teach: admins choose who does.")

// EditOwn is People.EditOwn, and does with a wish to teach what TeacherSignUp says. Who is granted it at once has another
// role, and signs in again. It refuses a wish with a Forbidden where none is asked for.
func (s *Doors) EditOwn(ctx context.Context, by By, c campus.PersonChange) (campus.Person, error) {
	wish := c.RequestedRole != nil && *c.RequestedRole == campus.Teacher && !by.Person.Role.Staff()
	if wish && s.teachers == campus.SignUpClosed {
		return campus.Person{}, errNoWish
	}
	p, err := s.people.EditOwn(ctx, by, c)
	if err != nil || !wish || s.teachers != campus.SignUpOpen {
		return p, err
	}
	role := campus.Teacher
	// An admin may have made them something else in between: that stands.
	granted, _, err := s.people.Edit(ctx, Itself(by.Op), by.Person.ID, campus.PersonChange{Role: &role,
		Shown: map[string]string{"role": string(campus.Student)}})
	if campus.CodeOf(err) == campus.Conflict {
		return p, nil
	}
	return granted, err
}
