package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// ownBlocks tells whom a person has blocked.
func (s *Store) ownBlocks(ctx context.Context, person campus.Person, to OwnData) error {
	var read *redis.ZSliceCmd
	err := s.engine.Read(ctx, func(p engine.Reader) {
		read = p.ZRangeWithScores(ctx, s.People.keys.personBlocked(person.ID), 0, -1)
	})
	if err != nil {
		return err
	}
	blocks := make([]campus.OwnBlock, 0, len(read.Val()))
	ids := make([]int64, 0, len(read.Val()))
	for _, z := range read.Val() {
		member, _ := z.Member.(string)
		if id, ok := campus.ParseID(member); ok {
			ids = append(ids, id)
			blocks = append(blocks, campus.OwnBlock{Person: campus.Named{ID: id}, At: fromMillis(num(int64(z.Score)))})
		}
	}
	people, err := s.People.Some(ctx, ids)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		b.Person.Name = people[b.Person.ID].Name
		if err := to.Block(b); err != nil {
			return err
		}
	}
	return nil
}

// ownReports tells what a person has reported, newest first. Who reported what stands in the list of all reports.
func (s *Store) ownReports(ctx context.Context, person campus.Person, to OwnData) error {
	var after engine.Place
	for {
		places, err := s.engine.Page(ctx, s.Reports.keys.reports(), after, visitsChunk, true)
		if err != nil || len(places) == 0 {
			return err
		}
		after = places[len(places)-1]
		if err := s.Reports.ownAmong(ctx, person.ID, places, to); err != nil {
			return err
		}
	}
}

// ownAmong tells those of some reports that a person made. The line that was reported is another's, and left out.
func (s *Reports) ownAmong(ctx context.Context, person int64, places []engine.Place, to OwnData) error {
	var reads []reportRead
	err := s.e.Read(ctx, func(p engine.Reader) {
		for _, place := range places {
			if id, course, ok := parseListed(place.Member); ok && id.Reporter == person {
				reads = append(reads, s.queueReport(ctx, p, id, course))
			}
		}
	})
	if err != nil {
		return err
	}
	for _, r := range reads {
		report, ok := r.report()
		if !ok {
			continue
		}
		report.Body, report.ClosedBy = "", campus.Named{}
		if err := to.Report(report); err != nil {
			return err
		}
	}
	return nil
}
