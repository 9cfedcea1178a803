package campus

import "time"

// RoomFacts is what somebody's standing in a room that outlives meetings follows from.
type RoomFacts struct {
	ID     RoomID
	Rules  Rules
	Banned bool // the room's staff have shut them out; it binds nobody who is of the staff
	Muted  bool // likewise

	Course  *Course   // of a course's room; nil when there never was such a course
	Deleted bool      // the course is
	Mine    Enrolment // in it

	Private PrivateFacts // of a private room; To is nobody when that person never was
}

// ErrCourseGone says why nobody writes in the room of a course that was deleted.
var ErrCourseGone = Refuse(Forbidden, "This course is deleted: its staff can read what was said, but nothing is said here any more.")

// ErrNotRoomStaff refuses who wants to keep order where others do.
var ErrNotRoomStaff = Refuse(Forbidden, "Only the staff of this room may do this.")

// Place returns how p stands to the room. Whoever may not read in it is refused: with ErrNoRoom where they are not to know of it,
// else with why.
func (f RoomFacts) Place(p Person, now time.Time) (Place, error) {
	place := Place{Topic: RoomTopic(f.ID), Rules: f.Rules}
	var err error
	if _, is := f.ID.Course(); is {
		err = f.courseRoom(&place, p, now)
	} else if other, is := f.ID.Other(p.ID); is {
		err = f.privateRoom(&place, other)
	} else if f.ID == GeneralID {
		place.Kind, place.Title, place.Open = PlaceGeneral, "General", true
		place.Rights = Rights{Enter: true, Staff: p.Role == Admin}
	} else {
		err = ErrNoRoom
	}
	if err == nil && f.Banned && !place.Staff {
		err = ErrBannedHere
	}
	if err != nil {
		return Place{}, err
	}
	place.Muted = f.Muted && !place.Staff
	return place, nil
}

// courseRoom is of who is enrolled and of the course's staff; of one that is deleted of these alone.
func (f RoomFacts) courseRoom(place *Place, p Person, now time.Time) error {
	if f.Course == nil {
		return ErrNoRoom
	}
	rights := CourseRights(p, *f.Course, f.Mine)
	switch {
	case f.Deleted && !rights.Staff:
		return ErrNoRoom
	case !rights.Enter:
		return ErrNotEnrolled
	case f.Deleted:
		place.Why = ErrCourseGone
	case !f.Course.Open(now):
		place.Why = ErrCourseOver
	}
	place.Kind, place.Title, place.Course = PlaceCourse, f.Course.Title, f.Course.ID
	place.Rights, place.Open = Rights{Enter: true, Staff: rights.Staff}, place.Why == nil
	return nil
}

// privateRoom is of its two people, and has no staff. What was said stays readable, whoever may write.
func (f RoomFacts) privateRoom(place *Place, other int64) error {
	if f.Private.To.ID != other || f.Private.Hidden() {
		return ErrNoRoom
	}
	place.Kind, place.Title, place.Other = PlacePrivate, f.Private.To.Name, Named{ID: other, Name: f.Private.To.Name}
	place.Rights, place.Why = Rights{Enter: true}, MayWritePrivately(f.Private)
	place.Open = place.Why == nil
	return nil
}
