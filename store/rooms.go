package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// followsWithin is how soon after a person's last line the next one needs no name above it.
	followsWithin = 5 * time.Minute
	// MaxLines is the most lines that are read at once, but for transcripts.
	MaxLines = 200
	// mostLines is the most that a script reads.
	mostLines = 1000
)

// Rooms is what is said, in rooms of whatever kind. Who may read in a room is asked before: see Place.
type Rooms struct {
	data
	people  *People
	courses *Courses
	typing  *typing
	dm      campus.DM
	// keepers are by kind of room.
	keepers map[*RoomKind]keeper
	records *Records
	waking  *waking
	// unreadable are the lines that the log was told of, by their room and number.
	unreadable *sync.Map
}

// Post is Say, for who wants to know no more than the line's id.
func (s *Rooms) Post(ctx context.Context, person campus.Person, room Room, n campus.NewLine, op string) (int64, error) {
	said, err := s.Say(ctx, person, room, n, op)
	return said.ID, err
}

// Say says a line in a room, and tells whom it mentions. The operation, or else the client id, makes it safe to send again.
// Refusals: Invalid (what is wrong with the line), and those of the room's kind.
func (s *Rooms) Say(ctx context.Context, person campus.Person, room Room, n campus.NewLine, op string) (campus.Said, error) {
	n, err := n.Clean()
	if err != nil {
		return campus.Said{}, err
	}
	if n.ClientID != "" {
		op = engine.ShortHash("client:" + n.ClientID) // it may be as long as an operation, and what is longer is not kept
	} else if op != "" {
		// A form that failed keeps its operation, and what is typed into it next may be another line: both must be said.
		op = engine.ShortHash(op + "\x00" + n.Body)
	}
	kept, people, nobody, err := s.mentions(ctx, room, n.Body)
	if err != nil {
		return campus.Said{}, err
	}
	if other, ok := named(room).Other(person.ID); ok { // what is said to one alone is meant for them
		people = []int64{other}
	}
	k := append([]string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.said(room, person.ID),
		s.keys.Outbox(room.tag)}, s.keys.gateKeys(room)...)
	asked := engine.Asked(person.ID, "say:"+room.Topic, op)
	got, err := s.asStaff(ctx, person, room, func(elsewhere string) (engine.Reply, error) {
		return s.e.Write(ctx, asked, room.kind.gated(postMessageScript), k, room.Topic, person.ID, kept, n.ClientID, n.ReplyTo,
			followsWithin.Milliseconds(), idList(people), elsewhere, flag(room.kind.Found))
	})
	if errors.Is(err, errSlow) {
		err = campus.TooSoon(time.Duration(got.Number(2)) * time.Millisecond)
	}
	if engine.Done(err) && room.kind != meetingRooms {
		err = cmp.Or(s.afterSaying(ctx, person, room, asked, got, n.Shown), err)
	}
	return campus.Said{ID: got.Number(1), Nobody: nobody}, err
}

// Edit changes a line of one's own, as long as the room lets one speak. Refusals: Invalid, ErrNoMessage, ErrNotYours, and
// those of the room's kind.
func (s *Rooms) Edit(ctx context.Context, person campus.Person, room Room, line int64, body, op string) (campus.Line, error) {
	return s.EditFrom(ctx, person, room, line, body, whatever, op)
}

// whatever is what a line may have been when its new text was begun: the last who saves wins.
const whatever = -1

