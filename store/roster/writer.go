package roster

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"stoa/store/campus"
)

// Writer writes people as a file, which a Reader reads back as it was.
type Writer struct {
	out   io.Writer
	table *csv.Writer // nil for JSON
	n     int
}

// heads are the columns of an export.
var heads = []string{"id", username, name, email, confirmed, role, "status", born, gender, zone, external, "created"}

// NewWriter returns a writer of a file. Nothing is written before the first people are.
func NewWriter(out io.Writer, kind Kind) *Writer {
	w := &Writer{out: out}
	if kind == CSV {
		w.table = csv.NewWriter(out)
		w.table.UseCRLF = true // RFC 4180, 2.1
	}
	return w
}

// Write adds people to the file.
func (w *Writer) Write(people []campus.Person) error {
	if w.table == nil {
		return w.writeObjects(people)
	}
	if w.n == 0 {
		_ = w.table.Write(heads) // an error stays with the table until it is flushed
	}
	for _, p := range people {
		w.n++
		_ = w.table.Write([]string{strconv.FormatInt(p.ID, 10), Harmless(p.Username), Harmless(p.Name), Harmless(p.Email), yes(p),
			string(p.Role), string(p.Status), p.Born, p.Gender, p.Zone, Harmless(p.ExternalID), p.Created.Format(time.RFC3339)})
	}
	w.table.Flush()
	return w.table.Error()
}

// yes says of a person's address whether it is confirmed.
func yes(p campus.Person) string {
	switch {
	case p.Email == "":
		return ""
	case p.Confirmed:
		return "yes"
	}
	return "no"
}

// object is a person as JSON. What is not known is null, so that reading it back changes nothing.
type object struct {
	ID         int64     `json:"id"`
	Username   string    `json:"username"`
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	Confirmed  bool      `json:"confirmed"`
	Role       string    `json:"role"`
	Status     string    `json:"status"`
	Born       *string   `json:"born"`
	Gender     *string   `json:"gender"`
	Zone       *string   `json:"zone"`
	ExternalID *string   `json:"external_id"`
	Created    time.Time `json:"created"`
}

func (w *Writer) writeObjects(people []campus.Person) error {
	text := []byte{}
	for _, p := range people {
		one, err := json.Marshal(object{p.ID, p.Username, p.Name, p.Email, p.Confirmed, string(p.Role), string(p.Status), orNull(p.Born),
			orNull(p.Gender), orNull(p.Zone), orNull(p.ExternalID), p.Created})
		if err != nil {
			return err
		}
		text = append(text, w.between()...)
		text = append(text, one...)
		w.n++
	}
	_, err := w.out.Write(text)
	return err
}

// between returns what comes before the next person.
func (w *Writer) between() string {
	if w.n == 0 {
		return "{\"people\": [\n"
	}
	return ",\n"
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Close ends the file.
func (w *Writer) Close() error {
	if w.table != nil {
		return w.Write(nil)
	}
	start := ""
	if w.n == 0 {
		start = w.between()
	}
	_, err := io.WriteString(w.out, start+"\n], \"next\": null}\n")
	return err
}
