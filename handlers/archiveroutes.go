package handlers

import (
	"stoa/handlers/api"
	"stoa/views"
)

// leftPages are what dates that are over have left: what was said, and who was there.
func (s *Server) leftPages() []route {
	return []route{
		{get, "/meetings/:meeting/:order/transcript", members, s.transcript},
		{get, "/meetings/:meeting/:order/transcript.md", members, s.transcriptFile},
		{get, "/meetings/:meeting/:order/transcript.csv", members, s.transcriptFile},
		{get, "/courses/:course/attendance", members, s.courseAttendance},
		{get, "/courses/:course/attendance.csv", members, s.courseAttendanceFile},
		{get, "/courses/:course/attendance.parquet", members, s.courseAttendanceFile},
		{get, views.PathAttendance, members, s.ownAttendance},
		{get, views.PathAttendance + ".csv", members, s.ownAttendanceFile},
		{get, views.PathAttendance + ".parquet", members, s.ownAttendanceFile},
		{get, "/people/:person/attendance", staff, s.personAttendance},
		{get, "/people/:person/attendance.csv", staff, s.personAttendanceFile},
		{get, "/people/:person/attendance.parquet", staff, s.personAttendanceFile},
		{get, "/meetings/:meeting/:order/attendance", members, s.dateAttendance},
		{get, "/meetings/:meeting/:order/attendance.csv", members, s.dateAttendanceFile},
		{get, "/meetings/:meeting/:order/attendance.parquet", members, s.dateAttendanceFile},
	}
}

// archiveCalls are those of the API about what dates that are over have left.
func archiveCalls(a *api.API) []route {
	return []route{
		{get, api.Base + "/meetings/:meeting/:order/attendance", tokens, a.Attendance},
		{get, api.Base + "/me/attendance", tokens, a.MyAttendance},
		{get, api.Base + "/courses/:course/attendance", tokens, a.CourseAttendance},
		{get, api.Base + "/meetings/:meeting/:order/transcript", tokens, a.Transcript},
		{get, api.Base + "/archive/files", adminTokens, a.ArchivedFiles},
		{get, api.Base + "/archive/events", tokens, a.ArchivedEvents},
		{get, api.Base + "/archive/messages", tokens, a.ArchivedMessages},
	}
}
