// Package store is everything that Stoa keeps, in Redis: a small type for each noun, over one engine.
//
//	store.go      Store, which puts the nouns together; its options and its clock
//	people.go     People: by.go who asks, directory.go the list of them and the search in it, about.go what an admin sees of
//	              one, profile.go what people change of themselves, renames.go erase.go relist.go what follows,
//	              sharing.go who may know what of whom, blocking.go, owndata.go and ownsafety.go, external.go
//	doors.go      Doors, how people come in: invitations.go, links.go; feeds.go calendars by a secret address
//	sessions.go   Sessions: signins.go how they begin, sessionlist.go how they are seen and ended, uses.go their last use,
//	              device.go, passwords.go and gently_linux.go how a hash gives way; twofactor.go and halves.go the second factor
//	imports.go    Imports: importrows.go a row, usernames.go the name of who has none, uploads.go and uploadwork.go a file
//	              between its coming and its end; exports.go the other way
//	audit.go      Audit, and auditpage.go how it is read; reports.go: Reports, and handover.go who is brought them
//	courses.go    Courses: courseedit.go and courseform.go how one is changed, enrolments.go who has a place and who waits,
//	              students.go how its staff read them; catalogue.go what is found, searchcheck.go that compares it with
//	              the truth; inbox.go: Inbox, what people are told, opened.go one of it, invited.go who is told of meetings,
//	              soon.go what is told a while before, decided.go of one's role and of reports, levels.go
//	              how much one would be told of a course, roomtold.go of lines in rooms that outlive meetings
//	meetings.go   Meetings: planning.go what their staff change, seats.go how a person stands to a date,
//	              meetingform.go what their form is drawn from, dates.go all their dates, audience.go whom they are for,
//	              foresee.go what is said before they are planned,
//	              attendance.go who comes and goes, presence.go who is seen, roster.go who should be there (expected.go
//	              before it begins, excuses.go who need not), attended.go how they attended one date (attendedcourse.go those of
//	              a course, attendedperson.go their own, ownrosters.go the list of these, helddates.go
//	              which are over), agenda.go what each may enter, calendar.go the same for calendars
//	              (agendapages.go: page by page, minemeetings.go: one's own, today.go: the first page,
//	              unread.go what is unread on it)
//	rules.go      who writes in a room of a meeting and comes in; sanctions.go who is muted, sent out or banned
//	room.go       Room, a value, and what kinds of rooms there are; outside.go those that outlive meetings; places.go how
//	              people stand to them, by the keeper of each kind (datekeeper.go); rooms.go: Rooms, what is said in them and
//	              who is there; roomevents.go their logs, roomnews.go how far they have come, readers.go who of many may read,
//	              visits.go what of a log is read only once;
//	              reactions.go what lines are given, mentions.go mentionable.go whom they name, typing.go who is about to say one
//	foundlines.go what is said into the search of its room; foundcheck.go that compares it with the truth; roomsearch.go
//	              what is found in the rooms that one may read
//	roomkeeper.go how people stand to rooms that outlive meetings; keepingorder.go what their staff do, privately.go who writes
//	              to whom, writeto.go whom one finds, myrooms.go one's own, readmarks.go how far one has read
//	              (newcomers.go: where who is new begins),
//	              erasedlines.go what goes with who is erased, roomrings.go who hears that their rooms are others
//	transcript.go what was said and what happened at a date that is over, in order, for who may read its room
//	erasure.go    Erasures: jobs that take who was erased out of what others have said; erasurewords.go Redaction, which finds what
//	              names them in a text, erasurerooms.go the rooms
//	records.go    Records: what dates that are over leave to the archive; released.go what Redis then lets go of, and has back;
//	              expired.go what is kept no more
//	requests.go   Requests: what a request's own name stands for; again.go what an operation has answered before
//	effects.go    what a change leaves to be done in other partitions, each effect by its name; seated.go what a place in a
//	              course does
//	listener.go   the doorbell, in the campus' words
//	stoas.go      Stoas, which processes of Stoa there are; online.go: Presence, who has an open stream at any of them
//	demo.go       Demo: what demo data needs
//	keys.go       every key; keytable.go what they are; scripts.go every script, and what its refusals mean (those of the ways in
//	              in sessionscripts.go and twofactorscripts.go)
//	campus/       the domain: values, rules and rights, without Redis
//	engine/       Redis as Stoa uses it, without a campus
//	index/        words to documents
//	archive/      what has ended, as Parquet files, and their index in Redis
//	roster/       people as files, CSV and JSON
//	lua/          one script for each check-and-change
//	redisserver/  a real redis-server as a child
//	storetest/    a real Redis for tests
//
// # Writing
//
// What a person asks for is one script on one hash tag, run through the engine's Write under an operation: sent twice it
// is done once, and for a day answered as it was first. What Stoa does by itself (follow-ups, transitions, sending out who
// lost a right) goes through Run, and is idempotent. There is no other way to write; see engine.
//
// # Partitions
//
// Every entity lives in one of 16 partitions, the hash tag {p0} to {p15} that the FNV-1a hash of its topic names. All its
// keys share the tag, and so do the partition's due set and outbox: one script can check, change, schedule, announce and
// note what has to follow, on one server as in a cluster. People have the tag {people} to themselves, for a username is
// unique among all of them. What lies in another partition is done by the followers, from the outbox; each follow-up is
// idempotent. What it copies into lists, into a person's own courses and into the search is ordered by its entry, so that one
// who is late undoes nothing; whoever reads a copy looks every right up in the truth.
//
// # The doorbell
//
// There is one channel, doorbell: every script that changes something rings it, with the topic, and for a room's event with
// the whole entry. Pub/sub may lose a bell; nothing is read from one that is not stored.
package store
