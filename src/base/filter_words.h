/* filter_words.h - words for a filter of the kernel's calls, as seccomp takes it: a small program
 * that looks at one call and says what becomes of it. Jumps count the instructions left out. */
#ifndef CANTREF_BASE_FILTER_WORDS_H
#define CANTREF_BASE_FILTER_WORDS_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE_OF_KERNEL AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE_OF_KERNEL AUDIT_ARCH_AARCH64
#endif

/* The same calls under other numbers, for programs of 32-bit pointers. */
#define X32_CALLS 0x40000000

/* LOAD takes the lower 32 bits of an argument, on processors that keep these first. */
#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define MASK(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define IF_EQUAL(value, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise)
#define IF_LEAST(value, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, then, otherwise)
#define IF_BITS(bits, then, otherwise) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, then, otherwise)

#endif
