package campus

// MaxBlocked is how many people one may block: the page of a room carries them all.
const MaxBlocked = 1000

// The refusals of blocking.
var (
	ErrBlockSelf   = Refuse(Conflict, "You cannot block yourself.")
	ErrManyBlocked = Refuse(Conflict, "You have blocked 1,000 people, which is as many as one can.")
)

// Folds reports whether a line is folded for who has blocked its author: what staff say to a room has to reach everybody.
func Folds(l Line, blocked bool) bool { return blocked && !l.AuthorStaff }
