package store

import (
	"stoa/store/campus"
	"stoa/store/engine"
)

// The scripts about sessions.
var (
	startSessionScript = engine.Declare("start_session", engine.Works, 17).With("person", "session", "signin").Refuses(engine.Means{
		"not": campus.ErrSignIn,
	})
	endSessionsScript = engine.Declare("end_sessions", engine.Writes, 16).Each(1).With("person", "listing", "keep", "signin").
				Refuses(engine.Means{"admin": campus.ErrNotAdmin, "missing": campus.ErrNoSession})
	createTokenScript = engine.Declare("create_token", engine.Writes, 17).With("person", "session").Refuses(engine.Means{
		"void": campus.ErrSignedOut,
		"many": campus.Refuse(campus.Conflict, "You have a hundred tokens already. Please revoke one first."),
	})
	changePasswordScript = engine.Declare("change_password", engine.Writes, 15).With("person", "session").Refuses(engine.Means{
		"again": errAgain,
	})
	rehashScript  = engine.Declare("rehash", engine.Works, 1)
	noteUseScript = engine.Declare("note_use", engine.Works, 0).Each(1)
)
