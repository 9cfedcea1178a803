package roster

import (
	"errors"
	"io"
	"strings"
	"testing"

	"stoa/store/campus"
)

func FuzzAFileIsReadToItsEndOrSaysWhyNot(f *testing.F) {
	for _, file := range []string{"", "name,username\nAda,ada\n", "\xef\xbb\xbfname;external_id\r\n\"A\";'=1\r\n",
		`[{"name":"A","external_id":7}]`,
		`{"next":null,"people":[{}]}`, `{"a":{"customerID":"a","firstName":"J","lastName":"B"},"b":[]}`, `{"people":`, `[[[[`, "\"a",
		`{"a":1`} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		for _, kind := range []Kind{CSV, JSON} {
			r, err := NewReader(strings.NewReader(file), kind)
			if err != nil {
				if campus.CodeOf(err) != campus.Invalid {
					t.Fatalf("%s: %v", kind, err)
				}
				continue
			}
			for n := 1; ; n++ {
				row, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil || row.N != n || n > len(file)+1 {
					t.Fatalf("%s row %d: %+v, %v", kind, n, row, err)
				}
			}
		}
	})
}

func FuzzACellComesBackAsItWas(f *testing.F) {
	for _, cell := range []string{"", "=1", "'=1", "''", "'t Hooft", "\t1", "-", "@a", "+"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		out := Harmless(cell)
		if Plain(out) != cell || out != "" && strings.ContainsRune(formulaSigns, rune(out[0])) {
			t.Errorf("%q goes out as %q and comes back as %q", cell, out, Plain(out))
		}
	})
}
