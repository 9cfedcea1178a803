// Package engine is Redis as Stoa uses it, and knows nothing of what a campus is.
//
//	engine.go   Engine, its options; the clock that everything goes by
//	connect.go  the three kinds of client: one server, Sentinel, Cluster
//	keys.go     hash tags, the keys of the engine itself; keytable.go how a table of keys is written down, walk.go all there are
//	page.go     pages of a sorted set, and their cursors
//	scripts.go  scripts are declared once, loaded from files and answered in words
//	write.go    the one door for what people ask for, the door for what Stoa does by itself, and reading
//	confirm.go  waiting for replicas
//	errors.go   what Redis and the network report, in words for people
//	outbox.go   effects: what a change leaves to other partitions, done by whoever has the lease; tries.go what fails
//	schedule.go what follows from the clock
//	doorbell.go the one channel, and how it is known to be heard
//	lua/        what every script begins and ends with, and the engine's own scripts
//
// # Writing
//
// What a person asks for goes through Write, under an operation that the person can send again: within a day it is done
// once and answered alike, whatever has happened since; a refusal changes nothing and leaves the operation free. Where a replica
// may become the master, Write does not come back before a replica has it, or with ErrUnconfirmed: nobody else waits. What
// Stoa does by itself goes through Run and RunAll; such scripts say in their head why doing them twice does no harm. There
// is no third way: the client is not reachable, and a Reader only reads.
package engine
