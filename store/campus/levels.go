package campus

// NewsLevel is how much somebody would be told of a course.
type NewsLevel string

// The levels. Whatever they are, one is told what concerns oneself: that one has a place now or none any more, that a course or
// a date of which one may be on the way is gone or has moved, that one is missed.
const (
	NewsAll      NewsLevel = "all"
	NewsMentions NewsLevel = "mentions" // in its rooms, and nothing else of the course and its meetings
	NewsNone     NewsLevel = "none"
)

// Valid reports whether l is one of the levels.
func (l NewsLevel) Valid() bool { return l == NewsAll || l == NewsMentions || l == NewsNone }

// errNewsLevel refuses any other.
var errNewsLevel = InvalidField("level", "all, mentions or none")

// CheckNewsLevel returns a level as it was sent, or an Invalid.
func CheckNewsLevel(text string) (NewsLevel, error) {
	if l := NewsLevel(text); l.Valid() {
		return l, nil
	}
	return "", errNewsLevel
}

// Weight says which levels let a notification pass.
type Weight string

// The weights.
const (
	WeighsNews    Weight = "news"    // at all
	WeighsMention Weight = "mention" // at all and mentions
	WeighsOwn     Weight = "own"     // always
)
