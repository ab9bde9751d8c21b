// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/disk_counters.h"

#include "services/collect/kernel_text.h"

#include <QFile>
#include <QSet>

namespace tidemark::collect {
namespace {

constexpr std::uint64_t kSectorBytes = 512;
constexpr std::size_t kNameColumn = 2;
constexpr std::size_t kReadColumn = 5;
constexpr std::size_t kWrittenColumn = 9;

// `loop7` or `ram0`, but not `zram0` or `ramdisk`.
bool isNumbered(QByteArrayView name, QByteArrayView prefix)
{
    return name.startsWith(prefix) && wholeNumber(name.sliced(prefix.size()));
}

std::optional<std::uint64_t> bytesOf(QByteArrayView sectors)
{
    const auto count = wholeNumber(sectors);
    return count ? product(*count, kSectorBytes) : std::nullopt;
}

} // namespace

DiskTable parseDiskCounters(QByteArrayView diskstats, const QStringList &devices)
{
    const QSet<QString> whole(devices.begin(), devices.end());
    DiskTable table;
    for (const QByteArrayView line : completeLines(diskstats)) {
        const auto words = wordsOf(line);
        if (words.size() <= kWrittenColumn)
            continue;
        const QByteArray name = words[kNameColumn].toByteArray();
        const QString entry = QFile::decodeName(QByteArray(name).replace('/', '!'));
        if (!whole.contains(entry) || isNumbered(name, "loop") || isNumbered(name, "ram"))
            continue;
        const auto read = bytesOf(words[kReadColumn]);
        const auto written = bytesOf(words[kWrittenColumn]);
        if (read && written)
            table.emplace(name, DiskCounters{*read, *written});
    }
    return table;
}

} // namespace tidemark::collect
