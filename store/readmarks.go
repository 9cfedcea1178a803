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

// ReadMark is how far somebody has read in a room.
type ReadMark struct {
	Line   int64 // the last line that they have read; 0 for none
	Marked int64 // how often they have set it back: what was read by a page that knows an older number does not count
	Last   int64 // the last line of the room that somebody said

	notices string // its last notices, and what was deleted, as runs
	own     string // what they have said themselves after Line, as runs
}

// Unread returns how many lines they have not read.
func (m ReadMark) Unread() int { return unreadLines(m.Line, m.Last, m.notices, m.own) }

// markKeys are those of how far somebody has read, and what follows from it.
func (s *Rooms) markKeys(person int64) []string {
	return []string{s.keys.personRead(person), s.keys.personMentions(person), s.keys.personUnread(person)}
}

// anyMark is for who knows of no number: what they have read counts.
const anyMark = -1

// markRead is how far somebody has read, being read.
type markRead struct{ kept *redis.StringCmd }

func (d data) queueMark(ctx context.Context, p engine.Reader, person int64, id campus.RoomID) markRead {
	return markRead{p.HGet(ctx, d.keys.personRead(person), string(id))}
}

func (r markRead) mark() (line, marked int64, own string) { return parseMark(r.kept.Val()) }

func parseMark(text string) (line, marked int64, own string) {
	first, rest, _ := strings.Cut(text, " ")
	second, own, _ := strings.Cut(rest, " ")
	second, _, _ = strings.Cut(second, ".")
	line, _ = campus.ParseID(first)
	marked, _ = campus.ParseID(second)
	return line, marked, own
}

// MarkRead notes that somebody has read in a room up to a line. It never goes back, whichever tab says it last. Refusals: those of
// Place, Invalid for a line that the room does not have.
func (s *Rooms) MarkRead(ctx context.Context, who campus.Person, room Room, line int64) (ReadMark, error) {
	return s.MarkReadFrom(ctx, who, room, line, anyMark)
}

// MarkReadFrom is MarkRead by a page that knows how often its reader had set the mark back when it was drawn: have they done so
// since, it changes nothing.
func (s *Rooms) MarkReadFrom(ctx context.Context, who campus.Person, room Room, line, marked int64) (ReadMark, error) {
	end, mark, err := s.readable(ctx, who, room)
	if err == nil && (line < 0 || line > end) {
		err = errNoSuchLine
	}
	if err != nil {
		return ReadMark{}, err
	}
	got, err := s.noteRead(ctx, who.ID, room, line, marked)
	mark.Line, mark.Marked, mark.own = got.Number(1), got.Number(2), got.Text(3)
	return mark, err
}

// SeeMentions marks as read that somebody was mentioned in a room of a meeting, up to a line that they have seen there: such a room has
// no read marks. Refusals: those of Place.
func (s *Rooms) SeeMentions(ctx context.Context, who campus.Person, room Room, line int64) error {
	if _, err := s.Place(ctx, who, room); err != nil {
		return err
	}
	_, err := s.e.Run(ctx, seeMentionsScript, []string{s.keys.personUnread(who.ID)}, campus.PersonTopic(who.ID), aboutLine(room), line)
	return err
}

var errNoSuchLine = campus.InvalidField("id", "the id of a message in this room")

// readable returns the last line of a room that somebody may read in, and that has read marks, with what a mark says of the room.
func (s *Rooms) readable(ctx context.Context, who campus.Person, room Room) (end int64, mark ReadMark, err error) {
	if room.kind == meetingRooms {
		return 0, mark, campus.ErrNoRoom
	}
	if _, err := s.Place(ctx, who, room); err != nil {
		return 0, mark, err
	}
	var read *redis.SliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) { read = p.HMGet(ctx, s.keys.room(room), "lines", "posted", "notices") })
	if err != nil {
		return 0, mark, err
	}
	f := engine.Texts(read.Val())
	end, _ = campus.ParseID(f[0])
	mark.Last, mark.notices = lastOf(f[0], f[1], f[2]), f[2]
	return end, mark, nil
}

