package store

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

// Erasures are the jobs that take those who were erased out of what others have said and noted: the lines in rooms and the files of the
// archive. Erasing somebody puts down the job in the same step, with the words that name them; these go in the step in which it is done.
type Erasures struct {
	data
	rooms *Rooms
}

// ErasureStage is what a job is about.
type ErasureStage string

// The stages of a job, in their order. From the last it goes back to the files, until a whole walk through them finds nothing.
const (
	ErasureBegun   ErasureStage = ""        // nobody has taken it up yet
	ErasureRooms   ErasureStage = "rooms"   // rooms are looked through
	ErasureFiles   ErasureStage = "files"   // files are looked through
	ErasureWriting ErasureStage = "writing" // files are written anew, or cannot be read
	ErasureDates   ErasureStage = "dates"   // dates that had begun before are not over, or not archived yet
)

// Erasure is how far a job is.
type Erasure struct {
	Person  int64
	Begun   time.Time
	Done    time.Time // zero for not yet
	Stage   ErasureStage
	Files   int64  // that were looked at, in this walk
	Of      int64  // that there are
	Lines   int64  // lines and events that named them
	Trouble string // what is in the way, "" for nothing
}

// ErasureJob is a job that a worker has taken up.
type ErasureJob struct {
	Erasure
	Redaction Redaction
	Walk      string // where the walk is, in the worker's words
	Collected bool   // the rooms to look through are known
	fence     int64
}

// Open returns the job as those see it who only take its person out.
func (j ErasureJob) Open() OpenErasure { return OpenErasure{j.Person, j.Redaction} }

// OpenErasure is a job that is not done, with what takes its person out.
type OpenErasure struct {
	Person    int64
	Redaction Redaction
}

// ErrErasureLost says that a job is another worker's by now, or done.
var ErrErasureLost = campus.Refuse(campus.Conflict, "This job is somebody else's now, or done.")

// erasureWords are the fields of a job that name somebody. They go when it is done.
var erasureWords = []string{"name", "username", "email", "born", "shared"}

// erasureFields are read for an Erasure.
var erasureFields = []string{"begun", "done", "stage", "files", "of", "lines", "trouble"}

// erasures is who was erased and is not taken out yet, by when to take each up; erasure is a job, and the others are sets of it.
func (k keys) erasures() string            { return k.In(tagPeople, "erasures") }
func (k keys) erasure(person int64) string { return k.In(tagPeople, "erasure:"+num(person)) }
func (k keys) erasureRooms(p int64) string { return k.erasure(p) + ":rooms" }
func (k keys) erasureLines(p int64) string { return k.erasure(p) + ":lines" }
func (k keys) erasureFiles(p int64) string { return k.erasure(p) + ":files" }

func identityFrom(person int64, f []string, begun time.Time) Identity {
	return Identity{ID: person, Name: f[0], Username: f[1], Email: f[2], Born: f[3], Shared: f[4] == "1", Until: begun}
}

func erasureFrom(p int64, f []string) Erasure {
	number := func(text string) int64 { n, _ := strconv.ParseInt(text, 10, 64); return n } // none is 0
	return Erasure{Person: p, Begun: fromMillis(f[0]), Done: fromMillis(f[1]), Stage: ErasureStage(f[2]), Files: number(f[3]),
		Of: number(f[4]), Lines: number(f[5]), Trouble: f[6]}
}

// isShared reports whether others are called by somebody's username: then it does not name them alone.
func (s *People) isShared(ctx context.Context, p campus.Person) (bool, error) {
	words := piecesOf(p.Username)
	if len(words) != 1 {
		return false, nil
	}
	for cursor := ""; ; {
		page, err := s.Page(ctx, PeopleQuery{Words: p.Username, Limit: 50, Cursor: cursor})
		if err != nil {
			return false, err
		}
		for _, other := range page.People {
			if other.ID != p.ID && slices.ContainsFunc(piecesOf(other.Name), func(one piece) bool { return one.word == words[0].word }) {
				return true, nil
			}
		}
		if cursor = page.Next; cursor == "" {
			return false, nil
		}
	}
}

// Open returns the jobs that are not done: in one round trip if there is none, as nearly always.
func (s *Erasures) Open(ctx context.Context) (open []OpenErasure, err error) {
	people, err := s.waiting(ctx)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	read := make([]*redis.SliceCmd, len(people))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, person := range people {
			read[i] = p.HMGet(ctx, s.keys.erasure(person), append(slices.Clone(erasureWords), "begun")...)
		}
	})
	if err != nil {
		return nil, err
	}
	for i, person := range people {
		f := engine.Texts(read[i].Val())
		if r := RedactionOf(identityFrom(person, f, fromMillis(f[len(erasureWords)]))); !r.None() {
			open = append(open, OpenErasure{person, r})
		}
	}
	return open, nil
}

