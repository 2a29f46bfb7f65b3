#!/bin/sh
# do - everything one does with this project: ./do TASK. ./do alone lists the tasks.
# Works on a Debian 12 that has only git: what is missing is installed with apt, and said.
set -eu
cd "$(dirname "$0")"

# What each task needs, by Debian package.
packages_build='gcc libc6-dev meson ninja-build pkgconf
    libxxhash-dev libutf8proc-dev libjansson-dev libyaml-dev zlib1g-dev libzstd-dev libsodium-dev
    libsqlite3-dev libcurl4-gnutls-dev libexpat1-dev unixodbc-dev libpcre2-dev libcmocka-dev
    libmpfr-dev libcmark-dev libpango1.0-dev libcairo2-dev fonts-noto-core fonts-droid-fallback tzdata'
packages_test='python3 zstd clang-14 libclang-rt-14-dev clang-format-14 cppcheck shellcheck
    libsqliteodbc odbc-postgresql postgresql poppler-utils qpdf openssl'
packages_bench='python3'

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
}

# part NAME COMMAND...: one part of the tests. Its last line "NAME: N passed, N failed" is added up; a
# command that ends without one, or badly while it claims that all passed, is one failure.
part() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    echo 1 >build/part.status
    { "$@" && echo 0 >build/part.status; } 2>&1 | tee build/part.log
    read -r status <build/part.status
    counts=$(tail -n 1 build/part.log |
        sed -n 's/^.*: \([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p')
    case "$status $counts" in
    "0 ") counts='1 0' ;;
    "1 ") counts='0 1' ;;
    "1 "*" 0") counts="${counts% 0} 1" ;;
    esac
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

say() {
    printf '\n%s\n' "$*"
}

# show COMMAND...: say what is run, then run it.
show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

# who SOURCE ACTION: the person of a source's last row, shown, or her history.
who() {
    row=$(($(wc -l <"$home/extracts/$1.csv") - 1))
    show build/cantref entity "$2" "$1:$row" -C "$home"
}

# arrives SOURCE ROW: the source's next extract has one row more.
arrives() {
    printf '\n+ %s.csv: %s\n' "$1" "$2"
    printf '%s\n' "$2" >>"$home/extracts/$1.csv"
    show build/cantref ingest "$1" -C "$home"
}

# becomes SOURCE KEY ROW: … has another row in place of the one of that key.
becomes() {
    printf '\n~ %s.csv: %s\n' "$1" "$3"
    sed -i "\\|^$2|d" "$home/extracts/$1.csv"
    printf '%s\n' "$3" >>"$home/extracts/$1.csv"
    show build/cantref ingest "$1" -C "$home"
}

# A tenant whom nobody knew, from day to day. She is made up, as all are.
demo_story() {
    home=demo/home
    say 'Now a home, in which the picture is kept right as records arrive, change and go.'
    show build/cantref init "$home" --example --people 5000
    show build/cantref status -C "$home"

    say 'Council tax opens an account. Nobody else knows her yet.'
    arrives council_tax \
        '99000001,MISS C E PENHALLOW,12 LIME KILN ROAD LLANFEDWEN,CY5 5QZ,,B,01/09/2026,,'
    say 'The housing team lets a flat. Who is the new tenant? Council tax has her.'
    arrives housing \
        'T99000001/1,Miss,Carys,Penhallow,14,3,1994,QQ 12 34 56 C,,,,12,Lime Kiln Road,Llanfedwen,CY5 5QZ,07700 900123,,01-Sep-2026,'
    who housing show
    say 'Social care knows her by another form of her name, and by her date of birth.'
    arrives social_care \
        '99000001,Ms,Caris,Penhallow,,14/03/1994,,Female,,12,Lime Kiln Road,,Llanfedwen,CY5 5QZ,07700900123,Carer,05/09/2026'
    who social_care show

    say 'She moves. Housing hears of it first: social care and council tax have the old address.'
    becomes housing T99000001/1 \
        'T99000001/1,Miss,Carys,Penhallow,14,3,1994,QQ 12 34 56 C,,,,7,Brewery Lane,Llanfedwen,CY5 5QX,07700 900123,,01-Oct-2026,'
    becomes council_tax 99000001 \
        '99000001,MISS C E PENHALLOW,7 BREWERY LANE LLANFEDWEN,CY5 5QX,,B,01/10/2026,,'
    who housing show

    say 'She marries. Her name is another in two systems; she is who she was, and has the same id.'
    becomes housing T99000001/1 \
        'T99000001/1,Mrs,Carys,Morgan,14,3,1994,QQ 12 34 56 C,,,,7,Brewery Lane,Llanfedwen,CY5 5QX,07700 900123,,01-Oct-2026,'
    becomes council_tax 99000001 \
        '99000001,MRS C E MORGAN,7 BREWERY LANE LLANFEDWEN,CY5 5QX,,B,01/10/2026,,'
    who housing show
    who housing history

    say 'A reviewer takes social care to speak of somebody else, and then sees that it was right.'
    row=$(($(wc -l <"$home/extracts/social_care.csv") - 1))
    id=$(build/cantref entity show "social_care:$row" -C "$home" | sed -n '1s/:.*//p')
    show build/cantref entity split "$id" "social_care:$row" --as ann -C "$home"
    show build/cantref entity decisions -C "$home"
    show build/cantref entity undo 1 --as ann -C "$home"
    who social_care show

    say 'After all of that: would linking everything at once say anything else?'
    show build/cantref model compare -C "$home"
    demo_purposes
}

