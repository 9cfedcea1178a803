package campus

// ErrNoSession is for a session or token that is not there, or is somebody else's.
var ErrNoSession = Refuse(NotFound, "This session has ended already.")

// What the audit keeps of sessions.
const (
	DeedSignedIn     Deed = "signed-in"      // what: browser or api
	DeedSignedOut    Deed = "signed-out"     // what: browser or api, and a token's id; in the person's trail its name
	DeedEnded        Deed = "session-ended"  // as signed-out, from elsewhere
	DeedToken        Deed = "token-made"     // what: its id; in the person's trail its name
	DeedPassword     Deed = "password"       // it was changed, by its owner
	DeedSignInFailed Deed = "sign-in-failed" // what: why, if the login is somebody's
)

// ErrTokenShown is for a token that was made before, under the same operation: nobody can show it again.
var ErrTokenShown = Refuse(Conflict, "This token was made already, and was shown then. If it is lost, please revoke it and make another.")