// noteRead notes how far somebody has read; nothing of it is checked.
func (s *Rooms) noteRead(ctx context.Context, person int64, room Room, line, marked int64) (engine.Reply, error) {
	knew := ""
	if marked != anyMark {
		knew = num(marked)
	}
	got, err := s.noteMarks(ctx, []int64{person}, []engine.Call{{Script: markRoomScript, Keys: s.markKeys(person),
		Args: []any{campus.PersonTopic(person), string(named(room)), line, knew}}})
	if err != nil {
		return engine.Reply{}, err
	}
	return got[0], nil
}

// noteMarks notes how far people have read, a call for each.
func (s *Rooms) noteMarks(ctx context.Context, people []int64, calls []engine.Call) ([]engine.Reply, error) {
	got, err := s.e.RunAll(ctx, calls)
	if err == nil {
		err = s.unmarkErased(ctx, people...)
	}
	return got, err
}

// unmarkErased looks again once marks were noted: who has been erased by then has none. Whoever is erased from now on loses them in
// what follows from that.
func (s *Rooms) unmarkErased(ctx context.Context, people ...int64) error {
	ctx = context.WithoutCancel(ctx) // they were noted, though who asked has gone away meanwhile
	gone, err := s.erasedOf(ctx, people)
	for _, person := range gone {
		_, ferr := s.e.Run(ctx, forgetRoomsScript, []string{s.keys.personRead(person), s.keys.personMentions(person)})
		err = errors.Join(err, ferr)
	}
	return err
}

// noteSaid notes that somebody has said a line, and so has read it, and what their page had shown before it: without a page all.
func (s *Rooms) noteSaid(ctx context.Context, person int64, room Room, line int64, shown *campus.Shown) error {
	seen, knew := "", ""
	if shown != nil {
		seen = num(shown.Line)
	}
	if shown != nil && shown.Marked != anyMark {
		knew = num(shown.Marked)
	}
	_, err := s.noteMarks(ctx, []int64{person}, []engine.Call{s.said(person, room, num(line), seen, knew)})
	return err
}

// said is how it is noted what somebody has said in a room, as runs; see mark_said.lua.
func (s *Rooms) said(person int64, room Room, lines, seen, knew string) engine.Call {
	return engine.Call{Script: markSaidScript, Keys: s.markKeys(person),
		Args: []any{campus.PersonTopic(person), string(named(room)), lines, seen, knew}}
}

// followSaid notes what people have said in rooms, by the authors of lines: their Stoa does so itself, but may have died before. What
// their page had shown that one alone knows.
func (s *Rooms) followSaid(ctx context.Context, work []*unfound, lines [][]campus.Line) error {
	var people []int64
	var calls []engine.Call
	for i, u := range work {
		own := map[int64][]campus.Run{}
		for _, l := range lines[i] {
			if l.Notice == "" {
				own[l.Author.ID] = append(own[l.Author.ID], campus.Run{First: l.ID, Last: l.ID})
			}
		}
		for person, runs := range own {
			people, calls = append(people, person), append(calls, s.said(person, u.room, campus.RunWords(runs), "0", ""))
		}
	}
	_, err := s.noteMarks(ctx, people, calls)
	return err
}

// afterSaying is what follows when a line was said in a room that outlives meetings: who says something has read what their page had
// shown. In the room of two it is looked at again whether they may. It is done again for what is sent again: whoever was to do it may
// have died.
func (s *Rooms) afterSaying(ctx context.Context, who campus.Person, room Room, asked engine.Op, got engine.Reply,
	shown *campus.Shown) error {
	ctx, line := context.WithoutCancel(ctx), got.Number(1) // it was said, though they have gone away meanwhile
	if got.Fresh && room.kind == privateRooms {
		if err := s.lookAgain(ctx, who, room, s.takenBack(room, line, who.ID, asked)); err != nil {
			return err
		}
	}
	return s.noteSaid(ctx, who.ID, room, line, shown)
}

