// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Stands before the definition of a function that is a loop over numbers: it is compiled, with
/// all that it calls, for the vectors of newer x86-64 processors too (AVX2, AVX-512), and when the
/// program is loaded the variant for the processor at hand is chosen. All variants give the same
/// bits: such files are compiled with -ffp-contract=off, so that none multiplies and adds in one
/// step. A macro, since attributes have no other names. Left out where the compiler does not
/// optimise, and with sanitizers, whose runtimes are not ready when the loader chooses.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__OPTIMIZE__) &&                      \
    !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TIDEMARK_WIDE_CODE                                                                         \
    __attribute__((flatten, target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TIDEMARK_WIDE_CODE
#endif
