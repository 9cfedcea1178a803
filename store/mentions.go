package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// errManyMentions is what a line is refused with that calls half the school.
var errManyMentions = campus.InvalidField("body", "A message mentions at most 20 people.")

// mentions finds whom a line mentions and returns its text as it is kept: who may be in the room is told, others stay words.
func (s *Rooms) mentions(ctx context.Context, room Room, body string) (kept string, people []int64, nobody []string, err error) {
	found := campus.FindMentions(body)
	if len(found.IDs)+len(found.Usernames) == 0 {
		return body, nil, nil, nil
	}
	named := map[string]int64{}
	if len(found.Usernames) > 0 {
		var read *redis.SliceCmd
		err := s.e.Read(ctx, func(p engine.Reader) { read = p.HMGet(ctx, s.keys.usernames(), found.Usernames...) })
		if err != nil {
			return "", nil, nil, err
		}
		for i, text := range engine.Texts(read.Val()) {
			if id, ok := campus.ParseID(text); ok {
				named[found.Usernames[i]] = id
				if !slices.Contains(found.IDs, id) {
					found.IDs = append(found.IDs, id)
				}
			}
		}
	}
	if len(found.IDs) > campus.MaxMentions { // whoever they are: else one line would have hundreds looked up
		return "", nil, nil, errManyMentions
	}
	may := map[int64]bool{}
	if len(found.IDs) > 0 {
		if may, err = s.mayEnter(ctx, room, found.IDs); err != nil {
			return "", nil, nil, err
		}
	}
	kept, people, nobody = campus.KeepMentions(body, func(id int64) bool { return may[id] }, named)
	return kept, people, nobody, nil
}

// mayEnter returns who of some people may be in a room.
func (s *Rooms) mayEnter(ctx context.Context, room Room, ids []int64) (map[int64]bool, error) {
	k, err := s.keep(room)
	if err != nil {
		return nil, nil
	}
	return k.mayEnter(ctx, room, ids)
}

// idList writes ids for a script.
func idList(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = num(id)
	}
	return strings.Join(texts, " ")
}

// tellMentioned tells whom a line mentions, but not its author, nor who has blocked them, nor who may not be there any more.
func (s *Store) tellMentioned(ctx context.Context, en engine.Entry) error {
	room, ok := RoomOf(en.Text("room"))
	if !ok {
		return nil
	}
	by, line := en.Number("by"), en.Number("line")
	lines, err := s.Rooms.bareLines(ctx, room, []int64{line})
	if err != nil || len(lines) == 0 || lines[0].Deleted {
		return err
	}
	told, err := s.Rooms.toldOf(ctx, room, lines[0], en)
	if err != nil {
		return err
	}
	id, order, ok := campus.ParseMeetingTopic(room.Topic)
	if !ok {
		meant := told
		if room.kind == privateRooms { // there all is, though its author be blocked: what counts as unread is meant
			meant = peopleOf(en)
		}
		return errors.Join(s.Rooms.noteNamed(ctx, room, peopleOf(en)...), s.Rooms.noteMentions(ctx, room, line, meant),
			s.tellInRoom(ctx, room, lines[0], told))
	}
	m, exists, err := s.Meetings.evenHidden(ctx, id)
	if err != nil || !exists {
		return err
	}
	n := keptNotification{Kind: campus.Mentioned, Meeting: id, Order: order, Line: line, Title: m.Title, By: by}
	return s.Inbox.tellMeeting(ctx, en, guestList{people: told}, m, n)
}

// peopleOf returns a line's people: whom it mentions, or who is meant by it.
func peopleOf(en engine.Entry) []int64 {
	return slices.DeleteFunc(idsFrom(strings.Fields(en.Text("people"))), func(person int64) bool { return person == en.Number("by") })
}

// toldOf returns whom of a line's people it is told: not whom an edit has taken out of it since.
func (s *Rooms) toldOf(ctx context.Context, room Room, line campus.Line, en engine.Entry) (told []int64, err error) {
	by, people := en.Number("by"), peopleOf(en)
	people = slices.DeleteFunc(people, func(person int64) bool { return !meansFor(line, room, person) })
	may, err := s.mayEnter(ctx, room, people)
	if err != nil {
		return nil, err
	}
	blocked := make([]*redis.FloatCmd, len(people))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, person := range people {
			blocked[i] = p.ZScore(ctx, s.keys.personBlocked(person), num(by))
		}
	})
	for i, person := range people {
		if may[person] && blocked[i].Err() != nil {
			told = append(told, person)
		}
	}
	return told, err
}
