package slack

// checkView checks a modal or Home tab as views.* do.
func (w *Workspace) checkView(spec obj) []string {
	surface := text(spec, "type")
	k := w.checker(surface)
	const at = "/view"
	if surface == "modal" {
		k.text(spec, "title", at, limit{max: 24, plain: true, need: true})
		k.text(spec, "submit", at, limit{max: 24, plain: true})
		k.text(spec, "close", at, limit{max: 24, plain: true})
	}
	k.str(spec, "private_metadata", at, limit{max: 3000})
	k.str(spec, "callback_id", at, limit{max: 255})
	k.str(spec, "external_id", at, limit{max: 255})
	if spec["blocks"] == nil {
		k.refuse(at, "missing required field: blocks")
		return k.lines
	}
	k.blocks(spec["blocks"], at+"/blocks", 100)
	if surface == "modal" && spec["submit"] == nil && hasInput(spec["blocks"]) {
		k.refuse(at, "submit is required when an input block is within blocks")
	}
	return w.checked(k)
}

func hasInput(blocks any) bool {
	for _, b := range objects(blocks) {
		if text(b, "type") == "input" {
			return true
		}
	}
	return false
}
