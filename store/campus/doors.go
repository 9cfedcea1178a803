package campus

import "time"

// SignUp says who may make an account for themselves.
type SignUp string

// The ways of signing up.
const (
	SignUpOpen    SignUp = "open"    // anybody, and enters at once
	SignUpApprove SignUp = "approve" // anybody, and enters when an admin has let them in
	SignUpClosed  SignUp = "closed"  // only who has an invitation
)

// Valid reports whether w is one of the ways.
func (w SignUp) Valid() bool { return w == SignUpOpen || w == SignUpApprove || w == SignUpClosed }

// How long what lets somebody in is good for.
const (
	InvitationLife = 72 * time.Hour
	LinkLife       = 24 * time.Hour
)

// Registration is what somebody tells of themselves to get an account. There is no role in it: they can but wish.
type Registration struct {
	Username, Name, Email, Password string
	Teach                           bool   // they wish to teach
	Invitation                      string // the token of one; "" for none. Its address then is theirs, whatever Email says
}

// Person returns what an account is made of for who registers without an invitation.
func (r Registration) Person(way, teachers SignUp) NewPerson {
	n := NewPerson{Username: r.Username, Name: r.Name, Email: r.Email, Password: r.Password, Role: Student, Unconfirmed: true,
		Status: StatusPending}
	if way == SignUpOpen {
		n.Status = StatusActive
	}
	switch {
	case r.Teach && teachers == SignUpOpen:
		n.Role = Teacher
	case r.Teach && teachers == SignUpApprove:
		n.RequestedRole = Teacher
	}
	return n
}

// ValidateOwn returns an Invalid naming each wrong field of who registers, or nil. Unlike somebody whom an admin makes they
// always choose a password, and have an address.
func (n NewPerson) ValidateOwn() error {
	wrong := PersonChange{Username: &n.Username, Name: &n.Name, Email: &n.Email, Role: &n.Role}.wrong()
	if n.Email == "" {
		wrong["email"] = "email required"
	}
	checkPassword(wrong, "password", n.Password)
	return InvalidFields(wrong)
}

// NewInvitation is what an invitation is made of.
type NewInvitation struct {
	Email string
	Role  Role
}

// Validate returns an Invalid naming each wrong field, or nil.
func (n NewInvitation) Validate() error {
	wrong := map[string]string{}
	switch {
	case n.Email == "":
		wrong["email"] = "email required"
	case !validEmail(n.Email):
		wrong["email"] = "not an e-mail address"
	}
	if !n.Role.Valid() {
		wrong["role"] = "student, teacher or admin"
	}
	return InvalidFields(wrong)
}

// Invitation lets the one who has its token make an account with an address and a role, once.
type Invitation struct {
	ID       int64
	Email    string
	Role     Role
	By       int64  // who invited; 0 for Stoa itself
	ByName   string // in a list; "" for who is no admin any more
	Created  time.Time
	Expires  time.Time
	Accepted int64 // who came; 0 for nobody yet
	Revoked  bool
}

// InvitationState says what has become of an invitation.
type InvitationState string

// What becomes of invitations.
const (
	InvitationOpen     InvitationState = "open"
	InvitationAccepted InvitationState = "accepted"
	InvitationRevoked  InvitationState = "revoked"
	InvitationExpired  InvitationState = "expired"
)

// State returns what has become of the invitation by now.
func (i Invitation) State(now time.Time) InvitationState {
	switch {
	case i.Accepted != 0:
		return InvitationAccepted
	case i.Revoked:
		return InvitationRevoked
	case !now.Before(i.Expires):
		return InvitationExpired
	}
	return InvitationOpen
}
