package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"stoa/store/archive"
)

// archiveCommand is stoa archive check and stoa archive rebuild. Both work beside a running Stoa, and without one.
func archiveCommand(ctx context.Context, args []string, p program) error {
	if len(args) > 0 {
		switch args[0] {
		case "check":
			return checkArchive(ctx, args[1:], p)
		case "rebuild":
			return rebuildArchive(ctx, args[1:], p)
		}
	}
	return errors.New("the archive commands are: stoa archive check, stoa archive rebuild")
}

// checkArchive holds the files of the archive against its index. Its error, when something is wrong, makes the exit code 1.
func checkArchive(ctx context.Context, args []string, p program) error {
	remove := false
	c, err := parseConfig("archive check", args, p, func(fs *flag.FlagSet) {
		fs.BoolVar(&remove, "remove", false, "remove files that are left over: their rows are in others, or they were never ended")
	})
	if err != nil {
		return err
	}
	return withArchive(ctx, c, p, func(a *archive.Archive) (archive.Report, error) { return a.Check(ctx, remove) })
}

// rebuildArchive makes the index of the archive as its files are.
func rebuildArchive(ctx context.Context, args []string, p program) error {
	c, err := parseConfig("archive rebuild", args, p, nil)
	if err != nil {
		return err
	}
	return withArchive(ctx, c, p, func(a *archive.Archive) (archive.Report, error) { return a.Rebuild(ctx) })
}

// withArchive does something with the archive, and says what was found.
func withArchive(ctx context.Context, c config, p program, do func(*archive.Archive) (archive.Report, error)) error {
	data, err := besideStore(ctx, c, p)
	if err != nil {
		return err
	}
	defer data.close()
	kept, err := data.openArchive(ctx, c, newLog(p.errors, c.logLevel))
	if err != nil {
		return fmt.Errorf("cannot use Redis for the archive: %w", err)
	}
	report, err := do(kept)
	if err != nil {
		return err
	}
	p.tell(report)
	if n := report.Wrong(); n > 0 {
		return fmt.Errorf("problems in the archive: %d", n)
	}
	return nil
}

// tell writes a report for people.
func (p program) tell(r archive.Report) {
	fmt.Fprintf(p.out, "files %d, rows %d, bytes %d\n", r.Files, r.Rows, r.Bytes)
	for _, line := range []struct {
		what string
		n    int64
	}{{"files under way, being written, merged or removed", r.Underway}, {"dates that wait for a running Stoa to archive them", r.Waiting},
		{"files removed that were left over", r.Removed}, {"files registered that the index did not know", r.Registered},
		{"entries removed that had no file", r.Unregistered}, {"entries and folders mended that were not as their files", r.Mended}} {
		if line.n > 0 {
			fmt.Fprintf(p.out, "%s: %d\n", line.what, line.n)
		}
	}
	for _, one := range r.Problems {
		fmt.Fprintf(p.out, "%s: %s: %s\n", one.Kind, one.Path, one.Why)
	}
	if r.More > 0 {
		fmt.Fprintf(p.out, "and %d more\n", r.More)
	}
}

// mostMerges bounds how often the rows of a file are written anew.
const mostMerges = 8

// parseMerging reads when files are merged, such as 10s:100MiB,100s:400MiB.
func parseMerging(v string) ([]archive.Merging, error) {
	if v == "off" {
		return []archive.Merging{}, nil
	}
	parts := strings.FieldsFunc(v, isListSeparator)
	if len(parts) == 0 || len(parts) > mostMerges {
		return nil, fmt.Errorf("it must be off, or 1 to %d pairs such as 10s:100MiB", mostMerges)
	}
	var all []archive.Merging
	for _, part := range parts {
		life, size, _ := strings.Cut(part, ":")
		after, err := parseLife(life)
		bytes, wrong := parseBytes(size)
		if err != nil || wrong != nil {
			return nil, fmt.Errorf("%s: each must be a length of time and a size such as 10s:100MiB", part)
		}
		all = append(all, archive.Merging{After: after, Bytes: bytes})
	}
	return all, nil
}

// parseBytes reads a size in MiB or GiB, of at least one and at most a TiB.
func parseBytes(v string) (int64, error) {
	number, unit := v, int64(0)
	for name, bytes := range map[string]int64{"MiB": 1 << 20, "GiB": 1 << 30} {
		if cut, ok := strings.CutSuffix(v, name); ok {
			number, unit = cut, bytes
		}
	}
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || unit == 0 || n < 1 || n > (1<<40)/unit {
		return 0, errors.New("it must be a size such as 100MiB or 4GiB")
	}
	return n * unit, nil
}
