package store

import (
	"context"
	"strconv"
	"time"

	"stoa/store/campus"
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
	Body     string
}

// Claim gives a person's name for a request its meaning: the request with this print. It returns the answer that it got
// before, if any, and refuses a name that another request has.
func (r *Requests) Claim(ctx context.Context, person int64, key, print string) (*Answer, error) {
	got, err := r.e.Run(ctx, claimRequestScript, []string{r.keys.request(person, key)}, print, int(claimLife.Seconds()))
	if err != nil {
		return nil, err
	}
	switch got.Word() {
	case "other":
		return nil, errOtherRequest
	case "done":
		status, err := strconv.Atoi(got.Text(1))
		return &Answer{Status: status, Location: got.Text(2), Body: got.Text(3)}, err
	}
	return nil, nil
}

// Keep remembers the answer to a request for a day.
func (r *Requests) Keep(ctx context.Context, person int64, key, print string, a Answer) error {
	_, err := r.e.Run(ctx, keepAnswerScript, []string{r.keys.request(person, key)}, print, a.Status, a.Location, a.Body)
	return err
}

// Free gives the name of a request back that was refused.
func (r *Requests) Free(ctx context.Context, person int64, key, print string) error {
	_, err := r.e.Run(ctx, freeRequestScript, []string{r.keys.request(person, key)}, print)
	return err
}
