package store

import (
	"slices"

	"stoa/store/engine"
	"stoa/store/index"
)

// KeyTable returns what every key is, what it holds, who writes it and whether it goes away by itself. The table of the
// package's documentation is made from it, and every key that a test leaves is held against it.
func KeyTable() engine.KeyTable {
	return slices.Concat(engine.OwnKeys(), peopleKeyTable(), importKeys(), newsKeys(), ownDateKeys(), engine.KeyTable{
		engine.NewRow("{P}:person:ID:courses", "hash", "course to \"entry status\"", "followers (note_seat)", ""),
		engine.NewRow("{P}:person:ID:teaches", "zset", "courses by creation", "reserve_course, followers (note_teacher)", ""),
		engine.NewRow("{P}:person:ID:rooms", "zset", "rooms that the person has been in, by when that was noted",
			"followers (note_room)", ""),
		engine.NewRow("{P}:request:PERSON:HASH", "hash",
			"what an Idempotency-Key stands for: print, then status, location and body of its answer",
			"claim_request, keep_answer, free_request", "1 day"),
		engine.NewRow("{P}:course:ID", "hash", "a course, with how many are enrolled and wait", "scripts named *_course, enrol, drop", ""),
		engine.NewRow("{P}:course:ID:enrolled", "zset", "person by time", "enrol, drop, edit_course", ""),
		engine.NewRow("{P}:course:ID:waiting", "zset", "person by turn", "enrol, drop, edit_course", ""),
		engine.NewRow("{P}:course:ID:everyone", "hash", "who was ever enrolled, and since when", "enrol, drop, edit_course", ""),
	}, reportKeys(), outsideKeys(), index.KeyTable(), engine.KeyTable{
		engine.NewRow("{meetings}:next", "string", "the last meeting's id", "reserve", ""),
		engine.NewRow("{meetings}:op:PERSON:HASH", "string", "as {P}:op", "reserve", "1 day"),
		engine.NewRow("{P}:meeting:ID", "hash", "a meeting", "create_meeting, edit_meeting, add_instance, cancel_instances", ""),
		engine.NewRow("{P}:meeting:ID:audience", "hash", "folded address to person, \"\" for nobody yet",
			"create_meeting, edit_meeting, bind_address, unlist_person", ""),
		engine.NewRow("{P}:meeting:ID:invited", "set", "the persons of the audience",
			"create_meeting, edit_meeting, bind_address, unlist_person", ""),
		engine.NewRow("{P}:meeting:ID:muted", "zset", "who may not write in a meeting's rooms, by when", "sanction", ""),
		engine.NewRow("{P}:meeting:ID:banned", "zset", "who may not come into a meeting, by when", "ban", ""),
	}, dateKeys(), engine.KeyTable{
		engine.NewRow("{P}:list:SCOPE:open", "zset", "instances not yet ended by start, for all, public, course:ID, person:ID",
			"followers (list_instances)", ""),
		engine.NewRow("{P}:list:SCOPE:past", "zset", "the ended ones by end", "followers (list_instances)", ""),
		engine.NewRow("{P}:list:SCOPE:cancelled", "zset", "the cancelled ones by start", "followers (list_instances)", ""),
		engine.NewRow("{P}:list:SCOPE:gone", "zset", "the cancelled ones of deleted meetings by when calendars forget them",
			"followers (list_instances)", "30 days after the last"),
		engine.NewRow("{P}:list:SCOPE:written", "hash", "instance to the entry that it was last written for",
			"followers (list_instances)", ""),
		engine.NewRow("{P}:room:TOPIC", "hash",
			"lines, events: how many; posted, found: the last lines; notices: runs of lines that nobody has to read, at most 50; who "+
				"spoke last and when, the renames told; its rules; turns: how often who may write between two was looked at again; "+
				"released: that lines are in the archive alone, \"out TURN\", or being brought back, \"in TURN\", releases the last "+
				"turn, whole how many lines there are with those; expired: when what was said was taken away for good, for its age",
			"every script about a room", ""),
		engine.NewRow("{P}:room:TOPIC:lines", "hash", "number to line, as JSON",
			"post_message, edit_message, set_rules, sanction, ban, drop_lines, wake_lines, expire_lines", ""),
		engine.NewRow("{P}:room:TOPIC:events", "stream", "n, kind, ref, at, left: what happened, never what was said",
			"every script about a room", ""),
		engine.NewRow("{P}:room:TOPIC:reacted", "zset", "\"LINE REACTION PERSON\", each of score 0: who gave which line what", "react", ""),
		engine.NewRow("{P}:room:TOPIC:reactions", "hash",
			"line to \"REACTION COUNT PERSON…\" of each reaction, in the order in which they were first given, with some of the people",
			"react", ""),
		engine.NewRow("{P}:room:TOPIC:said:PERSON", "list", "numbers of a person's lines", "post_message", ""),
		engine.NewRow("{P}:room:TOPIC:present", "zset", "person by latest join",
			"join, leave, evict, sanction, ban, gone, advance_instance, cancel_instances", ""),
		engine.NewRow("{P}:room:TOPIC:seen", "zset", "who in a room came by a page or a stream, by when they were last seen",
			"here, touch, join, gone, advance_instance, cancel_instances", ""),
		engine.NewRow("{P}:room:TOPIC:signs", "hash",
			"person to \"answers\", for who has answered a beat, \"lost\", for who was let out unseen, or \"removed\", for who was "+
				"sent out",
			"as seen, sanction", ""),
		engine.NewRow("{P}:room:TOPIC:roster", "zset", "who is expected or came, by first join; 0 for the absent, 1 for the excused",
			"followers (note_expected), join, excuse", ""),
		engine.NewRow("{P}:room:TOPIC:excused", "hash", "who need not come to reason, by whom and when, as JSON", "excuse", ""),
		engine.NewRow("{P}:room:TOPIC:attended", "zset", "person by first join, kept after the end", "join", ""),
		engine.NewRow("{P}:room:TOPIC:visits", "list",
			"\"join PERSON MS\" and \"leave PERSON MS\", in order, each leave dated to when it was",
			"join, leave, evict, sanction, ban, gone, advance_instance, cancel_instances", ""),
		engine.NewRow("{stoas}:living", "zset", "the processes of Stoa by until when they count as living", "report_stoa", "15 seconds"),
		engine.NewRow("{stoas}:say", "hash", "a process to its name, version, since and streams, as JSON", "report_stoa", "15 seconds"),
		engine.NewRow("{stoas}:ran", "hash", "last: when one last said anything; slept, woke: when none did", "report_stoa", ""),
		engine.NewRow("{demo}:ids", "hash", "which demo data has been loaded, and its id", "demo", ""),
	}, onlineKeys())
}

