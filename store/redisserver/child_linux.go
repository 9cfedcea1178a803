package redisserver

import "syscall"

// processAttributes puts the child in a process group of its own, so that Ctrl-C reaches only Stoa, which then stops
// the child in order; and has the kernel send death to the child when the thread that started it ends.
func processAttributes(death syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: death}
}
