package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/storetest"
)

// called makes somebody of this name.
func called(t testing.TB, c *storetest.Campus, username, name string) campus.Person {
	t.Helper()
	n := campus.NewPerson{Username: username, Name: name, Role: campus.Student, Status: campus.StatusPending}
	if strings.Trim(username, "._-") != "" {
		n.Email = username + "@stoa.example"
	}
	p, err := c.People.Create(t.Context(), store.Itself(""), n)
	must(t, err)
	return p
}

// turned turns all pages of a query and returns who was on them, by username.
func turned(t testing.TB, c *storetest.Campus, q store.PeopleQuery, between func(page int)) []string {
	t.Helper()
	var found []string
	for page := 0; ; page++ {
		got, err := c.People.Page(t.Context(), q)
		must(t, err)
		if len(got.People) > q.Limit {
			t.Fatalf("a page of %d has %d", q.Limit, len(got.People))
		}
		for _, p := range got.People {
			found = append(found, p.Username)
		}
		if got.Next == "" {
			return found
		}
		if between != nil {
			between(page)
		}
		q.Cursor = got.Next
		if page > 10_000 {
			t.Fatal("the list has no end")
		}
	}
}

func TestPeopleAreFoundByTheBeginningsOfTheirWords(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		for username, name := range map[string]string{"john": "John Papadatos", "k.papa-d_1": "Κώστας Παπαδόπουλος",
			"zoe":   "Zoë Müller-Lüdenscheidt",
			"amina": "أمينة الفاسي", "emoji": "🦊 🦊", "twice": "Anna Anna Annabella", "...": "Dots"} {
			called(t, c, username, name)
		}
		for query, want := range map[string]string{
			"john": "john", "JOHN papa": "john", "papa john": "john", "pap": "john k.papa-d_1", "papadatos johnny": "",
			"παπαδ":  "k.papa-d_1",
			"ΚΏΣΤΑΣ": "k.papa-d_1", "k.papa-d_1": "k.papa-d_1", "k.pa": "k.papa-d_1", "papa-d": "k.papa-d_1", "d_1": "k.papa-d_1",
			"zoe mull": "zoe",
			"Lüden":    "zoe", "muller-lude": "zoe", "أمينة": "amina", "الف": "amina", "🦊": "", "emo": "emoji", "ann": "twice",
			"anna annab": "twice",
			"...":        "...", "dots": "...", "\x00": "", "\xff": "", "*": "", "john*": "john", "(john": "john", "=wish": "", "=": "",
			"oh":        "",
			"john@stoa": "", "@john": "john", "@@john@stoa": "", "@@john": "john", // an address is found by who may search them
			strings.Repeat("a", 10_000): "", strings.Repeat("j ", 100): "john",
		} {
			got := turned(t, c, store.PeopleQuery{Words: query, Limit: 2}, nil)
			slices.Sort(got)
			if words := strings.Join(got, " "); words != want {
				t.Errorf("%.40q finds %q, want %q", query, words, want)
			}
		}
		for query, want := range map[string]string{"john@stoa": "john", "JOHN@STOA.EXAMPLE": "john", "@john": "john",
			"k.papa-d_1@stoa.example": "k.papa-d_1",
			"stoa":                    "", "john stoa": "john", "johnstoa": ""} {
			got := strings.Join(turned(t, c, store.PeopleQuery{Words: query, Emails: true, Limit: 2}, nil), " ")
			if got != want {
				t.Errorf("with addresses %q finds %q, want %q", query, got, want)
			}
		}
	})
}

