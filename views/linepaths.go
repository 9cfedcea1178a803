package views

import "strconv"

// itoa writes a line's number.
func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// LinePath is a line's own page, and its menu. room is the path of the room.
func LinePath(room string, line int64) string {
	return room + "/messages/" + itoa(line)
}

// EditLinePath is the form for a line's text, and takes it.
func EditLinePath(room string, line int64) string { return LinePath(room, line) + "/edit" }

// DeleteLinePath asks whether a line is to be deleted, and takes the answer.
func DeleteLinePath(room string, line int64) string { return LinePath(room, line) + "/delete" }

// LineLink is a line where it stands in its conversation. It serves as long as the room does, also when the line is deleted.
func LineLink(room string, line int64) string {
	return room + "?line=" + itoa(line) + "#" + LineID(line)
}

// ReplyPath is the room with a composer that answers a line.
func ReplyPath(room string, line int64) string {
	return room + "?reply=" + itoa(line) + "#" + IDComposer
}
