package store_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

func TestAnotherFileOfTheSameFormIsAnotherImport(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, by := t.Context(), store.By{Person: c.Person(t, "admin", campus.Admin), Op: "the form"}
		upload := func(file string) string {
			t.Helper()
			id, err := c.Imports.Upload(ctx, by, "people.csv", strings.NewReader(file))
			must(t, err)
			return id
		}
		first := upload("username,name\na,A\n")
		if upload("username,name\na,A\n") != first {
			t.Error("the same file sent twice is two imports")
		}
		if upload("username,name\nb,B\n") == first {
			t.Error("who went back and chose another file is shown the first")
		}
	})
}

// manyRows is a file of several pieces, and its rows.
func manyRows(last string) string {
	var b strings.Builder
	b.WriteString("username,name\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "user%d,Somebody\n", i)
	}
	return b.String() + last
}

func TestAFileThatBreaksOffIsNotTakenForAWholeOne(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, by := t.Context(), store.By{Person: c.Person(t, "admin", campus.Admin), Op: "the form"}
		file := manyRows("last,Last\n")
		// as net/http ends a body that was cut
		cut := io.MultiReader(strings.NewReader(file[:len(file)-5]), iotest.ErrReader(io.ErrUnexpectedEOF))
		_, err := c.Imports.Upload(ctx, by, "people.csv", cut)
		if err == nil {
			t.Fatal("the half file was taken")
		}
		_, err = c.Imports.Upload(ctx, by, "people.csv", strings.NewReader(file[:len(file)-400]+"other,Other\n"))
		must(t, err) // what had come of the file before was whole pieces, which this has too
		by.Op = "another form"
		_, err = c.Imports.Upload(ctx, by, "people.csv", io.MultiReader(strings.NewReader(file[:300_000]),
			iotest.ErrReader(io.ErrUnexpectedEOF)))
		if err == nil {
			t.Fatal("the half file was taken")
		}
		_, err = c.Imports.Upload(ctx, by, "people.csv", strings.NewReader(file[:200_000]+"other,Other\n"+file[200_000:]))
		wantCode(t, "a file that goes on differently", err, campus.Conflict)
	})
}
