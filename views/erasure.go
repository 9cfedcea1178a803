package views

// Erasure is how far taking somebody out of what others have said is, who was erased.
type Erasure struct {
	Person  int64
	Stage   string // "", rooms, files, writing, dates
	Files   int64  // that were looked at
	Of      int64
	Lines   int64 // that named them
	Trouble string
	Begun   Moment
	Done    Moment // zero for not yet
}

func (e Erasure) busy() bool { return e.Done.ISO == "" && e.Begun.ISO != "" }

// words say how far it is.
func (e Erasure) words() string {
	lines := Count(int(e.Lines), "line named them", "lines named them")
	switch e.Stage {
	case "":
		return "Waiting to be taken out of what others have said."
	case "rooms":
		return "Being taken out of rooms: " + lines + " so far."
	case "files":
		return "Being taken out of the archive: " + Number(int(e.Files)) + " of " + Count(int(e.Of), "file", "files") + " looked at, " +
			lines + "."
	case "dates":
		return "Taken out of the archive so far: " + lines + ". Dates that had begun before are still to end and to be archived."
	default:
		return "Being taken out of the archive: files are written anew, " + lines + "."
	}
}
