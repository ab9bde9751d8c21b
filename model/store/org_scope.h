// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"

#include <QString>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace tidemark::store {

class Connection;

/// The organisation that a store has from the start.
inline constexpr OrgId kLocalOrg{1};

/// For whom a set of ports works: an organisation and who signs its changes. Shared with the work
/// that waits in the lanes; any thread.
class OrgScope
{
public:
    OrgScope(QString uid, QString author, std::optional<SourceId> mirrorOf = {})
        : m_uid(std::move(uid))
        , m_author(std::move(author))
        , m_mirrorOf(mirrorOf)
    {}

    [[nodiscard]] const QString &uid() const noexcept { return m_uid; }
    [[nodiscard]] const QString &author() const noexcept { return m_author; }
    /// The source that what is written comes from.
    [[nodiscard]] std::optional<SourceId> mirrorOf() const noexcept { return m_mirrorOf; }
    /// The organisation's row, looked up once: organisations stay. Errors: NotFound with
    /// ErrorSubject::Organisation, those of sqlError().
    [[nodiscard]] Result<OrgId> org(Connection &connection) const;

private:
    QString m_uid;
    QString m_author;
    std::optional<SourceId> m_mirrorOf;
    mutable std::atomic<std::int64_t> m_org = 0; // 0: not looked up yet
};
using OrgScopePointer = std::shared_ptr<const OrgScope>;

} // namespace tidemark::store
