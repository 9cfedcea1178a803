// Code generated from KeyTable by its test; DO NOT EDIT.

// # Keys
//
// P is the partition of what the key is about; all begin with the prefix ("stoa:"). Times are milliseconds since 1970.
//
//	key                                 type   holds; who writes it; expiry
//	{P}:outbox                          stream work for the followers: kind and what it is about; scripts; removed when
//	                                           done
//	{P}:outbox:lease                    string the token of the Stoa that works this outbox; followers; 3 s
//	{P}:outbox:tries                    hash   entry to how often it failed and when to try again; followers
//	{P}:outbox:parked                   hash   entry to what it was and why it failed for good; followers; an admin sends
//	                                           it back
//	{P}:due                             zset   what to look at no later than when; its kind comes first; scripts; removed
//	                                           last
//	{P}:op:PERSON:HASH                  string the answer that an operation got; every script that a person asks for; 1 day
//	{people}:outbox                     stream as {P}:outbox, of identity; scripts; removed when done
//	{people}:outbox:lease               string as {P}:outbox:lease; followers; 3 s
//	{people}:outbox:tries               hash   as {P}:outbox:tries; followers
//	{people}:outbox:parked              hash   as {P}:outbox:parked; followers
//	{people}:op:PERSON:HASH             string as {P}:op; every script that a person asks for; 1 day
//	{people}:next                       string the last person's id; reserve
//	{people}:usernames                  hash   folded name to id; create_, edit_, erase_person
//	{people}:emails                     hash   folded address to id; create_, edit_, erase_person
//	{people}:confirmed                  hash   folded address to id, of those that are known to be theirs; create_, edit_,
//	                                           erase_person
//	{people}:externals                  hash   id in another directory to id; create_, edit_, erase_person
//	{people}:numbered                   hash   a username that was made of a name to the last number added to it;
//	                                           put_person
//	{people}:admins                     set    admins who can enter; create_, edit_, erase_person
//	{people}:names                      zset   "ROLE STATUS folded name\0id", role and status by their first letter, n for
//	                                           who is pending without a password: people by name; wt: who wishes to teach;
//	                                           create_, edit_, erase_person
//	{people}:words                      zset   "word\0folded name\0id": words of names, usernames, and addresses after an
//	                                           @; create_, edit_, erase_person
//	{people}:cards                      hash   id to role, status and words, for the search; create_, edit_, erase_person
//	{people}:person:ID                  hash   a person; rights grows with every change of what they may, named with every
//	                                           rename; put: what came of a row of a file; create_, edit_, erase_person
//	{people}:erasures                   zset   who was erased and is not taken out yet of what others have said, by when to
//	                                           take each up; erase_person, claim_, step_, end_erasure
//	{people}:erasure:ID                 hash   that job: begun, stage, files, of, walk, trouble, fence, collected, done,
//	                                           lines; name, username, email, born, shared until it is done; erase_person,
//	                                           claim_, step_, end_erasure, erasure_collected
//	{people}:erasure:ID:rooms           set    topics of rooms that it has to look through yet; add_erased, drop_erased
//	{people}:erasure:ID:lines           set    ROOM LINE, ROOM excused PERSON or events MEETING:ORDER:SEQ: what named them;
//	                                           add_erased, end_erasure
//	{people}:erasure:ID:files           set    table/path of files that are to be written anew, or cannot be read;
//	                                           add_erased, drop_erased, end_erasure
//	{people}:next_invitation            string the last invitation's id; reserve
//	{people}:invitations                zset   invitations by id; create_invitation
//	{people}:invitation:ID              hash   email, role, by, created, expires, the token's hash; accepted by whom,
//	                                           revoked; create_invitation, revoke_invitation, create_person
//	{people}:link:ID                    hash   a person's sign-in link: the token's hash, the rights that it holds for,
//	                                           expires, by; make_link, use_link; 1 day
//	{people}:feed:ID                    hash   the secret address of a person's calendar: the secret's hash, made;
//	                                           keep_feed
//	{people}:audit                      stream kind, who, whom, from, at, what: what was done; scripts about people, note
//	{people}:trail:ID                   stream as audit: what was done to one person, the newest thousand; as audit
//	{people}:signins                    stream as audit: who signed in and out, some hundred thousand; start_session,
//	                                           end_sessions, drop_noted
//	{people}:signins:ID                 stream as signins: of one person, the newest two hundred; as signins
//	{people}:failures                   stream as audit: what was tried in vain, some hundred thousand; note, drop_noted
//	{people}:session:HASH               hash   kind, rights, name, agent, from, started, seen, ends: a sign-in or token;
//	                                           start_session, create_token, change_password, note_use; 7 days, a named
//	                                           token to 1 year
//	{people}:sessions:ID                zset   a person's sessions by their end, below zero of those that are void; as
//	                                           session, end_sessions; with the longest of them
//	{people}:tokens:ID                  zset   a person's named tokens by their end, some of which may have ended;
//	                                           create_token; with the longest of them
//	{people}:half:HASH                  hash   person, rights, until, the hash of a password that is to be theirs: a
//	                                           sign-in that waits for its code; keep_half, end_half; 5 minutes
//	{people}:secret                     string signs cookies; the first Stoa
//	{people}:awaiting:HASH              set    meetings that list an address which nobody has yet; followers
//	{people}:erased:HASH                string that who had an address is erased; followers (note_erased); 1 day
//	attempts:HASH                       string a bucket of tries; attempt; until it is full again
//	{people}:import:HASH                hash   a file of people on its way in: state, totals, bad rows, who works on it;
//	                                           step_import; 1 hour
//	{people}:import:HASH:file           list   the file, in compressed pieces; keep_import; 1 hour
//	{people}:import:HASH:rows           list   what came of its rows, as compressed JSON; step_import; 1 hour
//	{P}:person:ID:inbox                 zset   notifications by time, the newest 500; followers (notify, forget_inbox)
//	{P}:person:ID:notes                 hash   notification to what it says, as JSON; followers (notify, forget_inbox)
//	{P}:person:ID:unread                zset   notifications that are unread, by the order in which they came: ms, or one
//	                                           more than the last; mark_read, open_told, see_mentions, mark_room,
//	                                           mark_said, unmark_room, followers (notify, tell_private, note_mention,
//	                                           forget_meant, mark_said, forget_inbox)
//	{P}:person:ID:levels                hash   course to mentions or none, of which the person is told no more than that;
//	                                           set_level, followers (forget_inbox)
//	{P}:person:ID:rosters               zset   MEETING:ORDER of dates on whose rosters the person is, by when they ended;
//	                                           +inf while that may change; followers (note_roster, forget_rosters)
//	{P}:person:ID:excused               zset   MEETING:ORDER of dates from which somebody excused the person; +inf;
//	                                           followers (note_roster), forget_rosters
//	{P}:person:ID:courses               hash   course to "entry status"; followers (note_seat)
//	{P}:person:ID:teaches               zset   courses by creation; reserve_course, followers (note_teacher)
//	{P}:person:ID:rooms                 zset   rooms that the person has been in, by when that was noted; followers
//	                                           (note_room)
//	{P}:request:PERSON:HASH             hash   what an Idempotency-Key stands for: print, then status, location and body of
//	                                           its answer; claim_request, keep_answer, free_request; 1 day
//	{P}:course:ID                       hash   a course, with how many are enrolled and wait; scripts named *_course,
//	                                           enrol, drop
//	{P}:course:ID:enrolled              zset   person by time; enrol, drop, edit_course
//	{P}:course:ID:waiting               zset   person by turn; enrol, drop, edit_course
//	{P}:course:ID:everyone              hash   who was ever enrolled, and since when; enrol, drop, edit_course
//	{P}:person:ID:blocked               zset   whom a person has blocked, by when; block, unblock
//	{P}:person:ID:reports               zset   "ROOM:LINE:WHOM:REPORTER COURSE" by time: what one of the staff looks after;
//	                                           followers (list_report)
//	{P}:meeting:ID:reports              zset   ROOM:LINE:WHOM:REPORTER by time: what was reported in a meeting's rooms;
//	                                           followers (list_report)
//	{P}:course:ID:reports               zset   ROOM:LINE:WHOM:REPORTER by time: what was reported in a course's room;
//	                                           followers (list_report)
//	{people}:reports                    zset   as {P}:person:ID:reports, all there are, for admins; followers (note_report)
//	{P}:report:TOPIC                    hash   a report, with the line as it was then; named ROOM:LINE:WHOM:REPORTER;
//	                                           report, close_report
//	{P}:person:ID:private               zset   with whom the person has a private room, by when it was first used;
//	                                           note_private
//	{P}:person:ID:read                  hash   room to "LINE GENERATION OWN…" or "LINE GENERATION.LAST OWN…": how far
//	                                           the person has read there, how often they have set that back, when the
//	                                           room's last line was LAST, and runs of what they have said after it, at most
//	                                           50; mark_room, mark_said, unmark_room, followers (mark_said, begin_room,
//	                                           forget_rooms)
//	{P}:person:ID:mentions              hash   room to the numbers of lines there that are meant for the person and unread:
//	                                           they mention them, or are private; mark_room, mark_said, unmark_room,
//	                                           followers (note_mention, forget_meant, mark_said, forget_rooms)
//	{P}:room:TOPIC:banned               zset   who may not read there, by when; of a room that outlives meetings;
//	                                           govern_room
//	{P}:room:TOPIC:muted                zset   who may not write there, by when; likewise; govern_room
//	{search}:SPACE:orders               hash   document to the entry that caused how it stands, also when it is found no
//	                                           more; followers (index_documents)
//	{search}:SPACE:facts                hash   document to its shelf, its owner, its keys by newest and by closing;
//	                                           followers (index_documents)
//	{search}:SPACE:texts                hash   document to its words with their impacts, each NUL word SOH impact;
//	                                           followers (index_documents)
//	{search}:SPACE:postings             zset   word NUL what its impact lacks to 999, document; once more behind its shelf
//	                                           and a space; all at 0, in lexical order; followers (index_documents)
//	{search}:SPACE:words                hash   word to how many documents have it; followers (index_documents)
//	{search}:SPACE:vocabulary           zset   word; all at 0, in lexical order; followers (index_documents)
//	{search}:SPACE:beginnings           zset   one to three characters NUL how rare, word; all at 0, in lexical order;
//	                                           followers (index_documents)
//	{search}:SPACE:spellings            zset   word or all but one of its characters NUL word; all at 0, in lexical order;
//	                                           followers (index_documents)
//	{search}:SPACE:lists                zset   n or c, s and shelf or o, owner and shelf, NUL key document; in lexical
//	                                           order; followers (index_documents)
//	{P}:search:ROOM:orders              hash   as {search}:SPACE:orders, here and below: of a room's lines; followers
//	                                           (index_documents)
//	{P}:search:ROOM:facts               hash   line to -, its author, whom it mentions; followers (index_documents)
//	{P}:search:ROOM:texts               hash   line to its words; followers (index_documents)
//	{P}:search:ROOM:postings            zset   word NUL 499 line, the newest first; followers (index_documents)
//	{P}:search:ROOM:words               hash   word to how many lines have it; followers (index_documents)
//	{P}:search:ROOM:vocabulary          zset   word; followers (index_documents)
//	{P}:search:ROOM:beginnings          zset   one to three characters NUL how rare, word; followers (index_documents)
//	{P}:search:ROOM:spellings           zset   word or all but one of its characters NUL word; followers (index_documents)
//	{meetings}:next                     string the last meeting's id; reserve
//	{meetings}:op:PERSON:HASH           string as {P}:op; reserve; 1 day
//	{P}:meeting:ID                      hash   a meeting; create_meeting, edit_meeting, add_instance, cancel_instances
//	{P}:meeting:ID:audience             hash   folded address to person, "" for nobody yet; create_meeting, edit_meeting,
//	                                           bind_address, unlist_person
//	{P}:meeting:ID:invited              set    the persons of the audience; create_meeting, edit_meeting, bind_address,
//	                                           unlist_person
//	{P}:meeting:ID:muted                zset   who may not write in a meeting's rooms, by when; sanction
//	{P}:meeting:ID:banned               zset   who may not come into a meeting, by when; ban
//	{P}:instance:ID:ORDER               hash   a date; opened and closed say that the consequences are done, planned when
//	                                           it was to begin that was started early, until when it was to end that was
//	                                           extended or ended early, extended when it was, archived that all of it is in
//	                                           the archive, logged the last entry that its room's log had by then, trimmed
//	                                           since when those before it told what happened, if they are let go, rolled
//	                                           that all are noted who were expected, forgotten when it was taken away for
//	                                           good, for its age, how it was attended; create_meeting, add_, move_,
//	                                           cancel_instances, turn_, advance_instance, mark_archived, end_release,
//	                                           note_rolled, expire_attendance
//	{P}:unarchived                      zset   MEETING:ORDER of dates that are over and not in the archive yet, by when to
//	                                           take each up; advance_instance, cancel_instances, claim_record,
//	                                           mark_archived
//	{P}:archived                        zset   MEETING:ORDER of dates that are in the archive and whose rooms were not let
//	                                           go, by since when they are to be kept; mark_archived, claim_record,
//	                                           end_release, begin_wake, expire_lines
//	{P}:expiring                        zset   MEETING:ORDER of dates that are in the archive and not older than what was
//	                                           said is kept, by when they ended; mark_archived, expire_lines
//	{P}:forgetting                      zset   MEETING:ORDER of dates that are in the archive and not older than it is kept
//	                                           how they were attended, by when they ended, and of those that were cancelled
//	                                           before; mark_archived, cancel_instances, expire_attendance
//	{P}:list:SCOPE:open                 zset   instances not yet ended by start, for all, public, course:ID, person:ID;
//	                                           followers (list_instances)
//	{P}:list:SCOPE:past                 zset   the ended ones by end; followers (list_instances)
//	{P}:list:SCOPE:cancelled            zset   the cancelled ones by start; followers (list_instances)
//	{P}:list:SCOPE:gone                 zset   the cancelled ones of deleted meetings by when calendars forget them;
//	                                           followers (list_instances); 30 days after the last
//	{P}:list:SCOPE:written              hash   instance to the entry that it was last written for; followers
//	                                           (list_instances)
//	{P}:room:TOPIC                      hash   lines, events: how many; posted, found: the last lines; notices: runs of
//	                                           lines that nobody has to read, at most 50; who spoke last and when, the
//	                                           renames told; its rules; turns: how often who may write between two was
//	                                           looked at again; released: that lines are in the archive alone, "out TURN",
//	                                           or being brought back, "in TURN", releases the last turn, whole how many
//	                                           lines there are with those; expired: when what was said was taken away for
//	                                           good, for its age; every script about a room
//	{P}:room:TOPIC:lines                hash   number to line, as JSON; post_message, edit_message, set_rules, sanction,
//	                                           ban, drop_lines, wake_lines, expire_lines
//	{P}:room:TOPIC:events               stream n, kind, ref, at, left: what happened, never what was said; every script
//	                                           about a room
//	{P}:room:TOPIC:reacted              zset   "LINE REACTION PERSON", each of score 0: who gave which line what; react
//	{P}:room:TOPIC:reactions            hash   line to "REACTION COUNT PERSON…" of each reaction, in the order in which
//	                                           they were first given, with some of the people; react
//	{P}:room:TOPIC:said:PERSON          list   numbers of a person's lines; post_message
//	{P}:room:TOPIC:present              zset   person by latest join; join, leave, evict, sanction, ban, gone,
//	                                           advance_instance, cancel_instances
//	{P}:room:TOPIC:seen                 zset   who in a room came by a page or a stream, by when they were last seen; here,
//	                                           touch, join, gone, advance_instance, cancel_instances
//	{P}:room:TOPIC:signs                hash   person to "answers", for who has answered a beat, "lost", for who was let
//	                                           out unseen, or "removed", for who was sent out; as seen, sanction
//	{P}:room:TOPIC:roster               zset   who is expected or came, by first join; 0 for the absent, 1 for the excused;
//	                                           followers (note_expected), join, excuse
//	{P}:room:TOPIC:excused              hash   who need not come to reason, by whom and when, as JSON; excuse
//	{P}:room:TOPIC:attended             zset   person by first join, kept after the end; join
//	{P}:room:TOPIC:visits               list   "join PERSON MS" and "leave PERSON MS", in order, each leave dated to when
//	                                           it was; join, leave, evict, sanction, ban, gone, advance_instance,
//	                                           cancel_instances
//	{stoas}:living                      zset   the processes of Stoa by until when they count as living; report_stoa; 15
//	                                           seconds
//	{stoas}:say                         hash   a process to its name, version, since and streams, as JSON; report_stoa; 15
//	                                           seconds
//	{stoas}:ran                         hash   last: when one last said anything; slept, woke: when none did; report_stoa
//	{demo}:ids                          hash   which demo data has been loaded, and its id; demo
//	{online}:stands                     zset   "PERSON STOA" by until when it counts that they have a stream there; stand,
//	                                           bar_online, tick_online
//	{online}:stoas                      zset   the processes of Stoa that say who stands, by until when that counts; stand,
//	                                           tick_online
//	{online}:told                       zset   who is said to be online, by their id; tick_online
//	{online}:look                       set    whom the next tick looks at; stand, bar_online, tick_online
//	{online}:barred                     zset   who may enter no more, by until when nobody's word counts that they are
//	                                           there; bar_online, tick_online
//	{online}:ticks                      hash   ticked: when the last tick was; calm: until when nobody goes; at: when the
//	                                           last difference was; tick_online
package store
