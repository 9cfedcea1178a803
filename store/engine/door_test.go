package engine_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"stoa/store/engine"
	"stoa/store/storetest"
)

func TestAReaderOnlyReads(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	known, err := c.Redis.Command(t.Context()).Result()
	must(t, err)
	reader, pipe := reflect.TypeFor[engine.Reader](), reflect.ValueOf(c.Redis.Pipeline())
	for i := range reader.NumMethod() {
		method := reader.Method(i)
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for at := 1; at < method.Type.NumIn(); at++ {
			args = append(args, reflect.New(method.Type.In(at)).Elem())
		}
		call := pipe.MethodByName(method.Name)
		if method.Type.IsVariadic() {
			args = args[:len(args)-1]
		}
		queued, ok := call.Call(args)[0].Interface().(redis.Cmder)
		if !ok {
			t.Errorf("%s is no command", method.Name)
			continue
		}
		info, ok := known[queued.Name()]
		if !ok || !slices.Contains(info.Flags, "readonly") {
			t.Errorf("%s sends %s, of which Redis says %+v", method.Name, queued.Name(), info)
		}
	}
	if reader.NumMethod() == 0 {
		t.Error("a Reader has no commands")
	}
}

func TestNothingElseCanBeHadOutOfAReader(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	must(t, made(t, c, nil).Read(t.Context(), func(p engine.Reader) {
		if _, ok := p.(redis.Cmdable); ok {
			t.Error("a Reader has all commands")
		}
		if _, ok := p.(interface {
			Set(context.Context, string, any, int64) *redis.StatusCmd
		}); ok {
			t.Error("a Reader writes")
		}
	}))
}

// reaches reports whether a value of a type has all commands of Redis, or takes a function that is given them.
func reaches(of reflect.Type) bool {
	if of.Implements(reflect.TypeFor[redis.Cmdable]()) || of.Implements(reflect.TypeFor[redis.Scripter]()) {
		return true
	}
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Func {
		return false
	}
	for i := range of.NumIn() {
		if reaches(of.In(i)) {
			return true
		}
	}
	return false
}

func TestNoMethodOfTheEngineHandsOutItsClient(t *testing.T) {
	t.Parallel()
	for _, of := range []reflect.Type{reflect.TypeFor[*engine.Engine](), reflect.TypeFor[*engine.Followers](),
		reflect.TypeFor[*engine.Scheduler](),
		reflect.TypeFor[*engine.Listener](), reflect.TypeFor[engine.Script](), reflect.TypeFor[engine.Reply](),
		reflect.TypeFor[engine.Entry]()} {
		for i := range of.NumMethod() {
			method := of.Method(i)
			for n := range method.Type.NumOut() {
				if reaches(method.Type.Out(n)) {
					t.Errorf("%v.%s hands out %v", of, method.Name, method.Type.Out(n))
				}
			}
			for n := range method.Type.NumIn() {
				if reaches(method.Type.In(n)) {
					t.Errorf("%v.%s deals in %v", of, method.Name, method.Type.In(n))
				}
			}
		}
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		for _, field := range reflect.VisibleFields(of) {
			if field.IsExported() && reaches(field.Type) {
				t.Errorf("%v.%s is a client", of, field.Name)
			}
		}
	}
}

func TestEachDoorTakesScriptsOfItsKindOnly(t *testing.T) {
	t.Parallel()
	storetest.Everywhere(t, func(t *testing.T, c *storetest.Campus) {
		ctx, kinds := t.Context(), map[engine.Does]engine.Script{}
		for does, name := range map[engine.Does]string{engine.Reads: "look", engine.Writes: "change", engine.Works: "work"} {
			kinds[does] = engine.Declare(name, does, 1)
		}
		e := made(t, c, map[string]string{"look": "return { 'ok', redis.call('EXISTS', KEYS[1]) }", "change": count, "work": count},
			kinds[engine.Reads], kinds[engine.Writes], kinds[engine.Works])
		asked := engine.Asked(1, "count", "key")
		doors := map[engine.Does]map[string]func(engine.Script, string) error{
			engine.Writes: {"Write": func(s engine.Script, key string) error {
				_, err := e.Write(ctx, asked, s, []string{key})
				return err
			}},
			engine.Works: {
				"Run": func(s engine.Script, key string) error { _, err := e.Run(ctx, s, []string{key}); return err },
				"RunAll": func(s engine.Script, key string) error {
					_, err := e.RunAll(ctx, []engine.Call{{Script: s, Keys: []string{key}}})
					return err
				},
			},
			engine.Reads: {
				"Ask": func(s engine.Script, key string) error { _, err := e.Ask(ctx, s, []string{key}); return err },
				"Queue": func(s engine.Script, key string) error {
					return e.Read(ctx, func(p engine.Reader) { e.Queue(ctx, p, s, []string{key}) })
				},
			},
		}
		n := 0
		for does, named := range doors {
			for name, through := range named {
				for other, s := range kinds {
					n++
					key := e.In("{p1}", fmt.Sprint("test:count", n))
					err := through(s, key)
					left := strings.Contains(fmt.Sprint(c.Contents(t)), fmt.Sprint("test:count", n, ":"))
					if other == does && err != nil {
						t.Errorf("%s refuses a script of its kind: %v", name, err)
					}
					if other != does {
						wantFault(t, fmt.Sprintf("%s of a script of kind %d", name, other), err)
					}
					if left != (other == does && does != engine.Reads) {
						t.Errorf("%s of a script of kind %d left something: %t", name, other, left)
					}
				}
			}
		}
	})
}

func TestAWriteWithoutAnOperationIsRefused(t *testing.T) {
	t.Parallel()
	c := storetest.New(t)
	s := engine.Declare("change", engine.Writes, 1)
	e := made(t, c, map[string]string{"change": count}, s)
	_, err := e.Write(t.Context(), engine.Op{Person: 1, Name: "count"}, s, []string{e.In("{p1}", "count")})
	wantFault(t, "no key", err)
	if got := c.Contents(t); len(got) != 0 {
		t.Errorf("it left %v", got)
	}
	for _, key := range []string{"", strings.Repeat("x", 10_000)} {
		if one, other := engine.Asked(1, "count", key), engine.Asked(1, "count", key); one.Key == "" || len(one.Key) > 200 || one == other {
			t.Errorf("a key of %d characters became %q and %q, want two fresh ones", len(key), one.Key, other.Key)
		}
	}
}
