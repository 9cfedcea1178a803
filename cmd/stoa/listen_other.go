//go:build !linux

package main

import "syscall"

// giveUpUnheard does nothing: only Linux can be told how long a peer may be silent. Elsewhere a write's deadline ends a
// connection, some seconds later.
func giveUpUnheard(_, _ string, _ syscall.RawConn) error { return nil }
