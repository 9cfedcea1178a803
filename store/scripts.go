package store

import (
	"embed"
	"io/fs"

	"stoa/store/campus"
	"stoa/store/engine"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// scriptFiles returns the files of lua/.
func scriptFiles() fs.FS {
	files, err := fs.Sub(luaFiles, "lua")
	if err != nil { // the directory is compiled in
		panic(err)
	}
	return files
}

// Every script of the campus, declared once. Its file says the same in its head, and a test holds the two together.
var (
	reserveScript      = engine.Declare("reserve", engine.Writes, 1)
	recallScript       = engine.Declare("recall", engine.Writes, 1).Refuses(engine.Means{"never": errNever})
	createPersonScript = engine.Declare("create_person", engine.Writes, 15).With("person", "listing", "keep",
		"ticket").Refuses(engine.Means{
		"username":   errTaken("username"),
		"email":      errTaken("email"),
		"external":   errTaken("external_id"),
		"admin":      campus.ErrNotAdmin,
		"invitation": campus.ErrNoInvitation,
		"setup":      campus.ErrSetUp,
	})
	editPersonScript = engine.Declare("edit_person", engine.Writes, 14).With("person", "listing", "keep", "change").Refuses(engine.Means{
		"missing":   campus.ErrNoPerson,
		"admin":     campus.ErrNotAdmin,
		"own":       campus.ErrOwnRole,
		"last":      errLastAdmin,
		"username":  errTaken("username"),
		"email":     errTaken("email"),
		"external":  errTaken("external_id"),
		"meanwhile": campus.ErrMeanwhile,
	})
	erasePersonScript = engine.Declare("erase_person", engine.Writes, 21).Each(1).With("person", "listing", "keep").Refuses(engine.Means{
		"missing": campus.ErrNoPerson,
		"admin":   campus.ErrNotAdmin,
		"own":     campus.ErrOwnErase,
		"last":    errLastAdmin,
		"again":   errAgain,
	})
	claimErasureScript = engine.Declare("claim_erasure", engine.Works, 2)
	stepErasureScript  = engine.Declare("step_erasure", engine.Works, 2).Refuses(engine.Means{"lost": ErrErasureLost})
	endErasureScript   = engine.Declare("end_erasure", engine.Works, 6).Refuses(engine.Means{"lost": ErrErasureLost})
	addErasedScript    = engine.Declare("add_erased", engine.Works, 2)
	dropErasedScript   = engine.Declare("drop_erased", engine.Works, 1)
	collectedScript    = engine.Declare("erasure_collected", engine.Works, 1)
	redactLineScript   = engine.Declare("redact_line", engine.Works, 4).With("room", "found")
	redactExcuseScript = engine.Declare("redact_excuse", engine.Works, 1)

	relistPersonScript     = engine.Declare("relist_person", engine.Works, 14).With("person", "listing", "keep")
	listPeopleScript       = engine.Declare("list_people", engine.Reads, 1)
	findPeopleScript       = engine.Declare("find_people", engine.Reads, 2)
	createInvitationScript = engine.Declare("create_invitation", engine.Writes, 5).With("invitation").Refuses(engine.Means{
		"admin": campus.ErrNotAdmin,
		"email": errTaken("email"),
	})
	revokeInvitationScript = engine.Declare("revoke_invitation", engine.Writes, 5).With("invitation").Refuses(engine.Means{
		"admin":    campus.ErrNotAdmin,
		"missing":  campus.ErrNoSuchInvitation,
		"accepted": errAccepted,
	})
	makeLinkScript = engine.Declare("make_link", engine.Writes, 15).With("person").Refuses(engine.Means{
		"admin":    campus.ErrNotAdmin,
		"missing":  campus.ErrNoPerson,
		"disabled": errLinkDisabled,
		"pending":  errLinkPending,
	})
	keepFeedScript = engine.Declare("keep_feed", engine.Writes, 2).Refuses(engine.Means{"missing": campus.ErrNoPerson})
	useLinkScript  = engine.Declare("use_link", engine.Writes, 15).With("person", "listing", "keep").Refuses(engine.Means{
		"link":     campus.ErrNoLink,
		"password": errPasswordRequired,
	})
	trimAuditScript     = engine.Declare("trim_audit", engine.Works, 3)
	dropNotedScript     = engine.Declare("drop_noted", engine.Works, 1)
	noteScript          = engine.Declare("note", engine.Works, 2)
	attemptScript       = engine.Declare("attempt", engine.Works, 1)
	keepSecretScript    = engine.Declare("keep_secret", engine.Works, 1)
	claimRequestScript  = engine.Declare("claim_request", engine.Works, 1)
	keepAnswerScript    = engine.Declare("keep_answer", engine.Works, 1)
	freeRequestScript   = engine.Declare("free_request", engine.Works, 1)
	reserveCourseScript = engine.Declare("reserve_course", engine.Writes, 1)
	createCourseScript  = engine.Declare("create_course", engine.Writes, 3).With("closing")
	editCourseScript    = engine.Declare("edit_course", engine.Writes, 6).With("closing", "course", "staff", "difference",
		"override").Refuses(engine.Means{
		"missing":   campus.ErrNoCourse,
		"staff":     campus.ErrNotStaff,
		"own":       campus.ErrNotOwner,
		"meanwhile": campus.ErrMeanwhile,
	})
	reopenCourseScript = engine.Declare("reopen_course", engine.Writes, 6).With("closing", "course", "staff", "difference",
		"override").Refuses(engine.Means{
		"missing": campus.ErrNoCourse,
		"staff":   campus.ErrNotStaff,
	})
	leaveCourseScript  = engine.Declare("leave_course", engine.Works, 2).With("staff")
	deleteCourseScript = engine.Declare("delete_course", engine.Writes, 3).With("override").Refuses(engine.Means{
		"missing": campus.ErrNoCourse,
		"own":     campus.ErrNotOwner,
	})
	closeCourseScript = engine.Declare("close_course", engine.Works, 3).With("closing")
	enrolScript       = engine.Declare("enrol", engine.Writes, 6).With("closing", "course").Refuses(engine.Means{
		"missing": campus.ErrNoCourse,
		"full":    campus.ErrCourseFull,
		"closed":  campus.ErrCourseClosed,
	})
	dropScript = engine.Declare("drop", engine.Writes, 6).With("closing", "course").
			Refuses(engine.Means{"missing": campus.ErrNoCourse})
	forgetCourseScript = engine.Declare("forget_course", engine.Works, 1)
	notifyScript       = engine.Declare("notify", engine.Works, 5).With("inbox")
	tellPrivateScript  = engine.Declare("tell_private", engine.Works, 4).With("inbox")
	setLevelScript     = engine.Declare("set_level", engine.Writes, 1)
	markReadScript     = engine.Declare("mark_read", engine.Writes, 2)
	openToldScript     = engine.Declare("open_told", engine.Works, 2).Refuses(engine.Means{"missing": campus.ErrNotTold})
	readInboxScript    = engine.Declare("read_inbox", engine.Reads, 3)
	forgetInboxScript  = engine.Declare("forget_inbox", engine.Works, 4)
	noteSeatScript     = engine.Declare("note_seat", engine.Works, 1)
	blockScript        = engine.Declare("block", engine.Writes, 1).Refuses(engine.Means{"full": campus.ErrManyBlocked})
	unblockScript      = engine.Declare("unblock", engine.Writes, 1)
	reportScript       = engine.Declare("report", engine.Writes, 4).Refuses(engine.Means{
		"missing":  campus.ErrNoMessage,
		"stranger": campus.ErrNotThere,
	})
	closeReportScript   = engine.Declare("close_report", engine.Writes, 1).Refuses(engine.Means{"missing": campus.ErrNoReport})
	listReportScript    = engine.Declare("list_report", engine.Works, 1)
	noteReportScript    = engine.Declare("note_report", engine.Works, 3)
	noteOverrideScript  = engine.Declare("note_override", engine.Writes, 2)
	copyNameScript      = engine.Declare("copy_name", engine.Works, 2)
	copyCoNameScript    = engine.Declare("copy_co_name", engine.Works, 2)
	turnRoomScript      = engine.Declare("turn_room", engine.Works, 1)
	tellNameScript      = engine.Declare("tell_name", engine.Works, 2).With("room")
	noteTeacherScript   = engine.Declare("note_teacher", engine.Works, 1)
	createMeetingScript = engine.Declare("create_meeting", engine.Writes, 5).Each(1).With("invited", "starting")
	editMeetingScript   = engine.Declare("edit_meeting", engine.Writes, 4).With("override", "invited", "version").Refuses(engine.Means{
		"missing":   campus.ErrNoMeeting,
		"staff":     campus.ErrNotMeetingStaff,
		"meanwhile": campus.ErrMeanwhile,
	})
	addInstanceScript = engine.Declare("add_instance", engine.Writes, 4).With("invited", "starting", "version").Refuses(engine.Means{
		"missing": campus.ErrNoMeeting,
		"staff":   campus.ErrNotMeetingStaff,
		"again":   errAgain,
		"many":    errManyDates,
	})
	cancelInstancesScript = engine.Declare("cancel_instances", engine.Writes, 5).Each(7).With("room", "gone", "end", "override",
		"invited", "version").
		Refuses(engine.Means{
			"missing":   campus.ErrNoMeeting,
			"staff":     campus.ErrNotMeetingStaff,
			"again":     errAgain,
			"meanwhile": campus.ErrMeanwhile,
		})
	moveInstancesScript = engine.Declare("move_instances", engine.Writes, 3).Each(3).With("room", "override",
		"invited", "starting", "version").Refuses(engine.Means{
		"meanwhile": campus.ErrMeanwhile,
		"missing":   campus.ErrNoMeeting,
		"staff":     campus.ErrNotMeetingStaff,
		"again":     errAgain,
		"begun":     errBegun,
		"past":      errPast,
		"over":      campus.ErrOver,
	})
	turnInstanceScript = engine.Declare("turn_instance", engine.Writes, 6).With("room", "override", "version").Refuses(engine.Means{
		"again":    errAgain,
		"inactive": campus.ErrNotActive,
		"staff":    campus.ErrNotMeetingStaff,
	})
	advanceInstanceScript  = engine.Declare("advance_instance", engine.Works, 10).With("room", "gone", "end", "starting")
	claimRecordScript      = engine.Declare("claim_record", engine.Works, 1)
	markArchivedScript     = engine.Declare("mark_archived", engine.Works, 6)
	expireLinesScript      = engine.Declare("expire_lines", engine.Works, 7)
	expireAttendanceScript = engine.Declare("expire_attendance", engine.Works, 8)
	beginReleaseScript     = engine.Declare("begin_release", engine.Works, 3).Refuses(engine.Means{"kept": errKept})
	dropLinesScript        = engine.Declare("drop_lines", engine.Works, 2)
	endReleaseScript       = engine.Declare("end_release", engine.Works, 5)
	beginWakeScript        = engine.Declare("begin_wake", engine.Works, 2)
	wakeLinesScript        = engine.Declare("wake_lines", engine.Works, 2)
	interruptWakeScript    = engine.Declare("interrupt_wake", engine.Works, 1)
	endWakeScript          = engine.Declare("end_wake", engine.Works, 2)
	hereScript             = engine.Declare("here", engine.Works, 5).With("gate", "gate_meeting", "room", "gone").Refuses(engine.Means{
		"inactive": campus.ErrNotActive,
		"lost":     campus.ErrLost,
		"absent":   campus.ErrNotAttending,
	})
	touchScript = engine.Declare("touch", engine.Works, 5).With("gate", "gate_meeting", "room", "gone")
	goneScript  = engine.Declare("gone", engine.Works, 8).With("room", "gone")
	joinScript  = engine.Declare("join", engine.Writes, 13).With("room", "gate", "gate_meeting").Refuses(engine.Means{
		"inactive":  campus.ErrNotActive,
		"already":   campus.ErrAlreadyIn,
		"banned":    campus.ErrBanned,
		"forbidden": campus.ErrNotInvited,
		"locked":    campus.ErrLocked,
	})
	setRulesScript = engine.Declare("set_rules", engine.Writes, 6).With("room", "runs", "silent", "notice",
		"override").Refuses(engine.Means{
		"inactive": campus.ErrNotActive,
		"staff":    campus.ErrNotMeetingStaff,
	})
	sanctionScript = engine.Declare("sanction", engine.Writes, 11).With("room", "gate", "gate_meeting", "runs", "silent", "notice",
		"override").Refuses(engine.Means{
		"inactive":  campus.ErrNotActive,
		"staff":     campus.ErrNotMeetingStaff,
		"own":       campus.ErrOwnself,
		"protected": campus.ErrProtected,
		"stranger":  campus.ErrNotThere,
	})
	banScript = engine.Declare("ban", engine.Writes, 3).Each(6).With("room", "gate", "gate_meeting", "runs", "silent", "notice",
		"override").Refuses(engine.Means{
		"missing":   campus.ErrNoMeeting,
		"staff":     campus.ErrNotMeetingStaff,
		"own":       campus.ErrOwnself,
		"protected": campus.ErrProtected,
		"again":     errAgain,
	})
	leaveScript = engine.Declare("leave", engine.Writes, 5).With("room", "gate", "gate_meeting").Refuses(engine.Means{
		"inactive": campus.ErrNotActive,
		"absent":   campus.ErrNotAttending,
	})
	noteRolledScript   = engine.Declare("note_rolled", engine.Works, 1)
	noteExpectedScript = engine.Declare("note_expected", engine.Works, 4).With("gate", "gate_meeting")
	excuseScript       = engine.Declare("excuse", engine.Writes, 6).With("override").Refuses(engine.Means{
		"missing":  campus.ErrNoMeeting,
		"staff":    campus.ErrNotMeetingStaff,
		"stranger": campus.ErrNotExpected,
	})
	remindScript = engine.Declare("remind", engine.Writes, 5).With("gate", "gate_meeting").Refuses(engine.Means{
		"missing":  campus.ErrNoMeeting,
		"staff":    campus.ErrNotMeetingStaff,
		"inactive": campus.ErrNotActive,
		"soon":     campus.ErrReminded,
	})
	reportStoaScript    = engine.Declare("report_stoa", engine.Works, 3)
	listStoasScript     = engine.Declare("list_stoas", engine.Reads, 2)
	standScript         = engine.Declare("stand", engine.Works, 5)
	barOnlineScript     = engine.Declare("bar_online", engine.Works, 4)
	tickOnlineScript    = engine.Declare("tick_online", engine.Works, 6)
	readOnlineScript    = engine.Declare("read_online", engine.Reads, 2)
	noteRosterScript    = engine.Declare("note_roster", engine.Works, 1)
	forgetRostersScript = engine.Declare("forget_rosters", engine.Works, 1)
	noteRoomScript      = engine.Declare("note_room", engine.Works, 1)
	evictScript         = engine.Declare("evict", engine.Works, 5).With("room")
	bindAddressScript   = engine.Declare("bind_address", engine.Works, 3).With("invited")
	awaitAddressScript  = engine.Declare("await_address", engine.Works, 1)
	noteErasedScript    = engine.Declare("note_erased", engine.Works, 1)
	forgetAddressScript = engine.Declare("forget_address", engine.Works, 1)
	unlistPersonScript  = engine.Declare("unlist_person", engine.Works, 3)
	listInstancesScript = engine.Declare("list_instances", engine.Works, 5)
	nextLinesScript     = engine.Declare("next_lines", engine.Works, 2)
	postMessageScript   = engine.Declare("post_message", engine.Writes, 5).Each(1).With("room", "mentions", "found").Refuses(engine.Means{
		"noreply":   campus.ErrNoReply,
		"replygone": campus.ErrReplyGone,
	})
	governRoomScript = engine.Declare("govern_room", engine.Writes, 5).Each(1).With("room", "runs", "silent", "notice",
		"override").Refuses(engine.Means{
		"staff":     campus.ErrNotRoomStaff,
		"own":       campus.ErrOwnself,
		"protected": campus.ErrProtected,
	})
	ruleRoomScript = engine.Declare("rule_room", engine.Writes, 4).Each(1).With("room", "runs", "silent", "notice",
		"override").Refuses(engine.Means{
		"staff": campus.ErrNotRoomStaff,
	})
	notePrivateScript = engine.Declare("note_private", engine.Works, 1)
	takeBackScript    = engine.Declare("take_back", engine.Works, 8).With("room", "runs", "silent", "found", "reactions")
	restoreLineScript = engine.Declare("restore_line", engine.Works, 5).With("room", "found")
	forgetRoomsScript = engine.Declare("forget_rooms", engine.Works, 2).Each(1)
	markRoomScript    = engine.Declare("mark_room", engine.Works, 3).With("runs", "marks")
	beginRoomScript   = engine.Declare("begin_room", engine.Works, 1).With("runs", "marks")
	markSaidScript    = engine.Declare("mark_said", engine.Works, 3).With("runs", "marks")
	unmarkRoomScript  = engine.Declare("unmark_room", engine.Writes, 3).With("runs", "marks")
	seeMentionsScript = engine.Declare("see_mentions", engine.Works, 1)
	forgetMeantScript = engine.Declare("forget_meant", engine.Works, 3).With("runs", "marks")
	noteMentionScript = engine.Declare("note_mention", engine.Works, 3).With("runs", "marks")
	typingScript      = engine.Declare("typing", engine.Works, 2).Each(1)
	reactScript       = engine.Declare("react", engine.Writes, 5).Each(1).With("room").Refuses(engine.Means{
		"missing": campus.ErrNoMessage,
		"deleted": campus.ErrLineDeleted,
	})
	editMessageScript = engine.Declare("edit_message", engine.Writes, 6).Each(1).With("room", "runs", "silent", "override",
		"reactions", "mentions", "found").Refuses(engine.Means{
		"missing":   campus.ErrNoMessage,
		"foreign":   campus.ErrNotYours,
		"meanwhile": campus.ErrLineMeanwhile,
		"asleep":    errAsleep,
	})
	readAgendaScript   = engine.Declare("read_agenda", engine.Reads, 2)
	readAttendedScript = engine.Declare("read_attended", engine.Reads, 0).Each(5)
	readLinesScript    = engine.Declare("read_lines", engine.Reads, 3)
	putPersonScript    = engine.Declare("put_person", engine.Works, 15).With("person", "listing", "keep", "change", "put", "answer").
				Refuses(engine.Means{"admin": campus.ErrNotAdmin, "meanwhile": campus.ErrMeanwhile})
	keepImportScript    = engine.Declare("keep_import", engine.Works, 2)
	stepImportScript    = engine.Declare("step_import", engine.Works, 3)
	reservePeopleScript = engine.Declare("reserve_people", engine.Works, 1)
	markDemoScript      = engine.Declare("mark_demo", engine.Works, 1)
)

// The refusals that only scripts know.
var (
	errLastAdmin = campus.Refuse(campus.Conflict, "This is the last admin; a campus cannot be without one.")
	errAccepted  = campus.Refuse(campus.Conflict, "This invitation was accepted already; it can no longer be taken back.")
	errSlow      = campus.TooSoon(0) // see Rooms.Post, which says how long
	errBegun     = campus.InvalidField("from", "the meeting has begun; only its end can move")
	errPast      = campus.InvalidField("to", "a time to come; to end it now there is a call of its own")
	errManyDates = campus.InvalidField("instances", "a meeting has at most 500 dates")
	// errAgain says that what was read has changed before it could be relied on: read it again.
	errAgain = campus.Refuse(campus.Conflict, "Somebody else has just changed this. Please try again.")
)

// The refusals about sign-in links.
var (
	errLinkDisabled     = campus.Refuse(campus.Conflict, "This person is disabled, so no link signs them in.")
	errLinkPending      = campus.Refuse(campus.Conflict, "This person waits for approval. Let them in first.")
	errPasswordRequired = campus.InvalidField("password", "password required")
)

func errTaken(field string) error {
	return &campus.Error{Code: campus.Conflict, Sentence: "Somebody else has this " + field + ".",
		Fields: map[string]string{field: "taken"}}
}

// Scripts returns every script of the campus.
func Scripts() []engine.Script {
	return append(twoFactorScripts(), []engine.Script{
		reserveScript, recallScript, claimRequestScript, keepAnswerScript, freeRequestScript, markDemoScript,
		putPersonScript, reservePeopleScript, keepImportScript, stepImportScript,
		createPersonScript, editPersonScript, erasePersonScript, relistPersonScript, listPeopleScript, findPeopleScript, noteScript,
		claimErasureScript, stepErasureScript, endErasureScript, addErasedScript, dropErasedScript, collectedScript,
		redactLineScript, redactExcuseScript,
		trimAuditScript, dropNotedScript, createInvitationScript, revokeInvitationScript, keepFeedScript, makeLinkScript, useLinkScript,
		startSessionScript, endSessionsScript, createTokenScript, changePasswordScript, rehashScript, noteUseScript,
		attemptScript, keepSecretScript, reportStoaScript, listStoasScript,
		standScript, barOnlineScript, tickOnlineScript, readOnlineScript,
		reserveCourseScript, createCourseScript, editCourseScript, reopenCourseScript, leaveCourseScript,
		deleteCourseScript, closeCourseScript,
		enrolScript, dropScript, noteSeatScript, noteTeacherScript, forgetCourseScript, notifyScript, markReadScript,
		openToldScript, readInboxScript, forgetInboxScript, setLevelScript, tellPrivateScript, copyNameScript,
		copyCoNameScript, tellNameScript, turnRoomScript,
		blockScript, unblockScript, reportScript, closeReportScript, listReportScript, noteReportScript, noteOverrideScript,
		createMeetingScript, editMeetingScript, addInstanceScript, cancelInstancesScript, moveInstancesScript, turnInstanceScript,
		advanceInstanceScript, claimRecordScript, markArchivedScript, expireLinesScript, expireAttendanceScript,
		beginReleaseScript, dropLinesScript, endReleaseScript, beginWakeScript, wakeLinesScript, interruptWakeScript, endWakeScript,
		joinScript, leaveScript, evictScript, hereScript, touchScript, goneScript,
		noteExpectedScript, noteRolledScript, excuseScript, remindScript,
		setRulesScript, sanctionScript, banScript,
		noteRoomScript, noteRosterScript, forgetRostersScript,
		bindAddressScript, awaitAddressScript, forgetAddressScript, noteErasedScript, unlistPersonScript, listInstancesScript,
		readAgendaScript, readAttendedScript,
		meetingRooms.gated(postMessageScript), meetingRooms.gated(editMessageScript), readLinesScript, nextLinesScript,
		meetingRooms.gated(reactScript), meetingRooms.gated(typingScript),
		generalRooms.gated(governRoomScript), generalRooms.gated(ruleRoomScript), notePrivateScript, takeBackScript, restoreLineScript,
		markRoomScript, markSaidScript, beginRoomScript, unmarkRoomScript, noteMentionScript, forgetMeantScript, forgetRoomsScript,
		seeMentionsScript,
	}...)
}
