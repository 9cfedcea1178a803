package roster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// objects reads a JSON file: a list of people, {"people": list} as Stoa's own lists are, or a directory of people keyed by
// an id of its own.
type objects struct {
	in    *json.Decoder
	guard *guard
	list  bool // what is read is a list; else a directory
	inner bool // the list stands in an object
	any   bool // a person of a directory has been read
}

func newJSON(in io.Reader, g *guard) (*objects, error) {
	o := &objects{in: json.NewDecoder(in), guard: g}
	o.in.UseNumber()
	first, err := o.token()
	switch {
	case errors.Is(err, io.EOF):
		return nil, broken("is empty")
	case err != nil:
		return nil, err
	case first == json.Delim('['):
		o.list = true
	case first != json.Delim('{'):
		return nil, broken("is neither a list of people nor a directory of them")
	}
	return o, nil
}

// token reads a piece of the file's own structure.
func (o *objects) token() (json.Token, error) {
	o.guard.again()
	token, err := o.in.Token()
	return token, o.explain(err)
}

func (o *objects) explain(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return broken(fmt.Sprintf("is not JSON from byte %d on", syntax.Offset))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return broken("ends in the middle")
	}
	return err
}

// value reads what is next whole; it is bounded by the guard.
func (o *objects) value() (raw json.RawMessage, err error) {
	o.guard.again()
	err = o.in.Decode(&raw)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return raw, o.explain(err)
}

func (o *objects) next() (fields, wrong map[string]string, err error) {
	if o.list {
		return o.nextOfList()
	}
	if !o.in.More() {
		return nil, nil, o.end()
	}
	token, err := o.token()
	if err != nil {
		return nil, nil, early(err)
	}
	key, _ := token.(string)
	if key == "people" && !o.any && o.begins('[') {
		o.list, o.inner = true, true
		_, err = o.token()
		if err != nil {
			return nil, nil, err
		}
		return o.nextOfList()
	}
	if key == "next" && !o.any && !o.begins('{') { // of a list of Stoa's own
		if _, err := o.value(); err != nil {
			return nil, nil, err
		}
		return o.next()
	}
	o.any = true
	raw, err := o.value()
	if err != nil {
		return nil, nil, err
	}
	fields, wrong = personOf(raw)
	if len(wrong) == 0 {
		wrong = directoryOf(key, fields)
	}
	return fields, wrong, nil
}

// begins reports whether the value that is next begins with a sign.
func (o *objects) begins(sign byte) bool {
	rest, _ := io.ReadAll(io.LimitReader(o.in.Buffered(), 64))
	for _, b := range rest {
		switch b {
		case ':', ' ', '\t', '\r', '\n':
		default:
			return b == sign
		}
	}
	return false
}

func (o *objects) nextOfList() (fields, wrong map[string]string, err error) {
	if !o.in.More() {
		return nil, nil, o.endOfList()
	}
	raw, err := o.value()
	if err != nil {
		return nil, nil, err
	}
	fields, wrong = personOf(raw)
	return fields, wrong, nil
}

// endOfList reads the end of a list, and what of its object comes after.
func (o *objects) endOfList() error {
	if _, err := o.token(); err != nil {
		return early(err)
	}
	if !o.inner {
		return o.nothingMore()
	}
	for o.in.More() {
		if _, err := o.token(); err != nil {
			return early(err)
		}
		if _, err := o.value(); err != nil {
			return err
		}
	}
	return o.end()
}

// end reads the end of the object.
func (o *objects) end() error {
	if _, err := o.token(); err != nil {
		return early(err)
	}
	return o.nothingMore()
}

func (o *objects) nothingMore() error {
	_, err := o.token()
	if err == nil {
		return broken("goes on after its end")
	}
	return err
}

// early says of the end of a file that it came too soon.
func early(err error) error {
	if errors.Is(err, io.EOF) {
		return broken("ends in the middle")
	}
	return err
}

// personOf reads an object as a person. What is null is not given; what is not known is ignored.
func personOf(raw json.RawMessage) (fields, wrong map[string]string) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil || all == nil {
		return nil, map[string]string{"row": "must be an object"}
	}
	return Fields(all)
}

// Fields reads what an object says of a person, by the names of files, and which of it is not text.
func Fields(all map[string]json.RawMessage) (fields, wrong map[string]string) {
	fields, wrong = map[string]string{}, map[string]string{}
	for _, field := range known {
		value, ok := all[field]
		if !ok {
			continue
		}
		text, given, fine := textOf(value, field)
		switch {
		case !fine:
			wrong[field] = "must be text"
		case given:
			fields[field] = text
		}
	}
	return fields, wrong
}

// textOf reads a value as text: text itself, of an id a number too, and whether an address is confirmed.
func textOf(raw json.RawMessage, field string) (text string, given, fine bool) {
	switch {
	case string(raw) == "null":
		return "", false, true
	case raw[0] == '"':
		return text, true, json.Unmarshal(raw, &text) == nil
	case field == confirmed && (string(raw) == "true" || string(raw) == "false"):
		return string(raw), true, true
	case (field == customer || field == external) && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'):
		return string(raw), true, true
	}
	return "", false, false
}

// directoryOf says what is wrong with somebody of a directory, in which all have an id and two names, and the id is the key.
func directoryOf(key string, fields map[string]string) map[string]string {
	wrong := map[string]string{}
	for _, field := range []string{customer, firstName, lastName} {
		if fields[field] == "" {
			wrong[field] = field + " required"
		}
	}
	if id := fields[customer]; id != "" && id != key {
		wrong[customer] = "is not the key under which this person stands"
	}
	return wrong
}
