package main

import (
	"regexp"
	"strings"
	"testing"
)

// setUpLink is the link in the greeting of a campus that has no admin.
var setUpLink = regexp.MustCompile(`/setup\?token=\S+`)

// setsUp becomes the first admin of a campus by the link in its greeting, which nobody else does after them.
func (w *tab) setsUp(t *testing.T, greeting string, late *tab) {
	t.Helper()
	w.open(setUpLink.FindString(greeting))
	w.look("setup")
	w.fill("username", "office", "name", "Campus Office", "email", "office@stoa.example", "password", demoPassword)
	w.until("who is signed in", "document.body.dataset.me")
	late.open(setUpLink.FindString(greeting))
	late.until("that the link is used up", "!document.querySelector('input[name=password]')")
	late.look("setup-used")
}

// makesLink makes somebody's sign-in link, found by their name.
func (w *tab) makesLink(t *testing.T, name string) string {
	t.Helper()
	w.open("/admin/people")
	w.follow(name)
	w.follow("Make a sign-in link…")
	w.press("Make a link")
	w.sees("Copy it now and pass it on")
	w.look("sign-in-link-made")
	link := w.text("main [role=status] code")
	w.open("/admin/people")
	if w.is("document.documentElement.innerHTML.includes('token=')") {
		t.Error("the link is shown again")
	}
	return strings.TrimPrefix(link, w.base)
}

// entersByLink comes in by a link with a new password, which takes the second factor too, and not twice.
func (w *tab) entersByLink(t *testing.T, link, recovery string) {
	t.Helper()
	const password = "a stoa of many colours"
	w.signOut()
	w.open(link)
	w.sees("This link signs you in as zeno, once.")
	w.look("sign-in-link")
	w.fill("password", password)
	w.sees("One more step and you are in")
	if w.is("document.body.dataset.me") {
		t.Error("the link lets in without the code")
	}
	w.fill("code", recovery)
	w.until("who is signed in", "document.body.dataset.me")
	w.signOut()
	w.open(link)
	w.until("that the link is used up", "!document.querySelector('input[name=password]')")
	w.look("sign-in-link-used")
}
