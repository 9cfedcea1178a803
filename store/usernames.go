package store

import (
	"strings"

	"stoa/store/campus"
	"stoa/store/index"
)

// UsernameOf makes a username of a name: "chloe.laurent" of "Chloé Laurent". Of a name without letters of a-z it makes
// "person". It leaves room for a number, for who has a namesake.
func UsernameOf(name string) string {
	const room = 6
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '.' || r == '-' || r == '_':
			return '.'
		case r == 'ı':
			return 'i'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, index.Fold(name))
	plain = strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == '.' }), ".")
	plain = strings.Trim(plain[:min(len(plain), campus.MaxUsername-room)], ".")
	if len(plain) < campus.MinUsername {
		return "person"
	}
	return plain
}
