package migrations

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
)

// Hash names this set of migrations: it changes when any file does.
func Hash() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(Files, path)
		h.Write([]byte(path))
		h.Write(body)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
