package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"stoa/store"
)

const (
	// erasePause is how often an eraser looks for jobs.
	erasePause = time.Second
	// eraseLease is how long a job is an eraser's own. It is renewed with every file.
	eraseLease = time.Minute
	// eraseAgain is how long a job waits for others: those who write files anew, archive dates, or find out about rooms.
	eraseAgain = 5 * time.Second
)

// The points of erasing at which a test kills the process.
const (
	PointErasing  = "erasing"  // the job is taken
	PointRedacted = "redacted" // the rooms are looked through
	PointNamed    = "named"    // a file is known to name somebody, nothing is done about it
	PointAsked    = "asked"    // it is to be written anew
	PointWalked   = "walked"   // all files were looked at
	PointErased   = "erased"
)

// Eraser takes those who were erased out of what others have said of them: out of the rooms, and of the files, which it has written anew
// by the index's own plans. Every Stoa runs one. From when somebody is erased until their job is done whatever is written goes through
// the words that name them (see Compactor and Archiver), and whatever is read as well; so a job is done when no date is left
// that had begun before it and is not archived, and then a whole walk through all files has found nothing. Whatever crashes, it is
// gone on with; whoever is stopped beyond their lease can note nothing more.
type Eraser struct {
	index    *Index
	erasures *store.Erasures
	dir      string
	log      *slog.Logger
	reached  func(point string)
}

// NewEraser returns an eraser to Run; dir is the data directory. reached hears the points; it may be nil.
func NewEraser(index *Index, erasures *store.Erasures, dir string, log *slog.Logger, reached func(point string)) *Eraser {
	if reached == nil {
		reached = func(string) {}
	}
	return &Eraser{index, erasures, dir, log, reached}
}

