package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
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

// A race is many people who want many courses at once, each with a program of theirs, through several Stoas on one Redis.
const (
	raceCourses = 100
	racePlaces  = 5
	raceStoas   = 3
	racers      = 32
)

// raceAttempts is how often somebody asks for a place, or gives one back.
func raceAttempts() int64 { return int64(storetest.Times(3_000, 200_000)) }

// race is what all who race share.
type race struct {
	urls    []string
	courses []string
	client  *http.Client
	tried   atomic.Int64
	full    atomic.Int64
	cut     atomic.Int64 // requests whose connection broke, and which were sent again to another Stoa
	kill    func()       // ends the first Stoa, once
}

// racer is somebody with a token, and what they were told last about each course.
type racer struct {
	*race
	person campus.Person
	token  string
	at     int // the Stoa that is asked first
	random *rand.Rand
	told   map[string]string
}

// said is how a Stoa answered.
type said struct {
	code     int
	Status   string
	Position int
}

func (r *racer) run(t *testing.T) {
	for n := r.tried.Add(1); n <= raceAttempts(); n = r.tried.Add(1) {
		if n > raceAttempts()/2 {
			r.kill()
		}
		if err := r.attempt(t.Context()); err != nil {
			t.Errorf("%s: %v", r.person.Username, err)
			return
		}
	}
}

// attempt asks for a place, or gives one back: with one click, or with two at the same moment at two Stoas.
func (r *racer) attempt(ctx context.Context) error {
	id, key, method, query := r.courses[r.random.IntN(len(r.courses))], campus.NewOp(), http.MethodPost, ""
	if r.random.IntN(3) == 0 {
		method = http.MethodDelete
	} else if r.random.IntN(2) == 0 {
		query = "?wait=0"
	}
	clicks := make([]said, 1+r.random.IntN(2))
	errs := make([]error, len(clicks))
	ends := make([]int, len(clicks))
	storetest.Together(len(clicks), func(i int) {
		clicks[i], ends[i], errs[i] = r.click(ctx, r.at+i, method, "/api/v1/courses/"+id+"/enrolment"+query, key)
	})
	r.at = ends[0]
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return r.hear(id, clicks)
}

// hear notes what was said of a course. A refusal is no deed: of two clicks one may find the course full and the other a
// place that has become free between them.
func (r *racer) hear(id string, clicks []said) error {
	slices.SortFunc(clicks, func(a, b said) int { return a.code - b.code })
	switch first, last := clicks[0], clicks[len(clicks)-1]; {
	case first.code == http.StatusConflict && r.told[id] != campus.NotEnrolled && r.told[id] != "":
		return fmt.Errorf("of %s they were told %q, and now that it is full", id, r.told[id])
	case first.code == http.StatusConflict:
		r.full.Add(1)
	case last.code == http.StatusOK && first != last:
		return fmt.Errorf("two clicks for %s are answered %+v and %+v", id, first, last)
	default:
		r.told[id] = first.Status
	}
	return nil
}

// click sends a request, to one Stoa after the other until one answers, and says which did. What a broken connection leaves
// open the key settles: each is asked the same.
func (r *racer) click(ctx context.Context, at int, method, path, key string) (said, int, error) {
	for ; ; at++ {
		var sent atomic.Bool // the transport tries again by itself, for the key allows that: how it ends in the end does not say
		trace := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent.Store(true) }})
		req, err := http.NewRequestWithContext(trace, method, r.urls[at%len(r.urls)]+path, nil)
		if err != nil {
			return said{}, at, err
		}
		req.Header.Set("Authorization", "Bearer "+r.token)
		req.Header.Set("Idempotency-Key", key)
		answer, err := r.answer(req)
		switch {
		case ctx.Err() != nil:
			return said{}, at, ctx.Err()
		case err != nil && sent.Load():
			r.cut.Add(1)
		case err != nil: // it was dead before
		case answer.code != http.StatusOK && answer.code != http.StatusConflict:
			return said{}, at, fmt.Errorf("%s %s: %+v", method, path, answer)
		default:
			return answer, at, nil
		}
	}
}

