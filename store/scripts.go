package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// shebang makes Redis refuse keys outside the slot of those that a script names.
const shebang = "#!lua\n"

// scripts holds every script of lua/, each with the shared beginning.
type scripts struct {
	reserve, createPerson, startSession, endSession, setStatus, attempt                *redis.Script
	createCourse, editCourse, closeCourse, deleteCourse                                *redis.Script
	enrol, drop, noteSeat, indexCourse, search                                         *redis.Script
	createMeeting, addInstance, advanceInstance, bindAddress, join, leave, postMessage *redis.Script
	editMeeting, cancelInstances, moveInstances, turnInstance, editMessage             *redis.Script
}

func loadScripts() (*scripts, error) {
	var failed error
	read := func(name string) string {
		b, err := luaFiles.ReadFile("lua/" + name + ".lua")
		failed = errors.Join(failed, err)
		return string(b)
	}
	lib, course, meeting := read("lib"), read("lib_course"), read("lib_meeting")
	load := func(name string) *redis.Script { return redis.NewScript(shebang + lib + read(name)) }
	loadCourse := func(name string) *redis.Script { return redis.NewScript(shebang + lib + course + read(name)) }
	loadMeeting := func(name string) *redis.Script { return redis.NewScript(shebang + lib + meeting + read(name)) }
	s := &scripts{
		reserve: load("reserve"), createPerson: load("create_person"), startSession: load("start_session"),
		endSession: load("end_session"), setStatus: load("set_status"), attempt: load("attempt"),
		createCourse: load("create_course"), editCourse: loadCourse("edit_course"), closeCourse: load("close_course"),
		deleteCourse: load("delete_course"), enrol: loadCourse("enrol"), drop: loadCourse("drop"), noteSeat: load("note_seat"),
		indexCourse: load("index_course"), search: load("search"),
		createMeeting: load("create_meeting"), addInstance: load("add_instance"), advanceInstance: load("advance_instance"),
		bindAddress: load("bind_address"), join: load("join"), leave: load("leave"), postMessage: load("post_message"),
		editMeeting: load("edit_meeting"), cancelInstances: loadMeeting("cancel_instances"), moveInstances: load("move_instances"),
		turnInstance: load("turn_instance"), editMessage: load("edit_message"),
	}
	return s, failed
}

// reply is what a script answered: a word, then what belongs to it.
type reply []any

func (r reply) word() string { return r.text(0) }

func (r reply) text(i int) string {
	if i >= len(r) {
		return ""
	}
	switch v := r[i].(type) {
	case string:
		return v
	case int64:
		return num(v)
	}
	return ""
}

func (r reply) number(i int) int64 {
	if i < len(r) {
		if n, ok := r[i].(int64); ok {
			return n
		}
	}
	return 0
}

// run runs a script. The first two arguments of every script, the clock and the bell, are added here.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) (reply, error) {
	all := append([]any{s.clockArg(), s.keys.bell()}, args...)
	got, err := script.Run(ctx, s.rdb, keys, all...).Slice()
	if err != nil {
		return nil, away(err)
	}
	return got, nil
}

// away turns what go-redis reports into the domain's word for it: a Redis that does not answer is not an error of the
// program. What it refuses is.
func away(err error) error {
	if err == nil || errors.Is(err, redis.Nil) || errors.Is(err, context.Canceled) {
		return err
	}
	var answered redis.Error
	if errors.As(err, &answered) && !transient(answered.Error()) {
		return fmt.Errorf("redis refused: %w", err)
	}
	var network net.Error
	if errors.As(err, &network) || errors.As(err, &answered) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrClosed) {
		return campus.Away(err)
	}
	return campus.Away(err)
}

// transient reports whether Redis says of itself that it cannot serve just now.
func transient(said string) bool {
	for _, word := range []string{"LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY"} {
		if strings.HasPrefix(said, word) {
			return true
		}
	}
	return false
}

// pipe sends what fill queues in one round trip; redis.Nil of a single command is no error. Each command is looked at,
// for Pipelined reports the first failure only: behind a Nil, a node that is away would look like nothing found.
func (s *Store) pipe(ctx context.Context, fill func(redis.Pipeliner)) error {
	cmds, err := s.rdb.Pipelined(ctx, func(p redis.Pipeliner) error { fill(p); return nil })
	for _, cmd := range cmds {
		if err := cmd.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return away(err)
		}
	}
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return away(err)
}
