// Package store is everything that Stoa keeps, in Redis.
//
//	store.go      Store, its options and its clock
//	connect.go    the three kinds of client: one server, Sentinel, Cluster
//	keys.go       every key and the channel
//	scripts.go    the scripts of lua/ and how they are run; what Redis reports, in the domain's words
//	people.go sessions.go passwords.go courses.go enrolments.go search.go
//	meetings.go   a meeting, its instances, how a person stands to one; planning.go what its staff change
//	attendance.go join, leave and who is there; messages.go and edits.go what is said
//	lists.go      what each may enter, now, later and before
//	idempotency.go what a request's own name stands for
//	events.go     the logs of rooms, read after a cursor
//	listener.go   the doorbell, and how it is known to be heard
//	outbox.go     followers: what a change leaves to other partitions
//	scheduler.go  what follows from the clock
//	demo.go       what demo data needs
//	campus/       the domain
//	lua/          one script for each check-and-change
//	redisserver/  a real redis-server as a child
//	storetest/    a real Redis for tests
//
// # Partitions
//
// Every entity lives in one of 16 partitions, the hash tag {p0} to {p15} that the FNV-1a hash of its topic names. All its
// keys share the tag, and so do the partition's due set and outbox: one script can check, change, schedule, announce and
// note what has to follow, on one server as in a cluster. People have the tag {people} to themselves, for a username is
// unique among all of them. What lies in another partition is done by the followers, from the outbox; each follow-up is
// idempotent. What it copies of a person and of the search is ordered by its entry; the lists of meetings are written from the
// truth, and whoever reads them looks every right up.
//
// # Keys
//
// P is the partition of what the key is about; all begin with the prefix ("stoa:"). Times are milliseconds since 1970.
//
//	key                                type    holds; who writes it; expiry
//	{P}:outbox                         stream  work for the followers: kind and what it is about; scripts; removed when done
//	{P}:outbox:lease                   string  a Stoa works this outbox; followers; 2 s
//	{P}:due                            zset    instance:ID:ORDER and close:ID by when to look at them; scripts; removed last
//	{P}:op:PERSON:OPERATION            string  the answer that an operation got; scripts; 1 day
//	{P}:op:PERSON:request:KEY          string  the fingerprint of the request that an Idempotency-Key stands for, and whether it
//	                                           is done; CheckOperation, FinishOperation; 1 day
//	{people}:next                      string  the last person's id; reserve
//	{people}:usernames, :emails        hash    folded name or address to id; create_person
//	{people}:admins                    set     admins who can enter; create_person, set_status
//	{people}:person:ID                 hash    a person; rights grows with every change of what they may; create_person, set_status
//	{people}:session:HASH              hash    kind, rights, started, ends; start_session; 7 days
//	{people}:sessions:ID               zset    a person's sessions by their end; start_session, end_session; 7 days
//	{people}:secret                    string  signs cookies; the first Stoa
//	{people}:awaiting:HASH             set     meetings that list an address which nobody has yet; followers
//	attempts:HASH                      string  a bucket of tries; attempt; until it is full again
//	{P}:course:ID                      hash    a course, with how many are enrolled and wait; scripts named *_course, enrol, drop
//	{P}:course:ID:enrolled             zset    person by time; enrol, drop, edit_course
//	{P}:course:ID:waiting              zset    person by turn; enrol, drop, edit_course
//	{P}:course:ID:everyone             hash    who was ever enrolled, and since when; enrol, drop, edit_course
//	{P}:person:ID:courses              hash    course to "entry status"; followers (note_seat)
//	{P}:person:ID:teaches              zset    courses by creation; followers
//	{search}:postings                  zset    word NUL rank NUL course, all at 0, in lexical order; followers (index_course)
//	{search}:newest                    zset    open courses by creation; followers (index_course)
//	{search}:document:ID               hash    what a course is found by, and the entry that caused it; followers (index_course)
//	{meetings}:next                    string  the last meeting's id; reserve
//	{P}:meeting:ID                     hash    a meeting; create_meeting, edit_meeting, add_instance, cancel_instances
//	{P}:meeting:ID:audience            hash    folded address to person, "" for nobody yet; create_meeting, edit_meeting, bind_address
//	{P}:meeting:ID:invited             set     the persons of the audience; create_meeting, edit_meeting, bind_address
//	{P}:instance:ID:ORDER              hash    a date; opened and closed say that the consequences are done; create_meeting,
//	                                           add_instance, move_, cancel_instances, turn_, advance_instance
//	{P}:instance:ID:ORDER:present      zset    person by latest join; join, leave, advance_instance, cancel_instances
//	{P}:instance:ID:ORDER:attended     zset    person by first join, kept after the end; join
//	{P}:list:SCOPE:open                zset    instances not yet ended by start, for all, public, course:ID, person:ID; followers
//	{P}:list:SCOPE:past                zset    the others by end; followers
//	{P}:room:TOPIC                     hash    how many lines and events there are, who spoke last and when; join, leave,
//	                                           post_message, edit_message, advance_, turn_, move_, cancel_instances
//	{P}:room:TOPIC:lines               hash    number to line, as JSON; post_message, edit_message
//	{P}:room:TOPIC:events              stream  n, kind, ref, at: what happened, never what was said; as room:TOPIC
//	{P}:room:TOPIC:said:PERSON         list    numbers of a person's lines; post_message
//	{demo}:ids                         hash    which demo data has been loaded, and its id; demo
//
// There is one channel, doorbell: every script that changes something rings it, with the topic, and for a room's event with
// the whole entry. Pub/sub may lose a bell; nothing is read from one that is not stored.
package store
