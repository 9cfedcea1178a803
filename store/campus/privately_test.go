package campus

import "testing"

func TestWhoMayWriteToWhomPrivately(t *testing.T) {
	t.Parallel()
	is := func(id int64, role Role) Person { return Person{ID: id, Role: role, Status: StatusActive} }
	john, hamid, thales, hypatia, admin := is(1, Student), is(2, Student), is(3, Teacher), is(4, Teacher), is(5, Admin)
	gone := func(p Person, status Status) Person { p.Status = status; return p }
	for name, test := range map[string]struct {
		facts PrivateFacts
		want  error
	}{
		"students":                        {PrivateFacts{Policy: DMAll, From: john, To: hamid}, nil},
		"a student to a teacher":          {PrivateFacts{Policy: DMAll, From: john, To: thales}, nil},
		"off":                             {PrivateFacts{Policy: DMOff, From: john, To: hamid}, ErrDMOff},
		"off for teachers":                {PrivateFacts{Policy: DMOff, From: thales, To: hypatia}, ErrDMOff},
		"off for admins":                  {PrivateFacts{Policy: DMOff, From: admin, To: thales}, ErrDMOff},
		"students with staff":             {PrivateFacts{Policy: DMStaff, From: john, To: hamid}, ErrDMStaff},
		"a student to staff":              {PrivateFacts{Policy: DMStaff, From: john, To: thales}, nil},
		"staff to a student":              {PrivateFacts{Policy: DMStaff, From: admin, To: john}, nil},
		"staff with staff":                {PrivateFacts{Policy: DMStaff, From: thales, To: admin}, nil},
		"no policy is off":                {PrivateFacts{Policy: DMOff, From: john, To: admin}, ErrDMOff},
		"oneself":                         {PrivateFacts{Policy: DMAll, From: john, To: john}, ErrNoRoom},
		"one who is disabled":             {PrivateFacts{Policy: DMAll, From: gone(john, StatusDisabled), To: hamid}, ErrNoRoom},
		"to one who is disabled":          {PrivateFacts{Policy: DMAll, Said: true, From: john, To: gone(hamid, StatusDisabled)}, ErrAway},
		"to one who waits":                {PrivateFacts{Policy: DMAll, Said: true, From: john, To: gone(hamid, StatusPending)}, ErrAway},
		"to one who is erased":            {PrivateFacts{Policy: DMAll, Said: true, From: john, To: gone(hamid, StatusErased)}, ErrErased},
		"disabled, and nothing was said":  {PrivateFacts{Policy: DMAll, From: john, To: gone(hamid, StatusDisabled)}, ErrNoRoom},
		"erased, and nothing was said":    {PrivateFacts{Policy: DMAll, From: john, To: gone(hamid, StatusErased)}, ErrNoRoom},
		"blocked":                         {PrivateFacts{Policy: DMAll, From: john, To: hamid, Blocked: true}, ErrBlocked},
		"staff who are blocked":           {PrivateFacts{Policy: DMAll, From: admin, To: hamid, Blocked: true}, ErrBlocked},
		"blocking":                        {PrivateFacts{Policy: DMAll, From: john, To: hamid, Blocking: true}, ErrBlocking},
		"blocking staff":                  {PrivateFacts{Policy: DMStaff, From: john, To: thales, Blocking: true}, ErrBlocking},
		"both, and one learns one's own":  {PrivateFacts{Policy: DMAll, From: john, To: hamid, Blocked: true, Blocking: true}, ErrBlocking},
		"the policy comes before a block": {PrivateFacts{Policy: DMOff, From: john, To: hamid, Blocked: true}, ErrDMOff},
	} {
		if got := MayWritePrivately(test.facts); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	for policy, want := range map[DM]bool{"off": true, "staff": true, "all": true, "": false, "ALL": false, "none": false} {
		if policy.Valid() != want {
			t.Errorf("%q is a policy: %t", policy, !want)
		}
	}
}
