// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

#include <cstdint>
#include <memory>

namespace tidemark::store {

class Connection;

/// A database of another program, opened so that nothing is written: not to it, and no file beside
/// it. One thread at a time.
class ForeignFile
{
public:
    /// Errors: those of TableFiles.
    [[nodiscard]] static Result<ForeignFile> open(const QString &path);
    ForeignFile(ForeignFile &&) noexcept;
    ForeignFile &operator=(ForeignFile &&) noexcept;
    ~ForeignFile();

    [[nodiscard]] Connection &connection() const noexcept { return *m_connection; }
    /// What an error of the connection means for a file of another program.
    [[nodiscard]] Error translated(const Error &error) const;
    /// Where the file is read without a lock: Conflict when it was changed since it was opened.
    [[nodiscard]] Result<void> checkUnchanged() const;

private:
    struct Stamp
    {
        std::int64_t size_bytes = 0;
        std::int64_t modified_ms = 0;

        friend bool operator==(const Stamp &, const Stamp &) = default;
    };

    ForeignFile() = default;
    [[nodiscard]] static Stamp stampOf(const QString &path);

    QString m_path;
    std::unique_ptr<Connection> m_connection;
    Stamp m_stamp;
    bool m_isLocked = true; ///< a lock of the database keeps others from changing what is read
};

} // namespace tidemark::store
