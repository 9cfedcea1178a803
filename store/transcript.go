package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/index"
)

const (
	// TranscriptLines is how many lines a page of a transcript has: those after 0, after 500, and so on, so that a line stands on the same
	// page for ever.
	TranscriptLines = 500
	// TranscriptSearched is how many lines a search in a transcript looks through at once. Most dates have fewer.
	TranscriptSearched = mostLines
)

// TranscriptPiece is which piece of a transcript is read, and how.
type TranscriptPiece struct {
	After int64 // the line after which it begins; 0 for the beginning
	Limit int   // how many lines it has at most
	// Folded tells people's coming and going in few entries, by the hours of a zone, as campus.Held.Fold does. With nil each visit is an
	// entry.
	Folded *time.Location
}

// Transcript is a piece of what was said and what happened at a date that is over, with who was there.
type Transcript struct {
	campus.Seat           // of a date that was cancelled while it was open To is when
	PlannedTo   time.Time // when it was to end, if that was another time; else when it did
	Entries     []campus.Entry
	Lines       int64      // the number of the last line that there is; 0 for none
	Next        int64      // the last line here, where more come after it; 0 at the end
	People      []Attendee // who came, by joining; at most MaxShown. To who is not of the staff others' times alone
	Count       int        // how many they are
	Absent      int        // how many were missed, for the staff; 0 for others
	Expired     bool       // what was said is older than it is kept
	Blocked     []int64    // whom the reader has blocked: their lines are folded, unless they are of the staff
}

// TranscriptPlace reads the cursor of a page of a transcript: the line after which it begins, as a Next; "" for the first.
func TranscriptPlace(cursor string) (after int64, err error) {
	after, ok := campus.ParseID(cursor)
	if !ok && cursor != "" {
		return 0, engine.ErrCursor
	}
	return after, nil
}

// leftRead is what a date that is over has left, being read by one person.
type leftRead struct {
	stands  instanceRead
	times   *redis.SliceCmd
	lines   *redis.Cmd
	blocked *redis.StringSliceCmd
	course  seatRead
	named   peopleRead

	campus.Seat
	facts campus.MeetingFacts
	held  campus.Held
	until time.Time // when it was to end
	over  bool      // that it is not only those may know who may read it
	said  Conversation
}

// queueLeft queues what lies with the date.
func (s *Meetings) queueLeft(ctx context.Context, p engine.Reader, person, id int64, order int, span Span) *leftRead {
	return &leftRead{stands: s.queueSeat(ctx, p, person, id, order),
		times:   p.HMGet(ctx, s.keys.instance(id, order), "cancelled", "until", "extended"),
		lines:   s.rooms.queueLines(ctx, p, MeetingRoom(id, order), span),
		blocked: s.queueBlocked(ctx, p, person)}
}

// left takes what queueLeft has read; ErrNoMeeting when there is no such date.
func (s *Meetings) left(r *leftRead, span Span) (err error) {
	if r.Seat, r.facts, err = s.seatEver(r.stands); err != nil {
		return err
	}
	times := engine.Texts(r.times.Val())
	r.over, r.until = cutShort(&r.Instance, fromMillis(times[0])), fromMillis(times[1])
	if r.until.IsZero() {
		r.until = r.Instance.To
	}
	r.held = campus.Held{Instance: r.Instance, Cancelled: r.Instance.Cancelled}
	if !r.held.Cancelled {
		r.over = r.Instance.State(s.e.Now()) == campus.Ended
	}
	for text := range strings.FieldsSeq(times[2]) {
		r.held.Extended = append(r.held.Extended, fromMillis(text))
	}
	r.said = s.rooms.conversation(MeetingRoom(r.held.Meeting, r.held.Order), engine.Queued(r.lines), span)
	return nil
}

