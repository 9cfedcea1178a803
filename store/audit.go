package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Audit is who did what to whom, when and from where. What a change of a person does is noted by the script that changes
// them; the rest is noted here.
type Audit struct {
	data
	people *People
	life   time.Duration // after which what is in it goes
}

// maxFailures is about how many things that were tried in vain are kept, so that an attack cannot fill Redis. What was
// done goes by its age alone.
const maxFailures = 100_000

// trimEvery is how often is looked for what is too old. Nobody is there to wait for it.
const trimEvery = time.Hour

// Run removes what is older than the audit is kept, until ctx is done. Any number of Stoas may.
func (s *Audit) Run(ctx context.Context) error {
	ticker := time.NewTicker(trimEvery)
	defer ticker.Stop()
	for {
		if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
			s.e.Log().WarnContext(ctx, "what is too old in the audit was not removed; it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Tick removes what is older than the audit is kept.
func (s *Audit) Tick(ctx context.Context) error {
	_, err := s.e.Run(ctx, trimAuditScript, []string{s.keys.audit(), s.keys.signIns(), s.keys.failures()}, s.life.Milliseconds())
	return err
}

// Done notes what was done to somebody, or with 0 to nobody in particular. what says more, in words of Stoa's own or as
// data; it is never drawn as anything but text.
func (s *Audit) Done(ctx context.Context, by By, deed campus.Deed, whom int64, what string) error {
	_, err := s.e.Run(ctx, noteScript, []string{s.keys.audit(), s.keys.trail(whom)}, 0, flag(whom != 0), string(deed), by.who(),
		num(whom), by.From, what)
	return err
}

// Failed notes what was tried in vain: a sign-in, or what somebody may not do.
func (s *Audit) Failed(ctx context.Context, by By, deed campus.Deed, whom int64, what string) error {
	_, err := s.e.Run(ctx, noteScript, []string{s.keys.failures(), s.keys.trail(whom)}, maxFailures, "0", string(deed), by.who(),
		num(whom), by.From, what)
	return err
}

// forgetAtOnce is how many entries are looked at in one step when somebody's are searched.
const forgetAtOnce = 1_000

// forget removes where who was erased has signed in and out, and what they tried in vain, from what is kept of everybody: it says from
// where they came. What was done stays, as it has to be known who did it, but is shown without its address; see nameEntries.
func (s *Audit) forget(ctx context.Context, person int64) error {
	for _, key := range []string{s.keys.signIns(), s.keys.failures()} {
		for from := "-"; from != ""; {
			var read *redis.XMessageSliceCmd
			err := s.e.Read(ctx, func(p engine.Reader) { read = p.XRangeN(ctx, key, from, "+", forgetAtOnce) })
			if err != nil {
				return err
			}
			all := read.Val()
			var theirs []any
			for _, e := range auditEntries(all, markFailed) {
				if e.of(person) {
					theirs = append(theirs, e.place.at.String())
				}
			}
			if len(theirs) > 0 {
				if _, err := s.e.Run(ctx, dropNotedScript, []string{key}, theirs...); err != nil {
					return err
				}
			}
			if from = ""; len(all) == forgetAtOnce {
				from = "(" + all[len(all)-1].ID
			}
		}
	}
	return nil
}

// Kept is after how long what is in the audit goes.
func (s *Audit) Kept() time.Duration { return s.life }

// overridden notes once, with the time of the deed, that somebody did something to what is another's. The script that did it
// has left that to be done, so that no deed waits for the audit or fails with it. It has no address: these scripts know none.
func (s *Audit) overridden(ctx context.Context, en engine.Entry) error {
	whom := en.Number("whom")
	once := engine.Asked(en.Number("who"), "override:"+en.Text("deed")+":"+en.Text("what"), en.ID)
	_, err := s.e.Write(ctx, once, noteOverrideScript, []string{s.keys.audit(), s.keys.trail(whom)}, en.Text("deed"), en.Text("who"),
		whom, en.Text("at"), en.Text("what"))
	return err
}
