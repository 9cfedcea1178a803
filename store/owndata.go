package store

import (
	"context"
	"maps"
	"slices"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// OwnData is who is told everything that is kept about a person, piece by piece and section by section in this order. The
// first error ends it.
type OwnData struct {
	Session func(campus.OwnSession) error
	Course  func(MyCourse) error
	Level   func(CourseLevel) error // of the courses that they would be told less of
	Meeting func(m campus.Meeting, hosts bool) error
	Visit   func(room string, v campus.Visit) error
	Line    func(room string, l campus.Line) error
	Block   func(campus.OwnBlock) error
	Report  func(campus.Report) error // that they made; without what others said
	// Notification tells what they were told, the newest first.
	Notification func(campus.Notification) error
	AuditLog     func(campus.AuditEntry) error
}

// How much of a person's data is read at once.
const (
	ownChunk    = 200
	visitsChunk = 1000
	mostTrail   = 1000 // as many as a trail has
)

// Own tells everything that is kept about a person. However much there is, little of it is in memory at a time. Secrets are
// not among it, nor is what others have said or where they came from.
func (s *Store) Own(ctx context.Context, person campus.Person, to OwnData) error {
	for _, part := range []func(context.Context, campus.Person, OwnData) error{
		s.ownSessions, s.ownCourses, s.ownLevels, s.ownMeetings, s.ownVisits, s.ownLines, s.ownBlocks,
		s.ownReports, s.ownNotifications, s.ownTrail,
	} {
		if err := part(ctx, person, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) ownSessions(ctx context.Context, person campus.Person, to OwnData) error {
	d := s.Sessions.data
	var sessions, tokens *redis.StringSliceCmd
	err := d.e.Read(ctx, func(p engine.Reader) {
		sessions, tokens = p.ZRange(ctx, d.keys.sessions(person.ID), 0, -1), p.ZRange(ctx, d.keys.tokens(person.ID), 0, -1)
	})
	if err != nil {
		return err
	}
	hashes := append(sessions.Val(), tokens.Val()...)
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	reads := make([]*redis.SliceCmd, len(hashes))
	err = d.e.Read(ctx, func(p engine.Reader) {
		for i, hash := range hashes {
			reads[i] = p.HMGet(ctx, d.keys.session(hash), "kind", "name", "agent", "from", "started", "seen", "ends")
		}
	})
	if err != nil {
		return err
	}
	for _, r := range reads {
		f := engine.Texts(r.Val())
		if f[0] == "" {
			continue // has ended
		}
		if err := to.Session(campus.OwnSession{Kind: f[0], Name: f[1], Agent: f[2], From: f[3], Started: fromMillis(f[4]),
			Seen: fromMillis(f[5]), Ends: fromMillis(f[6])}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) ownCourses(ctx context.Context, person campus.Person, to OwnData) error {
	mine, err := s.Courses.Mine(ctx, person)
	if err != nil {
		return err
	}
	for _, m := range mine {
		if err := to.Course(m); err != nil {
			return err
		}
	}
	return nil
}

// ownMeetings tells the meetings that a person hosts, or is invited to by name.
func (s *Store) ownMeetings(ctx context.Context, person campus.Person, to OwnData) error {
	names, err := s.Meetings.written(ctx, campus.PersonTopic(person.ID))
	if err != nil {
		return err
	}
	ids := meetingsOf(names)
	for len(ids) > 0 {
		some := ids[:min(len(ids), ownChunk)]
		ids = ids[len(some):]
		meetings, invited := make([]*redis.SliceCmd, len(some)), make([]*redis.BoolCmd, len(some))
		err := s.engine.Read(ctx, func(p engine.Reader) {
			for i, id := range some {
				meetings[i] = p.HMGet(ctx, s.Meetings.keys.meeting(id), meetingFields...)
				invited[i] = p.SIsMember(ctx, s.Meetings.keys.invited(id), person.ID)
			}
		})
		if err != nil {
			return err
		}
		for i := range some {
			m, ok := meetingFrom(meetings[i].Val())
			if hosts := m.Host.ID == person.ID; ok && (hosts || invited[i].Val()) {
				if err := to.Meeting(m, hosts); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eachRoom calls with every room that a person has been in, in the order of first coming.
func (s *Store) eachRoom(ctx context.Context, person int64, with func(Room) error) error {
	var topics *redis.StringSliceCmd
	if err := s.engine.Read(ctx, func(p engine.Reader) { topics = p.ZRange(ctx, s.Rooms.keys.personRooms(person), 0, -1) }); err != nil {
		return err
	}
	for _, topic := range topics.Val() {
		room, ok := RoomOf(topic)
		if !ok {
			continue
		}
		if err := with(room); err != nil {
			return err
		}
	}
	return nil
}

// ownVisits tells when a person came and left. A room's visits are read in pieces: they are those of everybody.
func (s *Store) ownVisits(ctx context.Context, person campus.Person, to OwnData) error {
	return s.eachRoom(ctx, person.ID, func(room Room) error {
		for from := int64(0); ; from += visitsChunk {
			var piece *redis.StringSliceCmd
			err := s.engine.Read(ctx, func(p engine.Reader) {
				piece = p.LRange(ctx, s.Rooms.keys.visits(room), from, from+visitsChunk-1)
			})
			if err != nil {
				return err
			}
			for _, text := range piece.Val() {
				v, ok := campus.ParseVisit(text)
				if !ok || v.Person != person.ID {
					continue
				}
				if err := to.Visit(room.Topic, v); err != nil {
					return err
				}
			}
			if len(piece.Val()) < visitsChunk {
				return nil
			}
		}
	})
}

// ownLines tells every line that a person wrote.
func (s *Store) ownLines(ctx context.Context, person campus.Person, to OwnData) error {
	return s.eachRoom(ctx, person.ID, func(room Room) error {
		for from := int64(0); ; from += ownChunk {
			var said *redis.StringSliceCmd
			err := s.engine.Read(ctx, func(p engine.Reader) {
				said = p.LRange(ctx, s.Rooms.keys.said(room, person.ID), from, from+ownChunk-1)
			})
			if err != nil {
				return err
			}
			lines, err := s.Rooms.Lines(ctx, room, idsFrom(said.Val()))
			if err != nil {
				return err
			}
			for _, line := range lines {
				if err := to.Line(room.Topic, line); err != nil {
					return err
				}
			}
			if len(said.Val()) < ownChunk {
				return nil
			}
		}
	})
}

// ownTrail tells what was done to a person. From where others did it is theirs.
func (s *Store) ownTrail(ctx context.Context, person campus.Person, to OwnData) error {
	entries, err := s.Audit.Trail(ctx, person.ID, mostTrail)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Deed == campus.DeedReported {
			continue // who is reported does not learn of it, least of all by whom
		}
		if e.Who.ID != person.ID {
			e.From = ""
		}
		if err := to.AuditLog(e); err != nil {
			return err
		}
	}
	return nil
}

// noteRooms notes which rooms people have come into.
func (s *Meetings) noteRooms(ctx context.Context, entries []engine.Entry) error {
	calls := make([]engine.Call, len(entries))
	for i, en := range entries {
		calls[i] = engine.Call{Script: noteRoomScript, Keys: []string{s.keys.personRooms(en.Number("person"))},
			Args: []any{en.Text("room"), en.Number("at")}}
	}
	_, err := s.e.RunAll(ctx, calls)
	return err
}

func idsFrom(texts []string) []int64 {
	ids := make([]int64, len(texts))
	for i, text := range texts {
		ids[i], _ = campus.ParseID(text)
	}
	return ids
}

// written returns every date that was ever written into the lists of a scope.
func (s *Meetings) written(ctx context.Context, scope string) ([]string, error) {
	var written *redis.MapStringStringCmd
	err := s.e.Read(ctx, func(p engine.Reader) { written = p.HGetAll(ctx, s.keys.list(scope, "written")) })
	return slices.Sorted(maps.Keys(written.Val())), err
}

// meetingsOf returns the meetings that dates are of, each once and in their order.
func meetingsOf(names []string) []int64 {
	var ids []int64
	for _, name := range names {
		if id, _, _, ok := parseMember(name); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Exported notes that somebody has taken their own data.
func (s *Audit) Exported(ctx context.Context, by By) error {
	return s.Done(ctx, by, campus.DeedExported, by.Person.ID, "own data")
}
