package topics

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"stoa/handlers/api"
	"stoa/handlers/live"
	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// rooms are the families of rooms' logs: what happens in one, and of a meeting's also at its door.
func rooms(s *store.Store, readers func(topic string) int) []log {
	meetings := func(topic string) bool { _, _, ok := campus.ParseMeetingTopic(topic); return ok }
	lasting := func(topic string) bool { _, ok := campus.ParseRoomTopic(topic); return ok }
	return []log{room(s, readers, "meeting", meetings), room(s, readers, "room", lasting)}
}

// room is a family of rooms' logs.
func room(s *store.Store, readers func(topic string) int, name string, parse func(topic string) bool) *logs[roomFacts] {
	r := roomReader{s, readers}
	return &logs[roomFacts]{
		about: about{name: name, parse: parse, mayWatchAll: r.mayWatch},
		top: func(ctx context.Context, topic string) (string, error) {
			room, _ := store.RoomOf(topic)
			return s.Rooms.Cursor(ctx, room)
		},
		since: func(ctx context.Context, topic, cursor string) (campus.Replay, error) {
			room, _ := store.RoomOf(topic)
			return s.Rooms.EventsAfter(ctx, room, cursor)
		},
		facts: r.facts,
		kinds: map[campus.Kind]columns[roomFacts, campus.Event]{
			campus.KindMessage:   {html: newLine, json: messageEvent},
			campus.KindEdited:    {html: changedLine, json: messageEvent},
			campus.KindDeleted:   {html: changedLine, json: messageEvent},
			campus.KindReacted:   {html: reacted, json: messageEvent},
			campus.KindTyping:    {html: types, json: personEvent},
			campus.KindChat:      {html: newRules, json: messageEvent},
			campus.KindLocked:    {html: newRules, json: messageEvent},
			campus.KindUnlocked:  {html: newRules, json: messageEvent},
			campus.KindMuted:     {html: newSanction, json: messageEvent},
			campus.KindUnmuted:   {html: newSanction, json: messageEvent},
			campus.KindRemoved:   {html: newSanction, json: messageEvent},
			campus.KindBanned:    {html: newLine, json: messageEvent},
			campus.KindLifted:    {html: newLine, json: messageEvent},
			campus.KindJoin:      {html: cameIn, json: personEvent},
			campus.KindLeave:     {html: wentOut, json: personEvent},
			campus.KindRenamed:   {html: renamed, json: personEvent},
			campus.KindMoved:     {html: moved, json: timesEvent},
			campus.KindActive:    {html: turned, json: timesEvent},
			campus.KindEnded:     {html: turned, json: endEvent},
			campus.KindCancelled: {html: turned, json: endEvent},
		},
	}
}

// roomFacts is what a room's events refer to, read at once. What no event needs is not read.
type roomFacts struct {
	clock    rows.Clock
	path     string
	meeting  int64 // of a meeting's room, with the host and the instance
	host     int64
	instance campus.Instance
	rules    campus.Rules
	lines    map[int64]campus.Line
	reacted  map[int64]int64 // the number of the last event that says so of a line
	people   map[int64]campus.Person
	inside   int
	counted  int64 // the number of the last event that changes it
	readers  int
}

type roomReader struct {
	store   *store.Store
	readers func(topic string) int
}

func (r roomReader) mayWatch(ctx context.Context, asks []live.Ask) ([]live.Right, error) {
	readings := make([]store.Reading, len(asks))
	for i, ask := range asks {
		room, _ := store.RoomOf(ask.Topic) // parse knows that there is one
		readings[i] = store.Reading{Who: ask.Who, Room: room}
	}
	readers, err := r.store.Rooms.MayRead(ctx, readings)
	rights := make([]live.Right, len(readers))
	for i, one := range readers {
		rights[i] = live.Right{Refused: one.Refused, Shut: one.Shut, Other: one.Other}
	}
	return rights, err
}

// facts reads what events refer to. Texts are read now and not taken from the event, so that nothing that was edited or
// deleted meanwhile is said again.
func (r roomReader) facts(ctx context.Context, topic string, events []campus.Event) (roomFacts, error) {
	id, order, _ := campus.ParseMeetingTopic(topic)
	f := roomFacts{path: views.TopicPath(topic), meeting: id, clock: rows.Shared(r.store.Now()), lines: map[int64]campus.Line{},
		reacted: map[int64]int64{}, readers: r.readers(topic)}
	room, _ := store.RoomOf(topic)
	var lines, people []int64
	var joins, counts, times, rules bool
	for _, e := range events {
		switch e.Kind {
		case campus.KindMessage, campus.KindEdited, campus.KindDeleted:
			lines = append(lines, e.Ref)
		case campus.KindReacted:
			lines, f.reacted[e.Ref] = append(lines, e.Ref), e.N
		case campus.KindMuted, campus.KindUnmuted, campus.KindRemoved, campus.KindBanned, campus.KindLifted:
			lines = append(lines, e.Ref)
		case campus.KindChat, campus.KindLocked, campus.KindUnlocked:
			lines, rules = append(lines, e.Ref), true
		case campus.KindJoin:
			people, joins, counts, f.counted = append(people, e.Ref), true, true, e.N
		case campus.KindRenamed, campus.KindTyping:
			people = append(people, e.Ref)
		case campus.KindLeave:
			people, counts, f.counted = append(people, e.Ref), true, e.N
		case campus.KindMoved:
			times, counts = true, true
		case campus.KindActive, campus.KindEnded, campus.KindCancelled:
			times = true
		}
	}
	said, err := r.store.Rooms.Lines(ctx, room, lines)
	for _, l := range said {
		f.lines[l.ID] = l
	}
	if err == nil {
		f.people, err = r.store.People.Some(ctx, people)
	}
	if err == nil && joins {
		var m campus.Meeting
		m, err = r.store.Meetings.Get(ctx, id)
		f.host = m.Host.ID
	}
	if err == nil && counts {
		f.inside, err = r.store.Rooms.PresentCount(ctx, room)
	}
	if err == nil && rules {
		f.rules, err = r.store.Rooms.Rules(ctx, room)
	}
	if err == nil && times {
		f.instance, err = r.store.Meetings.Instance(ctx, id, order)
	}
	return f, err
}

