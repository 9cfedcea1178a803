package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// PeopleQuery is which people are looked for.
type PeopleQuery struct {
	Words  string // begin words of their names, usernames and, where Emails says so, addresses; "" for everybody
	Emails bool
	Role   campus.Role   // "" for any
	Status campus.Status // "" for any but erased; who is erased is found by no words
	Wish   bool          // only students who wish to teach
	Cursor string        // what a page before said comes next; "" for the first
	Limit  int

	Waiting bool // only who waits to be let in; not who is pending because they have no password yet

	Counted bool // says how many there are, too
}

// Validate returns an Invalid naming a role or status that nobody has, or nil.
func (q PeopleQuery) Validate() error {
	wrong := map[string]string{}
	if q.Role != "" && !q.Role.Valid() {
		wrong["role"] = "student, teacher or admin"
	}
	switch q.Status {
	case "", campus.StatusActive, campus.StatusPending, campus.StatusDisabled, campus.StatusErased:
	default:
		wrong["status"] = "active, pending, disabled or erased"
	}
	return campus.InvalidFields(wrong)
}

// PeoplePage is a page of people, by name; with words by the word that was found.
type PeoplePage struct {
	People []campus.Person
	Next   string       // cursor of the next page; "" at the end
	Counts PeopleCounts // of all, when they were asked for
	Online map[int64]bool
}

// mostLooked bounds what one page's search goes through, so that the script holds Redis up no longer however many people there
// are: for eight words among 10,000 people two milliseconds in the median. A page may then be short of people, or have none,
// and still say that more come.
const mostLooked = 500

// Page returns a page of the people of a query, in two round trips. Who is made or renamed meanwhile makes nobody else come
// twice or not at all. A cursor that cannot be read is an Invalid.
func (s *People) Page(ctx context.Context, q PeopleQuery) (PeoplePage, error) {
	after, ok := readPeopleCursor(q.Cursor)
	if !ok {
		return PeoplePage{}, campus.InvalidField("cursor", "not one that a page gave")
	}
	var page PeoplePage
	var ids []int64
	var err error
	if words := searched(q.Words); len(words) > 0 {
		ids, after, err = s.search(ctx, q, words, after)
	} else if strings.TrimSpace(q.Words) == "" {
		ids, after, err = s.byName(ctx, q, after)
	} else {
		after = "" // nothing but signs, which nobody's name is searched by
	}
	if err != nil {
		return PeoplePage{}, err
	}
	if after != "" {
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(after))
	}
	var some peopleRead
	var counts *countsRead
	var online onlineRead
	err = s.e.Read(ctx, func(p engine.Reader) {
		some, online = s.queue(ctx, p, ids), s.queueOnline(ctx, p, ids...)
		if q.Counted {
			counts = s.queueCounts(ctx, p)
		}
	})
	if err != nil {
		return PeoplePage{}, err
	}
	people := some.people()
	for _, id := range ids {
		if p, ok := people[id]; ok && q.wants(p) {
			page.People = append(page.People, p)
		}
	}
	page.Counts, page.Online = counts.counts(), online.online()
	return page, nil
}

// searched returns the words of a query. An address is one of them, and so is a username that has no letters.
func searched(query string) []string {
	folded := campus.FoldLogin(query)
	if strings.Contains(folded, "@") && !strings.ContainsFunc(folded, unicode.IsSpace) {
		return []string{strings.TrimLeft(folded, "@")}
	}
	words := index.Words(query)
	if len(words) == 0 && strings.Trim(folded, "._-") == "" && folded != "" {
		return []string{folded}
	}
	return words[:min(len(words), maxSearched)]
}

// maxSearched bounds the words of a query: nobody has more names.
const maxSearched = 8

// wants reports whether somebody is looked for; who was may be another now.
func (q PeopleQuery) wants(p campus.Person) bool {
	return q.within(p.Status) && (q.Role == "" || q.Role == p.Role) &&
		(!q.Wish || p.RequestedRole == campus.Teacher) &&
		(!q.Waiting || p.Status == campus.StatusPending && !p.NoPassword)
}

// within reports whether a status is looked for. Who is erased is nobody any more, unless they are asked for.
func (q PeopleQuery) within(status campus.Status) bool {
	return q.Status == status || q.Status == "" && status != campus.StatusErased
}

// maxPeopleCursor is more bytes than any place in the lists has: a word or an address, a folded name, an id.
const maxPeopleCursor = 1024

func readPeopleCursor(cursor string) (after string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	return string(b), err == nil && len(b) <= maxPeopleCursor
}

// wishKind stands in the list in the place of role and status for who wishes to teach, once more; wishWord is a word of
// their cards, such as no name has.
const (
	wishKind = "wt"
	wishWord = "=wish"
)

// The letters of the states in the list. Who is pending waits to be let in, or has no password yet.
const (
	waitingLetter = 'p'
	newLetter     = 'n'
)

var stateLetters = map[campus.Status]string{campus.StatusActive: "a", campus.StatusPending: string([]rune{waitingLetter, newLetter}),
	campus.StatusDisabled: "d", campus.StatusErased: "e"}

