package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// stoaCounts is for how long a Stoa is listed after it has last reported itself: three of its reports may be late.
const stoaCounts = 15 * time.Second

// Stoas is which processes of Stoa there are. Each reports itself; one that was killed is gone soon.
type Stoas struct{ data }

// Stoa is one process, as it has last reported itself.
type Stoa struct {
	ID      string    `json:"id"`   // of the process: one that begins again at the same address is another
	Name    string    `json:"name"` // its machine and port, for people
	Version string    `json:"version"`
	Since   time.Time `json:"since"`
	Streams int       `json:"streams"` // live pages and event streams that are open to it
}

// Report notes that a Stoa lives. It has to report again every few seconds.
func (s *Stoas) Report(ctx context.Context, own Stoa) error { return s.note(ctx, own.ID, object(own)) }

// Gone notes that a Stoa ends.
func (s *Stoas) Gone(ctx context.Context, id string) error { return s.note(ctx, id, "") }

func (s *Stoas) note(ctx context.Context, id, said string) error {
	k := []string{s.keys.living(), s.keys.stoasSay(), s.keys.stoasRan()}
	_, err := s.e.Run(ctx, reportStoaScript, k, id, said, stoaCounts.Milliseconds())
	return err
}

// List returns all that live, by name, then since when; asker must be an admin. a is what was read ahead; nil for nothing.
func (s *Stoas) List(ctx context.Context, asker campus.Person, a *Ahead) ([]Stoa, error) {
	if asker.Role != campus.Admin {
		return nil, campus.ErrNotAdmin
	}
	var cmd *redis.Cmd
	if a != nil && a.read && a.stoas != nil {
		cmd = a.stoas
	} else if err := s.e.Read(ctx, func(p engine.Reader) { cmd = s.queueStoas(ctx, p) }); err != nil {
		return nil, err
	}
	var all []Stoa
	for i, said := range engine.Texts(engine.Queued(cmd).All()) {
		if i == 0 {
			continue // the word that it went well
		}
		var one Stoa
		if err := json.Unmarshal([]byte(said), &one); err != nil {
			return nil, fmt.Errorf("a Stoa says of itself %q: %w", said, err)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Stoa) int { return cmp.Or(cmp.Compare(a.Name, b.Name), a.Since.Compare(b.Since)) })
	return all, nil
}

// outage returns from when until when no Stoa ran, the last time that none did for as long as one counts as living, as scripts
// take it: 0 for never. Before any has reported itself again it lasts until now.
func (d data) outage(ctx context.Context) (slept, woke int64, err error) {
	var read *redis.SliceCmd
	if err := d.e.Read(ctx, func(p engine.Reader) { read = p.HMGet(ctx, d.keys.stoasRan(), "last", "slept", "woke") }); err != nil {
		return 0, 0, err
	}
	var at [3]int64
	for i, text := range engine.Texts(read.Val()) {
		at[i], _ = strconv.ParseInt(text, 10, 64)
	}
	if now := d.e.Now().UnixMilli(); at[0] != 0 && now-at[0] >= stoaCounts.Milliseconds() {
		return at[0], now, nil
	}
	return at[1], at[2], nil
}

func (d data) queueStoas(ctx context.Context, p engine.Reader) *redis.Cmd {
	return d.e.Queue(ctx, p, listStoasScript, []string{d.keys.living(), d.keys.stoasSay()})
}
