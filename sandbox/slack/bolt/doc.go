// Package bolt holds the proof that the sandbox speaks Slack and not a dialect
// of its own: a small app built on Slack's own Node libraries, at fixed
// versions, and a test that points it at a workspace and plays the people.
//
// It refuses to ship anything: the app runs in tests only, its libraries are
// installed into a private cache folder, and no build needs Node.
package bolt
