/* html_households.c - properties and who is at them; where two people may have been taken for one,
 * and one for two. */
#include "html_sections.h"

#include "suspects.h"
#include "wording.h"

#include <stdio.h>

enum { CROWDED_LISTED = 5 };

/* ---- properties */

/* Properties with most people, of equals the one with the lowest id. */
static size_t most_crowded(const struct report *r, uint32_t ret[CROWDED_LISTED],
                           size_t ret_mentions[CROWDED_LISTED])
{
    const uint64_t *id = r->in->run->partition.property_id;
    size_t count = 0;
    for (uint32_t h = 0; h < r->properties.count; h++) {
        size_t size = 0;
        for (uint32_t i = r->properties.offset[h]; i < r->properties.offset[h + 1]; i++) {
            size += r->in->mentions->places[r->properties.member[i]].kind == MENTION_PERSON;
        }
        size_t at = count;
        while (at > 0 && (ret_mentions[at - 1] < size ||
                          (ret_mentions[at - 1] == size && id[h] < id[ret[at - 1]]))) {
            at--;
        }
        if (at == CROWDED_LISTED || size == 0) {
            continue;
        }
        count += count < CROWDED_LISTED;
        for (size_t i = count - 1; i > at; i--) {
            ret[i] = ret[i - 1];
            ret_mentions[i] = ret_mentions[i - 1];
        }
        ret[at] = h;
        ret_mentions[at] = size;
    }
    return count;
}

static void crowded_table(struct page *page, const struct report *r)
{
    static const char *const headings[] = {TO_SAY("Address"), TO_SAY("Property"),
                                           "#" TO_SAY("Mentions of people"), NULL};
    uint32_t crowded[CROWDED_LISTED];
    size_t mentions[CROWDED_LISTED];
    size_t count = most_crowded(r, crowded, mentions);
    if (count == 0) {
        return;
    }
    page_html(page,
              say(r,
                  "<p>Where very many are at one address, it is a home or a hostel, or a block "
                  "whose flats the address does not tell apart.</p>\n"));
    page_table_begin(page, str_of(say(r, "The most crowded addresses")), headings);
    for (size_t i = 0; i < count; i++) {
        char id[ENTITY_ID_TEXT_MAX];
        struct buf address = {0};
        report_address(r, r->properties.member[r->properties.offset[crowded[i]]], &address);
        page_row(page);
        page_row_head(page, buf_str(&address));
        page_cell(page, str_of(report_property_id(r, crowded[i], id)));
        page_figure(page, mentions[i]);
        page_row_end(page);
        buf_free(&address);
    }
    page_table_end(page);
}

void section_households(struct page *page, const struct report *r, const struct overview *o)
{
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    if (o->entities[MENTION_PROPERTY] == 0) {
        page_html(page, say(r, "<p>No row gives an address that tells a property.</p>\n"));
        return;
    }
    page_html(page,
              say(r,
                  "<p>%s of the properties have people. Who is together at one is in "
                  "households.csv.</p>\n"),
              figure_text(o->households, a));
    if (o->source_count > 1) {
        page_html(page,
                  say(r,
                      "<p>%s of the properties are known to two systems or more, %s to one "
                      "alone.</p>\n"),
                  figure_text(o->in_several, a), figure_text(o->in_one_source, b));
    }
    counts_by_size(page, r, str_of(say(r, "How many properties have that many people")),
                   TO_SAY("People"), o->residents, 0, RESIDENTS_SHOWN);
    crowded_table(page, r);
}

/* ---- suspects */

static void suspect_rows(struct page *page, const struct report *r, struct str caption,
                         const struct suspect *suspects, size_t count, bool merged)
{
    pair_rows_begin(page, caption);
    for (size_t i = 0; i < count; i++) {
        const struct suspect *s = &suspects[i];
        char id[2][ENTITY_ID_TEXT_MAX];
        const struct partition *p = &r->in->run->partition;
        struct buf heading = {0};
        struct buf remark = {0};
        buf_printf(&heading, say(r, "Pair %zu"), i + 1);
        report_entity_id(r, p->entity[s->left], id[0]);
        report_entity_id(r, p->entity[s->right], id[1]);
        if (merged) {
            buf_printf(&remark, say(r, "both are %s"), id[0]);
        } else {
            buf_printf(&remark, say(r, "%s and %s"), id[s->left > s->right],
                       id[s->left < s->right]);
        }
        pair_row_compact(page, r, buf_str(&heading), s->left, s->right, buf_str(&remark));
        buf_free(&heading);
        buf_free(&remark);
    }
    pair_rows_end(page);
}

void section_suspects(struct page *page, const struct report *r, const struct overview *o)
{
    struct suspects *s = mem_must_array(1, sizeof *s);
    char text[FIGURE_TEXT_MAX];
    (void)o;
    suspects_find(r, s);
    page_html(page,
              say(r,
                  "<p>These are found by rules of thumb, apart from what linking weighed, so that "
                  "they can find what it got wrong. Look at these first.</p>\n"));
    page_heading(page, 3, NULL, say(r, "Two people taken for one?"));
    page_html(page,
              say_count(r, s->merged,
                        "<p>%s person has two given names or two dates of birth at one "
                        "address.</p>\n",
                        "<p>%s people have two given names or two dates of birth at one "
                        "address.</p>\n"),
              figure_text(s->merged, text));
    if (s->merged > 0) {
        suspect_rows(page, r, str_of(say(r, "The most suspicious of those who were linked")),
                     s->merged_worst, s->merged_shown, true);
    }
    page_heading(page, 3, NULL, say(r, "One person taken for two?"));
    page_html(page,
              say_count(r, s->split,
                        "<p>%s pair of people has one name at one address, and nothing that tells "
                        "them apart.</p>\n",
                        "<p>%s pairs of people have one name at one address, and nothing that "
                        "tells them apart.</p>\n"),
              figure_text(s->split, text));
    if (s->split > 0) {
        suspect_rows(page, r, str_of(say(r, "The most suspicious of those who were kept apart")),
                     s->split_worst, s->split_shown, false);
    }
    mem_free(s);
}
