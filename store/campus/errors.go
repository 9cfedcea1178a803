package campus

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Code says what kind of refusal an Error is. Pages and API turn it into a status in one place.
type Code int

// The kinds of refusal, with the HTTP status that each becomes.
const (
	Internal        Code = iota // 500: our fault
	BadRequest                  // 400: cannot be read, or not at this time
	Unauthenticated             // 401: nobody is signed in
	Forbidden                   // 403: known, but not for you
	NotFound                    // 404: does not exist, or not for you to know
	Conflict                    // 409: too late, or already so
	Invalid                     // 422: read, but a field is wrong
	TooMany                     // 429: slower
	Unavailable                 // 503: not now, try again
)

// Error is a refusal that a person may read.
type Error struct {
	Code     Code
	Sentence string            // for the reader
	Fields   map[string]string // for Invalid and Conflict: field to reason
	Wait     time.Duration     // for TooMany and Unavailable: when to try again
	cause    error             // for the log
}

// Error returns the sentence and, if there is one, the cause; it is for logs.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Sentence)
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		fmt.Fprintf(&b, " %s: %s.", f, e.Fields[f])
	}
	if e.cause != nil {
		b.WriteString(" (" + e.cause.Error() + ")")
	}
	return b.String()
}

// Unwrap returns the cause, if any.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is the same refusal: equal code and sentence.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.Sentence == e.Sentence
}

// Refuse returns an Error with a sentence for the reader.
func Refuse(code Code, sentence string) *Error { return &Error{Code: code, Sentence: sentence} }

// Away says that Redis does not answer; the cause goes to the log.
func Away(cause error) *Error {
	return &Error{Code: Unavailable, Sentence: "Stoa cannot reach its data at the moment. Nothing is lost; please try again.", cause: cause}
}

// Full says that Redis takes nothing more; the cause goes to the log.
func Full(cause error) *Error {
	return &Error{Code: Unavailable, Sentence: "Stoa cannot save anything at the moment: its memory or its disk is full. " +
		"What was saved before is safe; this was not saved.", cause: cause}
}

// InvalidFields returns an Invalid with a reason for each field, or nil when there is none.
func InvalidFields(fields map[string]string) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Sentence: "Please check what is marked.", Fields: fields}
}

// InvalidField returns an Invalid with one field's reason.
func InvalidField(field, reason string) error {
	return InvalidFields(map[string]string{field: reason})
}

// Both returns one Invalid of two: what each says of the fields.
func Both(a, b error) error {
	x, ok1 := errors.AsType[*Error](a)
	y, ok2 := errors.AsType[*Error](b)
	if !ok1 || !ok2 || x.Code != Invalid || y.Code != Invalid {
		return cmp.Or(a, b)
	}
	fields := maps.Clone(x.Fields)
	maps.Copy(fields, y.Fields)
	return InvalidFields(fields)
}

// CodeOf returns the code of the first Error in err's chain; anything else is Internal.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// The refusals that pages, API and tests name.
var (
	ErrSignIn       = Refuse(Unauthenticated, "The username, email or password is not right.")
	ErrPending      = Refuse(Forbidden, "Your account is waiting for approval. You can sign in as soon as an admin has let you in.")
	ErrSignUpClosed = Refuse(Forbidden, "Nobody can sign up here by themselves. Please ask an admin for an invitation.")
	ErrNoInvitation = Refuse(Forbidden, "This invitation is not good any more: it was used, taken back, or is too old.")
	// ErrNoSuchInvitation is for who manages invitations, ErrNoInvitation for who brings one.
	ErrNoSuchInvitation = Refuse(NotFound, "This invitation does not exist.")
	ErrNoFeed           = Refuse(NotFound, "There is no such calendar.")
	ErrNoLink           = Refuse(Forbidden, "This link is not good any more: it was used, replaced by a newer one, or is too old.")
	ErrSetUp            = Refuse(Forbidden, "This link is of no use: the campus has an admin already, or a part of the link is missing.")
	ErrSignedOut        = Refuse(Unauthenticated, "Please sign in first.")
	ErrNoCourse         = Refuse(NotFound, "This course does not exist.")
	ErrCourseFull       = Refuse(Conflict, "This course is full.")
	ErrCourseClosed     = Refuse(Conflict, "This course is closed.")
	ErrNotStudent       = Refuse(Forbidden, "Only students enrol in courses.")
	ErrNotOfCourse      = Refuse(Forbidden, "Only who takes part in this course is told of it.")
	ErrNotTeacher       = Refuse(Forbidden, "Only teachers and admins may do this.")
	ErrNotAdmin         = Refuse(Forbidden, "This is for admins only.")
	ErrNotOwner         = Refuse(Forbidden, "Only the teacher of this course, or an admin, may do this.")
	ErrNotStaff         = Refuse(Forbidden, "Only the staff of this course may do this.")
	ErrNoMeeting        = Refuse(NotFound, "This meeting does not exist.")
	ErrNotActive        = Refuse(BadRequest, "This meeting does not exist or is not active.")
	ErrNotInvited       = Refuse(Forbidden, "You are not allowed to join this meeting.")
	ErrAlreadyIn        = Refuse(Conflict, "You have already joined this meeting.")
	ErrNotAttending     = Refuse(Conflict, "You are not attending this meeting.")
	// ErrLost is ErrNotAttending for who was let out because they were not seen any more: their open page may bring them back.
	ErrLost      = Refuse(Conflict, "You were away for too long and have left this meeting.")
	ErrNoPerson  = Refuse(NotFound, "This person does not exist.")
	ErrOwnRole   = Refuse(Forbidden, "Nobody changes their own role or status.")
	ErrOwnErase  = Refuse(Forbidden, "Nobody erases themselves. Another admin can.")
	ErrMeanwhile = Refuse(Conflict, "Somebody else has changed this meanwhile. Please look at both and save again.")
)

// What a success says.
const (
	SaidJoined = "Successfully joined the meeting."
	SaidLeft   = "Successfully left the meeting."
	SaidPosted = "Successfully posted the message."
)

// Slower returns a TooMany that says how long to wait.
func Slower(sentence string, wait time.Duration) *Error {
	return &Error{Code: TooMany, Sentence: sentence, Wait: wait}
}

// Busy returns an Unavailable that says how long to wait: Stoa itself has too much to do.
func Busy(sentence string, wait time.Duration) *Error {
	return &Error{Code: Unavailable, Sentence: sentence, Wait: wait}
}
