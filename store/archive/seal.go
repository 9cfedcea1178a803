package archive

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
)

// A file is sealed: of Parquet's own parts only the pages' values are under a checksum, and a bit that changes in a page's head or in
// the footer is another row, or memory asked for without end. So the footer has one more text, which other readers pass over:
//
//	stoa-seal/<sum of the tail>/<where the tail begins>/<sums of the blocks before it>
//
// The tail is the page indexes and the footer. Its sum is taken with zeros in its own place. Sums are CRC-32C.
const (
	sealKey   = "stoa.seal"
	sealMark  = "stoa-seal/"
	sealZeros = "00000000"
	// blockBytes is what is read and checked at once.
	blockBytes = 8 << 10
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func blocksIn(n int64) int64 { return (n + blockBytes - 1) / blockBytes }

// sealer writes a file's blocks as they come, then its tail.
type sealer struct {
	out   io.Writer
	block []byte
	sums  []byte
	n     int64
	tail  *bytes.Buffer
}

func newSealer(out io.Writer) *sealer { return &sealer{out: out, block: make([]byte, 0, blockBytes)} }

func (s *sealer) Write(p []byte) (int, error) {
	if s.tail != nil {
		return s.tail.Write(p)
	}
	for done := 0; done < len(p); {
		n := copy(s.block[len(s.block):cap(s.block)], p[done:])
		s.block, done = s.block[:len(s.block)+n], done+n
		if len(s.block) == cap(s.block) {
			if err := s.flush(); err != nil {
				return done, err
			}
		}
	}
	return len(p), nil
}

func (s *sealer) flush() error {
	if len(s.block) == 0 {
		return nil
	}
	s.sums = binary.BigEndian.AppendUint32(s.sums, crc32.Checksum(s.block, castagnoli))
	s.n += int64(len(s.block))
	_, err := s.out.Write(s.block)
	s.block = s.block[:0]
	return err
}

// footed is what writes the rows of a file, and then its footer.
type footed interface {
	Flush() error
	SetKeyValueMetadata(key, value string)
	Close() error
}

// close ends a file with its seal.
func (s *sealer) close(w footed) error {
	if err := w.Flush(); err != nil {
		return err
	}
	seal, err := s.begin()
	if err != nil {
		return err
	}
	w.SetKeyValueMetadata(sealKey, seal)
	if err := w.Close(); err != nil {
		return err
	}
	return s.finish()
}

// begin ends the blocks, and returns what the footer must hold. What is written from now on is the tail.
func (s *sealer) begin() (string, error) {
	err := s.flush()
	s.tail = &bytes.Buffer{}
	return fmt.Sprintf("%s%s/%016x/%s", sealMark, sealZeros, s.n, base64.RawStdEncoding.EncodeToString(s.sums)), err
}

// finish writes the tail with its sum in it.
func (s *sealer) finish() error {
	tail := s.tail.Bytes()
	at := bytes.LastIndex(tail, []byte(sealMark+sealZeros))
	if at < 0 {
		return fmt.Errorf("archive: the footer does not hold its seal")
	}
	copy(tail[at+len(sealMark):], fmt.Sprintf("%08x", crc32.Checksum(tail, castagnoli)))
	_, err := s.out.Write(tail)
	return err
}

// sealed reads a sealed file: its tail from memory, all else by blocks that are checked.
type sealed struct {
	in   io.ReaderAt
	size int64
	from int64 // of the tail
	tail []byte
	sums []byte
}

// unseal finds a file's seal and checks its tail.
func unseal(in io.ReaderAt, size int64) (*sealed, error) {
	end := make([]byte, 8)
	if size < int64(len(end)) {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrBroken, size)
	}
	if err := readFull(in, end, size-8); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(end))
	if string(end[4:]) != "PAR1" || length > size-12 {
		return nil, fmt.Errorf("%w: it does not end as a Parquet file", ErrBroken)
	}
	footer := make([]byte, length)
	if err := readFull(in, footer, size-8-length); err != nil {
		return nil, err
	}
	sum, from, sums, ok := parseSeal(footer, size-8-length)
	if !ok {
		return nil, fmt.Errorf("%w: its footer has no seal of Stoa's", ErrBroken)
	}
	tail := make([]byte, size-from)
	if err := readFull(in, tail, from); err != nil {
		return nil, err
	}
	// The last mark of the tail is the footer's, which was just found.
	copy(tail[bytes.LastIndex(tail, []byte(sealMark))+len(sealMark):], sealZeros)
	if fmt.Sprintf("%08x", crc32.Checksum(tail, castagnoli)) != sum {
		return nil, fmt.Errorf("%w: its footer is not as it was written", ErrBroken)
	}
	return &sealed{in, size, from, tail, sums}, nil
}

// parseSeal reads the seal in a footer that begins at most at some place of the file.
func parseSeal(footer []byte, most int64) (sum string, from int64, sums []byte, ok bool) {
	at := bytes.LastIndex(footer, []byte(sealMark))
	if at < 0 {
		return "", 0, nil, false
	}
	const head = len(sealZeros) + 1 + 16 + 1
	text := string(footer[at+len(sealMark):])
	if len(text) < head {
		return "", 0, nil, false
	}
	from, err := strconv.ParseInt(text[9:25], 16, 64)
	if err != nil || from < 0 || from > most {
		return "", 0, nil, false
	}
	sum, text = text[:len(sealZeros)], text[head:]
	if length := base64.RawStdEncoding.EncodedLen(int(4 * blocksIn(from))); length <= len(text) {
		sums, err = base64.RawStdEncoding.DecodeString(text[:length])
		return sum, from, sums, err == nil
	}
	return "", 0, nil, false
}

// ReadAt is io.ReaderAt's, for any number of goroutines.
func (s *sealed) ReadAt(p []byte, off int64) (int, error) { return s.reader().ReadAt(p, off) }

// reader returns a reader for one goroutine, which keeps the block that it read last.
func (s *sealed) reader() *blocks { return &blocks{sealed: s, number: -1} }

type blocks struct {
	*sealed
	number int64
	block  []byte
}

func (b *blocks) ReadAt(p []byte, off int64) (done int, err error) {
	for done < len(p) && off >= 0 && off < b.size {
		var n int
		if off >= b.from {
			n = copy(p[done:], b.tail[off-b.from:])
		} else {
			if err := b.turn(off / blockBytes); err != nil {
				return done, err
			}
			n = copy(p[done:], b.block[off%blockBytes:])
		}
		done, off = done+n, off+int64(n)
	}
	if done < len(p) {
		return done, io.EOF
	}
	return done, nil
}

// turn reads a block and checks it.
func (b *blocks) turn(number int64) error {
	if number == b.number {
		return nil
	}
	from := number * blockBytes
	if b.block == nil {
		b.block = make([]byte, 0, min(blockBytes, b.from))
	}
	b.number, b.block = -1, b.block[:min(blockBytes, b.from-from)]
	if err := readFull(b.in, b.block, from); err != nil {
		return err
	}
	if crc32.Checksum(b.block, castagnoli) != binary.BigEndian.Uint32(b.sums[4*number:]) {
		return fmt.Errorf("%w: its bytes from %d to %d are not as they were written", ErrBroken, from, from+int64(len(b.block)))
	}
	b.number = number
	return nil
}

// readFull reads exactly what is asked for; what ends before is broken, not at its end.
func readFull(in io.ReaderAt, p []byte, off int64) error {
	n, err := in.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return fmt.Errorf("%w: it ends before byte %d", ErrBroken, off+int64(len(p)))
	}
	return err
}
