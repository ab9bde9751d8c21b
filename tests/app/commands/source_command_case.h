// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/commands/command_test_case.h"
#include "tests/app/commands/served_store.h"
#include "tests/support/program.h"

#include <memory>

namespace tidemark::test {

class PrivateBus;

/// A test class of commands about sources: each test runs them on a store of its own, beside a
/// program that serves another store. On a message bus of its own, so that the person's keyring is
/// out of reach; without one the whole class is left out.
class SourceCommandCase : public CommandTestCase
{
    Q_OBJECT

public:
    SourceCommandCase();
    ~SourceCommandCase() override;

protected:
    /// Adds the served store as the source `far`.
    void addFar(const QStringList &more = {QStringLiteral("--level"), QStringLiteral("summary")});
    /// The same by another way to it, with a token for that.
    void addFarAt(const QString &url);
    /// The token of the served store in the environment, as the SDK's users have it.
    void setEnvironmentToken();
    /// The records of a store, as its query prints them.
    [[nodiscard]] static QByteArray valuesOf(const QString &store);

    std::unique_ptr<PrivateBus> m_bus;
    QString m_there; ///< the store that is served
    QString m_token;
    std::unique_ptr<ServedStore> m_served;

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
};

} // namespace tidemark::test
