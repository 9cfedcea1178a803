package store

import (
	"context"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// What the tests of package store_test see of the inside.

// PartitionOf returns the hash tag of a course's partition.
var PartitionOf = courseTag

// LeavesAtOnce is how many leave in one run.
const LeavesAtOnce = leavesAtOnce

// SeatKeys are a course, who is enrolled and who waits.
func (s *Store) SeatKeys(course string) (fields, enrolled, waiting string) {
	return s.keys.course(course), s.keys.enrolled(course), s.keys.waiting(course)
}

// CourseOutbox is where a course leaves work for the followers.
func (s *Store) CourseOutbox(course string) string { return s.keys.outbox(courseTag(course)) }

// PeopleOutbox is where people leave work for the followers.
func (s *Store) PeopleOutbox() string { return s.keys.outbox(tagPeople) }

// MeetingOutbox is where a meeting leaves work for the followers.
func (s *Store) MeetingOutbox(id int64) string { return s.keys.outbox(meetingTag(id)) }

// LeaseOfCourse is held by who works a course's outbox.
func (s *Store) LeaseOfCourse(course string) string { return s.keys.lease(courseTag(course)) }

// LogKey is the stream of an instance's events.
func (s *Store) LogKey(id int64, order int) string {
	return s.keys.events(meetingTag(id), campus.MeetingTopic(id, order))
}

// PresentKey is who is in an instance.
func (s *Store) PresentKey(id int64, order int) string { return s.keys.present(id, order) }

// DocumentKey is what the search found a course by.
func (s *Store) DocumentKey(course string) string { return s.keys.document(course) }

// Follow does what one entry of an outbox asks for.
func (f *Followers) Follow(ctx context.Context, entry redis.XMessage) error {
	return f.follow(ctx, entry)
}

// Pipe sends commands as the store does.
func (s *Store) Pipe(ctx context.Context, fill func(redis.Pipeliner)) error { return s.pipe(ctx, fill) }

// TextKey is a key that no part of the store uses.
func (s *Store) TextKey(name string) string { return s.keys.in(tagPeople, name) }

// Standing reads how a person stands in courses as a search does, closed ones included.
func (s *Store) Standing(ctx context.Context, person int64, courses []string) (map[string]string, error) {
	var found Found
	err := s.readFound(ctx, &found, person, courses)
	return found.Standing, err
}

// OperationKey is where the meaning of an operation is kept.
func (s *Store) OperationKey(person int64, op string) string { return s.operationKey(person, op) }
