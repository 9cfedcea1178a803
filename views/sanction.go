package views

import "cmp"

// Question is what is asked before something is done about somebody.
type Question struct{ Title, Text, Yes string }

// SanctionQuestion is the question before a deed about somebody in a room: mute, unmute, remove, ban or lift. In a meeting's room
// some of them are for all its dates.
func SanctionQuestion(deed, name string, meeting bool) Question {
	if !meeting {
		return roomSanctionQuestion(deed, name)
	}
	switch deed {
	case "mute":
		return Question{"Mute " + name + "?", "They can read along, but not write, on all dates of this meeting, until you let them. " +
			"Everybody in the room sees that.", sanctionWords(deed, name)}
	case "unmute":
		return Question{"Let " + name + " write again?", "Everybody in the room sees that.", sanctionWords(deed, name)}
	case "remove":
		return Question{"Send " + name + " out?", "They leave at once, and can come back. What they wrote stays. Everybody in the " +
			"room sees that.", sanctionWords(deed, name)}
	case "ban":
		return Question{"Ban " + name + " from this meeting?", "They leave at once, and can neither come in nor read on any of its " +
			"dates, until the ban is lifted. What they wrote stays. Everybody in the room sees that.", sanctionWords(deed, name)}
	}
	return Question{"Lift the ban of " + name + "?", "They can come in again.", sanctionWords(deed, name)}
}

// roomSanctionQuestion is SanctionQuestion for a room that outlives meetings.
func roomSanctionQuestion(deed, name string) Question {
	yes := sanctionWords(deed, name)
	switch deed {
	case "mute":
		return Question{"Mute " + name + "?", "They can read along, but not write, until you let them. Everybody in the room sees " +
			"that.", yes}
	case "unmute":
		return Question{"Let " + name + " write again?", "Everybody in the room sees that.", yes}
	case "ban":
		return Question{"Ban " + name + " from this room?", "They can neither read nor write here, until the ban is lifted. What they " +
			"wrote stays. Everybody in the room sees that.", yes}
	}
	return Question{"Lift the ban of " + name + "?", "They can read and write here again.", yes}
}

// sanctionWords name a deed about somebody.
func sanctionWords(deed, name string) string {
	switch deed {
	case "mute":
		return "Mute " + name
	case "unmute":
		return "Unmute " + name
	case "remove":
		return "Send " + name + " out"
	case "ban":
		return "Ban " + name
	}
	return "Lift the ban of " + name
}

// sanctionWord names a deed where it is said beside whom it is about.
func sanctionWord(deed string) string {
	if deed == "unmute" {
		return "Unmute"
	}
	return "Lift"
}

// sanctionedCount says how many there are whom a deed would let in again, or write again.
func sanctionedCount(deed string, n int) string {
	if deed == "unmute" {
		return Count(n, "person is muted", "people are muted")
	}
	return Count(n, "person is banned", "people are banned")
}

// SanctionedPage is who may not read or not write in a room that outlives meetings, for its staff.
type SanctionedPage struct {
	Page
	Room          Place
	Banned, Muted []Sanctioned // the first first
}

// Sanctioned is somebody who is banned or muted.
type Sanctioned struct {
	ID    int64
	Name  string
	Since Moment
	Op    string // of the form that ends it
}

// SanctionedPath is who is banned from a room that outlives meetings, and who is muted there.
func SanctionedPath(room string) string { return room + "/sanctions" }

// SanctionEntry leads from somebody's menu in a room to the question before a deed about them.
func SanctionEntry(room string, person int64, deed, name string) MenuEntry {
	icons := map[string]string{"mute": "mute", "remove": "out", "ban": "shield"}
	return MenuEntry{Do: DoAsk, Icon: cmp.Or(icons[deed], "check"), Label: sanctionWords(deed, name),
		Path: SanctionPath(room, person, deed), Wrong: deed == "ban"}
}

// ReportEntries lead from somebody's menu in a room to where one reports them, and blocks them or takes that back.
func ReportEntries(room string, person int64, name string, blocked bool) []MenuEntry {
	report := ReportPersonPath(room, person)
	block := MenuEntry{Icon: "block", Label: "Block " + name, Path: report + "#block-title"}
	if blocked {
		block.Icon, block.Label = "check", "Unblock "+name
	}
	return []MenuEntry{{Icon: "warning", Label: "Report " + name, Path: report}, block}
}

// EndWords says what follows from ending a meeting in whose room so many are.
func EndWords(inside int) string {
	if inside == 0 {
		return "Nobody is inside. The room closes at once and cannot be opened again; what was said stays readable."
	}
	return Count(inside, "person is", "people are") + " inside and will leave at once. The room closes and cannot be opened again; " +
		"what was said stays readable."
}

// LockWords says what follows from locking a room in which so many are.
func LockWords(inside int) string {
	return "Nobody new comes in but staff, until you unlock it. Who is inside stays: " + Count(inside, "person", "people") + "."
}
