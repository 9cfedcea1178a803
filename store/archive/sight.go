package archive

import (
	"context"
	"maps"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

// rightsLast is how long what was asked of a meeting holds: who reads much may lose a right meanwhile.
const rightsLast = 5 * time.Second

// sight is which rows somebody sees: the same as on the pages of the meetings that they are of. It looks at each meeting once in a while.
type sight struct {
	archive  *Archive
	who      campus.Person
	meetings map[int64]store.Reader
	since    time.Time // when it was last asked who it is, and the first of the meetings
	erased   store.Redaction
	masks    Masks // all there were so far: what is masked no more may still be in a file that is being read
}

func (a *Archive) sightOf(who campus.Person) *sight {
	return &sight{archive: a, who: who, meetings: map[int64]store.Reader{}, since: a.e.Now(), masks: Masks{}}
}

// learn asks what is to be known of the meetings that some dates are of, and which lines are masked,
// and who was erased and is in files still.
func (s *sight) learn(ctx context.Context, dates map[int64]int32) error {
	masks, err := s.archive.Masks(ctx)
	if err != nil {
		return err
	}
	maps.Copy(s.masks, masks)
	erased, err := s.archive.erasures.Redaction(ctx)
	if err != nil {
		return err
	}
	s.erased = s.erased.And(erased) // all there were so far: as the masks
	if now := s.archive.e.Now(); now.Sub(s.since) >= rightsLast {
		if s.who, err = s.archive.people.Still(ctx, s.who); err != nil {
			return err
		}
		clear(s.meetings)
		s.since = now
	}
	if s.who.Role == campus.Admin { // also of what Redis does not know any more
		return nil
	}
	var meetings []int64
	var asks []store.Reading
	for id, order := range dates {
		if _, known := s.meetings[id]; !known {
			meetings = append(meetings, id)
			asks = append(asks, store.Reading{Who: s.who, Room: store.MeetingRoom(id, int(order))})
		}
	}
	if len(asks) == 0 {
		return nil
	}
	readers, err := s.archive.rooms.MayRead(ctx, asks)
	if err != nil {
		return err
	}
	for i, reader := range readers {
		s.meetings[meetings[i]] = reader
	}
	return nil
}

// sees reports whether a row is one to show, and takes out of it what is not. Staff see all that happened; others what was said, and what
// happened to themselves, but not why they were excused.
func sees[T Row](s *sight, row *T) bool {
	switch row := any(row).(type) {
	case *Message:
		s.masks.Hide(row)
		redactMessage(s.erased, row)
		return s.reads(row.Meeting)
	case *Event:
		redactEvent(s.erased, row)
		if s.staff(row.Meeting) {
			return true
		}
		if row.Kind == "excused" {
			row.By, row.Detail = 0, ""
		}
		return row.Person == s.who.ID && s.reads(row.Meeting)
	}
	return false
}

func (s *sight) reads(meeting int64) bool {
	reader, known := s.meetings[meeting]
	return s.who.Role == campus.Admin || known && reader.Refused == nil
}

func (s *sight) staff(meeting int64) bool {
	return s.who.Role == campus.Admin || s.meetings[meeting].Staff
}
