package store

import (
	"crypto/rand"
	"slices"
	"strings"
)

// Device is a browser that people have signed in with: a name of its own and who they are, the latest first. A signed
// cookie carries it, so that only who signed in here has one that names them. "" is a browser that was never here.
type Device string

// maxDevicePeople is how many people a browser is known for, such as one at a library.
const maxDevicePeople = 5

// name tells a browser from others.
func (d Device) name() string {
	name, _, _ := strings.Cut(string(d), ".")
	return name
}

// people are who has signed in with it.
func (d Device) people() []string { return strings.Split(string(d), ".")[1:] }

// Knows reports whether somebody has signed in with this browser.
func (d Device) Knows(person int64) bool { return slices.Contains(d.people(), num(person)) }

// With returns the browser as it is known after somebody has signed in with it.
func (d Device) With(person int64) Device {
	name := d.name()
	if name == "" {
		name = rand.Text()
	}
	who := slices.DeleteFunc(d.people(), func(p string) bool { return p == num(person) })
	who = append([]string{num(person)}, who...)
	return Device(name + "." + strings.Join(who[:min(len(who), maxDevicePeople)], "."))
}
