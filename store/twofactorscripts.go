package store

import (
	"stoa/store/campus"
	"stoa/store/engine"
)

// The scripts of two-factor sign-in.
var (
	beginTwoFactorScript = engine.Declare("begin_two_factor", engine.Writes, 14).With("person").Refuses(engine.Means{
		"missing": campus.ErrNoPerson,
		"on":      errTwoFactorOn,
	})
	confirmTwoFactorScript = engine.Declare("confirm_two_factor", engine.Writes, 14).With("person").Refuses(engine.Means{
		"missing": campus.ErrNoPerson,
		"on":      errTwoFactorOn,
		"late":    errTwoFactorLate,
	})
	renewCodesScript     = engine.Declare("renew_codes", engine.Writes, 14).With("person").Refuses(engine.Means{"off": errTwoFactorOff})
	clearTwoFactorScript = engine.Declare("clear_two_factor", engine.Writes, 14).With("person", "listing", "keep").Refuses(engine.Means{
		"missing": campus.ErrNoPerson,
		"admin":   campus.ErrNotAdmin,
	})
	proveCodeScript = engine.Declare("prove_code", engine.Works, 14).With("person").Refuses(engine.Means{
		"not":   campus.ErrSignIn,
		"wrong": campus.ErrCode,
	})
	keepHalfScript = engine.Declare("keep_half", engine.Works, 1)
	readHalfScript = engine.Declare("read_half", engine.Reads, 1)
	endHalfScript  = engine.Declare("end_half", engine.Works, 1)
)

// What only they refuse.
var (
	errTwoFactorOn    = campus.Refuse(campus.Conflict, "Two-factor sign-in is on already.")
	errTwoFactorOff   = campus.Refuse(campus.Conflict, "Two-factor sign-in is not on.")
	errOwnTwoFactor   = campus.Refuse(campus.Forbidden, "Turn your own off in your profile: there you show that it is you.")
	errTwoFactorLate  = campus.Refuse(campus.Conflict, "This took too long, or was begun again elsewhere. Please begin again.")
	errWrongFirstCode = campus.InvalidField("code", "this code is not right; is the clock of your device set?")
)

func twoFactorScripts() []engine.Script {
	return []engine.Script{beginTwoFactorScript, confirmTwoFactorScript, renewCodesScript, clearTwoFactorScript, proveCodeScript,
		keepHalfScript, readHalfScript, endHalfScript}
}
