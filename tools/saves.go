package tools

import (
	"context"
	"regexp"
	"strings"

	"watchtower/answer"
	"watchtower/fleet"
	"watchtower/store"
)

// saved is the answer of every save: what it was and whether it is new.
func saved(what string, created bool, facts ...answer.Fact) answer.Answer {
	verb := "updated"
	if created {
		verb = "added"
	}
	return answer.Answer{Kind: answer.Result, Headline: what + " is " + verb + ".", Facts: kept(facts)}
}

// proposed is the same before the yes.
func proposed(what string, facts ...answer.Fact) answer.Answer {
	return answer.Answer{Headline: "Save " + what + "?", Facts: kept(facts)}
}

func kept(facts []answer.Fact) []answer.Fact {
	var out []answer.Fact
	for _, f := range facts {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

type driverSaveArgs struct {
	Name    string `json:"name"`
	Phone   string `json:"phone,omitempty" jsonschema:"0803... or +234..."`
	Licence string `json:"licence,omitempty"`
	Active  *bool  `json:"active,omitempty" jsonschema:"false when the driver has left"`
}

func driverSave(d *desk) *Tool {
	t := newTool("driver_save", "Add a driver or update one, found by name.", d.driverSave)
	t.Write = true
	return t
}

func (d *desk) driverSave(ctx context.Context, call *Call, in driverSaveArgs) (answer.Answer, error) {
	phone, err := phoneE164(in.Phone)
	if err != nil {
		return answer.Answer{}, err
	}
	facts := []answer.Fact{{Label: "Licence", Value: in.Licence}}
	if call.DryRun {
		return proposed("driver "+in.Name, facts...), checkName(in.Name)
	}
	if err := checkName(in.Name); err != nil {
		return answer.Answer{}, err
	}
	created, err := d.store.SaveDriver(ctx, store.DriverEdit{Name: squeeze(in.Name), Phone: phone, Licence: in.Licence, Active: in.Active})
	return saved("Driver "+in.Name, created, facts...), err
}

type clientSaveArgs struct {
	Name    string `json:"name"`
	Contact string `json:"contact,omitempty" jsonschema:"person to call"`
	Phone   string `json:"phone,omitempty"`
}

func clientSave(d *desk) *Tool {
	t := newTool("client_save", "Add a client or update one, found by name.", d.clientSave)
	t.Write = true
	return t
}

func (d *desk) clientSave(ctx context.Context, call *Call, in clientSaveArgs) (answer.Answer, error) {
	phone, err := phoneE164(in.Phone)
	if err != nil {
		return answer.Answer{}, err
	}
	if err := checkName(in.Name); err != nil {
		return answer.Answer{}, err
	}
	facts := []answer.Fact{{Label: "Contact", Value: in.Contact}}
	if call.DryRun {
		return proposed("client "+in.Name, facts...), nil
	}
	created, err := d.store.SaveClient(ctx, fleet.Client{Name: squeeze(in.Name), Contact: in.Contact, Phone: phone})
	return saved("Client "+in.Name, created, facts...), err
}

// squeeze trims a name and makes its spaces single.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func checkName(s string) error {
	if n := len(fleet.Key(s)); n < 2 || len(s) > 80 {
		return &fleet.Error{Kind: fleet.Invalid, Field: "name", Message: "A name needs 2 to 80 characters, letters or digits among them."}
	}
	return nil
}

var phoneDigits = regexp.MustCompile(`^\+?[0-9]{10,15}$`)

// phoneE164 reads a Nigerian number as people write it (0803...) or any number
// with its country code, and keeps E.164.
func phoneE164(s string) (string, error) {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(s)
	if digits == "" {
		return "", nil
	}
	if !phoneDigits.MatchString(digits) {
		return "", &fleet.Error{Kind: fleet.Invalid, Field: "phone", Message: "That is not a telephone number. Write it like 0803 123 4567 or +234 803 123 4567."}
	}
	national := strings.TrimPrefix(digits, "0")
	switch {
	case strings.HasPrefix(digits, "+"):
		return digits, nil
	case strings.HasPrefix(digits, "00"):
		return "+" + digits[2:], nil
	case strings.HasPrefix(digits, "234"):
		return "+" + digits, nil
	case len(national) > 10:
		return "", &fleet.Error{Kind: fleet.Invalid, Field: "phone", Message: "Which country is that number of? Write + and the country code first, like +234 803 123 4567."}
	}
	return "+234" + national, nil
}
