package handlers

import (
	"path"

	"github.com/labstack/echo/v4"

	"stoa/handlers/web"
	"stoa/store/campus"
)

// attendanceFile answers with a file of attendance, in the format that its address ends with.
func attendanceFile(c echo.Context, file web.AttendedFile, err error) error {
	if err != nil {
		return err
	}
	return web.Rows(c, file.Rows, file.Name+path.Ext(c.Path()))
}

// dateAttendanceFile is GET /meetings/{id}/{order}/attendance.csv, and .parquet: the same as a file.
func (s *Server) dateAttendanceFile(c echo.Context) error {
	id, order, err := instanceParams(c)
	if err != nil {
		return err
	}
	who := asker(c)
	file, err := web.AttendedAt(c.Request().Context(), s.Store, who, id, order, s.clock(who).Zone)
	return attendanceFile(c, file, err)
}

// courseAttendanceFile is GET /courses/{id}/attendance.csv?after=&before=, and .parquet: a row for everybody and each date.
func (s *Server) courseAttendanceFile(c echo.Context) error {
	who := asker(c)
	zone := s.clock(who).Zone
	_, of, err := attendanceFilter(c, zone)
	if err != nil {
		return err
	}
	file, err := web.AttendedIn(c.Request().Context(), s.Store, who, c.Param("course"), of, zone)
	return attendanceFile(c, file, err)
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
	zone := s.clock(who).Zone
	_, of, err := attendanceFilter(c, zone)
	if err != nil {
		return err
	}
	file, err := web.AttendedBy(c.Request().Context(), s.Store, who, person, of, zone)
	return attendanceFile(c, file, err)
}
