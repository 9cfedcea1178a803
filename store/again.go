package store

import (
	"context"
	"errors"

	"stoa/store/campus"
	"stoa/store/engine"
)

// errNever says that an operation has not been done.
var errNever = campus.Refuse(campus.NotFound, "This has not been done.")

// before returns the answer that an operation was given the first time, when it would be refused now: whatever has happened
// since does not change it. key is any key of the tag that the operation was done under.
func (d data) before(ctx context.Context, asked engine.Op, key string, got engine.Reply, err error) (engine.Reply, error) {
	if _, refused := errors.AsType[*campus.Error](err); !refused || campus.CodeOf(err) == campus.Unavailable {
		return got, err
	}
	first, ferr := d.e.Write(ctx, asked, recallScript, []string{key})
	if errors.Is(ferr, errNever) {
		return got, err
	}
	return first, ferr
}
