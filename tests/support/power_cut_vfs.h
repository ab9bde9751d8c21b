// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace tidemark::test {

/// Records what SQLite does to the files of one folder, then plays power cuts: whatever was not
/// synced at the moment of the cut may be lost, done, or torn in sectors of 512 bytes, in any
/// order.
///
/// Until stop() it is the process's default SQLite file system, so QSQLITE uses it unknowingly. The
/// files themselves are written as always. Create it before the first connection to the folder is
/// opened, and stop it after the last one is closed; what stands in the folder by then is taken as
/// safely on the disk. One at a time.
class PowerCutRecorder final
{
public:
    explicit PowerCutRecorder(const QString &folder);
    ~PowerCutRecorder(); // stops
    PowerCutRecorder(const PowerCutRecorder &) = delete;
    PowerCutRecorder &operator=(const PowerCutRecorder &) = delete;

    /// From now on the folder's files take at most that many bytes together; what does not fit is
    /// refused as on a full disk.
    void setCapacity(std::int64_t size_bytes);

    /// Gives SQLite its own file system back.
    void stop();

    /// How many events were recorded so far; an acknowledgement belongs to the count at its moment.
    [[nodiscard]] std::size_t eventCount() const;

    /// For each of `cuts` (event counts): writes the files as the disk may hold them after a cut
    /// just behind that many events into `folder` (emptied before) and calls `check(cut)`.
    void replay(std::vector<std::size_t> cuts, std::mt19937_64 &random, const QString &folder,
                const std::function<void(std::size_t cut)> &check) const;

    // Called by the file system.
    void wrote(const std::string &path, std::int64_t offset, const void *data, int size);
    void truncated(const std::string &path, std::int64_t size);
    void synced(const std::string &path);
    void removed(const std::string &path);
    [[nodiscard]] bool watches(const char *path) const;
    [[nodiscard]] bool hasRoom(const std::string &path, std::int64_t end);

private:
    enum class Kind
    {
        Write,
        Truncate,
        Sync,
        Remove
    };
    struct Event
    {
        Kind kind;
        std::string path;
        std::int64_t offset; ///< of a write; the new size of a truncation
        std::vector<std::uint8_t> bytes;
    };
    struct FileState
    {
        std::vector<std::uint8_t> synced;    ///< what a cut cannot take any more
        std::vector<const Event *> unsynced; ///< what it may
        bool isRemoved = false;              ///< a cut may bring it back until something is synced
    };
    using Disk = std::map<std::string, FileState>;

    void record(Event event);
    void takeExistingFiles();
    static void apply(const Event &event, std::vector<std::uint8_t> &content);
    static void applyTorn(const Event &event, std::vector<std::uint8_t> &content,
                          std::mt19937_64 &random);
    static void advance(Disk &disk, const Event &event);
    static void materialise(const Disk &disk, std::mt19937_64 &random, const QString &folder);

    std::string m_folder;
    mutable std::mutex m_mutex;
    Disk m_before; ///< what was there when the recording began
    std::vector<Event> m_events;
    std::map<std::string, std::int64_t> m_sizes; ///< as hasRoom() granted them
    std::int64_t m_capacity = std::numeric_limits<std::int64_t>::max();
};

} // namespace tidemark::test
