package store

import (
	"runtime"
	"syscall"
)

// behind is the nice value of a thread that hashes: it takes what the others leave.
const behind = 10

// gently runs f in a thread of its own that gives way to all others: a hash keeps a core busy for a long time, and on a
// machine of two cores whoever is inside would feel each.
func gently(f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked, so the thread ends with its priority
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), behind)
		done <- f()
	}()
	return <-done
}
