package campus

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Role is what somebody is on this campus.
type Role string

// The roles.
const (
	Student Role = "student"
	Teacher Role = "teacher"
	Admin   Role = "admin"
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == Student || r == Teacher || r == Admin }

// Staff reports whether r is of the campus' staff: teachers and admins.
func (r Role) Staff() bool { return r == Teacher || r == Admin }

// Status says whether somebody may enter.
type Status string

// The states of a person.
const (
	StatusActive   Status = "active"
	StatusPending  Status = "pending"
	StatusDisabled Status = "disabled"
	StatusErased   Status = "erased"
)

// Limits of a person's fields.
const (
	MinUsername = 3
	MaxUsername = 32
	MaxName     = 100
	MaxEmail    = 254 // RFC 5321, 4.5.3.1.3, less the brackets
	MinPassword = 8
	MaxPassword = 256
	MaxExternal = 100
)

// Person is somebody of the campus.
type Person struct {
	ID            int64
	Username      string
	Name          string
	Email         string // "" for none
	Confirmed     bool   // the address is known to be theirs: an admin, an import or an invitation has set or confirmed it
	Role          Role
	RequestedRole Role // "" for none
	Status        Status
	Born          string // YYYY-MM-DD, or ""
	Gender        string // male, female, other, or ""
	Zone          string // IANA name, or "" for UTC
	ExternalID    string // in another directory of people, or ""
	TwoFactor     bool   // signing in takes a code as well
	NoPassword    bool   // they have none yet, and enter first by a one-time link
	Created       time.Time
}

// NameErased is what somebody who was erased is called wherever they have been.
const NameErased = "Erased person"

// Age returns the full years between birth and now, or 0 when the birth date is not known or yet to come.
func (p Person) Age(now time.Time) int {
	born, err := time.Parse(time.DateOnly, p.Born)
	if err != nil {
		return 0
	}
	years := now.Year() - born.Year()
	if now.Month() < born.Month() || now.Month() == born.Month() && now.Day() < born.Day() {
		years--
	}
	return max(years, 0)
}

// NewPerson is what is needed to make a person.
type NewPerson struct {
	Username, Name, Email string
	Role, RequestedRole   Role
	Status                Status // "" for active, or pending for who has no password
	Unconfirmed           bool   // they typed the address themselves
	Born, Gender, Zone    string
	ExternalID            string
	Password              string // "" when Hash is given, and for who enters first by a one-time link
	Hash                  string // a password's hash, for who was hashed before
}

// Validate returns an Invalid naming each wrong field, or nil.
func (p NewPerson) Validate() error {
	wrong := PersonChange{Username: &p.Username, Name: &p.Name, Email: &p.Email, Role: &p.Role, Born: &p.Born, Gender: &p.Gender,
		Zone: &p.Zone, ExternalID: &p.ExternalID}.wrong()
	if p.Hash == "" && p.Status != StatusPending || p.Password != "" {
		checkPassword(wrong, "password", p.Password)
	}
	return InvalidFields(wrong)
}

// PersonChange is what is to change about a person; nil leaves a field as it is.
type PersonChange struct {
	Username, Name, Email *string
	Role, RequestedRole   *Role
	Status                *Status
	Confirmed             *bool
	Born, Gender, Zone    *string
	ExternalID            *string

	// Shown is what who asks was shown of some fields, by name: one that is another now, and is to change, is a conflict.
	Shown map[string]string
}

// Validate returns an Invalid naming each wrong field, or nil.
func (c PersonChange) Validate() error { return InvalidFields(c.wrong()) }

// Wrong returns why fields cannot be, by field.
func (c PersonChange) Wrong() map[string]string { return c.wrong() }

func (c PersonChange) wrong() map[string]string {
	wrong := map[string]string{}
	check := func(field string, value *string, fine func(string) bool, reason string) {
		if value != nil && !fine(*value) {
			wrong[field] = reason
		}
	}
	if c.Username != nil {
		checkUsername(wrong, *c.Username)
	}
	if c.Name != nil {
		checkName(wrong, "name", *c.Name)
	}
	check("email", c.Email, func(v string) bool { return v == "" || validEmail(v) }, "not an e-mail address")
	check("born", c.Born, validBorn, "a date such as 2001-12-31, not before 1900 and not to come")
	check("gender", c.Gender, func(v string) bool { return v == "" || v == "male" || v == "female" || v == "other" },
		"male, female or other")
	check("zone", c.Zone, validZone, "a time zone such as Europe/Athens")
	check("external_id", c.ExternalID, validExternal, "at most 100 characters, none of them a control character")
	if c.Role != nil && !c.Role.Valid() {
		wrong["role"] = "student, teacher or admin"
	}
	if c.RequestedRole != nil && *c.RequestedRole != "" && *c.RequestedRole != Teacher {
		wrong["requested_role"] = "teacher, or nothing"
	}
	if s := c.Status; s != nil && *s != StatusActive && *s != StatusPending && *s != StatusDisabled {
		wrong["status"] = "active, pending or disabled"
	}
	return wrong
}

func checkName(wrong map[string]string, field, name string) {
	switch n := utf8.RuneCountInString(name); {
	case !strings.ContainsFunc(name, isSeen):
		wrong[field] = field + " required"
	case n > MaxName || !utf8.ValidString(name):
		wrong[field] = "at most 100 characters"
	case strings.ContainsFunc(name, unicode.IsControl) || strings.ContainsFunc(name, turns):
		wrong[field] = "without control characters"
	}
}

// isSeen reports whether a character shows: a name of others would look like nobody's.
func isSeen(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r)
}

// turns reports whether a character turns the direction of what follows it, so that a name could say of its neighbours what
// they are not (Unicode TR 36, 2.5). Letters have a direction of their own, so that no name needs one.
func turns(r rune) bool { return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' }

func checkPassword(wrong map[string]string, field, password string) {
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword {
		wrong[field] = "8 to 256 characters"
	}
}

// CheckPassword returns an Invalid naming the field when a password cannot be one.
func CheckPassword(field, password string) error {
	wrong := map[string]string{}
	checkPassword(wrong, field, password)
	return InvalidFields(wrong)
}

// firstBorn is before the birth of anybody who lives: who types an earlier year has mistyped it.
const firstBorn = "1900-01-01"

// validBorn reports whether somebody can have been born on a day, or "". Somewhere the day has begun up to 14 hours before
// it does at Greenwich.
func validBorn(born string) bool {
	_, err := time.Parse(time.DateOnly, born)
	return born == "" || err == nil && born >= firstBorn && born <= time.Now().Add(14*time.Hour).UTC().Format(time.DateOnly)
}

func validExternal(id string) bool {
	return utf8.RuneCountInString(id) <= MaxExternal && utf8.ValidString(id) && !strings.ContainsFunc(id, unicode.IsControl) &&
		strings.TrimSpace(id) == id
}

func checkUsername(wrong map[string]string, username string) {
	// Both cases stand here, for to fold first would let in signs that are no letters of ASCII, such as that for kelvin.
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
	switch n := len(username); {
	case n == 0:
		wrong["username"] = "username required"
	case n < MinUsername || n > MaxUsername || strings.Trim(username, allowed) != "":
		wrong["username"] = "3 to 32 of a-z, 0-9, dot, dash and underscore"
	}
}

func validEmail(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= MaxEmail
}

// validZone reports whether name is an IANA zone, or "". "Local" is whatever the machine says, so it is none.
func validZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

// FoldLogin returns the form under which a username or e-mail address is unique.
func FoldLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
