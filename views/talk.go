package views

// privateBanner and privateKept say at the head of every private room who can read it, and what is kept.
const (
	privateBanner = "Only the two of you can read this in Stoa, and no admin, unless one of you reports a message."
	privateKept   = "The admins read that message alone. All is kept until it is deleted; whoever runs the server " +
		"has its database."
)

// IDFirstUnread is the mark before the first line that its reader has not read.
const IDFirstUnread = "first-unread"

// DoUnread is what the page's script does with an entry of a line's menu: the line and those after it are unread again.
const DoUnread = "unread"

// MessageEntry leads from somebody's menu to the room that one has with them.
func MessageEntry(person int64, name string) MenuEntry {
	return MenuEntry{Icon: "inbox", Label: "Write to " + name + " privately", Path: MessagePath(person)}
}
