package handlers

import "maps"

// orderRoles are the rows of routes with which staff keep a room in order.
var orderRoles = map[string]asked{
	"POST /meetings/:meeting/:order/extend": {path: "{room}/extend", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/end": {path: "{room}/end", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/lock": {path: "{room}/lock", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/unlock": {path: "{room}/unlock", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/start": {path: "{room}/start", early: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"POST /meetings/:meeting/:order/chat": {path: "{room}/chat", body: "chat=slow+30", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/end": {path: "{room}/end", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"GET /meetings/:meeting/:order/lock": {path: "{room}/lock", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"GET /meetings/:meeting/:order/people/:person": {path: "{room}/people/1", inside: true,
		out: 303, student: 200, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"GET /meetings/:meeting/:order/people/:person/mute": {path: "{room}/people/1/mute", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"POST /meetings/:meeting/:order/people/:person/mute": {path: "{room}/people/1/mute", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/people/:person/unmute": {path: "{room}/people/1/unmute", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"POST /meetings/:meeting/:order/people/:person/unmute": {path: "{room}/people/1/unmute", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/people/:person/remove": {path: "{room}/people/1/remove", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"POST /meetings/:meeting/:order/people/:person/remove": {path: "{room}/people/1/remove", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/people/:person/ban": {path: "{room}/people/1/ban", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"POST /meetings/:meeting/:order/people/:person/ban": {path: "{room}/people/1/ban", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /meetings/:meeting/:order/people/:person/lift": {path: "{room}/people/1/lift", inside: true,
		out: 303, student: 403, teacher: 200, admin: 200, other: 403, outside: 403, waiting: 403},
	"POST /meetings/:meeting/:order/people/:person/lift": {path: "{room}/people/1/lift", inside: true,
		out: 303, student: 403, teacher: 303, admin: 303, other: 403},
	"GET /api/v1/meetings/:meeting/:order/rules": {path: "/api/v1{room}/rules", inside: true,
		out: 401, student: 200, teacher: 200, admin: 200, outside: 403, waiting: 403, other: 403},
	"POST /api/v1/meetings/:meeting/:order/chat": {path: "/api/v1{room}/chat", body: `{"mode":"slow","seconds":30}`, inside: true,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/lock": {path: "/api/v1{room}/lock", inside: true,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"POST /api/v1/meetings/:meeting/:order/unlock": {path: "/api/v1{room}/unlock", inside: true,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"PUT /api/v1/meetings/:meeting/:order/people/:person/mute": {path: "/api/v1{room}/people/1/mute", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"DELETE /api/v1/meetings/:meeting/:order/people/:person/mute": {path: "/api/v1{room}/people/1/mute", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"POST /api/v1/meetings/:meeting/:order/people/:person/remove": {path: "/api/v1{room}/people/1/remove", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"GET /api/v1/meetings/:meeting/bans": {path: "/api/v1{meeting}/bans", inside: true,
		out: 401, student: 403, teacher: 200, admin: 200, other: 403},
	"PUT /api/v1/meetings/:meeting/people/:person/ban": {path: "/api/v1{meeting}/people/1/ban", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
	"DELETE /api/v1/meetings/:meeting/people/:person/ban": {path: "/api/v1{meeting}/people/1/ban", inside: true,
		out: 401, student: 403, teacher: 204, admin: 204, other: 403},
}

// withRows returns rows with more of them.
func withRows(more, rows map[string]asked) map[string]asked {
	maps.Copy(rows, more)
	maps.Copy(rows, talkRoles)
	maps.Copy(rows, archiveRoles)
	return rows
}
