package store_test

import (
	"testing"
	"time"

	"stoa/store"
)

var ann = store.Identity{Name: "Ann Söderqvist", Username: "ann.s", Email: "Ann.S@mail.example", Born: "1977-07-04"}

func TestOfATextOnlyWhatNamesWhoIsErasedIsTakenOut(t *testing.T) {
	t.Parallel()
	will, shared := store.Identity{Name: "Will", Username: "will"}, store.Identity{Name: "Zoë Mann", Username: "zoe", Shared: true}
	exam, anna := store.Identity{Name: "Thank You", Username: "exam"}, store.Identity{Name: "Anna Maria Schmidt", Username: "aschmidt"}
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
		{ann, "4 July 1977, July 4th, 1977, 4th of July 1977, Jul 4 1977, 4. Juli 1977",
			"[erased], [erased], [erased], [erased], [erased]"},
		{ann, "**Ann** **Söderqvist**, ~~Ann~~ ~~Söderqvist~~, Ann    Söderqvist, Ann\n> Söderqvist",
			"**Erased person**, ~~Erased person~~, Erased person, Erased person"},
		{ann, "Ann ... ... Söderqvist", ""},
		{ann, "_ann.s@mail.example_ me...ann.s@mail.example -ann.s@mail.example, ann.s@mail.example-",
			"_[erased]_ me...[erased] -[erased], [erased]-"},
		{ann, "1977-07-05, 14.7.1977, 4.7.19771", ""},
		{ann, "", ""},
		{will, "Will he? I will. @Will may, @will!", "Will he? I will. Erased person may, Erased person!"},
		{shared, "Zoe said @zoe and zoe mann", "Zoe said Erased person and Erased person"},
		{store.Identity{Name: "王小明", Username: "wxm"}, "我叫王小明。王小", "我叫Erased person。王小"},
		{store.Identity{Name: "高振兴", Username: "gao77"}, "我很高兴", ""},
		{store.Identity{Name: "Erased person", Username: "erased"}, "Erased person, @erased", ""},
		{store.Identity{}, "nobody", ""},
		{store.Identity{Name: "42"}, "42 is @42", "42 is Erased person"},
		{exam, "Thank you for the exam. @exam, @Thank You", "Thank you for the exam. Erased person, Erased person"},
		{anna, "Anna Schmidt, SCHMIDT, Anna, Anna Maria Schmidt; Anna Maria, Maria Schmidt",
			"Erased person, Erased person, Erased person; Anna Maria, Maria Schmidt"},
		{anna, "aschmidt, later schmidtchen", "Erased person, later schmidtchen"},
	} {
		want, change := c.want, c.want != ""
		if !change {
			want = c.text
		}
		got, changed := store.RedactionOf(c.who).Text(c.text, noon)
		if got != want || changed != change {
			t.Errorf("%q becomes %q, %t, want %q", c.text, got, changed, want)
		}
		if again, changed := store.RedactionOf(c.who).Text(got, noon); changed || again != got {
			t.Errorf("a second time %q becomes %q", got, again)
		}
	}
}

func TestWhatIsSaidOfWhoBearsTheNameLaterStays(t *testing.T) {
	t.Parallel()
	p := ann
	p.Until = noon
	for minutes, want := range map[int]bool{-60: true, 0: true, 1: true, 2: false, 600: false} {
		said := noon.Add(time.Duration(minutes) * time.Minute)
		for _, text := range []string{"Ann Söderqvist", "@ann.s", "ann.s@mail.example", "1977-07-04"} {
			if _, changed := store.RedactionOf(p).Text(text, said); changed != want {
				t.Errorf("%q, said %d minutes after they were erased, changes: %t", text, minutes, changed)
			}
			if _, changed := store.RedactionOf(p).JSON(`{"reason":"`+text+`"}`, said); changed != want {
				t.Errorf("%q as a reason, %d minutes after they were erased, changes: %t", text, minutes, changed)
			}
		}
	}
}

func TestAnAddressOfAnotherIsNotTakenForOnesOwn(t *testing.T) {
	t.Parallel()
	p := store.Identity{Name: "Ann Lee", Username: "al", Email: "ann@mail.example"}
	for _, text := range []string{"jo.ann@mail.example", "ann@mail.example.org", "x+ann@mail.example", "ann@mail.examples"} {
		if got, changed := store.RedactionOf(p).Text(text, noon); changed {
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
		got, changed := r.JSON(text, noon)
		if want == "" {
			want = text
		}
		if got != want || changed != (text != want) {
			t.Errorf("%s becomes %s, %t", text, got, changed)
		}
	}
}
