package engine

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// walkAtOnce is how many keys Redis looks at for each step of a walk.
const walkAtOnce = 500

// Walk calls each with all keys under the partitions' tags that begin with some text after the tag, some at a time; a key
// may come twice, and one that comes or goes meanwhile may or may not. It goes through everything that Redis holds: no
// request does that.
func (e *Engine) Walk(ctx context.Context, begins string, each func(keys []string) error) error {
	var one sync.Mutex // masters are walked side by side
	walk := func(ctx context.Context, node *redis.Client) error {
		for cursor := uint64(0); ; {
			keys, next, err := node.Scan(ctx, cursor, literal(e.Prefix)+"{p*}:"+literal(begins)+"*", walkAtOnce).Result()
			if err == nil && len(keys) > 0 {
				one.Lock()
				err = each(keys)
				one.Unlock()
			}
			if err != nil || next == 0 {
				return err
			}
			cursor = next
		}
	}
	switch r := e.rdb.(type) {
	case *redis.ClusterClient:
		return explain(r.ForEachMaster(ctx, walk))
	case *redis.Client:
		return explain(walk(ctx, r))
	}
	return fmt.Errorf("a client of an unknown kind: %T", e.rdb)
}

// literal writes text as a pattern that only matches itself.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`).Replace(text)
}
