package campus

import (
	"net/mail"
	"strings"
	"time"
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
)

// Person is somebody of the campus.
type Person struct {
	ID            int64
	Username      string
	Name          string
	Email         string // "" for none
	Role          Role
	RequestedRole Role // "" for none
	Status        Status
	Born          string // YYYY-MM-DD, or ""
	Gender        string // male, female, other, or ""
	Zone          string // IANA name, or "" for the campus' own
	Created       time.Time
}

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
	Role                  Role
	Born, Gender, Zone    string
	Password              string // "" when Hash is given
	Hash                  string // a password's hash, for who was hashed before
}

// Validate returns an Invalid naming each wrong field, or nil.
func (p NewPerson) Validate() error {
	wrong := map[string]string{}
	checkUsername(wrong, p.Username)
	switch n := utf8.RuneCountInString(p.Name); {
	case strings.TrimSpace(p.Name) == "":
		wrong["name"] = "name required"
	case n > MaxName || !utf8.ValidString(p.Name):
		wrong["name"] = "at most 100 characters"
	}
	if p.Email != "" && !validEmail(p.Email) {
		wrong["email"] = "not an e-mail address"
	}
	if !p.Role.Valid() {
		wrong["role"] = "student, teacher or admin"
	}
	if _, err := time.Parse(time.DateOnly, p.Born); p.Born != "" && err != nil {
		wrong["born"] = "a date such as 2001-12-31"
	}
	if g := p.Gender; g != "" && g != "male" && g != "female" && g != "other" {
		wrong["gender"] = "male, female or other"
	}
	if !validZone(p.Zone) {
		wrong["zone"] = "a time zone such as Europe/Athens"
	}
	if n := utf8.RuneCountInString(p.Password); p.Hash == "" && (n < MinPassword || n > MaxPassword) {
		wrong["password"] = "8 to 256 characters"
	}
	return InvalidFields(wrong)
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
