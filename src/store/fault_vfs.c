/* fault_vfs.c - a VFS of SQLite that keeps beside each file what a disk would surely hold of it.
 *
 * What is modelled: writes and cuts since the last sync of a file reach the disk in any
 * combination; a write is torn at sectors of 512 bytes; room that a file grew by may hold zeros; a
 * new file that was never synced, and a deletion without a sync of the folder, may not have
 * happened. Bytes beside those written are never harmed (SQLite's "powersafe overwrite", its
 * default). */
#include "fault_vfs.h"

#include "memory.h"
#include "random.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

enum { IMAGES_MAX = 64, SECTOR = 512 };

/* struct change - a write of bytes, or a cut to a size, since the last sync. */
struct change {
    int64_t offset;
    struct str bytes;
    bool is_cut;
};

struct image {
    char *path;
    struct buf synced;
    struct change *changes;
    size_t change_count, change_capacity;
    bool may_be_missing; /* made, and not synced yet */
    bool is_deleted;     /* but the folder isn't synced */
};

struct fault_file {
    sqlite3_file base;
    struct image *image; /* NULL: not looked after */
    sqlite3_file *real;
};

static struct {
    pthread_mutex_t lock;
    sqlite3_vfs *real, vfs;
    struct fault_plan plan;
    uint64_t count;
    bool has_struck;
    struct image *images[IMAGES_MAX];
    int image_count;
} fault = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ── images ──────────────────────────────────────────────────────────────────────────────────── */

static void drop_changes(struct image *image)
{
    for (size_t i = 0; i < image->change_count; i++) {
        mem_free((void *)image->changes[i].bytes.ptr);
    }
    image->change_count = 0;
}

/* resize - of an image; new room holds zeros. */
static void resize(struct buf *bytes, size_t size)
{
    if (size > bytes->len) {
        void *grown = bytes->ptr;
        mem_must_grow(&grown, &bytes->capacity, size, 1);
        bytes->ptr = grown;
        memset(bytes->ptr + bytes->len, 0, size - bytes->len);
    }
    bytes->len = size;
}

static void apply(struct buf *bytes, const struct change *change)
{
    size_t offset = (size_t)change->offset, end = offset + change->bytes.len;
    if (change->is_cut) {
        resize(bytes, offset);
        return;
    }
    if (end > bytes->len) {
        resize(bytes, end);
    }
    memcpy(bytes->ptr + offset, change->bytes.ptr, change->bytes.len);
}

/* read_all - what the file holds now. */
static void read_all(const char *path, struct buf *ret)
{
    char piece[16384];
    ssize_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && (len = read(fd, piece, sizeof piece)) > 0) {
        buf_add(ret, str_make(piece, (size_t)len));
    }
    if (fd >= 0) {
        close(fd);
    }
}

static struct image *image_of(const char *path)
{
    for (int i = 0; i < fault.image_count; i++) {
        if (strcmp(fault.images[i]->path, path) == 0) {
            return fault.images[i];
        }
    }
    return NULL;
}

/* forget_content - the file was deleted for good; what a disk may still show is an empty one. */
static void forget_content(struct image *image)
{
    drop_changes(image);
    image->synced.len = 0;
}

/* image_open - of a file about to be opened: looked at before SQLite has it, since closing a
 * descriptor later would drop SQLite's locks. */
static struct image *image_open(const char *path)
{
    struct image *image = image_of(path);
    bool is_there = access(path, F_OK) == 0;
    if (image == NULL) {
        assert(fault.image_count < IMAGES_MAX);
        image = mem_must_array(1, sizeof *image);
        size_t len = strlen(path) + 1;
        image->path = mem_must_array(len, 1);
        memcpy(image->path, path, len);
        if (is_there) {
            read_all(path, &image->synced);
        }
        image->may_be_missing = !is_there;
        fault.images[fault.image_count++] = image;
    } else if (image->is_deleted) { /* made anew */
        forget_content(image);
        image->is_deleted = false;
        image->may_be_missing = true;
    }
    return image;
}

