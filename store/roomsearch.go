package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

// LineQuery is what is looked for in what was said.
type LineQuery struct {
	Words  string        // whatever was typed: text, never syntax
	Room   campus.RoomID // "" for all rooms that the asker has
	From   string        // whose lines: an id, or words of a name; "" for anybody's
	Sort   string        // ByRelevance, the default, or ByNewest
	Cursor string        // Next of a page before
	Limit  int
}

// Validate returns an Invalid naming each filter that there is not.
func (q LineQuery) Validate() error {
	if q.Sort != "" && q.Sort != ByRelevance && q.Sort != ByNewest {
		return campus.InvalidField("sort", "relevance or newest")
	}
	return nil
}

// asked returns the query as an index has it; owners are the ids of whose lines are wanted.
func (q LineQuery) asked(words []string, owners []string) index.Query {
	asked := index.Query{Words: words, Order: index.Best, Cursor: q.Cursor, Limit: min(max(q.Limit, 1), MaxPageSize)}
	if q.Sort == ByNewest {
		asked.Order = index.Newest
	}
	asked.Owner = strings.Join(owners, " ")
	return asked
}

// FoundLine is a line that was found, and where.
type FoundLine struct {
	campus.Line
	Place  campus.Place
	Folded bool // its author is one whom the asker has blocked
}

// FoundLines is a page of lines.
type FoundLines struct {
	Lines  []FoundLine
	Place  campus.Place // of the query's room; zero for all rooms
	Meant  []string     // words that a typo in the query has missed
	Next   string       // cursor of the next page; "" at the end
	Nobody bool         // nobody is called what the query's From says
	Many   bool         // more than MostNamed are, and it is looked for lines of some of them
	Rooms  int          // in how many rooms it has looked
	Left   int          // in how many it has not, for there are too many
}

// MaxSearched is in how many rooms at once a search looks. Of who has more, the private ones that were first used the longest ago
// are left out, and that is said.
const MaxSearched = 300

// Search returns lines that a query asks for, in rooms that the asker may read at this moment. Its cursor must be a Next from
// before of the same query, or "", else it is a BadRequest. For one room it refuses as Place does. It takes two round trips; for
// all rooms three, or two after Ahead{Rooms: true} with the words. A name costs two more.
func (s *Rooms) Search(ctx context.Context, who campus.Person, q LineQuery, a *Ahead) (FoundLines, error) {
	if err := q.Validate(); err != nil {
		return FoundLines{}, err
	}
	words := index.Words(q.Words)
	owners, many, err := s.authorsNamed(ctx, q.From)
	if err != nil {
		return FoundLines{}, err
	}
	nobody := len(owners) == 0 && !many && strings.TrimSpace(q.From) != ""
	if nobody { // who may read there is asked all the same
		words = nil
	}
	var found FoundLines
	if q.Room != "" {
		found, err = s.searchRoom(ctx, who, q.asked(words, owners), q.Room)
	} else {
		found, err = s.searchAll(ctx, who, q.asked(words, owners), a)
	}
	found.Nobody, found.Many = nobody, many
	return found, err
}

// searchAll is Search in all rooms of somebody.
func (s *Rooms) searchAll(ctx context.Context, who campus.Person, asked index.Query, a *Ahead) (FoundLines, error) {
	own, weights, err := s.ownAndWeights(ctx, who, asked.Words, a)
	if err != nil {
		return FoundLines{}, err
	}
	look := looking{who: who, words: asked.Words, blocked: blockedFrom(own.blocked)}
	ids, left := mostRecent(own.ids(who.ID))
	for _, id := range ids {
		look.rooms = append(look.rooms, RoomNamed(id))
	}
	k, places := roomKeeper{s}, make([]placeRead, len(look.rooms))
	err = s.e.Read(ctx, func(p engine.Reader) {
		look.queue(ctx, p, s, asked, weights)
		for i, room := range look.rooms {
			if room.kind != privateRooms { // these never shut one of their two out
				places[i] = k.queuePlace(ctx, p, who, room)
			}
		}
	})
	if err = cmp.Or(look.wrong, err); err != nil {
		return FoundLines{}, err
	}
	shut := 0
	for i, room := range look.rooms {
		if room.kind == privateRooms {
			continue
		}
		if _, no := k.placed(places[i]); no != nil { // else what one may not read would fill the page, and nothing be left of it
			look.across.LeaveOut(i)
			shut++
		}
	}
	found, err := s.found(ctx, &look)
	found.Rooms, found.Left = len(look.rooms)-shut, left
	return found, err
}

// mostRecent returns at most MaxSearched of somebody's rooms, which have the private ones last, in the order in which these were
// first used; and how many it has left out: the oldest of those.
func mostRecent(ids []campus.RoomID) (some []campus.RoomID, left int) {
	left = max(len(ids)-MaxSearched, 0)
	private := slices.IndexFunc(ids, func(id campus.RoomID) bool { _, _, two := id.Two(); return two })
	if left == 0 || private < 0 || private > MaxSearched {
		return ids[:len(ids)-left], left
	}
	return slices.Concat(ids[:private], ids[private+left:]), left
}

