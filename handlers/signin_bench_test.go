package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// crowded is a town with so many more students whose passwords are hashed at a cost; each request may say what
// address it comes from.
func crowded(b *testing.B, cost, many int, clock *storetest.Hands) (*town, []campus.Person) {
	b.Helper()
	t := newTown(b, setup{clock: clock, store: func(o *store.Options) { o.HashCost = cost },
		config: func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }})
	return t, t.Students(b, many)
}

// signsIn sends a sign-in from an address and returns the status.
func (v *visitor) signsIn(tb testing.TB, ctx context.Context, login, password, from string) (int, error) {
	form := url.Values{"login": {login}, "password": {password}}
	got, err := v.send(v.request(tb, ctx, http.MethodPost, "/sign-in", strings.NewReader(form.Encode()),
		"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", from))
	return got.status, err
}

// BenchmarkSigningIn is how many people get in at once, at the least cost of a password and at the usual one.
func BenchmarkSigningIn(b *testing.B) {
	for _, cost := range []int{10, 12} {
		b.Run(fmt.Sprintf("cost=%d", cost), func(b *testing.B) {
			const many = 8
			t, crowd := crowded(b, cost, many, nil)
			var done atomic.Int64
			var people sync.WaitGroup
			b.ResetTimer()
			for i := range many {
				people.Go(func() {
					for v := t.browser(b); done.Add(1) <= int64(b.N); {
						status, err := v.signsIn(b, b.Context(), crowd[i].Username, storetest.Password, fmt.Sprintf("10.0.0.%d", i))
						if err != nil || status != http.StatusSeeOther {
							b.Error(status, err)
							return
						}
					}
				})
			}
			people.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "signins/s")
		})
	}
}

// BenchmarkPostingWhileManySignIn is a line of the chat while nobody signs in, and while two hundred a second try to:
// those who are inside must not feel it.
func BenchmarkPostingWhileManySignIn(b *testing.B) {
	t, crowd := crowded(b, 10, 200, nil)
	t.enter(b, t.john)
	v := t.signedIn(b, "john")
	post := func() (took []time.Duration) {
		for range b.N {
			start := time.Now()
			if got := v.post(b, t.room+"/messages", url.Values{"body": {"hello"}}, "HX-Request", "true"); got.status != 204 {
				b.Fatal(got)
			}
			took = append(took, time.Since(start))
			time.Sleep(2 * time.Millisecond) // people don't type without end
		}
		return took
	}
	b.ResetTimer()
	idle := post()
	ctx, stop := context.WithCancel(b.Context())
	answers := make(chan map[int]int)
	start := time.Now()
	go func() { answers <- t.rush(b, ctx, crowd) }()
	flood := post()
	stop()
	got, took := <-answers, time.Since(start).Seconds()
	b.ReportMetric(float64(got[http.StatusSeeOther])/took, "signins/s")
	b.ReportMetric(float64(got[http.StatusServiceUnavailable])/took, "busy/s")
	for _, share := range []int{50, 99} {
		before, after := quantile(idle, share), quantile(flood, share)
		b.ReportMetric(before.Seconds()*1000, fmt.Sprintf("idle-p%d-ms", share))
		b.ReportMetric(after.Seconds()*1000, fmt.Sprintf("flood-p%d-ms", share))
		b.ReportMetric(float64(after)/float64(before), fmt.Sprintf("p%d-ratio", share))
	}
}

// rush has a crowd sign in, somebody every 5 ms and each from their own address, until the context is done; it returns how
// often each status was the answer.
func (t *town) rush(b *testing.B, ctx context.Context, crowd []campus.Person) map[int]int {
	var mu sync.Mutex
	var people sync.WaitGroup
	answers := map[int]int{}
	v := t.browser(b)
	v.client.Jar = nil
	for tick, i := time.NewTicker(5*time.Millisecond), 0; ctx.Err() == nil; i++ {
		<-tick.C
		who, from := crowd[i%len(crowd)], fmt.Sprintf("10.0.0.%d", i%len(crowd))
		people.Go(func() {
			status, err := v.signsIn(b, ctx, who.Username, storetest.Password, from)
			if err == nil {
				mu.Lock()
				defer mu.Unlock()
				answers[status]++
			}
		})
	}
	people.Wait()
	return answers
}

// BenchmarkWrongPasswords is how long a no takes: to a name that nobody has, to a wrong password and to somebody disabled,
// from a browser that has never been here and from one that has. What differs tells who is here.
func BenchmarkWrongPasswords(b *testing.B) {
	clock := storetest.At(time.Now())
	t, crowd := crowded(b, 10, 2, clock)
	known := t.signedIn(b, crowd[0].Username)
	if got := known.post(b, "/sign-in", url.Values{"login": {crowd[1].Username},
		"password": {storetest.Password}}); got.status != http.StatusSeeOther {
		b.Fatal(got)
	}
	status := campus.StatusDisabled
	if _, _, err := t.People.Edit(b.Context(), store.By{Person: t.admin}, crowd[1].ID, campus.PersonChange{Status: &status}); err != nil {
		b.Fatal(err)
	}
	logins := []string{"nobody", crowd[0].Username, crowd[1].Username} // unknown, wrong, disabled
	for name, v := range map[string]*visitor{"a new browser": t.browser(b), "a known browser": known} {
		b.Run(name, func(b *testing.B) {
			took := make([][]time.Duration, len(logins))
			for i := 0; b.Loop(); i++ {
				for turn := range logins {
					who := (i + turn) % len(logins)
					start := time.Now()
					got, err := v.signsIn(b, b.Context(), logins[who], "not the password", "10.0.0.9")
					took[who] = append(took[who], time.Since(start))
					if err != nil || got != http.StatusUnprocessableEntity {
						b.Fatal(logins[who], got, err)
					}
				}
				clock.Add(time.Hour) // the tries come back
			}
			least, most := time.Hour, time.Duration(0)
			for who, login := range []string{"unknown", "wrong", "disabled"} {
				median := quantile(took[who], 50)
				least, most = min(least, median), max(most, median)
				b.ReportMetric(median.Seconds()*1000, login+"-ms")
			}
			b.ReportMetric(float64(most)/float64(least), "most/least")
		})
	}
}

// quantile is the time within which so many of a hundred were done.
func quantile(took []time.Duration, share int) time.Duration {
	slices.Sort(took)
	return took[min(len(took)-1, len(took)*share/100)]
}
