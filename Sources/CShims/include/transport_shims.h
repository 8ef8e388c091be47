#pragma once
#include <semaphore.h>
#include <time.h>
// What Transport needs of glibc and Swift's Glibc module doesn't show.

int shims_eventfd(void);
int shims_eventfd_signal(int descriptor);
int shims_accept(int listener);
int shims_socket(int family);
int shims_socketpair(int descriptors[2]);
void shims_name_thread(const char *name);

// Waits until CLOCK_MONOTONIC reaches the deadline; 0, or -1 with errno set.
int shims_semaphore_wait(sem_t *semaphore, const struct timespec *deadline);
