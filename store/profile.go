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
