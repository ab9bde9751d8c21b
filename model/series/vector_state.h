// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark::series {

/// Call before long loops over numbers, on their thread: clears the upper halves of wide registers
/// that a library's copying has left in use. Code for the base instruction set, as ours, never
/// reads them, yet some processors (seen on AMD's EPYC with glibc 2.36) take two to three times as
/// long for it until they are cleared.
inline void clearWideRegisters() noexcept
{
#if defined(__x86_64__) && !defined(__AVX__)
    if (__builtin_cpu_supports("avx"))
        asm volatile("vzeroupper");
#endif
}

} // namespace tidemark::series
