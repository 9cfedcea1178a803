package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"stoa/store/campus"
)

// explain turns what go-redis reports into words for people: an outage that is known to be one, a Redis that is full, and
// everything else as the fault that it is. Only of an outage can it be said that trying again helps.
func explain(err error) error {
	if err == nil || errors.Is(err, redis.Nil) || errors.Is(err, context.Canceled) {
		return err
	}
	var known *campus.Error
	if errors.As(err, &known) {
		return err
	}
	var answered redis.Error
	if errors.As(err, &answered) {
		switch said := answered.Error(); {
		case transient(said):
			return campus.Away(err)
		case full(said):
			return campus.Full(err)
		}
		return fmt.Errorf("redis refused: %w", err)
	}
	if unreachable(err) {
		return campus.Away(err)
	}
	return fmt.Errorf("redis: %w", err)
}

// outages are the errors that say that there is no connection, or no answer.
var outages = []error{context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, redis.ErrClosed, redis.ErrPoolTimeout,
	redis.ErrPoolExhausted}

// namelessOutages are words of the client's errors that have no name to be compared.
var namelessOutages = []string{
	"all sentinels specified in configuration are unreachable",
	"cluster has no nodes",
	"connection unusable",
}

// unreachable reports whether an error of the client says that it has no connection, or got no answer.
func unreachable(err error) bool {
	if _, network := errors.AsType[net.Error](err); network {
		return true
	}
	return slices.ContainsFunc(outages, func(known error) bool { return errors.Is(err, known) }) ||
		slices.ContainsFunc(namelessOutages, func(words string) bool { return strings.Contains(err.Error(), words) })
}

// transient reports whether Redis says of itself that it cannot serve just now.
func transient(said string) bool {
	return begins(said, "LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY", "MOVED", "ASK", "UNBLOCKED")
}

// full reports whether Redis says that it takes no more: its memory, or the disk that it writes to.
func full(said string) bool { return begins(said, "OOM", "MISCONF") }

// IsFull reports whether an error says that Redis takes no more. Reading goes on then.
func IsFull(err error) bool {
	answered, ok := errors.AsType[redis.Error](err)
	return ok && full(answered.Error())
}

func begins(said string, words ...string) bool {
	for _, word := range words {
		if strings.HasPrefix(said, word) {
			return true
		}
	}
	return false
}
