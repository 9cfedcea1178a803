package storetest

import (
	"testing"
	"time"
)

// TakeOut ends all jobs of taking out who was erased, as where there is nothing in the archive: only the archive works on them.
func (c *Campus) TakeOut(tb testing.TB) {
	tb.Helper()
	for {
		job, ok, err := c.Erasures.Claim(tb.Context(), time.Minute)
		if err == nil && ok {
			err = c.Erasures.End(tb.Context(), job)
		}
		if err != nil {
			tb.Fatal(err)
		}
		if !ok {
			return
		}
	}
}
