// Command stoa is a live campus in one program.
//
//	main.go   which subcommand
//	config.go every setting: flag, environment, default
//	serve.go  assembles the parts, serves, and stops them in order
//	admin.go  stoa admin create
//	check.go  stoa check
//	archive.go stoa archive check, stoa archive rebuild
//	demo.go   stoa demo; demo_data.go what a demo campus holds, demorooms.go what was said there outside meetings
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the zones of the world, for machines that have none
)

// version is set by the build.
var version = "dev"

const usage = `Stoa is a live campus: courses, enrolment, and the rooms where they meet.

  stoa serve          run the campus (--help lists every setting)
  stoa demo           fill a campus with demo data
  stoa admin create   make an admin; the password is read from standard input
  stoa check          compare what is kept in several places; --repair makes anew what is wrong
  stoa archive check  hold the files of the archive against its index; --remove removes what is left over
  stoa archive rebuild
                      make the index of the archive as its files are
  stoa version        say which version this is
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], program{os.Stdin, os.Stdout, os.Stderr, os.Getenv})
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "stoa:", err)
		os.Exit(1)
	}
}

// program is what surrounds a command, so that tests can surround it too.
type program struct {
	in          io.Reader
	out, errors io.Writer
	getenv      func(string) string
}

func run(ctx context.Context, args []string, p program) error {
	if len(args) == 0 {
		fmt.Fprint(p.errors, usage)
		return errors.New("which command?")
	}
	switch args[0] {
	case "serve":
		return serve(ctx, args[1:], p)
	case "demo":
		return demo(ctx, args[1:], p)
	case "check":
		return checkStore(ctx, args[1:], p)
	case "archive":
		return archiveCommand(ctx, args[1:], p)
	case "admin":
		if len(args) > 1 && args[1] == "create" {
			return createAdmin(ctx, args[2:], p)
		}
		return errors.New("the only admin command is: stoa admin create")
	case "version", "--version":
		fmt.Fprintln(p.out, "stoa", version)
		return nil
	case "help", "--help", "-h":
		fmt.Fprint(p.out, usage)
		return nil
	}
	fmt.Fprint(p.errors, usage)
	return fmt.Errorf("there is no command %q", args[0])
}
