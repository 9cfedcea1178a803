package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

const (
	// firstRetry is how long an entry that failed waits for its next try; each time twice as long, up to longestRetry.
	firstRetry   = time.Second
	longestRetry = 2 * time.Minute
	// maxTries is after how many an entry is parked: about ten minutes of trying. An outage does not count as a try.
	maxTries = 10
)

// due leaves out entries that failed and have to wait still.
func (f *Followers) due(ctx context.Context, tag string, raw []redis.XMessage) ([]Entry, error) {
	ids := make([]string, len(raw))
	for i, m := range raw {
		ids[i] = m.ID
	}
	tries, err := f.engine.rdb.HMGet(ctx, f.engine.tries(tag), ids...).Result()
	if err != nil {
		return nil, explain(err)
	}
	now, entries := f.engine.Now().UnixMilli(), make([]Entry, 0, len(raw))
	for i, tried := range Texts(tries) {
		_, at, _ := strings.Cut(tried, " ")
		if next, err := strconv.ParseInt(at, 10, 64); err != nil || next <= now {
			entries = append(entries, newEntry(raw[i]))
		}
	}
	return entries, nil
}

// failed counts a try against an entry and makes it wait, longer each time; after the last it is parked, and the log says
// so. An outage is nobody's fault: it ends the work for now.
func (f *Followers) failed(ctx context.Context, tag, token string, en Entry, cause error) error {
	if campus.CodeOf(cause) == campus.Unavailable {
		return cause
	}
	e := f.engine
	what, _ := json.Marshal(parkedEntry{Kind: en.Kind, About: about(en), Error: cause.Error()})
	got, err := e.Run(ctx, postponeScript, []string{e.Lease(tag), e.Outbox(tag), e.tries(tag), e.parked(tag)},
		token, en.ID, firstRetry.Milliseconds(), longestRetry.Milliseconds(), maxTries, string(what))
	switch {
	case err != nil:
		return err
	case got.Word() == "lost":
		return ErrLeaseLost
	case got.Word() == "parked":
		e.log.ErrorContext(ctx, "an entry of an outbox is given up; an admin can send it back", "outbox", tag, "entry", en.ID, "kind",
			en.Kind,
			"about", about(en), "err", cause)
	default:
		e.log.WarnContext(ctx, "an entry of an outbox failed; it will be tried again", "outbox", tag, "entry", en.ID, "kind", en.Kind,
			"err", cause)
	}
	return nil
}

// about says in a line what an entry is about.
func about(en Entry) string {
	var words []string
	for field := range en.values {
		if field != "kind" {
			words = append(words, field+" "+en.Text(field))
		}
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// parkedEntry is what is kept of an entry that was given up.
type parkedEntry struct {
	Kind   string          `json:"kind"`
	About  string          `json:"about"`
	Error  string          `json:"error"`
	At     int64           `json:"at"`
	Fields json.RawMessage `json:"fields,omitempty"` // as they stood in the outbox
}

// Parked is an entry of an outbox that was given up.
type Parked struct {
	Tag, ID     string
	Kind, About string
	Error       string // of the last try
	At          time.Time
}

// Parked returns all entries that were given up, the oldest first.
func (e *Engine) Parked(ctx context.Context) ([]Parked, error) {
	tags := outboxTags()
	found := make([]*redis.MapStringStringCmd, len(tags))
	err := e.Read(ctx, func(p Reader) {
		for i, tag := range tags {
			found[i] = p.HGetAll(ctx, e.parked(tag))
		}
	})
	if err != nil {
		return nil, err
	}
	var all []Parked
	for i, tag := range tags {
		for id, kept := range found[i].Val() {
			var p parkedEntry
			if err := json.Unmarshal([]byte(kept), &p); err != nil {
				return nil, fmt.Errorf("parked entry %s of %s: %w", id, tag, err)
			}
			all = append(all, Parked{Tag: tag, ID: id, Kind: p.Kind, About: p.About, Error: p.Error, At: time.UnixMilli(p.At).UTC()})
		}
	}
	slices.SortFunc(all, func(a, b Parked) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// Unpark sends an entry that was given up back into its outbox, at the end; one that is not there any more is left alone.
func (e *Engine) Unpark(ctx context.Context, o Op, tag, id string) error {
	if !slices.Contains(outboxTags(), tag) {
		return nil
	}
	_, err := e.Write(ctx, o, unparkScript, []string{e.Outbox(tag), e.parked(tag)}, id)
	return err
}

// The engine's own scripts.
var (
	renewScript    = Declare("renew", Works, 1)
	releaseScript  = Declare("release", Works, 1)
	settleScript   = Declare("settle", Works, 3)
	postponeScript = Declare("postpone", Works, 4)
	unparkScript   = Declare("unpark", Writes, 2)
	ownScripts     = []Script{pageScript, keptScript, renewScript, releaseScript, settleScript, postponeScript, unparkScript}
)

// OwnScripts returns the engine's own scripts, for a test of their heads.
func OwnScripts() []Script { return ownScripts }
