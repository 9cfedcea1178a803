package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Contents returns every key of this campus with its value as text, for tests of what must not be there.
func (c *Campus) Contents(tb testing.TB) map[string]string {
	tb.Helper()
	var mu sync.Mutex
	all := map[string]string{}
	look := func(ctx context.Context, node *redis.Client) error {
		keys := node.Scan(ctx, 0, c.Options.Prefix+"*", 1000).Iterator()
		for keys.Next(ctx) {
			value, err := valueOf(ctx, node, keys.Val())
			if err != nil {
				return err
			}
			mu.Lock()
			all[strings.TrimPrefix(keys.Val(), c.Options.Prefix)] = value
			mu.Unlock()
		}
		return keys.Err()
	}
	var err error
	switch r := c.Redis.(type) {
	case *redis.ClusterClient:
		err = r.ForEachMaster(tb.Context(), look)
	case *redis.Client:
		err = look(tb.Context(), r)
	default:
		err = fmt.Errorf("a client of an unknown kind: %T", r)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func valueOf(ctx context.Context, node *redis.Client, key string) (string, error) {
	kind, err := node.Type(ctx, key).Result()
	if err != nil {
		return "", err
	}
	var value any
	switch kind {
	case "string":
		value, err = node.Get(ctx, key).Result()
	case "hash":
		value, err = node.HGetAll(ctx, key).Result()
	case "set":
		value, err = node.SMembers(ctx, key).Result()
	case "zset":
		value, err = node.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "list":
		value, err = node.LRange(ctx, key, 0, -1).Result()
	case "stream":
		value, err = node.XRange(ctx, key, "-", "+").Result()
	case "none": // it has expired meanwhile
	default:
		err = fmt.Errorf("%s is a %s", key, kind)
	}
	return fmt.Sprint(value), err
}
