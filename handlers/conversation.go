package handlers

import (
	"cmp"
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"stoa/handlers/rows"
	"stoa/store"
	"stoa/store/campus"
	"stoa/views"
)

// piece is which piece of a conversation a page is asked for: its end, or what is around a line, before it or after it.
type piece struct {
	line, before, after int64
	answers             int64 // the line that the composer answers, wherever it stands
	begins              bool  // its beginning, after line 0
	wrong               error // an address that says no piece, or more than one
}

// errNoPiece is what an address is refused with that names no piece of a conversation.
var errNoPiece = campus.Refuse(campus.Invalid, "This address names no piece of the conversation: a line is a number from 1 on, and one of "+
	"line, before and after is given.")

func pieceOf(c echo.Context) piece {
	var p piece
	for name, at := range map[string]*int64{"line": &p.line, "before": &p.before, "after": &p.after} {
		text := c.QueryParam(name)
		if text == "" {
			continue
		}
		id, ok := campus.ParseID(text)
		begins := name == "after" && text == "0"
		if !ok && !begins || p.line+p.before+p.after > 0 || p.begins {
			p.wrong = errNoPiece
		}
		*at, p.begins = id, p.begins || begins
	}
	p.answers, _ = campus.ParseID(cmp.Or(posted(c, "reply_to"), c.QueryParam("reply")))
	return p
}

func (p piece) span(limit int) store.Span {
	span := p.stretch(limit)
	span.Beside = p.answers
	return span
}

func (p piece) stretch(limit int) store.Span {
	switch {
	case p.line > 0:
		return store.Span{After: max(p.line-1-int64(limit)/2, 0), Limit: limit, Forward: true}
	case p.after > 0 || p.begins:
		return store.Span{After: p.after, Limit: limit, Forward: true}
	}
	return store.Span{Before: p.before, Limit: limit}
}

// has reports whether the line that is asked for is there.
func (p piece) has(said store.Conversation) bool {
	for _, l := range said.Lines {
		if l.ID == p.line {
			return true
		}
	}
	return p.line == 0
}

// mark shows which of lines is meant; 0 is none.
func mark(lines []views.Line, id int64) {
	for i := range lines {
		lines[i].Marked = lines[i].ID == id
	}
}

// show puts what was said on the page of a room, with the ways to what was said before and later. It reports whether this is
// the end of it, where one can see what one says.
func (p piece) show(page *views.RoomPage, chat store.Chat, clock rows.Clock) (end bool) {
	said, room := chat.Said, page.Room.Path
	page.Lines = clock.Lines(said.Lines, room, chat.Blocked)
	mark(page.Lines, p.line)
	span := p.span(1)
	if len(said.Lines) == 0 && said.Last > 0 {
		page.Latest, page.Beyond = room, "Nothing has been said after that yet"
		if p.before > 0 {
			page.Later, page.Beyond = room+"?after=0", "Nothing was said before that"
		}
		return false
	}
	if len(said.Lines) > 0 && said.Lines[0].ID > 1 {
		page.Earlier = room + "?before=" + strconv.FormatInt(said.Lines[0].ID, 10)
	}
	if n := len(said.Lines); n > 0 && said.Lines[n-1].ID < said.Last && (span.Forward || p.before > 0) {
		page.Later = room + "?after=" + strconv.FormatInt(said.Lines[n-1].ID, 10)
	}
	end = p.before == 0 && page.Later == ""
	if !end {
		page.Latest = room
	}
	return end
}

// reply returns what a composer answers: the line that its form names, on the page or not. One that was deleted is not
// answered any more, and the form says so.
func reply(form *views.Form, chat store.Chat, room string) *views.Quote {
	n, ok := campus.ParseID(form.Value("reply_to"))
	if !ok {
		return nil
	}
	for _, l := range append(chat.Said.Lines, chat.Beside) {
		if l.ID != n {
			continue
		}
		if !l.Deleted {
			return rows.QuoteOf(l, room)
		}
		form.Error, form.Values["reply_to"] = campus.ErrReplyGone.Sentence, ""
		return nil
	}
	form.Values["reply_to"] = "" // there is none
	return nil
}

// replyGone forgets in a form what it cannot answer any more, so that the next try is a line of its own.
func replyGone(err error, form views.Form) {
	if errors.Is(err, campus.ErrReplyGone) || errors.Is(err, campus.ErrNoReply) {
		form.Values["reply_to"] = ""
	}
}
