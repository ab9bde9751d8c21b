// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/publish.h"
#include "model/domain/session.h"
#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/journal.h"
#include "model/store/migrations.h"
#include "model/store/record_editor.h"
#include "model/store/record_writer.h"
#include "model/store/session_writer.h"
#include "model/store/uid_source.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidemark::test {

/// The value of a Result; what must not fail in a test's preparation ends the program.
template <class T>
T expectValue(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().message), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// A new store in a temporary folder with one writing and one reading connection, both on the
/// thread of the test. What is written on one is what another process would have written for the
/// other. Nothing is synced to disk, since no test of reading needs it.
class ReadFixture
{
public:
    ReadFixture()
        : m_writer(open(store::OpenMode::Create))
    {
        expectValue(m_writer->execute(QStringLiteral("PRAGMA synchronous = OFF"),
                                      QLatin1StringView("pragma")));
        expectValue(store::migrate(*m_writer));
        m_reader = open(store::OpenMode::ReadOnly);
    }

    [[nodiscard]] store::Connection &writer() { return *m_writer; }
    [[nodiscard]] store::Connection &reader() { return *m_reader; }
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("test.tdm")); }

    /// Runs `work(scope)` as one change.
    template <class Work>
    ChangeId change(Work work)
    {
        const store::Author author{QStringLiteral("ana"), Timestamp(++m_now_ns),
                                   QStringLiteral("test")};
        auto scope =
            expectValue(store::ChangeScope::begin(*m_writer, author, QStringLiteral("test")));
        work(*scope);
        return expectValue(scope->commit()).id;
    }

    MetricId define(const QString &name)
    {
        MetricId metric;
        change([&](store::ChangeScope &scope) {
            NewDefinition definition;
            definition.name = name;
            metric = expectValue(store::CatalogWriter(scope, m_uids).create(definition)).id;
        });
        return metric;
    }

    EntryOutcome enter(const ValueEntry &entry)
    {
        EntryOutcome outcome;
        const ChangeId id = change([&](store::ChangeScope &scope) {
            outcome = expectValue(store::RecordWriter(scope, m_uids).enter(entry));
        });
        outcome.change = id;
        return outcome;
    }

    Session createSession(const NewSession &session)
    {
        Session created;
        change([&](store::ChangeScope &scope) {
            created = expectValue(store::SessionWriter(scope, m_uids).create(session));
        });
        return created;
    }

    ChangeId updateSession(SessionId session, const SessionChange &update)
    {
        return change([&](store::ChangeScope &scope) {
            expectValue(store::SessionWriter(scope, m_uids).update(session, update));
        });
    }

    ChangeId removeSession(SessionId session)
    {
        return change([&](store::ChangeScope &scope) {
            expectValue(store::SessionWriter(scope, m_uids).remove(session));
        });
    }

    PublishResult publish(const PublishRequest &request)
    {
        PublishResult result;
        const ChangeId id = change([&](store::ChangeScope &scope) {
            result = expectValue(store::RecordWriter(scope, m_uids).publish(request));
        });
        result.change = id;
        return result;
    }

    ChangeId edit(const RecordEdit &edit)
    {
        return change(
            [&](store::ChangeScope &scope) { expectValue(store::RecordEditor(scope).edit(edit)); });
    }

    ChangeId remove(const std::vector<RecordKey> &keys)
    {
        return change([&](store::ChangeScope &scope) {
            expectValue(store::RecordWriter(scope, m_uids).remove(keys));
        });
    }

    void undo(ChangeId id)
    {
        expectValue(store::undoChange(*m_writer, store::kLocalOrg, id, QStringLiteral("test")));
    }
    void redo(ChangeId id)
    {
        expectValue(store::redoChange(*m_writer, store::kLocalOrg, id, QStringLiteral("test")));
    }

private:
    [[nodiscard]] std::unique_ptr<store::Connection> open(store::OpenMode mode) const
    {
        return expectValue(store::Connection::open({path(), mode}));
    }

    QTemporaryDir m_folder;
    store::UidSource m_uids;
    std::int64_t m_now_ns = 1'700'000'000'000'000'000;
    std::unique_ptr<store::Connection> m_writer;
    std::unique_ptr<store::Connection> m_reader;
};

/// A value entered by hand at `at`.
inline ValueEntry valueAt(const QString &metric, std::int64_t at_ns, double value)
{
    ValueEntry entry;
    entry.metric = metric;
    entry.value = value;
    entry.at = Timestamp(at_ns);
    entry.duplicates = DuplicatePolicy::KeepBoth;
    return entry;
}

} // namespace tidemark::test
