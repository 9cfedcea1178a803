package handlers

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store"
	"stoa/store/campus"
)

// attendedRecord is how one person attended one date: a row of a file, whatever its format.
type attendedRecord struct {
	person campus.Person
	date   store.HeldDate
	at     store.Attending
}

var attendedColumns = []string{"person_id", "person", "meeting_id", "order", "meeting", "course", "from", "to", "state", "late",
	"left_early", "first_in", "last_out", "minutes", "share", "excuse"}

func (r attendedRecord) cells() []string {
	stamp := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	excuse := ""
	if r.at.Excuse != nil {
		excuse = r.at.Excuse.Reason
	}
	i := r.date.Instance
	return []string{strconv.FormatInt(r.person.ID, 10), web.Harmless(r.person.Name), strconv.FormatInt(i.Meeting, 10),
		strconv.Itoa(i.Order), web.Harmless(r.date.Meeting.Title), web.Harmless(r.date.CourseTitle), stamp(i.From),
		stamp(i.To), string(r.at.State), strconv.FormatBool(r.at.Late), strconv.FormatBool(r.at.Early), stamp(r.at.Joined),
		stamp(r.at.Left), strconv.Itoa(r.at.Minutes()), strconv.FormatFloat(r.at.Share(), 'f', 4, 64), web.Harmless(excuse)}
}

// attendedRows gives the next rows of a file; none at the end.
type attendedRows func(ctx context.Context) ([]attendedRecord, bool, error)

// writeAttended writes a file while it is read. What is refused is, before anything is written; one that cannot be brought to
// its end is broken off, so that nobody takes it for whole.
func writeAttended(c echo.Context, next attendedRows) error {
	ctx := c.Request().Context()
	some, more, err := next(ctx)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="attendance.csv"`)
	h.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(c.Response())
	out.UseCRLF = true
	_ = out.Write(attendedColumns)
	for {
		for _, r := range some {
			_ = out.Write(r.cells())
		}
		if out.Flush(); err != nil || out.Error() != nil {
			panic(http.ErrAbortHandler)
		}
		if !more {
			return nil
		}
		some, more, err = next(ctx)
	}
}

// dateAttendanceCSV is GET /meetings/{id}/{order}/attendance.csv: the same as a file.
func (s *Server) dateAttendanceCSV(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	who, cursor := asker(c), ""
	return writeAttended(c, func(ctx context.Context) (all []attendedRecord, more bool, err error) {
		a, err := s.Store.Meetings.AttendanceAt(ctx, who, id, order, cursor, attendedAtOnce)
		for _, one := range a.People {
			held := store.HeldDate{Meeting: a.Meeting, Instance: a.Instance, CourseTitle: a.Course}
			all = append(all, attendedRecord{one.Person, held, one.Attending})
		}
		cursor = a.Next
		return all, cursor != "", err
	})
}

// courseAttendanceCSV is GET /courses/{id}/attendance.csv?after=&before=: a row for everybody and each date.
func (s *Server) courseAttendanceCSV(c echo.Context) error {
	who := asker(c)
	_, of, err := attendanceFilter(c, s.clock(who).Zone)
	if err != nil {
		return err
	}
	q := store.AttendanceQuery{TimeRange: of}
	return writeAttended(c, func(ctx context.Context) (all []attendedRecord, more bool, err error) {
		a, err := s.Store.Meetings.AttendanceOf(ctx, who, c.Param("course"), q, nil)
		for n, d := range a.Dates {
			for _, one := range a.People {
				if one.At[n] != nil {
					all = append(all, attendedRecord{one.Person, d, *one.At[n]})
				}
			}
		}
		q.Dates = a.NextDates
		return all, q.Dates != "", err
	})
}

// ownAttendanceCSV is GET /attendance.csv?after=&before=: how the reader attended, as a file.
func (s *Server) ownAttendanceCSV(c echo.Context) error { return s.personCSV(c, asker(c).ID) }

// personAttendanceCSV is GET /people/{id}/attendance.csv?after=&before=.
func (s *Server) personAttendanceCSV(c echo.Context) error {
	person, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	return s.personCSV(c, person)
}

func (s *Server) personCSV(c echo.Context, person int64) error {
	who := asker(c)
	_, of, err := attendanceFilter(c, s.clock(who).Zone)
	if err != nil {
		return err
	}
	q := store.AttendanceQuery{TimeRange: of}
	return writeAttended(c, func(ctx context.Context) (all []attendedRecord, more bool, err error) {
		a, err := s.Store.Meetings.AttendanceOfPerson(ctx, who, person, q, nil)
		for _, d := range a.Dates {
			all = append(all, attendedRecord{a.Person, d.HeldDate, d.Attending})
		}
		q.Dates = a.Next
		return all, q.Dates != "", err
	})
}
