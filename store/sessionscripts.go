package store

import (
	"stoa/store/campus"
	"stoa/store/engine"
)

// The scripts about sessions.
var (
	startSessionScript = engine.Declare("start_session", engine.Works, 15).With("person", "session").Refuses(engine.Means{
		"not": campus.ErrSignIn,
	})
	endSessionsScript = engine.Declare("end_sessions", engine.Writes, 14).Each(1).With("person", "listing", "keep").Refuses(engine.Means{
		"admin":   campus.ErrNotAdmin,
		"missing": campus.ErrNoSession,
	})
)
