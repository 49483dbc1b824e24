package phrasebook

// Remember is the memory that the thread has after a sentence was understood so.
// Small talk and refusals leave what was there.
func (u Understanding) Remember(old Memory) Memory {
	if u.Tool == "" && u.Intent != Ambiguous {
		return old
	}
	return Memory{Intent: u.Intent, Args: u.Args, Missing: u.Missing}
}
