package campus

import (
	"strconv"
	"strings"
	"time"
)

// ChatMode says who may write in a room.
type ChatMode string

// The modes of a room's chat. Staff write in each.
const (
	ChatOpen  ChatMode = "open"
	ChatStaff ChatMode = "staff" // staff only
	ChatSlow  ChatMode = "slow"  // with a pause between one's lines
)

// MaxSlow is the longest pause that slow chat may ask for, in seconds: beyond it one would rather close the chat.
const MaxSlow = 600

// Rules are what holds in a room for everybody but its staff. The zero value is a room that is open to all.
type Rules struct {
	Chat    ChatMode // "" is ChatOpen
	Seconds int      // of slow chat: the least time between two lines of one person
	Locked  bool     // nobody new comes in
}

// Mode returns the chat's mode.
func (r Rules) Mode() ChatMode {
	if r.Chat == "" {
		return ChatOpen
	}
	return r.Chat
}

// Validate returns an Invalid naming what is wrong with the chat that somebody asks for, or nil.
func (r Rules) Validate() error {
	switch r.Chat {
	case ChatOpen, ChatStaff:
		return nil
	case ChatSlow:
		if r.Seconds < 1 || r.Seconds > MaxSlow {
			return InvalidField("seconds", "a number from 1 to "+strconv.Itoa(MaxSlow))
		}
		return nil
	}
	return InvalidField("mode", "open, staff or slow")
}

// Notice is what a line says that nobody wrote: what staff did in the room. It is also the kind of its event.
type Notice = Kind

// Notices returns every kind of notice.
func Notices() []Kind {
	return []Kind{KindChat, KindLocked, KindUnlocked, KindMuted, KindUnmuted, KindRemoved, KindBanned, KindLifted}
}

// Words are a piece of a sentence: somebody's name, or what stands between names.
type Words struct {
	Text string
	Who  int64 // whose name it is; 0 for other words
}

// Sentence says in words what a notice has to tell; "" for a line that somebody wrote.
func (l Line) Sentence() string { return sentence(l.Tells()) }

func sentence(tells []Words) string {
	var b strings.Builder
	for _, words := range tells {
		b.WriteString(words.Text)
	}
	return b.String()
}

// Tells is Sentence in pieces: those whom a notice names may be called otherwise tomorrow.
func (l Line) Tells() []Words {
	by, whom := Words{l.Author.Name, l.Author.ID}, Words{l.Whom.Name, l.Whom.ID}
	says := func(what string) Words { return Words{Text: what} }
	switch l.Notice {
	case KindChat:
		return []Words{says(l.Rules.Sentence())}
	case KindLocked:
		return []Words{by, says(" has locked the room: nobody new comes in.")}
	case KindUnlocked:
		return []Words{by, says(" has unlocked the room.")}
	case KindMuted:
		return []Words{by, says(" has muted "), whom, says(".")}
	case KindUnmuted:
		return []Words{by, says(" lets "), whom, says(" write again.")}
	case KindRemoved:
		return []Words{by, says(" has sent "), whom, says(" out.")}
	case KindBanned:
		return []Words{by, says(" has banned "), whom, says(".")}
	case KindLifted:
		return []Words{by, says(" has lifted the ban of "), whom, says(".")}
	}
	return nil
}

// Sentence says who may write.
func (r Rules) Sentence() string {
	switch r.Mode() {
	case ChatStaff:
		return "Only staff write now."
	case ChatSlow:
		return "Slow: one message every " + seconds(r.Seconds) + "."
	}
	return "Everybody can write."
}

func seconds(n int) string {
	if n == 1 {
		return "second"
	}
	return strconv.Itoa(n) + " seconds"
}

// The refusals of a room that is kept in order.
var (
	ErrMuted     = Refuse(Forbidden, "You are muted here: you can read, but not write.")
	ErrStaffOnly = Refuse(Forbidden, "Only staff write here now.")
	ErrBanned    = Refuse(Forbidden, "You are banned from this meeting. Its staff can lift that.")
	ErrLocked    = Refuse(Forbidden, "The room is locked: nobody new comes in at the moment.")
	ErrProtected = Refuse(Forbidden, "The host, the staff of the course and admins cannot be muted, sent out or banned.")
	ErrOwnself   = Refuse(Forbidden, "Nobody mutes, sends out or bans themselves. You can leave.")
)

// TooSoon refuses a line that comes before slow chat allows it.
func TooSoon(wait time.Duration) *Error {
	return Slower("This room is slow: you can write again in "+seconds(max(1, int((wait+time.Second-1)/time.Second)))+".", wait)
}