// dateKeys are those of dates, and of what they wait for once they are over.
func dateKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{P}:instance:ID:ORDER", "hash", "a date; opened and closed say that the consequences are done, planned when it was "+
			"to begin that was started early, until when it was to end that was extended or ended early, extended when it was, "+
			"archived that all of it is in the archive, logged the last entry that its room's log had "+
			"by then, trimmed since when those before it told what happened, if they are let go, "+
			"rolled that all are noted who were expected, forgotten when it was taken away for good, for its age, how it was attended",
			"create_meeting, add_, move_, cancel_instances, turn_, advance_instance, mark_archived, end_release, note_rolled, "+
				"expire_attendance", ""),
		engine.NewRow("{P}:unarchived", "zset", "MEETING:ORDER of dates that are over and not in the archive yet, by when to take each up",
			"advance_instance, cancel_instances, claim_record, mark_archived", ""),
		engine.NewRow("{P}:archived", "zset", "MEETING:ORDER of dates that are in the archive and whose rooms were not let go, by since "+
			"when they are to be kept", "mark_archived, claim_record, end_release, begin_wake, expire_lines", ""),
		engine.NewRow("{P}:expiring", "zset", "MEETING:ORDER of dates that are in the archive and not older than what was said is kept, "+
			"by when they ended", "mark_archived, expire_lines", ""),
		engine.NewRow("{P}:forgetting", "zset", "MEETING:ORDER of dates that are in the archive and not older than it is kept how they "+
			"were attended, by when they ended, and of those that were cancelled before",
			"mark_archived, cancel_instances, expire_attendance", ""),
	}
}

