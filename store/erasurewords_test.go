package store_test

import (
	"testing"

	"stoa/store"
)

var ann = store.Identity{Name: "Ann Söderqvist", Username: "ann.s", Email: "Ann.S@mail.example", Born: "1977-07-04"}

func TestOfATextOnlyWhatNamesWhoIsErasedIsTakenOut(t *testing.T) {
	t.Parallel()
	will, shared := store.Identity{Name: "Will", Username: "will"}, store.Identity{Name: "Zoë Mann", Username: "zoe", Shared: true}
	for _, c := range []struct {
		who        store.Identity
		text, want string
	}{
		{ann, "Ask Ann Söderqvist.", "Ask Erased person."},
		{ann, "ask ANN  SODERQVIST’s group", "ask Erased person’s group"},
		{ann, "Ann\u00a0So\u0308derqvist!", "Erased person!"},
		{ann, "Söderqvist, Ann (late)", "Erased person (late)"},
		{ann, "the Annual report; Joann Söderqvist; then Ann, Söderqvists Ann", ""},
		{ann, "Ann, and later Söderqvist", ""},
		{ann, "@Ann and @söderqvist: look", "Erased person and Erased person: look"},
		{ann, "@ann.s, ann.s and ANN.S.", "Erased person, Erased person and Erased person."},
		{ann, "write to <ann.s@MAIL.example>.", "write to <[erased]>."},
		{ann, "mailto:ann.s@mail.example?x=1", "mailto:[erased]?x=1"},
		{ann, "born 1977-07-04, 4.7.1977, 04/07/77, 7/4/1977 or 19770704", "born [erased], [erased], [erased], [erased] or [erased]"},
		{ann, "4 July 1977, July 4th, 1977, 4th of July 1977, Jul 4 1977", "[erased], [erased], 4th of July 1977, [erased]"},
		{ann, "1977-07-05, 14.7.1977, 4.7.19771", ""},
		{ann, "", ""},
		{will, "Will he? I will. @Will may, @will!", "Will he? I will. Erased person may, Erased person!"},
		{shared, "Zoe said @zoe and zoe mann", "Zoe said Erased person and Erased person"},
		{store.Identity{Name: "王小明", Username: "wxm"}, "我叫王小明。王小", "我叫Erased person。王小"},
		{store.Identity{Name: "Erased person", Username: "erased"}, "Erased person, @erased", ""},
		{store.Identity{}, "nobody", ""},
		{store.Identity{Name: "42"}, "42 is @42", "42 is Erased person"},
	} {
		want, change := c.want, c.want != ""
		if !change {
			want = c.text
		}
		got, changed := store.RedactionOf(c.who).Text(c.text)
		if got != want || changed != change {
			t.Errorf("%q becomes %q, %t, want %q", c.text, got, changed, want)
		}
		if again, changed := store.RedactionOf(c.who).Text(got); changed || again != got {
			t.Errorf("a second time %q becomes %q", got, again)
		}
	}
}

func TestAnAddressOfAnotherIsNotTakenForOnesOwn(t *testing.T) {
	t.Parallel()
	p := store.Identity{Name: "Ann Lee", Username: "al", Email: "ann@mail.example"}
	for _, text := range []string{"jo.ann@mail.example", "ann@mail.example.org", "x+ann@mail.example", "ann@mail.examples"} {
		if got, changed := store.RedactionOf(p).Text(text); changed {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestAllTextsOfADetailAreRedactedAndNothingElse(t *testing.T) {
	t.Parallel()
	r := store.RedactionOf(ann).And(store.RedactionOf(store.Identity{Name: "Bo Ek"}))
	for text, want := range map[string]string{
		`{"n":12345678901234567890,"reason":"\nAnn S\u00f6derqvist is ill","who":["Bo Ek",{"x":"bo\tek"}]}`: `{"n":12345678901234567890,` +
			`"reason":"\nErased person is ill","who":["Erased person",{"x":"Erased person"}]}`,
		`{"reason": "Annual"}`: "",
		`not JSON, Bo Ek`:      `not JSON, Erased person`,
		"":                     "",
	} {
		got, changed := r.JSON(text)
		if want == "" {
			want = text
		}
		if got != want || changed != (text != want) {
			t.Errorf("%s becomes %s, %t", text, got, changed)
		}
	}
}