// kindsOf returns the two letters of every role and status that a query is about.
func kindsOf(q PeopleQuery) []string {
	if q.Wish && len(searched(q.Words)) == 0 {
		return []string{wishKind}
	}
	var kinds []string
	for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
		for status, letters := range stateLetters {
			if q.Role != "" && q.Role != role || !q.within(status) {
				continue
			}
			for _, letter := range letters {
				if !q.Waiting || letter == waitingLetter {
					kinds = append(kinds, string(role[0])+string(letter))
				}
			}
		}
	}
	return kinds
}

// byName returns a page of ids, and what the next goes on after.
func (s *People) byName(ctx context.Context, q PeopleQuery, after string) (ids []int64, next string, err error) {
	args := []any{q.Limit + 1, after}
	for _, kind := range kindsOf(q) {
		args = append(args, kind)
	}
	got, err := s.e.Ask(ctx, listPeopleScript, []string{s.keys.names()}, args...)
	if err != nil {
		return nil, "", err
	}
	found := engine.Texts(got.All())[1:]
	slices.Sort(found) // here, for scripts compare text as their server's locale does
	if len(found) > q.Limit {
		found = found[:q.Limit]
		next = found[q.Limit-1]
	}
	return idsOfMembers(found), next, nil
}

// idsByName returns whom list_people.lua has found, by name.
func idsByName(got engine.Reply) []int64 {
	if len(got.All()) == 0 {
		return nil
	}
	found := engine.Texts(got.All())[1:]
	slices.Sort(found)
	return idsOfMembers(found)
}

// idsOfMembers returns the ids that members of the list by name end in.
func idsOfMembers(found []string) (ids []int64) {
	for _, member := range found {
		if id, ok := campus.ParseID(member[strings.LastIndexByte(member, 0)+1:]); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// search returns a page of ids, and what the next goes on after. Words of names come first, then addresses.
func (s *People) search(ctx context.Context, q PeopleQuery, words []string, after string) (ids []int64, next string, err error) {
	// The longest first: the script goes through who has the first, and few share a long word.
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	args := []any{q.Limit, mostLooked, after, flag(q.Emails), " " + strings.Join(kindsOf(q), " ") + " "}
	for _, w := range words {
		args = append(args, w)
	}
	if q.Wish {
		args = append(args, wishWord)
	}
	got, err := s.e.Ask(ctx, findPeopleScript, []string{s.keys.words(), s.keys.cards()}, args...)
	if err != nil {
		return nil, "", err
	}
	for _, id := range engine.Texts(got.All())[2:] {
		if n, ok := campus.ParseID(id); ok {
			ids = append(ids, n)
		}
	}
	if got.Word() == "more" {
		next = got.Text(1)
	}
	return ids, next, nil
}

// PeopleCounts is how many people there are, by role and status, and how many of them wait for an admin.
type PeopleCounts struct {
	by      map[campus.Role]map[campus.Status]int
	Wish    int // who wish to teach
	Waiting int // who wait to be let in
}

// Of returns how many have this role and this status; "" counts all but who is erased.
func (c PeopleCounts) Of(role campus.Role, status campus.Status) (n int) {
	for r, of := range c.by {
		for s, count := range of {
			if (role == "" || role == r) && (PeopleQuery{Status: status}).within(s) {
				n += count
			}
		}
	}
	return n
}

// countsRead is the counts, being read along with other things.
type countsRead struct {
	by   map[campus.Role]map[rune]*redis.IntCmd // by the letter of the state
	wish *redis.IntCmd
}

// queueKind counts a kind of people.
func (s *People) queueKind(ctx context.Context, p engine.Reader, kind string) *redis.IntCmd {
	return p.ZLexCount(ctx, s.keys.names(), "["+kind, "("+kind+"\x01")
}

// queueWaiting counts who waits to be let in, by role, and who wishes to teach.
func (s *People) queueWaiting(ctx context.Context, p engine.Reader) (approvals []*redis.IntCmd, wishes *redis.IntCmd) {
	for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
		approvals = append(approvals, s.queueKind(ctx, p, string(role[0])+string(waitingLetter)))
	}
	return approvals, s.queueKind(ctx, p, wishKind)
}

func (s *People) queueCounts(ctx context.Context, p engine.Reader) *countsRead {
	count := func(kind string) *redis.IntCmd { return s.queueKind(ctx, p, kind) }
	r := &countsRead{by: map[campus.Role]map[rune]*redis.IntCmd{}, wish: count(wishKind)}
	for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
		r.by[role] = map[rune]*redis.IntCmd{}
		for _, letters := range stateLetters {
			for _, letter := range letters {
				r.by[role][letter] = count(string(role[0]) + string(letter))
			}
		}
	}
	return r
}

func (r *countsRead) counts() PeopleCounts {
	if r == nil {
		return PeopleCounts{}
	}
	out := PeopleCounts{by: map[campus.Role]map[campus.Status]int{}, Wish: int(r.wish.Val())}
	for role, of := range r.by {
		out.by[role] = map[campus.Status]int{}
		for status, letters := range stateLetters {
			for _, letter := range letters {
				out.by[role][status] += int(of[letter].Val())
			}
		}
		out.Waiting += int(of[waitingLetter].Val())
	}
	return out
}