// onlineKeys are those of who is online.
func onlineKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{online}:stands", "zset", "\"PERSON STOA\" by until when it counts that they have a stream there",
			"stand, bar_online, tick_online", ""),
		engine.NewRow("{online}:stoas", "zset", "the processes of Stoa that say who stands, by until when that counts",
			"stand, tick_online", ""),
		engine.NewRow("{online}:told", "zset", "who is said to be online, by their id", "tick_online", ""),
		engine.NewRow("{online}:look", "set", "whom the next tick looks at", "stand, bar_online, tick_online", ""),
		engine.NewRow("{online}:barred", "zset", "who may enter no more, by until when nobody's word counts that they are there",
			"bar_online, tick_online", ""),
		engine.NewRow("{online}:ticks", "hash",
			"ticked: when the last tick was; calm: until when nobody goes; at: when the last difference was", "tick_online", ""),
	}
}

// peopleKeyTable is what is kept of people, their sessions and how they come in.
func peopleKeyTable() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{people}:next", "string", "the last person's id", "reserve", ""),
		engine.NewRow("{people}:usernames", "hash", "folded name to id", "create_, edit_, erase_person", ""),
		engine.NewRow("{people}:emails", "hash", "folded address to id", "create_, edit_, erase_person", ""),
		engine.NewRow("{people}:confirmed", "hash", "folded address to id, of those that are known to be theirs",
			"create_, edit_, erase_person", ""),
		engine.NewRow("{people}:externals", "hash", "id in another directory to id", "create_, edit_, erase_person", ""),
		engine.NewRow("{people}:numbered", "hash", "a username that was made of a name to the last number added to it", "put_person", ""),
		engine.NewRow("{people}:admins", "set", "admins who can enter", "create_, edit_, erase_person", ""),
		engine.NewRow("{people}:names", "zset",
			"\"ROLE STATUS folded name\\0id\", role and status by their first letter, n for who is pending without a password: "+
				"people by name; wt: who wishes to teach",
			"create_, edit_, erase_person", ""),
		engine.NewRow("{people}:words", "zset", "\"word\\0folded name\\0id\": words of names, usernames, and addresses after an @",
			"create_, edit_, erase_person", ""),
		engine.NewRow("{people}:cards", "hash", "id to role, status and words, for the search", "create_, edit_, erase_person", ""),
		engine.NewRow("{people}:person:ID", "hash",
			"a person; rights grows with every change of what they may, named with every rename; put: what came of a row of a file",
			"create_, edit_, erase_person", ""),
		engine.NewRow("{people}:erasures", "zset",
			"who was erased and is not taken out yet of what others have said, by when to take each up",
			"erase_person, claim_, step_, end_erasure", ""),
		engine.NewRow("{people}:erasure:ID", "hash",
			"that job: begun, stage, files, of, walk, trouble, fence, collected, done, lines; name, username, email, born, shared "+
				"until it is done",
			"erase_person, claim_, step_, end_erasure, erasure_collected", ""),
		engine.NewRow("{people}:erasure:ID:rooms", "set", "topics of rooms that it has to look through yet", "add_erased, drop_erased", ""),
		engine.NewRow("{people}:erasure:ID:lines", "set", "ROOM LINE, ROOM excused PERSON or events MEETING:ORDER:SEQ: what named them",
			"add_erased, end_erasure", ""),
		engine.NewRow("{people}:erasure:ID:files", "set", "table/path of files that are to be written anew, or cannot be read",
			"add_erased, drop_erased, end_erasure", ""),
		engine.NewRow("{people}:next_invitation", "string", "the last invitation's id", "reserve", ""),
		engine.NewRow("{people}:invitations", "zset", "invitations by id", "create_invitation", ""),
		engine.NewRow("{people}:invitation:ID", "hash", "email, role, by, created, expires, the token's hash; accepted by whom, revoked",
			"create_invitation, revoke_invitation, create_person", ""),
		engine.NewRow("{people}:link:ID", "hash", "a person's sign-in link: the token's hash, the rights that it holds for, expires, by",
			"make_link, use_link", "1 day"),
		engine.NewRow("{people}:feed:ID", "hash", "the secret address of a person's calendar: the secret's hash, made", "keep_feed", ""),
		engine.NewRow("{people}:audit", "stream", "kind, who, whom, from, at, what: what was done", "scripts about people, note", ""),
		engine.NewRow("{people}:trail:ID", "stream", "as audit: what was done to one person, the newest thousand", "as audit", ""),
		engine.NewRow("{people}:signins", "stream", "as audit: who signed in and out, some hundred thousand",
			"start_session, end_sessions, drop_noted", ""),
		engine.NewRow("{people}:signins:ID", "stream", "as signins: of one person, the newest two hundred", "as signins", ""),
		engine.NewRow("{people}:failures", "stream", "as audit: what was tried in vain, some hundred thousand", "note, drop_noted", ""),
		engine.NewRow("{people}:session:HASH", "hash", "kind, rights, name, agent, from, started, seen, ends: a sign-in or token",
			"start_session, create_token, change_password, note_use", "7 days, a named token to 1 year"),
		engine.NewRow("{people}:sessions:ID", "zset", "a person's sessions by their end, below zero of those that are void",
			"as session, end_sessions", "with the longest of them"),
		engine.NewRow("{people}:tokens:ID", "zset", "a person's named tokens by their end, some of which may have ended",
			"create_token", "with the longest of them"),
		engine.NewRow("{people}:half:HASH", "hash",
			"person, rights, until, the hash of a password that is to be theirs: a sign-in that waits for its code",
			"keep_half, end_half", "5 minutes"),
		engine.NewRow("{people}:secret", "string", "signs cookies", "the first Stoa", ""),
		engine.NewRow("{people}:awaiting:HASH", "set", "meetings that list an address which nobody has yet", "followers", ""),
		engine.NewRow("{people}:erased:HASH", "string", "that who had an address is erased", "followers (note_erased)", "1 day"),
		engine.NewRow("attempts:HASH", "string", "a bucket of tries", "attempt", "until it is full again"),
	}
}