func (r *racer) answer(req *http.Request) (said, error) {
	res, err := r.client.Do(req)
	if err != nil {
		return said{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return said{}, err
	}
	out := said{code: res.StatusCode}
	if out.code == http.StatusOK {
		err = json.Unmarshal(body, &out)
	}
	return out, err
}

func TestNoCourseIsOverfilledAndNobodyLostThoughAStoaIsKilledInARace(t *testing.T) {
	c, redis := storetest.Own(t, func(o *store.Options) { o.Prefix = "stoa:" }) // as the processes have it
	teacher, students := c.Person(t, "thales", campus.Teacher), c.Students(t, racers)
	stoas := make([]*process, raceStoas)
	r := &race{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * racers}}}
	t.Cleanup(r.client.CloseIdleConnections)
	for i := range stoas {
		stoas[i] = startStoa(t, "--redis-url", "unix://"+redis.Socket())
		r.urls = append(r.urls, stoas[i].url)
	}
	for i := range raceCourses {
		r.courses = append(r.courses, c.Course(t, teacher, fmt.Sprint("Race ", i), racePlaces).ID)
	}
	r.kill = sync.OnceFunc(func() { stoas[0].kill(t) })
	all := make([]*racer, racers)
	for i, p := range students {
		all[i] = &racer{race: r, person: p, token: sessionOf(t, c, p), at: i, random: rand.New(rand.NewPCG(7, uint64(i))),
			told: map[string]string{}}
	}
	began := time.Now()
	storetest.Together(racers, func(i int) { all[i].run(t) })
	took := time.Since(began)
	if r.full.Load() == 0 || r.cut.Load() == 0 {
		t.Errorf("%d found a course full and %d were cut off: this was no race", r.full.Load(), r.cut.Load())
	}
	began = time.Now()
	eventually(t, "all is followed up, what the killed one had begun too", func() bool { return leftOver(t, c) == 0 })
	t.Logf("%d attempts in %v, %.0f a second: %d full, %d cut off; followed up after %v more", raceAttempts(), took.Round(time.Millisecond),
		float64(raceAttempts())/took.Seconds(), r.full.Load(), r.cut.Load(), time.Since(began).Round(time.Millisecond))
	lists := map[string]map[string]string{}
	for _, id := range r.courses {
		lists[id] = seatsAsTold(t, stoas[1].url, sessionOf(t, c, teacher), id, racePlaces)
	}
	for _, one := range all {
		one.wantTold(t, lists)
	}
}

// kill ends stoa with no chance to do anything more.
func (p *process) kill(t *testing.T) {
	if err := p.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	<-p.exited
	p.exited = nil
}

// sessionOf is a token of somebody.
func sessionOf(t testing.TB, c *storetest.Campus, p campus.Person) string {
	t.Helper()
	session, err := c.Sessions.SignIn(t.Context(), store.Credentials{Login: p.Username, Password: storetest.Password,
		From: "198.51.100.7", Kind: store.API})
	if err != nil {
		t.Fatal(err)
	}
	return session.Token
}

// leftOver counts what changes have left to do and nobody has done.
func leftOver(t *testing.T, c *storetest.Campus) (n int64) {
	t.Helper()
	for all := c.Redis.ScanType(t.Context(), 0, "*:outbox", 10_000, "stream").Iterator(); all.Next(t.Context()); {
		left, err := c.Redis.XLen(t.Context(), all.Val()).Result()
		if err != nil {
			t.Fatal(err)
		}
		n += left
	}
	return n
}

// seatsAsTold returns how everybody stands in a course, by the call for its teacher, and checks that with its places.
func seatsAsTold(t *testing.T, base, token, id string, places int) map[string]string {
	t.Helper()
	var course struct{ Taken, Waiting int }
	if err := json.Unmarshal([]byte(apiGet(t, base, token, "/courses/"+id)), &course); err != nil {
		t.Fatal(err)
	}
	var list struct {
		Students []struct {
			ID       int64
			Status   string
			Position int
		}
	}
	if err := json.Unmarshal([]byte(apiGet(t, base, token, "/courses/"+id+"/students?limit=200")), &list); err != nil {
		t.Fatal(err)
	}
	stands, taken := map[string]string{}, 0
	for _, s := range list.Students {
		who := fmt.Sprint(s.ID)
		if before := stands[who]; before != "" {
			t.Errorf("in %s %s is %s and %s", id, who, before, s.Status)
		}
		if stands[who] = s.Status; s.Status == campus.Enrolled {
			taken++
		} else if s.Position != len(stands)-taken {
			t.Errorf("in %s the place in line after %d is %d", id, len(stands)-taken-1, s.Position)
		}
	}
	if waiting := len(list.Students) - taken; taken > places || waiting > 0 && taken < places || course.Taken != taken ||
		course.Waiting != waiting {
		t.Errorf("of %s's %d places %d are taken and %d wait; the course says %d and %d", id, places, taken, waiting, course.Taken,
			course.Waiting)
	}
	return stands
}

// wantTold checks what somebody was told last of each course, and what their own courses say, with the courses' lists.
func (r *racer) wantTold(t *testing.T, lists map[string]map[string]string) {
	t.Helper()
	var own struct{ Courses []struct{ ID, Mine string } }
	if err := json.Unmarshal([]byte(apiGet(t, r.urls[len(r.urls)-1], r.token, "/me/courses")), &own); err != nil {
		t.Fatal(err)
	}
	mine, listed := map[string]string{}, map[string]string{}
	for _, c := range own.Courses {
		mine[c.ID] = c.Mine
	}
	for id, stands := range lists {
		now := stands[fmt.Sprint(r.person.ID)]
		if now != "" {
			listed[id] = now
		}
		told := strings.TrimPrefix(r.told[id], campus.NotEnrolled)
		if now != told && !(told == campus.Waiting && now == campus.Enrolled) { // who waited may have moved up since
			t.Errorf("%s was told %q of %s, and is %q", r.person.Username, told, id, now)
		}
	}
	if !maps.Equal(mine, listed) {
		t.Errorf("%s has %v among their own, the courses say %v", r.person.Username, mine, listed)
	}
}