// entering reads whom what was read names, and whether its reader may read it: as Reader says, and ErrNotOver.
func (s *Meetings) entering(ctx context.Context, r *leftRead, who campus.Person, names []int64) error {
	err := s.e.Read(ctx, func(p engine.Reader) {
		if r.Meeting.Course != "" {
			r.course = s.courses.queueSeat(ctx, p, who.ID, r.Meeting.Course)
		}
		r.named = s.people.queue(ctx, p, names)
	})
	if err != nil {
		return err
	}
	r.course.facts(&r.facts)
	r.Course, r.Rights = courseTitle(r.facts), campus.MeetingRights(who, r.facts)
	switch {
	case !r.Enter:
		return r.facts.Refusal()
	case !r.over:
		return campus.ErrNotOver
	}
	return nil
}

// Transcript returns a piece of a date that is over: lines, with what happened meanwhile, in two round trips; in more if what was said was
// let go, and has to be brought back. It refuses as Reader does, so that who may read the room may read this and nobody
// else; and with ErrNotOver.
func (s *Meetings) Transcript(ctx context.Context, who campus.Person, id int64, order int, of TranscriptPiece) (t Transcript, err error) {
	err = s.rooms.wakeful(ctx, MeetingRoom(id, order), func() (err error) {
		t, err = s.transcript(ctx, who, id, order, of)
		return err
	})
	if errors.Is(err, campus.ErrExpired) {
		t.Expired, err = true, nil
	}
	return t, err
}

func (s *Meetings) transcript(ctx context.Context, who campus.Person, id int64, order int, of TranscriptPiece) (Transcript, error) {
	var read *leftRead
	var visits *redis.StringSliceCmd
	var attended engine.PageRead
	var everybody, absent *redis.IntCmd
	room, span := MeetingRoom(id, order), Span{After: of.After, Limit: of.Limit, Forward: true}
	if of.After > 0 { // the line before tells since when
		span.After, span.Limit = of.After-1, of.Limit+1
	}
	err := s.e.Read(ctx, func(p engine.Reader) {
		read = s.queueLeft(ctx, p, who.ID, id, order, span)
		visits = p.LRange(ctx, s.keys.visits(room), 0, -1)
		attended = s.e.QueuePage(ctx, p, s.keys.attended(room), engine.Place{}, MaxShown, false)
		everybody = p.ZCard(ctx, s.keys.attended(room))
		absent = p.ZCount(ctx, s.keys.roster(room), num(absentScore), num(absentScore))
	})
	if err != nil {
		return Transcript{}, err
	}
	if err := s.left(read, span); err != nil {
		return Transcript{}, err
	}
	t := Transcript{PlannedTo: read.until, Lines: read.said.Last, Count: int(everybody.Val()), Blocked: blockedFrom(read.blocked)}
	came, places := visitsFrom(visits.Val()), attended.Places()
	if read.Instance.Forgotten {
		t.Count, places = 0, nil
	}
	t.put(read, came, of)
	if err := s.entering(ctx, read, who, slices.Concat(t.names(), idsOf(places))); err != nil {
		return Transcript{}, err
	}
	t.Seat = read.Seat
	people := read.named.people()
	t.name(people)
	t.People = s.cameTo(who, t.Seat, came, places, people)
	if t.Staff && !t.Meeting.Public {
		t.Absent = int(absent.Val())
	}
	t.Expired = read.said.Expired
	return t, asleep(read.lines) // only who may read it has what was let go brought back
}

// put puts what was read in order.
func (t *Transcript) put(read *leftRead, visits []campus.Visit, of TranscriptPiece) {
	lines, since := read.said.Lines, time.Time{}
	if of.After > 0 && len(lines) == 0 {
		return // beyond the end
	}
	if of.After > 0 {
		since = lines[0].At
		if lines[0].ID <= of.After {
			lines = lines[1:]
		}
	}
	if read.said.More {
		t.Next = of.After + int64(of.Limit)
	}
	t.Entries = read.held.Transcript(lines, visits, since, !read.said.More)
	if of.Folded != nil {
		t.Entries = read.held.Fold(t.Entries, of.Folded)
	}
}

// names returns whom the entries name.
func (t *Transcript) names() []int64 {
	lines := make([]campus.Line, 0, len(t.Entries))
	var ids []int64
	for _, e := range t.Entries {
		if e.Line.ID != 0 {
			lines = append(lines, e.Line)
		}
		for _, one := range slices.Concat(e.Came.Named, e.Went.Named, []campus.Named{e.Who}) {
			if one.ID != 0 {
				ids = append(ids, one.ID)
			}
		}
	}
	return append(authors(lines), ids...)
}

