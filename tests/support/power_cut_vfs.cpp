// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/power_cut_vfs.h"

#include <QDir>
#include <QFile>

#include <sqlite3.h>

#include <algorithm>
#include <string_view>

namespace tidemark::test {

namespace {

PowerCutRecorder *g_recorder = nullptr; // the one that lives
sqlite3_vfs *g_real = nullptr;          // the file system below

/// A file of ours; the real one lies right behind it in the same allocation.
struct RecordedFile
{
    sqlite3_file base;
    std::string *path; // nullptr when the file is not watched

    [[nodiscard]] sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }
};

RecordedFile *recorded(sqlite3_file *file)
{
    return reinterpret_cast<RecordedFile *>(file);
}

sqlite3_file *real(sqlite3_file *file)
{
    return recorded(file)->real();
}

int closeFile(sqlite3_file *file)
{
    RecordedFile *mine = recorded(file);
    const int result = mine->real()->pMethods->xClose(mine->real());
    delete mine->path;
    mine->path = nullptr;
    return result;
}

int readFile(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    return real(file)->pMethods->xRead(real(file), data, size, offset);
}

int writeFile(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    if (recorded(file)->path != nullptr && g_recorder != nullptr) {
        if (!g_recorder->hasRoom(*recorded(file)->path, offset + size))
            return SQLITE_FULL;
        g_recorder->wrote(*recorded(file)->path, offset, data, size);
    }
    return real(file)->pMethods->xWrite(real(file), data, size, offset);
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    if (recorded(file)->path != nullptr && g_recorder != nullptr)
        g_recorder->truncated(*recorded(file)->path, size);
    return real(file)->pMethods->xTruncate(real(file), size);
}

int syncFile(sqlite3_file *file, int flags)
{
    const int result = real(file)->pMethods->xSync(real(file), flags);
    if (recorded(file)->path != nullptr && g_recorder != nullptr)
        g_recorder->synced(*recorded(file)->path);
    return result;
}

int fileSize(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

int checkReservedLock(sqlite3_file *file, int *result)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

int fileControl(sqlite3_file *file, int operation, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

int sectorSize(sqlite3_file *)
{
    return 512;
}

int deviceCharacteristics(sqlite3_file *)
{
    return 0; // no promise: neither atomic writes nor safe overwrite
}

int shmMap(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

int shmLock(sqlite3_file *file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

void shmBarrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

int shmUnmap(sqlite3_file *file, int remove)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods{2,
                                  closeFile,
                                  readFile,
                                  writeFile,
                                  truncateFile,
                                  syncFile,
                                  fileSize,
                                  lockFile,
                                  unlockFile,
                                  checkReservedLock,
                                  fileControl,
                                  sectorSize,
                                  deviceCharacteristics,
                                  shmMap,
                                  shmLock,
                                  shmBarrier,
                                  shmUnmap,
                                  nullptr,
                                  nullptr};

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    RecordedFile *mine = recorded(file);
    mine->base.pMethods = nullptr;
    mine->path = nullptr;
    const int result = g_real->xOpen(g_real, name, mine->real(), flags, outFlags);
    if (result != SQLITE_OK)
        return result;
    if (g_recorder != nullptr && name != nullptr && g_recorder->watches(name))
        mine->path = new std::string(name);
    mine->base.pMethods = &kMethods;
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs *, const char *name, int syncFolder)
{
    const int result = g_real->xDelete(g_real, name, syncFolder);
    if (result == SQLITE_OK && g_recorder != nullptr && g_recorder->watches(name))
        g_recorder->removed(name);
    return result;
}

int accessFile(sqlite3_vfs *, const char *name, int flags, int *result)
{
    return g_real->xAccess(g_real, name, flags, result);
}

int fullPathname(sqlite3_vfs *, const char *name, int size, char *result)
{
    return g_real->xFullPathname(g_real, name, size, result);
}

int randomness(sqlite3_vfs *, int size, char *result)
{
    return g_real->xRandomness(g_real, size, result);
}

int sleepFor(sqlite3_vfs *, int microseconds)
{
    return g_real->xSleep(g_real, microseconds);
}

int currentTime(sqlite3_vfs *, double *result)
{
    return g_real->xCurrentTime(g_real, result);
}

int currentTimeInt64(sqlite3_vfs *, sqlite3_int64 *result)
{
    return g_real->xCurrentTimeInt64(g_real, result);
}

int lastError(sqlite3_vfs *, int size, char *result)
{
    return g_real->xGetLastError(g_real, size, result);
}

sqlite3_vfs &recordingVfs()
{
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs made{};
        made.iVersion = 2;
        made.zName = "tidemark-power-cut";
        made.xOpen = openFile;
        made.xDelete = deleteFile;
        made.xAccess = accessFile;
        made.xFullPathname = fullPathname;
        made.xRandomness = randomness;
        made.xSleep = sleepFor;
        made.xCurrentTime = currentTime;
        made.xCurrentTimeInt64 = currentTimeInt64;
        made.xGetLastError = lastError;
        return made;
    }();
    return vfs;
}

} // namespace

PowerCutRecorder::PowerCutRecorder(const QString &folder)
    : m_folder(QDir(folder).canonicalPath().toStdString())
{
    takeExistingFiles();
    if (g_real == nullptr)
        g_real = sqlite3_vfs_find(nullptr);
    sqlite3_vfs &vfs = recordingVfs();
    vfs.szOsFile = static_cast<int>(sizeof(RecordedFile)) + g_real->szOsFile;
    vfs.mxPathname = g_real->mxPathname;
    g_recorder = this;
    sqlite3_vfs_register(&vfs, 1);
}

PowerCutRecorder::~PowerCutRecorder()
{
    stop();
}

void PowerCutRecorder::takeExistingFiles()
{
    const QString folder = QString::fromStdString(m_folder);
    for (const QString &name : QDir(folder).entryList(QDir::Files)) {
        QFile file(folder + QLatin1Char('/') + name);
        if (!watches(QFile::encodeName(file.fileName()).constData()))
            continue;
        if (!file.open(QIODevice::ReadOnly))
            qFatal("Cannot read %s", qPrintable(file.fileName()));
        const QByteArray content = file.readAll();
        m_before[file.fileName().toStdString()].synced.assign(content.begin(), content.end());
    }
}

void PowerCutRecorder::setCapacity(std::int64_t size_bytes)
{
    const std::lock_guard lock(m_mutex);
    m_capacity = size_bytes;
}

bool PowerCutRecorder::hasRoom(const std::string &path, std::int64_t end)
{
    const std::lock_guard lock(m_mutex);
    std::int64_t others = 0;
    for (const auto &[other, size] : m_sizes)
        others += other == path ? 0 : size;
    std::int64_t &size = m_sizes[path];
    if (end > size && end + others > m_capacity)
        return false;
    size = std::max(size, end);
    return true;
}

void PowerCutRecorder::stop()
{
    if (g_recorder != this)
        return;
    sqlite3_vfs_register(g_real, 1);
    sqlite3_vfs_unregister(&recordingVfs());
    g_recorder = nullptr;
}

bool PowerCutRecorder::watches(const char *path) const
{
    const std::string_view name(path);
    return name.starts_with(m_folder) && !name.ends_with("-shm");
}

std::size_t PowerCutRecorder::eventCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_events.size();
}

void PowerCutRecorder::record(Event event)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back(std::move(event));
}

void PowerCutRecorder::wrote(const std::string &path, std::int64_t offset, const void *data,
                             int size)
{
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    record({Kind::Write, path, offset, std::vector<std::uint8_t>(bytes, bytes + size)});
}

void PowerCutRecorder::truncated(const std::string &path, std::int64_t size)
{
    record({Kind::Truncate, path, size, {}});
    const std::lock_guard lock(m_mutex);
    m_sizes[path] = size;
}

void PowerCutRecorder::synced(const std::string &path)
{
    record({Kind::Sync, path, 0, {}});
}

void PowerCutRecorder::removed(const std::string &path)
{
    record({Kind::Remove, path, 0, {}});
    const std::lock_guard lock(m_mutex);
    m_sizes.erase(path);
}

} // namespace tidemark::test
