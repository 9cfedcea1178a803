package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"runtime"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"

	"stoa/store/campus"
)

const (
	defaultHashCost = 12 // about a quarter of a second of one core
	// maxQueuedHashes bounds who waits for a worker: at a quarter of a second each, more would only time out.
	maxQueuedHashes = 50
	// queueWait is when somebody who found the queue full should come back.
	queueWait = 5 * time.Second
)

// passwords hashes and compares with bcrypt, in a bounded number of workers, so that a flood of sign-ins leaves a core to
// those who are inside.
type passwords struct {
	cost    int
	workers chan struct{}
	queue   chan struct{}
	run     func(func() error) error // how a worker works
	decoy   func() []byte            // the hash that nobody's password has, made at first need
}

func newPasswords(cost int) *passwords {
	if cost == 0 {
		cost = defaultHashCost
	}
	p := &passwords{cost: cost, workers: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), queue: make(chan struct{}, maxQueuedHashes),
		run: gently}
	p.decoy = sync.OnceValue(func() []byte {
		hash, err := bcrypt.GenerateFromPassword(prehash("no password"), cost)
		if err != nil { // only a cost out of range, which New's callers do not choose at run time
			return nil
		}
		return hash
	})
	return p
}

// prehash makes any password 64 bytes long, since bcrypt looks at no more than 72. The key separates these digests from
// those of other systems, so that a leaked plain SHA-384 is of no use here.
func prehash(password string) []byte {
	mac := hmac.New(sha512.New384, []byte("stoa password 1"))
	mac.Write([]byte(password))
	return base64.StdEncoding.AppendEncode(nil, mac.Sum(nil))
}

// work runs f in a worker; Unavailable when too many wait already.
func (p *passwords) work(ctx context.Context, f func() error) error {
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return campus.Busy("Too many people are signing in at the moment. Please try again in a few seconds.", queueWait)
	}
	select {
	case p.workers <- struct{}{}:
		defer func() { <-p.workers }()
		return p.run(f)
	case <-ctx.Done():
		return waited(ctx.Err())
	}
}

func (p *passwords) hash(ctx context.Context, password string) (hash string, err error) {
	err = p.work(ctx, func() error {
		b, err := bcrypt.GenerateFromPassword(prehash(password), p.cost)
		hash = string(b)
		return err
	})
	return hash, err
}

// matches compares; with no hash it compares with a decoy and says no, in the same time.
func (p *passwords) matches(ctx context.Context, hash, password string) (ok bool, err error) {
	err = p.work(ctx, func() error {
		against := []byte(hash)
		if hash == "" {
			against = p.decoy()
		}
		digest := prehash(password)
		ok = bcrypt.CompareHashAndPassword(against, digest) == nil && hash != ""
		p.makeUp(against, digest)
		return nil
	})
	return ok, err
}

// waited says why somebody waited in vain for a worker: the one who asked has left, or it took too long.
func waited(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return campus.Away(err)
}

// makeUp spends the time by which a hash of a lower cost was faster than one of today's, so that the time does not tell who
// has been here since the cost was raised: costs n, n+1 … m-1 are together what m is more than n.
func (p *passwords) makeUp(hash, digest []byte) {
	cost, err := bcrypt.Cost(hash)
	for ; err == nil && cost < p.cost; cost++ {
		_, _ = bcrypt.GenerateFromPassword(digest, cost)
	}
}

// outdated reports whether a hash was made at a lower cost than today's.
func (p *passwords) outdated(hash string) bool {
	cost, err := bcrypt.Cost([]byte(hash))
	return err == nil && cost < p.cost
}