// As HTML.

func newLine(f roomFacts, e campus.Event) fragment {
	return f.line(e, views.SwapAppend, views.IDLines)
}

// changedLine draws a line anew, and what of it stands above those that answer it.
func changedLine(f roomFacts, e campus.Event) fragment {
	drawn := f.line(e, views.SwapReplace, views.LineID(e.Ref))
	if line, ok := f.lines[e.Ref]; ok {
		drawn.parts = append(drawn.parts, views.Requoted(e.Ref, rows.QuotedWords(line)))
	}
	return drawn
}

func (f roomFacts) line(e campus.Event, how, target string) fragment {
	line, ok := f.lines[e.Ref]
	if !ok {
		return fragment{}
	}
	return swaps(views.Swap(how, target, views.LineItem(f.clock.Line(line, f.path))))
}

// reacted draws what a line was given. Of many events that are drawn together the last is enough: all would say the same.
func reacted(f roomFacts, e campus.Event) fragment {
	line, ok := f.lines[e.Ref]
	if !ok || line.Deleted || f.reacted[e.Ref] != e.N {
		return fragment{}
	}
	return swaps(views.Swap(views.SwapReplace, views.ReactionsID(e.Ref), views.LineReactions(f.clock.Line(line, f.path))))
}

// types names somebody who types; for how long, each page knows.
func types(f roomFacts, e campus.Event) fragment {
	return swaps(views.Swap(views.SwapAppend, views.IDTypingNow, views.Typist(e.Ref, f.people[e.Ref].Name, e.At.UnixMilli())))
}

func cameIn(f roomFacts, e campus.Event) fragment {
	who := f.clock.Participant(campus.Participant{Person: f.people[e.Ref], Joined: e.At}, f.host)
	who.About = views.RoomPersonPath(f.path, e.Ref)
	return f.counting(e, views.Swap(views.SwapAppend, views.IDPeople, views.ParticipantItem(who)))
}

func wentOut(f roomFacts, e campus.Event) fragment {
	return f.counting(e, views.Swap(views.SwapRemove, views.ParticipantID(e.Ref), nil))
}

// renamed writes a person's name as it is now wherever the page has it.
func renamed(f roomFacts, e campus.Event) fragment {
	return swaps(views.Renamed(e.Ref, f.people[e.Ref].Name))
}

// counting draws somebody's coming or going, and how many are inside: of many that are drawn together the last says that for
// all.
func (f roomFacts) counting(e campus.Event, part templ.Component) fragment {
	if f.counted != e.N {
		return swaps(part)
	}
	return swaps(part, views.Swap(views.SwapReplace, views.IDPeopleCount, views.PeopleCount(f.inside)))
}

// turned is an event that makes the page another one: it loads itself anew. The second word is the time in milliseconds
// over which all readers together spread that. Whoever left at an end need not be taken off the list one by one.
func turned(f roomFacts, e campus.Event) fragment {
	spread := live.Spread(f.readers).Milliseconds()
	return fragment{name: views.EventTurn, words: string(e.Kind) + "\n" + strconv.FormatInt(spread, 10)}
}

// moved writes the new times where a page has the old ones, and says so once. A date that was moved so that it is open now
// is another page for who waits at its door; nobody can be inside yet then.
func moved(f roomFacts, e campus.Event) fragment {
	if f.inside == 0 && f.instance.State(f.clock.Now) == campus.Active {
		return turned(f, e)
	}
	return swaps(views.Moved(f.clock.When(f.instance)))
}

func swaps(parts ...templ.Component) fragment { return fragment{parts: parts} }

// As JSON.

func messageEvent(f roomFacts, e campus.Event, out api.Event) (api.Event, bool) {
	line, ok := f.lines[e.Ref]
	return out.WithMessage(line), ok
}

func personEvent(f roomFacts, e campus.Event, out api.Event) (api.Event, bool) {
	return out.WithPerson(e.Ref, f.people[e.Ref].Name), true
}

func timesEvent(f roomFacts, _ campus.Event, out api.Event) (api.Event, bool) {
	return out.WithTimes(f.instance), true
}

func endEvent(f roomFacts, e campus.Event, out api.Event) (api.Event, bool) {
	return out.WithTimes(f.instance).WithLeft(e.Left), true
}
