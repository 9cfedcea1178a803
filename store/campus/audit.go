package campus

import "time"

// AuditEntry is one thing that was done, or tried in vain. Its values are data: none of them says where another begins.
type AuditEntry struct {
	ID     string
	At     time.Time
	Deed   Deed
	Who    Named  // ID 0 for somebody who was not signed in, and for Stoa itself
	Itself bool   // Stoa did it by itself, or somebody on its machine
	Whom   Named  // ID 0 for nobody in particular
	From   string // network address; "" where there is none
	What   string // says more; see the deeds
	Failed bool   // it was tried in vain
}
