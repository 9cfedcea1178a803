package campus

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's own hash, which every app knows; as an HMAC it is not broken
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes that prove that somebody has their device with them (TOTP, RFC 6238), and those that serve when it is lost.
const (
	// CodeStep is how long a code is shown.
	CodeStep = 30 * time.Second
	// CodeDigits is how long a code is.
	CodeDigits = 6
	// RecoveryCodes is how many recovery codes somebody gets.
	RecoveryCodes = 10

	codeDrift      = 1 // steps that a clock may be off, either way
	codeModulus    = 1_000_000
	secretBytes    = 20 // 160 bits, as RFC 4226 (4, R6) recommends
	recoveryLength = 24 // letters of five bits each: 120 bits, so that a plain hash keeps them safe
	recoveryGroup  = 4
)

// The refusals of second factors.
var (
	ErrCodeDue  = Refuse(Unauthenticated, "A code of your authenticator app, or a recovery code, is due as well.")
	ErrCode     = Refuse(Unauthenticated, "This code is not right, or it was used before.")
	ErrNoFactor = Refuse(Forbidden, "The staff of this campus sign in with a second factor. Please set it up on your profile first.")
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewCodeSecret returns a secret for codes, in base32 as apps take it.
func NewCodeSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails, says its documentation
	return base32Text.EncodeToString(b)
}

// CodeStepAt returns the number of the step that a time is in.
func CodeStepAt(t time.Time) int64 { return t.Unix() / int64(CodeStep.Seconds()) }

// CodeAt returns the code of a step; "" for a secret that is no base32.
func CodeAt(secret string, step int64) string {
	key, err := base32Text.DecodeString(secret)
	if err != nil || len(key) == 0 {
		return ""
	}
	var moving [8]byte
	binary.BigEndian.PutUint64(moving[:], uint64(step))
	mac := hmac.New(sha1.New, key)
	mac.Write(moving[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf // RFC 4226, 5.3: the last four bits say where the number begins
	number := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", CodeDigits, number%codeModulus)
}

// MatchCode returns the step that a code is of, at a time; false when it is of none that is near enough.
func MatchCode(secret, code string, now time.Time) (step int64, ok bool) {
	code, isCode := ReadCode(code)
	if !isCode {
		return 0, false
	}
	at := CodeStepAt(now)
	for try := at - codeDrift; try <= at+codeDrift; try++ {
		if subtle.ConstantTimeCompare([]byte(CodeAt(secret, try)), []byte(code)) == 1 {
			step, ok = try, true
		}
	}
	return step, ok
}

// ReadCode returns the digits of what somebody typed, as apps show them with a space; false when it is no such code.
func ReadCode(typed string) (string, bool) {
	code := strings.Join(strings.Fields(typed), "")
	return code, len(code) == CodeDigits && strings.Trim(code, "0123456789") == ""
}

// CodeLink is the address by which an app takes a secret. It names the campus, so that the app can tell its accounts apart.
func CodeLink(campusName, username, secret string) string {
	values := url.Values{"secret": {secret}, "issuer": {campusName}, "algorithm": {"SHA1"}, "digits": {fmt.Sprint(CodeDigits)},
		"period": {fmt.Sprint(int(CodeStep.Seconds()))}}
	query := strings.ReplaceAll(values.Encode(), "+", "%20") // some apps read a plus as a plus
	return "otpauth://totp/" + url.PathEscape(campusName) + ":" + url.PathEscape(username) + "?" + query
}

// NewRecoveryCodes returns codes that each serve once, in groups of letters.
func NewRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		codes[i] = Grouped(strings.ToLower(rand.Text()[:recoveryLength]), "-")
	}
	return codes
}

// Grouped returns text in groups of four, as people copy it.
func Grouped(text, between string) string {
	var groups []string
	for len(text) > recoveryGroup {
		groups, text = append(groups, text[:recoveryGroup]), text[recoveryGroup:]
	}
	return strings.Join(append(groups, text), between)
}

// HashRecoveryCode returns what is kept of a recovery code, however it was typed; false when it cannot be one.
func HashRecoveryCode(typed string) (string, bool) {
	letters := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= '2' && r <= '7':
			return r
		case r == '0': // base32 has neither, so that they can only be these
			return 'o'
		case r == '1':
			return 'i'
		case r == '-' || r == ' ':
			return -1
		}
		return '?'
	}, strings.TrimSpace(typed))
	if len(letters) != recoveryLength || strings.Contains(letters, "?") {
		return "", false
	}
	sum := sha256.Sum256([]byte("stoa recovery code " + letters))
	return hex.EncodeToString(sum[:]), true
}