// EditFrom is Edit of a line that had been edited so often when its new text was begun. It refuses as Edit does, and with
// ErrLineMeanwhile.
func (s *Rooms) EditFrom(ctx context.Context, person campus.Person, room Room, line int64, body string, edits int64, op string) (
	campus.Line, error) {
	n, err := campus.NewLine{Body: body}.Clean()
	if err != nil {
		return campus.Line{}, err
	}
	kept, people, _, err := s.mentions(ctx, room, n.Body)
	if err != nil {
		return campus.Line{}, err
	}
	if other, ok := named(room).Other(person.ID); ok { // as what is said to one alone
		people = []int64{other}
	}
	seen := ""
	if edits != whatever {
		seen = num(edits)
	}
	was, err := s.beforeEdit(ctx, room, line)
	if err != nil {
		return campus.Line{}, err
	}
	asked := engine.Asked(person.ID, "edit:"+room.Topic+":"+num(line), op)
	var got engine.Reply
	err = s.wakeful(ctx, room, func() (err error) {
		got, err = s.asStaff(ctx, person, room, func(elsewhere string) (engine.Reply, error) {
			return s.e.Write(ctx, asked, room.kind.gated(editMessageScript), s.changeKeys(room), room.Topic, line, person.ID, "edit", kept,
				elsewhere, seen, idList(people), flag(room.kind.Found))
		})
		return err
	})
	if got.Fresh && room.kind == privateRooms {
		err = cmp.Or(s.lookAgain(ctx, person, room, s.restored(room, was, asked)), err)
	}
	if err != nil {
		return campus.Line{}, err
	}
	lines, err := s.Lines(ctx, room, []int64{line})
	if err == nil && len(lines) == 0 {
		err = campus.ErrNoMessage
	}
	if err != nil {
		return campus.Line{}, err
	}
	return lines[0], nil
}

// Delete takes a line away but for a trace: one's own, or as the room's staff anybody's. Refusals: ErrNoMessage,
// ErrNotYours.
func (s *Rooms) Delete(ctx context.Context, person campus.Person, room Room, line int64, staff bool, op string) error {
	k, asked := s.changeKeys(room), engine.Asked(person.ID, "delete:"+room.Topic+":"+num(line), op)
	err := s.wakeful(ctx, room, func() error {
		_, err := s.e.Write(ctx, asked, room.kind.gated(editMessageScript), k, room.Topic, line, person.ID, "delete", "", flag(staff), "",
			"", flag(room.kind.Found))
		return err
	})
	if err == nil {
		s.records.deleting(ctx, room, line)
	}
	return err
}

func (s *Rooms) changeKeys(room Room) []string {
	return append([]string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.Outbox(room.tag), s.keys.reacted(room),
		s.keys.reactions(room)}, s.keys.gateKeys(room)...)
}

// storedLine is a line as post_message.lua writes it, without whom it was told, which nobody asks of a date that is over.
type storedLine struct {
	Author  int64  `json:"author"`
	At      int64  `json:"at"`
	Body    string `json:"body"`
	Client  string `json:"client"`
	Reply   int64  `json:"reply"`
	Follows bool   `json:"follows,omitempty"`
	Edited  bool   `json:"edited,omitempty"`
	Edits   int64  `json:"edits,omitempty"`
	Changed int64  `json:"changed,omitempty"`
	Deleted bool   `json:"deleted,omitempty"`
	Staff   bool   `json:"staff,omitempty"`

	Notice  campus.Notice   `json:"notice,omitempty"`
	Whom    int64           `json:"whom,omitempty"`
	Chat    campus.ChatMode `json:"chat,omitempty"`
	Seconds int             `json:"seconds,omitempty"`
}

// Span says which lines to read: the last Limit before Before (0 for the end), or the first Limit after After.
type Span struct {
	Before, After int64
	Limit         int
	Forward       bool  // read on after After, instead of back from Before
	Said          bool  // as if the room ended with what somebody said last, whatever notices follow
	Beside        int64 // one more line, wherever it stands, where a page shows it; 0 for none
}

// Conversation is a piece of what was said in a room.
type Conversation struct {
	Lines []campus.Line // oldest first
	More  bool          // there are lines before the first (or, forward, after the last)
	Last  int64         // the last line of the room, in this piece or not; 0 for none
	// Unreadable says that it lies in the archive and cannot be had from there now.
	Unreadable bool
	// Expired says that it is older than what was said at dates is kept.
	Expired bool
}

// Messages returns lines of a room.
func (s *Rooms) Messages(ctx context.Context, room Room, span Span) (Conversation, error) {
	var read *redis.Cmd
	err := s.wakeful(ctx, room, func() error {
		if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueLines(ctx, p, room, span) }); err != nil {
			return err
		}
		return asleep(read)
	})
	if errors.Is(err, campus.ErrExpired) {
		return Conversation{Expired: true}, nil
	}
	if err != nil {
		return Conversation{}, err
	}
	c := s.conversation(room, engine.Queued(read), span)
	return c, s.nameAuthors(ctx, c.Lines)
}

