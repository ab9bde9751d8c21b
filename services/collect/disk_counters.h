// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <cstdint>
#include <map>

namespace tidemark::collect {

/// Bytes that a disk read and wrote since the start of the machine.
struct DiskCounters
{
    std::uint64_t bytesRead = 0;
    std::uint64_t bytesWritten = 0;

    friend bool operator==(const DiskCounters &, const DiskCounters &) = default;
};

/// By the device's name in the text.
using DiskTable = std::map<QByteArray, DiskCounters>;

/// From /proc/diskstats, whose sectors have 512 bytes whatever the disk. `devices` are the names in
/// /sys/block, that is whole devices, in which `!` stands for a `/`; partitions, `loop` and `ram`
/// devices are left out, and so are lines that are too short or hold no numbers. Any thread.
[[nodiscard]] DiskTable parseDiskCounters(QByteArrayView diskstats, const QStringList &devices);

} // namespace tidemark::collect
