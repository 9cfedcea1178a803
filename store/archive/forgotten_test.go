package archive_test

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// A date that is listed before its time, as after a loss of other keys, waits until it is archived.
func TestADateCancelledWhileItWentOnIsNotForgottenBeforeItIsArchived(t *testing.T) {
	t.Parallel()
	schools(t, func(t *testing.T, s *school) {
		s.o.Retain = campus.Retention{Messages: 2, Events: 2}
		h := newHouse(t, s)
		ctx, room := t.Context(), h.opened(t)
		id, _, _ := campus.ParseMeetingTopic(room.Topic)
		must(t, h.c.Meetings.CancelInstances(ctx, h.thales, id, 1, false, 1, "")) // at its first moment
		h.c.Settle(t)
		must(t, h.c.Redis.ZAdd(ctx, h.key(id, "forgetting"), redis.Z{Score: 1, Member: fmt.Sprint(id, ":1")}).Err())
		done, err := h.c.Records.Expire(ctx, 1)
		view, verr := h.c.Meetings.View(ctx, h.john, id, 1, store.Span{Limit: 50})
		must(t, verr)
		got := h.listed(t, campus.Meeting{ID: id}, "forgetting")
		if done != 0 || err != nil || len(got) != 0 || view.Instance.Forgotten {
			t.Errorf("%d dates went, %v, it waits in %q: %+v", done, err, got, view.Instance)
		}
		h.archives(t, 1)
		n := 0
		for _, e := range rows[archive.Event](t, s, archive.TableEvents) {
			if e.Kind == "join" && e.Person == h.john.ID {
				n++
			}
		}
		if n != 1 || len(h.listed(t, campus.Meeting{ID: id}, "forgetting")) != 1 {
			t.Errorf("the archive has %d joins of john", n)
		}
	})
}
