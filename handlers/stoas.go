package handlers

import (
	"context"
	"time"

	"stoa/store"
	"stoa/store/campus"
)

const (
	// reportEvery is how often this Stoa says that it lives; it counts as living for three times that.
	reportEvery = 5 * time.Second
	// goodbye is how long saying that it ends may take.
	goodbye = time.Second
)

// Report says every few seconds that this Stoa lives and how many streams it has, until ctx is done, and then that it ends.
func (s *Server) Report(ctx context.Context) error {
	own := store.Stoa{ID: campus.NewOp(), Name: s.Name, Version: s.Version, Since: s.Store.Now()}
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		own.Streams = s.Hub.Streams()
		if err := s.Store.Stoas.Report(ctx, own); err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "reporting this Stoa", "err", err)
		}
		select {
		case <-ctx.Done():
			return s.sayGone(context.WithoutCancel(ctx), own.ID)
		case <-tick.C:
		}
	}
}

// sayGone takes this Stoa off the list. Who cannot is off it a moment later.
func (s *Server) sayGone(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, goodbye)
	defer cancel()
	if err := s.Store.Stoas.Gone(ctx, id); err != nil {
		s.Log.InfoContext(ctx, "saying that this Stoa ends", "err", err)
	}
	return nil
}
