# story.sh - what ./do demo tells: a made council, linked; its people from day to day, who may see what
# of them for what, and a life event with all that follows. Read by do; $home is the council's home.
# shellcheck shell=sh

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

# as_of DAYS COMMAND...: show, as if so many days had passed.
as_of() {
    day=$(date -d "+$1 days" +%Y-%m-%d)
    shift
    show build/cantref "$@" --day "$day" -C "$home"
}

# quietly DAYS COMMAND...: the same without a word.
quietly() {
    day=$(date -d "+$1 days" +%Y-%m-%d)
    shift
    build/cantref "$@" --day "$day" -C "$home" >/dev/null
}

# task_of TEXT: the number of the first task in a queue that says so.
task_of() {
    sed -n "s/^ *\([0-9][0-9]*\)  .*$1.*/\1/p" | head -1
}

demo_care() {
    for_care='--purpose adult_social_care_assessment --case SC-18'
    # shellcheck disable=SC2086 # two options
    id=$(build/cantref find ivor trevelyan $for_care -C "$home" | sed -n '1s/ .*//p')
    # shellcheck disable=SC2086
    show build/cantref event tell care --subject "$id" --told-by self --channel phone \
        --happened "$(date -d '2 days ago' +%Y-%m-%d)" --answer is_child=no --answer urgent=no \
        --answer at_risk=no $for_care -C "$home"
    build/cantref work --until-idle -C "$home" >/dev/null
    # shellcheck disable=SC2086
    task=$(build/cantref task list $for_care -C "$home" | task_of 'Decide how soon')
    # shellcheck disable=SC2086
    show build/cantref task decide "$task" planned --because 'his wife helps; no danger' $for_care \
        -C "$home"
    show build/cantref work --until-idle -C "$home"
    show build/cantref letter list -C "$home"
}

# teams DAYS: whoever has something to do does it, each team under its own purpose.
# shellcheck disable=SC2086 # options
teams() {
    for purpose in 'bereavement_support --case B-17' 'council_tax_billing' \
        'electoral_registration' 'adult_social_care_assessment --case SC-18'; do
        queue=$(build/cantref task list --purpose $purpose -C "$home" | grep "^ *[0-9]" || true)
        for task in $(printf '%s\n' "$queue" |
            sed -n 's/^ *\([0-9][0-9]*\)  \(task\|call\|change in a system\):.*/\1/p'); do
            quietly "$1" task 'done' "$task" --because 'done' --purpose $purpose
        done
        for task in $(printf '%s\n' "$queue" | task_of 'decision: Decide whether the entry'); do
            quietly "$1" task decide "$task" removed --because 'two sources agree' \
                --purpose $purpose
        done
    done
}

# found_out DAYS TASK ANSWER: what a team was asked for.
found_out() {
    # shellcheck disable=SC2086 # $for_it is two options
    quietly "$1" task 'done' "$(build/cantref task list $for_it -C "$home" | task_of "$2")" \
        --answer "$3" $for_it
}

