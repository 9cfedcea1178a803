package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"stoa/store"
)

const (
	// releasePause is how often a releaser looks for dates that have been in the archive for long.
	releasePause = time.Minute
	// releaseLease is how long a date is a releaser's own; what fails is tried again after it.
	releaseLease = 10 * time.Minute
	// releaseAtOnce is how many dates of a partition are taken up together.
	releaseAtOnce = 4
)

// Releaser lets what was said at dates go out of Redis that have been in the archive for long. Every Stoa runs one.
type Releaser struct {
	records *store.Records
	log     *slog.Logger
}

// NewReleaser returns a releaser to Run, of records that know where their lines lie; see store.Records.OnWake.
func NewReleaser(records *store.Records, log *slog.Logger) *Releaser { return &Releaser{records, log} }

// Run works until ctx is done, and then returns nil.
func (r *Releaser) Run(ctx context.Context) error {
	pause := time.NewTicker(releasePause)
	defer pause.Stop()
	for {
		if _, err := r.Tick(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "letting go of dates that are in the archive", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick lets the dates go whose turn has come, and returns how many it did. One that fails does not keep the others.
func (r *Releaser) Tick(ctx context.Context) (done int, err error) {
	for {
		held, failed := r.records.Releasable(ctx, releaseAtOnce, releaseLease)
		err = errors.Join(err, failed)
		for _, date := range held {
			if failed := r.records.Release(ctx, date.Instance.Meeting, date.Order); failed != nil {
				err = errors.Join(err, fmt.Errorf("meeting %d, date %d: %w", date.Instance.Meeting, date.Order, failed))
				continue
			}
			done++
		}
		if len(held) == 0 || failed != nil || ctx.Err() != nil {
			return done, err
		}
	}
}
