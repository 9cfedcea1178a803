package handlers

// archiveRoles are the rows of what dates that are over have left.
var archiveRoles = map[string]asked{
	"GET /api/v1/archive/files": {path: "/api/v1/archive/files?table=events",
		out: 401, student: 403, teacher: 403, admin: 200},
	"GET /api/v1/archive/events": {path: "/api/v1/archive/events?meeting=1",
		out: 401, student: 200, teacher: 200, admin: 200},
	"GET /api/v1/archive/messages": {path: "/api/v1/archive/messages?format=csv",
		out: 401, student: 200, teacher: 200, admin: 200},
	"GET /admin/archive": {path: "/admin/archive?check=1", out: 303, student: 403, teacher: 403, admin: 200},
}
