package handlers

import (
	"bufio"
	"context"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestZManyWatch(t *testing.T) {
	town := newTown(t, setup{busy: true})
	course := town.Course(t, town.thales, "Big", 0)
	b := town.signedIn(t, "john")
	var bytes, frames atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 300 {
		r := b.request(t, ctx, "GET", "/live?topic=course:"+course.ID, nil)
		resp, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != 200 {
			t.Fatal(resp.StatusCode)
		}
		wg.Go(func() {
			defer resp.Body.Close()
			rd := bufio.NewReader(resp.Body)
			for {
				line, err := rd.ReadSlice('\n')
				if err != nil && err != bufio.ErrBufferFull {
					return
				}
				bytes.Add(int64(len(line)))
				if len(line) == 1 {
					frames.Add(1)
				}
			}
		})
	}
	s := town.Students(t, 2000)
	time.Sleep(500 * time.Millisecond)
	b0, f0, c0 := bytes.Load(), frames.Load(), cpu()
	begun := time.Now()
	var next atomic.Int64
	var ww sync.WaitGroup
	for range 4 {
		ww.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(s); i = int(next.Add(1)) - 1 {
				if _, err := town.Courses.Enrol(ctx, s[i], course.ID, true, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ww.Wait()
	took := time.Since(begun)
	time.Sleep(time.Second)
	t.Logf("2000 enrolments in %v; %d frames each %d bytes, all %d MB; cpu %v", took, (frames.Load()-f0)/300, (bytes.Load()-b0)/max(1, frames.Load()-f0), (bytes.Load()-b0)>>20, cpu()-c0)
	stop()
	wg.Wait()
}
