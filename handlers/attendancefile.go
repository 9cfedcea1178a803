package handlers

import (
	"iter"
	"path"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/archive"
	"stoa/store/campus"
)

// attendanceFile answers with a file of attendance, in the format that its address ends with.
func attendanceFile(c echo.Context, rows iter.Seq2[archive.Attended, error]) error {
	return web.Rows(c, rows, "attendance"+path.Ext(c.Path()))
}

// dateAttendanceFile is GET /meetings/{id}/{order}/attendance.csv, and .parquet: the same as a file.
func (s *Server) dateAttendanceFile(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	return attendanceFile(c, web.AttendedAt(c.Request().Context(), s.Store, asker(c), id, order))
}

// courseAttendanceFile is GET /courses/{id}/attendance.csv?after=&before=, and .parquet: a row for everybody and each date.
func (s *Server) courseAttendanceFile(c echo.Context) error {
	who := asker(c)
	_, of, err := attendanceFilter(c, s.clock(who).Zone)
	if err != nil {
		return err
	}
	return attendanceFile(c, web.AttendedIn(c.Request().Context(), s.Store, who, c.Param("course"), of))
}

// ownAttendanceFile is GET /attendance.csv?after=&before=, and .parquet: how the reader attended, as a file.
func (s *Server) ownAttendanceFile(c echo.Context) error { return s.personFile(c, asker(c).ID) }

// personAttendanceFile is GET /people/{id}/attendance.csv?after=&before=, and .parquet.
func (s *Server) personAttendanceFile(c echo.Context) error {
	person, ok := campus.ParseID(c.Param("person"))
	if !ok {
		return campus.ErrNoPerson
	}
	return s.personFile(c, person)
}

func (s *Server) personFile(c echo.Context, person int64) error {
	who := asker(c)
	_, of, err := attendanceFilter(c, s.clock(who).Zone)
	if err != nil {
		return err
	}
	return attendanceFile(c, web.AttendedBy(c.Request().Context(), s.Store, who, person, of))
}
