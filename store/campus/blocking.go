package campus

// MaxBlocked is how many people one may block: the page of a room carries them all.
const MaxBlocked = 1000

// The refusals of blocking.
var (
	ErrBlockSelf   = Refuse(Conflict, "You cannot block yourself.")
	ErrManyBlocked = Refuse(Conflict, "You have blocked 1,000 people, which is as many as one can.")
	// ErrBlocked is what a private line to somebody who wants none is refused with.
	ErrBlocked = Refuse(Forbidden, "You cannot write to this person.")
)

// PrivateFacts is what the right to write to somebody privately follows from.
type PrivateFacts struct {
	From, To int64
	Blocked  bool // To has blocked From
}

// MayWritePrivately reports whether somebody may write a private line to another. Staff are blocked like anybody: what
// cannot be done to them is to fold what they say in rooms.
func MayWritePrivately(f PrivateFacts) bool { return f.From != f.To && !f.Blocked }

// Folds reports whether a line is folded for who has blocked its author: what staff say to a room has to reach everybody.
func Folds(l Line, blocked bool) bool { return blocked && !l.AuthorStaff }
