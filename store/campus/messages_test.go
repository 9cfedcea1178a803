package campus

import (
	"strings"
	"testing"
)

func TestALineIsCleanedOrRefused(t *testing.T) {
	t.Parallel()
	var nothing Shown
	for name, test := range map[string]struct {
		line  NewLine
		body  string
		wrong []string
	}{
		"a line":            {NewLine{Body: "hello"}, "hello", nil},
		"blank edges":       {NewLine{Body: " \r\n a\r\nb \n"}, "a\nb", nil},
		"4,000 letters":     {NewLine{Body: strings.Repeat("ω", 4000)}, strings.Repeat("ω", 4000), nil},
		"and blank edges":   {NewLine{Body: strings.Repeat("ω", 4000) + "\n"}, strings.Repeat("ω", 4000), nil},
		"4,001 letters":     {NewLine{Body: strings.Repeat("x", 4001)}, "", []string{"body"}},
		"nothing":           {NewLine{}, "", []string{"body"}},
		"blanks":            {NewLine{Body: " \u2003\n\t"}, "", []string{"body"}},
		"nothing one sees":  {NewLine{Body: "\u200b\u200c\u2060 \u00ad\u200e"}, "", []string{"body"}},
		"what joins others": {NewLine{Body: "👩\u200d👧"}, "👩\u200d👧", nil},
		"no text":           {NewLine{Body: "a\xff"}, "", []string{"body"}},
		"a NUL":             {NewLine{Body: "a\x00b"}, "", []string{"body"}},
		"a client id":       {NewLine{Body: "a", ClientID: strings.Repeat("x", 100), ReplyTo: 7}, "a", nil},
		"a long client id":  {NewLine{Body: "a", ClientID: strings.Repeat("x", 101)}, "", []string{"client_id"}},
		"no client id":      {NewLine{Body: "a", ClientID: "\xff"}, "", []string{"client_id"}},
		"no reply":          {NewLine{Body: "a", ReplyTo: -1}, "", []string{"reply_to"}},
		"nothing shown":     {NewLine{Body: "a", Shown: &nothing}, "a", nil},
		"less than that":    {NewLine{Body: "a", Shown: &Shown{Line: -1}}, "", []string{"seen"}},
		"all wrong":         {NewLine{ClientID: "\xff", ReplyTo: -1}, "", []string{"body", "client_id", "reply_to"}},
	} {
		got, err := test.line.Clean()
		wantWrong(t, name, err, test.wrong...)
		if want := (NewLine{test.body, test.line.ClientID, test.line.ReplyTo, test.line.Shown}); err == nil && got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}
