/* fault_vfs.h - a layer under SQLite on which disks fail and the power goes. For tests only.
 *
 *   SQLite ──► fault_vfs ──► SQLite's own VFS ──► file      what programs see
 *                  └── image: as last synced + writes since  what a disk surely holds, and maybe
 *
 * Writes and syncs of the database, its WAL and its journal are counted. At the nth, one of them
 * fails, the disk is full from then on, or the power goes: nothing is written any more, and when
 * all is closed fault_vfs_settle leaves in each file what was synced, and of what was written since
 * a random part: whole writes, torn ones, none, in any combination, by the seed.
 *
 * One for the process; while it is installed every connection that is opened goes through it. */
#ifndef CANTREF_STORE_FAULT_VFS_H
#define CANTREF_STORE_FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_ONCE, /* the nth write or sync fails, and no other */
    FAULT_FULL, /* no write from the nth on finds room; syncs succeed */
    FAULT_POWER /* the nth and all that follow fail; unsynced data may be lost */
};

struct fault_plan {
    enum fault_kind kind;
    uint64_t at;   /* the nth write or sync, from 1 */
    uint64_t seed; /* of what survives when the power goes */
    bool no_sync;  /* don't trouble the real disk */
    unsigned sync_delay_us;
};

/* fault_vfs_install - begin with a plan; all that is on disk counts as synced.
 * fault_vfs_remove - end it; every connection must be closed. */
void fault_vfs_install(const struct fault_plan *plan);
void fault_vfs_remove(void);

/* fault_vfs_settle - after FAULT_POWER has struck and all connections are closed: make the files
 * what a disk might hold. Nothing is done when it didn't strike. */
void fault_vfs_settle(void);

/* fault_vfs_count - writes and syncs so far. fault_vfs_struck - has the fault come? */
uint64_t fault_vfs_count(void);
bool fault_vfs_struck(void);

#endif