// Run works until ctx is done, and then returns nil.
func (r *Eraser) Run(ctx context.Context) error {
	pause := time.NewTicker(erasePause)
	defer pause.Stop()
	for {
		if _, err := r.Tick(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "taking who was erased out of the archive", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Tick goes on with the jobs that wait now, and returns how many are done. One that fails does not keep the others; it says what is in
// its way, and is tried again.
func (r *Eraser) Tick(ctx context.Context) (done int, err error) {
	for ctx.Err() == nil {
		job, ok, failed := r.erasures.Claim(ctx, eraseLease)
		if failed != nil || !ok {
			return done, errors.Join(err, failed)
		}
		r.reached(PointErasing)
		ended, failed := r.work(ctx, &job)
		if failed != nil && !errors.Is(failed, store.ErrErasureLost) {
			err = errors.Join(err, fmt.Errorf("person %d: %w", job.Person, failed))
			job.Trouble = short(failed.Error())
			failed = r.erasures.Step(context.WithoutCancel(ctx), job, eraseLease, false)
		}
		if failed != nil && !errors.Is(failed, store.ErrErasureLost) { // then it is another's, who goes on with it
			return done, errors.Join(err, failed)
		}
		if ended {
			done++
		}
	}
	return done, err
}

// walk is where an eraser is in the files.
type walk struct {
	Walks         int   // that have ended
	Files         int64 // that were looked at
	Table, Folder string
	Settled       bool // when it began no date was left that could bring something new
	Unclean       bool // it has found something, or not all could be read
}

// work goes on with a job as far as it goes, and reports whether it is done.
func (r *Eraser) work(ctx context.Context, job *store.ErasureJob) (ended bool, err error) {
	if !job.Collected {
		return false, r.later(ctx, job, job.Stage)
	}
	if err := r.rooms(ctx, job); err != nil {
		return false, err
	}
	r.reached(PointRedacted)
	var w walk
	if job.Walk != "" {
		if err := json.Unmarshal([]byte(job.Walk), &w); err != nil {
			return false, err
		}
	}
	if w.Table == "" { // a walk begins
		if left, err := r.left(ctx, job); err != nil || left > 0 {
			return false, errors.Join(err, r.later(ctx, job, store.ErasureWriting))
		}
		unsettled, err := r.erasures.Unsettled(ctx, job.Begun)
		if err != nil {
			return false, err
		}
		if unsettled > 0 && w.Walks > 0 {
			return false, r.later(ctx, job, store.ErasureDates)
		}
		w.Settled, job.Trouble = unsettled == 0, ""
	}
	job.Stage, job.Files = store.ErasureFiles, w.Files
	if err := r.files(ctx, job, &w); err != nil {
		return false, err
	}
	r.reached(PointWalked)
	if !w.Settled || w.Unclean {
		stage := store.ErasureDates
		if w.Unclean {
			stage = store.ErasureWriting
		}
		r.at(job, walk{Walks: w.Walks + 1})
		return false, r.later(ctx, job, stage)
	}
	if err := r.erasures.End(ctx, *job); err != nil {
		return false, err
	}
	r.reached(PointErased)
	return true, nil
}

// later lets a job wait for others.
func (r *Eraser) later(ctx context.Context, job *store.ErasureJob, stage store.ErasureStage) error {
	job.Stage = stage
	return r.erasures.Step(ctx, *job, eraseAgain, false)
}

func (r *Eraser) at(job *store.ErasureJob, w walk) {
	text, err := json.Marshal(w)
	if err != nil { // texts and numbers
		panic(err)
	}
	job.Walk = string(text)
}

// rooms takes somebody out of the rooms that are left to be looked through.
func (r *Eraser) rooms(ctx context.Context, job *store.ErasureJob) error {
	rooms, err := r.erasures.Rooms(ctx, job.Person)
	if err != nil || len(rooms) == 0 {
		return err
	}
	job.Stage = store.ErasureRooms
	for _, room := range rooms {
		for after := int64(0); ; {
			if err := r.erasures.Step(ctx, *job, eraseLease, true); err != nil {
				return err
			}
			if after, err = r.erasures.RedactRoom(ctx, job.Open(), room, after); err != nil {
				return err
			}
			if after == 0 {
				break
			}
		}
		if err := r.erasures.RoomDone(ctx, job.Person, room); err != nil {
			return err
		}
	}
	return nil
}

// left returns how many of the files that a walk has left are not as they should be yet.
func (r *Eraser) left(ctx context.Context, job *store.ErasureJob) (n int, err error) {
	files, err := r.erasures.Left(ctx, job.Person)
	if err != nil || len(files) == 0 {
		return 0, err
	}
	given, err := r.index.Status(ctx, 0)
	if err != nil {
		return 0, err
	}
	parked := map[string]string{}
	for _, plan := range given.Given {
		parked[plan.Table+"/"+plan.Folder] = plan.Why
	}
	job.Trouble = ""
	for _, text := range files {
		stays, err := r.stays(ctx, job, text, parked)
		if err != nil {
			return 0, err
		}
		if stays {
			n++
		} else if err := r.erasures.Settled(ctx, job.Person, text); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// broken marks a file of a walk that could not be read.
const broken = "!"

// stays reports whether a file is still there as a walk has found it. One that could not be read is looked at again; one whose plan was
// given up is asked for once more.
func (r *Eraser) stays(ctx context.Context, job *store.ErasureJob, text string, parked map[string]string) (bool, error) {
	table, path, _ := strings.Cut(strings.TrimPrefix(text, broken), "/")
	file, err := r.index.Get(ctx, Name{table, path})
	if errors.Is(err, ErrNoFile) {
		return false, nil
	}
	if strings.HasPrefix(text, broken) {
		if err == nil {
			_, err = r.look(ctx, job, file)
		}
		if err != nil {
			job.Trouble = short(table + "/" + path + ": " + err.Error())
		}
		return err != nil, nil
	}
	if why, ok := parked[table+"/"+path[:strings.LastIndexByte(path, '/')]]; ok && err == nil {
		job.Trouble = short(table + "/" + path + ": " + why)
		err = r.index.Rewrite(ctx, file.Name())
	}
	return true, unlessGone(err)
}

// unlessGone is no error when a file is not registered any more.
func unlessGone(err error) error {
	if errors.Is(err, ErrNoFile) {
		return nil
	}
	return err
}
