// Package topics is the table of what can be watched. A topic is watched by pages as HTML and by scripts as JSON; a family
// is a sort of topics, and has a file here that says all of it: how its topics are called, who may watch them, whether
// they are logs or states, how the facts are read that a drawing needs, and how each kind of event is drawn in both forms.
//
//	table.go  finds the family of a topic
//	family.go what a family declares, and how it is drawn
//	room.go   meeting:ID:ORDER and room:ID, the logs of rooms
//	order.go  what of that is about how staff keep the room in order
//	course.go course:ID, a course: its seats, its facts and what becomes of it
//	courses.go courses, what is new in the catalogue
//	person.go me, what is the reader's own: the inbox, how far they have read
//	news.go   what whoever watches me hears beside: how far their rooms have come
//	presence.go presence, who is online: the one state that is told as differences
//	active.go active, the open meetings, for admins
//
// Facts are read once for both forms; drawings are pure functions of them. What is drawn is sent to everybody who watches,
// so it says nothing of who reads it, and its times are for every zone (rows.Shared).
package topics
