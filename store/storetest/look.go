package storetest

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store"
)

// Contents returns every key of this campus with its value as text, for tests of what must not be there.
func (c *Campus) Contents(tb testing.TB) map[string]string {
	tb.Helper()
	var mu sync.Mutex
	all := map[string]string{}
	err := c.eachKeys(tb.Context(), func(ctx context.Context, node *redis.Client, keys []string) error {
		for _, key := range keys {
			value, err := valueOf(ctx, node, key)
			if err != nil {
				return err
			}
			mu.Lock()
			all[strings.TrimPrefix(key, c.Options.Prefix)] = value
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// Value returns what a key holds, as text.
func (c *Campus) Value(tb testing.TB, key string) string {
	tb.Helper()
	value, err := valueOf(tb.Context(), c.Redis, key)
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

// eachKeys calls look with all keys of this campus, some at a time, and the node that has them; nodes side by side.
func (c *Campus) eachKeys(ctx context.Context, look func(ctx context.Context, node *redis.Client, keys []string) error) error {
	walk := func(ctx context.Context, node *redis.Client) error {
		for cursor := uint64(0); ; {
			keys, next, err := node.Scan(ctx, cursor, c.Options.Prefix+"*", 1000).Result()
			if err == nil && len(keys) > 0 {
				err = look(ctx, node, keys)
			}
			if err != nil || next == 0 {
				return err
			}
			cursor = next
		}
	}
	switch r := c.Redis.(type) {
	case *redis.ClusterClient:
		return r.ForEachMaster(ctx, walk)
	case *redis.Client:
		return walk(ctx, r)
	default:
		return fmt.Errorf("a client of an unknown kind: %T", r)
	}
}

// checkKeys holds every key that a test has left against the table of keys: its type, and whether it goes away by itself.
// Then it removes them.
func (c *Campus) checkKeys(tb testing.TB) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	var mu sync.Mutex
	err := c.eachKeys(ctx, func(ctx context.Context, node *redis.Client, keys []string) error {
		types, lives, err := typesOf(ctx, node, keys)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		for i, key := range keys {
			if wrong := wrongKey(strings.TrimPrefix(key, c.Options.Prefix), types[i].Val(), lives[i].Val()); wrong != "" {
				tb.Errorf("the key %s %s", key, wrong)
			}
		}
		return nil
	})
	if err != nil && !c.mayBeGone { // a server of its own the test may have killed
		tb.Errorf("looking through what is left: %v", err)
	}
}

// typesOf reads the types of keys and how long they live, and removes them.
func typesOf(ctx context.Context, node *redis.Client, keys []string) (types []*redis.StatusCmd, lives []*redis.DurationCmd, err error) {
	_, err = node.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, key := range keys {
			lives = append(lives, p.PTTL(ctx, key)) // first: what goes away after it is of no type
			types = append(types, p.Type(ctx, key))
			p.Unlink(ctx, key)
		}
		return nil
	})
	return types, lives, err
}

// keyTable is made once: a row holds a compiled pattern.
var keyTable = sync.OnceValue(store.KeyTable)

// ofArchive is a key of the archive's index, which has a table of its own: its tests look at all of them.
var ofArchive = regexp.MustCompile(`^\{\w+\}:archive:`)

// testsOwn are keys that only a test knows.
var testsOwn = regexp.MustCompile(`^(\{\w+\}:)?test:`)

// wrongKey says what is wrong with a key, "" for nothing.
func wrongKey(key, kind string, life time.Duration) string {
	row, known := keyTable().Find(key)
	switch {
	case kind == "none", testsOwn.MatchString(key), ofArchive.MatchString(key): // it has expired meanwhile, or is no business of the table
		return ""
	case !known:
		return "is in no row of the table of keys"
	case kind != row.Type:
		return fmt.Sprintf("is a %s, want a %s", kind, row.Type)
	case life > 0 && row.Expiry == "":
		return fmt.Sprintf("goes away in %v, and should stay", life)
	case life < 0 && row.Expiry != "":
		return "stays, and should go away after " + row.Expiry
	}
	return ""
}

func valueOf(ctx context.Context, node redis.Cmdable, key string) (string, error) {
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
