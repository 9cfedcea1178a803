package store

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
	"stoa/store/engine"
)

const (
	// uploadPiece is how much of a file is kept under one element: little enough that no command holds Redis up.
	uploadPiece = 128 << 10
	// uploadLife is how long a file is kept between its coming and what is decided of it, in seconds.
	uploadLife = 3600
)

// Upload keeps a file of people until it is decided what becomes of it, and has it looked at. It returns the import's id,
// which is the same for the same file under the same operation: who goes back in the browser and chooses another file has
// another import. It refuses a file of which only the beginning came before under this operation, and now goes on differently.
func (s *Imports) Upload(ctx context.Context, by By, name string, file io.Reader) (string, error) {
	if by.Person.Role != campus.Admin {
		return "", campus.ErrNotAdmin
	}
	whole := &wholeReader{Reader: file}
	in := bufio.NewReaderSize(whole, uploadPiece)
	kind, id := kindOf(in), ""
	for n := 0; ; n++ {
		piece := make([]byte, uploadPiece)
		size, err := io.ReadFull(in, piece)
		if whole.broken != nil {
			return "", whole.broken
		}
		if size == 0 && n == 0 {
			return "", campus.InvalidField("file", "choose a file that is not empty")
		}
		if n == 0 {
			id = engine.ShortHash(by.who() + " " + by.Op + "\x00" + string(piece[:size]))
		}
		if size > 0 {
			got, kerr := s.e.Run(ctx, keepImportScript, []string{s.keys.upload(id), s.keys.uploadFile(id)}, n, packed(piece[:size]),
				uploadLife)
			if kerr == nil && got.Word() == "other" {
				kerr = errOtherFile
			}
			if kerr != nil || got.Word() == "have" {
				return id, kerr
			}
		}
		if err != nil {
			break
		}
	}
	fields := map[string]string{"name": name, "kind": string(kind), "who": by.who(), "from": by.From}
	return id, s.start(ctx, id, " new ", UploadChecking, fields)
}

// wholeReader keeps why a file broke off. io.ReadFull calls the end of a file by the same name as a connection that was cut.
type wholeReader struct {
	io.Reader
	broken error // nil while it has not
}

// Read implements io.Reader.
func (r *wholeReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		r.broken = err
	}
	return n, err
}

var errOtherFile = campus.Refuse(campus.Conflict, "A part of another file came with this form before. "+
	"Please open the page again, and choose the file there.")

// kindOf looks at how a file begins.
func kindOf(in *bufio.Reader) FileKind {
	start, _ := in.Peek(512)
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		return FileJSON
	}
	return FileCSV
}

func packed(plain []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestSpeed) // the level is one
	_, _ = w.Write(plain)                          // memory takes everything
	_ = w.Close()
	return out.Bytes()
}

// uploadReader reads what was kept in pieces, one after the other.
type uploadReader struct {
	ctx context.Context
	e   *engine.Engine
	key string
	n   int64
	now io.Reader // the piece that is being read; nil for none
}

// Read implements io.Reader.
func (p *uploadReader) Read(b []byte) (int, error) {
	for {
		if p.now == nil {
			var got *redis.StringSliceCmd
			if err := p.e.Read(p.ctx, func(r engine.Reader) { got = r.LRange(p.ctx, p.key, p.n, p.n) }); err != nil {
				return 0, err
			}
			if len(got.Val()) == 0 {
				return 0, io.EOF
			}
			p.now = flate.NewReader(bytes.NewReader([]byte(got.Val()[0])))
			p.n++
		}
		n, err := p.now.Read(b)
		if errors.Is(err, io.EOF) {
			p.now, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}
