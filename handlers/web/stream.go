package web

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"stoa/handlers/live"
	"stoa/store"
	"stoa/store/campus"
)

// maxTopics bounds one stream: a page of the catalogue watches the seats of every course on it.
const maxTopics = 64

// Streams begins the streams of pages and API.
type Streams struct {
	Hub      *live.Hub
	Catchup  *live.Catchup
	Topics   live.Topics
	May      func(campus.Person) error // what the campus asks of everybody, whatever the topic
	Visitors func(ctx context.Context, visits []store.Visit) ([]store.Visited, error)
	// Came hears who has opened a stream of a log.
	Came func(ctx context.Context, topic string, person int64)

	gate    gate // for their rights
	besides gate // for what they are told beside
}

// StreamRequest is what a stream is asked for.
type StreamRequest struct {
	Encoding live.Encoding
	Topics   []string
	Cursor   string      // in the log; "" for now
	Once     bool        // end as soon as all that is new is said
	Person   int64       // whose stream it is
	Visit    store.Visit // what they came with, which is checked again and again
	// Stands draws for the reader alone how they stand in the room among the topics: nil where that is not told.
	Stands func(Standing) []byte
}

// NewStreamRequest reads what a request says of a stream: topic, and the Last-Event-ID header or else after.
func NewStreamRequest(c echo.Context, e live.Encoding) StreamRequest {
	who, _ := Asker(c)
	ask := StreamRequest{Encoding: e, Topics: c.QueryParams()["topic"], Cursor: c.Request().Header.Get("Last-Event-ID"), Person: who.ID}
	if ask.Cursor == "" {
		ask.Cursor = c.QueryParam("after")
	}
	return ask
}

var (
	errTopic  = campus.Refuse(campus.Forbidden, "You may not watch one of these topics.")
	errTopics = campus.InvalidField("topic", "1 to 64 topics, at most one of them a meeting or a room")
	errCursor = campus.InvalidField("after", "the id of an event")
)

// Stream returns the stream that is asked for. Its Serve begins it only for who may watch all its topics.
func (s *Streams) Stream(ctx context.Context, ask StreamRequest) (*live.Stream, error) {
	topics := slices.Clone(ask.Topics)
	for i, topic := range topics {
		if _, named := campus.ParsePersonTopic(topic); named {
			return nil, errTopic
		}
		if topic == campus.TopicMe {
			topics[i] = campus.PersonTopic(ask.Person)
		}
	}
	slices.Sort(topics)
	topics = slices.Compact(topics)
	if len(topics) == 0 || len(topics) > maxTopics {
		return nil, errTopics
	}
	stream := &live.Stream{Hub: s.Hub, Catchup: s.Catchup, Encoding: ask.Encoding, Person: ask.Person, Cursor: ask.Cursor, Once: ask.Once}
	for _, topic := range topics {
		sort, known := s.Topics.Sort(topic)
		switch {
		case !known:
			return nil, errTopic
		case !sort.Log:
			stream.States = append(stream.States, topic)
		case stream.Log != "":
			return nil, errTopics
		default:
			stream.Log = topic
		}
	}
	if _, ok := campus.ParseCursor(stream.Cursor); stream.Cursor != "" && !ok {
		return nil, errCursor
	}
	if stream.Log != "" {
		stream.Opened = func(ctx context.Context) { s.Came(ctx, stream.Log, ask.Person) }
	}
	now := &standing{draw: ask.Stands}
	check, beside := s.checks(ask.Visit, topics, now.hear)
	stream.Check = check
	if _, lasts := campus.ParseRoomTopic(stream.Log); lasts && ask.Stands != nil {
		stream.Shut = now.told
	}
	if slices.Contains(topics, campus.PersonTopic(ask.Person)) {
		stream.Beside = beside
	}
	if stream.Cursor != "" || stream.Log == "" {
		return stream, nil
	}
	var err error
	stream.Cursor, err = s.Topics.Newest(ctx, stream.Log)
	return stream, err
}

// Standing is how a reader stands in the room that they read.
type Standing struct {
	Why   string       // why they may say nothing there, in a sentence; "" for who may
	Other campus.Named // of a room of two: who the other is by now
}

// standing is what a stream's reader knows of that.
type standing struct {
	draw       func(Standing) []byte
	now, known Standing
	said       bool // known is what the reader knows
}

func (s *standing) hear(shut error, other campus.Named) {
	s.now = Standing{Other: other}
	if shut != nil {
		s.now.Why = ProblemOf(shut).Sentence
	}
}

// told returns what the reader does not know yet: at first how it is, then every change.
func (s *standing) told() []byte {
	if s.said && s.now == s.known {
		return nil
	}
	s.said, s.known = true, s.now
	return live.NewFrame("", "", s.draw(s.now))
}
