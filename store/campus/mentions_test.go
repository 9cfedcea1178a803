package campus

import (
	"slices"
	"strings"
	"testing"
)

func TestAMentionIsKeptByItsIDAndReadByTheNameOfNow(t *testing.T) {
	t.Parallel()
	may := func(id int64) bool { return id < 10 }
	named := map[string]int64{"ann": 1, "ben.lee": 2, "far": 99}
	for typed, want := range map[string]struct {
		kept   string
		people []int64
		nobody []string
	}{
		"hello all":                           {"hello all", nil, nil},
		"@ann, look":                          {"@**|1**, look", []int64{1}, nil},
		"thanks @ben.lee.":                    {"thanks @**|2**.", []int64{2}, nil},
		"@Ann and @ANN":                       {"@**|1** and @**|1**", []int64{1}, nil},
		"@**Ann Lee|1**: @**Ben|2**":          {"@**|1**: @**|2**", []int64{1, 2}, nil},
		"@**|1**":                             {"@**|1**", []int64{1}, nil},
		"ann@ann.example":                     {"ann@ann.example", nil, nil},
		"@nobody-here and @far":               {"@nobody-here and @far", nil, []string{"@nobody-here", "@far"}},
		"@**Stranger|12** @**|13**":           {"@Stranger @13", nil, []string{"@Stranger", "@13"}},
		"`@ann` and ``x ` @ann`` but @ann":    {"`@ann` and ``x ` @ann`` but @**|1**", []int64{1}, nil},
		"```\n@ann\n```\n@ann":                {"```\n@ann\n```\n@**|1**", []int64{1}, nil},
		"a lone ` and @ann":                   {"a lone ` and @**|1**", []int64{1}, nil},
		"@a @@ @ @**x** @**|** @**Ann|1*":     {"@a @@ @ @**x** @**|** @**Ann|1*", nil, nil},
		strings.Repeat("@", MaxBody):          {strings.Repeat("@", MaxBody), nil, nil},
		"@**Ann|99999999999999999999**":       {"@**Ann|99999999999999999999**", nil, nil},
		"@@ann":                               {"@@**|1**", []int64{1}, nil},
		"(@ann)":                              {"(@**|1**)", []int64{1}, nil},
		strings.Repeat("`", 1000) + " @ann `": {strings.Repeat("`", 1000) + " @**|1** `", []int64{1}, nil},
	} {
		kept, people, nobody := KeepMentions(typed, may, named)
		if kept != want.kept || !slices.Equal(people, want.people) || !slices.Equal(nobody, want.nobody) {
			t.Errorf("%.60q is kept as %.60q with %v and %q, want %+v", typed, kept, people, nobody, want)
		}
	}
	names := map[int64]string{1: "An*n|\nLee"}
	shown := ShowMentions("@**|1** and @**|2**, `@**|1**`", func(id int64) string { return names[id] })
	if want := "@**Ann Lee|1** and @**" + NameErased + "|2**, `@**|1**`"; shown != want {
		t.Errorf("it is read as %q, want %q", shown, want)
	}
	if again, people, _ := KeepMentions(shown, may, nil); again != "@**|1** and @**|2**, `@**|1**`" || len(people) != 2 {
		t.Errorf("what was read is kept as %q, with %v", again, people)
	}
}
