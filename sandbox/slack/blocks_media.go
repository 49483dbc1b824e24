package slack

import (
	"fmt"
	"slices"
)

func (k *checker) video(b obj, at string) {
	k.str(b, "alt_text", at, limit{max: 2000, need: true})
	k.str(b, "video_url", at, limit{max: 3000, need: true})
	k.str(b, "thumbnail_url", at, limit{max: 3000, need: true})
	k.text(b, "title", at, limit{max: 200, plain: true, need: true})
	k.text(b, "description", at, limit{max: 200, plain: true})
	k.str(b, "author_name", at, limit{max: 50})
}

func (k *checker) richText(b obj, at string) {
	parts := []string{"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
	for i, e := range k.array(b["elements"], at+"/elements", 1, 1000) {
		o, _ := e.(obj)
		if !slices.Contains(parts, text(o, "type")) {
			k.refuse(fmt.Sprintf("%s/elements/%d/type", at, i), "unsupported type: %s", text(o, "type"))
		}
	}
}
