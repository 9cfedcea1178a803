package store

import (
	"context"

	"stoa/store/campus"
	"stoa/store/engine"
)

// About is what an admin sees of a person.
type About struct {
	Person  campus.Person
	Courses []MyCourse // that they teach, attend or wait for; past ones too, the newest first
	Agenda  Agenda     // the meetings that they host, or are invited to by their address
}

// aboutAgenda is how many meetings a person's page shows.
var aboutAgenda = agendaSize{HomeSize, HomeSize}

// About returns what there is to know of a person, in two round trips; ErrNoPerson when there is none.
func (s *Meetings) About(ctx context.Context, id int64) (About, error) {
	var person peopleRead
	var own *ownRead
	var read *agendaRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		person = s.people.queue(ctx, p, []int64{id})
		own = s.queueOwn(ctx, p, id)
		read = s.queueLists(ctx, p, []string{campus.PersonTopic(id)}, aboutAgenda)
	})
	if err != nil {
		return About{}, err
	}
	a := About{}
	var ok bool
	if a.Person, ok = person.people()[id]; !ok {
		return About{}, campus.ErrNoPerson
	}
	var mine []seatRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		mine = s.courses.queueMine(ctx, p, id, own)
		read.queueRows(ctx, p, a.Person)
	})
	if err != nil {
		return About{}, err
	}
	a.Courses, a.Agenda = mineFrom(a.Person, mine), read.agenda(a.Person)
	return a, nil
}
