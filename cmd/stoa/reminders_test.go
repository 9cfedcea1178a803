package main

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// signal sends the process one.
func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// reminded counts the reminders of each meeting in somebody's inbox.
func reminded(t *testing.T, c *storetest.Campus, who campus.Person) map[int64]int {
	t.Helper()
	page, err := c.Inbox.Page(t.Context(), who.ID, "", 200)
	if err != nil {
		t.Fatal(err)
	}
	n := map[int64]int{}
	for _, told := range page.Notifications {
		if told.Kind == campus.MeetingStarting {
			n[told.Meeting.ID]++
		}
	}
	return n
}

// This takes some twenty seconds, in which a meeting is due again and again: of a process nobody moves the clock.
func TestEachReminderIsToldOnceThoughOneStoaStandsStillAndOneIsKilled(t *testing.T) {
	t.Parallel()
	const meetings, every, first = 30, 400 * time.Millisecond, 4 * time.Second
	c, server := storetest.Own(t, func(o *store.Options) { o.Prefix = "stoa:" }) // as the processes have it
	host, john := c.Person(t, "thales", campus.Teacher), c.Person(t, "john", campus.Student)
	stands, dies := startStoa(t, "--redis-url", "unix://"+server.Socket()), startStoa(t, "--redis-url", "unix://"+server.Socket())
	t.Cleanup(func() { _ = stands.cmd.Process.Signal(syscall.SIGCONT) })
	begins := c.Now().Add(campus.RemindBefore + first)
	var planned []int64
	for i := range meetings {
		from := begins.Add(time.Duration(i) * every)
		m := c.Plan(t, host, campus.NewMeeting{Title: fmt.Sprint("Talk ", i), Audience: []string{john.Email},
			Slots: []campus.Slot{{From: from, To: from.Add(time.Hour), Zone: "UTC"}}})
		planned = append(planned, m.ID)
	}
	told := func(n int) func() bool { return func() bool { return len(reminded(t, c, john)) >= n } }
	eventually(t, "the first reminders are told", told(3))
	stands.signal(t, syscall.SIGSTOP)
	before := len(reminded(t, c, john))
	eventually(t, "more are told while one stands still", told(before+5))
	dies.kill(t)
	before = len(reminded(t, c, john))
	eventually(t, "others are due while nobody works", func() bool {
		return c.Now().After(begins.Add(-campus.RemindBefore).Add(time.Duration(before+5) * every))
	})
	stands.signal(t, syscall.SIGCONT)
	eventually(t, "all are told", told(meetings))
	eventually(t, "nothing is left to do", func() bool { return leftOver(t, c) == 0 })
	for _, who := range []campus.Person{host, john} {
		got := reminded(t, c, who)
		for _, id := range planned {
			if got[id] != 1 {
				t.Errorf("%s was reminded of meeting %d %d times, want once", who.Username, id, got[id])
			}
		}
	}
	if said := stands.errors.String(); strings.Contains(said, "panic") {
		t.Error(said)
	}
}
