package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// loadConfig reads the environment and reports every fault at once, those of
// what the named parts need among them.
func loadConfig(parts ...string) (Config, error) {
	environment := env.ToMap(os.Environ())
	faults := readSecretFiles(environment)
	cfg, err := env.ParseAsWithOptions[Config](env.Options{Environment: environment})
	for key, fault := range unreadable(err, environment) {
		faults[key] = fault
	}
	if err != nil && len(faults) == 0 {
		return cfg, fmt.Errorf("configuration: %w", err)
	}
	for _, f := range cfg.faults(parts) {
		if _, told := faults[f.key]; !told {
			faults[f.key] = f.err
		}
	}
	all := make([]error, 0, len(faults))
	for _, key := range slices.Sorted(maps.Keys(faults)) {
		all = append(all, faults[key])
	}
	return cfg, errors.Join(all...)
}

// readSecretFiles fills NAME from the file that NAME_FILE names, and gives the
// faults by key.
func readSecretFiles(environment map[string]string) map[string]error {
	faults := map[string]error{}
	for _, key := range secretKeys {
		path := environment[key+"_FILE"]
		if path == "" || environment[key] != "" {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			faults[key] = fmt.Errorf("%s_FILE names a file that cannot be read", key)
			continue
		}
		environment[key] = strings.TrimSpace(string(body))
	}
	return faults
}

var secretKeys = []string{"DATABASE_URL", "REDIS_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "OPENAI_API_KEY", "LOCONAV_TOKEN", "SHEETS_KEY",
	"WEBHOOK_HMAC_SECRETS", "WEBHOOK_PATH_TOKEN", "WEBHOOK_STATIC_VALUE", "OUT_WEBHOOKS", "SMTP_PASSWORD"}

// unreadable tells by key which values are not of their field's type. No secret
// is among them: every text is a valid one.
func unreadable(err error, environment map[string]string) map[string]error {
	faults := map[string]error{}
	all, _ := errors.AsType[env.AggregateError](err)
	for _, e := range all.Errors {
		p, ok := errors.AsType[env.ParseError](e)
		field, known := reflect.TypeFor[Config]().FieldByName(p.Name)
		if !ok || !known {
			continue
		}
		key := field.Tag.Get("env")
		faults[key] = fmt.Errorf("%s must be %s, not %q", key, example(field.Type), environment[key])
	}
	return faults
}

// example describes the values of a type to who has to type one.
func example(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[bool]():
		return "true or false"
	case t.PkgPath() == "time":
		return "a time like 12s"
	}
	return "a whole number"
}
