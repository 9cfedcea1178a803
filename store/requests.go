package store

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// claimLife is how long a name stays that of a request of which it is not known whether it was done, because Stoa or Redis
// died meanwhile: as long as the operation is remembered. Another request must not be given its answer.
const claimLife = 24 * time.Hour

// errOtherRequest says that a request's name is taken by one that was another.
var errOtherRequest = campus.InvalidField("Idempotency-Key", "this key was sent with another request; take a new one for each")

// Requests remembers for a day what requests that name themselves were answered. That a request is done once is the
// business of the operation that it carries; this is about what is said, and that one name means one request.
type Requests struct{ data }

// Answer is what a request was answered.
type Answer struct {
	Status   int
	Location string
	Tag      string // which version of it, as an entity tag
	Body     string
}

// Claim gives a person's name for a request its meaning: the request with this print. It returns the answer that it got
// before, if any, and refuses a name that another request has.
func (r *Requests) Claim(ctx context.Context, person int64, key, print string) (*Answer, error) {
	got, err := r.e.Run(ctx, claimRequestScript, []string{r.keys.request(person, key)}, print, int(claimLife.Seconds()))
	if engine.IsFull(err) { // then it cannot be claimed, and what was answered can be read
		if kept := r.kept(ctx, person, key, print); kept != nil {
			return kept, nil
		}
	}
	if err != nil {
		return nil, err
	}
	switch got.Word() {
	case "other":
		return nil, errOtherRequest
	case "done":
		status, err := strconv.Atoi(got.Text(1))
		return &Answer{Status: status, Location: got.Text(2), Body: got.Text(3), Tag: got.Text(4)}, err
	}
	return nil, nil
}

// kept reads the answer that the request with this print got, nil for none.
func (r *Requests) kept(ctx context.Context, person int64, key, print string) *Answer {
	var fields *redis.SliceCmd
	err := r.e.Read(ctx, func(p engine.Reader) {
		fields = p.HMGet(ctx, r.keys.request(person, key), "print", "status", "location", "body", "tag")
	})
	if err != nil {
		return nil
	}
	f := engine.Texts(fields.Val())
	status, err := strconv.Atoi(f[1])
	if err != nil || f[0] != print {
		return nil
	}
	return &Answer{Status: status, Location: f[2], Body: f[3], Tag: f[4]}
}

// Keep remembers the answer to a request for a day.
func (r *Requests) Keep(ctx context.Context, person int64, key, print string, a Answer) error {
	_, err := r.e.Run(ctx, keepAnswerScript, []string{r.keys.request(person, key)}, print, a.Status, a.Location, a.Body, a.Tag)
	return err
}

// Free gives the name of a request back that was refused.
func (r *Requests) Free(ctx context.Context, person int64, key, print string) error {
	_, err := r.e.Run(ctx, freeRequestScript, []string{r.keys.request(person, key)}, print)
	return err
}
