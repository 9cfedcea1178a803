package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

const (
	// checkPause is how long after it was seen something must still be wrong: what follows from a change takes a second.
	checkPause = 1500 * time.Millisecond
	// maxLooks bounds how often it is looked while what is wrong changes from one look to the next.
	maxLooks = 4
)

// CheckSearch compares the search with all courses, and returns what is wrong, a sentence each. It works beside running
// Stoas: what one of them is just about to follow up on is not taken for wrong.
func (s *Courses) CheckSearch(ctx context.Context) ([]string, error) {
	return lookTwice(ctx, s.compareSearch)
}

// lookTwice returns what is wrong at two looks, one after the other.
func lookTwice(ctx context.Context, look func(context.Context) ([]string, error)) ([]string, error) {
	wrong, err := look(ctx)
	for looks := 1; err == nil && len(wrong) > 0 && looks < maxLooks; looks++ {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(checkPause):
		}
		before := wrong
		if wrong, err = look(ctx); err == nil && slices.Equal(before, wrong) {
			break
		}
		if looks == maxLooks-1 { // others change it all the time: what was wrong at both looks is
			wrong = slices.DeleteFunc(wrong, func(one string) bool { return !slices.Contains(before, one) })
		}
	}
	return wrong, err
}

func (s *Courses) compareSearch(ctx context.Context) ([]string, error) {
	all := s.index.Compare()
	err := s.walk(ctx, func(open []campus.Course) error { return all.Documents(ctx, documentsOf(open)) })
	if err != nil {
		return nil, err
	}
	wrong, err := all.Wrong(ctx)
	slices.Sort(wrong)
	return wrong, err
}

// RepairSearch builds the search anew beside the one in use, which it then replaces, and brings in step what has changed
// meanwhile.
func (s *Courses) RepairSearch(ctx context.Context) error {
	err := s.index.Rebuild(ctx, func(each func([]index.Document) error) error {
		return s.walk(ctx, func(open []campus.Course) error { return each(documentsOf(open)) })
	})
	if err != nil {
		return err
	}
	if err := s.walk(ctx, func(open []campus.Course) error { return s.reindex(ctx, courseIDs(open)) }); err != nil {
		return err
	}
	var found []string
	if err := s.index.Found(ctx, func(id string) { found = append(found, id) }); err != nil {
		return err
	}
	for some := range slices.Chunk(found, walkBatch) {
		if err := s.reindex(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// reindex puts courses into the search as they are now, or takes them out. What was heard of them later, after they were
// read here, is not undone: the order is read first.
func (s *Courses) reindex(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	orders, err := s.index.Orders(ctx, ids)
	if err != nil {
		return err
	}
	courses, err := s.Some(ctx, ids)
	if err != nil {
		return err
	}
	calls := make([]engine.Call, len(ids))
	for i, id := range ids {
		at := slices.IndexFunc(courses, func(c campus.Course) bool { return c.ID == id })
		if at < 0 {
			calls[i] = s.index.Remove(id, orders[i])
		} else {
			calls[i] = s.indexed(id, orders[i], courses[at], true)
		}
	}
	_, err = s.e.RunAll(ctx, calls)
	return err
}

// walkBatch is how many courses a walk reads in one round trip.
const walkBatch = 200

// walk calls each with all open courses, some at a time; one may come twice.
func (s *Courses) walk(ctx context.Context, each func(open []campus.Course) error) error {
	return s.e.Walk(ctx, "course:", func(keys []string) error {
		var ids []string
		for _, key := range keys {
			if id := key[strings.LastIndexByte(key, ':')+1:]; campus.IsCourseID(id) && s.keys.course(id) == key {
				ids = append(ids, id)
			}
		}
		for some := range slices.Chunk(ids, walkBatch) {
			courses, err := s.Some(ctx, some)
			if err != nil {
				return fmt.Errorf("reading courses: %w", err)
			}
			now := s.e.Now()
			courses = slices.DeleteFunc(courses, func(c campus.Course) bool { return !c.Open(now) })
			if err := each(courses); err != nil {
				return err
			}
		}
		return nil
	})
}

func documentsOf(courses []campus.Course) []index.Document {
	docs := make([]index.Document, len(courses))
	for i, c := range courses {
		docs[i] = documentOf(c)
	}
	return docs
}

func courseIDs(courses []campus.Course) []string {
	ids := make([]string, len(courses))
	for i, c := range courses {
		ids[i] = c.ID
	}
	return ids
}
