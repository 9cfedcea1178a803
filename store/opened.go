package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Open returns a notification of somebody's and marks it as read, in two round trips; again, it changes nothing. From a Redis that
// is full it is read as by Peek. Refusal: ErrNotTold.
func (s *Inbox) Open(ctx context.Context, person int64, id string) (campus.Notification, error) {
	keys := []string{s.keys.personNotes(person), s.keys.personUnread(person)}
	got, err := s.e.Run(ctx, openToldScript, keys, campus.PersonTopic(person), id)
	if engine.IsFull(err) {
		return s.Peek(ctx, person, id)
	}
	if err != nil {
		return campus.Notification{}, err
	}
	return s.whole(ctx, id, got.Text(1))
}

// Peek returns a notification of somebody's and leaves it as it is. Refusal: ErrNotTold.
func (s *Inbox) Peek(ctx context.Context, person int64, id string) (campus.Notification, error) {
	var says *redis.SliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { says = p.HMGet(ctx, s.keys.personNotes(person), id) })
	if err != nil {
		return campus.Notification{}, err
	}
	text, ok := says.Val()[0].(string)
	if !ok {
		return campus.Notification{}, campus.ErrNotTold
	}
	return s.whole(ctx, id, text)
}

// whole returns a notification from how it is kept, with what may have changed since.
func (s *Inbox) whole(ctx context.Context, id, text string) (campus.Notification, error) {
	all := []campus.Notification{notificationFrom(text)}
	all[0].ID = id
	err := s.complete(ctx, all)
	return all[0], err
}
