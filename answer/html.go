package answer

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// ChartCID is the content id by which an e-mail shows the answer's chart.
const ChartCID = "chart@watchtower"

// The look of an e-mail: all mail programs take inline styles, and most that
// are on a phone take mailNarrow, too. Colours are given in full, so that dark
// programs leave them or turn them all.
const (
	mailPage   = "margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45;color:#1e293b;background-color:#ffffff"
	mailNarrow = "@media (max-width:600px){body{padding:12px!important}td,th{padding:6px 4px!important;font-size:13px}}"
	mailBox    = "max-width:760px;margin:0 auto"
	mailTitle  = "font-size:20px;line-height:1.3;font-weight:bold;margin:0 0 14px"
	mailPart   = "font-size:16px;line-height:1.3;font-weight:bold;margin:30px 0 8px"
	mailAlarm  = "margin:0 0 16px;padding:12px 16px;border-left:4px solid #f0930b;background-color:#fff7ed;color:#1e293b"
	mailChart  = "display:block;width:100%;max-width:760px;height:auto;margin:16px 0"
	mailWide   = "overflow-x:auto;margin:12px 0"
	mailTable  = "border-collapse:collapse;width:100%;font-size:14px"
	mailHead   = "padding:6px 10px;border-bottom:2px solid #94a3b8;vertical-align:bottom;text-align:"
	mailCell   = "padding:6px 10px;border-bottom:1px solid #cbd5e1;vertical-align:top;text-align:"
	mailLabel  = "padding:3px 16px 3px 0;vertical-align:top;color:#64748b"
	mailFact   = "padding:3px 0;vertical-align:top"
	mailLink   = "color:#1d4ed8"
	mailSmall  = "font-size:12px;color:#64748b;margin:4px 0"
	mailFoot   = "font-size:12px;color:#64748b;margin:30px 0 0;padding:10px 0 0;border-top:1px solid #cbd5e1"
)

// mailTones are the bar beside a title.
var mailTones = map[Tone]string{
	ToneCritical: ";padding-left:12px;border-left:4px solid #dc2626",
	ToneWarning:  ";padding-left:12px;border-left:4px solid #f0930b",
	ToneDone:     ";padding-left:12px;border-left:4px solid #159a49",
}

// mailWhole is how long a cell may be, in runes, that is not broken over lines:
// plates, clock times and figures.
const mailWhole = 10

// HTML renders the answer as one self-contained page for an e-mail, with a line
// at its foot and, unless link is empty, where it can be opened. With a drawable
// chart it shows the picture ChartCID, which goes along as an attachment
// (Chart.Picture).
func (a Answer) HTML(foot, link string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>` +
		html.EscapeString(a.Headline) + `</title><style>` + mailNarrow + `</style></head><body style="` + mailPage + `"><div style="` + mailBox + `">`)
	a.htmlBody(&b, "h1", mailTitle+mailTones[a.Tone], true)
	for _, d := range a.Details {
		d.htmlBody(&b, "h2", mailPart, false)
	}
	if link != "" {
		b.WriteString(`<p style="margin:16px 0"><a href="` + html.EscapeString(link) + `" style="` + mailLink + `">Open it</a></p>`)
	}
	if foot != "" {
		tag(&b, "p", mailFoot, foot)
	}
	b.WriteString("</div></body></html>")
	return b.String()
}

func (a Answer) htmlBody(b *strings.Builder, level, title string, pictured bool) {
	tag(b, level, title, a.Headline)
	if len(a.Urgent) > 0 {
		b.WriteString(`<div style="` + mailAlarm + `"><b>` + html.EscapeString(UrgentTitle) + `</b>`)
		for _, u := range a.Urgent {
			tag(b, "p", "margin:6px 0 0", u)
		}
		b.WriteString("</div>")
	}
	if len(a.Facts) > 0 {
		b.WriteString(`<table style="border-collapse:collapse">`)
		for _, f := range a.Facts {
			b.WriteString("<tr>")
			tag(b, "td", mailLabel, f.Label)
			tag(b, "td", mailFact, f.Value)
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	if pictured && a.Chart != nil && a.Chart.Drawable() {
		b.WriteString(`<img src="cid:` + ChartCID + `" alt="` + html.EscapeString(a.Chart.In(a.Units).alt()) + `" width="760" style="` + mailChart + `">`)
	}
	if a.Table != nil {
		a.Table.html(b)
	}
	if a.Window != nil {
		tag(b, "p", mailSmall, "Period: "+a.Window.String())
	}
	for _, n := range a.Notes {
		tag(b, "p", mailSmall, n)
	}
}

func (t Table) html(b *strings.Builder) {
	align := func(i int) string {
		if slices.Contains(t.Right, i) {
			return "right"
		}
		return "left"
	}
	b.WriteString(`<div style="` + mailWide + `"><table style="` + mailTable + `"><tr>`)
	for i, c := range t.Columns {
		tag(b, "th", mailHead+align(i), c)
	}
	b.WriteString("</tr>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, c := range row {
			style := mailCell + align(i)
			if utf8.RuneCountInString(c) <= mailWhole {
				style += ";white-space:nowrap"
			}
			tag(b, "td", style, c)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></div>")
	if t.More > 0 {
		tag(b, "p", mailSmall, "and "+plural(t.More, "more row"))
	}
}

func tag(b *strings.Builder, name, style, text string) {
	b.WriteString("<" + name + ` style="` + style + `">` + html.EscapeString(text) + "</" + name + ">")
}
