// Checks records of ours, or makes ones for us to check, with the packages tlog and note of
// golang.org/x/mod, which Go itself checks its checksum database with.
//
// Reads one JSON request a line from standard input and answers each with one line.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/mldsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Do                     string
	Entries                []string
	Entry                  string
	Position, Size         int64
	Old, New               int64
	OldRoot, NewRoot, Root string
	Proof                  []string
	Note, Key, Text, Name  string
	Keys                   []string
	Seed                   string
	Time                   uint64
}

type answer struct {
	Ok     bool     `json:"ok"`
	Error  string   `json:"error,omitempty"`
	Root   string   `json:"root,omitempty"`
	Hashes []string `json:"hashes,omitempty"`
	Names  []string `json:"names,omitempty"`
	Note   string   `json:"note,omitempty"`
	Key    string   `json:"key,omitempty"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err = json.Unmarshal(line, &asked); err != nil {
			panic(err)
		}
		given, err := carryOut(&asked)
		given.Ok = err == nil
		if err != nil {
			given.Error = err.Error()
		}
		if err = out.Encode(given); err != nil {
			panic(err)
		}
	}
}

func carryOut(r *request) (answer, error) {
	switch r.Do {
	case "grow":
		return grow(r)
	case "prove-inclusion":
		proof, err := tlog.ProveRecord(r.Size, r.Position, stored)
		return answer{Hashes: toHex(proof)}, err
	case "prove-consistency":
		proof, err := tlog.ProveTree(r.New, r.Old, stored)
		return answer{Hashes: toHex(proof)}, err
	case "root":
		root, err := tlog.TreeHash(r.Size, stored)
		return answer{Root: hex.EncodeToString(root[:])}, err
	case "inclusion":
		return answer{}, inclusion(r, r.Size, r.Root)
	case "consistency":
		proof, err := hashes(r.Proof)
		if err != nil {
			return answer{}, err
		}
		both, err := hashes([]string{r.OldRoot, r.NewRoot})
		if err != nil {
			return answer{}, err
		}
		return answer{}, tlog.CheckTree(proof, r.New, both[1], r.Old, both[0])
	case "open":
		_, names, err := open(r)
		return answer{Names: names}, err
	case "open-and-check-inclusion":
		text, names, err := open(r)
		if err != nil {
			return answer{}, err
		}
		head, err := read(text)
		if err != nil {
			return answer{}, err
		}
		return answer{Names: names}, inclusion(r, head.size, hex.EncodeToString(head.root))
	case "sign":
		signer, err := note.NewSigner(r.Key)
		if err != nil {
			return answer{}, err
		}
		signed, err := note.Sign(&note.Note{Text: r.Text}, signer)
		return answer{Note: string(signed)}, err
	case "cosign-ed25519", "cosign-mldsa":
		return cosign(r)
	}
	panic("unknown request " + r.Do)
}

// --- the tree ---

var kept []tlog.Hash

var stored = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(kept)) {
			return nil, errors.New("no such hash")
		}
		found[i] = kept[index]
	}
	return found, nil
})

func grow(r *request) (answer, error) {
	kept = nil
	for i, entry := range r.Entries {
		data, err := hex.DecodeString(entry)
		if err != nil {
			return answer{}, err
		}
		added, err := tlog.StoredHashes(int64(i), data, stored)
		if err != nil {
			return answer{}, err
		}
		kept = append(kept, added...)
	}
	return answer{}, nil
}

func inclusion(r *request, size int64, root string) error {
	proof, err := hashes(r.Proof)
	if err != nil {
		return err
	}
	of, err := hashes([]string{root})
	if err != nil {
		return err
	}
	entry, err := hex.DecodeString(r.Entry)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, size, of[0], r.Position, tlog.RecordHash(entry))
}

func hashes(texts []string) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		data, err := hex.DecodeString(text)
		if err != nil {
			return nil, err
		}
		if len(data) != tlog.HashSize {
			return nil, errors.New("a hash of another length")
		}
		copy(found[i][:], data)
	}
	return found, nil
}

func toHex(all []tlog.Hash) []string {
	found := make([]string, len(all))
	for i, hash := range all {
		found[i] = hex.EncodeToString(hash[:])
	}
	return found
}

// --- notes ---

func open(r *request) (string, []string, error) {
	var known []note.Verifier
	for _, line := range r.Keys {
		key, err := verifier(line)
		if err != nil {
			return "", nil, err
		}
		known = append(known, key)
	}
	opened, err := note.Open([]byte(r.Note), note.VerifierList(known...))
	if err != nil {
		return "", nil, err
	}
	var names []string
	for _, signature := range opened.Sigs {
		names = append(names, fmt.Sprintf("%s+%08x", signature.Name, signature.Hash))
	}
	return opened.Text, names, nil
}

// The note package knows the signatures of logs only; those of cosigners follow here, from the text
// of tlog-cosignature, with Go's Ed25519 and ML-DSA-44.

type cosigner struct {
	name string
	hash uint32
	kind byte
	key  []byte
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func verifier(line string) (note.Verifier, error) {
	parts := strings.SplitN(line, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) == 0 {
		return nil, errors.New("no key")
	}
	if key[0] == 0x01 {
		return note.NewVerifier(line)
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	return &cosigner{parts[0], uint32(hash), key[0], key[1:]}, nil
}

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) < 8 {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	if c.kind == 0x04 {
		message := fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", time, text)
		return ed25519.Verify(c.key, message, signature[8:])
	}
	message, err := cosigned(c.name, time, string(text))
	if err != nil {
		return false
	}
	public, err := mldsa.NewPublicKey(mldsa.MLDSA44(), c.key)
	return err == nil && mldsa.Verify(public, message, signature[8:], &mldsa.Options{}) == nil
}

func cosigned(name string, time uint64, text string) ([]byte, error) {
	head, err := read(text)
	if err != nil {
		return nil, err
	}
	message := []byte("subtree/v1\n\x00")
	message = append(message, byte(len(name)))
	message = append(message, name...)
	message = binary.BigEndian.AppendUint64(message, time)
	message = append(message, byte(len(head.origin)))
	message = append(message, head.origin...)
	message = binary.BigEndian.AppendUint64(message, 0)
	message = binary.BigEndian.AppendUint64(message, uint64(head.size))
	return append(message, head.root...), nil
}

type checkpoint struct {
	origin string
	size   int64
	root   []byte
}

func read(text string) (*checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return nil, errors.New("no checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return nil, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return nil, err
	}
	return &checkpoint{lines[0], size, root}, nil
}

func cosign(r *request) (answer, error) {
	seed, err := hex.DecodeString(r.Seed)
	if err != nil {
		return answer{}, err
	}
	var public, signature []byte
	if r.Do == "cosign-ed25519" {
		key := ed25519.NewKeyFromSeed(seed)
		public = append([]byte{0x04}, key.Public().(ed25519.PublicKey)...)
		signature = ed25519.Sign(key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", r.Time, r.Text))
	} else {
		key, err := mldsa.NewPrivateKey(mldsa.MLDSA44(), seed)
		if err != nil {
			return answer{}, err
		}
		message, err := cosigned(r.Name, r.Time, r.Text)
		if err != nil {
			return answer{}, err
		}
		public = append([]byte{0x06}, key.PublicKey().Bytes()...)
		if signature, err = key.SignDeterministic(message, &mldsa.Options{}); err != nil {
			return answer{}, err
		}
	}
	raw := append(binary.BigEndian.AppendUint64(nil, r.Time), signature...)
	line := keyLine(r.Name, public)
	id, err := hex.DecodeString(strings.SplitN(line, "+", 3)[1])
	if err != nil {
		return answer{}, err
	}
	encoded := base64.StdEncoding.EncodeToString(append(id, raw...))
	return answer{Note: fmt.Sprintf("— %s %s\n", r.Name, encoded), Key: line}, nil
}

func keyLine(name string, public []byte) string {
	id := sha256.Sum256(append([]byte(name+"\n"), public...))
	return fmt.Sprintf("%s+%x+%s", name, id[:4], base64.StdEncoding.EncodeToString(public))
}
