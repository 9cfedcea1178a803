package views

import "stoa/store/campus"

// TopicPath is the page of the room that a topic is the log of; "" for another topic.
func TopicPath(topic string) string {
	if id, order, ok := campus.ParseMeetingTopic(topic); ok {
		return InstancePath(id, order)
	}
	return ""
}