# refused COMMAND...: show, of what must be refused.
refused() {
    printf '\n$ %s\n' "$*"
    status=0
    "$@" 2>&1 || status=$?
    [ "$status" -eq 77 ] || fail "exit status $status, not 77: $*"
    printf '(exit status 77)\n'
}

# Who may see what of her, for what, and how she learns of it.
demo_purposes() {
    say 'She left an account behind at her old address. Those who review the data see that it is hers.'
    arrives council_tax \
        '99000002,MISS C E PENHALLOW,12 LIME KILN ROAD LLANFEDWEN,CY5 5QZ,,B,01/09/2026,30/09/2026,'
    show build/cantref find penhallow lime kiln --purpose data_quality_review -C "$home"

    say 'Now an officer looks her up. Nobody sees anything without saying what for.'
    refused build/cantref find penhallow lime kiln -C "$home"
    say 'Council tax billing has two accounts, and nothing that says that they are of one person: only
social care knows that, which council tax may not use.'
    show build/cantref find penhallow lime kiln --purpose council_tax_billing -C "$home"
    show build/cantref find morgan brewery lane --purpose council_tax_billing -C "$home"
    say 'Housing benefit sees other fields and joins other sources. Under each purpose she has another id.'
    row=$(($(wc -l <"$home/extracts/housing.csv") - 1))
    show build/cantref view "housing:$row" --purpose housing_benefit_and_reduction --case HB-1 -C "$home"
    say 'Social care may see why she is known to it, in a case.'
    row=$(($(wc -l <"$home/extracts/social_care.csv") - 1))
    refused build/cantref view "social_care:$row" --purpose adult_social_care_assessment -C "$home"
    show build/cantref view "social_care:$row" --purpose adult_social_care_assessment --case SC-17 \
        -C "$home"

    say 'She asks who looked at her data. (The last of it; the whole of it is longer.)'
    printf '\n$ build/cantref my social_care:%s -C %s\n' "$row" "$home"
    build/cantref my "social_care:$row" -C "$home" | sed -n '1,22p'

    say 'The log that says so is signed, and anybody can check it.'
    show build/cantref-verify "$home/data/log" --key "$home/keys/log.pub"
    say 'Somebody changes one byte of it, to hide a look.'
    bundle=$(find "$home/data/log/tile/entries" -type f | sort | tail -1)
    cp "$bundle" "$bundle.kept"
    printf '\377' | dd of="$bundle" bs=1 seek=200 conv=notrunc 2>/dev/null
    mv "$bundle.kept" "$home/run/bundle"
    printf '\n$ build/cantref-verify %s --key %s\n' "$home/data/log" "$home/keys/log.pub"
    if build/cantref-verify "$home/data/log" --key "$home/keys/log.pub"; then
        fail 'the verifier has not seen it'
    fi
    mv "$home/run/bundle" "$bundle"
    demo_events
}

# mistaken COMMAND...: it must find a mistake in what it reads.
mistaken() {
    printf '\n$ %s\n' "$*"
    status=0
    "$@" 2>&1 || status=$?
    [ "$status" -eq 65 ] || fail "exit status $status, not 65: $*"
    printf '(exit status 65)\n'
}

