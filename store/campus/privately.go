package campus

// DM says who may write to whom privately. It binds staff too.
type DM string

// The policies.
const (
	DMOff   DM = "off"   // nobody to anybody
	DMStaff DM = "staff" // where one of the two is of the campus' staff
	DMAll   DM = "all"
)

// Valid reports whether d is one of the policies.
func (d DM) Valid() bool { return d == DMOff || d == DMStaff || d == DMAll }

// The refusals of writing to somebody privately.
var (
	ErrDMOff   = Refuse(Forbidden, "Private messages are switched off on this campus. What was said can still be read.")
	ErrDMStaff = Refuse(Forbidden, "Private messages are only with staff on this campus: one of the two must be a teacher or an admin.")
	// ErrBlocked does not say that they have blocked who writes.
	ErrBlocked  = Refuse(Forbidden, "You cannot write to this person.")
	ErrBlocking = Refuse(Forbidden, "You have blocked this person. Unblock them to write to them.")
	ErrAway     = Refuse(Forbidden, "This person's account is not active at the moment, so nobody can write to them.")
	ErrErased   = Refuse(Forbidden, "This person's account was erased, and what they said here with it. What you said stays.")
)

// PrivateFacts is what the right to write to somebody privately follows from.
type PrivateFacts struct {
	Policy   DM
	From, To Person
	Blocked  bool // To has blocked From
	Blocking bool // From has blocked To
	Said     bool // something was said between the two
}

// Hidden reports whether there is no room of the two for From. Else whoever counts through the ids learns who is disabled, erased or
// waits to be approved, and their names.
func (f PrivateFacts) Hidden() bool { return f.To.ID == 0 || !f.Said && f.To.Status != StatusActive }

// MayWritePrivately refuses who may not write a private line to another, and says why; nil for who may. Staff are blocked like
// anybody: what cannot be done to them is to fold what they say in rooms.
func MayWritePrivately(f PrivateFacts) error {
	switch {
	case f.From.ID == f.To.ID || f.From.Status != StatusActive || f.Hidden():
		return ErrNoRoom
	case f.To.Status == StatusErased:
		return ErrErased
	case f.To.Status != StatusActive:
		return ErrAway
	case f.Policy == DMOff:
		return ErrDMOff
	case f.Policy == DMStaff && !f.From.Role.Staff() && !f.To.Role.Staff():
		return ErrDMStaff
	case f.Blocking:
		return ErrBlocking
	case f.Blocked:
		return ErrBlocked
	}
	return nil
}
