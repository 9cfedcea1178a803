package store

import (
	"context"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// onlineCounts is for how long somebody is online of whom a Stoa has said that they have a stream: four of its beats.
	onlineCounts = 60 * time.Second
	// onlineAfter is for how long somebody is online who has closed the last stream: a page that loads itself again is back.
	onlineAfter = 5 * time.Second
	// onlineTick is the time between two differences.
	onlineTick = time.Second
	// onlineSilence is after how long without a tick Redis must have been away; onlineCalm is how long nobody goes then, in
	// which every Stoa says again who is there.
	onlineSilence = 5 * time.Second
	onlineCalm    = 10 * time.Second
	// onlineAtOnce bounds how many one tick looks at: a Stoa that dies takes its people with it in one moment.
	onlineAtOnce = 2000
	// barredFor is how long somebody who may enter no more is not online whatever a Stoa says: their streams are ended within
	// two seconds, and the last of its beats may be on its way.
	barredFor = 30 * time.Second
)

// Presence is who is online: who has an open stream, at any Stoa. Each Stoa says so of its people, and what it has said counts
// for a while, so that nobody stays online because something died.
type Presence struct {
	data
	people *People
	last   *atomic.Pointer[Online] // as it was last read here
}

// Online is who is online, by id, up to a difference.
type Online struct {
	At  int64 // names the difference that this is up to
	IDs []int64
}

// newOnline returns what is known before anything was read: nobody, up to what is no difference.
func newOnline() *atomic.Pointer[Online] {
	last := new(atomic.Pointer[Online])
	last.Store(&Online{At: -1})
	return last
}

// Stand notes who has streams at a Stoa and who has closed the last one there.
func (s *Presence) Stand(ctx context.Context, stoa string, stand, closed []int64) error {
	calls := append(s.stands(stoa, "stands", onlineCounts, stand), s.stands(stoa, "closed", onlineAfter, closed)...)
	_, err := s.e.RunAll(ctx, calls)
	return err
}

func (s *Presence) stands(stoa, how string, counts time.Duration, people []int64) []engine.Call {
	var calls []engine.Call
	for some := range slices.Chunk(people, seenAtOnce) {
		args := []any{stoa, how, counts.Milliseconds()}
		for _, person := range some {
			args = append(args, person)
		}
		calls = append(calls, engine.Call{Script: standScript, Args: args, Keys: []string{s.keys.onlineStands(), s.keys.onlineStoas(),
			s.keys.online(), s.keys.onlineLook(), s.keys.onlineBarred()}})
	}
	return calls
}

// Run says every second who came and who went, until ctx is done. Every Stoa runs it, and one of them says it.
func (s *Presence) Run(ctx context.Context) error {
	tick := time.NewTicker(onlineTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if _, _, err := s.Tick(ctx); err != nil && ctx.Err() == nil {
				s.e.Log().DebugContext(ctx, "saying who is online", "err", err)
			}
		}
	}
}

// Tick says who came and who went since the last time, unless that was less than a second ago, and returns how many.
func (s *Presence) Tick(ctx context.Context) (came, went int64, err error) {
	got, err := s.e.Run(ctx, tickOnlineScript, []string{s.keys.onlineStands(), s.keys.onlineStoas(), s.keys.online(), s.keys.onlineLook(),
		s.keys.onlineBarred(), s.keys.onlineTicks()}, campus.TopicPresence, onlineTick.Milliseconds(), onlineSilence.Milliseconds(),
		onlineCalm.Milliseconds(), onlineAtOnce)
	return got.Number(1), got.Number(2), err
}

// Online returns who is online. What has not changed since it was last read here is not sent again.
func (s *Presence) Online(ctx context.Context) (*Online, error) {
	last := s.last.Load()
	var read *redis.Cmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		read = s.e.Queue(ctx, p, readOnlineScript, []string{s.keys.online(), s.keys.onlineTicks()}, strconv.FormatInt(last.At, 10))
	})
	if err != nil {
		return nil, err
	}
	got := engine.Queued(read)
	if got.Word() == "known" {
		return last, nil
	}
	now := &Online{At: got.Number(1)}
	for i := 2; i < len(got.All()); i++ {
		now.IDs = append(now.IDs, got.Number(i))
	}
	s.last.Store(now)
	return now, nil
}

// Names returns the names of those of ids who may enter, in their order.
func (s *Presence) Names(ctx context.Context, ids []int64) ([]campus.Named, error) {
	all := make([]campus.Named, 0, len(ids))
	for some := range slices.Chunk(ids, seenAtOnce) {
		people, err := s.people.Some(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, id := range some {
			if p := people[id]; p.Status == campus.StatusActive {
				all = append(all, campus.Named{ID: id, Name: p.Name})
			}
		}
	}
	return all, nil
}

// Page returns who is online, by id: at most limit of them after a cursor ("" for the beginning), and the cursor of the next
// page ("" when there is none).
func (s *Presence) Page(ctx context.Context, cursor string, limit int) ([]campus.Named, string, error) {
	after, err := engine.ParsePlace(cursor)
	if err != nil {
		return nil, "", err
	}
	places, err := s.e.Page(ctx, s.keys.online(), after, limit+1, false)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(places) > limit {
		places = places[:limit]
		next = places[limit-1].String()
	}
	ids := make([]int64, len(places))
	for i, one := range places {
		ids[i] = one.Score
	}
	named, err := s.Names(ctx, ids)
	return named, next, err
}

// onlineRead is who of some people is online, being read along with other things.
type onlineRead struct {
	ids    []int64
	scores *redis.FloatSliceCmd
}

func (d data) queueOnline(ctx context.Context, p engine.Reader, ids ...int64) onlineRead {
	r := onlineRead{ids: ids}
	if len(ids) > 0 {
		members := make([]string, len(ids))
		for i, id := range ids {
			members[i] = num(id)
		}
		r.scores = p.ZMScore(ctx, d.keys.online(), members...)
	}
	return r
}

// online returns those who are. Nobody's id is 0, the score of who is not.
func (r onlineRead) online() map[int64]bool {
	all := map[int64]bool{}
	for i, id := range r.ids {
		if scores := r.scores.Val(); i < len(scores) && scores[i] != 0 {
			all[id] = true
		}
	}
	return all
}

// staffIDs are those of who teaches a course.
func staffIDs(c campus.Course) []int64 {
	ids := make([]int64, 0, 1+len(c.With))
	for _, one := range c.Staff() {
		ids = append(ids, one.ID)
	}
	return ids
}

// rightsLost has somebody be online no longer who may enter no more.
func (s *Presence) rightsLost(ctx context.Context, en engine.Entry) error {
	p, err := s.people.Get(ctx, en.Number("person"))
	if err != nil || p.Status == campus.StatusActive {
		return unlessGone(err)
	}
	_, err = s.e.Run(ctx, barOnlineScript, []string{s.keys.onlineStands(), s.keys.onlineStoas(), s.keys.onlineLook(),
		s.keys.onlineBarred()}, p.ID, barredFor.Milliseconds())
	return err
}