// queueLines queues reading a piece of what was said in a room.
func (s *Rooms) queueLines(ctx context.Context, p engine.Reader, room Room, span Span) *redis.Cmd {
	before, after := "", ""
	if span.Forward {
		after = num(max(span.After, 0))
	} else if span.Before > 0 {
		before = num(span.Before)
	}
	return s.e.Queue(ctx, p, readLinesScript, []string{s.keys.room(room), s.keys.lines(room), s.keys.reactions(room)}, before, after,
		min(max(span.Limit, 1), mostLines), flag(span.Said))
}

// asleep returns errAsleep when lines that were asked for were let go.
func asleep(read *redis.Cmd) error {
	if engine.Queued(read).Word() == "asleep" {
		return errAsleep
	}
	return nil
}

// conversation is what was read, without the names of who wrote it, and without what cannot be read.
func (s *Rooms) conversation(room Room, got engine.Reply, span Span) Conversation {
	var c Conversation
	if c.Expired = got.Word() == "expired"; len(got.All()) < 3 {
		return c
	}
	last, first, count := got.Number(0), got.Number(1), int(got.Number(2))
	c.Last = last
	all := engine.Texts(got.All()[3:])
	if len(all) < 2*count {
		count = 0
	}
	texts, reacted, answered := all[:count], all[count:2*count], all[2*count:]
	quoted := map[int64]campus.Line{}
	for i, text := range texts {
		if line := s.readLine(room, first+int64(i), text, reacted[i]); line.ID != 0 {
			c.Lines, quoted[line.ID] = append(c.Lines, line), line
		}
	}
	for i := 0; i+1 < len(answered); i += 2 {
		id, _ := campus.ParseID(answered[i])
		quoted[id] = s.readLine(room, id, answered[i+1], "")
	}
	quote(c.Lines, quoted)
	c.More = first > 1
	if span.Forward {
		c.More = first+int64(len(texts))-1 < last
	}
	return c
}

// readLine reads a line as it is stored, and what it was given; the zero Line for one that does not exist, and for one that cannot be
// read, which the log is told of once: one broken line must not hide the others.
func (s *Rooms) readLine(room Room, id int64, text, reacted string) campus.Line {
	if text == "" {
		return campus.Line{}
	}
	var l storedLine
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		if _, told := s.unreadable.LoadOrStore(room.Topic+" "+num(id), true); !told {
			s.e.Log().Error("a line of a room cannot be read, and is left out", "room", room.Topic, "line", id, "err", err)
		}
		return campus.Line{}
	}
	line := campus.Line{ID: id, Author: campus.Named{ID: l.Author}, At: time.UnixMilli(l.At).UTC(), Body: l.Body,
		ClientID: l.Client, ReplyTo: l.Reply, Follows: l.Follows, Edited: l.Edited, Edits: l.Edits, Deleted: l.Deleted,
		ByStaff: l.Staff, Reactions: readReacted(reacted), Notice: l.Notice, Whom: campus.Named{ID: l.Whom},
		Rules: campus.Rules{Chat: l.Chat, Seconds: l.Seconds}}
	if l.Changed > 0 {
		line.Changed = time.UnixMilli(l.Changed).UTC()
	}
	return line
}

// Lines returns those of ids that exist, in their order, with the names of who wrote them and what they answer.
func (s *Rooms) Lines(ctx context.Context, room Room, ids []int64) ([]campus.Line, error) {
	lines, err := s.bareLines(ctx, room, ids)
	if err != nil || len(lines) == 0 {
		return lines, err
	}
	var answered []int64
	for _, l := range lines {
		if l.ReplyTo != 0 {
			answered = append(answered, l.ReplyTo)
		}
	}
	others, err := s.bareLines(ctx, room, answered)
	if err != nil {
		return nil, err
	}
	quoted := map[int64]campus.Line{}
	for _, l := range others {
		quoted[l.ID] = l
	}
	quote(lines, quoted)
	return lines, s.nameAuthors(ctx, lines)
}