// MarkUnread sets back how far somebody has read in a room, to before a line. Pages that were open before do not move it on.
// Refusals: those of Place, Invalid for a line that the room does not have.
func (s *Rooms) MarkUnread(ctx context.Context, who campus.Person, room Room, from int64, op string) (ReadMark, error) {
	end, mark, err := s.readable(ctx, who, room)
	if err == nil && (from < 1 || from > end) {
		err = errNoSuchLine
	}
	if err != nil {
		return ReadMark{}, err
	}
	meant, blocked, err := s.meantFor(ctx, who, room, from, end)
	if err != nil {
		return ReadMark{}, err
	}
	got, err := s.e.Write(ctx, engine.Asked(who.ID, "unread:"+room.Topic+":"+num(from), op), unmarkRoomScript,
		s.markKeys(who.ID), campus.PersonTopic(who.ID), string(named(room)), from-1, idList(meant), end)
	mark.Line, mark.Marked, mark.own = got.Number(1), got.Number(2), got.Text(3)
	if err == nil {
		err = s.lookAfterUnread(ctx, who.ID, room, blocked, campus.LineRuns(got.Text(4)))
	}
	return mark, err
}

// lookAfterUnread looks at lines again once they were marked as unread. What was deleted before that is meant for nobody, though it
// was so when it was read; what is deleted from now on is forgotten by what follows from that. What its reader said meanwhile is not
// unread to them, though the mark had come past it; what others said meanwhile may be meant for them, though they had read it by then.
// It is done again for what is sent again.
func (s *Rooms) lookAfterUnread(ctx context.Context, person int64, room Room, blocked []int64, look []campus.Run) error {
	ctx = context.WithoutCancel(ctx) // they were marked, though who asked has gone away meanwhile
	var ids []int64
	for _, run := range look {
		for line := run.First; line <= run.Last; line++ {
			ids = append(ids, line)
		}
	}
	lines, err := s.bareLines(ctx, room, ids)
	if err != nil {
		return err
	}
	var calls []engine.Call
	var own []campus.Run
	for _, l := range lines {
		switch {
		case l.Author.ID == person && l.Notice == "":
			own = append(own, campus.Run{First: l.ID, Last: l.ID})
		case l.Deleted:
			calls = append(calls, s.meant(forgetMeantScript, person, room, l.ID))
		case meansFor(l, room, person) && (room.kind == privateRooms || !slices.Contains(blocked, l.Author.ID)):
			calls = append(calls, s.meant(noteMentionScript, person, room, l.ID))
		}
	}
	if len(own) > 0 {
		calls = append(calls, s.said(person, room, campus.RunWords(own), "0", ""))
	}
	_, err = s.noteMarks(ctx, []int64{person}, calls)
	return err
}

// meansFor says whether a line is meant for somebody, blocks aside: of a private room the other's, else what mentions them.
func meansFor(l campus.Line, room Room, person int64) bool {
	if l.Deleted || l.Notice != "" || l.Author.ID == person {
		return false
	}
	return room.kind == privateRooms || slices.Contains(campus.FindMentions(l.Body).IDs, person)
}

// meantFor returns which lines of a room from one on are meant for somebody, up to its end, of very many the last: not those that
// mention them by somebody whom they have blocked. It returns these too.
func (s *Rooms) meantFor(ctx context.Context, who campus.Person, room Room, from, end int64) (meant, blocked []int64, err error) {
	among, blocked, err := s.maybeMeant(ctx, who, room, end)
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(among)
	among = slices.DeleteFunc(slices.Compact(among), func(line int64) bool { return line < from || line > end })
	lines, err := s.bareLines(ctx, room, among)
	for _, l := range lines {
		if meansFor(l, room, who.ID) && (room.kind == privateRooms || !slices.Contains(blocked, l.Author.ID)) {
			meant = append(meant, l.ID)
		}
	}
	return meant, blocked, err // of which unmark_room counts the newest
}

