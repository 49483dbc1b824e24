// Package phrasebook is the built-in model: it reads a dispatcher's sentence
// without any account or network, deterministically, in well under a
// millisecond.
//
// It owns the words (data/*.txt), the tagging of names against the live fleet,
// the time grammar and the weighing of intents: by patterns first, and where
// those leave a question open, by the sentences that are likest. A second reader,
// who knows only those sentences, must not find the reading unlikely. It refuses
// I/O and guessing: what is doubtful is offered and not answered, below a margin
// it says that it did not understand, and a write lacks what was not read word
// for word. No pattern holds the name of a truck, driver,
// place or client: those come with the Lexicon.
package phrasebook
