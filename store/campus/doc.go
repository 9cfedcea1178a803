// Package campus is Stoa's domain: its types, limits and rules, with nothing but the standard library beneath it.
//
//	people.go   a person, roles, what a login may look like
//	courses.go  a course, its seats and its closing time
//	meetings.go a meeting, its instances, when they are open and who may enter; calendar.go as calendars of others take them
//	planning.go what staff do to meetings that are planned
//	series.go   dates as somebody plans them; shifted.go what moves along with one of them; walltime.go what clocks on the wall
//	            show, and zones.go where
//	notifications.go what people are told; meetingnews.go of meetings
//	attendance.go how long somebody was there, and what that makes of them; attended.go of one date, and summed over several
//	transcript.go what was said and what happened at an instance, in order
//	overlap.go  dates at the same time
//	messages.go a line of chat; roomids.go the rooms that outlive meetings; privately.go who may write to whom
//	places.go   how somebody stands to a room; roomfacts.go what that follows from outside meetings
//	rules.go    who may write in a room and come in, and what staff did there
//	events.go   topics and the events on them: what streams carry; cursors.go their places; runs.go lines that follow each other
//	errors.go   every refusal, with the sentence that the person reads
//	id.go       identifiers
//
// A rule that needs no Redis lives here and is asked by page and API alike; a rule that must hold against others who act
// at the same moment lives in a script (store/lua) and refuses with an error of this package.
package campus
