package campus

import (
	"net/mail"
	"strconv"
	"strings"
)

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

// maxNamed is how many flaws of a text are named one by one.
const maxNamed = 5

// ParseAddresses reads the addresses in a text, one a line; a line may hold several with commas or semicolons between them,
// and a name with each. It returns each once. wrong names the lines that hold something else, twice those that repeat an
// address; "" for none.
func ParseAddresses(text string) (all []string, wrong, twice string) {
	first := map[string]int{}
	var flaws, repeats []string
	for i, line := range strings.Split(text, "\n") {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ',' || r == ';' }) {
			part = strings.TrimSpace(part)
			if named, err := mail.ParseAddress(part); err == nil {
				part = named.Address
			}
			n := strconv.Itoa(i + 1)
			switch before, known := first[FoldLogin(part)]; {
			case part == "":
			case !validEmail(part):
				flaws = append(flaws, "line "+n+" is no email address: “"+shortened(part)+"”")
			case known:
				repeats = append(repeats, "line "+n+" is the same address as line "+strconv.Itoa(before))
			default:
				first[FoldLogin(part)] = i + 1
				all = append(all, part)
			}
		}
	}
	return all, named(flaws), named(repeats)
}

// named joins what is wrong with a text; of many the first.
func named(flaws []string) string {
	if more := len(flaws) - maxNamed; more > 0 {
		flaws = append(flaws[:maxNamed:maxNamed], "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(flaws, "; ")
}

// shortened returns the beginning of what somebody typed.
func shortened(text string) string {
	if letters := []rune(text); len(letters) > 60 {
		return string(letters[:60]) + "…"
	}
	return text
}
