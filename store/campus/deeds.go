package campus

// Deed is a kind of entry of the audit.
type Deed string

// What is kept in the audit. The first few are written by the scripts that do them.
const (
	DeedCreated Deed = "created" // what: the role
	DeedEdited  Deed = "edited"  // what: the names of the fields
	DeedRole    Deed = "role"    // what: the old and the new
	DeedStatus  Deed = "status"  // what: the old and the new
)
