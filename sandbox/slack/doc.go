// Package slack is a Slack workspace small enough to run on a laptop: the Web
// API, Socket Mode, response URLs and file uploads as Slack speaks them, and a
// control API that plays the people who sit in front of it.
//
// It owns what Slack's servers would: channels, messages, views, triggers,
// redelivery, validation of every block and length. It keeps all of it in
// memory and forgets it when the process ends.
//
// Everything that goes wrong with the real Slack can be switched on here:
// sockets told to go, cut or deaf; events sent twice; acknowledgements lost;
// rate limits in their three shapes; answers lost after the work was done;
// blocks that a workspace does not know yet. control.md lists them.
//
// It refuses to know the bot: nothing of the product is imported, no answer is
// special-cased, and whatever real Slack would turn down is turned down here.
// Where Slack's exact wording is not published the error code is Slack's and
// the message is ours.
package slack
