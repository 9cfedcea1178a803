package store_test

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// threadTime is how long this thread has worked so far. What others do at the time counts nothing, unlike in what a clock says.
func threadTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	const thread = 1 // RUSAGE_THREAD
	must(t, syscall.Getrusage(thread, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// worked is the least that a thread works at something, of a few times.
func worked(t *testing.T, do func()) time.Duration {
	t.Helper()
	runtime.LockOSThread() // hashing stays on the goroutine that asks
	defer runtime.UnlockOSThread()
	least := time.Hour
	for range 3 {
		began := threadTime(t)
		do()
		least = min(least, threadTime(t)-began)
	}
	return least
}

// The work is counted, not the time, so that the machine may be busy: one comparison at today's cost, neither less nor more,
// whoever it is that may not come in.
func TestWhoMayNotComeInCostsOneComparisonWhyeverItIs(t *testing.T) {
	t.Parallel()
	hands := storetest.At(noon)
	c := storetest.New(t, storetest.Clock(hands.Now))
	today := *c
	today.Options.HashCost = 9 // 32 times what it was
	now := today.Beside(t)
	now.HashHere()
	_, cost := hashOf(t, c, c.Person(t, "old", campus.Student))
	for _, name := range []string{"new", "disabled", "waits"} {
		now.Person(t, name, campus.Student)
	}
	c.Person(t, "disabled-old", campus.Student)
	for name, status := range map[string]campus.Status{"disabled": campus.StatusDisabled, "disabled-old": campus.StatusDisabled,
		"waits": campus.StatusPending} {
		id, err := c.People.Find(t.Context(), name)
		must(t, err)
		must(t, c.People.SetStatus(t.Context(), store.Itself(""), id, status))
	}
	_, err := c.People.Create(t.Context(), store.Itself(""), campus.NewPerson{Username: "imported", Name: "Imported", Role: campus.Student})
	must(t, err)
	hash, err := bcrypt.GenerateFromPassword([]byte("any"), today.Options.HashCost)
	must(t, err)
	one := worked(t, func() { _ = bcrypt.CompareHashAndPassword(hash, []byte("other")) })
	if cost != 4 || one < time.Millisecond {
		t.Fatalf("the old cost is %d, and one comparison takes %v", cost, one)
	}
	for _, test := range []struct{ login, password string }{
		{"nobody", storetest.Password}, {"nobody@stoa.example", ""}, {"", ""}, {"new", "wrong"}, {"new@stoa.example", "wrong"}, {"new",
			""}, {"old", "wrong"},
		{"disabled", storetest.Password}, {"disabled", "wrong"}, {"disabled-old", "wrong"}, {"waits", "wrong"}, {"imported", ""},
	} {
		took := worked(t, func() {
			hands.Add(time.Hour) // for the tries to come back
			_, err := now.Sessions.SignIn(t.Context(), store.Credentials{Login: test.login, Password: test.password, From: "here",
				Kind: store.API})
			if campus.CodeOf(err) != campus.Unauthenticated {
				t.Errorf("%q with %q: %v", test.login, test.password, err)
			}
		})
		if took < one*7/10 || took > one*14/10 {
			t.Errorf("%q with %q costs %v, want the %v of one comparison", test.login, test.password, took, one)
		}
	}
}
