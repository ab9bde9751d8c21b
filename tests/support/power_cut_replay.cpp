// SPDX-License-Identifier: GPL-3.0-or-later
// What the disk may hold after a power cut, from what PowerCutRecorder recorded.
#include "tests/support/power_cut_vfs.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace tidemark::test {

void PowerCutRecorder::apply(const Event &event, std::vector<std::uint8_t> &content)
{
    if (event.kind == Kind::Truncate) {
        content.resize(static_cast<std::size_t>(event.offset));
        return;
    }
    const auto begin = static_cast<std::size_t>(event.offset);
    if (content.size() < begin + event.bytes.size())
        content.resize(begin + event.bytes.size());
    std::copy(event.bytes.begin(), event.bytes.end(),
              content.begin() + static_cast<std::ptrdiff_t>(begin));
}

void PowerCutRecorder::applyTorn(const Event &event, std::vector<std::uint8_t> &content,
                                 std::mt19937_64 &random)
{
    switch (random() % 3) {
    case 0: // lost
        return;
    case 1: // done
        apply(event, content);
        return;
    default:
        break;
    }
    constexpr std::size_t kSector = 512;
    std::size_t size = 0;
    for (std::size_t at = 0; at < event.bytes.size(); at += size) {
        const std::size_t inSector = (static_cast<std::size_t>(event.offset) + at) % kSector;
        size = std::min(kSector - inSector, event.bytes.size() - at);
        if (random() % 2 == 0)
            continue;
        const auto first = event.bytes.begin() + static_cast<std::ptrdiff_t>(at);
        apply({Kind::Write,
               {},
               event.offset + static_cast<std::int64_t>(at),
               std::vector<std::uint8_t>(first, first + static_cast<std::ptrdiff_t>(size))},
              content);
    }
}

void PowerCutRecorder::advance(Disk &disk, const Event &event)
{
    FileState &file = disk[event.path];
    if (event.kind == Kind::Remove) {
        file.isRemoved = true;
        return;
    }
    if (file.isRemoved)
        file = {}; // a new file of that name
    if (event.kind != Kind::Sync) {
        file.unsynced.push_back(&event);
        return;
    }
    std::erase_if(disk, [](const auto &entry) { return entry.second.isRemoved; });
    for (const Event *write : file.unsynced)
        apply(*write, file.synced);
    file.unsynced.clear();
}

void PowerCutRecorder::materialise(const Disk &disk, std::mt19937_64 &random, const QString &folder)
{
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    for (const auto &[path, state] : disk) {
        if (state.isRemoved && random() % 2 == 0)
            continue;
        std::vector<std::uint8_t> content = state.synced;
        std::vector<const Event *> unsynced = state.unsynced;
        std::shuffle(unsynced.begin(), unsynced.end(), random);
        for (const Event *event : unsynced)
            applyTorn(*event, content, random);
        const QString name = QString::fromStdString(path.substr(path.rfind('/') + 1));
        QFile file(folder + QLatin1Char('/') + name);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("Cannot write %s", qPrintable(file.fileName()));
        file.write(reinterpret_cast<const char *>(content.data()),
                   static_cast<qint64>(content.size()));
    }
}

void PowerCutRecorder::replay(std::vector<std::size_t> cuts, std::mt19937_64 &random,
                              const QString &folder,
                              const std::function<void(std::size_t)> &check) const
{
    std::sort(cuts.begin(), cuts.end());
    Disk disk = m_before;
    std::size_t done = 0;
    for (const std::size_t cut : cuts) {
        for (; done < cut && done < m_events.size(); ++done)
            advance(disk, m_events[done]);
        materialise(disk, random, folder);
        check(cut);
    }
}

} // namespace tidemark::test