# demo_month - what follows the event, played through day by day.
demo_month() {
    mkdir -p "$home/write-back"
    printf '%s\n' 'letters:' \
        '  return_address: [Example Council, Civic Centre, Llanfedwen, CY5 5AA]' \
        '  telephone: 01632 960000' 'update:' '  council_tax: write-back' >"$home/delivery.yaml"
    say 'What is to be done is done: teams have tasks, by the clocks of the law; a letter waits for print.'
    show build/cantref work --until-idle -C "$home"
    show build/cantref task list --due "$(date -d '4 days' +%Y-%m-%d)" \
        --purpose bereavement_support --case B-17 -C "$home"
    show build/cantref letter list -C "$home"
    show build/cantref letter batch -C "$home"
    show build/cantref letter batch confirm 1 -C "$home"
    say 'A team says what it has done. A month passes, in seconds: what is not done in time is escalated.'
    task=$(build/cantref task list --purpose bereavement_support --case B-17 -C "$home" |
        sed -n 's/^ *\([0-9]*\)  task: Pause reminders.*/\1/p')
    show build/cantref task 'done' "$task" --because 'no reminder is due' \
        --purpose bereavement_support --case B-17 -C "$home"
    for days in 3 10 20 30; do
        show build/cantref work --until-idle --day "$(date -d "$days days" +%Y-%m-%d)" -C "$home"
    done
    show build/cantref task list --team bereavement --day "$(date -d '30 days' +%Y-%m-%d)" \
        --purpose bereavement_support --case B-17 -C "$home"
    show build/cantref process show "$event" --purpose bereavement_support --case B-17 -C "$home"
}

demo_events() {
    say 'Somebody has died. Mair Trevelyan tells the council, once, on the telephone.'
    printf '%s\n' >>"$home/extracts/social_care.csv" \
        '99000003,Mr,Ivor,Trevelyan,,02/03/1941,,Male,,3,Quarry Row,,Llanfedwen,CY5 5QQ,07700900333,Older Person,05/09/2024' \
        '99000004,Mrs,Mair,Trevelyan,,11/06/1944,,Female,,3,Quarry Row,,Llanfedwen,CY5 5QQ,07700900334,Carer,05/09/2024'
    build/cantref ingest social_care -C "$home" >/dev/null
    arrives council_tax \
        '99000003,MR I TREVELYAN,3 QUARRY ROW LLANFEDWEN,CY5 5QQ,,C,01/04/1994,,'
    say 'Council tax billing knows of nobody else at that address; bereavement support finds her, too.'
    show build/cantref find mair trevelyan quarry row --purpose council_tax_billing -C "$home"
    show build/cantref find trevelyan --purpose bereavement_support --case B-17 -C "$home"
    id=$(build/cantref find ivor trevelyan --purpose bereavement_support --case B-17 -C "$home" |
        sed -n '1s/ .*//p')
    happened=$(date -d '8 days ago' +%Y-%m-%d)
    show build/cantref event tell bereavement --subject "$id" --happened "$happened" \
        --told-by partner --channel phone --answer home_is=owned --answer adults_left=1 \
        --teller 'Mair Trevelyan, 3 Quarry Row, Llanfedwen CY5 5QQ, 07700 900334' \
        --answer death_registered=yes --purpose bereavement_support --case B-17 -C "$home"
    event=$(build/cantref event list --purpose bereavement_support --case B-17 -C "$home" |
        sed -n '1s/ .*//p')
    show build/cantref event confirm "$event" --why 'seen the certificate' \
        --purpose bereavement_support --case B-17 -C "$home"
    say 'What is owed now, by which law, by when; what is not, and why; what somebody has to find out first.'
    show build/cantref duty ledger "$event" --purpose bereavement_support --case B-17 -C "$home"
    show build/cantref duty due --within 5d --purpose bereavement_support --case B-17 -C "$home"
    demo_month

    say 'A trigger proposes life events from the data. It is tried over what came before it is switched on.'
    show build/cantref trigger dry-run moving_home/liable_at_a_new_address \
        --from "$(date -d '30 days ago' +%Y-%m-%d)" --to "$(date +%Y-%m-%d)" -C "$home"
    show build/cantref trigger on moving_home/liable_at_a_new_address --why 'tried over a month' \
        -C "$home"
    say 'Carys moves again, and tells council tax alone. That is seen, and becomes an offer, not an act.'
    becomes council_tax 99000001 \
        '99000001,MRS C E MORGAN,3 QUARRY ROW LLANFEDWEN,CY5 5QQ,,B,01/11/2026,,'
    show build/cantref event list --purpose council_tax_billing -C "$home"
    event=$(build/cantref event list --purpose council_tax_billing -C "$home" | sed -n '1s/ .*//p')
    show build/cantref event show "$event" --purpose council_tax_billing -C "$home"

    say 'A council may be quicker than the law asks, and never slower. It tries.'
    mkdir -p "$home/overlays/bereavement"
    printf 'overlay: bereavement\npack_version: 1\n' >"$home/overlays/bereavement/overlay.yaml"
    printf 'duties:\n  - duty: tell_us_once\n    within: 3 months\n' \
        >"$home/overlays/bereavement/duties.yaml"
    mistaken build/cantref pack check bereavement --overlay "$home/overlays/bereavement"
    rm -r "$home/overlays/bereavement"
}

