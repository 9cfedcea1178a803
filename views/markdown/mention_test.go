package markdown

import "testing"

func TestAMentionIsANameWithWhoItIs(t *testing.T) {
	t.Parallel()
	const ann = `<span class="mention" data-mention="12">@<span dir="auto" data-name="12">Ann Lee</span></span>`
	for body, want := range map[string]string{
		"hi @**Ann Lee|12**!": `<p dir="auto">hi ` + ann + `!</p>`,
		"**@**Ann Lee|12****": `<p dir="auto"><strong>` + ann + `</strong></p>`,
		"`@**Ann Lee|12**`":   `<p dir="auto"><code>@**Ann Lee|12**</code></p>`,
		"@**<b>|12**": `<p dir="auto"><span class="mention" data-mention="12">@<span dir="auto" data-name="12">` +
			`&lt;b&gt;</span></span></p>`,
		"me@**Ann Lee|12**":       `<p dir="auto">me@<strong>Ann Lee|12</strong></p>`,
		"@**Ann Lee|x** @**|12**": `<p dir="auto">@<strong>Ann Lee|x</strong> @<strong>|12</strong></p>`,
		"@ann":                    `<p dir="auto">@ann</p>`,
	} {
		if got := HTML(body); got != want {
			t.Errorf("%q is drawn\n%s, want\n%s", body, got, want)
		}
	}
	if got := Words("see *@**Ann Lee|12*** there", 80); got != "see @Ann Lee there" {
		t.Errorf("in words it is %q", got)
	}
}
