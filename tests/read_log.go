// read_log.go - reads an access log with Go's own packages of C2SP logs (sumdb/note, sumdb/tlog), which
// know nothing of Cantref: for tests/verify.py, which copies it into a module beside them.
//
//	read_log LOGDIR KEYFILE
//
// The checkpoint's signature is checked, and each leaf of the bundles proved to be in the tree by an
// inclusion proof made from the tiles; each checkpoint of the journal too. Prints how many leaves.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"readlog/note"
	"readlog/tlog"
)

const width = 256

var folder string

// tiles reads tiles of height 8. tlog-tiles leaves out the height that the package's paths have.
type tiles struct{}

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (tiles) ReadTiles(wanted []tlog.Tile) (found [][]byte, err error) {
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, bytes)
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func checkpoint(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		log.Fatalf("a checkpoint of %d lines, of %q", len(lines), lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	if copy(tree.Hash[:], root) != tlog.HashSize || len(root) != tlog.HashSize {
		log.Fatal("a root that is no hash")
	}
	return tree
}

func bundlePath(number, size int64) string {
	tile := tlog.Tile{H: 8, L: 0, N: number, W: width}
	if size-number*width < width {
		tile.W = int(size - number*width)
	}
	return "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
}

func entries(bytes []byte) (leaves [][]byte) {
	for len(bytes) > 0 {
		end := 2 + int(binary.BigEndian.Uint16(bytes))
		leaves = append(leaves, bytes[2:end])
		bytes = bytes[end:]
	}
	return leaves
}

// published proves every leaf that is in tiles.
func published(tree tlog.Tree) (hashes []tlog.Hash) {
	reader := tlog.TileHashReader(tree, tiles{})
	for number := int64(0); number*width < tree.N; number++ {
		bytes, err := os.ReadFile(filepath.Join(folder, bundlePath(number, tree.N)))
		must(err)
		for _, leaf := range entries(bytes) {
			at, hash := int64(len(hashes)), tlog.RecordHash(leaf)
			proof, err := tlog.ProveRecord(tree.N, at, reader)
			must(err)
			must(tlog.CheckRecord(proof, tree.N, tree.Hash, at, hash))
			hashes = append(hashes, hash)
		}
	}
	if int64(len(hashes)) != tree.N {
		log.Fatalf("%d leaves, and the checkpoint says %d", len(hashes), tree.N)
	}
	return hashes
}

// journal holds each of its checkpoints against the tree that the package makes of all leaves.
func journal(tree tlog.Tree, hashes []tlog.Hash, verifier note.Verifier) int64 {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	size := int64(0)
	add := func(hash tlog.Hash) {
		more, err := tlog.StoredHashesForRecordHash(size, hash, reader)
		must(err)
		stored = append(stored, more...)
		size++
	}
	for _, hash := range hashes {
		add(hash)
	}
	names, err := filepath.Glob(filepath.Join(folder, "journal", "*"))
	must(err)
	for _, name := range names {
		bytes, err := os.ReadFile(name)
		must(err)
		for len(bytes) > 0 && bytes[0] != 0 { // zeros: room made ahead
			var first, count, leafBytes, noteBytes int64
			end := strings.IndexByte(string(bytes), '\n') + 1
			_, err := fmt.Sscanf(string(bytes[:end]), "batch %d %d %d %d\n", &first, &count,
				&leafBytes, &noteBytes)
			must(err)
			bytes = bytes[end:]
			for i, leaf := range entries(bytes[:leafBytes]) {
				if first+int64(i) == size {
					add(tlog.RecordHash(leaf))
				}
			}
			signed := checkpoint(bytes[leafBytes:leafBytes+noteBytes], verifier)
			root, err := tlog.TreeHash(signed.N, reader)
			must(err)
			if root != signed.Hash || signed.N != first+count {
				log.Fatalf("%s: a checkpoint of %d leaves that are others", name, signed.N)
			}
			bytes = bytes[leafBytes+noteBytes:]
		}
	}
	return size
}

func main() {
	log.SetFlags(0)
	folder = os.Args[1]
	key, err := os.ReadFile(os.Args[2])
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	must(err)
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	tree := checkpoint(text, verifier)
	hashes := published(tree)
	fmt.Println(journal(tree, hashes, verifier))
}
