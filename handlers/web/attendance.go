package web

import (
	"context"
	"iter"

	"stoa/store"
	"stoa/store/archive"
	"stoa/store/campus"
)

// attendedAtOnce is how many people of one date an export reads at once.
const attendedAtOnce = 200

// attendedRow is how one person attended one date, as a row of a file.
func attendedRow(p campus.Person, d store.HeldDate, a store.Attending) archive.Attended {
	row := archive.Attended{Person: p.ID, Name: p.Name, Meeting: d.Instance.Meeting, Order: int32(d.Instance.Order), Title: d.Meeting.Title,
		Course: d.CourseTitle, From: d.Instance.From, To: d.Instance.To, State: string(a.State), Late: a.Late, LeftEarly: a.Early,
		FirstIn: a.Joined, LastOut: a.Left, Minutes: int32(a.Minutes()), Share: a.Share()}
	if a.Excuse != nil {
		row.Excuse = a.Excuse.Reason
	}
	return row
}

// attendedPages returns the rows of all pages; page reads the one from a cursor on, and the cursor of the next, "" at the end.
func attendedPages(page func(cursor string) ([]archive.Attended, string, error)) iter.Seq2[archive.Attended, error] {
	return func(yield func(archive.Attended, error) bool) {
		for cursor := ""; ; {
			some, next, err := page(cursor)
			if err != nil {
				yield(archive.Attended{}, err)
				return
			}
			for _, row := range some {
				if !yield(row, nil) {
					return
				}
			}
			if cursor = next; cursor == "" {
				return
			}
		}
	}
}

// AttendedAt returns how people attended a date, as far as who asks may know; see Meetings.AttendanceAt, whose refusals come first.
func AttendedAt(ctx context.Context, s *store.Store, who campus.Person, id int64, order int) iter.Seq2[archive.Attended, error] {
	return attendedPages(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceAt(ctx, who, id, order, cursor, attendedAtOnce)
		held := store.HeldDate{Meeting: a.Meeting, Instance: a.Instance, CourseTitle: a.Course}
		for _, one := range a.People {
			all = append(all, attendedRow(one.Person, held, one.Attending))
		}
		return all, a.Next, err
	})
}

// AttendedIn returns how people attended the dates of a course: a row for everybody and each date. See Meetings.AttendanceOf.
func AttendedIn(ctx context.Context, s *store.Store, who campus.Person, course string, of store.TimeRange) iter.Seq2[
	archive.Attended, error] {
	return attendedPages(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceOf(ctx, who, course, store.AttendanceQuery{TimeRange: of, Dates: cursor, File: true}, nil)
		for n, d := range a.Dates {
			for _, one := range a.People {
				if one.At[n] != nil {
					all = append(all, attendedRow(one.Person, d, *one.At[n]))
				}
			}
		}
		return all, a.NextDates, err
	})
}

// AttendedBy returns how somebody attended, over all courses. See Meetings.AttendanceOfPerson.
func AttendedBy(ctx context.Context, s *store.Store, who campus.Person, whose int64, of store.TimeRange) iter.Seq2[
	archive.Attended, error] {
	return attendedPages(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceOfPerson(ctx, who, whose, store.AttendanceQuery{TimeRange: of, Dates: cursor, File: true}, nil)
		for _, d := range a.Dates {
			all = append(all, attendedRow(a.Person, d.HeldDate, d.Attending))
		}
		return all, a.Next, err
	})
}
