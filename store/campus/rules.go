package campus

import (
	"strconv"
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

// Sentence says in words what a notice has to tell; "" for a line that somebody wrote.
func (l Line) Sentence() string {
	switch l.Notice {
	case KindChat:
		return l.Rules.Sentence()
	case KindLocked:
		return l.Author.Name + " has locked the room: nobody new comes in."
	case KindUnlocked:
		return l.Author.Name + " has unlocked the room."
	case KindMuted:
		return l.Author.Name + " has muted " + l.Whom.Name + "."
	case KindUnmuted:
		return l.Author.Name + " lets " + l.Whom.Name + " write again."
	case KindRemoved:
		return l.Author.Name + " has sent " + l.Whom.Name + " out."
	case KindBanned:
		return l.Author.Name + " has banned " + l.Whom.Name + "."
	case KindLifted:
		return l.Author.Name + " has lifted the ban of " + l.Whom.Name + "."
	}
	return ""
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
