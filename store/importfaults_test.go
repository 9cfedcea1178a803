package store_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// manyPeople is a file of so many people of one name, each with an id of their own.
func manyPeople(n int) string {
	var file strings.Builder
	file.WriteString("name,external_id\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&file, "Ada Byron,x%d\n", i)
	}
	return file.String()
}

// worksOn has a Stoa work on files until it is ended.
func worksOn(t *testing.T, c *storetest.Campus) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { must(t, c.Imports.Run(ctx)) })
	end = sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(end)
	return end
}

// comesTo waits until a file has come to a state.
func comesTo(t *testing.T, c *storetest.Campus, id string, state store.UploadState) (u store.Uploaded) {
	t.Helper()
	storetest.Await(t, string(state), func() bool {
		var err error
		u, err = c.Imports.Uploaded(t.Context(), id)
		must(t, err)
		return u.State == state
	})
	return u
}

// checked sends a file and has it looked at.
func checked(t *testing.T, c *storetest.Campus, by store.By, file string) (id string) {
	t.Helper()
	id, err := c.Imports.Upload(t.Context(), by, "people.csv", strings.NewReader(file))
	must(t, err)
	comesTo(t, c, id, store.UploadChecked)
	return id
}

// results is what came of each row.
func results(t *testing.T, c *storetest.Campus, id string) (all []campus.ImportedRow) {
	t.Helper()
	must(t, c.Imports.Results(t.Context(), id, func(rows []campus.ImportedRow) error {
		all = append(all, rows...)
		return nil
	}))
	return all
}

// wantAllOnce checks that each of the people of manyPeople is here once, under a username of their own.
func wantAllOnce(t *testing.T, c *storetest.Campus, n int) {
	t.Helper()
	seen := map[string]bool{}
	for i := 1; i <= n; i++ {
		p, err := c.People.External(t.Context(), "x"+strconv.Itoa(i))
		if err != nil || seen[p.Username] {
			t.Fatalf("x%d is %+v, %v", i, p, err)
		}
		seen[p.Username] = true
	}
	var file bytes.Buffer
	must(t, c.Imports.Export(t.Context(), store.Itself(""), store.FileCSV, &file))
	if all := strings.Count(file.String(), "Ada Byron"); all != n {
		t.Errorf("%d people have come of %d rows", all, n)
	}
}

func TestAnImportWhoseStoaDiesIsGoneOnWithByAnotherAndNothingIsDoubled(t *testing.T) {
	t.Parallel()
	const rows, last = 700, 450
	clock := storetest.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	c := storetest.New(t, storetest.Clock(clock.Now))
	by := store.By{Person: c.Person(t, "admin", campus.Admin), Op: "one"}
	through, gate := c.Gated(t, campus.PersonTopic(last)) // in the middle of the third batch
	end := worksOn(t, through)
	id := checked(t, through, by, manyPeople(rows))
	must(t, through.Imports.Confirm(t.Context(), by, id))
	storetest.Next(t, "the middle", gate.Reached)
	end()

	other := c.Beside(t)
	worksOn(t, other)
	must(t, other.Imports.Confirm(t.Context(), by, id))
	if u := comesTo(t, c, id, store.UploadImporting); u.Stopped || u.Done.All() != 400 {
		t.Errorf("left is %+v, which may still be worked on", u)
	}
	clock.Add(16 * time.Second)
	if u := comesTo(t, c, id, store.UploadImporting); !u.Stopped {
		t.Errorf("nobody is seen to have stopped: %+v", u)
	}
	must(t, other.Imports.Confirm(t.Context(), by, id))
	u := comesTo(t, c, id, store.UploadDone)
	gate.Open() // what the dead one sent comes late
	wantAllOnce(t, c, rows)
	if u.Done != (campus.ImportTotals{Added: rows}) {
		t.Errorf("it came to %+v", u.Done)
	}
	for i, row := range results(t, c, id) {
		if row.Row != i+1 || row.ID == 0 {
			t.Fatalf("result %d is %+v", i+1, row)
		}
	}
}

func TestWhatComesTwiceIsFoundAfterAStopToo(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	imported(t, c, asCSV(false), "name,external_id,username\nAda Byron,a,ada\n")
	file := "name,external_id,username,email\nAda King,a,,\nCy,c,,c@stoa.example\n"
	rest := "Ada Other,,ada,\nCyrus,d,,C@stoa.example\n"
	want := []string{"3 error row: is about the same person as row 1", "4 error email: stands in row 2 too"}
	wantRows(t, "a dry run", imported(t, c, asCSV(true), file+rest)[2:], want...)
	imported(t, c, asCSV(false), file)
	on := asCSV(false)
	on.Skip = 2
	wantRows(t, "gone on with", imported(t, c, on, file+rest), want...)
}

