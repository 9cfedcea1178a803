package campus

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxBody is the longest line of chat, in characters.
const MaxBody = 4000

// MaxClientID bounds the id that a client gives a line to send it again safely.
const MaxClientID = 100

// Line is one line of a conversation. Its id is its number in the room, from 1 and without holes.
type Line struct {
	ID          int64
	Author      Named
	AuthorStaff bool      // the author is of the campus' staff, whose lines nobody folds
	At          time.Time // to the millisecond
	Body        string
	ClientID    string
	ReplyTo     int64 // another line's id, or 0
	Follows     bool  // the line before is by the same person, shortly before
	Quoted      *Line // the line that ReplyTo names, as it is now, where it is read with this one; itself without Quoted
	Edited      bool
	Changed     time.Time // when it was last edited or deleted; zero for never, and where that was not kept
	Edits       int64     // how often it was edited: what a form says that it was made from
	Deleted     bool
	Reactions   []Reacted // in the order in which they were first given
	ByStaff     bool      // it was deleted by one of the staff, not by its author

	// Of a notice, which says what staff did; it has no body. See Sentence.
	Notice Notice // "" for a line that somebody wrote
	Whom   Named  // whom it was done to, if anybody
	Rules  Rules  // of a notice about the chat: who may write from then on
}

// NewLine is what is needed to post a line.
type NewLine struct {
	Body     string
	ClientID string
	ReplyTo  int64
	Shown    *Shown // nil for who says not: they have read what was said before
}

// Shown is how much of a room that outlives meetings the page had shown on which a line was written: whatever came between was not
// read by its author.
type Shown struct {
	Line   int64 // the last line; 0 for none
	Marked int64 // how often its reader had set back how far they have read, as the page knows it; -1 for whatever it is
}

// seen reports whether a character leaves a mark where it is drawn: spaces do not, nor does what only says how others are set.
func seen(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }

// Clean returns the line as it will be stored (line ends unified, blank edges cut), or an Invalid naming what is wrong.
func (l NewLine) Clean() (NewLine, error) {
	wrong := map[string]string{}
	l.Body = strings.TrimSpace(strings.ReplaceAll(l.Body, "\r\n", "\n"))
	switch n := utf8.RuneCountInString(l.Body); {
	case !strings.ContainsFunc(l.Body, seen):
		wrong["body"] = "Write something first."
	case !utf8.ValidString(l.Body) || strings.ContainsRune(l.Body, 0):
		wrong["body"] = "This is not text."
	case n > MaxBody:
		wrong["body"] = "A message has at most 4,000 characters."
	}
	if len(l.ClientID) > MaxClientID || !utf8.ValidString(l.ClientID) {
		wrong["client_id"] = "at most 100 characters"
	}
	if l.ReplyTo < 0 {
		wrong["reply_to"] = "the id of a message"
	}
	if l.Shown != nil && l.Shown.Line < 0 {
		wrong["seen"] = "the id of a message, or 0"
	}
	return l, InvalidFields(wrong)
}
