package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Doors is how people come in who have no account yet, or no password: they register, are invited, get a link to sign in
// with once, or set the campus up.
type Doors struct {
	data
	people   *People
	sessions *Sessions
	local
	way, teachers campus.SignUp
}

// How fast accounts may be made from one address: sixty at once, since a class registers together, and one more a second.
const (
	registerTries = 60
	registerStep  = time.Second
)

// SignUp returns who may make an account for themselves.
func (s *Doors) SignUp() campus.SignUp { return s.way }

// TeacherSignUp returns what becomes of a wish to teach: granted at once, decided by an admin, or not asked for.
func (s *Doors) TeacherSignUp() campus.SignUp { return s.teachers }

// Register makes an account for who asks for one, as a student; a wish to teach becomes what TeacherSignUp says. With an
// invitation the account has its address and role, can be entered at once, and the invitation is used up in the same step.
// It returns the person, an Invalid naming wrong fields, a Conflict naming the field that is taken, ErrSignUpClosed,
// ErrNoInvitation, or a TooMany for too many accounts from one address.
func (s *Doors) Register(ctx context.Context, by By, r campus.Registration) (campus.Person, error) {
	r.Username, r.Name, r.Email = strings.TrimSpace(r.Username), strings.TrimSpace(r.Name), strings.TrimSpace(r.Email)
	asked := ticket{}
	n := r.Person(s.way, s.teachers)
	if r.Invitation != "" {
		// The script refuses what was accepted, unless it was by this very operation.
		i, err := s.invited(ctx, r.Invitation)
		if err != nil {
			return campus.Person{}, err
		}
		n.Email, n.Role, n.RequestedRole, n.Status, n.Unconfirmed = i.Email, i.Role, "", campus.StatusActive, false
		asked = ticket{invitation: i.ID, secret: hashToken(r.Invitation)}
	} else if s.way == campus.SignUpClosed {
		return campus.Person{}, campus.ErrSignUpClosed
	}
	if err := n.ValidateOwn(); err != nil {
		return campus.Person{}, err
	}
	if err := s.sessions.take(ctx, []bucket{{s.keys.attempts("register " + by.From), registerStep, registerTries}}); err != nil {
		return campus.Person{}, err
	}
	by.itself = true // nobody whom Stoa knows
	if by.Op != "" { // strangers may choose the same name for what they ask: none is answered with the other's account
		by.Op = engine.ShortHash(strings.Join([]string{by.Op, n.Username, n.Name, n.Email, string(n.RequestedRole), r.Invitation}, "\x00"))
	}
	return s.people.create(ctx, by, n, asked)
}

// ticket is what lets somebody in beside their own word.
type ticket struct {
	invitation int64
	secret     string // hash of the invitation's token
	first      bool   // only into a campus that has no admin yet
}

// token makes the secret of a link out of the operation that it was asked for under, so that who asks again is given the
// same one, though nobody keeps it: Redis has only its hash, and the operation is 128 random bits that it never has.
func (s *Doors) token(ctx context.Context, id int64, what, op string) (string, error) {
	secret, err := s.sessions.Secret(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(what + "\x00" + num(id) + "\x00" + op))
	return num(id) + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// SetUpToken returns the secret with which the first admin is made, the same for all Stoas; "" when there is an admin.
func (s *Doors) SetUpToken(ctx context.Context) (string, error) {
	var admins *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { admins = p.SMembers(ctx, s.keys.admins()) }); err != nil || len(admins.Val()) > 0 {
		return "", err
	}
	return s.token(ctx, 0, "set up", "")
}

// MaySetUp returns nil for who has the token of SetUpToken while there is no admin, else ErrSetUp.
func (s *Doors) MaySetUp(ctx context.Context, token string) error {
	right, err := s.SetUpToken(ctx)
	if err != nil {
		return err
	}
	if right == "" || subtle.ConstantTimeCompare([]byte(token), []byte(right)) == 0 {
		return campus.ErrSetUp
	}
	return nil
}

// SetUp makes the first admin for who has the token of SetUpToken. Of two at once one wins. It returns the person, an
// Invalid naming wrong fields, a Conflict naming the field that is taken, or ErrSetUp.
func (s *Doors) SetUp(ctx context.Context, by By, token string, r campus.Registration) (campus.Person, error) {
	if err := s.MaySetUp(ctx, token); err != nil {
		return campus.Person{}, err
	}
	r.Username, r.Name, r.Email = strings.TrimSpace(r.Username), strings.TrimSpace(r.Name), strings.TrimSpace(r.Email)
	n := campus.NewPerson{Username: r.Username, Name: r.Name, Email: r.Email, Password: r.Password, Role: campus.Admin,
		Status: campus.StatusActive}
	if err := n.ValidateOwn(); err != nil {
		return campus.Person{}, err
	}
	by.itself = true
	return s.people.create(ctx, by, n, ticket{first: true})
}