func TestPeopleAreListedByNameByRoleAndByStatusAndCounted(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		for i, name := range []string{"Ωρίων", "ada", "Émile", "Zeno", "Ada B", "🦊", "Ägidius", "adam"} {
			p := called(t, c, fmt.Sprintf("n-%d", i), name)
			role := []campus.Role{campus.Student, campus.Teacher, campus.Admin}[i%3]
			status := []campus.Status{campus.StatusActive, campus.StatusPending}[i%2]
			wish := campus.Teacher
			_, _, err := c.People.Edit(t.Context(), store.Itself(""), p.ID, campus.PersonChange{Role: &role, Status: &status})
			must(t, err)
			if i == 3 || i == 6 {
				_, _, err = c.People.Edit(t.Context(), store.Itself(""), p.ID, campus.PersonChange{RequestedRole: &wish})
				must(t, err)
			}
		}
		for _, test := range []struct {
			q    store.PeopleQuery
			want string
		}{
			{store.PeopleQuery{}, "5 1 4 7 6 2 3 0"},
			{store.PeopleQuery{Role: campus.Student}, "6 3 0"},
			{store.PeopleQuery{Status: campus.StatusPending}, "5 1 7 3"},
			{store.PeopleQuery{Role: campus.Teacher, Status: campus.StatusActive}, "4"},
			{store.PeopleQuery{Status: campus.StatusDisabled}, ""},
			{store.PeopleQuery{Wish: true}, "6 3"},
			{store.PeopleQuery{Wish: true, Words: "zen"}, "3"},
			{store.PeopleQuery{Words: "ad", Status: campus.StatusPending}, "1 7"},
		} {
			for limit := 1; limit <= 9; limit++ {
				test.q.Limit = limit
				if got := strings.ReplaceAll(strings.Join(turned(t, c, test.q, nil), " "), "n-", ""); got != test.want {
					t.Errorf("%+v gives %q, want %q", test.q, got, test.want)
				}
			}
		}
		page, err := c.People.Page(t.Context(), store.PeopleQuery{Counted: true, Limit: 1})
		must(t, err)
		n := page.Counts
		got := []int{n.Of("", ""), n.Of(campus.Student, ""), n.Of("", campus.StatusPending), n.Of(campus.Teacher, campus.StatusActive),
			n.Wish}
		if want := []int{8, 3, 4, 1, 2}; !slices.Equal(got, want) {
			t.Errorf("counted %v, want %v", got, want)
		}
	})
}

// Who stays as they are comes exactly once, whatever becomes of the others between two pages.
func TestPagesOfPeopleNeitherSkipNorRepeatWhileOthersChange(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		stay := map[string]bool{}
		var restless []campus.Person
		for i := range 40 {
			name := fmt.Sprintf("Anna %c%d", 'a'+i*7%26, i)
			p := called(t, c, fmt.Sprintf("usr%d", i), name)
			if i%2 == 0 {
				stay[p.Username] = true
			} else {
				restless = append(restless, p)
			}
		}
		for _, q := range []store.PeopleQuery{{Limit: 3}, {Words: "ann", Limit: 3}, {Words: "u", Emails: true, Limit: 3}} {
			seen := map[string]int{}
			for _, username := range turned(t, c, q, func(page int) {
				p := restless[page%len(restless)]
				name, status := fmt.Sprintf("Anna %c moved", 'a'+page*11%26), campus.StatusDisabled
				_, _, err := c.People.Edit(t.Context(), store.Itself(""), p.ID, campus.PersonChange{Name: &name, Status: &status})
				must(t, err)
				called(t, c, fmt.Sprintf("new%d-%d", len(q.Words), page), fmt.Sprintf("Anna %c new", 'a'+page*5%26))
			}) {
				seen[username]++
			}
			for username := range stay {
				if seen[username] != 1 {
					t.Errorf("%+v: %s came %d times", q, username, seen[username])
				}
			}
		}
	})
}