static void note_change(struct image *image, struct change change)
{
    void *changes = image->changes;
    mem_must_grow(&changes, &image->change_capacity, image->change_count + 1,
                  sizeof *image->changes);
    image->changes = changes;
    if (change.bytes.len > 0) {
        char *copy = mem_must_array(change.bytes.len, 1);
        memcpy(copy, change.bytes.ptr, change.bytes.len);
        change.bytes.ptr = copy;
    } else {
        change.bytes.ptr = NULL;
    }
    image->changes[image->change_count++] = change;
}

static void note_sync(struct image *image)
{
    for (size_t i = 0; i < image->change_count; i++) {
        apply(&image->synced, &image->changes[i]);
    }
    drop_changes(image);
    if (image->may_be_missing) { /* the first sync of a new file is of its folder, too */
        image->may_be_missing = false;
        for (int i = 0; i < fault.image_count; i++) {
            if (fault.images[i]->is_deleted) {
                forget_content(fault.images[i]);
            }
        }
    }
}

/* ── when it strikes ─────────────────────────────────────────────────────────────────────────── */

/* strike - count one write or sync; the result code that it gets, SQLITE_OK when it may be done. */
static int strike(bool is_sync)
{
    bool is_due = ++fault.count >= fault.plan.at && fault.plan.kind != FAULT_NONE;
    if (!is_due || (fault.plan.kind == FAULT_ONCE && fault.has_struck) ||
        (fault.plan.kind == FAULT_FULL && is_sync)) {
        return SQLITE_OK;
    }
    fault.has_struck = true;
    if (fault.plan.kind == FAULT_FULL) {
        return SQLITE_FULL;
    }
    return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

static bool is_without_power(void)
{
    return fault.has_struck && fault.plan.kind == FAULT_POWER;
}

/* tear - what reaches the disk of one change: nothing, all, its first sectors, or only the room. */
static void tear(struct random *random, struct buf *bytes, const struct change *change)
{
    struct change part = *change;
    uint64_t lot = random_below(random, 8);
    if (lot < 3) {
        return;
    }
    if (lot == 3 && !change->is_cut) {
        part.bytes.len = random_below(random, change->bytes.len / SECTOR + 1) * SECTOR;
    }
    size_t end = (size_t)change->offset + change->bytes.len;
    if (lot == 4 && !change->is_cut && end > bytes->len) {
        resize(bytes, end);
        return;
    }
    if (part.is_cut || part.bytes.len > 0) {
        apply(bytes, &part);
    }
}

static void write_all(const char *path, struct str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert(fd >= 0);
    while (bytes.len > 0) {
        ssize_t len = write(fd, bytes.ptr, bytes.len);
        assert(len > 0);
        bytes = str_slice(bytes, (size_t)len, bytes.len);
    }
    close(fd);
}

void fault_vfs_settle(void)
{
    struct random random = random_seed(fault.plan.seed);
    for (int i = 0; i < fault.image_count && is_without_power(); i++) {
        struct image *image = fault.images[i];
        /* A whole sync's worth at times: that which an operating system had written by itself. */
        uint64_t written = random_below(&random, 4) == 0 ? image->change_count : 0;
        for (size_t c = 0; c < image->change_count; c++) {
            if (c < written) {
                apply(&image->synced, &image->changes[c]);
            } else {
                tear(&random, &image->synced, &image->changes[c]);
            }
        }
        if ((image->may_be_missing || image->is_deleted) && random_below(&random, 2) == 0) {
            unlink(image->path);
        } else {
            write_all(image->path, buf_str(&image->synced));
        }
        struct buf shared = {0}; /* the WAL's index is of the running system */
        buf_printf(&shared, "%s-shm", image->path);
        unlink(shared.ptr);
        buf_free(&shared);
    }
}

/* ── a file ──────────────────────────────────────────────────────────────────────────────────── */

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->real;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, len, offset);
}

/* change_file - a write or a cut: noted in the image, and done, unless it fails. The one at which
 * the power goes may have reached the disk. */
