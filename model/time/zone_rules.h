// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimeZone>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tidemark {

/// The offset changes of one zone within the limits of Timestamp, read once. Immutable, any thread.
class ZoneRules
{
public:
    /// A stretch of constant offset, up to the next one's start.
    struct Stretch
    {
        std::int64_t from_s = 0; ///< seconds since the epoch; the first stretch begins earlier
        std::chrono::seconds offset{};
    };

    /// Without changes.
    explicit ZoneRules(QString id, std::chrono::seconds offset = {});
    ZoneRules(QString id, const QTimeZone &zone);

    /// The shared rules of a zone; the second request of a process finds the first one's.
    [[nodiscard]] static std::shared_ptr<const ZoneRules> shared(const QString &id,
                                                                 const QTimeZone &zone);
    [[nodiscard]] static const std::shared_ptr<const ZoneRules> &utc();

    [[nodiscard]] const QString &id() const noexcept { return m_id; }
    /// Ascending, never empty.
    [[nodiscard]] std::span<const Stretch> stretches() const noexcept { return m_stretches; }
    /// The index of the stretch that holds the second.
    [[nodiscard]] std::size_t indexAt(std::int64_t second) const noexcept;

private:
    QString m_id;
    std::vector<Stretch> m_stretches;
};

} // namespace tidemark