func (s *Erasures) waiting(ctx context.Context) ([]int64, error) {
	var waiting *redis.StringSliceCmd
	if err := s.e.Read(ctx, func(p engine.Reader) { waiting = p.ZRange(ctx, s.keys.erasures(), 0, -1) }); err != nil {
		return nil, err
	}
	return idsFrom(waiting.Val()), nil
}

// Redaction returns what takes out all people whose jobs are not done.
func (s *Erasures) Redaction(ctx context.Context) (all Redaction, err error) {
	open, err := s.Open(ctx)
	for _, one := range open {
		all = all.And(one.Redaction)
	}
	return all, err
}

// List returns how far the jobs are that are not done, those that have been taken up last at the end.
func (s *Erasures) List(ctx context.Context) ([]Erasure, error) {
	people, err := s.waiting(ctx)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	return s.some(ctx, people)
}

// Get returns how far somebody's job is; false when there never was one.
func (s *Erasures) Get(ctx context.Context, person int64) (Erasure, bool, error) {
	all, err := s.some(ctx, []int64{person})
	if err != nil || len(all) == 0 {
		return Erasure{}, false, err
	}
	return all[0], true, nil
}

func (s *Erasures) some(ctx context.Context, people []int64) (all []Erasure, err error) {
	read := make([]erasureRead, len(people))
	err = s.e.Read(ctx, func(p engine.Reader) {
		for i, person := range people {
			read[i] = s.queueErasure(ctx, p, person)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, r := range read {
		if e := r.erasure(); !e.Begun.IsZero() {
			all = append(all, e)
		}
	}
	return all, nil
}

// erasureRead is a job, being read.
type erasureRead struct {
	person int64
	fields *redis.SliceCmd
	lines  *redis.IntCmd
}

func (d data) queueErasure(ctx context.Context, p engine.Reader, person int64) erasureRead {
	return erasureRead{person, p.HMGet(ctx, d.keys.erasure(person), erasureFields...), p.SCard(ctx, d.keys.erasureLines(person))}
}

// erasure returns the job; the zero Erasure when there never was one.
func (r erasureRead) erasure() Erasure {
	e := erasureFrom(r.person, engine.Texts(r.fields.Val()))
	e.Lines += r.lines.Val() // these go when it is done, and their number stays
	if e.Begun.IsZero() {
		return Erasure{}
	}
	return e
}

// Claim takes up a job that waits, for a time; false when there is none.
func (s *Erasures) Claim(ctx context.Context, lease time.Duration) (ErasureJob, bool, error) {
	var waiting *redis.ZSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) {
		waiting = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.erasures(), Start: "-inf", Stop: millis(s.e.Now()),
			ByScore: true, Count: 10})
	})
	if err != nil {
		return ErasureJob{}, false, err
	}
	for _, z := range waiting.Val() {
		member, _ := z.Member.(string)
		person, _ := campus.ParseID(member)
		got, err := s.e.Run(ctx, claimErasureScript, []string{s.keys.erasures(), s.keys.erasure(person)}, person, lease.Milliseconds())
		if err != nil {
			return ErasureJob{}, false, err
		}
		if got.Number(1) > 0 {
			job, err := s.claimed(ctx, person, got.Number(1))
			return job, err == nil, err
		}
	}
	return ErasureJob{}, false, nil
}

func (s *Erasures) claimed(ctx context.Context, person, fence int64) (ErasureJob, error) {
	var read *redis.SliceCmd
	fields := slices.Concat(erasureFields, erasureWords, []string{"walk", "collected"})
	err := s.e.Read(ctx, func(p engine.Reader) { read = p.HMGet(ctx, s.keys.erasure(person), fields...) })
	if err != nil {
		return ErasureJob{}, err
	}
	f := engine.Texts(read.Val())
	rest := f[len(erasureFields):]
	job := ErasureJob{Erasure: erasureFrom(person, f), Walk: rest[5], Collected: rest[6] == "1", fence: fence}
	job.Redaction = RedactionOf(identityFrom(job.Person, rest, job.Begun))
	return job, nil
}

