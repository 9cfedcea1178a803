package live

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAtEveryBeatItIsToldOnceForAllWhoseStreamsStand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(Limits{})
		var told []map[string][]int64
		isRoom := func(topic string) bool { return strings.HasPrefix(topic, "meeting:") }
		s := NewStanding(h, isRoom, func(_ context.Context, readers map[string][]int64) error {
			told = append(told, maps.Clone(readers))
			return nil
		}, discard())
		go func() { _ = s.Run(t.Context()) }()
		time.Sleep(beatEvery)
		synctest.Wait()
		if len(told) != 0 {
			t.Errorf("with nobody there it is told %v", told)
		}
		everybody := make([]int64, 300)
		for i := range everybody {
			everybody[i] = int64(300 - i)
			enter(t, h, everybody[i], HTML.topic("meeting:1:1"), HTML.topic("me"))
		}
		enter(t, h, 7, JSON.topic("meeting:1:1")) // a second stream of one who has one
		gone := enter(t, h, 8, JSON.topic("meeting:2:1"))
		time.Sleep(beatEvery)
		synctest.Wait()
		gone.Close()
		time.Sleep(beatEvery)
		synctest.Wait()
		slices.Sort(everybody)
		if len(told) != 2 || len(told[0]) != 2 || len(told[1]) != 1 || !slices.Equal(told[0]["meeting:2:1"], []int64{8}) {
			t.Fatalf("it was told %d times, the topics of %v; want twice, of both rooms and then of one", len(told), told)
		}
		for _, one := range told {
			if got := one["meeting:1:1"]; !slices.Equal(got, everybody) {
				t.Errorf("of the great room it was told %v", got)
			}
		}
	})
}
