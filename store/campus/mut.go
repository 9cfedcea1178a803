package campus

import "os"

var mut = os.Getenv("MUT")

// Mut reports a mutant.
func Mut(name string) bool { return mut == name }
