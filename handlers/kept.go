package handlers

import "stoa/store/campus"

// keptMessages says for how long what was said at dates is kept; "" for always.
func (s *Server) keptMessages() string {
	if n := s.Archive.Retention().Messages; n > 0 {
		return "Messages are kept for " + campus.Months(n) + "."
	}
	return ""
}

// keptAttendance says for how long it is kept how dates were attended; "" for always.
func (s *Server) keptAttendance() string {
	if n := s.Archive.Retention().Events; n > 0 {
		return "Who came and when is kept for " + campus.Months(n) + "."
	}
	return ""
}

// kept says both.
func (s *Server) kept() (all []string) {
	for _, words := range []string{s.keptAttendance(), s.keptMessages()} {
		if words != "" {
			all = append(all, words)
		}
	}
	return all
}

// messagesGone says that what was said at a date is kept no more.
func (s *Server) messagesGone() string {
	return "What was said here " + wasKept(s.Archive.Retention().Messages)
}

// attendanceGone says that it is kept no more how a date was attended.
func (s *Server) attendanceGone() string {
	return "Who came and when " + wasKept(s.Archive.Retention().Events)
}

// wasKept says of something that is gone for how long it was there. Since then it may have been set that things are kept for always.
func wasKept(months int) string {
	if months > 0 {
		return "was kept for " + campus.Months(months) + "."
	}
	return "is kept no more."
}
