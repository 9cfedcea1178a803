package store

import (
	"errors"
	"syscall"
	"testing"
)

func TestAHashGivesWayToTheRest(t *testing.T) {
	t.Parallel()
	nice := func() int {
		kept, err := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Gettid())
		if err != nil {
			t.Fatal(err)
		}
		return 20 - kept // as the kernel gives it
	}
	own, mine := nice(), errors.New("what it returned")
	inside := own
	err := newPasswords(4).work(t.Context(), func() error { inside = nice(); return mine })
	if inside != max(own, behind) || !errors.Is(err, mine) {
		t.Errorf("a hash ran at nice %d and gave %v, want %d", inside, err, behind)
	}
	for range 100 { // the thread is not lent to anybody else
		if now := nice(); now != own {
			t.Fatalf("the rest runs at nice %d, want %d", now, own)
		}
	}
}
