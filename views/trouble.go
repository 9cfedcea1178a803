package views

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// NewErrorPage returns the page of an error: its heading is the status in plain words, its sentence what a handler said of
// it, or else what there is to say of such a status.
func NewErrorPage(p Page, status int, sentence string) ErrorPage {
	p.Title = ErrorHeading(status)
	return ErrorPage{Page: p, Status: status, Heading: p.Title, Sentence: cmp.Or(sentence, ErrorSentence(status))}
}

// Unreadable returns the page of what cannot be read from the archive: whoever wants to can ask for it again, at its path. The page does
// not by itself, for what is broken there somebody has to mend.
func (p ErrorPage) Unreadable(path string) ErrorPage {
	p.Title, p.Later = "This cannot be read just now", path
	p.Heading = p.Title
	return p
}

// With returns the page of a form that could not be carried out, with what was posted, to send it again as it was: under
// the same operation, so that what was done after all is not done again.
func (p ErrorPage) With(action string, posted url.Values) ErrorPage {
	if p.Status == http.StatusServiceUnavailable {
		p.Title, p.Heading = headingUnsent, headingUnsent
	}
	p.Unsent = Unsent{Action: action}
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		for _, value := range posted[name] {
			p.Unsent.Fields = append(p.Unsent.Fields, unsentField(name, value))
		}
	}
	return p
}

// ToSignIn returns the page of a form that somebody sent who is signed out, with where to sign in: beside this page, which keeps
// what was typed.
func (p ErrorPage) ToSignIn(next string) ErrorPage {
	p.Nav, p.Unsent.SignIn = NavSignIn, SignInNext(next)
	return p
}

// NewSendAsPage returns the page that asks who has signed in since whether a form that was kept is theirs to send.
func NewSendAsPage(p Page, action string, posted url.Values) ErrorPage {
	const why = "It was written before you signed in. If you did not write it, do not send it."
	page := ErrorPage{Page: p, Status: http.StatusOK, Sentence: why}.With(action, posted)
	page.Title = "Send this as " + p.Me.Name + "?"
	page.Heading, page.Unsent.As = page.Title, p.Me.Name
	return page
}

// unsentField is a field as it is sent again. What proves who somebody is goes into no page, hidden or not.
func unsentField(name, value string) UnsentField {
	secret := Secret{Autocomplete: "current-password", Required: value != ""}
	switch {
	case name == "code":
		secret.Label, secret.Autocomplete = "Code", "one-time-code"
	case name == "proof":
		secret.Label = "Your password, or a code"
	case name == "new_password":
		secret.Label, secret.Autocomplete = "New password", "new-password"
	case name == "old_password":
		secret.Label = "Your password now"
	case strings.Contains(strings.ToLower(name), "password"):
		secret.Label = "Password"
	default:
		return UnsentField{Name: name, Value: value}
	}
	return UnsentField{Name: name, Secret: &secret}
}

// headingUnsent is the heading over a form that could not be carried out.
const headingUnsent = "That could not be done just now"

// The fields of forms that somebody types into; what else a form has is not for eyes.
const (
	fieldBody  = "body"
	fieldText  = "text"
	fieldLogin = "login"
)

// Kept is the field of a form that was given back to who was signed out: whoever has signed in since is asked whether they send it.
const Kept = "kept"

const youWrote = "What you wrote"

// written are the fields that somebody writes words into, with what each is called where a form is given back.
var written = map[string]string{fieldBody: youWrote, fieldText: youWrote, "title": "Title", "summary": "Summary",
	"description": "Description", "name": "Name", "email": "Email"}

// label names a field that was written, and by whom where that is known.
func (u Unsent) label(field string) string {
	if said := written[field]; u.As == "" || said != youWrote {
		return said
	}
	return "What was written"
}

// WrittenFields returns the fields that somebody writes words into.
func WrittenFields() []string { return slices.Sorted(maps.Keys(written)) }

// ErrorHeading says in a few words what a status means to who reads it.
func ErrorHeading(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "That did not work"
	case http.StatusUnauthorized:
		return "You are signed out"
	case http.StatusForbidden:
		return "Not for you"
	case http.StatusNotFound:
		return "Not here"
	case http.StatusMethodNotAllowed:
		return "That is not how this page works"
	case http.StatusConflict:
		return "That is not possible now"
	case http.StatusRequestEntityTooLarge:
		return "Too much at once"
	case http.StatusUnprocessableEntity:
		return "Something is missing or wrong"
	case http.StatusTooManyRequests:
		return "A little slower, please"
	case http.StatusInternalServerError:
		return "That is our fault"
	case http.StatusServiceUnavailable:
		return "Redis is away, trying again"
	}
	return http.StatusText(status)
}

// ErrorSentence says more of a status, where no handler did; "" for one that needs no more.
func ErrorSentence(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "What you sent was not done, and is kept here. Sign in, come back to this page, and send it again."
	case http.StatusNotFound:
		return "There is nothing at this address. It may have moved, or never have been."
	case http.StatusMethodNotAllowed:
		return "There is something at this address, but it does not take this kind of request."
	case http.StatusRequestEntityTooLarge:
		return "What was sent is larger than Stoa takes. Please send less at a time."
	}
	return ""
}
