package main

import (
	"context"
	"flag"
	"fmt"

	"stoa/store"
)

// check is one of the things that stoa check looks at.
type check struct {
	name string
	look func(context.Context) (wrong []string, err error) // a sentence for each thing that is wrong
	mend func(context.Context) error                       // nil when only a person can
}

// checks are all of them, a line each.
func checks(s *store.Store) []check {
	return []check{
		{"search", s.Courses.CheckSearch, s.Courses.RepairSearch},
		{"search in rooms", s.Rooms.CheckSearch, s.Rooms.RepairSearch},
	}
}

// mostSaid is how many things that are wrong are written out for each check.
const mostSaid = 20

// checkStore is stoa check: it compares what Stoa keeps in several places, and with --repair makes anew what can be. It
// works beside a running Stoa. Its error, when something was wrong, makes the exit code 1.
func checkStore(ctx context.Context, args []string, p program) error {
	repair := false
	c, err := parseConfig("check", args, p, func(fs *flag.FlagSet) {
		fs.BoolVar(&repair, "repair", false, "make anew what is wrong and can be made from the rest")
	})
	if err != nil {
		return err
	}
	data, err := besideStore(ctx, c, p)
	if err != nil {
		return err
	}
	defer data.close()
	wrong := 0
	for _, one := range checks(data.store) {
		found, err := one.run(ctx, p, repair)
		if err != nil {
			return fmt.Errorf("checking the %s: %w", one.name, err)
		}
		wrong += found
	}
	if wrong > 0 {
		return fmt.Errorf("%d things were wrong", wrong)
	}
	return nil
}

// run looks, says what it finds and mends it; it returns how much was wrong.
func (k check) run(ctx context.Context, p program, repair bool) (int, error) {
	wrong, err := k.look(ctx)
	if err != nil {
		return 0, err
	}
	if len(wrong) == 0 {
		fmt.Fprintf(p.out, "%s: as it should be\n", k.name)
		return 0, nil
	}
	for i, one := range wrong {
		if i == mostSaid {
			fmt.Fprintf(p.out, "%s: and %d more\n", k.name, len(wrong)-mostSaid)
			break
		}
		fmt.Fprintf(p.out, "%s: %s\n", k.name, one)
	}
	if !repair || k.mend == nil {
		return len(wrong), nil
	}
	if err := k.mend(ctx); err != nil {
		return len(wrong), err
	}
	left, err := k.look(ctx)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("built anew, and still %s", left[0])
	}
	fmt.Fprintf(p.out, "%s: built anew\n", k.name)
	return len(wrong), err
}
