// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/statsd/descriptor.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <string_view>

namespace tidemark::metrics_sinks {

struct JsonLinesOptions
{
    std::int64_t most_bytes = std::int64_t{64} * 1024 * 1024; ///< of a file; then a new one begins
    int olderFiles = 4;   ///< that are kept: `NAME.1`, the latest, to `NAME.4`
    bool isSynced = true; ///< lines survive a power cut once they were appended
};

/// A file to which whole lines are appended, by one program at a time. What a crash left of a line
/// is taken off when it is opened. When it is full it becomes `NAME.1`, that one `NAME.2` and so
/// on. Only its owner may read it. One thread at a time.
class JsonLinesFile
{
public:
    /// Makes it when it is not there. Errors: Locked (another program appends to it),
    /// PermissionDenied, DiskFull, Io.
    [[nodiscard]] static Result<JsonLinesFile> open(const QString &path,
                                                    const JsonLinesOptions &options = {});

    /// Lines with their ends, all in one file, or with an error none: what was written of them is
    /// taken back. Makes the file anew when somebody moved or removed it. Errors: as open().
    [[nodiscard]] Result<void> append(std::string_view lines);
    /// How much of half lines was taken off, in bytes.
    [[nodiscard]] std::int64_t mended_bytes() const noexcept { return m_mended_bytes; }

private:
    JsonLinesFile(const QString &path, const JsonLinesOptions &options);

    [[nodiscard]] Result<void> reopen();
    [[nodiscard]] Result<void> mend();
    [[nodiscard]] bool isStillThere() const;
    [[nodiscard]] Result<void> rotate();
    [[nodiscard]] Result<void> takeBack(int number);
    [[nodiscard]] tl::unexpected<Error> failed(int number) const;

    QString m_path;
    QByteArray m_name; ///< the path as the system has it
    JsonLinesOptions m_options;
    statsd::Descriptor m_file;
    std::int64_t m_size_bytes = 0; ///< of whole lines
    std::int64_t m_mended_bytes = 0;
};

} // namespace tidemark::metrics_sinks
