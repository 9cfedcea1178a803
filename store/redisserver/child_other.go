//go:build !linux

package redisserver

import "syscall"

// processAttributes puts the child in a process group of its own, so that Ctrl-C reaches only Stoa, which then stops
// the child in order. Without Linux' parent-death signal a child can outlive a killed Stoa; the next Start in its
// directory stops it (see stopOrphan).
func processAttributes(syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
