package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
)

// Demo remembers what demo data has been loaded, so that it can be loaded again without touching what people have made of
// it since.
type Demo struct{ data }

// Mark returns what was remembered of a piece of demo data, "" when it has not been loaded yet.
func (d *Demo) Mark(ctx context.Context, name string) (string, error) {
	var value *redis.StringCmd
	err := d.e.Read(ctx, func(p engine.Reader) { value = p.HGet(ctx, d.keys.demo(), name) })
	if err != nil {
		return "", err
	}
	return value.Val(), nil
}

// SetMark remembers a piece of demo data.
func (d *Demo) SetMark(ctx context.Context, name, value string) error {
	_, err := d.e.Run(ctx, markDemoScript, []string{d.keys.demo()}, name, value)
	return err
}