func (t *Transcript) name(people map[int64]campus.Person) {
	for i := range t.Entries {
		e := &t.Entries[i]
		if e.Line.ID != 0 {
			one := []campus.Line{e.Line}
			nameLines(one, people)
			e.Line = one[0]
		}
		e.Who.Name = people[e.Who.ID].Name
		for _, some := range [][]campus.Named{e.Came.Named, e.Went.Named} {
			for n := range some {
				some[n].Name = people[some[n].ID].Name
			}
		}
	}
}

// cameTo returns how those attended a date who came to it; of whom the reader may not know more, from when to when they were there.
func (s *Meetings) cameTo(who campus.Person, seat campus.Seat, visits []campus.Visit, places []engine.Place,
	people map[int64]campus.Person) []Attendee {
	roll := rollOf{seat.Instance, campus.Intervals(visits, seat.Instance.From, seat.Instance.To), nil, s.e.Now()}
	all := make([]Attendee, len(places))
	for n, id := range idsOf(places) {
		at := roll.attending(id, places[n].Score)
		if !seat.KnowsAttendance(who, id) {
			at = Attending{Present: campus.Present{Stay: campus.Stay{Joined: at.Joined, Left: at.Left}}}
		}
		all[n] = Attendee{people[id], at}
	}
	return all
}

// TranscriptFound is what a search in a transcript has found.
type TranscriptFound struct {
	campus.Seat
	PlannedTo time.Time     // as a Transcript has it
	Lines     []campus.Line // oldest first
	Last      int64         // the number of the last line that there is; 0 for none
	Next      int64         // the last line that it has looked at, where there are more; 0 at the end
	Expired   bool          // as a Transcript has it
	Blocked   []int64
}

// SearchTranscript returns those of the TranscriptSearched lines after one that have all words of a query, in two round trips. Whom a line
// mentions is found too, by the name that they have now. It refuses as Transcript does.
func (s *Meetings) SearchTranscript(ctx context.Context, who campus.Person, id int64, order int, query string, after int64) (
	found TranscriptFound, err error) {
	err = s.rooms.wakeful(ctx, MeetingRoom(id, order), func() (err error) {
		found, err = s.searchTranscript(ctx, who, id, order, query, after)
		return err
	})
	if errors.Is(err, campus.ErrExpired) {
		found.Expired, err = true, nil
	}
	return found, err
}

func (s *Meetings) searchTranscript(ctx context.Context, who campus.Person, id int64, order int, query string, after int64) (
	TranscriptFound, error) {
	span := Span{After: after, Limit: TranscriptSearched, Forward: true}
	var read *leftRead
	err := s.e.Read(ctx, func(p engine.Reader) { read = s.queueLeft(ctx, p, who.ID, id, order, span) })
	if err != nil {
		return TranscriptFound{}, err
	}
	if err := s.left(read, span); err != nil {
		return TranscriptFound{}, err
	}
	found := TranscriptFound{PlannedTo: read.until, Last: read.said.Last, Blocked: blockedFrom(read.blocked)}
	words := index.Words(query)
	for _, l := range read.said.Lines {
		may := len(words) > 0 && l.Notice == "" && !l.Deleted
		if may && (len(campus.FindMentions(l.Body).IDs) > 0 || index.HasAll(wordsOf(l), words)) {
			found.Lines = append(found.Lines, l)
		}
	}
	if after < read.said.Last-TranscriptSearched {
		found.Next = after + TranscriptSearched
	}
	if err := s.entering(ctx, read, who, authors(found.Lines)); err != nil {
		return TranscriptFound{}, err
	}
	found.Seat = read.Seat
	found.Expired = read.said.Expired
	nameLines(found.Lines, read.named.people())
	found.Lines = slices.DeleteFunc(found.Lines, func(l campus.Line) bool { return !index.HasAll(campus.PlainMentions(l.Body), words) })
	return found, asleep(read.lines)
}
