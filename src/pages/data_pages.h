/* data_pages.h - the handlers of the data team's pages, by file. Each is as route.h says. */
#ifndef CANTREF_PAGES_DATA_PAGES_H
#define CANTREF_PAGES_DATA_PAGES_H

#include "request.h"

/* data_sources.c - sources and their health. */
int data_sources(struct request *request, struct err *err);
int data_source(struct request *request, struct err *err);
int data_source_ingest(struct request *request, struct err *err);
int data_waiting(struct request *request, struct err *err);

/* data_review.c - pairs in doubt, second opinions, agreement. */
int data_review(struct request *request, struct err *err);
int data_review_answer(struct request *request, struct err *err);
int data_review_undo(struct request *request, struct err *err);
int data_review_mark(struct request *request, struct err *err);
int data_review_make(struct request *request, struct err *err);
int data_settle_list(struct request *request, struct err *err);
int data_settle(struct request *request, struct err *err);
int data_settle_answer(struct request *request, struct err *err);
int data_agreement(struct request *request, struct err *err);

/* data_entity.c - an entity: records, split, merge; decisions. */
int data_entity_find(struct request *request, struct err *err);
int data_entity_found(struct request *request, struct err *err);
int data_entity(struct request *request, struct err *err);
int data_entity_split(struct request *request, struct err *err);
int data_entity_merge(struct request *request, struct err *err);
int data_entity_merged(struct request *request, struct err *err);
int data_decisions(struct request *request, struct err *err);
int data_decision_undo(struct request *request, struct err *err);

/* data_model.c - models: trained, compared, adopted. */
int data_model(struct request *request, struct err *err);
int data_model_train(struct request *request, struct err *err);
int data_model_compare(struct request *request, struct err *err);
int data_model_adopt(struct request *request, struct err *err);

/* data_report.c - how well records are linked now. */
int data_report(struct request *request, struct err *err);

#endif
