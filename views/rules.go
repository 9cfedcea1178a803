package views

import (
	"strconv"
	"strings"
)

// RoomRules is what holds in a room for everybody but its staff.
type RoomRules struct {
	Room    string // the room's address
	Chat    string // open, staff or slow
	Seconds int    // of slow chat
	Words   string // who may write, in a sentence
	Locked  bool   // nobody new comes in
	Lasts   bool   // nobody comes and goes: it outlives meetings
	Op      string // of the forms that change it
}

// chatChoice is one of the ways in which a room may be spoken in.
type chatChoice struct {
	Value string // mode and, of slow chat, seconds, with a blank between them
	Word  string
}

// chatChoices are those that staff choose among.
func chatChoices() []chatChoice {
	return []chatChoice{{"open", "Everybody"}, {"staff", "Only staff"}, {"slow 10", "Slow, 10 s"}, {"slow 30", "Slow, 30 s"},
		{"slow 60", "Slow, 60 s"}}
}

// chosen reports whether a choice is what holds.
func (r RoomRules) chosen(c chatChoice) bool {
	mode, seconds, slow := strings.Cut(c.Value, " ")
	return r.Chat == mode && (!slow || seconds == strconv.Itoa(r.Seconds))
}

// ChatPath takes who may write in a room.
func ChatPath(room string) string { return room + "/chat" }

// StartPath begins a date before its time.
func StartPath(room string) string { return room + "/start" }

// ExtendPath has it last ten minutes longer.
func ExtendPath(room string) string { return room + "/extend" }

// EndPath asks whether a date is to end now, and ends it.
func EndPath(room string) string { return room + "/end" }

// FromActive is what is sent as from by who comes from the list of open meetings, and goes back to it.
const FromActive = "active"

// EndFromActive is EndPath for them.
func EndFromActive(room string) string { return EndPath(room) + "?from=" + FromActive }

// LockPath asks whether nobody new shall come in, and has it so.
func LockPath(room string) string { return room + "/lock" }

// UnlockPath lets people in again.
func UnlockPath(room string) string { return room + "/unlock" }

// RoomPersonPath is somebody in a room, and what can be done about them.
func RoomPersonPath(room string, person int64) string {
	return room + "/people/" + strconv.FormatInt(person, 10)
}

// SanctionPath asks or does something about somebody in a room: mute, unmute, remove, ban or lift.
func SanctionPath(room string, person int64, deed string) string {
	return RoomPersonPath(room, person) + "/" + deed
}
