package topics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

// Table is every topic that can be watched. It implements live.Topics.
type Table struct {
	store  *store.Store
	logs   map[string]log
	states map[string]state
}

var _ live.Topics = (*Table)(nil)

// log and state are a family as the table uses it, whatever its facts are.
type (
	family interface{ declared() *about }
	log    interface {
		family
		newest(ctx context.Context, topic string) (string, error)
		after(ctx context.Context, topic, cursor string) (campus.Replay, error)
		draw(ctx context.Context, topic string, events []campus.Event, in []live.Encoding) ([][]live.Frame, error)
	}
	state interface {
		family
		sort() live.Sort
		happens() []campus.Kind
		draw(ctx context.Context, kind campus.Kind, topics []string, in []live.Encoding) ([][]live.Frame, error)
	}
	// differing is a state that is told as differences.
	differing interface {
		state
		differ(ctx context.Context, events []campus.Event, in []live.Encoding) ([][]live.Frame, error)
	}
)

// New returns the table of all families. readers says how many pages watch a topic.
func New(s *store.Store, readers func(topic string) int) *Table {
	t := &Table{store: s, logs: map[string]log{}, states: map[string]state{}}
	for _, f := range rooms(s, readers) {
		t.logs[f.declared().name] = f
	}
	for _, f := range []state{course(s), courses(s), person(s), news(s), active(s), presence(s)} {
		t.states[f.declared().name] = f
	}
	return t
}

// nameOf returns the name of the family that a topic would belong to: what stands before the first colon.
func nameOf(topic string) string {
	name, _, _ := strings.Cut(topic, ":")
	return name
}

// find returns the family of a topic as the log or the state that it is; nil for what is no topic.
func (t *Table) find(topic string) (log, state) {
	if f, ok := t.logs[nameOf(topic)]; ok && f.declared().parse(topic) {
		return f, nil
	}
	if f, ok := t.states[nameOf(topic)]; ok && f.declared().parse(topic) {
		return nil, f
	}
	return nil, nil
}

// Sort implements live.Drawer.
func (t *Table) Sort(topic string) (live.Sort, bool) {
	log, state := t.find(topic)
	switch {
	case log != nil:
		return live.Sort{Log: true}, true
	case state != nil:
		return state.sort(), true
	}
	return live.Sort{}, false
}

// errNoTopic is what asking for anything else ends with. It says no more than that one may not.
var errNoTopic = campus.Refuse(campus.Forbidden, "There is no such topic for you.")

// MayWatch implements live.Topics: those who ask for topics of one family are looked at together.
func (t *Table) MayWatch(ctx context.Context, asks []live.Ask) ([]live.Right, error) {
	rights, families := make([]live.Right, len(asks)), map[*about][]int{}
	for i, ask := range asks {
		log, state := t.find(ask.Topic)
		switch {
		case log != nil:
			families[log.declared()] = append(families[log.declared()], i)
		case state != nil:
			families[state.declared()] = append(families[state.declared()], i)
		default:
			rights[i].Refused = errNoTopic
		}
	}
	for family, mine := range families {
		of := make([]live.Ask, len(mine))
		for i, n := range mine {
			of[i] = asks[n]
		}
		some, err := family.look(ctx, of)
		if err != nil {
			return nil, err
		}
		for i, n := range mine {
			rights[n] = some[i]
		}
	}
	return rights, nil
}

// Newest implements live.Topics.
func (t *Table) Newest(ctx context.Context, topic string) (string, error) {
	if log, _ := t.find(topic); log != nil {
		return log.newest(ctx, topic)
	}
	return "", errNoTopic
}

// After implements live.Drawer.
func (t *Table) After(ctx context.Context, topic, cursor string) (campus.Replay, error) {
	if log, _ := t.find(topic); log != nil {
		return log.after(ctx, topic, cursor)
	}
	return campus.Replay{Reset: true}, nil
}

// Draw implements live.Drawer.
func (t *Table) Draw(ctx context.Context, topic string, events []campus.Event, in ...live.Encoding) ([][]live.Frame, error) {
	log, state := t.find(topic)
	if log != nil {
		return log.draw(ctx, topic, events, in)
	}
	if differing, ok := state.(differing); ok {
		return differing.differ(ctx, events, in)
	}
	return nil, fmt.Errorf("%s is not a log, nor told as differences", topic)
}

// States implements live.Drawer: what belongs to one family is read at once.
func (t *Table) States(ctx context.Context, kind campus.Kind, topics []string, in ...live.Encoding) ([][]live.Frame, error) {
	all := make([][]live.Frame, len(in))
	for i := range all {
		all[i] = make([]live.Frame, len(topics))
	}
	families := map[string][]int{} // which topics are of each
	for i, topic := range topics {
		families[nameOf(topic)] = append(families[nameOf(topic)], i)
	}
	for _, at := range families {
		mine := make([]string, len(at))
		for j, n := range at {
			mine[j] = topics[n]
		}
		_, family := t.find(mine[0])
		if family == nil {
			return nil, errors.New(mine[0] + " is not a state")
		}
		drawn, err := family.draw(ctx, kind, mine, in)
		if err != nil {
			return nil, err
		}
		for i := range in {
			for j, n := range at {
				all[i][n] = drawn[i][j]
			}
		}
	}
	return all, nil
}
