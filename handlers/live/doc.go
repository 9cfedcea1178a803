// Package live brings events to those who watch: from the doorbell to the wire.
//
//	topics.go      what the table of topics (package topics) gives: how they are kept, who may watch, their frames
//	broadcaster.go hears events and has each drawn once, as HTML and as JSON, if anybody watches; topics side by side
//	hub.go         topics, their rings of drawn frames, and who watches them; it never waits for a reader
//	standing.go    says at every beat who is connected; online.go who is here, at once when somebody comes or goes
//	beside.go      what a reader watches beside what was asked for, and may be other by now
//	stream.go      one reader's connection: catch up from the log, then follow the ring
//	catchup.go     what readers of the same read at the same time is read once; round.go states, in one reading for all who ask
//	failure.go     a drawing that panics ends itself alone
//	frame.go       the event-stream encoding (WHATWG HTML, 9.2)
//
// The log in Redis is the truth. A stream begins by reading what came after the reader's cursor, and does so again
// whenever something is not certain: after a lost doorbell, a hole in the numbers, or when it has fallen behind the ring.
// So page load, slow connection, reconnect and fail-over are one case.
package live
