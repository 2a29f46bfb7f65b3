#!/bin/sh
# do - everything one does with this project: ./do TASK. ./do alone lists the tasks.
# Works on a Debian 12 that has only git: what is missing is installed with apt, and said.
set -eu
cd "$(dirname "$0")"

# What each task needs, by Debian package.
packages_build='gcc libc6-dev meson ninja-build pkgconf
    libxxhash-dev libutf8proc-dev libjansson-dev libjose-dev libyaml-dev zlib1g-dev libzstd-dev libsodium-dev
    libsqlite3-dev libcurl4-gnutls-dev libexpat1-dev unixodbc-dev libpcre2-dev libcmocka-dev
    libmpfr-dev libcmark-dev libpango1.0-dev libcairo2-dev fonts-noto-core fonts-droid-fallback tzdata'
packages_test='python3 zstd clang-14 libclang-rt-14-dev clang-format-14 cppcheck shellcheck
    libsqliteodbc odbc-postgresql postgresql poppler-utils qpdf openssl gdb'
packages_bench='python3'
packages_demo='python3' # the partner's system of the story

: "${CANTREF_SHARED:=../shared}" # labelled data for some tests and for bench; not needed otherwise
case $CANTREF_SHARED in
/*) ;;
*) CANTREF_SHARED=$PWD/$CANTREF_SHARED ;;
esac
export CANTREF_SHARED

fail() {
    printf 'do: %s\n' "$1" >&2
    exit 1
}

# need PACKAGE...: install those that are missing, and only then ask the network for anything.
need() {
    command -v dpkg-query >/dev/null || return 0 # not Debian: the build says what it misses
    installed=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package} ' "$@" 2>/dev/null || true)"
    missing=
    for package in "$@"; do
        case $installed in
        *" ii $package "*) ;;
        *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "as root, run first: apt-get install$missing"
        as_root=sudo
    fi
    printf 'Installing with apt:%s\n' "$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # the list is meant to split
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# need_nginx: any that is there, or Debian's light one. Debian starts what it installs, on port 80 and
# for everybody; this project starts its own.
need_nginx() {
    ! command -v nginx >/dev/null && [ ! -x /usr/sbin/nginx ] || return 0
    rules=/usr/sbin/policy-rc.d
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    if [ -e "$rules" ]; then
        need nginx-light
        return 0
    fi
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$rules" >/dev/null
    $as_root chmod 755 "$rules"
    installed=0
    need nginx-light || installed=$?
    $as_root rm -f "$rules"
    return "$installed"
}

# configure FOLDER OPTION...: set a build folder up, once.
configure() {
    folder=$1
    shift
    [ -f "$folder/build.ninja" ] || meson setup "$folder" "$@" >"$folder.log" 2>&1 || {
        cat "$folder.log"
        rm -rf "$folder"
        return 1
    }
    rm -f "$folder.log"
}

# make FOLDER TARGET...: build what is out of date, and say nothing when nothing is.
make() {
    folder=$1
    shift
    case $(ninja -C "$folder" -n "$@") in
    *'no work to do'*) return 0 ;;
    esac
    printf 'Building in %s\n' "$folder"
    if [ -t 1 ]; then
        ninja -C "$folder" "$@"
    else
        ninja -C "$folder" --quiet "$@"
    fi
}

build_release() {
    # shellcheck disable=SC2086 # the list is meant to split
    need $packages_build
    export CC=gcc
    configure build && make build "$@"
}

# build_assets: what pages look like, into build/assets, when anything of it is newer. Pages stand
# without; so where no npm is, only the tasks that serve ask for it (need_npm).
build_assets() {
    command -v npm >/dev/null || return 0
    [ -z "$(find assets -newer build/assets/manifest.json 2>&1)" ] && return 0
    fetch_npm assets build/assets-npm
    node assets/build.mjs build/assets-npm/node_modules build/assets
}

# fetch_npm FROM TO: what FROM/package-lock.json pins, into TO/node_modules.
fetch_npm() {
    cmp -s "$1/package-lock.json" "$2/package-lock.json" && return 0
    printf 'Fetching what %s/package-lock.json pins\n' "$1"
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2"
    (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --silent) || {
        rm -f "$2/package-lock.json"
        fail "npm could not fetch what $1 needs"
    }
}

need_npm() {
    command -v npm >/dev/null || need npm # brings Debian's Node; another is as good
}

build_checked() { # with the sanitizers, each in its folder; warnings are errors here
    export CC=gcc
    configure build-asan -Doptimization=1 -Dwerror=true \
        -Db_sanitize=address,undefined -Dc_args=-fno-sanitize-recover=all || return 1
    make build-asan || return 1
    configure build-tsan -Doptimization=1 -Dwerror=true -Db_sanitize=thread || return 1
    make build-tsan
}

build_fuzzers() {
    export CC=clang-14
    configure build-fuzz -Doptimization=1 -Dwerror=true -Dtests=false -Dfuzzers=true \
        -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fno-sanitize-recover=all || return 1
    make build-fuzz
}

need_for_tests() {
    # shellcheck disable=SC2086 # the lists are meant to split
    need $packages_build $packages_test
    need_nginx
}

say() {
    printf '\n%s\n' "$*"
}

task_demo() {
    build_release cantref cantref-verify
    need_npm
    need_nginx
    build_assets
    rm -rf demo
    mkdir demo
    need $packages_demo
    # shellcheck source=story.sh
    . ./story.sh
    show build/cantref example demo/council
    set --
    for table in demo/council/*.csv; do
        case $table in
        */truth.csv | */cases.csv) ;; # the answers, for --truth
        *) set -- "$@" "$table" ;;
        esac
    done
    show build/cantref link "$@" -o demo/linked --truth demo/council/truth.csv
    demo_story
    cat <<'END'

