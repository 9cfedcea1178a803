package archive

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"stoa/store/campus"
)

// Plan is to make one file of several. Who took it has it until the deadline, and longer by Renew.
type Plan struct {
	ID        string
	Fence     int64 // grows with each taking
	Owner     string
	Table     string
	Folder    string // date=2024-01-15/hour=21
	Iteration int    // of the files
	Layer     string
	From      []Entry // by path
	To        string  // path of the new file; another each time that somebody's lease has run out
	Rewrite   bool    // it is one file, to be made anew without what is to be in it no more
	Attempts  int     // this one counted
	Deadline  time.Time
}

// kept is a plan as the scripts keep it.
type kept struct {
	ID        string
	Table     string
	Dir       string
	Iteration int
	Layer     string
	From      []string
	To        string
	Owner     string
	Fence     int64
	Deadline  int64
	Attempts  int
	Why       string
	Rewrite   bool
}

// minLease is less than any file takes.
const minLease = time.Second

// Plan takes the next plan that is due, for a time. It reports false when there is none. A plan whose files are not as the index says
// is given up at once, and the next is taken.
func (x *Index) Plan(ctx context.Context, owner string, lease time.Duration) (Plan, bool, error) {
	if err := checkName("owner", owner); err != nil {
		return Plan{}, false, err
	}
	for range maxAgain {
		got, err := x.e.Run(ctx, takeScript, x.keys.all(), x.settings, newID(), owner, max(lease, minLease).Milliseconds())
		if err != nil || got.Word() != "plan" {
			return Plan{}, false, err
		}
		var k kept
		if err := json.Unmarshal([]byte(got.Text(1)), &k); err != nil {
			return Plan{}, false, fmt.Errorf("a plan that cannot be read: %w", err)
		}
		p, wrong, err := x.planOf(ctx, k)
		if err != nil || wrong == "" {
			return p, err == nil, err
		}
		x.e.Log().WarnContext(ctx, "archive: a plan cannot be carried out", "plan", p.ID, "table", p.Table, "why", wrong)
		if err := x.GiveUp(ctx, p, wrong); err != nil && err != error(ErrPlanLost) { // that it changed meanwhile is as good
			return Plan{}, false, err
		}
	}
	return Plan{}, false, nil
}

// planOf returns a plan with its entries, and what is wrong with one of them.
func (x *Index) planOf(ctx context.Context, k kept) (p Plan, wrong string, err error) {
	p = Plan{ID: k.ID, Fence: k.Fence, Owner: k.Owner, Table: k.Table, Folder: k.Dir, Iteration: k.Iteration, Layer: k.Layer, To: k.To,
		Rewrite: k.Rewrite, Attempts: k.Attempts, Deadline: time.UnixMilli(k.Deadline).UTC()}
	found, gone, err := x.entries(ctx, k.Table, k.From)
	for _, u := range append(found.Unreadable, gone...) {
		wrong = u.Path + ": " + u.Why
	}
	p.From = found.Files
	return p, wrong, err
}

// newID returns a random UUID (version 4, RFC 9562).
func newID() string {
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// Renew keeps a plan for so long from now. ErrPlanLost says that it is another's, or has changed: what was done for it is of no use.
func (x *Index) Renew(ctx context.Context, p Plan, lease time.Duration) (Plan, error) {
	got, err := x.e.Run(ctx, renewScript, x.keys.all(), x.settings, p.ID, p.Owner, p.Fence, max(lease, minLease).Milliseconds())
	if err != nil {
		return p, err
	}
	p.Deadline = time.UnixMilli(got.Number(1)).UTC()
	return p, nil
}

// Commit registers the file that a plan has made and removes those that it was made of, in one step; these are dropped later. It may
// be sent again within a day. ErrPlanLost and ErrPlanMissing refuse it: then the new file is of no use.
func (x *Index) Commit(ctx context.Context, p Plan, to Entry) error {
	to, err := to.checked(x.keys.database)
	if err != nil {
		return err
	}
	if to.Table != p.Table || to.Path != p.To || to.Layer != p.Layer {
		return campus.InvalidField("entry", "is of another file than the plan's: "+p.Table+"/"+p.To)
	}
	keys := append(x.keys.all(x.keys.folder(p.Table, folderOf(p.To))...), x.keys.committed(p.ID))
	_, err = x.e.Run(ctx, commitScript, keys, x.settings, p.ID, p.Owner, p.Fence, p.To, to.facts(), string(to.Text))
	return err
}

// GiveUp gives a plan back that did not succeed. It is tried again later, and after too many times it is parked until Unpark: its
// files stay as they are. ErrPlanLost says that it was not this owner's any more.
func (x *Index) GiveUp(ctx context.Context, p Plan, why string) error {
	_, err := x.e.Run(ctx, giveUpScript, x.keys.all(), x.settings, p.ID, p.Owner, p.Fence, short(why))
	return err
}

// Unpark lets a parked plan be tried again. ErrNoPlan says that none of this id is parked.
func (x *Index) Unpark(ctx context.Context, id string) error {
	_, err := x.e.Run(ctx, unparkScript, x.keys.all(), x.settings, id)
	return err
}

// Rewrite asks that a file be made anew, of the same iteration, without what was masked in it by now. A plan that the file is in, and
// that may have read it before, can be committed no more. ErrNoFile says that it is not registered: what it was merged into has
// to be looked for.
func (x *Index) Rewrite(ctx context.Context, n Name) error {
	if err := checkName("table", n.Table); err != nil {
		return err
	}
	if err := checkReadable(n.Path); err != nil {
		return err
	}
	_, err := x.e.Run(ctx, rewriteScript, x.keys.all(), x.settings, newID(), n.Table, n.Path)
	return err
}
