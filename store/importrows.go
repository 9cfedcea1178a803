package store

import (
	"context"
	"hash/maphash"
	"strconv"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// sum is how a file's values are remembered: it may be long.
func (in *importing) sum(field, folded string) uint64 { return maphash.String(in.seed, field+folded) }

// recall remembers whom the rows were about that were done before a stop.
func (in *importing) recall(ctx context.Context, rows []underway) error {
	if len(rows) == 0 {
		return nil
	}
	ids, err := in.meant(ctx, rows)
	for i, id := range ids {
		if _, known := in.whose[id]; !known && len(rows[i].Wrong) == 0 {
			in.whose[id] = rows[i].N
		}
	}
	return err
}

// find looks up whom rows mean, and gives ids to those who are new. A row that meets with an earlier one is done with. It puts
// off a row whose username may be that which an earlier one gets; in a dry run, where names are only promised, a namesake too.
func (in *importing) find(ctx context.Context, rows []underway, done []campus.ImportedRow) (found, later []underway, err error) {
	ids, err := in.meant(ctx, rows)
	if err != nil {
		return nil, nil, err
	}
	logins, err := in.logins(ctx, rows, ids)
	if err != nil {
		return nil, nil, err
	}
	fresh, promised := 0, map[string]bool{}
	for i, row := range rows {
		row.id, row.base = ids[i], ""
		if wrong := in.meets(row); wrong != nil {
			done[row.at].Errors = wrong
			continue
		}
		if row.id == 0 {
			fresh++
			row.base = in.baseOf(row.Given)
		} else {
			in.whose[row.id] = row.N
			in.giveUp(row, logins[i])
		}
		if (in.Dry || row.base == "") && waits(row, promised) {
			later = append(later, row)
			continue
		}
		promised[row.base] = true
		found = append(found, row)
	}
	if fresh == 0 || in.Dry {
		return found, later, nil
	}
	got, err := in.e.Run(ctx, reservePeopleScript, []string{in.keys.nextPerson()}, fresh)
	next := got.Number(1) - int64(fresh)
	for i := range found {
		if found[i].id == 0 {
			next++
			found[i].id = next
		}
	}
	return found, later, err
}

// meets says how a row meets with an earlier one, or what it has not to be a new person; nil for a row that can be tried. A dry
// run and a real one say the same here, whether or not the earlier row has been carried out.
func (in *importing) meets(row underway) map[string]string {
	for field, value := range map[string]*string{"username": row.Given.Username, "email": row.Given.Email} {
		if value == nil || *value == "" {
			continue
		}
		if first, ok := in.given[in.sum(field, campus.FoldLogin(*value))]; ok && first != row.N {
			return map[string]string{field: "is given up in row " + strconv.Itoa(first) + ": import this row after it, by itself"}
		}
	}
	if first, ok := in.whose[row.id]; ok && first != row.N && row.id != 0 {
		return map[string]string{"row": "is about the same person as row " + strconv.Itoa(first)}
	}
	if row.id > 0 && row.Given.Username != nil {
		if first, ok := in.named[campus.FoldLogin(*row.Given.Username)]; ok && first < row.N {
			return map[string]string{"username": whyNot("username", "two")}
		}
	}
	if row.id == 0 && row.Given.Name == nil {
		return map[string]string{"name": whyNot("name", "required")}
	}
	return nil
}

// waits reports whether a row's username may be one that is being made for an earlier row: that of the other's name, with or
// without a number.
func waits(row underway, promised map[string]bool) bool {
	name := row.base
	if row.Given.Username != nil {
		name = campus.FoldLogin(*row.Given.Username)
	}
	for name != "" {
		if promised[name] {
			return true
		}
		last := len(name) - 1
		if row.base != "" || name[last] < '0' || name[last] > '9' {
			return false
		}
		name = name[:last]
	}
	return false
}

// taken reports whether a username that is made for a row is what an earlier row gets, and leaves out all the numbers of it
// that are.
func (in *importing) taken(base, username string, n int) bool {
	first, taken := in.named[username]
	if !taken || first > n {
		return false
	}
	for in.named[base+num(in.last[base]+1)] != 0 {
		in.last[base]++
	}
	return true
}

// giveUp remembers the username and address that a row takes from the person it is about, who had these.
func (in *importing) giveUp(row underway, had []string) {
	for i, value := range []*string{row.Given.Username, row.Given.Email} {
		if value != nil && len(had) == 2 && had[i] != "" && campus.FoldLogin(*value) != campus.FoldLogin(had[i]) {
			in.given[in.sum([]string{"username", "email"}[i], campus.FoldLogin(had[i]))] = row.N
		}
	}
}

// logins returns username and address of those who are meant by rows that may change them; nil for the others.
func (in *importing) logins(ctx context.Context, rows []underway, ids []int64) ([][]string, error) {
	got := make([]*redis.SliceCmd, len(rows))
	err := in.e.Read(ctx, func(p engine.Reader) {
		for i, row := range rows {
			if ids[i] > 0 && (row.Given.Username != nil || row.Given.Email != nil) {
				got[i] = p.HMGet(ctx, in.keys.person(ids[i]), "username", "address")
			}
		}
	})
	all := make([][]string, len(rows))
	for i, one := range got {
		if err == nil && one != nil {
			all[i] = engine.Texts(one.Val())
		}
	}
	return all, err
}

// baseOf returns what a username is made of; "" for a row that has one.
func (in *importing) baseOf(given campus.PersonChange) string {
	if given.Username != nil || given.Name == nil {
		return ""
	}
	return UsernameOf(*given.Name)
}

// meant returns the ids of those whom rows mean, 0 for nobody yet: the first whom external id, username and address find. Who
// would be added by a row has the row's number as an id, below zero.
func (in *importing) meant(ctx context.Context, rows []underway) ([]int64, error) {
	values := [3][]string{}
	for _, row := range rows {
		for i, value := range []*string{row.Given.ExternalID, row.Given.Username, row.Given.Email} {
			text := ""
			if value != nil {
				text = *value
			}
			if i > 0 {
				text = campus.FoldLogin(text)
			}
			values[i] = append(values[i], text)
		}
	}
	var got [3]*redis.SliceCmd
	err := in.e.Read(ctx, func(p engine.Reader) {
		for i, table := range []string{in.keys.externals(), in.keys.usernames(), in.keys.emails()} {
			got[i] = p.HMGet(ctx, table, values[i]...)
		}
	})
	ids := make([]int64, len(rows))
	if err != nil {
		return nil, err
	}
	for table, some := range got {
		for i, text := range engine.Texts(some.Val()) {
			if ids[i] == 0 {
				ids[i], _ = campus.ParseID(text)
			}
			if table == 1 && ids[i] == 0 {
				ids[i] = -int64(in.named[values[1][i]])
			}
		}
	}
	return ids, nil
}