func TestASearchThroughMorePeopleThanAPageLooksAtGoesOn(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		hash, err := c.People.HashPassword(t.Context(), storetest.Password)
		must(t, err)
		const many = 2100
		for i := range many {
			n := campus.NewPerson{Username: fmt.Sprintf("ab%d", i), Name: fmt.Sprintf("Abel %04d", i), Role: campus.Student, Hash: hash}
			if i%700 == 699 { // few among many
				n.Role = campus.Admin
			}
			_, err := c.People.Create(t.Context(), store.Itself(""), n)
			must(t, err)
		}
		first, err := c.People.Page(t.Context(), store.PeopleQuery{Words: "a", Role: campus.Admin, Limit: 10})
		must(t, err)
		if len(first.People) != 0 || first.Next == "" {
			t.Errorf("the first page has %d and goes on with %q, want none and more", len(first.People), first.Next)
		}
		if got := turned(t, c, store.PeopleQuery{Words: "a", Role: campus.Admin, Limit: 10}, nil); !slices.Equal(got,
			[]string{"ab699", "ab1399", "ab2099"}) {
			t.Errorf("found %v, want the three admins once each", got)
		}
		if got := turned(t, c, store.PeopleQuery{Words: "a", Limit: 200}, nil); len(got) != many ||
			len(slices.Compact(slices.Sorted(slices.Values(got)))) != many {
			t.Errorf("found %d, want %d different ones", len(got), many)
		}
	})
}

func TestACursorThatNoPageGaveIsRefusedOrHarmless(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		long := strings.Repeat("ﷺ", campus.MaxName-1)
		for i := range 3 {
			called(t, c, fmt.Sprintf("long%d", i), long+strconv.Itoa(i))
			called(t, c, strings.Repeat("l", 31)+strconv.Itoa(i), "Somebody with the longest of all names, "+strings.Repeat("Ж", 60))
		}
		for _, q := range []store.PeopleQuery{{Limit: 1}, {Words: "l", Emails: true, Limit: 1}} {
			if got := turned(t, c, q, nil); len(got) != 6 {
				t.Errorf("%+v finds %d, want 6", q, len(got))
			}
			for cursor, refused := range map[string]bool{"!": true, "=": true, strings.Repeat("A", 4000): true, "AAAA": false, "QA": false,
				"_____w": false} {
				q.Cursor = cursor
				if _, err := c.People.Page(t.Context(), q); refused {
					wantFields(t, cursor[:1], err, campus.Invalid, "cursor")
				} else {
					must(t, err)
				}
			}
		}
	})
}

// A campus of a few words, changed at random, is searched as a list in Go would be.
func TestTheDirectoryIsAsAListInGoWouldBe(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 1))
		words := []string{"Ada", "adam", "Άννα", "Zoë", "zoo", "b", "بدر", "🦊"}
		name := func() string { return words[r.IntN(len(words))] + " " + words[r.IntN(len(words))] }
		people := map[int64]campus.Person{}
		for i := range storetest.Times(150, 1500) {
			if ids := slices.Sorted(maps.Keys(people)); len(ids) < 12 || r.IntN(8) == 0 {
				p := called(t, c, fmt.Sprintf("%s.%d", []string{"ada", "zo_o", "x"}[r.IntN(3)], i), name())
				people[p.ID] = p
			} else {
				id := ids[r.IntN(len(ids))]
				to, role := name(), []campus.Role{campus.Student, campus.Teacher}[r.IntN(2)]
				status := []campus.Status{campus.StatusActive, campus.StatusPending, campus.StatusDisabled}[r.IntN(3)]
				if r.IntN(6) == 0 {
					must(t, c.People.Erase(t.Context(), store.Itself(""), id))
					delete(people, id)
				} else {
					p, _, err := c.People.Edit(t.Context(), store.Itself(""), id,
						campus.PersonChange{Name: &to, Role: &role, Status: &status})
					must(t, err)
					people[id] = p
				}
			}
			q := store.PeopleQuery{Words: []string{"", "ad", "ADA zo", "αννα", "بد", "ada.", "z"}[r.IntN(7)], Limit: 1 + r.IntN(5),
				Role:   []campus.Role{"", campus.Student, campus.Teacher}[r.IntN(3)],
				Status: []campus.Status{"", campus.StatusActive, campus.StatusPending, campus.StatusDisabled}[r.IntN(4)]}
			got, want := turned(t, c, q, nil), listedInGo(people, q)
			if q.Words != "" { // by the word that was found, which the list in Go does not say
				slices.Sort(got)
				slices.Sort(want)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: %+v finds\n%q, want\n%q", seed, i, q, got, want)
			}
		}
	})
}

