// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QHash>
#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::store {

class ChangeScope;
struct NameTable; // where names of one kind stand

/// Names of an organisation's devices, invocations and files to ids, looked up once per change as
/// long as it names not very many. A fixed amount of memory whatever a change holds.
class NameRows
{
public:
    explicit NameRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// The device, created (or no longer deleted) when missing. Errors: InvalidArgument (name).
    [[nodiscard]] Result<std::int64_t> device(const QString &name);
    /// The device's id, also of a deleted one. Writes nothing. Errors: InvalidArgument (name).
    [[nodiscard]] Result<std::optional<std::int64_t>> knownDevice(const QString &name);
    /// Whether a row of this change is known to have used the name already.
    [[nodiscard]] bool isKnownDevice(const QString &name) const { return m_devices.contains(name); }
    [[nodiscard]] bool isKnownInvocation(const QString &uid) const
    {
        return m_invocations.contains(uid);
    }
    /// The device when it is known; a deleted one is not, nor one whose name no device can have.
    [[nodiscard]] Result<std::optional<std::int64_t>> findDevice(const QString &name);
    [[nodiscard]] Result<std::int64_t> invocation(const QString &uid);
    /// The file, a placeholder when it is new. Errors: InvalidArgument (uid).
    [[nodiscard]] Result<std::int64_t> file(const QString &uid);

private:
    [[nodiscard]] Result<std::int64_t> idOf(QHash<QString, std::int64_t> &known,
                                            const NameTable &table, const QString &wanted);

    ChangeScope &m_scope;
    QHash<QString, std::int64_t> m_devices;
    QHash<QString, std::int64_t> m_invocations;
    QHash<QString, std::int64_t> m_files;
};

} // namespace tidemark::store
