// Package handlers is Stoa over HTTP.
//
// The life of a request: middleware.go gives it an id and a limit, refuses what another site sent, and finds out who
// asks (session.go); routes.go, the one table, says which handler it is for and who may; the handler parses, finds, does
// and draws, in a few lines, and returns an error for whatever cannot be; errors.go turns that into a status and a page,
// a fragment or a problem document. render.go draws into a buffer first, so that what is sent is whole.
//
//	server.go      Server, which puts the parts together
//	routes.go      every route there is, the API's too (talkroutes.go: of rooms that outlive meetings,
//	               archiveroutes.go of what dates that are over have left)
//	middleware.go  what happens to every request
//	session.go     gorilla/sessions over our own store
//	errors.go      domain code to status and page
//	render.go      page or fragment; the props that pages share
//	forms.go       forms as they are sent, and given back when refused
//	rows/          domain values as the views want them
//	refusals.go    who was refused what, for the audit
//	single.go      what may not stand twice in a request
//	registration.go links.go invitations.go twofactor.go device.go: the ways in
//	profile.go security.go blocking.go: one's own; people.go person.go personform.go imports.go audit.go reports.go: admins'
//	courseform.go courseedit.go students.go: a teacher's; mycourses.go inbox.go opened.go levels.go: what is one's own of courses,
//	and what one is told
//	meetingform.go meetingdates.go meetingedit.go dates.go movedate.go
//	cancelling.go: how meetings are planned; question.go what is asked before, and whether it is so still
//	home.go courses.go enrolments.go meetings.go calendar.go audience.go messages.go admin.go system.go archivepage.go:
//	one file a resource
//	whichroom.go   the room that a route names, of whatever kind, and its page; talk.go of one that outlives meetings,
//	               rooms.go the list of them
//	lines.go linechanges.go conversation.go: a line, how it is changed, and the piece of a conversation that a page shows
//	stoas.go       what this Stoa says of itself
//	stream.go      a page's stream; presence.go who is in a room still; roster.go who should be,
//	               attendance.go who was, and attendancefile.go the same as files; transcript.go all that a date has left;
//	               kept.go for how long
//	order.go roomperson.go: how staff keep a room in order, and who is banned or muted in it
//	found.go       what was said, found by its words
//	reactions.go   what is given to lines; typing.go that somebody is about to say one; mentions.go
//	               whom it names
//	histories_test.go historydeeds_test.go: that pages show what is so, whatever happens; their pages are in browsers_test.go and
//	               testdata/pages.mjs
//	topics/        what can be watched, by whom, and how it is drawn
//	api/           JSON over the same store calls
//	web/           what pages and API both need: who asks, an error's status, streams
//	live/          hub, rings and streams
package handlers
