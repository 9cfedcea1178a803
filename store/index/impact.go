package index

// Text is a piece of a document.
type Text struct {
	Text  string
	Field Field
}

// Field is how a piece of a document counts.
type Field struct {
	// Weight is how much a word of this piece is worth against one of another, and Length how many words are usual in it:
	// in a longer one each counts less.
	Weight, Length float64
	// Least and Most bound the impact of a word whose heaviest place is here, so that a title comes before any summary.
	Least, Most int
}

const (
	// saturation is how soon a word's repetition counts no more, and lengthShare how much the length counts: k1 and b of BM25.
	saturation  = 1.2
	lengthShare = 0.5
	// maxIndexed bounds the different words by which one document is found.
	maxIndexed = 400
)

// impacts returns the words of a document with how much each counts in it, from 1 to 999: BM25F without the share of
// documents, which is known only when somebody searches.
func impacts(texts []Text) map[string]int {
	heavy, best := map[string]float64{}, map[string]Field{}
	for _, t := range texts {
		words := splitWords(t.Text)
		norm := 1 - lengthShare + lengthShare*float64(len(words))/t.Field.Length
		for _, w := range words {
			if _, known := best[w]; !known && len(best) == maxIndexed {
				continue
			}
			heavy[w] += t.Field.Weight / norm
			if t.Field.Least > best[w].Least {
				best[w] = t.Field
			}
		}
	}
	out := make(map[string]int, len(best))
	for w, f := range best {
		out[w] = f.Least + int(float64(f.Most-f.Least)*heavy[w]/(heavy[w]+saturation*f.Weight))
	}
	return out
}
