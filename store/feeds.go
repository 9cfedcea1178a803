package store

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// How fast calendars may be asked for: each address now and then by the programs that follow it, and in vain from one place
// hardly ever.
const (
	feedTries  = 60
	feedStep   = time.Minute
	vainTries  = 30
	vainStep   = 10 * time.Second
	feedBucket = "calendar "
)

// MakeFeed makes the secret address of the asker's calendar, in the place of the one before. It returns the secret, which
// nothing keeps.
func (s *Doors) MakeFeed(ctx context.Context, by By) (secret string, made time.Time, err error) {
	asked := engine.Asked(by.Person.ID, "feed", by.Op)
	if secret, err = s.token(ctx, by.Person.ID, "calendar", asked.Key); err != nil {
		return "", made, err
	}
	got, err := s.keepFeed(ctx, asked, by.Person.ID, hashToken(secret))
	if err != nil {
		return "", made, err
	}
	return secret, time.UnixMilli(got.Number(1)).UTC(), nil
}

// RevokeFeed takes the secret address of the asker's calendar away: it is nobody's from now on. Done twice it is done.
func (s *Doors) RevokeFeed(ctx context.Context, by By) error {
	_, err := s.keepFeed(ctx, engine.Asked(by.Person.ID, "no feed", by.Op), by.Person.ID, "")
	return err
}

func (s *Doors) keepFeed(ctx context.Context, asked engine.Op, id int64, hash string) (engine.Reply, error) {
	return s.e.Write(ctx, asked, keepFeedScript, []string{s.keys.feed(id), s.keys.person(id)}, hash)
}

// FeedMade returns when the secret address of a person's calendar was made; zero for none.
func (s *Doors) FeedMade(ctx context.Context, person int64) (time.Time, error) {
	var made *redis.StringCmd
	err := s.e.Read(ctx, func(p engine.Reader) { made = p.HGet(ctx, s.keys.feed(person), "made") })
	if err != nil || made.Val() == "" {
		return time.Time{}, err
	}
	return fromMillis(made.Val()), nil
}

// FeedOf returns whose calendar a secret address is: ErrNoFeed for one that is not good (any more), and for the one of
// somebody who is kept out. Who tries too many is told to wait: from is where they ask from.
func (s *Doors) FeedOf(ctx context.Context, secret, from string) (campus.Person, error) {
	hash, id, ok := readToken(secret)
	var feed *redis.StringCmd
	var person *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		feed, person = p.HGet(ctx, s.keys.feed(id), "secret"), p.HMGet(ctx, s.keys.person(id), personFields...)
	})
	if err != nil {
		return campus.Person{}, err
	}
	who, exists := personFrom(person.Val())
	if !ok || !exists || who.Status != campus.StatusActive || subtle.ConstantTimeCompare([]byte(feed.Val()), []byte(hash)) == 0 {
		if err := s.slowly(ctx, bucket{s.keys.attempts(feedBucket + from), vainStep, vainTries}); err != nil {
			return campus.Person{}, err
		}
		return campus.Person{}, campus.ErrNoFeed
	}
	return who, s.slowly(ctx, bucket{s.keys.attempts(feedBucket + num(id)), feedStep, feedTries})
}

// slowly refuses who asks too often. A Redis that takes no writes counts nobody: what can be read is read.
func (s *Doors) slowly(ctx context.Context, b bucket) error {
	if err := s.sessions.take(ctx, []bucket{b}); campus.CodeOf(err) == campus.TooMany {
		return err
	}
	return nil
}
