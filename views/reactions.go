package views

import (
	"strconv"
	"strings"

	"stoa/store/campus"
)

// Chip is a reaction that a line has, with how many gave it.
type Chip struct {
	Name, Emoji, Words string
	Count              int
	People             string // the ids of those who are known, with spaces between them
	Who                string // the names of the first few, and how many more
	Mine               bool
}

// does returns what a press does: it takes back what is the reader's own.
func (c Chip) does() string {
	if c.Mine {
		return FieldTake
	}
	return FieldGive
}

func (c Chip) pressed() string { return strconv.FormatBool(c.Mine) }

// label says in words what the chip shows.
func (c Chip) label() string {
	return strings.Join([]string{c.Words, Count(c.Count, "person", "people"), c.Who}, ", ")
}

// Pick is a reaction that one can give.
type Pick struct {
	Name, Emoji, Words string
	Mine               bool // one has given it, and can take it back
}

func (p Pick) does() string { return Chip{Mine: p.Mine}.does() }

func (p Pick) pressed() string { return strconv.FormatBool(p.Mine) }

// Picks returns all that can be given; mine says which the reader has given already.
func Picks(mine map[string]bool) []Pick {
	picks := make([]Pick, len(campus.Reactions))
	for i, r := range campus.Reactions {
		picks[i] = Pick{r.Name, r.Emoji, r.Words, mine[r.Name]}
	}
	return picks
}

// The fields of the form that reacts: each has the name of a reaction.
const (
	FieldGive = "give"
	FieldTake = "take"
)

// DOM ids of reactions.
const (
	IDReact   = "react"   // the form that every chip belongs to
	IDPalette = "palette" // what one can react with
)

// ReactionsID is the id of what a line was given.
func ReactionsID(line int64) string { return LineID(line) + "-r" }

// ReactionsPath takes a reaction to a line. room is the path of the room.
func ReactionsPath(room string, line int64) string {
	return room + "/messages/" + strconv.FormatInt(line, 10) + "/reactions"
}
