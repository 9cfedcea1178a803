package campus

// Address is one that a meeting lists, and what has become of it.
type Address struct {
	Email  string
	Person int64 // whom it invites; 0 for nobody yet
	State  AddressState
}

// AddressState is what has become of an address that a meeting lists.
type AddressState string

// The states of an address. One that somebody typed for themselves opens nothing until it is confirmed.
const (
	AddressInvited     AddressState = "invited"
	AddressUnconfirmed AddressState = "unconfirmed"
	AddressUnknown     AddressState = "unknown"
)