task_demo() {
    build_release cantref
    rm -rf demo
    mkdir demo
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
}

task_build() {
    build_release
    echo 'Built: build/cantref, build/cantref-verify'
}

task_test() {
    need_for_tests
    need chromium
    command -v npm >/dev/null || need npm # brings Debian's Node; another is as good
    passed=0
    failed=0
    mkdir -p build
    part 'build' build_release
    part 'build with sanitizers' build_checked
    part 'unit tests' python3 tests/unit.py build
    # Random trials are many in the fast build; with the sanitizers a few go the same ways.
    part 'unit tests, address and undefined-behaviour sanitizers' \
        env CANTREF_RUNS=40 CANTREF_CYCLES=60 python3 tests/unit.py build-asan
    part 'unit tests, thread sanitizer' \
        env CANTREF_RUNS=20 CANTREF_CYCLES=60 python3 tests/unit.py build-tsan
    part 'command line' python3 tests/cli.py build/cantref
    part 'command line, address and undefined-behaviour sanitizers' \
        python3 tests/cli.py build-asan/cantref --quick
    part 'command line, thread sanitizer' python3 tests/cli.py build-tsan/cantref --threads
    part 'partitions' python3 tests/partition.py build/cantref
    part 'picture' python3 tests/picture.py build/cantref
    part 'sources that are no file' python3 tests/connect.py build/cantref
    part 'due' python3 tests/due.py build/cantref
    part 'deliveries' python3 tests/deliver.py build/cantref build/deliver_once
    part 'arrival' python3 tests/arrival.py build/cantref
    part 'killed' python3 tests/kill.py build/cantref
    part 'trouble' python3 tests/trouble.py build/cantref
    part 'erasure' python3 tests/erasure.py build/cantref
    part 'access' python3 tests/access.py build/cantref
    part 'purposes' python3 tests/purposes.py build/cantref
    part 'events' python3 tests/events.py build/cantref
    part 'processes' python3 tests/process.py build/cantref
    part 'inward' python3 tests/inward.py build/cantref
    part 'processes killed' python3 tests/process_kill.py build
    part 'cantref work killed' python3 tests/work_kill.py build
    part 'how people are reached' python3 tests/contacts.py build/cantref
    part 'letters' python3 tests/letters.py build
    part 'mutants of the access decision' python3 tests/mutants.py build
    part 'simulated' build/cantref simulate --seeds 100000
    part 'planted' python3 tests/planted.py build
    part 'audit log' python3 tests/verify.py build
    part 'audit log told' python3 tests/audit_log.py build/cantref
    part 'browser' python3 tests/browser.py build/cantref
    part 'benchmark tools' python3 tests/bench.py
    part 'FEEL' python3 tests/feel.py build/bench/dmn_tck
    part 'hard pairs' python3 tests/hard_pairs.py build/cantref
    part 'estimates' python3 tests/estimates.py build/cantref build/bench/errors
    part 'robust' python3 tests/robust.py build/cantref
    part 'failures injected' python3 tests/fault.py build/cantref
    part 'build the fuzzers' build_fuzzers
    part 'fuzz' python3 tests/fuzz.py build-fuzz --runs 20000
    part 'check' python3 tests/check.py build
    printf '\n%s passed, %s failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}

task_bench() {
    # shellcheck disable=SC2086 # the list is meant to split
    need $packages_bench
    what=${1:-}
    case $what in
    accuracy | peers | scale | performance | store | live | find | view | access | feel | feel-speed | mustache | trigger | audit | process | reliability) shift ;;
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
./do demo            an example council, linked; then people, purposes and life events in a home
./do test            everything that is checked, the sanitizers and a short fuzz included
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