// listedInGo returns who is looked for, by folded name, then by id as text.
func listedInGo(people map[int64]campus.Person, q store.PeopleQuery) (usernames []string) {
	folded := func(p campus.Person) string { return strings.Join(store.Words(p.Name), " ") }
	all := slices.SortedFunc(maps.Values(people), func(x, y campus.Person) int {
		return cmp.Or(strings.Compare(folded(x), folded(y)), strings.Compare(fmt.Sprint(x.ID), fmt.Sprint(y.ID)))
	})
	for _, p := range all {
		has := append(store.Words(p.Name), store.Words(strings.ReplaceAll(p.Username, "_", " "))...)
		matches := (q.Role == "" || q.Role == p.Role) && (q.Status == "" || q.Status == p.Status)
		for _, word := range store.Words(q.Words) {
			matches = matches && slices.ContainsFunc(has, func(w string) bool { return strings.HasPrefix(w, word) })
		}
		if matches {
			usernames = append(usernames, p.Username)
		}
	}
	return usernames
}

func TestWhoHasNoPasswordYetIsPendingButDoesNotWaitToBeLetIn(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		called(t, c, "imported", "Ada")
		registered := campus.NewPerson{Username: "registered", Name: "Adam", Role: campus.Student, Status: campus.StatusPending,
			Password: storetest.Password}
		_, err := c.People.Create(t.Context(), store.Itself(""), registered)
		must(t, err)
		entered := called(t, c, "entered", "Ada B")
		_, token := linked(t, c, entered)
		_, err = c.Doors.EnterByLink(t.Context(), token, store.Credentials{Password: storetest.Password})
		must(t, err)
		for q, want := range map[*store.PeopleQuery]string{
			{Status: campus.StatusPending}:                           "imported registered",
			{Waiting: true}:                                          "registered",
			{Waiting: true, Words: "ad"}:                             "registered",
			{Waiting: true, Role: campus.Teacher}:                    "",
			{Status: campus.StatusPending, Words: "ad"}:              "imported registered",
			{Status: campus.StatusActive, Role: campus.Student}:      "entered",
			{Waiting: true, Status: campus.StatusActive, Words: "a"}: "",
		} {
			q.Limit = 5
			if got := strings.Join(turned(t, c, *q, nil), " "); got != want {
				t.Errorf("%+v gives %q, want %q", q, got, want)
			}
		}
		page, err := c.People.Page(t.Context(), store.PeopleQuery{Counted: true, Limit: 50})
		must(t, err)
		if n := page.Counts; n.Waiting != 1 || n.Of("", campus.StatusPending) != 2 {
			t.Errorf("%d wait and %d are pending, want 1 and 2", n.Waiting, n.Of("", campus.StatusPending))
		}
		for _, p := range page.People {
			if p.NoPassword != (p.Username == "imported") {
				t.Errorf("%s has no password: %v", p.Username, p.NoPassword)
			}
		}
	})
}

func TestAFullNameIsFoundAmongManyWhoShareItsFirstWord(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		var file strings.Builder
		file.WriteString("username,name\n")
		for i := range 2_500 {
			fmt.Fprintf(&file, "user%d,Anna Surname%d\n", i, i)
		}
		admin := c.Person(t, "admin", campus.Admin)
		must(t, c.Imports.Rows(t.Context(), store.Import{By: asks(admin), File: store.FileCSV}, strings.NewReader(file.String()),
			func([]campus.ImportedRow) error { return nil }))
		page, err := c.Store.People.Page(t.Context(), store.PeopleQuery{Words: "anna surname2499", Limit: 50})
		if err != nil || len(page.People) != 1 || page.People[0].Name != "Anna Surname2499" || page.Next != "" {
			t.Errorf("the first page has %d people, %v, and says that there are more: %v", len(page.People), err, page.Next != "")
		}
	})
}
