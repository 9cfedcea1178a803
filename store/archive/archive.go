package archive

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"sync"

	"github.com/redis/go-redis/v9"

	"stoa/store"
)

// Archive is what is kept of dates that are over: the files under a data directory, their index, and who works on both.
type Archive struct {
	*Index
	Archiver  *Archiver
	Compactor *Compactor
	Eraser    *Eraser
	erasures  *store.Erasures
	Releaser  *Releaser
	Expirer   *Expirer
	dir       string
	rooms     *store.Rooms
	people    *store.People
}

// New returns the archive of a campus, whose files lie under dir, which all Stoas share. The caller closes rdb. From here on lines that
// are deleted are taken out of the archive too, and rooms whose lines Redis has let go of have them back from there.
func New(ctx context.Context, rdb redis.UniversalClient, st *store.Store, dir string, o Options) (*Archive, error) {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	index, err := OpenIndex(ctx, rdb, o)
	if err != nil {
		return nil, err
	}
	a := &Archive{Index: index, dir: dir, rooms: st.Rooms, people: st.People,
		Archiver:  NewArchiver(index, st.Records, st.Erasures, dir, o.Log, nil),
		Compactor: NewCompactor(index, st.Erasures, dir, rand.Text(), o.Log, nil), erasures: st.Erasures,
		Eraser: NewEraser(index, st.Erasures, dir, o.Log, nil), Releaser: NewReleaser(st.Records, o.Log),
		Expirer: NewExpirer(index, st.Records, o.Log, nil)}
	st.Records.OnDelete(store.Masks{Deleting: a.Archiver.Deleting, Deleted: a.Archiver.Deleted})
	st.Records.OnWake(store.Shelf{Lines: a.Lines, Events: a.Events, Noted: a.TellReading, After: o.Release, Retain: o.Retain})
	return a, nil
}

// Run archives, merges, erases, lets go and removes what is too old until ctx is done, and then returns nil.
func (a *Archive) Run(ctx context.Context) error {
	var working sync.WaitGroup
	working.Go(func() { _ = a.Archiver.Run(ctx) }) // none fails: what does not succeed is tried again
	working.Go(func() { _ = a.Compactor.Run(ctx) })
	working.Go(func() { _ = a.Eraser.Run(ctx) })
	working.Go(func() { _ = a.Releaser.Run(ctx) })
	working.Go(func() { _ = a.Expirer.Run(ctx) })
	working.Wait()
	return nil
}
