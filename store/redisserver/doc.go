// Package redisserver runs a real redis-server (or valkey-server) as a child process, with nothing but the standard
// library. `stoa serve` uses it when no Redis setting is given, and every test uses the same code.
//
//	find.go       Find: where the program is, and the sentence for those who have none
//	server.go     Server: the one server of a data directory, on a Unix socket: Start, Kill, Pause, Close
//	run.go        Server.Run: starts the child again when it dies, stops it when Stoa stops
//	directory.go  who owns a data directory: two locks, the pid file, the child left behind by a killed Stoa
//	child.go      child: one process, from start to reaped; child_linux.go and child_other.go hold what differs
//	log.go        Redis' log lines as slog records
//	resp.go       a client of a few lines: send one command, read one reply
//	node.go       Node: one throw-away server on a TCP port of 127.0.0.1, for tests
//	cluster.go    Cluster: nodes that share the slots, for tests
//	sentinel.go   Sentinel: a master, its replicas and the sentinels that watch them, for tests
//
// Close and Run stop every child. Should the parent die in any other way, then on Linux the kernel signals its children;
// elsewhere a Server's child is stopped by the next Start in its directory, and a Node lives on.
package redisserver
