package campus

// Reaction is a sign that one can give to a line instead of an answer.
type Reaction struct {
	Name  string // in the API and in Redis
	Emoji string
	Words string // for who does not see it
}

// Reactions are all there are, in the order in which they are offered. Few enough to choose from at a glance; question and
// check are what teachers ask for.
var Reactions = [...]Reaction{
	{"thumbs-up", "👍", "Thumbs up"},
	{"heart", "❤️", "Heart"},
	{"laughing", "😄", "Laughing"},
	{"surprised", "😮", "Surprised"},
	{"sad", "😢", "Sad"},
	{"party", "🎉", "Party"},
	{"question", "❓", "Question"},
	{"check", "✅", "Check"},
}

// FindReaction returns the reaction of a name.
func FindReaction(name string) (Reaction, bool) {
	for _, r := range Reactions {
		if r.Name == name {
			return r, true
		}
	}
	return Reaction{}, false
}

// MaxReacted is how many of those who gave a line a reaction are named with it. How many they are is always known.
const MaxReacted = 50

// Reacted is that some people gave a line a reaction.
type Reacted struct {
	Name   string  // of the reaction
	Count  int     // how many they are
	People []Named // at most MaxReacted of them; only the first few with their names
	Mine   bool    // the reader is one of them; of what is drawn for everybody this is never said
}

// NamedReacted is how many of a reaction's people are called by name.
const NamedReacted = 5

// The refusals of reactions.
var (
	ErrNoReaction  = InvalidField("reaction", "one of thumbs-up, heart, laughing, surprised, sad, party, question and check")
	ErrLineDeleted = Refuse(Conflict, "This message was deleted.")
)
