package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// AuditQuery is which entries of the audit are looked for.
type AuditQuery struct {
	Who, Whom string // username, address or id of a person; "" for any
	Deed      campus.Deed
	From, To  time.Time // not before, and before; zero for any time
	Failures  bool      // what was tried in vain too
	Cursor    string    // what a page before said comes next; "" for the newest
	Limit     int
}

// AuditPage is a page of the audit, newest first.
type AuditPage struct {
	Entries []campus.AuditEntry
	Next    string // cursor of the next page; "" at the end
}

// mostAudited bounds what a page that looks for something goes through. It may then have few entries, or none, and still
// say that more come.
const mostAudited = 2_000

// Page returns a page of the audit, in two round trips. A cursor that cannot be read is an Invalid, and so is somebody
// whom nobody knows.
func (s *Audit) Page(ctx context.Context, q AuditQuery) (AuditPage, error) {
	from, ok := readAuditPlace(q.Cursor)
	if !ok {
		return AuditPage{}, campus.InvalidField("cursor", "not one that a page gave")
	}
	read := s.queryAudit(ctx, q, from)
	if err := s.e.Read(ctx, read.queue); err != nil {
		return AuditPage{}, err
	}
	who, whom, err := read.people()
	if err != nil {
		return AuditPage{}, err
	}
	page, found := AuditPage{}, []auditEntry{}
	all, whole := read.entries()
	last := from
	for i, e := range all {
		last = e.place
		if e.matches(q, who, whom) {
			found = append(found, e)
		}
		if len(found) == q.Limit {
			whole = whole && i == len(all)-1
			break
		}
	}
	if !whole {
		page.Next = last.String()
	}
	page.Entries, err = s.named(ctx, found)
	return page, err
}

// Each calls with every entry of a query, newest first, however many there are.
func (s *Audit) Each(ctx context.Context, q AuditQuery, with func(campus.AuditEntry) error) error {
	q.Limit = mostAudited
	for {
		page, err := s.Page(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			if err := with(e); err != nil {
				return err
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return nil
		}
	}
}

// Trail returns what was done to a person and what they did to themselves, newest first, in two round trips.
func (s *Audit) Trail(ctx context.Context, person int64, limit int) ([]campus.AuditEntry, error) {
	var got trailRead
	if err := s.e.Read(ctx, func(p engine.Reader) { got = s.queueTrail(ctx, p, person, limit) }); err != nil {
		return nil, err
	}
	return s.named(ctx, got.entries(limit))
}

// trailRead is a person's trail being read: what was done, and where they signed in and out.
type trailRead [2]*redis.XMessageSliceCmd

func (d data) queueTrail(ctx context.Context, p engine.Reader, person int64, limit int) trailRead {
	return trailRead{p.XRevRangeN(ctx, d.keys.trail(person), "+", "-", int64(limit)),
		p.XRevRangeN(ctx, d.keys.ownSignIns(person), "+", "-", int64(limit))}
}

func (r trailRead) entries(limit int) []auditEntry {
	all := append(auditEntries(r[0].Val(), markDone), auditEntries(r[1].Val(), markSignIn)...)
	sortEntries(all)
	return all[:min(limit, len(all))]
}

// auditPlace is where an entry lies: its id, and its stream by how that is called in a cursor. Of two that were noted at
// once, what was done comes first, then who signed in, then what was tried in vain.
type auditPlace struct {
	at   campus.Cursor
	mark string
}

// The streams in a cursor, whose letters are in their order.
const (
	markDone   = "d"
	markSignIn = "e"
	markFailed = "f"
)

func (p auditPlace) String() string { return p.at.String() + p.mark }

func readAuditPlace(cursor string) (auditPlace, bool) {
	if cursor == "" {
		return auditPlace{}, true
	}
	id, mark := cursor[:len(cursor)-1], cursor[len(cursor)-1:]
	at, ok := campus.ParseCursor(id)
	return auditPlace{at, mark}, ok && (mark == markDone || mark == markSignIn || mark == markFailed) && at != campus.Cursor{}
}

// auditEntry is an entry with where it lies. Who and whom are as they are kept.
type auditEntry struct {
	place     auditPlace
	entry     campus.AuditEntry
	who, whom string
}

func auditEntries(messages []redis.XMessage, mark string) []auditEntry {
	entries := make([]auditEntry, len(messages))
	for i, m := range messages {
		text := func(field string) string { v, _ := m.Values[field].(string); return v }
		at, _ := campus.ParseCursor(m.ID)
		e := auditEntry{place: auditPlace{at, mark}, who: text("who"), whom: text("whom")}
		e.entry = campus.AuditEntry{ID: e.place.String(), At: fromMillis(text("at")), Deed: campus.Deed(text("kind")),
			Itself: e.who == "", From: text("from"), What: text("what"), Failed: mark == markFailed}
		e.entry.Who.ID, _ = campus.ParseID(e.who)
		e.entry.Whom.ID, _ = campus.ParseID(e.whom)
		entries[i] = e
	}
	return entries
}

func (e auditEntry) matches(q AuditQuery, who, whom string) bool {
	at := e.entry.At
	return (who == "" || e.who == who) && (whom == "" || e.whom == whom) && (q.Deed == "" || e.entry.Deed == q.Deed) &&
		(q.From.IsZero() || !at.Before(q.From)) && (q.To.IsZero() || at.Before(q.To))
}

// named gives entries the names of their people, as they are called now; who is erased has none.
func (s *Audit) named(ctx context.Context, found []auditEntry) ([]campus.AuditEntry, error) {
	people, ids := map[int64]campus.Person{}, namesIn(found)
	if len(ids) > 0 {
		var err error
		if people, err = s.people.Some(ctx, ids); err != nil {
			return nil, err
		}
	}
	return nameEntries(found, people), nil
}

// namesIn returns everybody whom entries name, each once.
func namesIn(found []auditEntry) (ids []int64) {
	for _, e := range found {
		ids = append(ids, e.entry.Who.ID, e.entry.Whom.ID)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 })
}

