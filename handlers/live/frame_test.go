package live

import (
	"strings"
	"testing"

	"stoa/store/campus"
)

func TestNoTextCanEndAnEventOrBeginAnother(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct{ id, event, data, want string }{
		"plain":            {"1-2", "", "hello", "id: 1-2\ndata: hello\n\n"},
		"named":            {"", "turn", "ended", "event: turn\ndata: ended\n\n"},
		"nothing":          {"", "beat", "", "event: beat\ndata: \n\n"},
		"line feeds":       {"", "", "a\n\nid: 9-9\n", "data: a\ndata: \ndata: id: 9-9\ndata: \n\n"},
		"carriage returns": {"", "", "a\r\revent: bye", "data: a\ndata: \ndata: event: bye\n\n"},
		"both":             {"", "", "a\r\n\r\nretry: 1\n\rb", "data: a\ndata: \ndata: retry: 1\ndata: \ndata: b\n\n"},
		"a leading space":  {"", "", " a", "data:  a\n\n"},
		"other line ends":  {"", "", "a\u2028b\u0085c\vd", "data: a\u2028b\u0085c\vd\n\n"}, // not line ends of an event stream
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(NewFrame(one.id, one.event, []byte(one.data))); got != one.want {
				t.Errorf("the frame is %q, want %q", got, one.want)
			}
		})
	}
}

func FuzzAFrameIsOneEventWhateverItsText(f *testing.F) {
	f.Add("a\r\n\r\nid: 1\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.FieldsFunc(string(NewFrame("1-1", "", []byte(text))), func(r rune) bool { return r == '\r' || r == '\n' })
		for i, line := range lines {
			if want := map[bool]string{true: "id: 1-1", false: "data: "}[i == 0]; !strings.HasPrefix(line, want) {
				t.Errorf("%q has the line %q", text, line)
			}
		}
	})
}

func TestALogsFrameHasItsPlaceInTheLog(t *testing.T) {
	t.Parallel()
	got := LogFrame(campus.Event{ID: "7-3", N: 12}, "turn", []byte("x"))
	at, _ := campus.ParseCursor("7-3")
	if got.Cursor != at || got.N != 12 || string(got.Data) != "id: 7-3\nevent: turn\ndata: x\n\n" {
		t.Errorf("the frame is %v %d %q", got.Cursor, got.N, got.Data)
	}
}
