package views

import (
	"net/url"
	"strconv"

	"stoa/views/ui"
)

// RegisterPage is the form to make an account with.
type RegisterPage struct {
	Page
	Form    Form   // username, name, email; and invitation, the token of one
	Teach   bool   // one may wish to teach
	AtOnce  bool   // and does then
	Approve bool   // an admin lets in who registers
	Email   string // whose invitation it is; "" without one
	Role    string // that the invitation gives
}

// words say what becomes of who registers.
func (p RegisterPage) words() string {
	words := "You are inside at once."
	if p.Approve {
		words = "An admin lets you in after that."
	}
	if p.Teach && p.AtOnce {
		return words + " You will be a student, or a teacher if you say so."
	}
	return words + " You will be a student."
}

func (p RegisterPage) teachWords() string {
	if p.AtOnce {
		return "You may give courses as soon as you are inside."
	}
	return "You ask for it: an admin decides whether you may give courses."
}

// RegisteredPage is for who has an account and waits to be let in.
type RegisteredPage struct{ Page }

// SetUpPage is the form that makes the first admin.
type SetUpPage struct {
	Page
	Form Form // username, name, email; and token
}

// LinkPage is where somebody comes by a link that signs them in once.
type LinkPage struct {
	Page
	Form     Form // token
	Name     string
	Username string
	New      bool // they have no password yet
}

// InvitationsPage is whom admins have invited.
type InvitationsPage struct {
	Page
	Form  Form // email, role
	Made  Once
	Op    string // of the buttons that take one back
	Rows  []InvitationRow
	First string // URL of the first page; "" on it
	Next  string // URL of the next page; "" at the end
}

// Once is a link that is shown once, to be passed on. Link is "" for none.
type Once struct{ For, Link, Until string }

// InvitationRow is an invitation in their list.
type InvitationRow struct {
	ID      int64
	Email   string
	Role    string
	State   string // open, accepted, revoked or expired
	By      string // who invited
	Created Moment
	Expires Moment
}

// PersonLinkPage is where an admin makes somebody's sign-in link.
type PersonLinkPage struct {
	Page
	ID   int64 // whose link
	Form Form
	Name string
	Made Once
}

// The addresses of the doors.
const (
	PathRegister    = "/register"
	PathRegistered  = "/register/waiting"
	PathSetUp       = "/setup"
	PathSignInLink  = "/sign-in/link"
	PathInvitations = "/admin/invitations"
	PathRevoke      = PathInvitations + "/revoke"
)

// InvitationPath is where who is invited makes their account.
func InvitationPath(token string) string {
	return PathRegister + "?" + url.Values{"invitation": {token}}.Encode()
}

// SetUpPath is where the first admin is made.
func SetUpPath(token string) string { return PathSetUp + "?" + url.Values{"token": {token}}.Encode() }

// SignInLinkPath is where who has a link signs in.
func SignInLinkPath(token string) string {
	return PathSignInLink + "?" + url.Values{"token": {token}}.Encode()
}

// InvitationsPath is a page of the invitations made before one.
func InvitationsPath(before int64) string {
	return PathInvitations + "?before=" + strconv.FormatInt(before, 10)
}

// PersonLinkPath is where a sign-in link is made for somebody.
func PersonLinkPath(id int64) string { return "/admin/people/" + strconv.FormatInt(id, 10) + "/link" }

// account are the controls of the forms that make an account.
type account struct{ Username, Name, Email, Password ui.Control }

func (f Form) account() account {
	required := func(name, label, hint string) ui.Control {
		c := f.control(name, label)
		c.Required, c.Hint = true, hint
		return c
	}
	return account{required("username", "Username", "You sign in with it: 3 to 32 of a-z, 0-9, dot, dash and underscore."),
		required("name", "Name", "As others see it."), required("email", "Email", ""),
		required("password", "Password", "8 to 256 characters, whichever you like.")}
}

func (a account) all() []ui.Control { return []ui.Control{a.Username, a.Name, a.Email, a.Password} }

// roleArticle names a role in a sentence.
func roleArticle(role string) string {
	if role == roleAdmin {
		return "an admin"
	}
	return "a " + role
}

// roleOptions are the roles that one may be invited as.
func roleOptions() []ui.Option {
	return []ui.Option{{Value: roleStudent, Label: "Student"}, {Value: "teacher", Label: "Teacher"}, {Value: roleAdmin, Label: "Admin"}}
}

// invitationKind is how the state of an invitation is drawn.
func invitationKind(state string) ui.Kind {
	switch state {
	case "open":
		return ui.Primary
	case "accepted":
		return ui.Done
	}
	return ui.Plain
}