// of reports whether an entry says from where somebody came: they did it, or it was tried at their account by nobody known.
func (e auditEntry) of(person int64) bool {
	return e.entry.Who.ID == person || e.entry.Who.ID == 0 && e.entry.Whom.ID == person
}

// nameEntries gives entries names. From where somebody came who was erased is not told any more.
func nameEntries(found []auditEntry, people map[int64]campus.Person) []campus.AuditEntry {
	entries := make([]campus.AuditEntry, len(found))
	for i, e := range found {
		entries[i] = e.entry
		entries[i].Who.Name, entries[i].Whom.Name = people[e.entry.Who.ID].Name, people[e.entry.Whom.ID].Name
		if gone := cmp.Or(e.entry.Who.ID, e.entry.Whom.ID); people[gone].Status == campus.StatusErased && e.entry.From != "" {
			entries[i].From, entries[i].Itself, entries[i].Who = "", false, campus.Named{ID: gone, Name: people[gone].Name}
		}
	}
	return entries
}

// auditRead is a page of the audit being read: its streams, and whom the query names.
type auditRead struct {
	queue               func(engine.Reader)
	limit               int
	who, whom           *redis.StringCmd
	streams             map[string]*redis.XMessageSliceCmd
	queryWho, queryWhom string
}

func (s *Audit) queryAudit(ctx context.Context, q AuditQuery, from auditPlace) *auditRead {
	r := &auditRead{limit: q.Limit + 1, queryWho: strings.TrimSpace(q.Who), queryWhom: strings.TrimSpace(q.Whom)}
	if r.queryWho != "" || r.queryWhom != "" || q.Deed != "" {
		r.limit = max(r.limit, mostAudited)
	}
	r.queue = func(p engine.Reader) {
		find := func(login string) *redis.StringCmd {
			table := s.keys.usernames()
			if strings.Contains(login, "@") {
				table = s.keys.emails()
			}
			return p.HGet(ctx, table, campus.FoldLogin(login))
		}
		if r.queryWho != "" {
			r.who = find(r.queryWho)
		}
		if r.queryWhom != "" {
			r.whom = find(r.queryWhom)
		}
		r.streams = map[string]*redis.XMessageSliceCmd{}
		for mark, key := range map[string]string{markDone: s.keys.audit(), markSignIn: s.keys.signIns(), markFailed: s.keys.failures()} {
			if mark != markFailed || q.Failures {
				r.streams[mark] = p.XRevRangeN(ctx, key, from.before(q.To, mark), since(q.From), int64(r.limit))
			}
		}
	}
	return r
}

// ahead is how far an entry's id may be ahead of its time: ids never go back, though after a fail-over the clock may.
const ahead = time.Hour

// before returns where a stream is read from, backwards, to go on after a place.
func (p auditPlace) before(to time.Time, mark string) string {
	switch {
	case p.at == campus.Cursor{} && to.IsZero():
		return "+"
	case p.at == campus.Cursor{}:
		return streamTime(to.Add(ahead))
	case mark > p.mark:
		return p.at.String() // what is in this stream of the same moment is still to come
	}
	return "(" + p.at.String()
}

// since returns where a stream is read to. Entries have the time of their ids, or an earlier one.
func since(from time.Time) string {
	if from.IsZero() {
		return "-"
	}
	return streamTime(from)
}

// streamTime returns a moment as a place in a stream, which has none before 1970 of UTC; in zones east of it 1970 begins before.
func streamTime(at time.Time) string { return num(max(0, at.UnixMilli())) }

// people returns whom the query names, as entries name them; "" for any.
func (r *auditRead) people() (who, whom string, err error) {
	wrong := map[string]string{}
	named := func(field, asked string, found *redis.StringCmd) string {
		if asked == "" {
			return ""
		}
		if found.Val() != "" {
			return found.Val()
		}
		if id, ok := campus.ParseID(asked); ok {
			return num(id)
		}
		wrong[field] = "nobody has this username, address or number"
		return ""
	}
	who, whom = named("who", r.queryWho, r.who), named("whom", r.queryWhom, r.whom)
	return who, whom, campus.InvalidFields(wrong)
}

// entries returns what was read of the streams, newest first, as far as all reach; whole says that this is all.
func (r *auditRead) entries() (all []auditEntry, whole bool) {
	whole = true
	reach := auditPlace{}
	for mark, got := range r.streams {
		some := auditEntries(got.Val(), mark)
		all = append(all, some...)
		if len(some) == r.limit {
			whole = false
			if end := some[len(some)-1].place; reach.at == (campus.Cursor{}) || end.later(reach) {
				reach = end
			}
		}
	}
	sortEntries(all)
	return slices.DeleteFunc(all, func(e auditEntry) bool { return reach.later(e.place) }), whole
}

// later reports whether a place comes before another in a list that has the newest first.
func (p auditPlace) later(o auditPlace) bool {
	return p.at.After(o.at) || p.at == o.at && p.mark < o.mark
}

// sortEntries sorts entries, the newest first.
func sortEntries(all []auditEntry) {
	slices.SortFunc(all, func(a, b auditEntry) int {
		return cmp.Compare(flag(b.place.later(a.place)), flag(a.place.later(b.place)))
	})
}