static int change_file(sqlite3_file *file, struct change change)
{
    struct image *image = ((struct fault_file *)file)->image;
    if (image != NULL) {
        pthread_mutex_lock(&fault.lock);
        bool was_off = is_without_power();
        int result = strike(false);
        if (result == SQLITE_OK || (is_without_power() && !was_off)) {
            note_change(image, change);
        }
        pthread_mutex_unlock(&fault.lock);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    sqlite3_file *real = real_of(file);
    return change.is_cut ? real->pMethods->xTruncate(real, change.offset)
                         : real->pMethods->xWrite(real, change.bytes.ptr, (int)change.bytes.len,
                                                  change.offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
    return change_file(file, (struct change){offset, str_make(bytes, (size_t)len), false});
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return change_file(file, (struct change){size, STR(""), true});
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct image *image = ((struct fault_file *)file)->image;
    if (fault.plan.sync_delay_us > 0) {
        usleep(fault.plan.sync_delay_us);
    }
    if (image != NULL) {
        pthread_mutex_lock(&fault.lock);
        int result = strike(true);
        if (result == SQLITE_OK) {
            note_sync(image);
        }
        pthread_mutex_unlock(&fault.lock);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    return fault.plan.no_sync ? SQLITE_OK : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), ret);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_lock(sqlite3_file *file, int *ret)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) {
        return SQLITE_NOTFOUND; /* they would change a file's size unseen */
    }
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int is_delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), is_delete);
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2, /* without the memory-mapped reading of 3 */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ── the VFS ─────────────────────────────────────────────────────────────────────────────────── */

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                    int *ret_flags)
{
    (void)vfs;
    enum { KEPT = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL };
    struct fault_file *own = (struct fault_file *)file;
    own->image = NULL;
    own->real = (sqlite3_file *)(own + 1);
    if (path != NULL && (flags & KEPT) && (flags & SQLITE_OPEN_READWRITE)) {
        pthread_mutex_lock(&fault.lock);
        bool refused = is_without_power() && access(path, F_OK) != 0;
        own->image = refused ? NULL : image_open(path);
        pthread_mutex_unlock(&fault.lock);
        if (refused) {
            own->base.pMethods = NULL;
            return SQLITE_CANTOPEN;
        }
    }
    int result = fault.real->xOpen(fault.real, path, own->real, flags, ret_flags);
    own->base.pMethods = own->real->pMethods != NULL ? &file_methods : NULL;
    return result;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    pthread_mutex_lock(&fault.lock);
    bool is_off = is_without_power();
    struct image *image = image_of(path);
    if (image != NULL && !is_off) {
        image->is_deleted = true;
        if (sync_folder) {
            forget_content(image);
        }
    }
    pthread_mutex_unlock(&fault.lock);
    return is_off ? SQLITE_IOERR_DELETE
                  : fault.real->xDelete(fault.real, path, sync_folder && !fault.plan.no_sync);
}

void fault_vfs_install(const struct fault_plan *plan)
{
    assert(fault.real == NULL);
    fault.plan = *plan;
    fault.count = 0;
    fault.has_struck = false;
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.xOpen = vfs_open;
    fault.vfs.xDelete = vfs_delete;
    sqlite3_vfs_register(&fault.vfs, 1);
}

void fault_vfs_remove(void)
{
    assert(fault.real != NULL);
    sqlite3_vfs_unregister(&fault.vfs);
    sqlite3_vfs_register(fault.real, 1);
    fault.real = NULL;
    for (int i = 0; i < fault.image_count; i++) {
        drop_changes(fault.images[i]);
        mem_free(fault.images[i]->changes);
        mem_free(fault.images[i]->path);
        buf_free(&fault.images[i]->synced);
        mem_free(fault.images[i]);
    }
    fault.image_count = 0;
}

uint64_t fault_vfs_count(void)
{
    pthread_mutex_lock(&fault.lock);
    uint64_t count = fault.count;
    pthread_mutex_unlock(&fault.lock);
    return count;
}

bool fault_vfs_struck(void)
{
    pthread_mutex_lock(&fault.lock);
    bool has_struck = fault.has_struck;
    pthread_mutex_unlock(&fault.lock);
    return has_struck;
}