# A month and more after the death, in seconds.
# shellcheck disable=SC2086 # $for_it is two options
demo_month() {
    for_it='--purpose bereavement_support --case B-17'
    say 'The engine does what can be done by itself: letters, a notice to the pension fund, an update.
Its partner is down today. What was addressed to Ivor and not yet printed is stopped.'
    port=$(python3 tests/partner.py port)
    mkdir -p "$home/keys" "$home/run/write_back"
    printf 'whsec_%s\n' "$(head -c 32 /dev/urandom | base64)" >"$home/keys/pension_fund.secret"
    chmod 600 "$home/keys/pension_fund.secret"
    cat >"$home/delivery.yaml" <<END
letters:
  return_address: [Example Council, Civic Centre, 1 High Street, Llanfedwen, CY5 5AA]
  telephone: 01632 960000
partners:
  pension_fund:
    url: http://127.0.0.1:$port/events
    addresses: [127.0.0.1]
    secret_file: keys/pension_fund.secret
  advice:
    url: http://127.0.0.1:$port/events
    addresses: [127.0.0.1]
    secret_file: keys/pension_fund.secret
inward:
  pension_fund:
    secret_file: keys/pension_fund.secret
    purpose: bereavement_support
    on_behalf_of: $(id -un)
  advice:
    secret_file: keys/pension_fund.secret
    purpose: bereavement_support
    on_behalf_of: $(id -un)
update:
  council_tax: $PWD/$home/run/write_back
  libraries: $PWD/$home/run/write_back
END
    show build/cantref work --until-idle -C "$home"
    show build/cantref letter list -C "$home"
    show build/cantref task list $for_it -C "$home"

    say 'The next day letters go to the printer: recorded first, then written.'
    as_of 1 letter batch
    ls "$home"/print/*
    as_of 1 letter batch confirm 1
    as_of 1 process show "$event" $for_it

    say 'Two days later the partner is back, and gets the notice, signed, once. It confirms when it is done.'
    partner=$(python3 tests/partner.py serve "$port")
    as_of 2 work --until-idle
    kill "$partner"
    printf '\n$ tests/partner.py confirm keys/pension_fund.secret %s/tell_pension_fund | build/cantref receive …\n' \
        "$event"
    python3 tests/partner.py confirm "$home/keys/pension_fund.secret" "$event/tell_pension_fund" |
        build/cantref receive --partner pension_fund -C "$home"

    say 'Nobody stops the post for him. That is late, and is told to those to whom it is escalated.'
    as_of 5 work --until-idle
    show build/cantref task list --team bereavement $for_it -C "$home"

    python3 tests/partner.py confirm "$home/keys/pension_fund.secret" "$event/refer_to_advice" |
        build/cantref receive --partner advice -C "$home" >/dev/null
    say 'The teams do their work, what is missing is found out, weeks pass.'
    partner=$(python3 tests/partner.py serve "$port")
    found_out 6 'find out: Use Tell Us Once' "tell_us_once_given_on=$(date +%Y-%m-%d)"
    found_out 6 'find out: Repay Council Tax' council_tax_credit=84.20
    found_out 6 'find out: Take the person off' electoral_evidence=certificate
    for duty in housing_benefit_ends housing_benefit_told_once rent_protected_after_death \
        blue_badge_returned; do
        build/cantref duty discharge "$event" "$duty" --because 'he had none' $for_it -C "$home" \
            >/dev/null
    done
    queue=$(build/cantref task list $for_it -C "$home")
    quietly 6 task close "$(printf '%s\n' "$queue" | task_of 'Say how to return the Blue Badge')" \
        --because 'he had none' $for_it
    for days in 6 7 9; do
        quietly "$days" work --until-idle
        teams "$days"
        quietly "$days" letter batch
    done
    say 'A letter has a hole: nobody said what is owed for care. It was not sent, and a team is told.'
    show build/cantref outbox list -C "$home"
    queue=$(build/cantref task list $for_it -C "$home")
    quietly 9 task close "$(printf '%s\n' "$queue" | task_of 'could not be sent')" \
        --answer care_owed=12.50 $for_it
    quietly 9 task close "$(printf '%s\n' "$queue" | task_of 'what the estate owes')" \
        --answer council_tax_owed=0 $for_it
    as_of 9 outbox retry "$(build/cantref outbox list -C "$home" | sed -n '1s/^ *\([0-9]*\).*/\1/p')"
    for days in 10 12 20 30 45 60 62 64; do
        quietly "$days" work --until-idle
        teams "$days"
        quietly "$days" letter batch
    done
    say 'Weeks later: all that was owed is done, as somebody has confirmed, and the ledger is closed.'
    kill "$partner"
    as_of 64 process show "$event" $for_it
    as_of 64 task list $for_it
    show build/cantref event list --all --purpose bereavement_support --case B-17 -C "$home"
    row=$(($(wc -l <"$home/extracts/social_care.csv") - 1))
    say 'Mair asks who looked at her data in all of that, and what for. (The last of it.)'
    printf '\n$ build/cantref my social_care:%s -C %s\n' "$row" "$home"
    build/cantref my "social_care:$row" -C "$home" | sed -n '1,14p'
}

