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
const maxNamed = 20

// ParseAddresses reads the addresses in a text, one a line; a line may hold several with commas or semicolons between them,
// and a name with each. It returns each once. wrong names the lines that hold something else, twice those that repeat an
// address; "" for none.
func ParseAddresses(text string) (all []string, wrong, twice string) {
	r := addressReader{first: map[string]int{}}
	for i, line := range strings.Split(text, "\n") {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ',' || r == ';' }) {
			part = strings.TrimSpace(part)
			if named, err := mail.ParseAddress(part); err == nil {
				part = named.Address
			}
			if part != "" {
				r.read(i+1, part)
			}
		}
	}
	return r.all, named(r.flaws), named(r.repeats)
}

// CheckAddresses is ParseAddresses of a list, each of which is a line and nothing but an address.
func CheckAddresses(list []string) (wrong, twice string) {
	r := addressReader{first: map[string]int{}}
	for i, address := range list {
		r.read(i+1, address)
	}
	return named(r.flaws), named(r.repeats)
}

// addressReader reads addresses line by line.
type addressReader struct {
	first          map[string]int // on which line each was read first
	all            []string
	flaws, repeats []string
}

func (r *addressReader) read(line int, address string) {
	n := strconv.Itoa(line)
	switch before, known := r.first[FoldLogin(address)]; {
	case !validEmail(address):
		r.flaws = append(r.flaws, "line "+n+" is no email address: “"+shortened(address)+"”")
	case known:
		r.repeats = append(r.repeats, "line "+n+" is the same address as line "+strconv.Itoa(before))
	default:
		r.first[FoldLogin(address)] = line
		r.all = append(r.all, address)
	}
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
