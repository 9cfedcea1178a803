package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"stoa/store"
	"stoa/store/campus"
	"stoa/store/redisserver"
)

// createAdmin is stoa admin create: an admin whose password comes from standard input. It works beside a running Stoa,
// whose built-in Redis it finds through the data directory.
func createAdmin(ctx context.Context, args []string, p program) error {
	n := campus.NewPerson{Role: campus.Admin}
	c, err := parseConfig("admin create", args, p, func(fs *flag.FlagSet) {
		fs.StringVar(&n.Username, "username", "", "`name` to sign in with")
		fs.StringVar(&n.Name, "name", "", "`name` that others see")
		fs.StringVar(&n.Email, "email", "", "e-mail `address`, may be empty")
	})
	if err != nil {
		return err
	}
	if n.Name == "" {
		n.Name = n.Username
	}
	line, err := bufio.NewReader(io.LimitReader(p.in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the password: %w", err)
	}
	if n.Password = strings.TrimRight(line, "\r\n"); n.Password == "" { // who has none is not an admin who can sign in
		return errors.New("the password is read from standard input, and nothing came: < password-file")
	}
	data, err := besideStore(ctx, c, p)
	if err != nil {
		return err
	}
	defer data.close()
	made, err := data.store.People.Create(ctx, store.Itself(""), n)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s can sign in as an admin now.\n", made.Username)
	return nil
}

// besideStore opens the store of a Stoa that may be running: if its own Redis is up it is used, else one is started.
func besideStore(ctx context.Context, c config, p program) (*opened, error) {
	log := newLog(p.errors, c.logLevel)
	data, err := openStore(ctx, c, log)
	if err == nil || !errors.Is(err, redisserver.ErrInUse) {
		return data, err
	}
	c.redis.Socket = redisserver.SocketOf(c.data)
	client, err := store.Connect(c.redis)
	if err != nil {
		return nil, err
	}
	o := &opened{client: client}
	if o.store, err = store.New(ctx, client, c.options(log)); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}
