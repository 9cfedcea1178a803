package archive

import (
	"context"
	"strings"
	"time"

	"stoa/store/engine"
)

// Drop is a file that is registered no more and is to be removed from its layer.
type Drop struct {
	Name
	Layer string
}

func (d Drop) member() string { return d.Name.String() + "\n" + d.Layer }

// dropOf reads a drop as it is kept.
func dropOf(member string) Drop {
	name, layer, _ := strings.Cut(member, "\n")
	table, path, _ := strings.Cut(name, "/")
	return Drop{Name{table, path}, layer}
}

// maxDrops is how many drops are taken at once.
const maxDrops = 500

// Drops takes files whose grace is over, at most n, for a time in which nobody else gets them. None of them is registered at this
// moment, and none can be registered until the time is over or Dropped is called: remove them at once.
func (x *Index) Drops(ctx context.Context, n int, lease time.Duration) ([]Drop, error) {
	k := x.keys
	got, err := x.e.Run(ctx, dropScript, []string{k.own("facts"), k.own("drops"), k.own("dropping")}, min(max(n, 1), maxDrops),
		max(lease, minLease).Milliseconds())
	if err != nil {
		return nil, err
	}
	var drops []Drop
	for _, member := range engine.Texts(got.All()[1:]) {
		drops = append(drops, dropOf(member))
	}
	return drops, nil
}

// Dropped says that files have been removed from their layers.
func (x *Index) Dropped(ctx context.Context, drops ...Drop) error {
	if len(drops) == 0 {
		return nil
	}
	args := make([]any, len(drops))
	for i, d := range drops {
		args[i] = d.member()
	}
	_, err := x.e.Run(ctx, droppedScript, []string{x.keys.own("drops"), x.keys.own("dropping")}, args...)
	return err
}