demo_events() {
    say 'Ivor Trevelyan asks for care. What the law owes him begins, and letters to him wait for print.'
    printf '%s\n' >>"$home/extracts/social_care.csv" \
        '99000003,Mr,Ivor,Trevelyan,,02/03/1941,,Male,,3,Quarry Row,,Llanfedwen,CY5 5QQ,07700900333,Older Person,05/09/2024' \
        '99000004,Mrs,Mair,Trevelyan,,11/06/1944,,Female,,3,Quarry Row,,Llanfedwen,CY5 5QQ,07700900334,Carer,05/09/2024'
    build/cantref ingest social_care -C "$home" >/dev/null
    demo_care
    say 'He dies. Mair Trevelyan tells the council, once, on the telephone.'
    arrives council_tax \
        '99000003,MR I TREVELYAN,3 QUARRY ROW LLANFEDWEN,CY5 5QQ,,C,01/04/1994,,'
    say 'Council tax billing knows of nobody else at that address; bereavement support finds her, too.'
    show build/cantref find mair trevelyan quarry row --purpose council_tax_billing -C "$home"
    show build/cantref find trevelyan --purpose bereavement_support --case B-17 -C "$home"
    id=$(build/cantref find ivor trevelyan --purpose bereavement_support --case B-17 -C "$home" |
        sed -n '1s/ .*//p')
    happened=$(date -d yesterday +%Y-%m-%d)
    mair='Mair Trevelyan, 3 Quarry Row, Llanfedwen, CY5 5QQ'
    show build/cantref event tell bereavement --subject "$id" --happened "$happened" \
        --told-by partner --teller "$mair, 07700 900334" --channel phone --answer home_is=owned \
        --answer adults_left=1 --answer partner_lives_on=yes --answer "partner=$mair" \
        --answer "householder=$mair" --answer "executor=$mair" --answer death_registered=yes \
        --answer services=council_pension,library_card --answer children_lost_parent=no \
        --answer funeral=arranged --purpose bereavement_support --case B-17 -C "$home"
    event=$(build/cantref event list --purpose bereavement_support --case B-17 -C "$home" |
        sed -n '1s/ .*//p')
    show build/cantref event confirm "$event" --why 'seen the certificate' \
        --purpose bereavement_support --case B-17 -C "$home"
    say 'What is owed now, by which law, by when; what is not, and why; what somebody has to find out first.'
    show build/cantref duty ledger "$event" --purpose bereavement_support --case B-17 -C "$home"
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

# The pages: on a terminal until Ctrl-C, with a walk through the story; else a page of each role.
demo_pages() {
    say 'All of that has pages, for residents, officers and whoever answers for it.'
    if ! [ -t 1 ]; then
        show python3 tests/web/tour.py build/cantref "$home"
        return
    fi
    cat <<'END'
A walk of ten minutes, from /en/ (Cymraeg is a press away on each page). "Sign in as a member of
staff" lists who works here; nobody of them exists.
  1. Nobody signed in: "Tell us what happened"; say that somebody moved home; save it, and go on
     with the code it gives you; send it, and see what happens next, by which law, by when.
  2. Mair Griffiths, bereavement support, case B-17: find Trevelyan; the person, the household; the
     event, each of its duties; the queue, late first. Do a task.
  3. Dafydd Pritchard, council tax: find the same people. He sees less, and why.
  4. Aled Morris, adult social care: "Something happened", told at the desk with the script.
  5. Tomos Edwards, data team: sources, and pairs to review, by keyboard alone.
  6. Gwen Jenkins, information governance: who looked at whom and why; purposes; the register of
     algorithms; what residents asked for.
  7. Meleri Hughes, chief executive: what changed this month, what is late; no count finds anybody.
END
    show build/cantref serve -C "$home"
}
