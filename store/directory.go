package store

import (
	"context"
	"encoding/base64"
	"strings"

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
	Status campus.Status // "" for any but erased
	Cursor string        // what a page before said comes next; "" for the first
	Limit  int
}

// PeoplePage is a page of people, by name; with words by the word that was found.
type PeoplePage struct {
	People []campus.Person
	Next   string // cursor of the next page; "" at the end
}

// mostLooked bounds what one page's search goes through: the script holds Redis up for a millisecond or two. A page may
// then be short of people, or have none, and still say that more come.
const mostLooked = 2_000

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
		return page, nil // nothing but signs, which nobody's name is searched by
	}
	if err != nil {
		return PeoplePage{}, err
	}
	if after != "" {
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(after))
	}
	people, err := s.Some(ctx, ids)
	for _, id := range ids {
		if p, ok := people[id]; ok && p.Status != campus.StatusErased {
			page.People = append(page.People, p)
		}
	}
	return page, err
}

// searched returns the words of a query. An address is one of them.
func searched(query string) []string {
	if at := strings.TrimSpace(query); strings.Contains(at, "@") && !strings.ContainsAny(at, " \t\n") {
		return []string{strings.TrimPrefix(campus.FoldLogin(at), "@")}
	}
	var words []string
	for field := range strings.FieldsSeq(index.Fold(query)) {
		if strings.ContainsAny(field, "._-") && strings.Trim(field, "abcdefghijklmnopqrstuvwxyz0123456789._-") == "" {
			words = append(words, field) // the beginning of a username, which has signs that words have not
			continue
		}
		words = append(words, index.Words(field)...)
	}
	return words[:min(len(words), maxSearched)]
}

// maxSearched bounds the words of a query: nobody has more names.
const maxSearched = 8

func readPeopleCursor(cursor string) (after string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	return string(b), err == nil && len(b) <= 4*campus.MaxName+64
}

// kindsOf returns the two letters of every role and status that a query is about.
func kindsOf(q PeopleQuery) []string {
	var kinds []string
	for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
		for _, status := range []campus.Status{campus.StatusActive, campus.StatusPending, campus.StatusDisabled} {
			if (q.Role == "" || q.Role == role) && (q.Status == "" || q.Status == status) {
				kinds = append(kinds, string(role[0])+string(status[0]))
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
	if len(found) > q.Limit {
		found = found[:q.Limit]
		next = found[q.Limit-1]
	}
	for _, member := range found {
		if id, ok := campus.ParseID(member[strings.LastIndexByte(member, 0)+1:]); ok {
			ids = append(ids, id)
		}
	}
	return ids, next, nil
}

// search returns a page of ids, and what the next goes on after. Words of names come first, then addresses.
func (s *People) search(ctx context.Context, q PeopleQuery, words []string, after string) (ids []int64, next string, err error) {
	signs := []string{"", "@"}
	if !q.Emails {
		signs = signs[:1]
	}
	if strings.HasPrefix(after, "@") {
		signs = signs[min(1, len(signs)):]
	}
	for _, sign := range signs {
		args := []any{q.Limit - len(ids), mostLooked, after, sign, flag(q.Emails), " " + strings.Join(kindsOf(q), " ") + " "}
		for _, w := range words {
			args = append(args, w)
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
			return ids, got.Text(1), nil
		}
		after = ""
		if sign == "" && len(signs) > 1 && len(ids) >= q.Limit {
			return ids, "@", nil
		}
	}
	return ids, "", nil
}

// Counts returns how many people there are of each role and status, in one round trip.
func (s *People) Counts(ctx context.Context) (map[campus.Role]map[campus.Status]int, error) {
	counts := map[campus.Role]map[campus.Status]*redis.IntCmd{}
	err := s.e.Read(ctx, func(p engine.Reader) {
		for _, role := range []campus.Role{campus.Student, campus.Teacher, campus.Admin} {
			counts[role] = map[campus.Status]*redis.IntCmd{}
			for _, status := range []campus.Status{campus.StatusActive, campus.StatusPending, campus.StatusDisabled} {
				kind := string(role[0]) + string(status[0])
				counts[role][status] = p.ZLexCount(ctx, s.keys.names(), "["+kind, "("+kind+"\x01")
			}
		}
	})
	out := map[campus.Role]map[campus.Status]int{}
	for role, of := range counts {
		out[role] = map[campus.Status]int{}
		for status, cmd := range of {
			out[role][status] = int(cmd.Val())
		}
	}
	return out, err
}