// bareLines reads those of ids that exist and can be read, in one round trip, unless they have to be brought back first.
func (s *Rooms) bareLines(ctx context.Context, room Room, ids []int64) (lines []campus.Line, err error) {
	err = s.wakeful(ctx, room, func() (err error) {
		released := false
		if lines, released, err = s.linesHere(ctx, room, ids); err == nil && released {
			err = errAsleep
		}
		return err
	})
	if errors.Is(err, campus.ErrExpired) { // what is kept no more is missing
		err = nil
	}
	return lines, err
}

// linesHere reads those of ids that Redis has, and reports whether others may be in the archive alone.
func (s *Rooms) linesHere(ctx context.Context, room Room, ids []int64) (lines []campus.Line, released bool, err error) {
	if len(ids) == 0 {
		return nil, false, nil
	}
	fields := make([]string, len(ids))
	for i, n := range ids {
		fields[i] = num(n)
	}
	var values, reactions *redis.SliceCmd
	var turn *redis.StringCmd
	err = s.e.Read(ctx, func(p engine.Reader) {
		values, reactions = p.HMGet(ctx, s.keys.lines(room), fields...), p.HMGet(ctx, s.keys.reactions(room), fields...)
		turn = p.HGet(ctx, s.keys.room(room), "released")
	})
	if err != nil {
		return nil, false, err
	}
	lines = make([]campus.Line, 0, len(ids))
	reacted := engine.Texts(reactions.Val())
	for i, text := range engine.Texts(values.Val()) {
		if line := s.readLine(room, ids[i], text, reacted[i]); line.ID != 0 {
			lines = append(lines, line)
		}
	}
	return lines, turn.Val() != "", nil
}

// quote gives each line the one that it answers.
func quote(lines []campus.Line, by map[int64]campus.Line) {
	for i, l := range lines {
		if other, ok := by[l.ReplyTo]; ok && other.ID != 0 {
			other.Reactions = nil
			lines[i].Quoted = &other
		}
	}
}

func (s *Rooms) nameAuthors(ctx context.Context, lines []campus.Line) error {
	if len(lines) == 0 {
		return nil
	}
	people, err := s.people.Some(ctx, authors(lines))
	nameLines(lines, people)
	return err
}

// authors returns whom lines name, each once: who wrote them and what they answer, whom notices are about, and who reacted
// first.
func authors(lines []campus.Line) []int64 {
	ids := make([]int64, 0, len(lines))
	add := func(id int64) {
		if id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, l := range lines {
		for _, id := range slices.Concat(reactors(l), campus.FindMentions(l.Body).IDs, []int64{l.Author.ID, l.Whom.ID}) {
			add(id)
		}
		if l.Quoted != nil {
			for _, id := range append(campus.FindMentions(l.Quoted.Body).IDs, l.Quoted.Author.ID) {
				add(id)
			}
		}
	}
	return ids
}

func nameLines(lines []campus.Line, people map[int64]campus.Person) {
	name := func(l *campus.Line) {
		author := people[l.Author.ID]
		l.Author.Name, l.AuthorStaff = author.Name, author.Role.Staff()
		l.Body = campus.ShowMentions(l.Body, func(id int64) string { return people[id].Name })
	}
	for i := range lines {
		name(&lines[i])
		nameReactors(lines[i], people)
		if lines[i].Quoted != nil {
			name(lines[i].Quoted)
		}
		lines[i].Whom.Name = people[lines[i].Whom.ID].Name
	}
}

// MessagesOf returns the last lines that one person wrote in a room, oldest first.
func (s *Rooms) MessagesOf(ctx context.Context, room Room, person int64) ([]campus.Line, error) {
	var said *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { said = p.LRange(ctx, s.keys.said(room, person), -MaxLines, -1) }); err != nil {
		return nil, err
	}
	ids := make([]int64, len(said.Val()))
	for i, n := range said.Val() {
		ids[i], _ = campus.ParseID(n)
	}
	return s.Lines(ctx, room, ids)
}
