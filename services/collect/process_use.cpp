// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/process_use.h"

#include "services/collect/kernel_text.h"

namespace tidemark::collect {

using namespace Qt::StringLiterals;

namespace {

// Of what follows the name: field 3 of the whole line is the first.
constexpr std::size_t kUserField = 11;
constexpr std::size_t kSystemField = 12;
constexpr std::size_t kThreadsField = 17;
constexpr std::uint64_t kUnitBytes = 1024; // "kB" in smaps_rollup

std::optional<std::uint64_t> bytesOf(const std::vector<QByteArrayView> &pages, std::size_t field,
                                     std::uint64_t pageBytes)
{
    const auto count = pages.size() > field ? wholeNumber(pages[field]) : std::nullopt;
    return count ? product(*count, pageBytes) : std::nullopt;
}

std::optional<std::uint64_t> proportionalOf(QByteArrayView rollup)
{
    for (const QByteArrayView line : completeLines(rollup)) {
        const auto words = wordsOf(line, 4);
        if (words.size() != 3 || words[0] != QByteArrayView("Pss:"))
            continue;
        const auto amount = wholeNumber(words[1]);
        return amount ? product(*amount, kUnitBytes) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::optional<ProcessTimes> parseProcessTimes(QByteArrayView stat)
{
    const qsizetype nameEnd = stat.lastIndexOf(')');
    if (nameEnd < 0)
        return std::nullopt;
    const auto fields = wordsOf(stat.sliced(nameEnd + 1));
    if (fields.size() <= kThreadsField)
        return std::nullopt;
    const auto user = wholeNumber(fields[kUserField]);
    const auto system = wholeNumber(fields[kSystemField]);
    const auto threads = wholeNumber(fields[kThreadsField]);
    if (!user || !system || !threads)
        return std::nullopt;
    return ProcessTimes{*user + *system, *threads};
}

ProcessMemory readProcessMemory(const KernelFiles &files, std::uint64_t pageBytes)
{
    ProcessMemory memory;
    if (const auto statm = files.readTrimmed(u"proc/self/statm"_s)) {
        const auto pages = wordsOf(*statm);
        memory.virtualSize = bytesOf(pages, 0, pageBytes);
        memory.resident = bytesOf(pages, 1, pageBytes);
    }
    return memory;
}

std::optional<std::uint64_t> readProportionalMemory(const KernelFiles &files)
{
    const auto rollup = files.read(u"proc/self/smaps_rollup"_s);
    return rollup ? proportionalOf(*rollup) : std::nullopt;
}

} // namespace tidemark::collect