// ownDateKeys are what a person has of dates.
func ownDateKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{P}:person:ID:rosters", "zset", "MEETING:ORDER of dates on whose rosters the person is, by when they ended; +inf "+
			"while that may change", "followers (note_roster, forget_rosters)", ""),
		engine.NewRow("{P}:person:ID:excused", "zset", "MEETING:ORDER of dates from which somebody excused the person; +inf",
			"followers (note_roster), forget_rosters", ""),
	}
}

// newsKeys are those of what people are told.
func newsKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{P}:person:ID:inbox", "zset", "notifications by time, the newest 500", "followers (notify, forget_inbox)", ""),
		engine.NewRow("{P}:person:ID:notes", "hash", "notification to what it says, as JSON", "followers (notify, forget_inbox)", ""),
		engine.NewRow("{P}:person:ID:unread", "zset",
			"notifications that are unread, by the order in which they came: ms, or one more than the last",
			"mark_read, open_told, see_mentions, mark_room, mark_said, unmark_room, followers (notify, tell_private, note_mention, "+
				"forget_meant, mark_said, forget_inbox)", ""),
		engine.NewRow("{P}:person:ID:levels", "hash", "course to mentions or none, of which the person is told no more than that",
			"set_level, followers (forget_inbox)", ""),
	}
}

// importKeys are those of files of people.
func importKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{people}:import:HASH", "hash", "a file of people on its way in: state, totals, bad rows, who works on it",
			"step_import", "1 hour"),
		engine.NewRow("{people}:import:HASH:file", "list", "the file, in compressed pieces", "keep_import", "1 hour"),
		engine.NewRow("{people}:import:HASH:rows", "list", "what came of its rows, as compressed JSON", "step_import", "1 hour"),
	}
}

// reportKeys are those of what people report, and whom they block.
func reportKeys() engine.KeyTable {
	return engine.KeyTable{
		engine.NewRow("{P}:person:ID:blocked", "zset", "whom a person has blocked, by when", "block, unblock", ""),
		engine.NewRow("{P}:person:ID:reports", "zset", "\"ROOM:LINE:WHOM:REPORTER COURSE\" by time: what one of the staff looks after",
			"followers (list_report)", ""),
		engine.NewRow("{P}:meeting:ID:reports", "zset", "ROOM:LINE:WHOM:REPORTER by time: what was reported in a meeting's rooms",
			"followers (list_report)", ""),
		engine.NewRow("{P}:course:ID:reports", "zset", "ROOM:LINE:WHOM:REPORTER by time: what was reported in a course's room",
			"followers (list_report)", ""),
		engine.NewRow("{people}:reports", "zset", "as {P}:person:ID:reports, all there are, for admins", "followers (note_report)", ""),
		engine.NewRow("{P}:report:TOPIC", "hash", "a report, with the line as it was then; named ROOM:LINE:WHOM:REPORTER",
			"report, close_report", ""),
	}
}
