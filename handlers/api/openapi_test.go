package api

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheDescriptionIsJoinedFromItsFilesAndLosesNothing(t *testing.T) {
	t.Parallel()
	const whole = `{"openapi":"3.1.0","info":{},"servers":[],"security":[],"tags":[{"name":"a"}],"paths":{"/a":{}},` +
		`"components":{"schemas":{"A":{}}}}`
	for name, one := range map[string]struct {
		file, want string
		wrong      string // in the error
	}{
		"all of it": {file: `{"tags":[{"name":"b"}],"paths":{"/b":{}},"components":{"schemas":{"B":{}},"parameters":{"b":{}}}}`,
			want: `{"openapi":"3.1.0","info":{},"servers":[],"security":[],"tags":[{"name":"a"},{"name":"b"}],"paths":{"/a":{},"/b":{}},` +
				`"components":{"parameters":{"b":{}},"schemas":{"A":{},"B":{}}}}`},
		"a path that is there":   {file: `{"paths":{"/a":{}}}`, wrong: "openapi/b.json: /a is described twice"},
		"a schema that is there": {file: `{"components":{"schemas":{"A":{}}}}`, wrong: "openapi/b.json: schemas: A is described twice"},
		"what is nobody's":       {file: `{"info":{}}`, wrong: `openapi/b.json: json: unknown field "info"`},
		"what is not JSON":       {file: `{"paths"`, wrong: "openapi/b.json: unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := join(fstest.MapFS{base: {Data: []byte(whole)}, "openapi/b.json": {Data: []byte(one.file)}})
			if flat := strings.NewReplacer("\n", "", " ", "").Replace(string(got)); flat != one.want {
				t.Errorf("it is %s\nwant  %s", flat, one.want)
			}
			if said := errorText(err); said != one.wrong {
				t.Errorf("the error is %q, want %q", said, one.wrong)
			}
		})
	}
	if _, err := join(fstest.MapFS{}); err == nil {
		t.Error("a description of nothing is taken")
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
