//go:build !linux

package store

// gently runs f. Only Linux gives one thread of a program another priority than the rest.
func gently(f func() error) error { return f() }
