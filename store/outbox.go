package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

const (
	// followAtOnce is how many entries of an outbox are taken up together.
	followAtOnce = 100
	// followLease is how long one Stoa keeps an outbox to itself. It only saves the others the same work: each follow-up
	// is idempotent, and what it writes is ordered by its entry.
	followLease = 2 * time.Second
	// followPause is how long the followers sleep when no doorbell rings, in case one was not heard.
	followPause = time.Second
)

// Followers do what a change leaves to other partitions: a person's own lists, the search, the lists of meetings. Every
// Stoa runs them; a crash anywhere delays what follows, and never loses it.
type Followers struct {
	store *Store
	wake  chan struct{}
}

// NewFollowers returns followers to Run.
func NewFollowers(s *Store) *Followers { return &Followers{s, make(chan struct{}, 1)} }

// Wake says that there is something to do. It never blocks.
func (f *Followers) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx is done, and then returns nil.
func (f *Followers) Run(ctx context.Context) error {
	pause := time.NewTicker(followPause)
	defer pause.Stop()
	for {
		if _, err := f.Tick(ctx); err != nil && ctx.Err() == nil {
			f.store.log.WarnContext(ctx, "following up on changes", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.wake:
		case <-pause.C:
		}
	}
}

// Tick does what the outboxes hold now and returns how many entries that were.
func (f *Followers) Tick(ctx context.Context) (int, error) {
	done := 0
	for {
		n, err := f.once(ctx)
		done += n
		if err != nil || n == 0 {
			return done, err
		}
	}
}

// once looks into all outboxes in one round trip and works those that hold something.
func (f *Followers) once(ctx context.Context) (int, error) {
	s, tags := f.store, outboxTags()
	found := make([]*redis.XMessageSliceCmd, len(tags))
	// Each command is looked at by itself: one node that is away must not stop the work of the others.
	_, _ = s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, tag := range tags {
			found[i] = p.XRangeN(ctx, s.keys.outbox(tag), "-", "+", followAtOnce)
		}
		return nil
	})
	var err error
	done := 0
	for i, tag := range tags {
		err = errors.Join(err, away(found[i].Err()))
		if len(found[i].Val()) == 0 {
			continue
		}
		n, werr := f.work(ctx, tag)
		done, err = done+n, errors.Join(err, werr)
	}
	return done, err
}

// work does the entries of one outbox in order, unless another Stoa is at it.
func (f *Followers) work(ctx context.Context, tag string) (int, error) {
	s := f.store
	mine, err := s.rdb.SetNX(ctx, s.keys.lease(tag), 1, followLease).Result()
	if err != nil || !mine {
		return 0, away(err)
	}
	defer s.rdb.Del(context.WithoutCancel(ctx), s.keys.lease(tag))
	entries, err := s.rdb.XRangeN(ctx, s.keys.outbox(tag), "-", "+", followAtOnce).Result()
	if err != nil {
		return 0, away(err)
	}
	done := 0
	for _, entry := range entries {
		// One that cannot be done stays and is tried again; those behind it do not wait for it.
		if ferr := f.follow(ctx, entry); ferr != nil {
			err = errors.Join(err, fmt.Errorf("outbox %s, entry %s: %w", tag, entry.ID, ferr))
			continue
		}
		if derr := s.rdb.XDel(ctx, s.keys.outbox(tag), entry.ID).Err(); derr != nil {
			return done, away(derr)
		}
		done++
	}
	return done, err
}

// follow does what one entry asks for.
func (f *Followers) follow(ctx context.Context, entry redis.XMessage) error {
	s, order := f.store, sortable(entry.ID)
	field := func(name string) string { v, _ := entry.Values[name].(string); return v }
	person, _ := campus.ParseID(field("person"))
	meeting, _ := campus.ParseID(field("meeting"))
	switch field("kind") {
	case "course":
		return s.followCourse(ctx, field("course"), order)
	case "seat":
		return s.followSeat(ctx, field("course"), person, order)
	case "meeting":
		return s.followMeeting(ctx, meeting, field("gone"))
	case "instance":
		return s.listInstance(ctx, field("meeting")+":"+field("order"))
	case "person":
		return s.bindPerson(ctx, person)
	}
	// An entry of a newer Stoa: it is not ours to drop.
	return fmt.Errorf("unknown kind %q", field("kind"))
}

func (s *Store) followCourse(ctx context.Context, id, order string) error {
	c, err := s.Course(ctx, id)
	if err == nil {
		err = away(s.rdb.ZAdd(ctx, s.keys.personTeaches(c.Teacher.ID), redis.Z{Score: float64(c.Created.UnixMilli()), Member: id}).Err())
	}
	if err != nil && !errors.Is(err, campus.ErrNoCourse) {
		return err
	}
	return s.indexCourse(ctx, id, order)
}

func (s *Store) followSeat(ctx context.Context, course string, person int64, order string) error {
	_, mine, err := s.CourseFor(ctx, person, course)
	if errors.Is(err, campus.ErrNoCourse) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err = s.run(ctx, s.scripts.noteSeat, []string{s.keys.personCourses(person)}, course, order, mine.Status); err != nil || mine.Status == campus.Enrolled {
		return err
	}
	return s.evictFromCourse(ctx, course, person)
}

// evictFromCourse lets somebody who has lost their place out of what is open of the course's meetings.
func (s *Store) evictFromCourse(ctx context.Context, course string, person int64) error {
	open, err := s.queueActive(ctx, s.rdb, campus.CourseTopic(course), s.Now()).Result()
	if err != nil {
		return away(err)
	}
	for _, z := range open {
		if id, order, ok := parseInstanceName(z.Member.(string)); ok {
			err = errors.Join(err, s.evict(ctx, id, order, person))
		}
	}
	return err
}
