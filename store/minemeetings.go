package store

import (
	"context"

	"stoa/store/campus"
)

// PageMine is Page of the meetings that a person hosts or whose course they teach; of all states with state "".
func (s *Meetings) PageMine(ctx context.Context, person campus.Person, a *Ahead, state campus.State, cursor string, limit int) (
	[]Listed, string, error) {
	own, err := s.own(ctx, person, a)
	if err != nil {
		return nil, "", err
	}
	scopes := []string{campus.PersonTopic(person.ID)}
	for _, id := range own.teaches.Val() {
		scopes = append(scopes, campus.CourseTopic(id))
	}
	return s.pageOf(ctx, walk{Meetings: s, person: person, scopes: scopes, whole: state == "", mine: true}, state, cursor, limit)
}

// notAsAdmin returns a person without what an admin may with everything: what is theirs is theirs as a teacher's.
func notAsAdmin(p campus.Person) campus.Person {
	if p.Role == campus.Admin {
		p.Role = campus.Teacher
	}
	return p
}
