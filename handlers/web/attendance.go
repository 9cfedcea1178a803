package web

import (
	"context"
	"iter"
	"time"

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
		row.Reason = a.Excuse.Reason
	}
	return row
}

// AttendedFile is attendance as the rows of a file, whose first are read, and the name of that without its ending.
type AttendedFile struct {
	Name string
	Rows iter.Seq2[archive.Attended, error]
}

// attendedPage reads the rows from a cursor on, and the cursor of the next; "" at the end.
type attendedPage func(cursor string) ([]archive.Attended, string, error)

// rows returns the rows of all pages after the first, which was read.
func (page attendedPage) rows(first []archive.Attended, after string) iter.Seq2[archive.Attended, error] {
	return func(yield func(archive.Attended, error) bool) {
		for some, next := first, after; ; {
			for _, row := range some {
				if !yield(row, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			var err error
			if some, next, err = page(next); err != nil {
				yield(archive.Attended{}, err)
				return
			}
		}
	}
}

// AttendedAt returns how people attended a date, as far as who asks may know; see Meetings.AttendanceAt. Its day is that of a zone.
func AttendedAt(ctx context.Context, s *store.Store, who campus.Person, id int64, order int, zone *time.Location) (AttendedFile, error) {
	var of campus.Seat
	page := attendedPage(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceAt(ctx, who, id, order, cursor, attendedAtOnce)
		of = a.Seat
		held := store.HeldDate{Meeting: a.Meeting, Instance: a.Instance, CourseTitle: a.Course}
		for _, one := range a.People {
			all = append(all, attendedRow(one.Person, held, one.Attending))
		}
		return all, a.Next, err
	})
	first, next, err := page("")
	return AttendedFile{fileName("Attendance of "+of.Meeting.Title, of.Instance.From.In(zone)), page.rows(first, next)}, err
}

// AttendedIn returns how people attended the dates of a course, as it is today: a row for everybody and each date. See
// Meetings.AttendanceOf.
func AttendedIn(ctx context.Context, s *store.Store, who campus.Person, course string, of store.TimeRange, zone *time.Location) (
	AttendedFile, error) {
	title := ""
	page := attendedPage(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceOf(ctx, who, course, store.AttendanceQuery{TimeRange: of, Dates: cursor, File: true}, nil)
		title = a.Course.Title
		for n, d := range a.Dates {
			for _, one := range a.People {
				if one.At[n] != nil {
					all = append(all, attendedRow(one.Person, d, *one.At[n]))
				}
			}
		}
		return all, a.NextDates, err
	})
	first, next, err := page("")
	return AttendedFile{fileName("Attendance in "+title, s.Now().In(zone)), page.rows(first, next)}, err
}

// AttendedBy returns how somebody attended, over all courses, as it is today. See Meetings.AttendanceOfPerson.
func AttendedBy(ctx context.Context, s *store.Store, who campus.Person, whose int64, of store.TimeRange, zone *time.Location) (
	AttendedFile, error) {
	name := ""
	page := attendedPage(func(cursor string) (all []archive.Attended, next string, err error) {
		a, err := s.Meetings.AttendanceOfPerson(ctx, who, whose, store.AttendanceQuery{TimeRange: of, Dates: cursor, File: true}, nil)
		name = a.Person.Name
		for _, d := range a.Dates {
			all = append(all, attendedRow(a.Person, d.HeldDate, d.Attending))
		}
		return all, a.Next, err
	})
	first, next, err := page("")
	return AttendedFile{fileName("Attendance of "+name, s.Now().In(zone)), page.rows(first, next)}, err
}