Open demo/linked/report.html in a browser. Then try:
  build/cantref explain demo/linked council_tax:1       why a row is who it is
  build/cantref source infer demo/council/council_tax.csv   what each column was taken for
  build/cantref purpose show council_tax_billing -C demo/home   who may see what, by which law
  build/cantref pack show bereavement                    what is asked, owed and done after a death
  build/cantref help link                               your own tables
  build/cantref help init                               a home of your own council
END
    demo_pages
}

task_build() {
    build_release
    build_assets
    echo 'Built: build/cantref, build/cantref-verify'
}

# task_test [--long] [WORD...]: with --long, kills, simulated worlds and fuzzed inputs in the numbers
# that are published; with words, the parts in whose names one stands.
task_test() {
    need_for_tests
    need chromium
    need_npm
    { build_release && build_assets && fetch_npm tests/web build/web && build_checked && build_fuzzers; } || {
        printf '\n0 passed, 1 failed\n'
        exit 1
    }
    python3 tests/parts.py "$@"
}

task_bench() {
    # shellcheck disable=SC2086 # the list is meant to split
    need $packages_bench
    what=${1:-}
    case $what in
    accuracy | peers | scale | performance | store | live | find | view | access | feel | feel-speed | mustache | trigger | audit | process | web | reliability) shift ;;
    *) what=run ;;
    esac
    case $what in
    accuracy) build_release cantref bench/errors ;;
    performance) build_release cantref bench/bandwidth ;;
    store) build_release cantref bench/store ;;
    live) build_release cantref bench/one_by_one ;;
    access) build_release cantref bench/decisions ;;
    feel) build_release bench/dmn_tck ;;
    feel-speed) build_release bench/feel_speed ;;
    mustache) build_release cantref bench/mustache_speed ;;
    find) build_release cantref bench/finds ;;
    view) build_release cantref bench/views ;;
    audit) build_release cantref cantref-verify bench/audit_load ;;
    process) build_release bench/process_bench ;;
    web)
        need_nginx
        need chromium
        need_npm
        build_release cantref bench/web_load bench/slow_sync.so
        build_assets
        fetch_npm tests/web build/web
        ;;
    reliability) build_release ;;
    *) build_release cantref ;;
    esac
    if { [ "$what" = peers ] || [ "$what" = live ]; } && ! python3 -c 'import ensurepip' 2>/dev/null; then
        need python3-venv
    fi
    python3 "bench/$(printf %s "$what" | tr - _).py" "$@"
}

task_check() {
    need_for_tests
    build_release
    python3 tests/check.py build
}

task_fuzz() {
    need_for_tests
    build_fuzzers
    python3 tests/fuzz.py build-fuzz --seconds "${1:-60}"
}

task_welsh() {
    need clang-format-14
    python3 tests/welsh.py --sort
    python3 tests/welsh.py >docs/welsh.md
}

task_clean() {
    rm -rf build build-asan build-tsan build-fuzz demo
}

tasks() {
    cat <<END
./do demo            an example council, linked; people, purposes and life events in a home; its pages
./do test [WORD...]  everything that is checked, the sanitizers and a short fuzz included; with words,
                     the parts in whose names one stands; --long: kills, simulated worlds and
                     fuzzed inputs in the numbers of the docs
./do build           the optimised programs, build/cantref and build/cantref-verify
./do bench           measure time, memory and accuracy; writes its part of docs/benchmarks.md
./do bench peers     the same beside Splink and GoldenMatch, from PyPI; writes its part
./do bench scale     how cost grows with the rows, --long to ten million; writes its part
./do bench accuracy  what is got wrong, and why; writes docs/accuracy.md
./do bench performance  where the time goes, stage by stage; writes docs/performance.md
./do bench store     durable commits a second, alone and many at once; writes its part
./do bench live      a home of a million records: first load, one at a time, many at once; its part
./do bench access    access decisions a second, each with its reason; writes its part
./do bench feel      the DMN TCK's cases, passed and failed by folder; TCK=DIR: of another copy
./do bench feel-speed  conditions a second on one core; writes its part
./do bench mustache  pages from templates a second on one core, beside npm's mustache; its part
./do bench find      finding people among a million records by what is typed; its part
./do bench view      views of people among a million records, alone and audited; its part
./do bench trigger   what a trigger costs when a record arrives; its part
./do bench audit     the audit log: durable leaves a second, proofs; --long: of ten million; its part
./do bench process   durable steps a second of processes, starts, a kill, a million open ones; its part
./do bench web       200 pages a second of 300,000 residents, a slow disk, overload; its part
./do bench reliability  power cuts, kills, random histories; writes docs/reliability.md; --long
./do check           format, lint, layering, banned calls
./do fuzz [SECONDS]  fuzz each parser for SECONDS (60)
./do welsh           put the Welsh in order; writes docs/welsh.md, what a translator has to check
./do clean           remove what was built and the demo
END
}

task=${1:-}
[ $# -eq 0 ] || shift
case $task in
'') tasks ;;
demo | test | build | bench | check | fuzz | welsh | clean) "task_$task" "$@" ;;
*) fail "no task \"$task\"; ./do alone lists them" ;;
esac
