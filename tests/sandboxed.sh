#!/bin/sh
# sandboxed.sh - the program of ./do build with its calls confined as those of cantref serve; for
# tests that take a program.
folder=$(dirname "$0")/../build
exec env LD_PRELOAD="$folder/sandboxed.so" "$folder/cantref" "$@"