// ownAndWeights returns somebody's own lists of rooms, and what words weigh in a search in all of them, from what was read ahead or
// by a round trip.
func (s *Rooms) ownAndWeights(ctx context.Context, who campus.Person, words []string, a *Ahead) (*ownRooms, []string, error) {
	if a != nil && a.read && a.rooms != nil && a.weighed != nil && slices.Equal(index.Words(a.Sought), words) {
		return a.rooms, a.weighed.Weights(), nil
	}
	var own *ownRooms
	var weighed index.Weighing
	err := s.e.Read(ctx, func(p engine.Reader) {
		own, weighed = s.queueOwnRooms(ctx, p, who.ID), s.weigh(ctx, p, words)
	})
	return own, weighed.Weights(), err
}

// weigh queues weighing words for a search in several rooms: in General, which everybody may read.
func (d data) weigh(ctx context.Context, p engine.Reader, words []string) index.Weighing {
	return d.lineIndex(GeneralRoom()).QueueWeigh(ctx, p, words)
}

// searchRoom is Search in one room.
func (s *Rooms) searchRoom(ctx context.Context, who campus.Person, asked index.Query, id campus.RoomID) (FoundLines, error) {
	k, look := roomKeeper{s}, looking{who: who, words: asked.Words, rooms: []Room{RoomNamed(id)}}
	var read placeRead
	var blocked *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		read, blocked = k.queuePlace(ctx, p, who, look.rooms[0]), s.queueBlocked(ctx, p, who.ID)
		look.queue(ctx, p, s, asked, nil)
	})
	if err != nil {
		return FoundLines{}, err
	}
	place, err := k.placed(read)
	if err = cmp.Or(err, look.wrong); err != nil {
		return FoundLines{}, err
	}
	look.blocked = blockedFrom(blocked)
	found, err := s.found(ctx, &look)
	found.Place, found.Rooms = place, 1
	return found, err
}

// MostNamed is how many people of one name a search takes for whom it may mean.
const MostNamed = 100

// authorsNamed returns the ids of whom a text may mean, and whether there are more: somebody's id, or words of names. Who may not
// come in any more has said what they have said.
func (s *Rooms) authorsNamed(ctx context.Context, text string) (owners []string, more bool, err error) {
	if id, ok := campus.ParseID(strings.TrimSpace(text)); ok {
		return []string{num(id)}, false, nil
	}
	words := index.Words(text) // without what makes a text an address
	if len(words) == 0 {
		return nil, false, nil
	}
	ids, next, err := s.people.search(ctx, PeopleQuery{Limit: MostNamed}, words[:min(len(words), maxSearched)], "")
	if err != nil {
		return nil, false, err
	}
	known, err := s.people.Some(ctx, ids)
	for _, id := range ids {
		if status := known[id].Status; status == campus.StatusActive || status == campus.StatusDisabled {
			owners = append(owners, num(id))
		}
	}
	return owners, next != "", err
}

// looking is a search on its way.
type looking struct {
	who     campus.Person
	words   []string
	rooms   []Room
	blocked []int64
	across  index.Across
	wrong   error // with the query's cursor
}

// queue queues reading what is found in the rooms.
func (l *looking) queue(ctx context.Context, p engine.Reader, s *Rooms, asked index.Query, weights []string) {
	in := make([]*index.Index, len(l.rooms))
	for i, room := range l.rooms {
		in[i] = s.lineIndex(room)
	}
	l.across, l.wrong = index.QueueAcross(ctx, p, in, asked, weights)
}

// found reads the lines that were found, with the names of now, and whether the asker may read in their rooms at this moment: one
// round trip. A line that was deleted, or does not have the words any more, is none of them: an index may be a moment behind.
func (s *Rooms) found(ctx context.Context, look *looking) (FoundLines, error) {
	hits, meant, next := look.across.Hits()
	k, places := roomKeeper{s}, map[int]placeRead{}
	texts, named := make([]*redis.StringCmd, len(hits)), peopleRead{}
	err := s.e.Read(ctx, func(p engine.Reader) {
		var people []int64
		for i, h := range hits {
			n, _ := numberNamed(h.ID)
			texts[i] = p.HGet(ctx, s.keys.lines(look.rooms[h.In]), num(n))
			people = append(people, idsIn(h)...)
			if _, queued := places[h.In]; !queued {
				places[h.In] = k.queuePlace(ctx, p, look.who, look.rooms[h.In])
			}
		}
		named = s.people.queue(ctx, p, people)
	})
	if err != nil {
		return FoundLines{}, err
	}
	may := map[int]campus.Place{}
	for in, read := range places {
		if place, err := k.placed(read); err == nil {
			may[in] = place
		}
	}
	found, people := FoundLines{Next: next}, named.people()
	for i, h := range hits {
		place, ok := may[h.In]
		n, _ := numberNamed(h.ID)
		line := s.readLine(look.rooms[h.In], n, texts[i].Val(), "")
		if !ok || line.ID == 0 || line.Deleted || !index.Has(wordsOf(line), append(look.words, meant[h.In]...)) {
			continue
		}
		for _, word := range meant[h.In] {
			if !slices.Contains(found.Meant, word) {
				found.Meant = append(found.Meant, word)
			}
		}
		one := []campus.Line{line}
		nameLines(one, people)
		found.Lines = append(found.Lines, FoundLine{Line: one[0], Place: place,
			Folded: campus.Folds(one[0], slices.Contains(look.blocked, line.Author.ID))})
	}
	return found, nil
}

// idsIn returns whom a hit names: its author, and whom it mentions.
func idsIn(h index.Hit) []int64 {
	var ids []int64
	for _, text := range append(strings.Split(h.Along, ","), h.Owner) {
		if id, ok := campus.ParseID(text); ok {
			ids = append(ids, id)
		}
	}
	return ids
}
