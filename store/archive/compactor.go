package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"stoa/store"
)

const (
	// compactPause is how often a compactor looks for plans and for files to be dropped.
	compactPause = time.Second
	// compactLease is how long a plan is a compactor's own. It is renewed long before: only who is stopped or dead loses it.
	compactLease = time.Minute
	// dropLease is how long files that are to be removed are a compactor's own.
	dropLease = time.Minute
	// dropAtOnce bounds how many files are removed in one go.
	dropAtOnce = 100
)

// The points of merging and dropping at which a test kills the process.
const (
	PointPlanned   = "planned"   // the plan is taken
	PointMerged    = "merged"    // the new file is there, nobody knows of it
	PointCommitted = "committed" // it is in the index instead of those that it was made of
	PointDropping  = "dropping"  // what is to be removed is taken
	PointRemoved   = "removed"   // a file is removed, the index does not know that
	PointDropped   = "dropped"
)

// Compactor makes one file of several, by the plans of the index, and removes those that are registered no more. Every Stoa runs one.
// Whatever crashes, and whoever is stopped beyond their lease, each row stays in one file that is registered.
type Compactor struct {
	index    *Index
	erasures *store.Erasures
	dir      string
	owner    string
	log      *slog.Logger
	reached  func(point string)
}

// NewCompactor returns a compactor to Run; dir is the data directory, owner names this process. reached hears the points; it may be nil.
func NewCompactor(index *Index, erasures *store.Erasures, dir, owner string, log *slog.Logger, reached func(point string)) *Compactor {
	if reached == nil {
		reached = func(string) {}
	}
	return &Compactor{index, erasures, dir, owner, log, reached}
}

// Run works until ctx is done, and then returns nil.
func (c *Compactor) Run(ctx context.Context) error {
	pause := time.NewTicker(compactPause)
	defer pause.Stop()
	for {
		if _, err := c.Tick(ctx); err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "merging files of the archive", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick carries out the plans that are due and removes the files that are to be, and returns how many plans it carried out. A plan that
// fails is given back, and does not keep the others.
func (c *Compactor) Tick(ctx context.Context) (done int, err error) {
	for ctx.Err() == nil {
		plan, ok, failed := c.index.Plan(ctx, c.owner, compactLease)
		if failed != nil || !ok {
			return done, errors.Join(err, failed, c.drop(ctx))
		}
		c.reached(PointPlanned)
		if failed := c.carryOut(ctx, plan); failed != nil {
			err = errors.Join(err, fmt.Errorf("plan %s for %s/%s: %w", plan.ID, plan.Table, plan.Folder, failed))
			continue
		}
		done++
	}
	return done, err
}

// carryOut makes the file of a plan, and commits it.
func (c *Compactor) carryOut(ctx context.Context, plan Plan) error {
	to, masked, err := c.merge(ctx, plan)
	if err != nil {
		return errors.Join(err, c.lost(ctx, plan, c.index.GiveUp(context.WithoutCancel(ctx), plan, err.Error())))
	}
	c.reached(PointMerged)
	if err = c.index.Commit(ctx, plan, to); err != nil {
		return c.lost(ctx, plan, err)
	}
	c.reached(PointCommitted)
	return c.index.Unmask(ctx, masked...)
}

// lost is no failure: somebody else has the plan by now, or what it was about has changed. The file that was made for it is nobody's then,
// and goes: whoever was paused for long may have written it when the order to remove it was done already.
func (c *Compactor) lost(ctx context.Context, plan Plan, err error) error {
	switch {
	case errors.Is(err, ErrPlanLost):
		return c.index.discard(context.WithoutCancel(ctx), Name{plan.Table, plan.To})
	case errors.Is(err, ErrPlanMissing):
		return nil
	}
	return err
}

// merge writes the file of a plan, keeping the plan meanwhile, without what names people who were erased; out of their rooms
// that goes first, for the eraser finds nothing in the new file any more. It returns the file's entry, and the lines that are masked
// in it for good. What is to be left out is asked for before anything is read: who was erased later finds
// the sources still there, and takes this plan away.
func (c *Compactor) merge(ctx context.Context, plan Plan) (Entry, []LineName, error) {
	masks, err := c.index.Masks(ctx)
	if err != nil {
		return Entry{}, nil, err
	}
	open, err := c.erasures.Open(ctx)
	if err != nil {
		return Entry{}, nil, err
	}
	out := takesOut(open)
	defer c.keep(ctx, plan)()
	from := make([]string, len(plan.From))
	for i, e := range plan.From {
		from[i] = e.Path
	}
	dir, stats, masked := filepath.Join(c.dir, c.index.Database(), plan.Table), Stats{}, []LineName(nil)
	switch plan.Table {
	case TableEvents:
		stats, err = MergeFiles(dir, from, plan.To, func(e *Event) bool {
			out.event(e)
			return true
		})
	case TableMessages:
		stats, err = MergeFiles(dir, from, plan.To, func(m *Message) bool {
			if masks.Hide(m) {
				masked = append(masked, m.Name())
			}
			out.line(m)
			return true
		})
	default:
		err = fmt.Errorf("nobody here knows what the rows of %s are", plan.Table)
	}
	if err == nil {
		err = out.ofRooms(ctx, c.erasures)
	}
	if err != nil {
		return Entry{}, nil, err
	}
	to := entryOf(plan.Table, plan.To, stats)
	to.Layer = plan.Layer
	return to, masked, nil
}

// keep renews a plan again and again until the function that it returns is called.
func (c *Compactor) keep(ctx context.Context, plan Plan) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		renew := time.NewTicker(compactLease / 3)
		defer renew.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-renew.C:
			}
			if _, err := c.index.Renew(ctx, plan, compactLease); err != nil && ctx.Err() == nil {
				c.log.WarnContext(ctx, "keeping a plan of the archive", "plan", plan.ID, "err", err)
			}
		}
	}()
	return func() { cancel(); <-done }
}

// drop removes the files that are registered no more and whose grace is over.
func (c *Compactor) drop(ctx context.Context) error {
	for ctx.Err() == nil {
		drops, err := c.index.Drops(ctx, dropAtOnce, dropLease)
		if err != nil || len(drops) == 0 {
			return err
		}
		c.reached(PointDropping)
		for _, d := range drops {
			if err := c.remove(d.Name); err != nil {
				return errors.Join(err, c.index.tell(ctx, workDropping, err))
			}
			c.reached(PointRemoved)
		}
		if err := errors.Join(c.index.Dropped(ctx, drops...), c.index.tell(ctx, workDropping, nil)); err != nil {
			return err
		}
		c.reached(PointDropped)
	}
	return nil
}

// remove removes a file; one that is not there any more is removed already.
func (c *Compactor) remove(n Name) error {
	root, err := os.OpenRoot(filepath.Join(c.dir, c.index.Database()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(n.String()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