// maybeMeant returns lines of a room among which those are that are meant for somebody, and whom they have blocked: of a private room
// the last that the other said, else its last lines and those of which they have a notification.
func (s *Rooms) maybeMeant(ctx context.Context, who campus.Person, room Room, end int64) (lines, folded []int64, err error) {
	other, private := named(room).Other(who.ID)
	var said, told, blocked *redis.StringSliceCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		blocked = s.queueBlocked(ctx, p, who.ID)
		if private {
			said = p.LRange(ctx, s.keys.said(room, other), -MaxLines, -1)
		} else {
			told = p.ZRange(ctx, s.keys.personInbox(who.ID), 0, -1) // the newest campus.MaxNotifications
		}
	})
	if err != nil {
		return nil, nil, err
	}
	if private {
		return idsFrom(said.Val()), blockedFrom(blocked), nil
	}
	for _, id := range told.Val() {
		if text, ok := strings.CutPrefix(id, aboutLine(room)); ok {
			line, _ := campus.ParseID(text)
			lines = append(lines, line)
		}
	}
	for line := max(1, end-MaxLines+1); line <= end; line++ {
		lines = append(lines, line)
	}
	return lines, blockedFrom(blocked), nil
}

// noteMentions notes for people that a line of a room that outlives meetings is meant for them. Who has read it by then needs
// no note.
func (s *Rooms) noteMentions(ctx context.Context, room Room, line int64, people []int64) error {
	return s.noteMeant(ctx, noteMentionScript, room, line, people)
}

// forgetGone notes that lines that were deleted, or edited, are not meant for those any more whom they mentioned before. Whom an edit
// that came later has taken in again keeps them.
func (s *Rooms) forgetGone(ctx context.Context, entries []engine.Entry) error {
	for _, en := range entries {
		room, ok := RoomOf(en.Text("room"))
		gone := idsFrom(strings.Fields(en.Text("gone")))
		if !ok || len(gone) == 0 {
			continue
		}
		lines, err := s.bareLines(ctx, room, []int64{en.Number("line")})
		if err != nil {
			return err
		}
		gone = slices.DeleteFunc(gone, func(person int64) bool { return len(lines) > 0 && meansFor(lines[0], room, person) })
		if err := s.noteMeant(ctx, forgetMeantScript, room, en.Number("line"), gone); err != nil {
			return err
		}
	}
	return nil
}

// forgetBanned notes that nothing in a room is meant for who may not read there any more. Who was let in again meanwhile keeps it.
func (s *Rooms) forgetBanned(ctx context.Context, en engine.Entry) error {
	room, ok := RoomOf(en.Text("room"))
	if !ok {
		return nil
	}
	person := en.Number("person")
	may, err := s.mayEnter(ctx, room, []int64{person})
	if err != nil || may[person] {
		return err
	}
	return s.noteMeant(ctx, forgetMeantScript, room, allMeant, []int64{person})
}

// allMeant stands for all lines of a room that are meant for somebody.
const allMeant = 0

func (s *Rooms) noteMeant(ctx context.Context, script engine.Script, room Room, line int64, people []int64) error {
	calls := make([]engine.Call, len(people))
	for i, person := range people {
		calls[i] = s.meant(script, person, room, line)
	}
	_, err := s.noteMarks(ctx, people, calls)
	return err
}

// meant is how it is noted, or forgotten, that a line of a room is meant for somebody.
func (s *Rooms) meant(script engine.Script, person int64, room Room, line int64) engine.Call {
	return engine.Call{Script: script, Keys: s.markKeys(person), Args: []any{campus.PersonTopic(person), string(named(room)), line}}
}
