package engine_test

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"stoa/store/campus"
	"stoa/store/engine"
	"stoa/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// made returns an engine on a campus' Redis with scripts of the test's own: name to what it does.
func made(t testing.TB, c *storetest.Campus, scripts map[string]string, declared ...engine.Script) *engine.Engine {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range scripts {
		files[name+".lua"] = &fstest.MapFile{Data: []byte(text)}
	}
	e, err := engine.New(t.Context(), c.Redis, engine.Options{Prefix: c.Options.Prefix, Clock: c.Options.Clock, Log: c.Options.Log,
		Replicas: c.Options.Replicas, Scripts: []fs.FS{files}}, declared...)
	must(t, err)
	return e
}

// must ends the test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault checks that err is a fault of Stoa's own, not a refusal and not an outage.
func wantFault(t testing.TB, what string, err error) {
	t.Helper()
	if err == nil || campus.CodeOf(err) != campus.Internal {
		t.Errorf("%s: got %v (code %d), want a fault", what, err, campus.CodeOf(err))
	}
}

// count is what most of these scripts do: it leaves a trace of each time that it is run.
const count = "return { 'ok', redis.call('INCR', KEYS[1]) }"
