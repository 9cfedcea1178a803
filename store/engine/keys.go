package engine

import (
	"crypto/sha256"
	"encoding/base64"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// Partitions is how many hash tags the entities are spread over. It is part of every key and can never change.
const Partitions = 16

// TagPeople is the hash tag of all identity; it has an outbox like the partitions.
const TagPeople = "{people}"

// partitionTags spares making them for every key.
var partitionTags = [Partitions]string{"{p0}", "{p1}", "{p2}", "{p3}", "{p4}", "{p5}", "{p6}", "{p7}", "{p8}", "{p9}", "{p10}", "{p11}",
	"{p12}", "{p13}", "{p14}", "{p15}"}

// PartitionTags lists the hash tags of all partitions.
func PartitionTags() []string { return slices.Clone(partitionTags[:]) }

// TagOf returns the hash tag of the entity called name.
func TagOf(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return partitionTags[h.Sum32()%Partitions]
}

// outboxTags lists the tags that have an outbox.
func outboxTags() []string { return append(partitionTags[:], TagPeople) }

// Keys builds keys. All of them begin with the prefix and a hash tag.
type Keys struct{ Prefix string }

// In returns the key rest of a tag.
func (k Keys) In(tag, rest string) string { return k.Prefix + tag + ":" + rest }

// Outbox is the stream of what changes of a tag leave to others.
func (k Keys) Outbox(tag string) string { return k.In(tag, "outbox") }

// Due is what has to be looked at, by when.
func (k Keys) Due(tag string) string { return k.In(tag, "due") }

// Lease says who works an outbox.
func (k Keys) Lease(tag string) string { return k.In(tag, "outbox:lease") }

func (k Keys) tries(tag string) string  { return k.In(tag, "outbox:tries") }
func (k Keys) parked(tag string) string { return k.In(tag, "outbox:parked") }

// Bell is the one channel of all doorbells.
func (k Keys) Bell() string { return k.Prefix + "doorbell" }

// op is where the answer of an operation is kept. It names the person, so that nobody can be given another's answer.
func (k Keys) op(tag string, o Op) string {
	return k.In(tag, "op:"+strconv.FormatInt(o.Person, 10)+":"+ShortHash(o.Name+"\x00"+o.Key))
}

// tagIn returns the hash tag of a key.
func tagIn(key string) string {
	from := strings.IndexByte(key, '{')
	to := strings.IndexByte(key, '}')
	if from < 0 || to < from {
		return ""
	}
	return key[from : to+1]
}

// ShortHash keeps what a visitor typed out of key names.
func ShortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
