package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// followsWithin is how soon after a person's last line the next one needs no name above it.
const followsWithin = 5 * time.Minute

// MaxLines is the most lines that are read at once.
const MaxLines = 200

// PostMessage posts a line in an instance and returns its id. The operation, or else the client id, makes it safe to
// send again. Refusals: Invalid (what is wrong with the line), ErrNotActive, ErrNotAttending.
func (s *Store) PostMessage(ctx context.Context, person campus.Person, id int64, order int, n campus.NewLine, op string) (int64, error) {
	n, err := n.Clean()
	if err != nil {
		return 0, err
	}
	if n.ClientID != "" {
		op = "client:" + shortHash(n.ClientID)
	} else if op != "" {
		// A form that failed keeps its operation, and what is typed into it next may be another line: both must be said.
		op = shortHash(op + "\x00" + n.Body)
	}
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	k := []string{s.keys.instance(id, order), s.keys.present(id, order), s.keys.room(tag, room), s.keys.lines(tag, room), s.keys.events(tag, room),
		s.keys.said(tag, room, person.ID), s.keys.op(tag, person.ID, "say:"+room+":"+opOr(op))}
	got, err := s.run(ctx, s.scripts.postMessage, k, room, person.ID, n.Body, n.ClientID, n.ReplyTo, followsWithin.Milliseconds())
	if err != nil {
		return 0, err
	}
	switch got.word() {
	case "inactive":
		return 0, campus.ErrNotActive
	case "absent":
		return 0, campus.ErrNotAttending
	case "noreply":
		return 0, campus.InvalidField("reply_to", "this message does not exist")
	}
	return got.number(1), nil
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

// Messages returns lines of an instance's room. Whether the asker may read them is Reader's business.
func (s *Store) Messages(ctx context.Context, id int64, order int, span Span) (Conversation, error) {
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	count, err := s.rdb.HGet(ctx, s.keys.room(tag, room), "lines").Result()
	if err != nil && err != redis.Nil {
		return Conversation{}, away(err)
	}
	var c Conversation
	last, _ := strconv.ParseInt(count, 10, 64)
	from, to := span.bounds(last)
	c.More = from > 1
	if span.Forward {
		c.More = to < last
	}
	ids := make([]int64, 0, max(0, to-from+1))
	for n := from; n <= to; n++ {
		ids = append(ids, n)
	}
	c.Lines, err = s.Lines(ctx, id, order, ids)
	return c, err
}

// bounds returns the first and last number to read, of a room with last lines.
func (span Span) bounds(last int64) (from, to int64) {
	limit := int64(min(max(span.Limit, 1), MaxLines))
	if span.Forward {
		after := min(max(span.After, 0), last)
		return after + 1, min(last, after+limit)
	}
	to = last
	if span.Before > 0 {
		to = min(last, span.Before-1)
	}
	return max(1, to-limit+1), to
}

// Lines returns those of ids that exist, in their order, with the names of who wrote them.
func (s *Store) Lines(ctx context.Context, id int64, order int, ids []int64) ([]campus.Line, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	fields := make([]string, len(ids))
	for i, n := range ids {
		fields[i] = num(n)
	}
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	values, err := s.rdb.HMGet(ctx, s.keys.lines(tag, room), fields...).Result()
	if err != nil {
		return nil, away(err)
	}
	lines := make([]campus.Line, 0, len(values))
	for i, text := range texts(values) {
		if text == "" {
			continue
		}
		var l storedLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return nil, fmt.Errorf("line %d of %s: %w", ids[i], room, err)
		}
		lines = append(lines, campus.Line{ID: ids[i], Author: campus.Named{ID: l.Author}, At: time.UnixMilli(l.At).UTC(), Body: l.Body,
			ClientID: l.Client, ReplyTo: l.Reply, Follows: l.Follows, Edited: l.Edited, Deleted: l.Deleted})
	}
	return lines, s.nameAuthors(ctx, lines)
}

func (s *Store) nameAuthors(ctx context.Context, lines []campus.Line) error {
	authors := make([]int64, 0, len(lines))
	for _, l := range lines {
		if !slices.Contains(authors, l.Author.ID) {
			authors = append(authors, l.Author.ID)
		}
	}
	people, err := s.People(ctx, authors)
	for i := range lines {
		lines[i].Author.Name = people[lines[i].Author.ID].Name
	}
	return err
}

// MessagesOf returns the last lines that one person wrote in an instance, oldest first.
func (s *Store) MessagesOf(ctx context.Context, id int64, order int, person int64) ([]campus.Line, error) {
	tag, room := meetingTag(id), campus.MeetingTopic(id, order)
	said, err := s.rdb.LRange(ctx, s.keys.said(tag, room, person), -MaxLines, -1).Result()
	if err != nil {
		return nil, away(err)
	}
	ids := make([]int64, len(said))
	for i, n := range said {
		ids[i], _ = campus.ParseID(n)
	}
	return s.Lines(ctx, id, order, ids)
}
