package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// panicked is what a drawing that panicked ends with: a fault of ours, which must not end anything else.
type panicked struct {
	cause any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("the drawing panicked: %v", p.cause) }

// recovered turns a panic into an error. It is to be deferred.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = &panicked{cause, debug.Stack()}
	}
}

// logFailure logs why a topic could not be drawn, of a panic where.
func logFailure(ctx context.Context, log *slog.Logger, topic string, err error) {
	if p, ok := errors.AsType[*panicked](err); ok {
		log.ErrorContext(ctx, "drawing panicked", "topic", topic, "panic", fmt.Sprint(p.cause), "stack", string(p.stack))
		return
	}
	log.WarnContext(ctx, "drawing events", "topic", topic, "err", err)
}
