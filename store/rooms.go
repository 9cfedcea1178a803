package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// followsWithin is how soon after a person's last line the next one needs no name above it.
	followsWithin = 5 * time.Minute
	// MaxLines is the most lines that are read at once.
	MaxLines = 200
)

// Rooms is what is said, in rooms of whatever kind. Who may read in a room is asked before: see Meetings.Reader.
type Rooms struct {
	data
	people *People
}

// Post says a line in a room and returns its id. The operation, or else the client id, makes it safe to send again.
// Refusals: Invalid (what is wrong with the line), and those of the room's kind.
func (s *Rooms) Post(ctx context.Context, person campus.Person, room Room, n campus.NewLine, op string) (int64, error) {
	n, err := n.Clean()
	if err != nil {
		return 0, err
	}
	if n.ClientID != "" {
		op = engine.ShortHash("client:" + n.ClientID) // it may be as long as an operation, and what is longer is not kept
	} else if op != "" {
		// A form that failed keeps its operation, and what is typed into it next may be another line: both must be said.
		op = engine.ShortHash(op + "\x00" + n.Body)
	}
	k := append([]string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.said(room, person.ID)},
		s.keys.gateKeys(room)...)
	got, err := s.e.Write(ctx, engine.Asked(person.ID, "say:"+room.Topic, op), room.kind.gated(postMessageScript), k,
		room.Topic, person.ID, n.Body, n.ClientID, n.ReplyTo, followsWithin.Milliseconds())
	return got.Number(1), err
}

// Edit changes a line of one's own, as long as the room lets one speak. Refusals: Invalid, ErrNoMessage, ErrNotYours, and
// those of the room's kind.
func (s *Rooms) Edit(ctx context.Context, person campus.Person, room Room, line int64, body, op string) (campus.Line, error) {
	n, err := campus.NewLine{Body: body}.Clean()
	if err != nil {
		return campus.Line{}, err
	}
	if err := s.change(ctx, person, room, line, "edit", n.Body, false, op); err != nil {
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
	return s.change(ctx, person, room, line, "delete", "", staff, op)
}

func (s *Rooms) change(ctx context.Context, person campus.Person, room Room, line int64, what, body string, staff bool, op string) error {
	k := append([]string{s.keys.room(room), s.keys.lines(room), s.keys.events(room), s.keys.Outbox(room.tag), s.keys.reacted(room),
		s.keys.reactions(room)}, s.keys.gateKeys(room)...)
	_, err := s.e.Write(ctx, engine.Asked(person.ID, what+":"+room.Topic+":"+num(line), op), room.kind.gated(editMessageScript), k,
		room.Topic, line, person.ID, what, body, flag(staff))
	return err
}

// storedLine is a line as post_message.lua writes it.
type storedLine struct {
	Author  int64  `json:"author"`
	At      int64  `json:"at"`
	Body    string `json:"body"`
	Client  string `json:"client"`
	Reply   int64  `json:"reply"`
	Follows bool   `json:"follows"`
	Edited  bool   `json:"edited"`
	Deleted bool   `json:"deleted"`
}

// Span says which lines to read: the last Limit before Before (0 for the end), or the first Limit after After.
type Span struct {
	Before, After int64
	Limit         int
	Forward       bool // read on after After, instead of back from Before
}

// Conversation is a piece of what was said in a room.
type Conversation struct {
	Lines []campus.Line // oldest first
	More  bool          // there are lines before the first (or, forward, after the last)
}

// Messages returns lines of a room.
func (s *Rooms) Messages(ctx context.Context, room Room, span Span) (Conversation, error) {
	var read *redis.Cmd
	if err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueLines(ctx, p, room, span) }); err != nil {
		return Conversation{}, err
	}
	c, err := conversation(engine.Queued(read), span)
	if err == nil {
		err = s.nameAuthors(ctx, c.Lines)
	}
	return c, err
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
		min(max(span.Limit, 1), MaxLines))
}

// conversation is what was read, without the names of who wrote it.
func conversation(got engine.Reply, span Span) (Conversation, error) {
	var c Conversation
	if len(got.All()) < 2 {
		return c, nil
	}
	last, first := got.Number(0), got.Number(1)
	texts := engine.Texts(got.All()[2:])
	texts, reacted := texts[:len(texts)/2], texts[len(texts)/2:]
	for i, text := range texts {
		line, err := readLine(first+int64(i), text, reacted[i])
		if err != nil {
			return c, err
		}
		if line.ID != 0 {
			c.Lines = append(c.Lines, line)
		}
	}
	c.More = first > 1
	if span.Forward {
		c.More = first+int64(len(texts))-1 < last
	}
	return c, nil
}

// readLine reads a line as it is stored, and what it was given; the zero Line for one that does not exist.
func readLine(id int64, text, reacted string) (campus.Line, error) {
	if text == "" {
		return campus.Line{}, nil
	}
	var l storedLine
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return campus.Line{}, fmt.Errorf("line %d: %w", id, err)
	}
	return campus.Line{ID: id, Author: campus.Named{ID: l.Author}, At: time.UnixMilli(l.At).UTC(), Body: l.Body,
		ClientID: l.Client, ReplyTo: l.Reply, Follows: l.Follows, Edited: l.Edited, Deleted: l.Deleted,
		Reactions: readReacted(reacted)}, nil
}

// Lines returns those of ids that exist, in their order, with the names of who wrote them.
func (s *Rooms) Lines(ctx context.Context, room Room, ids []int64) ([]campus.Line, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	fields := make([]string, len(ids))
	for i, n := range ids {
		fields[i] = num(n)
	}
	var values, reactions *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		values, reactions = p.HMGet(ctx, s.keys.lines(room), fields...), p.HMGet(ctx, s.keys.reactions(room), fields...)
	})
	if err != nil {
		return nil, err
	}
	lines := make([]campus.Line, 0, len(ids))
	reacted := engine.Texts(reactions.Val())
	for i, text := range engine.Texts(values.Val()) {
		line, err := readLine(ids[i], text, reacted[i])
		if err != nil {
			return nil, err
		}
		if line.ID != 0 {
			lines = append(lines, line)
		}
	}
	return lines, s.nameAuthors(ctx, lines)
}

func (s *Rooms) nameAuthors(ctx context.Context, lines []campus.Line) error {
	if len(lines) == 0 {
		return nil
	}
	people, err := s.people.Some(ctx, authors(lines))
	nameLines(lines, people)
	return err
}

// authors returns whom lines name, each once: who wrote them, and who reacted first.
func authors(lines []campus.Line) []int64 {
	ids := make([]int64, 0, len(lines))
	for _, l := range lines {
		for _, id := range append(reactors(l), l.Author.ID) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func nameLines(lines []campus.Line, people map[int64]campus.Person) {
	for i := range lines {
		author := people[lines[i].Author.ID]
		lines[i].Author.Name, lines[i].AuthorStaff = author.Name, author.Role.Staff()
		nameReactors(lines[i], people)
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
