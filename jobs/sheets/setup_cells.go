package sheets

import (
	"fmt"

	gsheets "google.golang.org/api/sheets/v4"

	"watchtower/fleet/sheet"
)

// formatOf keeps dates dates, and numbers that are names as they are typed.
func formatOf(c sheet.Column) *gsheets.NumberFormat {
	switch c.Type {
	case sheet.Moment:
		return &gsheets.NumberFormat{Type: "DATE_TIME", Pattern: momentPattern}
	case sheet.Digits, sheet.Phone, sheet.Name, sheet.Code:
		return &gsheets.NumberFormat{Type: "TEXT"}
	}
	return nil
}

// ruleOf offers what a cell may hold; anything else gets a warning from the
// spreadsheet, and is judged by the sync.
func ruleOf(c sheet.Column, all map[sheet.Kind]*layout) *gsheets.DataValidationRule {
	var condition *gsheets.BooleanCondition
	switch {
	case c.Type == sheet.YesNo:
		condition = oneOf("yes", "no")
	case c.Type == sheet.Option:
		condition = oneOf(c.Options...)
	case c.Name == "container_size":
		condition = oneOf("20", "40")
	case c.Type == sheet.Refer:
		l := all[c.Table]
		col := letters(l.tab.columns[c.Table.Key().Name])
		condition = &gsheets.BooleanCondition{Type: "ONE_OF_RANGE", Values: []*gsheets.ConditionValue{
			{UserEnteredValue: fmt.Sprintf("='%s'!$%s$%d:$%s", l.title, col, l.header+2, col)}}}
	default:
		return nil
	}
	return &gsheets.DataValidationRule{Condition: condition, ShowCustomUi: true}
}

func oneOf(values ...string) *gsheets.BooleanCondition {
	c := &gsheets.BooleanCondition{Type: "ONE_OF_LIST"}
	for _, v := range values {
		c.Values = append(c.Values, &gsheets.ConditionValue{UserEnteredValue: v})
	}
	return c
}

// letters is a column as people name it: 0 is A.
func letters(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
