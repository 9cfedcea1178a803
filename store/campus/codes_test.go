package campus

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"
)

// rfcSecret is the key of the test values of RFC 4226 and RFC 6238.
var rfcSecret = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))

func TestCodesAreThoseOfTheStandards(t *testing.T) {
	t.Parallel()
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := CodeAt(rfcSecret, int64(step)); got != want { // RFC 4226, appendix D
			t.Errorf("of step %d: %s, want %s", step, got, want)
		}
	}
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924",
		2000000000: "279037", 20000000000: "353130"} { // RFC 6238, appendix B, their last six digits
		if got := CodeAt(rfcSecret, CodeStepAt(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	if got := CodeAt("no base 32", 1); got != "" {
		t.Errorf("without a secret there is a code %q", got)
	}
}

func TestACodeCountsOneStepBeforeAndAfterItsOwn(t *testing.T) {
	t.Parallel()
	secret, own := NewCodeSecret(), int64(55_000_000)
	code := CodeAt(secret, own)
	start := time.Unix(own*30, 0)
	for after, want := range map[time.Duration]bool{
		-30*time.Second - time.Millisecond: false, -30 * time.Second: true, -time.Second: true, 0: true, 29 * time.Second: true,
		59*time.Second + 999*time.Millisecond: true, 60 * time.Second: false, time.Hour: false, -time.Hour: false,
	} {
		step, ok := MatchCode(secret, code, start.Add(after))
		if ok != want || ok && step != own {
			t.Errorf("%v after its step began it counts: %v (step %d), want %v", after, ok, step, want)
		}
	}
	for _, typed := range []string{code[:3] + " " + code[3:], " " + code + "\n"} {
		if _, ok := MatchCode(secret, typed, start); !ok {
			t.Errorf("typed as %q it does not count", typed)
		}
	}
	for _, typed := range []string{"", code[:5], code + "0", "-" + code[:5], strings.Repeat("9", 10_000), "１２３４５６", "\xff"} {
		if _, ok := MatchCode(secret, typed, start); ok {
			t.Errorf("%.20q counts", typed)
		}
	}
}

func TestSecretsAndRecoveryCodesAreLongAndNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		secret := NewCodeSecret()
		if key, err := base32Text.DecodeString(secret); err != nil || len(key) < 20 || seen[secret] {
			t.Fatalf("the secret %q: %v, or seen before", secret, err)
		}
		seen[secret] = true
		codes := NewRecoveryCodes()
		if len(codes) != 10 {
			t.Fatalf("%d recovery codes, want 10", len(codes))
		}
		for _, code := range codes {
			if len(code) != 29 || seen[code] {
				t.Fatalf("the recovery code %q is short or seen before", code)
			}
			seen[code] = true
		}
	}
}

func TestARecoveryCodeIsReadHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	want, ok := HashRecoveryCode("aobi-2345-mnop-qrst-uvwx-yz67")
	if !ok || len(want) != 64 {
		t.Fatalf("a code is none: %q", want)
	}
	for _, typed := range []string{"AOBI2345MNOPQRSTUVWXYZ67", " aobi 2345 mnop qrst uvwx yz67 ", "a0b1-2345-mn0p-qrst-uvwx-yz67"} {
		if got, ok := HashRecoveryCode(typed); !ok || got != want {
			t.Errorf("%q is another code", typed)
		}
	}
	for _, typed := range []string{"", "123456", "aobi-2345-mnop-qrst-uvwx-yz6", "aobi-2345-mnop-qrst-uvwx-yz678",
		"aobi-2345-mnop-qrst-uvwx-yz6é",
		"aobi-2345-mnop-qrst-uvwx-yz6?", strings.Repeat("a", 10_000)} {
		if got, ok := HashRecoveryCode(typed); ok {
			t.Errorf("%.40q is a code: %s", typed, got)
		}
	}
}

func TestTheLinkForAppsSaysWhoseSecretItIs(t *testing.T) {
	t.Parallel()
	want := "otpauth://totp/Our%20Stoa:john_9?algorithm=SHA1&digits=6&issuer=Our%20Stoa&period=30&secret=ABCD"
	if got := CodeLink("Our Stoa", "john_9", "ABCD"); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
	if got := Grouped("ABCDEFGHIJ", " "); got != "ABCD EFGH IJ" {
		t.Errorf("in groups it is %q", got)
	}
}