// Step notes how far a job is, and keeps it for so long, or with now as false lets others take it up after that. It refuses with
// ErrErasureLost.
func (s *Erasures) Step(ctx context.Context, job ErasureJob, lease time.Duration, keep bool) error {
	fields := map[string]string{"stage": string(job.Stage), "files": num(job.Files), "of": num(job.Of), "trouble": job.Trouble,
		"walk": job.Walk}
	_, err := s.e.Run(ctx, stepErasureScript, []string{s.keys.erasures(), s.keys.erasure(job.Person)}, job.Person, job.fence,
		lease.Milliseconds(), flag(keep), object(fields))
	return err
}

// Found notes which lines and events name somebody, by names of their own: each counts once.
func (s *Erasures) Found(ctx context.Context, person int64, names ...string) error {
	return s.add(ctx, person, s.keys.erasureLines(person), names)
}

// Leave notes which files are to be written anew, or cannot be read.
func (s *Erasures) Leave(ctx context.Context, person int64, files ...string) error {
	return s.add(ctx, person, s.keys.erasureFiles(person), files)
}

func (s *Erasures) add(ctx context.Context, person int64, to string, names []string) error {
	for some := range slices.Chunk(names, linesAtOnce) {
		args := make([]any, len(some))
		for i, name := range some {
			args[i] = name
		}
		if _, err := s.e.Run(ctx, addErasedScript, []string{s.keys.erasure(person), to}, args...); err != nil {
			return err
		}
	}
	return nil
}

// Left returns the files that were left and not settled since.
func (s *Erasures) Left(ctx context.Context, person int64) ([]string, error) {
	var read *redis.StringSliceCmd
	err := s.e.Read(ctx, func(p engine.Reader) { read = p.SMembers(ctx, s.keys.erasureFiles(person)) })
	if err != nil {
		return nil, err
	}
	return slices.Sorted(slices.Values(read.Val())), nil
}

// Settled says that a file is as it should be.
func (s *Erasures) Settled(ctx context.Context, person int64, file string) error {
	_, err := s.e.Run(ctx, dropErasedScript, []string{s.keys.erasureFiles(person)}, file)
	return err
}

// End says that somebody is taken out of all there is. The words that named them go in this step, and the audit has it from then on. It
// refuses with ErrErasureLost.
func (s *Erasures) End(ctx context.Context, job ErasureJob) error {
	k := s.keys
	args := []any{job.Person, job.fence, string(campus.DeedTakenOut)}
	for _, word := range erasureWords {
		args = append(args, word)
	}
	_, err := s.e.Run(ctx, endErasureScript, []string{k.erasures(), k.erasure(job.Person), k.erasureRooms(job.Person),
		k.erasureLines(job.Person), k.erasureFiles(job.Person), k.audit()}, args...)
	return err
}

// Unsettled returns how many dates there are that had begun by then, and are not over yet or not in the archive.
func (s *Erasures) Unsettled(ctx context.Context, since time.Time) (n int, err error) {
	tags := engine.PartitionTags()
	var open *redis.ZSliceCmd
	waiting := make([]*redis.StringSliceCmd, len(tags))
	err = s.e.Read(ctx, func(p engine.Reader) {
		open = p.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{Key: s.keys.list(scopeAll, "open"), Start: "-inf", Stop: millis(since),
			ByScore: true})
		for i, tag := range tags { // after: what ends meanwhile is in one of them
			waiting[i] = p.ZRange(ctx, s.keys.unarchived(tag), 0, -1)
		}
	})
	if err != nil {
		return 0, err
	}
	names := map[string]bool{}
	for _, z := range open.Val() {
		member, _ := z.Member.(string)
		if id, order, _, ok := parseMember(member); ok {
			names[instanceName(id, order)] = true
		}
	}
	for _, some := range waiting {
		for _, name := range some.Val() {
			names[name] = true
		}
	}
	return s.begunBy(ctx, slices.Collect(maps.Keys(names)), since)
}

// begunBy returns how many of some dates had begun by then, and are not in the archive.
func (s *Erasures) begunBy(ctx context.Context, names []string, since time.Time) (n int, err error) {
	for some := range slices.Chunk(names, linesAtOnce) {
		read := make([]*redis.SliceCmd, len(some))
		err := s.e.Read(ctx, func(p engine.Reader) {
			for i, name := range some {
				id, order, _, _ := parseMember(name)
				read[i] = p.HMGet(ctx, s.keys.instance(id, order), "from", "archived")
			}
		})
		if err != nil {
			return 0, err
		}
		for _, r := range read {
			if f := engine.Texts(r.Val()); f[0] != "" && !fromMillis(f[0]).After(since) && f[1] == "" {
				n++
			}
		}
	}
	return n, nil
}