func TestTwoStoasThatTakeInOneFileAtOnceMakeEachPersonOnce(t *testing.T) {
	t.Parallel()
	const rows = 1000
	c := storetest.New(t)
	admin, stoas := c.Person(t, "admin", campus.Admin), []*storetest.Campus{c, c.Beside(t)}
	ids := make([]string, len(stoas))
	for i, stoa := range stoas {
		worksOn(t, stoa)
		ids[i] = checked(t, stoa, store.By{Person: admin, Op: strconv.Itoa(i)}, manyPeople(rows))
	}
	storetest.Together(len(stoas), func(i int) {
		must(t, stoas[i].Imports.Confirm(t.Context(), store.By{Person: admin}, ids[i]))
	})
	var total campus.ImportTotals
	for _, id := range ids {
		total.Count(results(t, c, comes(t, c, id)))
	}
	if want := (campus.ImportTotals{Added: rows, Same: rows}); total != want {
		t.Errorf("they came to %v, want %v", total, want)
	}
	wantAllOnce(t, c, rows)
}

// comes waits until a file is done.
func comes(t *testing.T, c *storetest.Campus, id string) string {
	t.Helper()
	comesTo(t, c, id, store.UploadDone)
	return id
}

func TestOneDirectoryThatComesFourTimesAtOnceIsThereOnce(t *testing.T) {
	t.Parallel()
	const rows = 500
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		people := make([]string, rows)
		for i := range people {
			people[i] = fmt.Sprintf(`"x%d": {"customerID": "x%[1]d", "firstName": "Ada", "lastName": "Byron"}`, i+1)
		}
		file := "{" + strings.Join(people, ",") + "}"
		var totals [4]campus.ImportTotals
		storetest.Together(len(totals), func(i int) { totals[i].Count(imported(t, c.Beside(t), asJSON(false), file)) })
		added, same := 0, 0
		for _, total := range totals {
			added, same = added+total.Added, same+total.Same
		}
		if added != rows || same != 3*rows {
			t.Errorf("they came to %v", totals)
		}
		wantAllOnce(t, c, rows)
	})
}

func TestAnAdminWhoIsOneNoMoreTakesInNothingMore(t *testing.T) {
	t.Parallel()
	const last = 450
	c := storetest.New(t)
	admin := c.Person(t, "admin", campus.Admin)
	c.Person(t, "other", campus.Admin)
	by := store.By{Person: admin, Op: "one"}
	through, gate := c.Gated(t, campus.PersonTopic(last))
	worksOn(t, through)
	id := checked(t, through, by, manyPeople(700))
	must(t, through.Imports.Confirm(t.Context(), by, id))
	storetest.Next(t, "the middle", gate.Reached)
	student := campus.Student
	_, _, err := c.People.Edit(t.Context(), store.Itself(""), admin.ID, campus.PersonChange{Role: &student})
	must(t, err)
	gate.Open()
	u := comesTo(t, c, id, store.UploadFailed)
	if !strings.HasPrefix(u.Error, campus.ErrNotAdmin.Sentence) || u.Done.Added != 400 {
		t.Errorf("it came to %+v", u)
	}
	for id := int64(last); id < 800; id++ {
		if p, err := c.People.Get(t.Context(), id); err == nil {
			t.Fatalf("person %d came: %+v", id, p)
		}
	}
	notes, err := c.Audit.Page(t.Context(), store.AuditQuery{Deed: campus.DeedImported, Limit: 5})
	must(t, err)
	if len(notes.Entries) != 1 || notes.Entries[0].What != u.Done.String() {
		t.Errorf("noted is %+v", notes)
	}
}

func TestRowsWhoseAnswerIsLostCountAsTheyDidTheFirstTime(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	imported(t, c, asCSV(false), "name,external_id\nAda King,x7\n")
	through, lost := c.Dropping(t, 2)
	var want, got campus.ImportTotals
	want.Added, want.Changed = 699, 1
	how := asCSV(false)
	_, err := through.Imports.Whole(t.Context(), how, strings.NewReader(manyPeople(700)), func(rows []campus.ImportedRow) error {
		got.Count(rows)
		return nil
	})
	must(t, err)
	if got != want || lost() == 0 {
		t.Errorf("with %d answers lost it came to %+v, want %+v", lost(), got, want)
	}
	if again, err := c.Imports.Whole(t.Context(), how, strings.NewReader(manyPeople(700)),
		func([]campus.ImportedRow) error { return nil }); again.Same != 700 {
		t.Errorf("another import of the same came to %+v, %v", again, err)
	}
}
