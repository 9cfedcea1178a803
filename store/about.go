package store

import (
	"context"

	"stoa/store/campus"
	"stoa/store/engine"
)

// About is what an admin sees of a person.
type About struct {
	Person  campus.Person
	Online  bool
	Courses []MyCourse // that they teach, attend or wait for; past ones too, the newest first
	Agenda  Agenda     // the meetings that they host, or are invited to by their address

	Sessions []SessionInfo       // their sessions and tokens, the latest first
	Erasure  Erasure             // of who is erased, how far they are taken out of what others have said
	Trail    []campus.AuditEntry // what was done to them and what they did to themselves, newest first
}

// aboutAgenda is how many meetings a person's page shows.
var aboutAgenda = agendaSize{HomeSize, HomeSize}

// aboutTrail is how much of a person's trail their page shows; the audit has the rest.
const aboutTrail = 10

// About returns what there is to know of a person, in two round trips; ErrNoPerson when there is none.
func (s *Meetings) About(ctx context.Context, id int64) (About, error) {
	var person peopleRead
	var own *ownRead
	var read *agendaRead
	var held heldRead
	var trail trailRead
	var online onlineRead
	var erasure erasureRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		person = s.people.queue(ctx, p, []int64{id})
		own = s.queueOwn(ctx, p, id)
		read = s.queueLists(ctx, p, []string{campus.PersonTopic(id)}, aboutAgenda)
		held = s.queueHeld(ctx, p, id)
		trail = s.queueTrail(ctx, p, id, aboutTrail)
		online = s.queueOnline(ctx, p, id)
		erasure = s.queueErasure(ctx, p, id)
	})
	if err != nil {
		return About{}, err
	}
	a := About{Online: online.online()[id], Erasure: erasure.erasure()}
	var ok bool
	if a.Person, ok = person.people()[id]; !ok {
		return About{}, campus.ErrNoPerson
	}
	var mine []seatRead
	var infos sessionsRead
	var named peopleRead
	entries := trail.entries(aboutTrail)
	err = s.e.Read(ctx, func(p engine.Reader) {
		mine = s.courses.queueMine(ctx, p, id, own)
		read.queueRows(ctx, p, a.Person)
		infos = s.queueSessions(ctx, p, held.hashes(), held.rights.Val())
		named = s.people.queue(ctx, p, namesIn(entries))
	})
	if err != nil {
		return About{}, err
	}
	a.Courses, a.Agenda = mineFrom(a.Person, mine), read.agenda(a.Person)
	a.Sessions, a.Trail = infos.infos(s.e.Now(), ""), nameEntries(entries, named.people())
	return a, nil
}
