package api

import (
	"encoding/json"
	"errors"

	"stoa/store/campus"
)

// seriesIn is a series as it is sent, in the place of its dates.
type seriesIn struct {
	slotIn
	Every string      `json:"every"`
	Times wholeNumber `json:"times"`
	Until string      `json:"until"`
}

// wholeNumber is a number as it is sent: what is none counts as one that cannot be, which validation refuses with the
// field's name.
type wholeNumber int

// UnmarshalJSON implements json.Unmarshaler; it never fails.
func (n *wholeNumber) UnmarshalJSON(b []byte) error {
	*n = -1
	var times *int
	if json.Unmarshal(b, &times) == nil {
		*n = 0
		if times != nil {
			*n = wholeNumber(*times)
		}
	}
	return nil
}

// plannedSlots returns the dates of a new meeting: those that are listed, or those of a series.
func plannedSlots(listed []slotIn, series *seriesIn) ([]campus.Slot, error) {
	if series == nil {
		slots := make([]campus.Slot, len(listed))
		for i, one := range listed {
			slots[i] = one.slot()
		}
		return slots, nil
	}
	if len(listed) > 0 {
		return nil, campus.InvalidField("series", "instances or a series, not both")
	}
	slots, err := campus.SeriesAt(series.slot(), campus.Every(series.Every), int(series.Times), series.Until).Slots()
	if wrong, ok := errors.AsType[*campus.Error](err); ok { // each field by where it stands in what was sent
		fields := map[string]string{}
		for field, reason := range wrong.Fields {
			fields["series."+field] = reason
		}
		return nil, campus.InvalidFields(fields)
	}
	return slots, err
}
