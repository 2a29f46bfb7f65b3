/* picture_pool.c - a stack of those that are free, a queue of those who wait. */
#include "picture_pool.h"

#include <assert.h>
#include <semaphore.h>

/* On the stack of who waits: the pool's until given is posted. */
struct waiting {
    struct picture *picture;
    sem_t given;
    struct waiting *next;
};

struct picture_pool {
    pthread_mutex_t lock;
    struct picture *free[PICTURE_POOL_MAX]; /* under lock, the last let go on top */
    size_t free_count;
    struct waiting *first, *last; /* under lock; none while any is free */
    size_t count;
    struct picture pictures[PICTURE_POOL_MAX];
};

int picture_pool_open(struct picture *of, size_t count, struct picture_pool **ret, struct err *err)
{
    struct picture_pool *pool = mem_must_array(1, sizeof *pool);
    int code = 0;
    assert(count > 0 && count <= PICTURE_POOL_MAX);
    pthread_mutex_init(&pool->lock, NULL);
    while (code == 0 && pool->count < count) {
        struct picture *picture = &pool->pictures[pool->count++];
        code = picture_open_beside(of, picture, err);
        pool->free[pool->free_count++] = picture;
    }
    if (code != 0) {
        picture_pool_close(pool);
        return code;
    }
    *ret = pool;
    return 0;
}

void picture_pool_close(struct picture_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    assert(pool->free_count == pool->count);
    for (size_t i = 0; i < pool->count; i++) {
        picture_close(&pool->pictures[i]);
    }
    pthread_mutex_destroy(&pool->lock);
    mem_free(pool);
}

static void put(struct picture_pool *pool, struct waiting *waiting)
{
    if (pool->first == NULL) {
        pool->first = waiting;
    } else {
        pool->last->next = waiting;
    }
    pool->last = waiting;
}

struct picture *picture_take(struct picture_pool *pool)
{
    struct waiting self = {0};
    pthread_mutex_lock(&pool->lock);
    if (pool->free_count > 0) {
        self.picture = pool->free[--pool->free_count];
        pthread_mutex_unlock(&pool->lock);
        return self.picture;
    }
    sem_init(&self.given, 0, 0);
    put(pool, &self);
    pthread_mutex_unlock(&pool->lock);
    while (sem_wait(&self.given) != 0) { /* a signal came between */
    }
    sem_destroy(&self.given);
    return self.picture;
}

void picture_let_go(struct picture_pool *pool, struct picture *picture)
{
    pthread_mutex_lock(&pool->lock);
    struct waiting *waiting = pool->first;
    if (waiting == NULL) {
        pool->free[pool->free_count++] = picture;
    } else {
        pool->first = waiting->next;
        waiting->picture = picture;
    }
    pthread_mutex_unlock(&pool->lock);
    if (waiting != NULL) {
        sem_post(&waiting->given);
    }
}
